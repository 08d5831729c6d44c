/** An event study as the headline: the average of its effects from the start of treatment on, or why there is none. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { headlineText } from "../../src/study/headline/text.js";
import type { StudyResult } from "../../src/study/run-study.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, STUDY, smallRows } from "./small-study.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const FOUNDATION = STUDY.slice(0, STUDY.indexOf("  table1:"));
const FIGURE = "  figure1: { stage: event-study, window: [-2, 2], bin: true, controls: false }\n";
const data = parseCsv(csvOf(smallRows()));
const run = (text: string): Promise<StudyResult> =>
  runWholeStudy(engine, parseStudy(text, "study.yaml"), new Map([["cities", data]]));
const texts = ({ record, file }: StudyResult) =>
  (["en", "zh"] as const).map((language) =>
    headlineText(record.headline!, { spec: { ...file.spec, language }, table: "tableA1", few: 10 }),
  );

/** The average by plain sums over the coefficients and their covariance. */
async function plainAverage() {
  const cities = panel(data, { unit: "city", time: "year" });
  const options = { cohort: "g", vcov: "cluster:city", ref: [-1], window: [-2, 2] as const, bin: true };
  const record = await eventStudy(engine, cities, "quality ~ 1 | city + year", { ...options, assignedBy: "unit" });
  const { names, matrix } = record.vcov;
  const after = record.effects.filter(({ event }) => event >= 0);
  const at = after.map(({ event }) => names.indexOf(`event::${event}`));
  let variance = 0;
  for (const i of at) for (const j of at) variance += matrix[i]![j]! / at.length ** 2;
  const estimate = after.reduce((sum, one) => sum + one.estimate, 0) / after.length;
  return { estimate, std_error: Math.sqrt(variance) };
}

describe("the only estimate of a study", () => {
  test("is its headline, with event times, weight and the error of the average", async () => {
    const study = await run(`${FOUNDATION}${FIGURE}`);
    const { stage, named, columns, inference } = study.record.headline!;
    expect({ stage, named }).toEqual({ stage: "figure1", named: false });
    expect(columns).toHaveLength(1);
    const [column] = columns;
    const { estimate, std_error } = await plainAverage();
    expect(column!.estimate).toBeCloseTo(estimate, 12);
    expect(column!.std_error).toBeCloseTo(std_error, 12);
    expect(column).toMatchObject({
      ...{ column: 1, treated: (2 * CITIES) / 3, over: { events: ["0", "1", ">= 2"], weight: 1 / 3 } },
      facts: { estimator: "event_path", average: "lags", controls: [] },
    });
    expect(inference).toEqual({ basis: "formula", p_value: column!.p_value });
    for (const text of texts(study)) {
      expect(text).toContain(estimate.toFixed(3));
      expect(text).toContain("≥ 2");
      expect(text).toContain("1/3");
    }
  });

  test("beside a table it is named by its stage alone", async () => {
    const table = "  table1: { stage: regressions, columns: [{ treatment: did }] }\n";
    const beside = await run(`${FOUNDATION}${FIGURE}${table}`);
    expect(beside.record.headline).toMatchObject({ stage: "table1" });
    const named = await run(`${FOUNDATION}${FIGURE}${table}headline: { stage: figure1 }\n`);
    expect(named.record.headline).toMatchObject({ stage: "figure1", named: true, columns: [{ column: 1 }] });
  });
});

test("effects from two references have no average: the reason, and nothing of significance", async () => {
  const figure =
    "  figure1: { stage: event-study, window: [-4, 2], bin: true, reference: [-1, -3], controls: false }\n";
  const study = await run(`${FOUNDATION}${figure}`);
  expect(study.record.headline).toMatchObject({
    columns: [],
    inference: null,
    refused: { code: "path_references", detail: { references: [-3, -1] } },
  });
  const [en, zh] = texts(study);
  expect(en).toContain("no average");
  expect(zh).toContain("没有平均");
  expect(`${en}${zh}`).not.toMatch(/distinguishable|显著/);
});

test("few clusters: no statement on the average", async () => {
  const few = parseCsv(csvOf(smallRows().filter(({ city }) => city <= 12)));
  const { record } = await runWholeStudy(
    engine,
    parseStudy(`${FOUNDATION}${FIGURE}`, "study.yaml"),
    new Map([["cities", few]]),
  );
  expect(record.headline!.inference).toEqual({ basis: "none", because: { code: "few_clusters", clusters: 12 } });
});
