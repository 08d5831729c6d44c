/**
 * The shipped study of fish exports. The expected numbers were computed outside this library: alternating projections and a
 * clustered sandwich in plain code, on row qualities estimated by independent software.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Progress } from "../../src/base/progress.js";
import { selectRows, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { StudyResult } from "../../src/study/run-study.js";
import type { RegressionModel } from "../../src/study/stages/regressions/wild-rows.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { readExample } from "./read-example.js";

/** Row qualities of the independent computation carry 12 digits, projections stopped after 3,000 sweeps. */
const CLOSE = 1e-9;

/** Estimates and standard errors of each column, in the order of its terms. */
const TABLE_1 = [
  { n: 967, clusters: 127, b: [-0.027777332506], se: [0.026674297818], treated: 7 },
  {
    n: 785,
    clusters: 109,
    b: [-0.03119451509, 0.0057166262, 0.000615441945, -0.002353283682],
    se: [0.025099099354, 0.005829987918, 0.000588866688, 0.00331225486],
    treated: 6,
  },
  { n: 967, clusters: 127, b: [-0.017767623495], se: [0.017594179573], treated: 7 },
  {
    n: 785,
    clusters: 109,
    b: [-0.028588853905, 0.005839642963, 0.000647416963, -0.002553517761],
    se: [0.010108419433, 0.005842346233, 0.000594714815, 0.00326680026],
    treated: 7,
  },
] as const;

let engine: Engine;
let tables: ReadonlyMap<string, Table>;
let example: Awaited<ReturnType<typeof readExample>>;
let result: StudyResult;
const progress: Progress[] = [];
beforeAll(async () => {
  [engine, example] = await Promise.all([loadEngine({ threads: 1 }), readExample("fish")]);
  tables = example.tables;
  result = await runWholeStudy(engine, example.file, tables, { onProgress: (step) => progress.push(step) });
});

const modelsOf = (study: StudyResult, name: string): readonly RegressionModel[] =>
  (study.record.stages[name] as { readonly models: readonly RegressionModel[] }).models;
const numbers = ({ fit }: RegressionModel, key: "estimate" | "std_error"): number[] =>
  Object.values(fit.coefficients).map((b) => b[key]);

describe("Table 1", () => {
  test.each([0, 1, 2, 3])("column %i is what independent code computes", (c) => {
    const model = modelsOf(result, "table1")[c]!;
    const expected = TABLE_1[c]!;
    expect(model.fit.nobs).toBe(expected.n);
    expect(model.fit.vcov.clusters).toEqual({ i: expected.clusters });
    expect(model.treated).toHaveLength(expected.treated);
    expect(numbers(model, "estimate")).toHaveLength(expected.b.length);
    numbers(model, "estimate").forEach((b, j) => {
      expect(Math.abs(b - expected.b[j]!)).toBeLessThan(CLOSE);
    });
    numbers(model, "std_error").forEach((se, j) => {
      expect(Math.abs(se - expected.se[j]!)).toBeLessThan(CLOSE);
    });
  });

  test("the comparison uses quality in logarithms", () => {
    const [normalised, logarithm] = modelsOf(result, "scales");
    expect(numbers(normalised!, "estimate")).toEqual(numbers(modelsOf(result, "table1")[0]!, "estimate"));
    expect(Math.abs(logarithm!.fit.coefficients.did!.estimate - -0.191946588116)).toBeLessThan(10 * CLOSE);
    expect(Math.abs(logarithm!.fit.coefficients.did!.std_error - 0.204978109488)).toBeLessThan(10 * CLOSE);
  });
});

describe("what stands beside Table 1", () => {
  interface Robust {
    readonly base: RegressionModel;
    readonly variants: readonly (Partial<RegressionModel> & { readonly other_conclusion: boolean })[];
  }

  test("every stage shows something, numbered in the order of the file", () => {
    expect(result.shown.map(({ name }) => name)).toEqual(Object.keys(result.file.spec.stages));
    expect(result.record.failures).toEqual([]);
    const main = result.shown.flatMap(({ name, exhibits }) =>
      exhibits.flatMap(({ id }) => (/^(?:table|figure)\d+$/.test(id) ? [`${id} ${name}`] : [])),
    );
    expect(main).toEqual([
      "table1 table1",
      "figure1 figure1",
      "figure2 figure2",
      "table2 scales",
      "table3 robust",
      "figure3 robust",
      "table4 trade",
      "table5 referee",
    ]);
  });

  test("the base and the variants that are columns of Table 1 are these", () => {
    const { base, variants } = result.record.stages.robust as Robust;
    const [column1, column2, column3] = modelsOf(result, "table1");
    expect(base.fit.coefficients.did).toEqual(column1!.fit.coefficients.did);
    expect(variants[0]!.fit!.coefficients.did_in_force).toEqual(column3!.fit.coefficients.did_in_force);
    expect(variants[1]!.fit!.coefficients.did).toEqual(column2!.fit.coefficients.did);
  });

  test("no variant is significant, as the README says", () => {
    const { variants } = result.record.stages.robust as Robust;
    expect(variants).toHaveLength(11);
    expect(variants.every(({ other_conclusion }) => !other_conclusion)).toBe(true);
  });

  test("groups and matched samples of few treated countries are cautioned", () => {
    const cautions = result.shown.flatMap(({ name, cautions: own }) => own.map((caution) => `${name}: ${caution}`));
    for (const stage of ["size", "matched"]) expect(cautions.some((text) => text.startsWith(`${stage}: `))).toBe(true);
  });

  test("notes on reading the files stand beneath no table", () => {
    const notes = result.shown.flatMap(({ exhibits }) =>
      exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? exhibit.table.notes : exhibit.notes)),
    );
    expect(result.record.notes.length).toBeGreaterThan(0);
    for (const { message } of result.record.notes) {
      expect(notes.filter((note) => note.includes(message))).toEqual([]);
    }
  });
});

describe("sample and treatment", () => {
  test("every row is accounted for", () => {
    const { sample, quality } = result.record;
    expect(sample.steps.map(({ rows, dropped }) => [rows, dropped])).toEqual([
      [89_577, 0],
      [1_007, 0],
      [1_007, 0],
      [975, 32],
    ]);
    expect(sample.balance).toMatchObject({ units: 135, periods: [2012, 2021], balanced: false });
    expect(quality!.run.nobs).toBe(89_485);
    expect(quality!.run.waterfall.reduce((sum, step) => sum + step.dropped_rows, 0)).toBe(92);
    expect(result.panel.nRows).toBe(975);
  });

  test("seven countries identify the effect; nine are never observed before their cohort", () => {
    const { treatment } = result.record;
    const identified = treatment.units.filter(({ status }) => status === "identified").map(({ unit }) => unit);
    expect([...identified].sort()).toEqual(["ECU", "GHA", "PAN", "PHL", "THA", "TTO", "VNM"]);
    expect([...treatment.excluded].sort()).toEqual(["BLZ", "COM", "FJI", "KHM", "KIR", "KOR", "SLB", "TGO", "VCT"]);
    expect(treatment.units.find(({ unit }) => unit === "CMR")?.status).toBe("after the sample");
    expect(treatment.codings.map(({ path }) => path.path)).toEqual(["absorbing", "switching off"]);
    expect(treatment.events?.evidence?.cells_depending_on_day).toBe(0);
    expect(treatment.events?.ended).toBe(17);
  });
});

test("the order of rows changes neither estimates nor draws", async () => {
  const shuffled = new Map([...tables].map(([name, table]) => [name, selectRows(table, shuffle(table.nRows))]));
  const again = await runWholeStudy(engine, example.file, shuffled);
  modelsOf(result, "table1").forEach((model, c) => {
    const other = modelsOf(again, "table1")[c]!;
    for (const key of ["estimate", "std_error"] as const) {
      numbers(other, key).forEach((b, j) => {
        expect(Math.abs(b - numbers(model, key)[j]!)).toBeLessThan(SAME);
      });
    }
  });
  const draws = (study: StudyResult) =>
    (study.record.stages.figure2 as { readonly draws: { readonly estimate: readonly number[] } }).draws.estimate;
  expect(draws(again)).toHaveLength(500);
  draws(again).forEach((estimate, b) => {
    expect(Math.abs(estimate - draws(result)[b]!)).toBeLessThan(SAME);
  });
});

/** Estimates under another order of rows. */
const SAME = 1e-12;

/** A fixed permutation of 0..n-1 that leaves no stretch in order. */
function shuffle(n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 1;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

test("progress runs from 0 to 1 without going back", () => {
  const fractions = progress.map(({ fraction }) => fraction);
  expect(fractions[0]).toBe(0);
  expect(fractions.at(-1)).toBe(1);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
});

test("an aborted signal stops the run with its reason", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  await expect(runWholeStudy(engine, example.file, tables, { signal })).rejects.toThrow("stopped");
});

test("the record survives JSON", () => {
  expect(JSON.parse(JSON.stringify(result.record))).toEqual(result.record);
});
