/** Each suite run for real on its smallest problem: rows are complete, and results agree with their reference. */
import { describe, expect, it } from "vitest";
import type { BenchRow } from "../../bench/row.js";
import { suites } from "../../bench/suites.js";
import { rowsOf } from "./suite-rows.js";

/** Rounding of sums in two orders, columns of unit scale. */
const ROUNDING = 1e-11;

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
      expect(backends(rows)).toEqual([...parts, "wasmetrics-floor-read", "wasmetrics-floor-copy"]);
      const whole = rows[0]!;
      expect(whole.converged).toBe(true);
      expect(whole.certificate).toBeLessThan(ROUNDING);
      expect(whole.difference).toBeLessThan(ROUNDING);
      expect(whole.reference).toMatch(/1e-13$/);
      expect(rows[1]!.difference).toBeLessThan(ROUNDING);
      for (const at of [2, 6, 7]) expect(rows[at]).toMatchObject({ certificate: null, difference: null });
    },
  );

  it("times each call of a cold problem on a new engine", async () => {
    const rows = await rowsOf("absorb", "firm-year-1e3-cold");
    expect(backends(rows)).toEqual(["wasmetrics", "js"]);
    expect(rows.map((row) => row.reps)).toEqual([1, 1]);
  });
});

describe("suite accuracy", () => {
  it("walks from loose tolerances to tight ones until the result is near enough", async () => {
    const rows = await rowsOf("accuracy", "firm-product-countryyear-1e4");
    const tolerances = rows.map(({ backend }) => Number(/^wasmetrics-(1e-\d+)$/.exec(backend)![1]));
    expect(tolerances).toEqual(tolerances.toSorted((a, b) => b - a));
    expect(rows.slice(0, -1).every(({ difference }) => difference! > 1e-10)).toBe(true);
    expect(rows.at(-1)!.difference).toBeLessThanOrEqual(1e-10);
  });
});

describe("suite roofline", () => {
  it("has a work beside the least it moves and computes, counted by hand", async () => {
    const rows = await rowsOf("roofline", "demean-firm-year-1e3-k2");
    expect(backends(rows)).toEqual(["wasmetrics", "wasmetrics-floor-memory", "wasmetrics-floor-arithmetic"]);
    // two columns of 1,000 doubles copied in (read and written) and rewritten; codes of two effects read twice
    expect(rows[0]!.least_work).toEqual({ bytes: 4 * 16_000 + 4 * 4_000, operations: 7 * 2_000 });
    const [regression] = await rowsOf("roofline", "regression-firm-year-1e3-k3");
    expect(regression!.least_work).toEqual({ bytes: 2 * 24_000 + 4 * 4_000 + 8_000, operations: 3_000 * (4 + 4 + 6) });
  });
});

describe("suite files", () => {
  it.each(["write-csv-1e4x14", "write-parquet-1e4x12", "read-parquet-1e4x12"])("%s: every bit", async (name) => {
    const rows = await rowsOf("files", name, { peers: new Set(["duckdb"]) });
    expect(backends(rows)).toEqual(name.startsWith("write-csv") ? ["wasmetrics"] : ["wasmetrics", "duckdb"]);
    expect(rows[0]).toMatchObject({ n: 10_000, difference: 0, reference: "the table" });
    for (const row of rows) expect(row.difference).toBeLessThan(ROUNDING);
  });
});

describe("suite fixef", () => {
  it("has effects that add up to what they should on every row", async () => {
    const rows = await rowsOf("fixef", "city-30x8");
    expect(backends(rows)).toEqual(["wasmetrics"]);
    expect(rows[0]!.difference).toBeLessThan(ROUNDING);
  });
});

describe("suite regression", () => {
  it("agrees with plain JavaScript and with ml-matrix's least squares on dummies", async () => {
    // whole runs only: whether a fit is long enough to be cancelled depends on the machine
    const rows = await rowsOf("regression", "city-30x8", { wholeOnly: true });
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
    const rows = await rowsOf("regression", "firm-year-1e4", { note: (message) => void notes.push(message) });
    expect(backends(rows)).toEqual(["wasmetrics", "js"]);
    expect(notes.join()).toMatch(/skipped: ml-matrix on firm-year-1e4/);
  });
});

describe("nearly collinear regressors", () => {
  it("wampler-1e4: every coefficient is 1 to the last digits", async () => {
    const rows = await rowsOf("regression", "wampler-1e4");
    expect(backends(rows)).toEqual(["wasmetrics", "wasmetrics-plain"]);
    expect(rows[0]!.difference).toBeLessThan(1e-13);
  });
});

describe("another variance of a held fit", () => {
  it.each([
    ["revcov-1e4", ["wasmetrics", "wasmetrics-held", "wasmetrics-fused-pass"]],
    ["revcov-hetero-1e4", ["wasmetrics", "wasmetrics-held"]],
  ])("%s: errors are those of a fresh fit", async (name, expected) => {
    const rows = await rowsOf("regression", name);
    expect(backends(rows)).toEqual(expected);
    for (const row of rows.slice(0, 2)) expect(row).toMatchObject({ difference: 0, reference: "feols" });
  });
});
