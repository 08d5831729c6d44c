/** Each suite run for real on its smallest problem: rows are complete, and results agree with their reference. */
import { describe, expect, it } from "vitest";
import type { BenchRow, SuiteRequest } from "../../bench/row.js";
import { suites } from "../../bench/suites.js";

/** A suite's request that collects rows. */
function collecting(selects: (name: string) => boolean): { request: SuiteRequest; rows: BenchRow[] } {
  const rows: BenchRow[] = [];
  const request: SuiteRequest = {
    selects,
    named: undefined,
    peers: new Set(["js", "ml-matrix"]),
    threads: 1,
    rounds: 1,
    report: (row) => rows.push(row),
    note: () => {},
  };
  return { request, rows };
}

describe("suite kernels", () => {
  it("times a kernel and its twin on the same problem and compares their results", async () => {
    const { request, rows } = collecting((name) => name === "ddot");
    await suites.find((suite) => suite.name === "kernels")!.run(request);
    expect(rows.map((row) => row.backend)).toEqual(["wasmetrics", "js"]);
    const [ours, twin] = rows as [BenchRow, BenchRow];
    expect(ours.n).toBeGreaterThan(1_000_000);
    expect([twin.n, twin.difference]).toEqual([ours.n, null]);
    expect(ours.difference).toBeLessThan(1e-11);
    expect(ours.peak_mb).toBeGreaterThan(16);
    expect(ours.ms).toBeGreaterThan(0);
  });
});
