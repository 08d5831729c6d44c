/** Jobs of counts of suite robustness on few rows: rows are complete, and results agree with plain loops and with fixest. */
import { describe, expect, it } from "vitest";
import { peerVersions } from "../../bench/peers/versions.js";
import { isCountJob, makeCountProblem } from "../../bench/suites/count-jobs.js";
import { suites } from "../../bench/suites.js";
import { rowsOf } from "./suite-rows.js";

const hasFixest = peerVersions("fixest") !== undefined;

const ROUNDING = 1e-9;
/** fixest by its defaults: errors are those of one step behind. */
const FIXEST = 1e-4;

describe("count jobs", () => {
  it("are named by the size, and have many zeros", () => {
    expect(["fepois-1e3", "fepois-1e6-shuffled"].every(isCountJob)).toBe(true);
    expect(["fepois", "fepois-1e2", "fepois-1e6-cold"].some(isCountJob)).toBe(false);
    const { accepts, problems } = suites.find(({ name }) => name === "robustness")!;
    expect(problems.filter(isCountJob).every(accepts)).toBe(true);
    const { columns, n } = makeCountProblem("fepois-1e4");
    expect(columns[0]!.filter((count) => count === 0).length / n).toBeGreaterThan(0.5);
  });

  it.each(["fepois-1e3", "fepois-1e4-shuffled"])("%s: as plain loops have it", async (name) => {
    const rows = await rowsOf("robustness", name, { peers: new Set(["js"]), threads: [1, 2] });
    expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual([
      "wasmetrics 1",
      "js 1",
      "wasmetrics 2",
    ]);
    for (const { backend, difference, converged, peak_mb } of rows) {
      expect(difference, backend).toBeLessThan(ROUNDING);
      expect(converged, backend).toBe(true);
      expect(peak_mb === null, backend).toBe(backend === "js");
    }
  });

  it.skipIf(!hasFixest)("fixest does the same, to its tolerance", async () => {
    const rows = await rowsOf("robustness", "fepois-1e3", { peers: new Set(["fixest"]) });
    expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics", "fixest"]);
    expect(rows[1]!.difference).toBeLessThan(FIXEST);
  });
});
