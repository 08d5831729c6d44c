/** Suite resampling run for real on small jobs: rows are complete, and every draw equals the loop's. */
import { describe, expect, it } from "vitest";
import { peerVersions } from "../../bench/peers/versions.js";
import { rowsOf } from "./suite-rows.js";

/** The draws are held to 1e-9 of a full regression. */
const DRAW = 1e-9;
/** fixest stops when coefficients change by less than 1e-6 an iteration. */
const FIXEST = 1e-5;

describe.each(["placebo-20-1e4", "pairs-20-1e4", "wild-99-1e4", "wre-99-1e4", "placebo-20-1e2clusters"])(
  "%s",
  (name) => {
    it("equals the loop of full regressions it replaces, draw by draw, on one thread and two", async () => {
      const rows = await rowsOf("resampling", name, { rounds: 2, threads: [1, 2] });
      const backends = ["wasmetrics", "wasmetrics-draws", "wasmetrics-loop"];
      expect(rows.map(({ backend, threads }) => [backend, threads])).toEqual(
        [1, 2].flatMap((threads) => backends.map((backend) => [backend, threads])),
      );
      for (const row of rows.filter(({ backend }) => backend !== "wasmetrics-loop")) {
        expect(row).toMatchObject({ reference: "loop of feols", reps: 2 });
        expect(row.difference).toBeLessThan(DRAW);
        expect(row.ms).toBeGreaterThan(0);
      }
      expect(rows[0]!.peak_mb).toBeGreaterThan(0);
      expect(rows[2]).toMatchObject({ extrapolated: true, difference: null });
    });
  },
);

it("a family of ten outcomes equals its bootstraps one at a time, draw by draw", async () => {
  const rows = await rowsOf("resampling", "family-99-1e4", { rounds: 2 });
  expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics", "wasmetrics-each"]);
  expect(rows[0]).toMatchObject({ reference: "bootstraps one at a time", k: 1 });
  expect(rows[0]!.difference).toBeLessThan(DRAW);
});

it("power's draws equal regressions on the same treatments, on one thread and two", async () => {
  const rows = await rowsOf("resampling", "power-40-1e3", { rounds: 1, threads: [1, 2] });
  expect(rows.map(({ backend, threads }) => [backend, threads])).toEqual(
    [1, 2].flatMap((threads) => ["wasmetrics", "wasmetrics-loop"].map((backend) => [backend, threads])),
  );
  expect(rows[0]).toMatchObject({ reference: "loop of feols", n: 12_000 });
  expect(rows[0]!.difference).toBeLessThan(DRAW);
  expect(rows[1]!.extrapolated).toBe(true);
});

it("rows left out one at a time move the effect as their influence says", async () => {
  const rows = await rowsOf("resampling", "influence-1e4", { rounds: 1 });
  expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics", "wasmetrics-loop"]);
  expect(rows[0]).toMatchObject({ reference: "feols without each row", k: 1 });
  expect(rows[0]!.difference).toBeLessThan(1e-9);
  expect(rows[1]!.extrapolated).toBe(true);
});

it("one regression clustered by city equals that of demeaned columns, on one thread and two", async () => {
  const rows = await rowsOf("resampling", "regression-city-1e4", { threads: [1, 2] });
  expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics", "wasmetrics"]);
  for (const row of rows) {
    expect(row).toMatchObject({ reference: "demeaned columns, krylov", k: 10 });
    expect(row.difference).toBeLessThan(DRAW);
  }
});

describe.skipIf(peerVersions("fixest") === undefined)("fixest's loop", () => {
  it.each(["placebo-20-1e3", "pairs-20-1e3", "wild-99-1e3"])("%s is on the same draws", async (name) => {
    const rows = await rowsOf("resampling", name, { peers: new Set(["fixest"]) });
    const fixest = rows.find(({ backend }) => backend === "fixest")!;
    expect(fixest).toMatchObject({ extrapolated: true, reps: 1 });
    expect(fixest.difference).toBeLessThan(FIXEST);
  });
});
