/** The matching jobs of suite robustness on few units: the reference is what looking at every control gives, rows agree with it. */
import { describe, expect, it } from "vitest";
import { peerVersions } from "../../bench/peers/versions.js";
import { isMatchJob, makeMatchJob, matchedIn, NONE, standardMatchJobs } from "../../bench/suites/match-jobs.js";
import { plainMatch } from "../../bench/suites/match-reference.js";
import { suites } from "../../bench/suites.js";
import { bruteMatch } from "../support/brute-match.js";
import { rowsOf } from "./suite-rows.js";

/** Of weights, which MatchIt scales. */
const ROUNDING = 1e-14;

const hasMatchIt = peerVersions("matchit") !== undefined;

describe("jobs", () => {
  it("are named by treated units and controls", () => {
    expect(["match-nearest-1e2x1e3", "match-nearest-5e4x1e6-norep", ...standardMatchJobs].every(isMatchJob)).toBe(true);
    expect(["match-nearest", "match-nearest-1e5", "match-nearest-1e1x1e3", "match-1e2x1e3"].some(isMatchJob)).toBe(
      false,
    );
    const { accepts, problems } = suites.find(({ name }) => name === "robustness")!;
    expect(problems.every(accepts)).toBe(true);
    expect(problems).toEqual(expect.arrayContaining([...standardMatchJobs]));
  });

  it.each(["match-nearest-2e2x1e3", "match-nearest-2e2x3e2-norep"])(
    "%s: the reference looks at every control",
    (name) => {
      const job = makeMatchJob(name);
      const { problem, candidates, replace, caliper } = job;
      const turns = [...candidates.treated.keys()].filter((i) => candidates.treated[i] === 1);
      const distance = (i: number, j: number) => Math.abs(problem.score[i]! - problem.score[j]!);
      const pairs = bruteMatch(candidates, distance, {
        ...{ ratio: 1, replace, ties: "first", tolerance: 0, limit: caliper, turns },
      });
      const weights = new Float64Array(problem.n);
      pairs.treated.forEach((unit, p) => {
        weights[unit] = 1;
        weights[pairs.control[p]!]!++;
      });
      expect(plainMatch(job)).toEqual(matchedIn(pairs, weights));
      expect(pairs.treated.length < 200).toBe(!replace);
      expect(plainMatch(job).control.filter((control) => control !== NONE)).toHaveLength(pairs.treated.length);
    },
  );
});

describe("rows", () => {
  it.each(["match-nearest-1e3x1e4", "match-nearest-1e3x1e4-norep"])(
    "%s: pairs and weights of plain loops",
    async (name) => {
      const rows = await rowsOf("robustness", name, { peers: new Set(["js"]), threads: [1, 2] });
      expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual([
        "wasmetrics 1",
        "js 1",
        "wasmetrics 2",
      ]);
      for (const { backend, difference, n, peak_mb } of rows) {
        expect(difference, backend).toBe(0);
        expect(n).toBe(11_000);
        expect(peak_mb === null, backend).toBe(backend === "js");
      }
    },
  );

  it.skipIf(!hasMatchIt).each(["match-nearest-1e3x1e4", "match-nearest-1e3x1e4-norep"])(
    "%s: MatchIt has the same pairs",
    async (name) => {
      const rows = await rowsOf("robustness", name, { peers: new Set(["matchit"]), threads: [1, 2] });
      expect(rows.map(({ backend, threads }) => `${backend} ${threads}`)).toEqual([
        ...["wasmetrics 1", "matchit 1", "wasmetrics 2"],
      ]);
      for (const { difference } of rows) expect(difference).toBeLessThan(ROUNDING);
      expect(rows[1]!.versions).toMatchObject({ MatchIt: expect.any(String), R: expect.any(String) });
    },
  );
});
