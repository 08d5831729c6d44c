/** Jobs of suite did: their names, and that each makes a row on a small panel. */
import { describe, expect, it } from "vitest";
import { did } from "../../bench/suites/did.js";
import { isDidJob, makeDidJob, standardDidJobs, standardEffectsJobs } from "../../bench/suites/did-jobs.js";

const kinds = [...standardDidJobs, ...standardEffectsJobs].map((name) => name.split("-")[0]!);

describe("jobs of did", () => {
  it("are of an estimator, units and periods", () => {
    expect([...standardDidJobs, ...standardEffectsJobs].every(isDidJob)).toBe(true);
    expect(["cs-1e3", "cs-1e3x5", "xx-1e3x12", "cs-1000x12"].some(isDidJob)).toBe(false);
    const { n, columns, formula } = makeDidJob("cs-1e2x8");
    expect([n, formula, Object.keys(columns)]).toEqual([
      800,
      "y ~ x1 + x2 | unit + time",
      ["unit", "time", "g", "y", "x1", "x2"],
    ]);
    expect(makeDidJob("sc-2e1x12").columns.g!.filter((g) => g > 0).length).toBe(12);
  });

  it.each([...new Set(kinds)])("%s makes a row", async (kind) => {
    const rows: unknown[] = [];
    const failed: unknown[] = [];
    await did.run({
      peers: new Set(),
      threads: [1],
      rounds: 1,
      problems: [`${kind}-6e1x12`],
      report: (row: unknown) => rows.push(row),
      fail: (what: unknown, error: unknown) => failed.push(what, error),
    } as never);
    expect(failed).toEqual([]);
    expect(rows).toMatchObject([{ suite: "did", problem: `${kind}-6e1x12`, backend: "wasmetrics", difference: null }]);
  });
});
