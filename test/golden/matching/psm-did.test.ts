/**
 * Difference-in-differences on matched cities and on rows with common support, as a stage of a study, beside MatchIt and
 * fixest on the same data.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../../src/kernels/engine.js";
import type { PsmatchRecord } from "../../../src/models/psmatch/record.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import { runStudy } from "../../../src/study/run-study.js";
import type { PsmDidModel } from "../../../src/study/stages/psm-did/stage.js";
import { readTable } from "../../../src/table/node/read-table.js";
import type { Table } from "../../../src/table/table.js";

/** Coefficients and errors of regressions on the same rows with the same weights. */
const FIT = 1e-9;
/** Coefficients of the score, of their size; of errors glm gives those of the iteration before its last. */
const SCORE = { estimate: 1e-8, std_error: 1e-7 } as const;
/** Scores and weights. */
const UNIT = 1e-9;

interface GoldenFit {
  readonly nobs: number;
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly vcov_type: string;
}
interface Golden<F> {
  readonly ps_coef: Readonly<Record<string, number>>;
  readonly ps_se: Readonly<Record<string, number>>;
  readonly col1: F;
  readonly col2: F;
}
interface Matched {
  readonly n_treated_matched: number;
  readonly n_control_matched: number;
}
type Both = { readonly unweighted: GoldenFit; readonly weighted: GoldenFit };

const read = (name: string): string =>
  readFileSync(new URL(`expected/city_smartcity_sim_${name}`, import.meta.url), "utf8");
const golden = <T>(name: string): T => JSON.parse(read(`table2_psmdid_${name}.json`)) as T;

let engine: Engine;
let cities: Table;
beforeAll(async () => {
  const path = fileURLToPath(new URL("../data/smartcity_sim.csv.gz", import.meta.url));
  [engine, cities] = await Promise.all([loadEngine({ threads: 1 }), readTable(path)]);
});

async function stage(body: string) {
  const file = parseStudy(
    `title: Cities
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco, fin, fdi, open, urban, ia, edu, infra, market] }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
variance: cluster:city
stages:
  table1: { stage: psm-did, ${body} }
`,
    "s.yaml",
  );
  const { record, shown } = await runStudy(engine, file, new Map([["cities", cities]]));
  const made = record.stages.table1 as { readonly matching: PsmatchRecord; readonly models: readonly PsmDidModel[] };
  return { ...made, units: shown[0]!.data.table1_units! };
}

function sameScore({ score }: PsmatchRecord, expected: Golden<unknown>): void {
  expect(Object.keys(score!.coefficients)).toEqual(Object.keys(expected.ps_coef));
  for (const [term, { estimate, std_error }] of Object.entries(score!.coefficients)) {
    expect(Math.abs(estimate / expected.ps_coef[term]! - 1)).toBeLessThan(SCORE.estimate);
    expect(Math.abs(std_error / expected.ps_se[term]! - 1)).toBeLessThan(SCORE.std_error);
  }
}

function sameFit({ fit }: PsmDidModel, { coef, se, nobs, vcov_type }: GoldenFit): void {
  expect(vcov_type).toBe("Clustered (city)");
  expect(fit.nobs).toBe(nobs);
  expect(Object.keys(fit.coefficients)).toEqual(Object.keys(coef));
  for (const [term, { estimate, std_error }] of Object.entries(fit.coefficients)) {
    expect(Math.abs(estimate - coef[term]!)).toBeLessThan(FIT);
    expect(Math.abs(std_error - se[term]!)).toBeLessThan(FIT);
  }
}

describe("cities matched on their means before treatment", () => {
  test.each([
    ["nn1_rep", "replace: true"],
    ["nn2_rep", "replace: true, ratio: 2"],
    ["nn1_norep_caliper0.2", "replace: false, order: data, caliper: 0.2"],
  ])("%s", async (name, choices) => {
    const { matching, models, units } = await stage(
      `match: averages, pre: year <= 2011, weight_sum: controls, ${choices}`,
    );
    const expected = golden<Golden<Both> & Matched>(name);
    sameScore(matching, expected);
    expect(matching.matched.treated.used).toBe(expected.n_treated_matched);
    expect(matching.matched.control.used).toBe(expected.n_control_matched);
    const lines = read(`psm_${name}_weights.csv`).trim().split("\n").slice(1);
    expect(lines).toHaveLength(units.nRows);
    lines.forEach((line, i) => {
      const [city, treat, ps, , weight] = line.split(",").map(Number);
      expect(units.numeric("city")[i]).toBe(city);
      expect(units.numeric("treated")[i]).toBe(treat);
      expect(Math.abs(units.numeric("score")[i]! - ps!)).toBeLessThan(UNIT);
      expect(Math.abs(units.numeric("weight")[i]! - weight!)).toBeLessThan(UNIT);
    });
    expect(models.map(({ weighted }) => weighted)).toEqual([false, true, false, true]);
    const { col1, col2 } = expected;
    [col1.unweighted, col1.weighted, col2.unweighted, col2.weighted].forEach((fit, c) => {
      sameFit(models[c]!, fit);
    });
  });
});

test("rows of all years together, on the common support", async () => {
  const { matching, models } = await stage("match: rows, replace: true, support: minmax");
  const expected = golden<Golden<GoldenFit> & { readonly support: { readonly lo: number; readonly hi: number } }>(
    "commonsupport",
  );
  sameScore(matching, expected);
  const onSupport = models.filter(({ sample }) => sample === "on_support");
  expect(onSupport).toHaveLength(2);
  sameFit(onSupport[0]!, expected.col1);
  sameFit(onSupport[1]!, expected.col2);
  const { low, high } = matching.support!.range!;
  const ofScore = (value: number) => (matching.support!.scale === "linear" ? 1 / (1 + Math.exp(-value)) : value);
  expect(Math.abs(ofScore(low) - expected.support.lo)).toBeLessThan(UNIT);
  expect(Math.abs(ofScore(high) - expected.support.hi)).toBeLessThan(UNIT);
});
