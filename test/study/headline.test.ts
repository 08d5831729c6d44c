/** The headline of a study: the column it names, what is said where it names none, the p it is read from, and what judges it. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { distanceLine } from "../../src/study/headline/distance.js";
import { headlineOf } from "../../src/study/headline/headline.js";
import { headlineText } from "../../src/study/headline/text.js";
import { studyLead } from "../../src/study/page/text.js";
import type { StudyResult } from "../../src/study/run-study.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, type Row, STUDY, smallRows } from "./small-study.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const NAMED = "headline: { stage: table1, column: 1 }\n";
const read = (keys: string, stages = "") => parseStudy(`${STUDY}${stages}${keys}`, "study.yaml");
const run = (keys: string, rows: readonly Row[] = smallRows(), stages = ""): Promise<StudyResult> =>
  runWholeStudy(engine, read(keys, stages), new Map([["cities", parseCsv(csvOf(rows))]]));
const dataOf = (rows: readonly Row[]) => panel(parseCsv(csvOf(rows)), { unit: "city", time: "year" });

/** Treated from 2013 on are the first `n` cities alone. */
const treatedFirst = (n: number): Row[] =>
  smallRows((row) => {
    const did = Number(row.city <= n && row.year >= 2013);
    return { ...row, g: row.city <= n ? 2013 : 0, did, quality: row.quality + 0.3 * (did - row.did) };
  });

describe("the key", () => {
  const SECOND = "  second: { stage: regressions, columns: [{ treatment: did, label: Alone }] }\n";

  test("names a column by its number or its label", () => {
    const byNumber = headlineOf(read("headline: { stage: table1, column: 2 }\n"))!;
    expect(byNumber).toMatchObject({ stage: "table1", isNamed: true, columns: [{ column: 2 }] });
    expect(byNumber.columns[0]!.estimate.controls).toEqual(["eco"]);
    const byLabel = headlineOf(read("headline: { stage: second, column: Alone }\n", SECOND))!;
    expect(byLabel.columns).toMatchObject([{ column: 1, label: "Alone" }]);
  });

  test.each([
    [
      "stage: table9, column: 1",
      "headline_stage",
      /study\.yaml:\d+:\d+: there is no stage 'table9'.*table1 \(columns 1, 2\), figure1 \(column 1\), second \(column 1\)/,
    ],
    ["stage: figure2, column: 1", "headline_stage", /'figure2' has no column that states one effect/],
    ["stage: table1", "headline_column", /give the number of a column.*1 \(absorbing\), 2 \(absorbing\)/],
    [
      "stage: table1, column: 3",
      "headline_column",
      /study\.yaml:\d+:\d+: column 3 states no effect.*1 \(absorbing\), 2 \(absorbing\)/,
    ],
    ["stage: second, column: Both", "headline_column", /no column is called 'Both'.*1 \(Alone\)/],
    ["stage: table1, column: absorbing", "headline_column", /2 columns are called 'absorbing': give the number/],
  ])("{ %s } is refused where it stands, with what there is", async (key, code, message) => {
    const failed = run(`headline: { ${key} }\n`, smallRows(), SECOND);
    await expect(failed).rejects.toMatchObject({ code });
    await expect(failed).rejects.toThrow(message);
  });

  test("columns are counted as stages that take columns count them", () => {
    const stages =
      "  staggered: { stage: did, estimators: [twfe, cs] }\n  lagged: { stage: pgmm, columns: [{ treatment: did, controls: false }] }\n" +
      "  instrumented: { stage: iv, reduced_form: true, columns: [{ treatment: did, instruments: [eco] }, { treatment: did, instruments: [eco] }] }\n" +
      "  matched: { stage: psmatch, covariates: [eco], columns: [{}] }\n";
    const columns = (stage: string, column: number) =>
      headlineOf(read(`headline: { stage: ${stage}, column: ${column} }\n`, stages))!.columns[0]!.estimate;
    expect(columns("instrumented", 5)).toMatchObject({ estimator: "instruments", average: "compliers" });
    expect(() => columns("instrumented", 3)).toThrow(/2 .*5 /);
    expect(columns("lagged", 1)).toMatchObject({ estimator: "difference", average: "impact" });
    expect(columns("matched", 2)).toMatchObject({ matched: "matched", weights: "_weight" });
    expect(columns("staggered", 2)).toMatchObject({ estimator: "cs", average: "dynamic" });
  });

  test("an average of did can be the headline", async () => {
    const study = await run(
      "headline: { stage: staggered, column: 2 }\n",
      smallRows(),
      "  staggered: { stage: did, estimators: [twfe, cs], control: notyet }\n",
    );
    const { result } = study.record.stages.staggered as {
      readonly result: { readonly estimates: readonly { readonly overall: { readonly estimate: number } }[] };
    };
    expect(study.record.headline!.columns).toMatchObject([
      { column: 2, estimate: result.estimates[1]!.overall.estimate, treated: 16, facts: { estimator: "cs" } },
    ]);
  });
});

describe("without the key", () => {
  test("several columns of the treatment have a range, and no significance; controls dated after treatment are marked", async () => {
    const { record, shown, file } = await run("");
    expect(record.headline).toMatchObject({ stage: "table1", named: false, inference: null });
    expect(record.headline!.columns.map(({ late_controls }) => late_controls)).toEqual([[], ["eco"]]);
    const estimates = record.headline!.columns.map(({ estimate }) => estimate);
    expect(estimates).toEqual(shown[0]!.findings.map(({ estimate }) => estimate));
    for (const language of ["en", "zh"] as const) {
      const text = headlineText(record.headline!, { spec: { ...file.spec, language }, table: "table1", few: 10 });
      for (const number of estimates) expect(text).toContain(number.toFixed(3));
      expect(text).not.toMatch(/p [=<]|significan|distinguishable|显著/);
      expect(text.match(/†/g)).toHaveLength(2);
    }
  });

  test("a control that is the same in every period of a unit is not dated after treatment", async () => {
    const { record } = await run(
      "",
      smallRows((row) => ({ ...row, eco: row.city % 5 })),
    );
    expect(record.headline!.columns.flatMap(({ late_controls }) => late_controls)).toEqual([]);
  });

  test("one column alone is the headline", async () => {
    const one = STUDY.replace("      - { treatment: did, controls: true }\n", "");
    const file = parseStudy(one, "study.yaml");
    const { record } = await runWholeStudy(engine, file, new Map([["cities", parseCsv(csvOf(smallRows()))]]));
    expect(record.headline).toMatchObject({
      named: false,
      columns: [{ column: 1 }],
      inference: { basis: expect.any(String) },
    });
  });

  test("outcomes are told apart", async () => {
    const two = STUDY.replace("{ treatment: did, controls: true }", "{ treatment: did, outcome: eco }");
    const file = parseStudy(two, "study.yaml");
    const study = await runWholeStudy(engine, file, new Map([["cities", parseCsv(csvOf(smallRows()))]]));
    const lead = studyLead(study);
    expect(lead).toContain("“quality”");
    expect(lead).toContain("“eco”");
    expect(lead).not.toContain(" to 0.");
  });
});

describe("significance by what the record believes", () => {
  const FORMULA = "quality ~ did | city + year";

  test("either: the p of t", async () => {
    const { record } = await run(NAMED);
    const fit = feols(engine, dataOf(smallRows()), FORMULA, { vcov: "cluster:city" });
    expect(CITIES).toBe(24);
    expect(record.headline!.inference).toEqual({ basis: "formula", p_value: fit.coefficients.did!.p_value });
  });

  test("restricted: p and interval of the wild bootstrap, by the study's seed", async () => {
    const rows = treatedFirst(8);
    const study = await run(NAMED, rows);
    const { record, file } = study;
    const options = { term: "did", cluster: "city", seed: 7 };
    const {
      p_value,
      interval,
      reliability,
      bootstrap: design,
    } = await bootstrap(engine, dataOf(rows), FORMULA, options);
    expect(reliability!.believe).toBe("restricted");
    expect(record.headline!.inference).toEqual({
      basis: "restricted",
      p_value: p_value.statistic,
      conf_low: interval!.conf_low,
      conf_high: interval!.conf_high,
      draws: 9999,
      seed: design.seed,
      clusters: 24,
      effective_clusters: reliability!.effective_clusters,
    });
    const { p_value: byT } = record.headline!.columns[0]!;
    for (const language of ["en", "zh"] as const) {
      const text = headlineText(record.headline!, { spec: { ...file.spec, language }, table: "table1", few: 10 });
      expect(text).toContain(interval!.conf_low!.toFixed(3));
      expect(byT).not.toBe(p_value.statistic);
      expect(text).toContain("9,999");
    }
  });

  test("neither: randomisation by t, with the number of assignments and the smallest p possible", async () => {
    const rows = treatedFirst(1);
    const { record, file } = await run(NAMED, rows);
    const { p_value, counts } = await placebo(engine, dataOf(rows), FORMULA, {
      term: "did",
      vcov: "cluster:city",
      draws: 999,
    });
    expect(record.headline!.inference).toMatchObject({
      basis: "randomisation",
      p_value: p_value.statistic,
      assignments: 24,
      enumerated: true,
      draws: counts.used,
      least_p: 1 / 24,
      seed: null,
      pool: { units: 24, treated: 1 },
    });
    // the error of one treated cluster says nothing
    const { std_error: error } = record.headline!.columns[0]!;
    for (const language of ["en", "zh"] as const) {
      const text = headlineText(record.headline!, { spec: { ...file.spec, language }, table: "table1", few: 10 });
      expect(text).toContain("24");
      expect(text).toContain((1 / 24).toFixed(3));
      expect(text).not.toContain(error!.toFixed(3));
    }
  });

  test("neither, and no assignment to be had: no statement, with the reason", async () => {
    const leaves = treatedFirst(1).map((row) => (row.year === 2016 ? { ...row, did: 0 } : row));
    const study = `${STUDY.slice(0, STUDY.indexOf("  figure1:"))}${NAMED}`
      .replace("cohort: g", "dummy: did")
      .replace("did: { coding: absorbing }", "on: { coding: in-force }")
      .replaceAll("treatment: did", "treatment: on");
    const { record } = await runWholeStudy(
      engine,
      parseStudy(study, "study.yaml"),
      new Map([["cities", parseCsv(csvOf(leaves))]]),
    );
    expect(record.headline!.inference).toMatchObject({
      basis: "none",
      because: { code: "refused", refusal: { code: "treatment_switches_off" } },
    });
  });

  test("errors without clusters are read by t", async () => {
    const text = `${STUDY}${NAMED}`.replace("variance: cluster:city", "variance: hetero");
    const file = parseStudy(text, "study.yaml");
    const { record } = await runWholeStudy(engine, file, new Map([["cities", parseCsv(csvOf(smallRows()))]]));
    expect(record.headline!.inference).toMatchObject({ basis: "formula" });
  });

  test("a dynamic panel is read by its own p where units are many enough, else not at all", async () => {
    const stages = "  lagged: { stage: pgmm, columns: [{ treatment: did, controls: false, steps: 1 }] }\n";
    const key = "headline: { stage: lagged, column: 1 }\n";
    expect((await run(key, smallRows(), stages)).record.headline!.inference).toMatchObject({ basis: "formula" });
    const few = smallRows().filter(({ city }) => city <= 12);
    expect((await run(key, few, stages)).record.headline!.inference).toEqual({
      basis: "none",
      because: { code: "few_clusters", clusters: 12 },
    });
  });
});

describe("what judges the headline", () => {
  interface Judged {
    readonly effect: { readonly estimate: number };
    readonly call: string;
  }
  const judgedBy = async (keys: string, spec: string) => {
    const study = await run(keys, smallRows(), `  asked: { stage: referee, draws: 19${spec} }\n`);
    const referee = study.shown.find(({ name }) => name === "asked")!;
    const [line] = distanceLine(referee.exhibits[0]!.estimates!, study.record.headline, "en");
    return { ...(study.record.stages.asked as Judged), study, distance: line?.[1] };
  };

  test("the referee takes its treatment, controls, rows and outcome", async () => {
    const { effect, study, distance, call } = await judgedBy(NAMED, "");
    expect(effect.estimate).toBe(study.record.headline!.columns[0]!.estimate);
    expect(call).not.toContain("eco");
    expect(distance).toBe("none, the same estimate");
    const rows = STUDY.replace(
      "{ treatment: did, controls: true }",
      "{ treatment: did, outcome: log(quality), subset: year >= 2012 }",
    );
    const file = parseStudy(
      `${rows}  asked: { stage: referee, draws: 19 }\nheadline: { stage: table1, column: 2 }\n`,
      "study.yaml",
    );
    const other = await runWholeStudy(engine, file, new Map([["cities", parseCsv(csvOf(smallRows()))]]));
    const [first] = other.record.headline!.columns;
    expect((other.record.stages.asked as Judged).effect.estimate).toBeCloseTo(first!.estimate, 12);
  });

  test("a choice of its own wins, and the distance is said", async () => {
    const { effect, study, call, distance } = await judgedBy(NAMED, ", controls: true");
    const { estimate, std_error } = study.record.headline!.columns[0]!;
    expect(call).toContain("eco");
    expect(distance).toContain((effect.estimate - estimate).toFixed(3).replace("-0.000", "-"));
    expect(distance).toContain(((effect.estimate - estimate) / std_error!).toFixed(1));
  });

  test("without a headline it judges the controls of the panel, as before", async () => {
    const { call, distance } = await judgedBy("", "");
    expect(call).toContain("eco");
    expect(distance).toBeUndefined();
  });
});
