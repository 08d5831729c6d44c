/** The plan of a command over many files: no two tasks may write one path. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { spawned } from "../support/run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "wasmetrics-jobs-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
for (const name of ["a.csv", "b.csv"]) writeFileSync(at(name), "y,x\n1,1\n2,3\n4,3\n7,9\n");

const planned = (residuals: string) => {
  const command = ["feols", "{file}", "y ~ x", "--vcov", "iid", "--residuals", at(residuals)];
  writeFileSync(at("job.json"), JSON.stringify({ command, files: [at("*.csv")] }));
  return spawned("jobs", "plan", at("job.json"));
};

it("an output of all tasks is refused, one of each is planned", () => {
  const refused = planned("r.parquet");
  expect(refused.status, refused.stderr).toBe(2);
  expect(refused.stderr).toContain(`Every task would write ${at("r.parquet")}`);
  const own = planned("r-{name}.parquet");
  expect(own.status, own.stderr).toBe(0);
});
