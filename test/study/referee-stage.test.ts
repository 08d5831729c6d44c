/** The stage referee: what it answers is what its verbs answer; what bears against the result, and what can't be answered, is said. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Note } from "../../src/base/messages.js";
import { noteText } from "../../src/base/messages.js";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { FIGURED } from "../../src/study/stages/referee/exhibits.js";
import { questionWords } from "../../src/study/stages/referee/messages.js";
import { omitted } from "../../src/study/stages/referee/questions/omitted.js";
import { QUESTIONS } from "../../src/study/stages/referee/questions.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { honest } from "../../src/verbs/honest/fit.js";
import { multiverse } from "../../src/verbs/multiverse/fit.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { romanoWolf } from "../../src/verbs/romano-wolf/fit.js";
import { sensitivity } from "../../src/verbs/sensitivity/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { csvOf, type Row, STUDY, smallRows } from "./small-study.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

interface Told {
  readonly question: string;
  readonly verdict: string;
  readonly value: number | null;
  readonly note: Note;
  readonly record: Record<string, unknown> | null;
}

async function asked(keys: string, rows: readonly Row[] = smallRows()) {
  const table = parseCsv(csvOf(rows));
  const file = parseStudy(`${STUDY}  asked: { stage: referee, draws: 99, ${keys} }\n`, "study.yaml");
  const { shown, record } = await runWholeStudy(engine, file, new Map([["cities", table]]), { only: "asked" });
  const { answers } = record.stages.asked as { readonly answers: readonly Told[] };
  const data = panel(table, { unit: "city", time: "year" });
  return { shown: shown[0]!, answers: new Map(answers.map((one) => [one.question, one])), data };
}

const FORMULA = "quality ~ did + eco | city + year";
const COMMON = { vcov: "cluster:city", seed: 7 } as const;

describe("answers", () => {
  let found: Awaited<ReturnType<typeof asked>>;
  beforeAll(async () => {
    found = await asked("placebo_outcomes: [eco]");
  });

  test("there is one for every question, in their order, in both languages", () => {
    expect([...found.answers.keys()]).toEqual(QUESTIONS.map(({ name }) => name));
    expect([...found.answers.keys()].sort()).toEqual(Object.keys(questionWords).sort());
    for (const { note } of found.answers.values()) {
      expect(noteText(note, "en")).toBe(note.message);
      expect(noteText(note, "zh")).not.toBe(note.message);
    }
    expect(found.shown.section!.answers).toHaveLength(QUESTIONS.length);
  });

  test("those that are drawn have a figure, the others none", () => {
    const drawn = QUESTIONS.filter(({ figure }) => figure !== undefined).map(({ name }) => name);
    expect([...FIGURED].sort()).toEqual(drawn.sort());
  });

  test("by chance: p of the placebo, by t", async () => {
    const { p_value } = await placebo(engine, found.data, FORMULA, { ...COMMON, term: "did", draws: 99 });
    expect(found.answers.get("assignment")!.value).toBe(p_value.statistic);
  });

  test("specifications: with the control and without", async () => {
    const { curve, counts } = await multiverse(engine, found.data, FORMULA, {
      term: "did",
      controls: ["eco"],
      vcov: ["cluster:city"],
    });
    expect(counts.estimated).toBe(2);
    const answer = found.answers.get("specifications")!;
    expect(answer.record!.curve).toEqual(curve);
    expect(answer.record).not.toHaveProperty("specifications");
  });

  test("violations: the breakdown of the average effect of cs", async () => {
    const path = await did(engine, found.data, "quality ~ 1 | city + year", {
      ...{ treat: "did", estimator: ["cs"], control: "notyet", base: "universal" },
      ...COMMON,
    });
    const { breakdown, original } = honest(engine, path, { delta: "rm", lVec: "average", seed: 7 });
    const holds = original.low <= 0 && original.high >= 0;
    expect(found.answers.get("violation")!.value).toBe(holds ? 0 : breakdown.M);
  });

  test("omitted variables: the robustness value, and the control as a benchmark", () => {
    const { confounding } = sensitivity(engine, found.data, FORMULA, {
      ...{ term: "did", vcov: "cluster:city", parts: ["confounding"], benchmarks: ["eco"] },
    });
    expect(found.answers.get("omitted")!.value).toBe(confounding!.rv_q.value);
  });

  test("an outcome that it should not move is regressed without itself among the controls", async () => {
    const { hypotheses } = await romanoWolf(engine, found.data, "eco ~ did | city + year", {
      ...{ term: "did", cluster: "city", draws: 99, seed: 7 },
    });
    expect(found.answers.get("outcomes")!.value).toBe(hypotheses[0]!.p.romano_wolf);
  });
});

describe("Oster's delta among the answers on omitted variables", () => {
  const clear = () =>
    sensitivity(
      engine,
      parseCsv(csvOf(smallRows((row) => ({ ...row, quality: row.quality + 2 * row.did })))),
      FORMULA,
      { term: "did", vcov: "cluster:city", parts: ["oster", "confounding"], benchmarks: ["eco"] },
    );
  const answered = (fit: number, deltas: readonly [number, number], delta_assumption_3 = true) => {
    const record = clear();
    const [r2Max, most] = [Math.min(1, 1.3 * fit), 1];
    const results = [r2Max, most].map((r2_max, i) => ({
      ...record.oster!.results[0]!,
      ...{ r2_max, asked: i === 0 ? "1.3x" : "1", delta: deltas[i]!, delta_assumption_3 },
    }));
    const oster = { ...record.oster!, long: { ...record.oster!.long, r2: fit }, results };
    return omitted.answer({ ...record, oster }, record.coefficients.did!);
  };

  test.each([
    ["above 1 at 1.3 R2 and at 1", 0.5, [3, 1.2], "supports"],
    ["above 1 at 1.3 R2 alone", 0.5, [3, 0.31], "open"],
    ["above 1 nowhere", 0.5, [0.9, 0.2], "weakens"],
    ["above 1 where the controls explain little", 0.0069, [82.9, 0.31], "open"],
    ["above 1 throughout where the controls explain little", 0.16, [82.9, 1.5], "open"],
    ["above 1 throughout at the least that they must explain", 0.17, [82.9, 1.5], "supports"],
    ["below 1 even where the controls explain little", 0.0069, [0.8, 0.01], "weakens"],
    ["above 1 where 1.3 R2 is above 1", 0.97, [1.1, 1.1], "supports"],
  ] as const)("%s", (_, fit, deltas, verdict) => {
    expect(answered(fit, deltas).verdict).toBe(verdict);
  });

  test("below 0, or at a root that assumption 3 excludes, undoes nothing", () => {
    expect(answered(0.5, [-0.5, -0.1])).toMatchObject({
      verdict: "supports",
      note: { detail: { oster: { isAway: true } } },
    });
    expect(answered(0.5, [0.5, 0.1], false)).toMatchObject({ verdict: "supports" });
  });

  test("stands with its R2max, and the R2 it is a multiple of, beside that at 1", () => {
    const { note } = answered(0.0069, [82.9, 0.31]);
    expect(note.detail).toMatchObject({
      oster: {
        r2: "within",
        fit: 0.0069,
        at: [
          { r2Max: 1.3 * 0.0069, delta: 82.9 },
          { r2Max: 1, delta: 0.31 },
        ],
        isAway: false,
      },
    });
    expect(noteText(note, "en")).toContain(
      "82.9 at an R2max of 0.00897 and 0.31 at an R2max of 1, by the R2 within the fixed effects (0.0069 here)",
    );
    expect(noteText(note, "zh")).toContain(
      "R2max 为 0.00897 时 82.9，R2max 为 1 时 0.31；按固定效应内的 R2（此处为 0.0069）",
    );
  });

  test("is that of the regression in question", async () => {
    const { answers } = await asked("benchmarks: [eco]");
    const { oster } = sensitivity(engine, parseCsv(csvOf(smallRows())), FORMULA, {
      ...{ term: "did", vcov: "cluster:city", parts: ["oster"], r2max: ["1.3x", "1"] },
    });
    const { note } = answers.get("omitted")!;
    expect(note.detail).toMatchObject({
      oster: {
        r2: "within",
        fit: oster!.long.r2,
        at: oster!.results.map(({ r2_max, delta }) => ({ r2Max: r2_max, delta })),
      },
    });
  });
});

test("a trend that begins before treatment is held against the result", async () => {
  const rising = smallRows((row) => ({ ...row, quality: row.quality + (row.g > 0 ? 0.5 * (row.year - row.g) : 0) }));
  const { answers } = await asked("controls: false", rising);
  expect(answers.get("leads")!.verdict).toBe("weakens");
  expect(answers.get("dates")!.verdict).toBe("weakens");
  expect(answers.get("violation")!.verdict).not.toBe("supports");
});

describe("questions on trends", () => {
  const ON_TRENDS = ["leads", "power", "violation", "equivalence"];
  const together = smallRows().map((row) => ({ ...row, g: row.g && 2013, did: Number(row.g > 0 && row.year >= 2013) }));

  test("are answered where all units start together", async () => {
    const { answers } = await asked("controls: false", together);
    for (const name of ON_TRENDS) expect(answers.get(name), name).toMatchObject({ measure: expect.any(String) });
  });

  test.each(["twfe", "sunab", "cs", "etwfe", "lpdid", "dcdh"])("are answered by %s", async (estimator) => {
    const { answers } = await asked(`controls: false, estimator: ${estimator}`);
    for (const name of ON_TRENDS) expect(answers.get(name), name).toMatchObject({ measure: expect.any(String) });
  });

  test.each([
    ["bjs", "path_imputed"],
    ["did2s", "path_imputed"],
    ["fect", "path_residuals"],
  ])("that %s can't answer have the statistical reason, and no option of a command", async (estimator, code) => {
    const { answers } = await asked(`controls: false, estimator: ${estimator}`);
    for (const name of ["power", "violation", "equivalence"]) {
      const { note } = answers.get(name)!;
      expect(note, name).toMatchObject({ code: "referee_no_path", detail: { reason: { code } } });
      for (const language of ["en", "zh"] as const) expect(noteText(note, language)).not.toContain("--");
      expect(noteText(note, "zh")).toContain("共同基期");
    }
  });
});

test("what has no meaning in a study, or can't be had from its data, is answered with the reason", async () => {
  const once = smallRows()
    .map((row) => ({ ...row, g: row.g && 2013, did: Number(row.g > 0 && row.year >= 2013) }))
    .filter(({ year }) => year >= 2012);
  const { answers } = await asked("controls: false", once);
  expect(answers.get("outcomes")!.note.code).toBe("referee_no_placebo_outcomes");
  expect(answers.get("specifications")!.note.code).toBe("referee_one_specification");
  expect(answers.get("hypotheses")).toMatchObject({ verdict: "not asked", record: null });
  expect(answers.get("dates")).toMatchObject({ verdict: "not asked", note: { code: "referee_refused" } });
  expect(answers.get("dates")!.note.message).toContain("earlier period");
});
