import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { TrustReporter } from "./test/support/trust-reporter.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/laws.ts"],
    reporters: ["default", new TrustReporter()],
    // vitest leaves one core to itself, which sleeps while tests run
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: "v8", include: ["src/**"] },
  },
});
