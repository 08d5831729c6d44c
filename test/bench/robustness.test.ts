/**
 * The suite robustness on small files: the reference is least squares on dummies, rows are complete, and results agree with
 * loops that share no code with them.
 */
import { describe, expect, it } from "vitest";
import { largestDifference } from "../../bench/difference.js";
import { regressByDummies } from "../../bench/peers/ml-matrix.js";
import { peerVersions } from "../../bench/peers/versions.js";
import { firmYearInstruments } from "../../bench/problems/instruments.js";
import { isRobustnessJob, makeRobustnessJob } from "../../bench/suites/robustness-jobs.js";
import { plainRegressions } from "../../bench/suites/robustness-reference.js";
import { suites } from "../../bench/suites.js";
import { rowsOf } from "./suite-rows.js";

/** Rounding of sums in two orders, columns of unit scale; through dummies, a digit more. */
const ROUNDING = 1e-12;
const ROUNDING_OF_DUMMIES = 1e-11;
/** fixest stops when coefficients change by less than 1e-6 an iteration. */
const FIXEST = 1e-5;
/** Coefficient of the endogenous regressor, and how many standard errors an estimate may be from it or must be. */
const TRUTH = 0.5;
const NEAR = 4;
const FAR = 20;

const hasFixest = peerVersions("fixest") !== undefined;

describe("the reference", () => {
  it("is least squares on dummies where there are no instruments", () => {
    const problem = firmYearInstruments("1e3");
    const { controls, columns } = problem;
    const used = { ...problem, name: "ols", cold: false, columns: columns.slice(0, 2 + controls.length) };
    const { beta, se } = regressByDummies(used);
    const { ols } = plainRegressions(problem);
    expect(largestDifference([ols.beta, ols.se], [beta, se])).toBeLessThan(ROUNDING_OF_DUMMIES);
  });

  it("with instruments finds the coefficient that least squares misses", () => {
    const { iv, ols } = plainRegressions(firmYearInstruments("1e4"));
    expect(Math.abs(iv.beta[0]! - TRUTH)).toBeLessThan(NEAR * iv.se[0]!);
    expect(Math.abs(ols.beta[0]! - TRUTH)).toBeGreaterThan(FAR * ols.se[0]!);
  });
});

describe("suite robustness", () => {
  it("names jobs by the size", () => {
    expect(["iv-1e3", "iv-1e6", "iv-3e7-shuffled"].every(isRobustnessJob)).toBe(true);
    expect(["iv", "iv-1e2", "iv-1e8", "iv-1e6-cold", "ols-1e6"].some(isRobustnessJob)).toBe(false);
    const { problems, accepts } = suites.find(({ name }) => name === "robustness")!;
    expect(problems.every(accepts)).toBe(true);
  });

  it("a shuffled job has the same rows", () => {
    const [plain, shuffled] = ["iv-1e3", "iv-1e3-shuffled"].map((name) => makeRobustnessJob(name).problem);
    const rowsIn = ({ n, columns, effects }: typeof plain & object) =>
      Array.from({ length: n }, (_, i) => {
        return [...columns.map((column) => column[i]), ...effects.map(({ codes }) => codes[i])].join();
      });
    expect(rowsIn(shuffled!)).not.toEqual(rowsIn(plain!));
    expect(rowsIn(shuffled!).sort()).toEqual(rowsIn(plain!).sort());
  });

  it.each(["iv-1e4", "iv-1e4-shuffled"])("%s: with instruments and without, as plain loops have them", async (name) => {
    const rows = await rowsOf("robustness", name, { peers: new Set(["js"]), threads: [1, 2] });
    expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual([
      "wasmetrics 1",
      "wasmetrics-ols 1",
      "js 1",
      "wasmetrics 2",
      "wasmetrics-ols 2",
    ]);
    for (const { backend, difference, certificate, converged, peak_mb } of rows) {
      expect(difference, backend).toBeLessThan(ROUNDING);
      expect(certificate, backend).toBeLessThan(ROUNDING);
      expect(converged, backend).toBe(true);
      expect(peak_mb === null, backend).toBe(backend === "js");
    }
    expect(rows[0]!.peak_mb).toBeGreaterThan(rows[1]!.peak_mb!);
  });

  it.skipIf(!hasFixest)("fixest does both, and agrees to its tolerance", async () => {
    const rows = await rowsOf("robustness", "iv-1e3", { peers: new Set(["fixest"]) });
    const theirs = rows.filter(({ backend }) => backend.startsWith("fixest"));
    expect(theirs.map(({ backend }) => backend)).toEqual(["fixest", "fixest-ols"]);
    for (const { difference, versions } of theirs) {
      expect(difference).toBeLessThan(FIXEST);
      expect(versions).toMatchObject({ fixest: expect.any(String) });
    }
  });
});
