/**
 * The shipped study of simulated cities: its estimates lie near the truth the data were made with. Its methods are compared
 * with independent software in `test/golden/study`.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import type { EventStudyRecord } from "../../src/models/event-study/record.js";
import type { PlaceboRecord } from "../../src/models/placebo/record.js";
import type { StudyResult } from "../../src/study/run-study.js";
import type { GmmModel } from "../../src/study/stages/gmm/stage.js";
import type { RegressionModel } from "../../src/study/stages/regressions/stage.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { readExample } from "./read-example.js";

let engine: Engine;
let result: StudyResult;
beforeAll(async () => {
  const [loaded, { file, tables }] = await Promise.all([loadEngine(), readExample("smart-city")]);
  engine = loaded;
  result = await runWholeStudy(engine, file, tables);
});

const stage = <T>(name: string): T => result.record.stages[name] as T;
const near = (a: number, b: number, tolerance: number): void => {
  expect(Math.abs(a - b)).toBeLessThan(tolerance);
};

describe("Table 1", () => {
  test("has the truth beside it, within two standard errors of column (1)", () => {
    const { models, truth } = stage<{ readonly models: readonly RegressionModel[]; readonly truth: number }>("table1");
    const { estimate, std_error } = models[0]!.fit.coefficients.did!;
    expect(Math.abs(estimate - truth)).toBeLessThan(2 * std_error);
  });
});

test("the long-run effect of the dynamic panel is near the truth", () => {
  const { models } = stage<{ readonly models: readonly GmmModel[] }>("table7");
  const { truth } = stage<{ readonly truth: number }>("table1");
  const { estimate, std_error } = models[0]!.fit.long_run.did!;
  expect(Math.abs(estimate - truth)).toBeLessThan(2 * std_error);
});

describe("Figure 1", () => {
  test("covers the truth at every event time, as 95% intervals should at most", () => {
    const record = stage<EventStudyRecord & { readonly truth: Readonly<Record<string, number>> }>("figure1");
    const missed = record.effects.filter(
      ({ event, reference, conf_low, conf_high }) =>
        !reference && !(conf_low! <= record.truth[event]! && record.truth[event]! <= conf_high!),
    );
    expect(missed).toEqual([]);
  });
});

test("Figure 2: no draw is as far from zero as the true estimate; every draw has an estimate", () => {
  const { counts, p_value, pool, source } = stage<PlaceboRecord>("figure2");
  expect(counts).toMatchObject({ requested: 500, used: 500, without_variation: 0 });
  near(p_value.estimate, (1 + counts.at_least_estimate) / 501, Number.EPSILON);
  expect(pool).toMatchObject({ units: 220, treated: 92, outside: 0 });
  expect(source).toMatchObject({ seed: 20_120_805 });
});

test("simulated quality is found again, all but what the demand equation's effects take", () => {
  expect(result.record.quality!.truth).toMatchObject({ column: "true_lnquality", rows: 20_000 });
  expect(result.record.quality!.truth!.correlation).toBeGreaterThan(0.97);
  expect(result.record.quality!.truth!.within_correlation).toBeGreaterThan(0.998);
  expect(result.aggregates.map(({ by }) => by)).toEqual(["firm^year", "city^year"]);
});

test("stages are numbered before they run", async () => {
  const { file, tables } = await readExample("smart-city");
  const { shown } = await runWholeStudy(engine, file, tables, { only: "figure1" });
  expect(shown.flatMap(({ exhibits }) => exhibits.map(({ id }) => id))).toEqual(["figure1", "tableA1"]);
});
