/** Difference-in-differences on a matched sample as a stage: what it matches, what it shows, warns of and refuses, and where. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { PsmatchModel } from "../../src/study/stages/psmatch/present.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { psmatch } from "../../src/verbs/psmatch/fit.js";
import type { PsmatchRecord } from "../../src/verbs/psmatch/record.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, smallRows } from "./small-study.js";

const TREATED = (2 * CITIES) / 3;
const plain = parseCsv(csvOf(smallRows()));
const city = plain.numeric("city");
const year = plain.numeric("year");
const cities = withColumns(plain, [
  { kind: "numeric", name: "size", values: city.map((c) => ((c * 7) % 11) + (c % 3 === 2 ? 0 : 2)) },
  { kind: "numeric", name: "ever", values: city.map((c) => Number(c % 3 !== 2)) },
  { kind: "text", name: "side", codes: Uint32Array.from(city, (c) => c % 2), levels: ["east", "west"] },
]);

const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco, size] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
labels: { size: Size of the city }
words: { unit: city, units: cities }
stages:
  table1:
    stage: psmatch
`;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const written = (...lines: string[]): string => `${HEAD}${lines.map((line) => `    ${line}\n`).join("")}`;

async function stage(...lines: string[]) {
  const file = parseStudy(written(...lines), "s.yaml");
  const { shown, record } = await runWholeStudy(engine, file, new Map([["cities", cities]]));
  const made = record.stages.table1 as { readonly matching: PsmatchRecord; readonly models: readonly PsmatchModel[] };
  const { exhibits, cautions, findings, data } = shown[0]!;
  const tables = exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? [exhibit.table] : []));
  const figures = exhibits.flatMap((exhibit) => (exhibit.kind === "figure" ? [exhibit] : []));
  return { ...made, tables, figures, cautions, findings, data, ids: exhibits.map(({ id }) => id) };
}
const rowOf = (table: TableModel, label: string) => table.rows.find((row) => row.label === label)?.cells.map(cellText);

const GIVEN = "covariates: [size]";

test("its earlier name is the same stage, and says so", () => {
  const body = written(GIVEN);
  const earlier = parseStudy(body.replace("stage: psmatch", "stage: psm-did"), "s.yaml");
  expect(earlier.spec).toEqual(parseStudy(body, "s.yaml").spec);
  expect(earlier.notes.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^s\.yaml:\d+:\d+: the stage 'psm-did' is now 'psmatch'; the old name remains valid\.$/),
  ]);
});

describe("a stage psmatch", () => {
  test("matches units on their means before the first cohort, as psmatch does", async () => {
    const { matching, models, data } = await stage(GIVEN, "replace: true");
    const alone = await psmatch(engine, cities, "ever ~ size", {
      ...{ average: "city", pre: "year < 2013", replace: true, timing: "did" },
      ...{
        regressions: ["quality ~ did | city + year", "quality ~ did + eco + size | city + year"],
        vcov: "cluster:city",
      },
    });
    expect(matching.treatment).toBe("ever_did");
    expect(matching.nobs).toBe(CITIES);
    expect(matching.plan.average).toEqual({ unit: "city", pre: "year < 2013" });
    expect(matching.matched).toEqual(alone.record.matched);
    expect(matching.balance).toEqual(alone.record.balance);
    expect(models.map(({ fit }) => fit.coefficients)).toEqual(
      alone.record.regressions.map(({ fit }) => fit.coefficients),
    );
    expect(data.table1_units!.nRows).toBe(CITIES);
    expect(data.table1_pairs!.nRows).toBe(TREATED);
  });

  test("estimates what feols does on the matched rows, with the weights and without", async () => {
    const { models, data } = await stage(
      GIVEN,
      "replace: true",
      "columns: [{ controls: [eco], fe: year, label: Mine }]",
    );
    const weightOf = new Map(
      Array.from(data.table1_units!.numeric("city"), (c, i) => [c, data.table1_units!.numeric("weight")[i]!]),
    );
    const weighted = withColumns(cities, [{ kind: "numeric", name: "w", values: city.map((c) => weightOf.get(c)!) }]);
    const options = { vcov: "cluster:city", subset: "w > 0" } as const;
    const formula = "quality ~ did + eco | year";
    expect(models.map((model) => [model.label, model.sample, model.weighted, model.formula])).toEqual([
      ["Mine", "matched", false, formula],
      ["Mine", "matched", true, formula],
    ]);
    const [bare, own] = [
      feols(engine, weighted, formula, options),
      feols(engine, weighted, formula, { ...options, weights: "w" }),
    ];
    for (const [model, fit] of [
      [models[0]!, bare],
      [models[1]!, own],
    ] as const) {
      expect(model.fit.nobs).toBe(fit.nobs);
      expect(model.fit.coefficients.did!.estimate).toBeCloseTo(fit.coefficients.did!.estimate, 12);
      expect(model.fit.coefficients.did!.std_error).toBeCloseTo(fit.coefficients.did!.std_error, 12);
      expect(model.treated).toHaveLength(TREATED);
    }
  });

  test("shows three tables and two figures under numbers of their own; later stages are numbered on", async () => {
    const { ids, tables, figures, findings } = await stage(GIVEN, "replace: true", "truth: 0.3", "caption: Alike");
    expect(ids).toEqual(["table1", "tableA1", "tableA2", "figureA1", "figureA2"]);
    expect(tables.map(({ title }) => title)).toEqual([
      "Table 1. Alike",
      "Table A1. Alike: balance",
      "Table A2. Alike: sample and joint balance",
    ]);
    expect(tables[0]!.heads).toEqual([
      ["(1)", "No controls", "Matched", "unweighted"],
      ["(2)", "No controls", "Matched", "weighted"],
      ["(3)", "Controls", "Matched", "unweighted"],
      ["(4)", "Controls", "Matched", "weighted"],
    ]);
    expect(tables[0]!.rows[0]!.label).toBe("Pilot");
    expect(rowOf(tables[0]!, "Treated cities")).toEqual(Array.from({ length: 4 }, () => String(TREATED)));
    expect(rowOf(tables[0]!, "True effect (simulated)")![0]).toBe("0.3000");
    expect(tables[0]!.notes.join(" ")).toContain("nearest neighbour 1:1, with replacement");
    expect(tables[0]!.notes.join(" ")).toContain("Weighted by the matching weights");
    expect(tables[1]!.rows.map(({ label }) => label)).toContain("Size of the city");
    expect(rowOf(tables[2]!, "Treated")).toEqual([String(TREATED), String(TREATED)]);
    expect(figures[0]!.spec({ theme: "light" }).description).toContain("Size of the city: ");
    expect(figures[1]!.spec({ theme: "light" }).description).toContain(
      `Before: ${TREATED} treated, ${CITIES / 3} controls`,
    );
    expect(findings[1]!.treatment).toBe("Pilot, matched, weighted");
    const file = parseStudy(
      `${written(GIVEN)}  events: { stage: event-study, window: [-2, 2], bin: true }\n`,
      "s.yaml",
    );
    const { shown } = await runWholeStudy(engine, file, new Map([["cities", cities]]), { only: "events" });
    expect(shown[0]!.exhibits.map(({ id }) => id)).toEqual(["figure1", "tableA3"]);
  });

  test("without a score there is no figure of one", async () => {
    const { ids, matching } = await stage(GIVEN, "method: mahalanobis", "replace: true");
    expect(ids).toEqual(["table1", "tableA1", "tableA2", "figureA1"]);
    expect(matching.overlap).toBeNull();
  });

  test("rows of all periods, or of the same period, enter where asked for, with a warning of what that means", async () => {
    const rows = await stage("match: rows", "replace: true");
    expect(rows.matching.nobs).toBe(cities.nRows);
    expect(rows.cautions[0]).toMatch(
      /^Table 1: \d+ of the 192 rows that enter the score are from after treatment began\./,
    );
    expect(rows.cautions[1]).toMatch(/^Table 1: rows are matched, not cities\./);
    const periods = await stage("match: by-period", "replace: true");
    expect(periods.matching.by.map(({ level }) => level)).toEqual([...new Set(year)].map(String));
    expect(periods.figures[1]!.notes[0]).toContain("Each year has a score of its own.");
    const units = await stage(GIVEN, "replace: true");
    expect(units.cautions.join(" ")).not.toContain("after treatment began");
    const late = await stage(GIVEN, "replace: true", "pre: year <= 2013");
    expect(late.cautions[0]).toContain("rows that enter the score are from after treatment began");
  });

  test("says what a caliper leaves out, what still differs, and how few controls stand for all", async () => {
    const { cautions, matching } = await stage(GIVEN, "replace: true", "caliper: 0.05");
    const { treated } = matching.matched;
    expect(treated.unused).toBeGreaterThan(0);
    expect(cautions.join("\n")).toContain(
      `Table 1: ${treated.unused} of ${TREATED} treated cities are omitted (${treated.unused} without a match); the effect is that on the others.`,
    );
    const far = await stage("covariates: [eco, size]", "method: mahalanobis", "replace: true");
    const worst = Math.max(...far.matching.balance.map(({ after }) => 100 * Math.abs(after.bias_pooled_sd!)));
    expect(worst).toBeGreaterThan(10);
    expect(far.cautions.join("\n")).toMatch(/Table A1: after matching the groups still differ by more than 10%/);
    expect(far.cautions.join("\n")).toMatch(
      /only \d+ control cities are used; given their weights, they are equivalent to [\d.]+ equally weighted ones \(city \d+ alone/,
    );
  });

  test("with a rule of support also has the rows on it", async () => {
    const { models, tables } = await stage(GIVEN, "replace: true", "support: minmax", "columns: [{}]");
    expect(models.map(({ sample, weighted }) => [sample, weighted])).toEqual([
      ["on_support", false],
      ["matched", false],
      ["matched", true],
    ]);
    expect(tables[0]!.heads[0]).toEqual(["(1)", "No controls", "On support", "unweighted"]);
  });
});

describe("a stage psmatch refuses, where it is written,", () => {
  const refused = async (...lines: string[]) => {
    const file = () => parseStudy(written(...lines), "s.yaml");
    return (async () => runWholeStudy(engine, file(), new Map([["cities", cities]])))().then(
      () => "nothing",
      (error: Error) => error.message,
    );
  };

  test("names and values that are not known", async () => {
    expect(await refused("method: neerest")).toMatch(
      /^s\.yaml:11:\d+: stages\.table1\.method is 'neerest'; .*did you mean 'nearest'/,
    );
    expect(await refused("treatment: dod")).toMatch(/^s\.yaml:11:\d+: 'dod' is none of the treatment codings did/);
    expect(await refused("covariates: [sise]")).toMatch(/^s\.yaml:\d+:\d+: .*'sise'.*did you mean 'size'/);
    expect(await refused("match: averages", "ratios: 2")).toMatch(
      /^s\.yaml:12:5: unknown key 'ratios'.*did you mean 'ratio'/,
    );
    expect(await refused("support: maxmin")).toMatch(/^s\.yaml:\d+:\d+: .*maxmin.*minmax/);
    expect(await refused("columns: []")).toMatch(/columns.*expected at least 1/);
    expect(await refused("caliper: -1")).toMatch(/caliper is '-1'; expected a number above 0/);
    expect(await refused("columns: [{ subset: year > 2012 }]")).toMatch(/unknown key 'subset'/);
  });

  test("choices that have no part in the method or exclude each other", async () => {
    expect(await refused("method: kernel", "ratio: 2")).toMatch(
      /^s\.yaml:\d+:\d+: Option ratio has no part in method kernel/,
    );
    expect(await refused("replace: true", "order: data")).toMatch(/^s\.yaml:\d+:\d+: Option order/);
    expect(await refused("match: rows", "pre: year < 2012")).toMatch(
      /^s\.yaml:12:\d+: pre says which rows units are averaged over/,
    );
    expect(await refused("rows: measured")).toMatch(/this study imputes none/);
  });

  test("samples in which nothing can be matched", async () => {
    expect(await refused("covariates: false")).toMatch(/^s\.yaml:\d+:\d+: .*covariate/);
    expect(await refused(GIVEN, "pre: year < 1990")).toMatch(/^s\.yaml:\d+:\d+: .*'year < 1990' is true in none/);
    expect(await refused("covariates: [ever]")).toMatch(/^s\.yaml:\d+:\d+: .*ever/);
    expect(await refused("replace: true", "caliper: 0.00000001")).toMatch(/^s\.yaml:\d+:\d+: .*caliper/i);
  });

  test("a cohort that is no first one without lagged one period", async () => {
    const none = parseStudy(written(GIVEN).replace("cohort: g", "dummy: never").replace("did:", "pilot:"), "s.yaml");
    const table = withColumns(cities, [{ kind: "numeric", name: "never", values: new Float64Array(cities.nRows) }]);
    await expect(runWholeStudy(engine, none, new Map([["cities", table]]))).rejects.toThrow(
      /^s\.yaml:\d+:\d+: no unit is observed both before and after its treatment began.*write pre/,
    );
  });

  test("a run that is stopped", async () => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    const file = parseStudy(written(GIVEN), "s.yaml");
    await expect(runWholeStudy(engine, file, new Map([["cities", cities]]), { signal: stop.signal })).rejects.toThrow(
      "enough",
    );
  });
});

test("a column named as the one added keeps its own", async () => {
  const taken = withColumns(cities, [{ kind: "numeric", name: "ever_did", values: city }]);
  const file = parseStudy(written(GIVEN), "s.yaml");
  const { record } = await runWholeStudy(engine, file, new Map([["cities", taken]]));
  const { matching } = record.stages.table1 as { readonly matching: PsmatchRecord };
  expect(matching.treatment).toBe("_ever_did");
  expect(panel(taken, { unit: "city", time: "year" }).nUnits).toBe(CITIES);
});
