/** Designs of the resampling suite are what their descriptions say, and names of jobs mean what they say. */
import { describe, expect, it } from "vitest";
import { citiesWithPolicy, manyClustersWithPolicy, type PolicyProblem } from "../../bench/problems/policy.js";
import { isJob, makeJob, standardJobs } from "../../bench/suites/resampling-jobs.js";

const nTreated = ({ firstTreated }: PolicyProblem) => firstTreated.filter(Number.isFinite).length;

function expectPolicy({ names, columns, cluster, year, firstTreated }: PolicyProblem): void {
  expect(names.slice(0, 2)).toEqual(["y", "did"]);
  columns[1]!.forEach((did, i) => {
    expect(did).toBe(year[i]! >= firstTreated[cluster.codes[i]!]! ? 1 : 0);
  });
}

describe("cities with a policy", () => {
  const problem = citiesWithPolicy("1e4");

  it("60 of 220 cities have it from year 7; ten controls; effects of firms and of twelve years", () => {
    expect(problem.columns).toHaveLength(12);
    expect(problem.effects.map(({ name }) => name)).toEqual(["firm", "year"]);
    expect([problem.effects[1]!.nLevels, Math.min(...problem.year), Math.max(...problem.year)]).toEqual([12, 1, 12]);
    const seenFrom = Array.from(problem.firstTreated.filter(Number.isFinite)).sort((a, b) => a - b);
    expect(seenFrom[0]).toBe(7);
    expect(seenFrom[Math.floor(seenFrom.length * 0.8)]).toBe(7); // but for small cities with no row of year 7
    expect(Math.abs(nTreated(problem) / problem.cluster.nLevels - 60 / 220)).toBeLessThan(0.01);
    expectPolicy(problem);
  });

  it("a firm has one city; cities are of skewed size", () => {
    const cityOf = new Map<number, number>();
    problem.effects[0]!.codes.forEach((firm, i) => {
      const city = problem.cluster.codes[i]!;
      expect(cityOf.get(firm) ?? city).toBe(city);
      cityOf.set(firm, city);
    });
    const rows = new Float64Array(problem.cluster.nLevels);
    for (const city of problem.cluster.codes) rows[city]!++;
    const ordered = rows.sort();
    const top = ordered.slice(-Math.round(ordered.length / 10)).reduce((sum, count) => sum + count, 0) / problem.n;
    expect(top).toBeGreaterThan(0.2); // of the rows, in a tenth of the cities
  });
});

it("many clusters: every firm is one, seen in all years, in three cohorts of equal size", () => {
  const problem = manyClustersWithPolicy(1000);
  expect([problem.n, problem.cluster.nLevels]).toEqual([12_000, 1000]);
  const perCohort = [5, 7, 9].map((date) => problem.firstTreated.filter((first) => first === date).length);
  expect(Math.max(...perCohort) - Math.min(...perCohort)).toBeLessThanOrEqual(1);
  expectPolicy(problem);
});

describe("names of jobs", () => {
  it("say the verb, the draws and the size", () => {
    expect(standardJobs.every(isJob)).toBe(true);
    const { verb, draws, problem } = makeJob("placebo-20-1e3");
    expect([verb, draws, problem.n]).toEqual(["placebo", 20, 1000]);
    expect(makeJob("placebo-20-1e2clusters").problem.cluster.nLevels).toBe(100);
  });

  it.each(["placebo-1e6", "boot-5-1e6", "pairs-0-1e6", "pairs-500-1e9", "wild-9-1e6clusters", "placebo-500"])(
    "%s is none",
    (name) => {
      expect(isJob(name)).toBe(false);
    },
  );
});
