/** The shipped examples: headline, referee and figures of each are of one estimate, in both languages. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { distanceLine } from "../../src/study/headline/distance.js";
import { headlineOf } from "../../src/study/headline/headline.js";
import { headlineText } from "../../src/study/headline/text.js";
import { runStudy } from "../../src/study/run-study.js";
import { type EstimateFacts, isSameEstimate } from "../../src/study/stages/effect-column.js";
import { readExample } from "./read-example.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** What each leads with: the estimator, and where its significance is read from. */
const LEADS = [
  ["fish", "least_squares", "restricted"],
  ["castle", "least_squares", "formula"],
  ["minimum-wage", "least_squares", "none"],
  ["employment", "system", "formula"],
  ["training", "least_squares", "formula"],
  ["schooling", "instruments", "anderson_rubin"],
  ["tobacco", "least_squares", "randomisation"],
  ["smart-city", "least_squares", "formula"],
] as const;

/** Stages that ask about one estimate. */
const JUDGING = ["referee", "placebo", "robustness", "event-study"];

const choices = ({ treatment, outcome, controls, fe, subset, rows, weights }: EstimateFacts): object => ({
  ...{ treatment, outcome, controls, fe, subset, rows, weights },
});

describe.each(LEADS)("%s", (name, estimator, basis) => {
  test("headline, referee and figures are of one estimate; its significance is read from one p", async () => {
    const { file, tables } = await readExample(name);
    const { stage } = headlineOf(file)!;
    const judging = Object.entries(file.spec.stages).flatMap(([key, spec]) =>
      JUDGING.includes(spec.stage) ? [key] : [],
    );
    const { record, shown } = await runStudy(engine, file, tables, { only: [stage, ...judging] });
    expect(record.failures).toEqual([]);
    const { columns, inference, named } = record.headline!;
    expect(named).toBe(true);
    expect(columns).toHaveLength(1);
    const [{ facts, estimate }] = columns as [(typeof columns)[0]];
    expect(facts.estimator).toBe(estimator);
    // of the outcome that the study is about
    expect(facts.outcome).toBe(file.spec.panel.outcome);
    expect(inference!.basis).toBe(basis);
    const estimates = shown.flatMap(({ exhibits }) => exhibits.flatMap((exhibit) => exhibit.estimates ?? []));
    if (judging.length > 0) expect(estimates.length).toBeGreaterThan(0);
    for (const one of estimates) {
      expect(choices(one.facts)).toEqual(choices(facts));
      if (one.estimate === null) continue;
      expect(isSameEstimate(one.facts, facts)).toBe(true);
      expect(one.estimate).toBeCloseTo(estimate, 9);
    }
    const context = { table: "table1", few: record.treatment.few };
    for (const language of ["en", "zh"] as const) {
      const text = headlineText(record.headline!, { ...context, spec: { ...file.spec, language } });
      expect(text).toContain(estimate.toFixed(3));
      expect(text).not.toMatch(/NaN|undefined|null/);
    }
  });
});

test("Proposition 99: the p of the headline is that of its placebo figure, and no other", async () => {
  const { file, tables } = await readExample("tobacco");
  const { record } = await runStudy(engine, file, tables, { only: ["table1", "figure2"] });
  const { p_value, counts } = record.stages.figure2 as {
    readonly p_value: { readonly statistic: number };
    readonly counts: { readonly assignments: number };
  };
  expect(record.headline!.inference).toMatchObject({
    basis: "randomisation",
    p_value: p_value.statistic,
    assignments: counts.assignments,
    least_p: 1 / 39,
  });
});

test("exhibits of several methods say what each estimate is, and how far from the headline", async () => {
  const { file, tables } = await readExample("fish");
  const study = await runStudy(engine, file, tables, { only: ["table1", "matched", "dynamic", "methods"] });
  const { headline } = study.record;
  const [figure] = study.shown.find(({ name }) => name === "methods")!.exhibits;
  const found = figure!.estimates!;
  expect(found.map(({ facts }) => facts.estimator)).toEqual([
    ...["least_squares", "least_squares", "least_squares", "difference"],
  ]);
  expect(isSameEstimate(found[0]!.facts, headline!.columns[0]!.facts)).toBe(true);
  expect(found[0]!.estimate).toBeCloseTo(headline!.columns[0]!.estimate, 12);
  const [line] = distanceLine(found, headline, "en");
  expect(line![1].split("; ")).toHaveLength(found.length);
});

test("the figure of an instrumented estimate is of the headline", async () => {
  const { file, tables } = await readExample("schooling");
  const { record, shown } = await runStudy(engine, file, tables, { only: ["returns"] });
  const figure = shown[0]!.exhibits.find(({ kind }) => kind === "figure")!;
  expect(figure.estimates).toMatchObject([{ estimate: record.headline!.columns[0]!.estimate }]);
  expect(isSameEstimate(figure.estimates![0]!.facts, record.headline!.columns[0]!.facts)).toBe(true);
});
