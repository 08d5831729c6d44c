/** Statements of the shipped examples' reports that were false, or missing: by codes, facts and the words they are in. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Note } from "../../src/base/messages.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { contradictions } from "../../src/study/headline/contradictions.js";
import { estimateLine } from "../../src/study/headline/distance.js";
import { reportCautions, studyCautions, studyCodings, treatmentFacts } from "../../src/study/page/text.js";
import { runStudy, type StudyResult } from "../../src/study/run-study.js";
import { type Estimator, estimateFacts } from "../../src/study/stages/effect-column.js";
import type { DidRecord } from "../../src/verbs/did/design/record.js";
import { eventWords, figureWords } from "../../src/verbs/event-study/messages.js";
import { tfInterval } from "../../src/verbs/iv/inference/tf.js";
import { ivRowNotes } from "../../src/verbs/iv/messages.js";
import { placeboWords } from "../../src/verbs/placebo/messages.js";
import { readExample } from "./read-example.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const run = async (name: string, only: readonly string[]): Promise<StudyResult> => {
  const { file, tables } = await readExample(name);
  return runStudy(engine, file, tables, { only });
};
const inChinese = (study: StudyResult): StudyResult => ({
  ...study,
  file: { ...study.file, spec: { ...study.file.spec, language: "zh" } },
});
const otherwise = ({ file, record, shown }: StudyResult) =>
  contradictions(file, record.headline, shown, record.treatment.few);

const notesOf = ({ shown }: StudyResult) =>
  shown.flatMap(({ exhibits }) => exhibits.map((one) => (one.kind === "table" ? one.table.notes : one.notes)));

describe("a treatment in force has no cohorts, and its never treated units are those it never treats", () => {
  test.each([
    ["employment", "table1", 0],
    ["schooling", "table1", 1489],
  ])("%s", async (name, stage, never) => {
    const study = await run(name, [stage]);
    const { treatment } = study.record;
    const untreated = treatment.codings[0]!.path.units.never;
    expect(treatment.never.units).toBe(never);
    expect(untreated).toHaveLength(never);
    for (const result of [study, inChinese(study)]) expect(treatmentFacts(result)).toHaveLength(1);
  });
});

describe("what a report says stands in it once", () => {
  test("columns that rest on as few treated units are one caution", async () => {
    const study = await run("tobacco", ["table1"]);
    const words = /^3 of 3 columns of Table 1 are significant: \(1\) p < 0.001, .* They are based on 1 treated state; /;
    expect(studyCautions(study).filter((text) => words.test(text))).toHaveLength(1);
    expect(studyCautions(study).join(" ")).not.toContain("Column (1) of Table 1 has p");
  });

  test("a caution that a table or figure has beneath it is not printed again; the terminal, which has neither, keeps it", async () => {
    const study = await run("schooling", ["returns"]);
    const [stage, ...others] = study.shown;
    const note = notesOf(study).flat()[0]!;
    const both = { ...study, shown: [{ ...stage!, cautions: [note, "Another."] }, ...others] };
    expect(studyCautions(both)).toEqual(expect.arrayContaining([note, "Another."]));
    expect(reportCautions(both)).toContain("Another.");
    expect(reportCautions(both)).not.toContain(note);
  });

  test("notes on reading the rows of trade are a section's, not a table's", async () => {
    const study = await run("smart-city", ["customs"]);
    expect(study.record.notes.some(({ message }) => message.includes("digits in quotes"))).toBe(true);
    expect(notesOf(study).flat().join(" ")).not.toContain("digits in quotes");
  });
});

describe("units that are seen once", () => {
  test("an instrument is not said to be constant over time", async () => {
    const cautions = studyCautions(await run("schooling", ["returns"])).join(" ");
    expect(cautions).toContain("each man is seen once");
    expect(cautions).not.toMatch(/over time|trend: true|effects would absorb/);
  });

  test("matching has no averages, and nobody is said to be of after treatment began", async () => {
    const study = await run("training", ["matched"]);
    const cautions = studyCautions(study).join(" ");
    expect(cautions).toContain("each man is seen once");
    expect(cautions).not.toMatch(/after treatment began|match: averages/);
    const notes = study.shown.flatMap(({ exhibits }) =>
      exhibits.flatMap((one) => (one.kind === "table" ? one.table.notes : one.notes)),
    );
    expect(notes.join(" ")).toContain("each man has one row");
    expect(notes.join(" ")).not.toContain("averages of");
  });
});

test("dynamic panels: tests that reject, and a lag above one, are among the cautions", async () => {
  const study = await run("employment", ["table1", "dynamic"]);
  const { models } = study.record.stages.dynamic as {
    readonly models: readonly { readonly fit: { readonly notes: readonly Note[] } }[];
  };
  const codes = models.map(({ fit }) => fit.notes.map(({ code }) => code));
  expect(codes[0]).toEqual(expect.arrayContaining(["ar1_absent", "diff_hansen_rejected", "sargan_rejected"]));
  expect(codes[1]).toEqual(expect.arrayContaining(["ar1_absent", "sargan_rejected"]));
  expect(codes[1]).not.toContain("diff_hansen_rejected");
  expect(codes[2]).toEqual(expect.arrayContaining(["diff_hansen_rejected", "sargan_rejected", "lag_above_one"]));
  expect(codes[2]).not.toContain("ar1_absent");
  const above = models[2]!.fit.notes.find(({ code }) => code === "lag_above_one")!;
  expect(above.detail).toMatchObject({
    term: "lag(n, 1)",
    estimate: expect.closeTo(1.01, 2),
    sum: expect.closeTo(0.9, 2),
  });
  expect(studyCautions(study).filter((text) => /Hansen test rejects/.test(text))).toHaveLength(2);
  // least squares within firms is significant, the system is not
  expect(otherwise(study)).toMatchObject([
    { table: "table1", column: 1, isOpposite: false },
    { table: "table1", column: 2, isOpposite: false },
  ]);
});

describe("fish", () => {
  let study: StudyResult;
  beforeAll(async () => {
    study = await run("fish", ["table1", "figure2", "staggered", "in_force", "in_force_effects", "referee"]);
  }, 240_000);

  test("dcdh says what the headline does not", () => {
    const { inference } = study.record.headline!;
    expect(inference).toMatchObject({ basis: "restricted" });
    const found = otherwise(study);
    expect(found).toContainEqual(expect.objectContaining({ label: "dcdh", isOpposite: false }));
    for (const { p } of found) expect(p).toBeLessThan(0.05);
    for (const result of [study, inChinese(study)]) {
      expect(studyCautions(result).filter((text) => text.includes("(dcdh)") || text.includes("（dcdh）"))).toHaveLength(
        1,
      );
    }
  });

  test("units outside the placebo's pool keep their treatment: beneath the figure, and to the referee", () => {
    const figure = study.shown.find(({ name }) => name === "figure2")!.exhibits[0]!;
    const { pool } = study.record.stages.figure2 as {
      readonly pool: { readonly outside: number; readonly outside_treated: number };
    };
    expect(pool).toMatchObject({ outside: 52, outside_treated: 1 });
    expect(figure.kind === "figure" && figure.notes.join(" ")).toContain("1 treated, 51 not");
    const { answers } = study.record.stages.referee as {
      readonly answers: readonly { readonly question: string; readonly note: Note }[];
    };
    const { note } = answers.find(({ question }) => question === "assignment")!;
    expect(note.detail).toMatchObject({ outside: 52, outsideTreated: 1 });
  });

  test("an estimator that another table reports is refused with the option under which it is not", () => {
    const designs = study.shown
      .filter(({ name }) => name === "staggered")
      .flatMap(({ exhibits }) => exhibits.flatMap((one) => (one.kind === "table" ? one.table.rows : [])))
      .filter(({ label }) => label === "Estimators refused");
    expect(JSON.stringify(designs)).toContain("twfe (not with aggregate: simple)");
  });
});

test("tF at a strong first stage is of the normal quantile, and its note says so", () => {
  const strong = tfInterval({ estimate: 1, std_error: 1, f: 500, nEndogenous: 1, nInstruments: 1 }, 0.95);
  expect(strong.critical_value).toBeCloseTo(1.96, 3);
  expect(ivRowNotes.tF.en).toContain("normal quantile");
  expect(ivRowNotes.tF.zh).toContain("正态分位数");
});

describe("tobacco", () => {
  let study: StudyResult;
  beforeAll(async () => {
    study = await run("tobacco", ["synthetic"]);
  });
  const did = () => study.record.stages.synthetic as unknown as { readonly result: DidRecord };

  test("errors of placebos are not said to mislead with one treated unit", () => {
    expect(did().result.estimates.map(({ errors }) => errors)).toEqual(["none", "drawn"]);
    const said = eventWords.few.en(1, study.file.spec.words);
    expect(notesOf(study).flat()).not.toContain(said);
  });

  test("a synthetic control has no fixed effects that a line beneath it could name", () => {
    const lines = (estimator: Estimator) =>
      (["en", "zh"] as const).map((language) => {
        const facts = estimateFacts(study.file, { treatment: "did", controls: false }, { estimator });
        return String(estimateLine([{ name: null, facts, estimate: 1, nobs: 9 }], null, (name) => name, language));
      });
    const named = (estimator: Estimator) => lines(estimator).map((line) => line.includes("state + year"));
    expect(named("sc")).toEqual([false, false]);
    expect(named("cs")).toEqual([false, false]);
    expect(named("twfe")).toEqual([true, true]);
  });
});

describe("minimum-wage", () => {
  test("stores without a row after the law are untreated in their rows, and not said to be never treated", async () => {
    const study = await run("minimum-wage", ["table1"]);
    const { treatment } = study.record;
    const untreated = treatment.codings[0]!.path.units.never.length;
    expect([untreated, treatment.never.units]).toEqual([91, 79]);
    expect(studyCodings(study).join(" ")).not.toMatch(/\bnever 91\b/);
  });
});

test("one is counted as one", () => {
  const en = { one: "1", many: "2" };
  expect(figureWords.nUnits.en(en.one)).not.toMatch(/units/);
  expect(figureWords.nUnits.en(en.many)).toMatch(/units/);
  const draw = (n: string) => placeboWords.draw.en(n, "state", "39", "the cohorts", "", "all", "0 outside");
  expect(draw("1")).toMatch(/ is assigned /);
  expect(draw("2")).toMatch(/ are assigned /);
});
