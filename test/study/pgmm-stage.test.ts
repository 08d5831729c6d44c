/** The stage of dynamic panels: what it estimates, what it shows, what it warns of, and where in the file it complains. */
import { beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { cellText } from "../../src/report/table-model.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import type { GmmModel } from "../../src/study/stages/pgmm/present.js";
import { dynamicFormula } from "../../src/study/stages/pgmm/stage.js";
import { pgmm } from "../../src/verbs/pgmm/fit.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { CITIES, csvOf, smallRows } from "./small-study.js";

const cities = parseCsv(csvOf(smallRows()));
const HEAD = `title: Small
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: Pilot } } }
variance: cluster:city
stages:
  table1:
    stage: pgmm
`;
const columns = (...own: string[]): string =>
  `    columns:\n${own.map((column) => `      - { ${column} }\n`).join("")}`;
const study = (body: string) => parseStudy(`${HEAD}${body}`, "s.yaml");

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function stage(body: string) {
  const { shown, record } = await runWholeStudy(engine, study(body), new Map([["cities", cities]]));
  const { exhibits, cautions, findings } = shown[0]!;
  const tables = exhibits.map((exhibit) => {
    if (exhibit.kind !== "table") throw new Error("expected a table");
    return { id: exhibit.id, ...exhibit.table };
  });
  const { models } = record.stages.table1 as { readonly models: readonly GmmModel[] };
  return { tables, cautions, findings, models };
}

const formulas = (body: string): string[] => {
  const file = study(body);
  const spec = file.spec.stages.table1!;
  if (spec.stage !== "pgmm") throw new Error("expected a pgmm stage");
  return spec.columns.map((column) => dynamicFormula(file.spec, column));
};

test("columns are dynamic panel formulas", () => {
  expect(
    formulas(
      columns(
        "treatment: did",
        "treatment: did, controls: false, lags: 2, instrument_lags: [2, 4]",
        "treatment: did, model: system, exogenous: each",
        "treatment: did, model: system, exogenous: level, endogenous: [did]",
        "treatment: did, predetermined: [eco], endogenous: [did], instrument_lags: [3, all]",
      ),
    ),
  ).toEqual([
    "quality ~ lag(quality, 1:1) + did + eco | gmm(quality, 2:Inf) + iv(did, eco, eq = both)",
    "quality ~ lag(quality, 1:2) + did | gmm(quality, 2:4) + iv(did, eq = both)",
    "quality ~ lag(quality, 1:1) + did + eco | gmm(quality, 2:Inf) + iv(did, eco, eq = diff) + iv(did, eco, eq = level)",
    "quality ~ lag(quality, 1:1) + did + eco | gmm(quality, 2:Inf) + gmm(did, 2:Inf) + iv(eco, eq = level)",
    "quality ~ lag(quality, 1:1) + did + eco | gmm(quality, 3:Inf) + gmm(eco, 1:Inf) + gmm(did, 2:Inf)",
  ]);
});

test("its earlier name is the same stage, and says so", () => {
  const body = columns("treatment: did");
  const earlier = parseStudy(`${HEAD.replace("stage: pgmm", "stage: gmm")}${body}`, "s.yaml");
  expect(earlier.spec).toEqual(study(body).spec);
  expect(earlier.notes.map(({ message }) => message)).toEqual([
    "s.yaml:8:12: the stage 'gmm' is now 'pgmm'; the old name remains valid.",
  ]);
});

describe("a pgmm stage", () => {
  test("estimates what pgmm does, and says how many units are treated and how many instruments there are", async () => {
    const { models, tables, findings } = await stage(
      columns("treatment: did, collapse: true", "treatment: did, collapse: true, model: system, label: Both"),
    );
    const options = { model: "system", steps: 2, collapse: true, timeDummies: true } as const;
    const alone = pgmm(engine, panel(cities, { unit: "city", time: "year" }), models[1]!.formula, options);
    expect(models[1]!.fit.coefficients).toEqual(alone.coefficients);
    expect(findings[1]!.estimate).toBe(alone.coefficients.did!.estimate);
    const [table] = tables;
    expect(table!.title).toBe("Table 1. Pilot in a dynamic panel");
    expect(table!.heads).toEqual([
      ["(1)", "Difference"],
      ["(2)", "Both"],
    ]);
    const row = (label: string) => table!.rows.find((each) => each.label === label)!.cells.map(cellText);
    expect(row("Instruments")[1]).toBe(String(alone.n_instruments));
    expect(row("Groups")).toEqual([String(CITIES), String(CITIES)]);
    expect(row("Treated units")).toEqual(["16", "16"]);
    expect(row("Time dummies")).toEqual(["yes", "yes"]);
    expect(table!.rows.some(({ label }) => label === "quality (t−1)")).toBe(true);
    expect(table!.rows.some(({ label }) => label === "Long run: Pilot")).toBe(true);
    expect(table!.rows.some(({ label }) => label === "2013")).toBe(false);
  });

  test("has a further table where the sensitivity is asked for, and warns of more instruments than groups", async () => {
    const { tables, cautions } = await stage(
      columns("treatment: did, steps: 1, sensitivity: true", "treatment: did, steps: 1, collapse: true"),
    );
    expect(tables.map(({ id }) => id)).toEqual(["table1", "tableA1"]);
    expect(tables[1]!.title).toBe("Table A1. Column (1) of Table 1 with other instruments");
    expect(tables[1]!.rows).toHaveLength(8);
    expect(
      cautions.some((text) => /^Column \(1\) of Table 1: There are \d+ instruments for 24 groups/.test(text)),
    ).toBe(true);
    expect(cautions.some((text) => /^Column \(2\) of Table 1: There are \d+ instruments/.test(text))).toBe(false);
    expect(tables[0]!.notes.some((note) => note.includes("instruments for 24 groups"))).toBe(false);
  });

  test.each([
    [columns("treatment: dit"), "unknown_treatment", "s.yaml:10:"],
    [columns("treatment: did, instrument_lags: [4, 2]"), "formula_lag", "s.yaml:10:"],
    [columns("treatment: did, model: diff"), "study_value", "s.yaml:10:"],
    [columns("treatment: did, model: difference, exogenous: level"), "", ""],
    [columns("treatment: did, controls: [ecco]"), "unknown_column", "s.yaml:10:"],
  ])("complains where it is written: %s", async (body, code, place) => {
    if (code === "") {
      // a difference model has one equation, which regressors instrument
      expect(formulas(body)[0]).toContain("iv(did, eco, eq = both)");
      return;
    }
    await expect(Promise.resolve().then(() => stage(body))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(place),
    });
  });
});
