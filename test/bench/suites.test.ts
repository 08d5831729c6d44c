/** Each suite run for real on its smallest problem: rows are complete, and results agree with their reference. */
import { describe, expect, it } from "vitest";
import type { BenchRow, SuiteRequest } from "../../bench/row.js";
import { suites } from "../../bench/suites.js";

/** Rounding of sums in two orders, columns of unit scale. */
const ROUNDING = 1e-11;

/** Runs a suite for one name, listed or in full, and returns its rows. */
async function rowsOf(suiteName: string, name: string, notes: string[] = []): Promise<BenchRow[]> {
  const suite = suites.find((candidate) => candidate.name === suiteName)!;
  const rows: BenchRow[] = [];
  const request: SuiteRequest = {
    selects: (candidate) => candidate === name,
    named: suite.problems.includes(name) ? undefined : name,
    peers: new Set(["js", "ml-matrix"]),
    threads: 1,
    rounds: 1,
    report: (row) => rows.push(row),
    note: (message) => notes.push(message),
  };
  await suite.run(request);
  return rows;
}

const backends = (rows: readonly BenchRow[]) => rows.map((row) => row.backend);

describe("suite kernels", () => {
  it("times a kernel and its twin on the same problem and compares their results", async () => {
    const rows = await rowsOf("kernels", "ddot");
    expect(backends(rows)).toEqual(["wasmetrics", "js"]);
    const [ours, twin] = rows as [BenchRow, BenchRow];
    expect(ours.n).toBeGreaterThan(1_000_000);
    expect([twin.n, twin.difference]).toEqual([ours.n, null]);
    expect(ours.difference).toBeLessThan(ROUNDING);
    expect(ours.peak_mb).toBeGreaterThan(16);
    expect(ours.ms).toBeGreaterThan(0);
  });

  it("compares a function of scalars with its twin without racing it", async () => {
    const [ours, ...others] = await rowsOf("kernels", "pnorm");
    expect(others).toEqual([]);
    expect(ours!.difference).toBeLessThan(ROUNDING);
  });
});

describe("suite absorb", () => {
  it.each(["city-30x8", "firm-year-1e4-shuffled"])(
    "%s: all of it and its parts, certified and compared",
    async (name) => {
      const rows = await rowsOf("absorb", name);
      const parts = ["", "-plan", "-passes"].flatMap((part) => [`wasmetrics${part}`, `js${part}`]);
      expect(backends(rows)).toEqual(parts);
      const whole = rows[0]!;
      expect(whole.converged).toBe(true);
      expect(whole.certificate).toBeLessThan(ROUNDING);
      expect(whole.difference).toBeLessThan(ROUNDING);
      expect(rows[2]).toMatchObject({ certificate: null, difference: null });
    },
  );

  it("times each call of a cold problem on a new engine", async () => {
    const rows = await rowsOf("absorb", "firm-year-1e3-cold");
    expect(backends(rows)).toEqual(["wasmetrics", "js"]);
    expect(rows.map((row) => row.reps)).toEqual([1, 1]);
  });
});

describe("suite regression", () => {
  it("agrees with plain JavaScript and with ml-matrix's least squares on dummies", async () => {
    const rows = await rowsOf("regression", "city-30x8");
    expect(backends(rows)).toEqual(["wasmetrics", "js", "ml-matrix"]);
    expect(rows[0]!.difference).toBeLessThan(ROUNDING);
    expect(rows[1]!.difference).toBeLessThan(ROUNDING);
    expect(rows[2]!.difference).toBeNull();
  });

  it("refuses cold problems, which it would time warm", () => {
    const { accepts } = suites.find((suite) => suite.name === "regression")!;
    expect([accepts("firm-year-1e4"), accepts("firm-year-1e4-cold")]).toEqual([true, false]);
  });

  it("says so when dummies don't fit", async () => {
    const notes: string[] = [];
    const rows = await rowsOf("regression", "firm-year-1e4", notes);
    expect(backends(rows)).toEqual(["wasmetrics", "js"]);
    expect(notes.join()).toMatch(/skipped: ml-matrix on firm-year-1e4/);
  });
});
