/**
 * Designs whose truth is known, each through a study or the verbs that a user would run, read as a referee reads them: by verdicts, codes
 * and facts. What is false in a design must not be called supported, and what nothing can tell must have no number.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Note } from "../../src/base/messages.js";
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { contradictions } from "../../src/study/headline/contradictions.js";
import { runStudy, type StudyResult } from "../../src/study/run-study.js";
import type { Verdict } from "../../src/study/stages/referee/question.js";
import { clusterLevels } from "../../src/verbs/cluster-levels/fit.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { psmatch } from "../../src/verbs/psmatch/fit.js";
import { firmsInCities } from "../support/firms-in-cities.js";
import { asPanel, FIRST, knownPanel } from "../support/known-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

/** What a study of the panel says but for its stages. */
interface Asked {
  readonly stages: string;
  readonly keys?: string;
  readonly treatment?: string;
  readonly variance?: string;
  readonly unit?: string;
}

const COHORT = "{ cohort: g, codings: { did: { coding: absorbing } } }";
const MAIN = "  main: { stage: regressions, columns: [{ treatment: did }] }\n";
/** The fewest draws by which a p can be below 5%, twice over. */
const DRAWS = 39;
const referee = (keys = ""): string => `  asked: { stage: referee, draws: ${DRAWS}${keys} }\n`;

const study = ({ stages, keys = "", treatment = COHORT, variance = "cluster:unit", unit = "unit" }: Asked): string =>
  `title: Known
data: { known: known.csv }
panel: { data: known, unit: ${unit}, time: year, outcome: y }
treatment: ${treatment}
variance: ${variance}
seed: 7
${keys}
stages:
${stages}`;

/** The result, all of whose stages ran unless `failures` are expected. */
async function run(table: Table, asked: Asked): Promise<StudyResult> {
  const result = await runStudy(engine, parseStudy(study(asked), "study.yaml"), new Map([["known", table]]));
  if (result.causes.length > 0) throw result.causes[0];
  return result;
}

interface Told {
  readonly question: string;
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly note: Note;
}

/** Answers of the stage `asked`, by question. */
function answersOf({ record }: StudyResult): Readonly<Record<string, Told>> {
  const { answers } = record.stages.asked as { readonly answers: readonly Told[] };
  return Object.fromEntries(answers.map((one) => [one.question, one]));
}

const verdicts = (result: StudyResult): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(Object.values(answersOf(result)).map(({ question, verdict }) => [question, verdict]));
const ON_TRENDS = ["leads", "power", "violation", "equivalence"] as const;

const codes = (notes: readonly Note[]): string[] => notes.map(({ code }) => code);
const estimates = (table: Table, estimator: NonNullable<DidOptions["estimator"]>, options: DidOptions = {}) =>
  did(engine, asPanel(table), "y ~ 1 | unit + year", { cohort: "g", estimator, ...options });
const estimateOf = (...given: Parameters<typeof estimates>) => estimates(...given).estimates[0]!;
const contradicted = ({ file, record, shown }: StudyResult) =>
  contradictions(file, record.headline, shown, record.treatment.few);

/** Half of 60 units from 2006 on, by 1. */
const ONE_DATE = { units: 60, start: (unit: number) => (unit % 2 === 0 ? 0 : 2006), effect: () => 1 };

describe("one date", () => {
  const table = knownPanel(ONE_DATE);

  test("every question is answered, or has a statistical reason; the interval holds the truth", async () => {
    const result = await run(table, { stages: MAIN + referee() });
    const { columns, inference } = result.record.headline!;
    expect(inference).toEqual({ basis: "formula", p_value: columns[0]!.p_value });
    expect(columns[0]!.conf_low).toBeLessThan(1);
    expect(columns[0]!.conf_high).toBeGreaterThan(1);
    expect(result.record.assignment ?? []).toEqual([]);
    const answers = answersOf(result);
    expect(answers.staggering!.note.code).toBe("referee_one_cohort");
    for (const name of ON_TRENDS) expect(answers[name]!.value, name).not.toBeNull();
    // that a test passes proves nothing
    expect(answers.leads!.verdict).toBe("open");
    expect(answers.assignment!.verdict).toBe("supports");
    expect(answers.clusters!.verdict).toBe("supports");
    expect(contradicted(result)).toEqual([]);
  });

  test("estimators that compare the same groups say the same", () => {
    const options = { control: "never" } as const;
    const [twfe, ...others] = estimates(table, ["twfe", "cs", "sunab", "etwfe", "lpdid", "dcdh"], options).estimates;
    for (const other of others) {
      for (const { event, estimate, reference } of twfe!.effects) {
        const found = other.effects.find((one) => one.event === event);
        // cs measures leads from the period before each
        if (found !== undefined && !reference && event! >= 0)
          expect(found.estimate, `${other.estimator} ${event}`).toBeCloseTo(estimate, 10);
      }
    }
  });
});

describe("two dates, one effect", () => {
  test("estimators hold the truth, agree, and nothing is said against the two-way estimate", async () => {
    const table = knownPanel({ units: 60, start: (unit) => [0, 2004, 2007][unit % 3]!, effect: () => 1 });
    for (const { estimator, overall } of estimates(table, ["cs", "bjs", "sunab", "did2s", "etwfe"], {
      control: "notyet",
    }).estimates) {
      expect(overall.conf_low!, estimator).toBeLessThan(1);
      expect(overall.conf_high!, estimator).toBeGreaterThan(1);
    }
    const result = await run(table, {
      stages: `${MAIN}  others: { stage: did, estimators: [cs, bjs], control: notyet }\n${referee()}`,
    });
    expect(verdicts(result).staggering).not.toBe("weakens");
    expect(contradicted(result)).toEqual([]);
    expect(result.record.headline!.columns[0]!.conf_low).toBeLessThan(1);
  });
});

describe("ten clusters, three treated", () => {
  const table = knownPanel({ units: 10, start: (unit) => (unit <= 3 ? 2006 : 0), effect: () => 2 });

  test("the headline is read from the 120 assignments, and no interval by t is beside it", async () => {
    const result = await run(table, { stages: MAIN + referee() });
    expect(result.record.headline!.inference).toMatchObject({
      basis: "randomisation",
      assignments: 120,
      enumerated: true,
      least_p: 1 / 120,
      pool: { units: 10, treated: 3 },
    });
    const answers = answersOf(result);
    // no event time has enough treated units for its error to mean something
    for (const name of ON_TRENDS) {
      expect(answers[name], name).toMatchObject({
        verdict: "open",
        value: null,
        note: { code: "referee_few_treated" },
      });
    }
    const supported = Object.values(answers).filter(({ verdict }) => verdict === "supports");
    expect(supported.map(({ question }) => question)).toEqual(["assignment"]);
  });

  test("intervals are of t with nine degrees of freedom, and few treated units are named", () => {
    const record = estimates(table, ["cs", "twfe", "bjs"]);
    expect(record.notes).toContainEqual(expect.objectContaining({ code: "few_treated", detail: { treated: 3 } }));
    for (const { interval, df } of record.estimates) expect([interval, df]).toEqual(["t", 9]);
  });
});

describe("one treated unit", () => {
  const table = knownPanel({ units: 30, start: (unit) => (unit === 1 ? 2006 : 0), effect: () => 3 });

  test("the headline is read from 30 assignments, of which none can say more than 1/30", async () => {
    const result = await run(table, { stages: MAIN + referee() });
    expect(result.record.headline!.inference).toMatchObject({
      basis: "randomisation",
      assignments: 30,
      least_p: 1 / 30,
      pool: { treated: 1 },
    });
    const held = Object.values(answersOf(result)).filter(
      ({ verdict }) => verdict === "supports" || verdict === "weakens",
    );
    expect(held.map(({ question, verdict }) => [question, verdict])).toEqual([["assignment", "supports"]]);
  });

  test("of six units no assignment could reject: that holds nothing against the estimate", async () => {
    const six = knownPanel({ units: 6, start: (unit) => (unit === 1 ? 2006 : 0), effect: () => 5 });
    const { assignment } = answersOf(await run(six, { stages: referee() }));
    expect(assignment).toMatchObject({ verdict: "open", value: 1 / 6, note: { detail: { least: 1 / 6 } } });
  });
});

describe("draws too few for any p below the level", () => {
  const columns = { y2: (row: { readonly did: number }, normal: () => number) => row.did + normal() };
  const table = knownPanel({ ...ONE_DATE, effect: () => 3, columns });
  const asked = (draws: number) =>
    `  asked: { stage: referee, draws: ${draws}, outcomes: [y2], placebo_outcomes: [y2] }\n`;

  test("hold nothing against an effect among several outcomes, and the smallest p is said", async () => {
    const { hypotheses, outcomes } = answersOf(await run(table, { stages: MAIN + asked(19) }));
    const few = { verdict: "open", value: 0.05, note: { detail: { least: 0.05 } } };
    expect(hypotheses).toMatchObject(few);
    expect(outcomes).toMatchObject(few);
  });

  test("more of them support it, and speak against an outcome that it should not move", async () => {
    const { hypotheses, outcomes } = answersOf(await run(table, { stages: MAIN + asked(39) }));
    expect(hypotheses).toMatchObject({ verdict: "supports", value: 1 / 40, note: { detail: { least: null } } });
    expect(outcomes).toMatchObject({ verdict: "weakens", value: 1 / 40, note: { detail: { least: null } } });
  });

  test("nor do all 32 sign vectors of five clusters", async () => {
    const shared = { ...ONE_DATE, columns: { five: ({ unit }: { readonly unit: number }) => unit % 5 } };
    const given = { stages: MAIN + referee(), variance: "cluster:five" };
    const { clusters } = answersOf(await run(knownPanel(shared), given));
    expect(clusters!.verdict).not.toBe("weakens");
    expect(clusters!.note.detail).toMatchObject({ G: 5, least: 2 / 32 });
  });
});

describe("seven treated clusters of forty, no effect", () => {
  test("the bootstrap is believed, not t, and nothing is found", async () => {
    const table = knownPanel({ units: 40, start: (unit) => (unit <= 7 ? 2006 : 0) });
    const result = await run(table, { stages: MAIN + referee() });
    const { inference } = result.record.headline!;
    expect(inference).toMatchObject({ basis: "restricted", clusters: 40, draws: 9999 });
    if (inference?.basis !== "restricted") throw new Error("restricted was expected");
    expect(inference.p_value).toBeGreaterThan(0.05);
    expect(inference.effective_clusters).toBeLessThan(20);
    expect(inference.conf_low! * inference.conf_high!).toBeLessThan(0);
    expect(verdicts(result)).toMatchObject({ assignment: "open", clusters: "open", omitted: "open" });
  });
});

describe("400 firms in 20 cities with shocks of their own, no effect", () => {
  const firms = firmsInCities(15);
  const asked = (keys: string, stages = MAIN): Asked => ({ stages, keys, variance: "cluster:firm", unit: "firm" });

  test("a p of 1e-9 by firm is not called significant, nor supported", async () => {
    const result = await run(firms, asked("", MAIN + referee()));
    const { columns, inference, assigned } = result.record.headline!;
    expect(columns[0]!.p_value!).toBeLessThan(1e-6);
    expect(inference).toMatchObject({ basis: "none", because: { code: "level_open" } });
    expect(assigned).toMatchObject({ stated: false, levels: [{ column: "city", groups: 20, treated: 10 }] });
    expect(verdicts(result)).toMatchObject({ clusters: "weakens", assignment: "weakens" });
  });

  test("assigned_by settles it, either way", async () => {
    const city = await run(firms, asked("assigned_by: city"));
    expect(city.record.headline!.inference).toMatchObject({ basis: "level" });
    const unit = await run(firms, asked("assigned_by: unit"));
    expect(unit.record.headline!.inference).toMatchObject({ basis: "formula" });
  });

  test("the verb says so too, and a test of the levels rejects firms", async () => {
    const options = { vcov: "cluster:firm" } as const;
    const panel = asPanel(firms, "firm");
    expect(codes(feols(engine, panel, "y ~ did | firm + year", options).notes)).toContain("assignment_level");
    const levels = { term: ["did"], fine: "firm", coarse: "city", draws: 199, seed: 1 };
    const { tests } = await clusterLevels(engine, panel, "y ~ did | firm + year", levels);
    expect(tests[0]!.p_bootstrap!).toBeLessThan(0.05);
  });
});

describe("all units start together", () => {
  const table = knownPanel({ units: 24, years: 7, start: (unit) => (unit % 2 === 0 ? 0 : 2005), effect: () => 1.5 });

  test.each(["twfe", "sunab", "cs", "etwfe", "lpdid", "dcdh"])(
    "questions on trends are answered by %s",
    async (estimator) => {
      const answers = answersOf(await run(table, { stages: referee(`, controls: false, estimator: ${estimator}`) }));
      for (const name of ON_TRENDS) expect(answers[name], name).toMatchObject({ value: expect.any(Number) });
    },
  );

  test.each([
    ["bjs", "path_imputed"],
    ["did2s", "path_imputed"],
    ["stacked", null],
    ["sc", "path_gaps"],
    ["rs", "path_beta"],
    ["fect", "path_residuals"],
    ["ife", "path_residuals"],
    ["mc", "path_residuals"],
    ["gsynth", "path_residuals"],
    ["edid", "path_all_bases"],
    ["sdid", "path_time_weights"],
  ])("%s answers, or has a statistical reason: %s", async (estimator, code) => {
    const answers = answersOf(await run(table, { stages: referee(`, controls: false, estimator: ${estimator}`) }));
    expect(answers.leads!.verdict).not.toBe("not asked");
    for (const name of ["power", "violation", "equivalence"]) {
      if (code === null) expect(answers[name], name).toMatchObject({ value: expect.any(Number) });
      else expect(answers[name]!.note, name).toMatchObject({ code: "referee_no_path", detail: { reason: { code } } });
    }
  });

  test.each(["ddd", "cdid"])("%s, which a treatment of 0 and 1 does not serve, is no choice", (estimator) => {
    const text = study({ stages: referee(`, estimator: ${estimator}`) });
    expect(() => parseStudy(text, "study.yaml")).toThrow(expect.objectContaining({ code: "study_value" }));
  });
});

describe("instruments", () => {
  const x = (row: { readonly unit: number }, normal: () => number) => 0.3 * ((row.unit * 37) % 11) + normal();
  const columns = { z: (row: { readonly unit: number }) => (row.unit * 37) % 11, x };
  const equation = (years: number, formula: string) =>
    feols(engine, asPanel(knownPanel({ units: 60, years, start: () => 0, columns })), formula, {
      vcov: "cluster:unit",
    });

  test("that are the same in all periods of a unit are no instruments beside its effects, and it is said without them", () => {
    expect(() => equation(10, "y ~ 1 | unit + year | x ~ z")).toThrow(
      expect.objectContaining({ code: "under_identified" }),
    );
    const { notes } = equation(10, "y ~ 1 | year | x ~ z");
    const facts = { instrument: "z", unit: "unit", term: "z:year" };
    const said = { code: "instrument_constant_within_unit", detail: expect.objectContaining(facts) };
    expect(notes).toContainEqual(expect.objectContaining(said));
  });

  test("of units with one row each vary over units, which is no fault", () => {
    expect(codes(equation(1, "y ~ 1 | x ~ z").notes)).not.toContain("instrument_constant_within_unit");
  });
});

describe("several columns of the treatment", () => {
  test("a range, and no single headline; the key makes one", async () => {
    const table = knownPanel({ ...ONE_DATE, columns: { x: (row, normal) => row.did + normal() } });
    const stages = "  main: { stage: regressions, columns: [{ treatment: did }, { treatment: did, controls: [x] }] }\n";
    const { record } = await run(table, { stages });
    expect(record.headline).toMatchObject({ named: false, inference: null });
    expect(record.headline!.columns.map(({ column, late_controls }) => [column, late_controls])).toEqual([
      [1, []],
      [2, ["x"]],
    ]);
    const named = await run(table, { stages, keys: "headline: { stage: main, column: 1 }" });
    expect(named.record.headline).toMatchObject({
      named: true,
      columns: [{ column: 1 }],
      inference: { basis: "formula" },
    });
  });
});

describe("a treatment in force that ends", () => {
  const leaves = (unit: number, year: number): boolean =>
    unit <= 10 ? year >= 2005 : unit <= 20 && year >= 2004 && year < 2008;
  const table = knownPanel({ units: 40, start: () => 0, treated: leaves, effect: () => 1 });
  const treatment = "{ dummy: did, codings: { on: { coding: in-force } } }";

  test("never treated are those that never are, and who leaves is counted", async () => {
    const { record } = await run(table, {
      stages: "  main: { stage: regressions, columns: [{ treatment: on }] }\n",
      treatment,
    });
    expect(record.treatment.never.units).toBe(20);
    const { path } = record.treatment.codings[0]!;
    expect([path.path, path.units["switching off"].length, path.units.absorbing.length]).toEqual([
      "switching off",
      10,
      10,
    ]);
    expect(record.headline!.columns[0]).toMatchObject({ treated: 20 });
    expect(record.headline!.columns[0]!.conf_low).toBeLessThan(1);
  });

  test("estimators of treatments that stay refuse it, and one that can, holds the truth", () => {
    const options = { treat: "did", estimator: ["cs"] };
    expect(() => did(engine, asPanel(table), "y ~ 1 | unit + year", options)).toThrow(
      expect.objectContaining({ code: "did_design" }),
    );
    const [found] = did(engine, asPanel(table), "y ~ 1 | unit + year", { ...options, estimator: ["fect"] }).estimates;
    expect(found!.overall.conf_low!).toBeLessThan(1);
    expect(found!.overall.conf_high!).toBeGreaterThan(1);
  });
});

describe("dynamic effects that two-way weights turn", () => {
  test("estimators that compare with untreated units contradict the headline, and it is said", async () => {
    const table = knownPanel({
      units: 60,
      years: 16,
      start: (unit) => (unit <= 30 ? 2003 : 2010),
      effect: ({ year, g }) => 0.6 * (year - g + 1),
      noise: 0.5,
    });
    const others = "  others: { stage: did, estimators: [cs, dcdh], control: notyet }\n";
    const result = await run(table, { stages: MAIN + others + referee() });
    expect(result.record.headline!.columns[0]!.estimate).toBeLessThan(0);
    expect(contradicted(result).map(({ label, isOpposite }) => [label, isOpposite])).toEqual([
      ["cs", true],
      ["dcdh", true],
    ]);
    const { staggering } = answersOf(result);
    expect(staggering).toMatchObject({ verdict: "weakens" });
    expect(staggering!.value!).toBeLessThan(0);
  });
});

describe("trends that part before treatment", () => {
  test("leads and earlier dates are held against the estimate, and no bound on trends supports it", async () => {
    const table = knownPanel({ ...ONE_DATE, trend: ({ g, year }) => (g > 0 ? 0.3 * (year - FIRST) : 0) });
    const found = verdicts(await run(table, { stages: MAIN + referee() }));
    expect(found).toMatchObject({ leads: "weakens", dates: "weakens" });
    for (const name of ["violation", "equivalence"]) expect(found[name], name).not.toBe("supports");
  });
});

describe("cohorts of one unit", () => {
  const table = knownPanel({ units: 12, start: (unit) => (unit <= 6 ? 2002 + unit : 0), effect: () => 2 });

  test.each(["cs", "sunab", "etwfe", "edid"])(
    "by %s have cells without errors, and no test is made of them",
    (estimator) => {
      const { cells, tests } = estimateOf(table, [estimator], { control: "notyet" });
      expect(cells!.length).toBeGreaterThan(0);
      expect(cells!.filter(({ std_error, p_value }) => std_error !== null || p_value !== null)).toEqual([]);
      expect(tests.before).toBeUndefined();
    },
  );

  test.each(["cs", "sunab", "bjs", "etwfe", "lpdid", "twfe"])(
    "%s names a joint test of fewer restrictions than leads",
    (estimator) => {
      const { tests, effects, notes } = estimateOf(table, [estimator], { control: "notyet" });
      const leads = effects.filter(({ event, reference }) => event! < 0 && !reference).length;
      const isShort = tests.leads !== undefined && tests.leads.df1 < leads;
      expect(codes(notes).includes("did_fewer_restrictions")).toBe(isShort);
      if (estimator === "bjs") return;
      const alone = effects.filter(({ n_units, reference }) => n_units === 1 && !reference);
      expect(alone.map(({ std_error }) => std_error)).toEqual(alone.map(() => null));
    },
  );
});

describe("no unit is never treated", () => {
  const table = knownPanel({ units: 40, start: (unit) => [2004, 2006, 2008, 2009][unit % 4]!, effect: () => 1 });
  const path = (ref: readonly number[]) =>
    eventStudy(engine, asPanel(table), "y ~ 1 | unit + year", { cohort: "g", vcov: "cluster:unit", ref });

  test("one reference leaves a trend unknown: no joint test, and no average", async () => {
    const { tests, notes } = path([-1]);
    expect(tests.leads).toBeUndefined();
    expect(codes(notes)).toContain("no_never_treated");
    const { tests: joint, notes: said } = estimateOf(table, ["twfe"]);
    expect(joint.leads).toBeUndefined();
    expect(codes(said)).toContain("did_events_collinear");
    const { record } = await run(table, { stages: "  dynamic: { stage: event-study }\n" });
    expect(record.headline).toMatchObject({ columns: [], inference: null, refused: { code: "path_collinear" } });
  });

  test("two references settle it", () => {
    const { tests, collinear } = path([-1, -5]);
    expect(collinear).toEqual([]);
    expect(tests.leads!.df1).toBe(tests.leads!.terms.length);
  });

  test("who compares with those treated later holds the truth", () => {
    for (const { estimator, overall } of estimates(table, ["cs", "bjs", "sunab"], { control: "notyet" }).estimates) {
      expect(overall.conf_low!, estimator).toBeLessThan(1);
      expect(overall.conf_high!, estimator).toBeGreaterThan(1);
    }
  });
});

describe("leads that are what a fit has left", () => {
  test.each(["did2s", "fect", "ife", "mc"])("of %s have no joint test, nor errors", (estimator) => {
    const table = knownPanel({ units: 40, years: 8, start: (unit) => (unit % 2 === 0 ? 0 : 2005), effect: () => 1 });
    const { tests, effects } = estimateOf(table, [estimator], { control: "notyet" });
    expect(tests).toEqual({});
    const before = effects.filter(({ event, reference }) => event! < 0 && !reference);
    expect(before.length).toBeGreaterThan(0);
    for (const one of before) expect(one.std_error).toBeNull();
  });
});

describe("as many instruments as clusters", () => {
  const drawn = Object.fromEntries(
    Array.from({ length: 8 }, (_, z) => [`z${z}`, (_row: unknown, normal: () => number) => normal()]),
  );
  const table = knownPanel({
    units: 8,
    years: 20,
    start: () => 0,
    columns: { ...drawn, x: (_row, normal) => normal() },
  });
  const formulaOf = (count: number) => `y ~ 1 | unit + year | x ~ ${Object.keys(drawn).slice(0, count).join(" + ")}`;

  test.each([{}, { iv: "gmm2s" }, { orthog: ["z0"] }] as const)("leave no J, nor a difference of it: %o", (options) => {
    const of = (count: number) => feols(engine, asPanel(table), formulaOf(count), { vcov: "cluster:unit", ...options });
    const { tests, notes } = of(8);
    for (const name of ["hansen", "difference_in_sargan"]) expect(tests, name).not.toHaveProperty(name);
    const why = { code: "moments_by_clusters", detail: expect.objectContaining({ got: 8, clusters: 8 }) };
    expect(notes).toContainEqual(expect.objectContaining(why));
    const fewer = of(7);
    expect(fewer.tests.hansen!.p_value).toBeGreaterThan(0);
    expect(codes(fewer.notes)).toContain("instruments_by_clusters");
    expect(codes(fewer.notes)).not.toContain("moments_by_clusters");
  });

  test("leave the J of a dynamic panel without a p", async () => {
    const few = knownPanel({ units: 8, years: 12, start: () => 0 });
    const of = (last: number) =>
      pgmm(engine, asPanel(few), `y ~ lag(y, 1) | gmm(y, 2:${last}, collapse = TRUE)`, { steps: 2 });
    const many = await of(9);
    expect(many.n_instruments).toBe(many.n_groups);
    expect(many.tests.hansen).toMatchObject({ p_value: null, df1: 7 });
    for (const { difference } of many.tests.diff_hansen) expect(difference).toBeNull();
    expect(codes(many.notes)).toContain("hansen_by_groups");
    const fewer = await of(5);
    expect(fewer.tests.hansen!.p_value).toBeGreaterThan(0);
    expect(codes(fewer.notes)).not.toContain("hansen_by_groups");
  });

  test("leave no first-stage F and no statistic of rank", () => {
    const fit = feols(engine, asPanel(table), formulaOf(8), { vcov: "cluster:unit" });
    for (const name of ["kleibergen_paap_wald", "kleibergen_paap_lm", "anderson_rubin"]) {
      expect(fit.tests, name).not.toHaveProperty(name);
    }
    expect(Object.values(fit.first_stage!)[0]!.partial_F!.statistic).toBeNaN();
    expect(codes(fit.notes)).toContain("singular_scores");
  });
});

describe("an effect outside of the shown window", () => {
  const table = knownPanel({
    units: 40,
    start: (unit) => (unit % 2 === 0 ? 0 : 2004),
    effect: ({ year, g }) => (year - g >= 4 ? 8 : 1),
    noise: 0.5,
  });

  test("is not in the average of those shown", async () => {
    const keys = "headline: { stage: dynamic }";
    const { record } = await run(table, { stages: "  dynamic: { stage: event-study, window: [-2, 1] }\n", keys });
    const [column] = record.headline!.columns;
    expect(column).toMatchObject({ over: { events: ["0", "1"], weight: 0.5 } });
    expect(column!.conf_low!).toBeLessThan(1);
    expect(column!.conf_high!).toBeGreaterThan(1);
  });

  test.each(["cs", "bjs", "sunab", "twfe", "etwfe", "lpdid", "dcdh"])("is not in that of %s, or named", (estimator) => {
    const { overall, effects, notes } = estimateOf(table, [estimator], { window: [-2, 1] });
    const shown = effects.filter(({ event }) => event! >= 0);
    const mean = shown.reduce((sum, { estimate }) => sum + estimate, 0) / shown.length;
    const beyond = notes.find(({ code }) => code === "did_average_beyond_window");
    if (beyond === undefined) expect(overall.estimate).toBeCloseTo(mean, 8);
    else expect(beyond.detail).toMatchObject({ hidden: [2, 3, 4, 5, 6] });
  });
});

describe("an outcome that is fitted exactly", () => {
  const exact = { units: 20, start: (unit: number) => (unit % 2 === 0 ? 0 : 2006), noise: 0 };
  const table = knownPanel({ ...exact, effect: () => 1 });

  test("has no p of rounding: not of the headline, of leads, or of an average; nothing contradicts", async () => {
    const result = await run(table, { stages: `${MAIN}  dynamic: { stage: event-study }\n${referee()}` });
    const { columns, inference } = result.record.headline!;
    expect(columns[0]!.estimate).toBeCloseTo(1, 12);
    expect(columns[0]).toMatchObject({ std_error: null, p_value: null, conf_low: null, conf_high: null });
    expect(inference).toMatchObject({ basis: "none" });
    expect(result.shown.find(({ name }) => name === "dynamic")).toMatchObject({
      findings: [],
      unfound: { code: "path_no_error" },
    });
    const answers = answersOf(result);
    expect(answers.leads).toMatchObject({
      verdict: "open",
      value: null,
      note: { code: "referee_leads_untested", detail: { leads: 4, having: 0 } },
    });
    expect(Object.values(verdicts(result))).not.toContain("weakens");
    expect(contradicted(result)).toEqual([]);
  });

  test("leaves an event study no errors and no joint test of leads", () => {
    const path = eventStudy(engine, asPanel(table), "y ~ 1 | unit + year", { cohort: "g", vcov: "cluster:unit" });
    expect(path.effects.map(({ std_error }) => std_error)).toEqual(path.effects.map(() => null));
    expect(path.tests).not.toHaveProperty("leads");
    expect(codes(path.notes)).toContain("perfect_fit");
  });

  test.each([
    ["twfe", 1],
    ["sunab", 1],
    ["cs", 1],
    ["bjs", 1],
    ["etwfe", 1],
    ["cs", 0],
    ["bjs", 0],
  ] as const)("by %s has no errors nor tests where the effect is %i, and it is said", (estimator, effect) => {
    const given = knownPanel({ ...exact, effect: () => effect });
    const { overall, effects, cells, tests, notes } = estimateOf(given, [estimator]);
    expect(overall.estimate).toBeCloseTo(effect, 12);
    for (const one of [overall, ...effects, ...(cells ?? [])]) expect(one.std_error).toBeNull();
    expect(tests).toEqual({});
    expect(codes(notes)).toContain("did_no_error");
  });

  test("is no matter of units: errors of the hundred millionth part of an outcome are errors", () => {
    const small = knownPanel({ ...exact, effect: () => 1, noise: 1e-8 });
    for (const { overall, tests } of estimates(small, ["twfe", "cs", "bjs"]).estimates) {
      expect(overall.std_error).toBeGreaterThan(1e-10);
      expect(tests.leads!.p_value).toBeGreaterThan(0);
    }
  });
});

describe("logs and levels", () => {
  test("parallel in logs are not parallel in levels, and outcomes are not set against each other", async () => {
    const table = knownPanel({
      units: 60,
      start: (unit) => (unit % 2 === 0 ? 0 : 2006),
      effect: () => 0.2,
      noise: 0.05,
      columns: { base: ({ unit, year }) => 0.15 * (year - FIRST) + (unit % 2 === 0 ? 0 : 2) },
      outcome: (y, row) => Math.exp(0.1 * (y - row.true_effect!) + row.true_effect! + row.base!),
    });
    const main = (outcome: string) =>
      `  main: { stage: regressions, columns: [{ treatment: did, outcome: ${outcome} }] }\n`;
    const levels = "  levels: { stage: regressions, columns: [{ treatment: did }] }\n";
    const keys = "headline: { stage: main, column: 1 }";
    const logs = await run(table, { stages: main("log(y)") + levels + referee(), keys });
    const { columns } = logs.record.headline!;
    expect(columns[0]!.conf_low!).toBeLessThan(0.2);
    expect(columns[0]!.conf_high!).toBeGreaterThan(0.2);
    expect(verdicts(logs)).toMatchObject({ leads: "open" });
    expect(contradicted(logs)).toEqual([]);
    const inLevels = await run(table, { stages: main("y") + referee(), keys });
    expect(verdicts(inLevels)).toMatchObject({ leads: "weakens", dates: "weakens" });
  });
});

describe("Oster's delta", () => {
  test("is open where the controls explain next to nothing of the outcome", async () => {
    const table = knownPanel({ ...ONE_DATE, columns: { x: (_row, normal) => normal() } });
    const stages = "  main: { stage: regressions, columns: [{ treatment: did, controls: [x] }] }\n";
    const { omitted } = answersOf(await run(table, { stages: stages + referee() }));
    expect(omitted!.verdict).toBe("open");
  });
});

describe("a dynamic panel with errors that are correlated over time", () => {
  test("has its lag above one, rejected instruments and AR(2) named", async () => {
    const past = new Map<number, readonly [y: number, e: number]>();
    const table = knownPanel({
      units: 80,
      start: (unit) => (unit % 2 === 0 ? 0 : 2006),
      columns: { e: (_row, normal) => normal() },
      outcome: (_y, row) => {
        const [y, e] = past.get(row.unit!) ?? [0, 0];
        const next = 1.05 * y + row.e! + 0.9 * e + 0.3 * (row.unit! % 5);
        past.set(row.unit!, [next, row.e!]);
        return next;
      },
    });
    const { tests, notes } = await pgmm(engine, asPanel(table), "y ~ lag(y, 1) + did | gmm(y, 2:4) + iv(did)", {
      ...{ model: "system", steps: 2, robust: true, collapse: true, timeDummies: true },
    });
    expect(tests.ar2!.p_value).toBeLessThan(0.05);
    expect(tests.hansen!.p_value).toBeLessThan(0.05);
    for (const code of ["ar2_rejected", "hansen_rejected", "unit_root"]) expect(codes(notes)).toContain(code);
  });
});

describe("a pool smaller than the units", () => {
  test("is counted, with those outside of it, in verb and verdict", async () => {
    const table = knownPanel({
      units: 40,
      start: (unit) => (unit <= 8 ? 2006 : 0),
      effect: () => 1,
      keep: ({ unit, year }) => unit <= 25 || year >= 2007,
    });
    const options = { term: "did", vcov: "cluster:unit", draws: DRAWS, seed: 1 };
    const { pool, notes } = await placebo(engine, asPanel(table), "y ~ did | unit + year", options);
    expect(pool).toMatchObject({ units: 25, treated: 8, outside: 15, outside_treated: 0 });
    expect(codes(notes)).toContain("placebo_outside");
    const { assignment } = answersOf(await run(table, { stages: referee() }));
    expect(assignment!.note.detail).toMatchObject({ outside: 15, outsideTreated: 0 });
  });
});

describe("units treated from their first row", () => {
  const table = knownPanel({
    units: 40,
    start: (unit) => (unit <= 6 ? FIRST : unit <= 20 ? 2005 : 0),
    effect: () => 1,
  });

  test("are left out and counted; kept, estimators say what becomes of them", async () => {
    const { record } = await run(table, { stages: MAIN });
    expect(record.treatment.excluded).toHaveLength(6);
    expect(record.headline!.columns[0]).toMatchObject({ treated: 14 });
    const { overall, notes } = estimateOf(table, ["cs"]);
    expect(notes).toContainEqual(
      expect.objectContaining({ code: "did_start_unseen", detail: { units: 6, rows: 60, late: 0 } }),
    );
    expect(overall.conf_low!).toBeLessThan(1);
    expect(overall.conf_high!).toBeGreaterThan(1);
  });
});

describe("a cross-section", () => {
  const table = knownPanel({
    units: 100,
    years: 1,
    start: () => 0,
    treated: (unit) => unit % 2 === 1,
    effect: () => 1,
    columns: { x: (row, normal) => 0.3 * row.did + normal() },
  });

  test("of which a study leaves out every treated unit is an error with its remedy, which is one", async () => {
    const dated = knownPanel({
      units: 100,
      years: 1,
      start: (unit) => (unit % 2 === 1 ? FIRST : 0),
      effect: () => 1,
    });
    const stages = "  main: { stage: regressions, columns: [{ treatment: did, fe: year }] }\n";
    await expect(run(dated, { stages })).rejects.toMatchObject({ code: "no_treated_left" });
    const treatment = "{ cohort: g, codings: { did: { coding: absorbing } }, treated_from_start: keep }";
    const { record } = await run(dated, { stages, treatment });
    expect(record.headline!.columns[0]).toMatchObject({ treated: 50 });
    expect(record.headline!.columns[0]!.conf_low).toBeLessThan(1);
    expect(record.headline!.columns[0]!.conf_high).toBeGreaterThan(1);
  });

  test("has no fact on rows after treatment, whose timing it does not show", async () => {
    const { record } = await psmatch(engine, table, "did ~ x", { outcome: "y" });
    expect(codes(record.notes)).toContain("timing_unknown");
    expect(codes(record.notes)).not.toContain("post_treatment_rows");
  });
});

describe("20 clusters, no effect", () => {
  test("t with 19 degrees of freedom rejects in some 5% of 200 samples, and one study finds nothing", async () => {
    const null20 = (seed: number) =>
      knownPanel({ seed, units: 20, years: 6, start: (unit) => (unit % 2 === 0 ? 0 : 2004) });
    const rejected = Array.from({ length: 200 }, (_, s) => {
      const fit = feols(engine, asPanel(null20(s + 1)), "y ~ did | unit + year", {
        vcov: "cluster:unit",
        assignedBy: "unit",
      });
      return fit.coefficients.did!.p_value < 0.05;
    }).filter(Boolean).length;
    // 10 expected; three standard deviations of a binomial on either side
    expect(Math.abs(rejected - 10)).toBeLessThan(3 * Math.sqrt(200 * 0.05 * 0.95));
    const result = await run(null20(1), { stages: MAIN + referee() });
    const { inference } = result.record.headline!;
    expect(inference!.basis === "none" ? null : inference!.p_value).toBeGreaterThan(0.05);
    for (const name of ["assignment", "clusters", "omitted"]) expect(verdicts(result)[name], name).toBe("open");
  });
});
