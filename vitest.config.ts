import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { TrustReporter } from "./test/support/trust-reporter.js";

/** Test files that mock a module, which no file after them may see: each has a process of its own. */
const MOCKING = ["test/base/optional.test.ts", "test/cli/serve.test.ts", "test/table/changed-file.test.ts"];

/** Tests of the bench, which `npm run test:bench` runs. */
const BENCH = ["test/bench/**/*.test.ts"];

/** Tests that take long, which `npm run test:long` runs before it draws laws from other seeds. */
const LONG = [
  "test/audit/{read/hostile-files,smart-city-report}.test.ts",
  "test/disk/transaction.test.ts",
  "test/estimators/matching/separation.test.ts",
  "test/law/{audit-sentences,audit-simulated,columns-outside,did-counterfactual,did-efficient,did-estimators,did-switching,few-treated,few-treated-size,family-wise,honest-coverage,kernel-matching,mahalanobis,nearest,panel-gmm,power,replications,within}.test.ts",
  "test/models/power/hostile.test.ts",
  "test/law/outcome-scale/*.test.ts",
  "test/sql/{frame,stream-limits,trino,verbs,equation,crossed-effects,quality-engine,stream-quality,stream-sigma}.test.ts",
  "test/sql/spark/*.test.ts",
  "test/quality/policy/draws.test.ts",
  "test/study/{code,command,disclosure/every-path,engine,explain/command,explain/examples}.test.ts",
  "test/study/twenty-designs.test.ts",
  "test/study/replication/{bundle,verify}.test.ts",
  "test/golden/did/synthetic-control-prediction.test.ts",
  "test/inspect/clean.test.ts",
  "test/formats/{parquet/read,sas/sas7bdat,sas/xpt,spss/por,spss/sav}.test.ts",
  "test/{models/effects-plan,simulate/cities,table/parquet,worker/engine-worker}.test.ts",
  "test/e2e/{bootstrap-command,browser,customs-pages,embedded-size,embedding,event-commands,hostile-study,init-command,inspect-findings,replication-folder}.test.ts",
  "test/e2e/{jobs-command,left-behind,nothing-lost,simulate-command,study-resume,system-errors,terminal}.test.ts",
];

/** Tests that ask real engines, which `npm run test:engines` starts one after the other. */
const ENGINES = ["test/engines/**/*.test.ts"];

export default defineConfig({
  test: {
    setupFiles: ["test/support/setup.ts"],
    reporters: ["default", new TrustReporter()],
    // vitest leaves one core to itself, which sleeps while tests run
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: "v8", include: ["src/**"] },
    // a process runs one file after the other: modules are loaded and kernels compiled once a process, not once a file
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: [...MOCKING, ...BENCH, ...LONG, ...ENGINES],
        },
      },
      { extends: true, test: { name: "bench", isolate: false, include: BENCH } },
      { extends: true, test: { name: "long", isolate: false, include: LONG } },
      { extends: true, test: { name: "mocking", include: MOCKING } },
      { extends: true, test: { name: "engines", include: ENGINES, fileParallelism: false, testTimeout: 300_000 } },
    ],
  },
});
