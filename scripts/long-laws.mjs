// Runs the tests that take long, then the test files that hold laws, longer and from other seeds than `npm test` does: those below, or
// WASMETRICS_SEED alone.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const SEEDS = [1, 31_415_926];

const files = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((file) => readFileSync(file, "utf8").includes("fc.assert("));

function vitest(words, env = process.env) {
  const { status } = spawnSync("node_modules/.bin/vitest", ["run", ...words], { stdio: "inherit", env });
  if (status !== 0) process.exitCode = 1;
}

const given = process.env.WASMETRICS_SEED;
if (given === undefined) vitest(["--project", "long"]);
for (const seed of given === undefined ? SEEDS : [given]) {
  const env = { ...process.env, WASMETRICS_LAWS: "long", WASMETRICS_SEED: String(seed) };
  console.log(`seed ${seed}`);
  vitest(files, env);
}
