/**
 * Collects what the test files compared. A run of all of them that passes fails still where docs/trust.md says otherwise; with
 * WRITE_TRUST in the environment, as `npm run trust` has it, it writes the page.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reporter, TestModule } from "vitest/node";
import type { Ledgers } from "./agree.js";
import { trustPage } from "./trust-page.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = fileURLToPath(new URL("../../docs/trust.md", import.meta.url));

/** Test files that compare with a source, from the root. */
export function agreeingFiles(): string[] {
  const all = readdirSync(`${root}test`, { recursive: true, encoding: "utf8" });
  return all
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `test/${file.replaceAll("\\", "/")}`)
    .filter((file) => readFileSync(root + file, "utf8").includes("agreeing("))
    .sort();
}

export class TrustReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const found = modules
      .map((module) => ({ module, file: relative(root, module.moduleId).replaceAll("\\", "/") }))
      .filter(({ module }) => isWhole(module))
      .map(({ module, file }) => ({ file, ledgers: (module.meta() as { ledgers?: Ledgers }).ledgers ?? {} }));
    const files = new Set(found.map(({ file }) => file));
    if (!agreeingFiles().every((file) => files.has(file))) return;
    const text = trustPage(found);
    if (process.env.WRITE_TRUST !== undefined) writeFileSync(page, text);
    if (readFileSync(page, "utf8") === text) return;
    console.error("\ndocs/trust.md is stale: run 'npm run trust' and commit it");
    process.exitCode = 1;
  }
}

/** Every test of the file was run, and passed. */
const isWhole = (module: TestModule): boolean =>
  module.state() === "passed" && [...module.children.allTests("skipped")].length === 0;
