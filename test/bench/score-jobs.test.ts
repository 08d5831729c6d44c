/** Score and kernel jobs of suite robustness on small data: rows are complete, and results agree with plain loops and glm. */
import { describe, expect, it } from "vitest";
import { peerVersions } from "../../bench/peers/versions.js";
import { isScoreJob, standardScoreJobs } from "../../bench/suites/score-jobs.js";
import { rowsOf } from "./suite-rows.js";

/** Sums of 1e4 terms in two orders. */
const ROUNDING = 1e-11;
/** glm's standard errors are those of the step before the last. */
const GLM = 1e-6;

describe("score jobs", () => {
  it("are named by kind and size", () => {
    expect(standardScoreJobs.every(isScoreJob)).toBe(true);
    expect(["logit", "logit-1e2", "match-kernel-1e4", "match-nearest-1e4x1e5"].some(isScoreJob)).toBe(false);
  });

  it.each(["logit-1e4", "match-kernel-1e2x1e3", "match-epanechnikov-1e2x1e3"])(
    "%s agrees with plain loops",
    async (name) => {
      const rows = await rowsOf("robustness", name, { peers: new Set(["js"]), threads: [1, 2] });
      expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual([
        "wasmetrics 1",
        "js 1",
        "wasmetrics 2",
      ]);
      for (const { backend, difference, certificate, peak_mb } of rows) {
        expect(difference, backend).toBeLessThan(ROUNDING);
        expect(certificate, backend).toBeLessThan(ROUNDING);
        expect(peak_mb === null, backend).toBe(backend === "js");
      }
      expect(rows[2]!.difference).toBe(rows[0]!.difference);
    },
  );

  it.skipIf(peerVersions("glm") === undefined)("glm finds the same score", async () => {
    const rows = await rowsOf("robustness", "logit-1e3", { peers: new Set(["glm"]) });
    expect(rows.map(({ backend }) => backend)).toEqual(["wasmetrics", "glm"]);
    expect(rows[1]!.difference).toBeLessThan(GLM);
    expect(rows[1]!.versions).toMatchObject({ R: expect.any(String) });
  });
});
