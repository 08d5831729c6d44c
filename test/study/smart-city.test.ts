/**
 * The shipped study of simulated cities: every stage gives a result, and estimates lie near the truth the data were made
 * with. Its methods are compared with independent software in `test/golden/study`.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Table } from "../../src/data/table/table.js";
import { formatCsv } from "../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { StudyResult } from "../../src/study/run-study.js";
import type { SplitResult } from "../../src/study/stages/group-difference/cautions.js";
import type { IvModel } from "../../src/study/stages/iv/instruments.js";
import type { MediationResult } from "../../src/study/stages/mediation/present.js";
import type { GmmModel } from "../../src/study/stages/pgmm/present.js";
import type { RegressionModel } from "../../src/study/stages/regressions/wild-rows.js";
import type { Choice } from "../../src/study/stages/robustness/choices.js";
import type { Estimated, LeftOut } from "../../src/study/stages/robustness/estimate.js";
import type { ShownTable } from "../../src/study/stages/stage.js";
import { simulateCities } from "../../src/trade/simulate/cities/cities.js";
import type { EventStudyRecord } from "../../src/verbs/event-study/record.js";
import type { PlaceboRecord } from "../../src/verbs/placebo/record.js";
import { runWholeStudy } from "../support/run-whole-study.js";
import { readExample } from "./read-example.js";

/** Mediators and the shares of the effect the simulator sends through them. */
const MEDIATED = [
  ["innovation", 0.25],
  ["informatisation", 0.15],
  ["allocation", 0.1],
] as const;
/** Standard errors that an estimate may be from the truth. */
const ERRORS = 3;

let engine: Engine;
let result: StudyResult;
let cities: Table;
beforeAll(async () => {
  const [loaded, { file, tables }] = await Promise.all([loadEngine({ threads: 1 }), readExample("smart-city")]);
  engine = loaded;
  cities = tables.get("cities")!;
  result = await runWholeStudy(engine, file, tables);
});

const stage = <T>(name: string): T => result.record.stages[name] as T;
const modelsOf = <M>(name: string): readonly M[] => stage<{ readonly models: readonly M[] }>(name).models;
const near = (b: { readonly estimate: number; readonly std_error: number }, truth: number): void => {
  expect(Math.abs(b.estimate - truth)).toBeLessThan(ERRORS * b.std_error);
};

type Mechanisms = Pick<MediationResult, "models"> & { readonly mediation: NonNullable<MediationResult["mediation"]> };
type Variant = Estimated & { readonly choice: Choice };

/** The mean of a column of truth over treated city-years with a measured outcome. */
const truthOf = (column: string): number => {
  const numbers = (name: string) => {
    const own = cities.column(name);
    if (own.kind !== "numeric") throw new Error(`${name} has no numbers`);
    return own.values;
  };
  const [values, year, did] = [numbers(column), numbers("year"), numbers("did")];
  const rows = Array.from({ length: cities.nRows }, (_, i) => i).filter((i) => year[i]! <= 2016 && did[i] === 1);
  return rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;
};

test("the cities are those the command of the README makes", () => {
  const { table } = simulateCities(engine, { seed: 20_120_805, measuredTo: 2016 });
  expect(formatCsv(cities.columns)).toBe(formatCsv(table.columns));
});

test("every stage shows something, and none fails", () => {
  const stages = Object.keys(result.file.spec.stages);
  expect(result.shown.map(({ name }) => name)).toEqual(stages);
  expect(result.shown.every(({ exhibits }) => exhibits.length > 0)).toBe(true);
  expect(result.record.failures).toEqual([]);
});

test("tables and figures have the numbers of the paper; what is beyond it follows", () => {
  const ids = result.shown.flatMap(({ name, exhibits }) =>
    exhibits.flatMap(({ id }) => (/^(?:table|figure)\d+$/.test(id) ? [`${id} ${name}`] : [])),
  );
  expect(ids).toEqual([
    "table1 table1",
    "figure1 figure1",
    "figure2 figure2",
    "table2 table2",
    "figure3 methods",
    "table3 table3",
    "table4 mechanisms",
    "table5 mechanisms",
    "figure4 mechanisms",
    "table6 robust",
    "figure5 robust",
    "table7 referee",
  ]);
});

describe("estimates are within three standard errors of the truth of their own rows", () => {
  test("two-way effects on measured years; on years that a formula filled they are not, as they must", () => {
    const models = modelsOf<RegressionModel>("table1");
    expect(models.map(({ rows }) => rows)).toEqual(["measured", "all", "measured", "all"]);
    for (const { rows, fit, true_effect } of models) {
      if (rows === "measured") near(fit.coefficients.did!, true_effect!);
      else expect(fit.coefficients.did!.estimate).toBeLessThan(true_effect! - ERRORS * fit.coefficients.did!.std_error);
    }
    expect(models[0]!.true_effect).toBeCloseTo(0.019_525_263_157_894_7, 12);
  });

  test("by years since the start", () => {
    const { effects, truth } = stage<EventStudyRecord & { readonly truth: Readonly<Record<string, number>> }>(
      "figure1",
    );
    for (const { event, estimate, std_error, reference } of effects) {
      if (!reference) near({ estimate, std_error: std_error! }, truth[event]!);
    }
    expect(effects.filter(({ reference }) => !reference)).toHaveLength(8);
  });

  test("matched, instrumented, and in the long run of a dynamic panel", () => {
    for (const { fit, true_effect } of modelsOf<RegressionModel>("matched")) near(fit.coefficients.did!, true_effect!);
    for (const { fit, true_effect } of modelsOf<IvModel>("instrumented")) near(fit.coefficients.fit_did!, true_effect!);
    for (const { fit, true_effect } of modelsOf<GmmModel>("dynamic")) near(fit.long_run.did!, true_effect!);
  });

  test("by development and openness; groups by development differ as they were made to", () => {
    const { splits } = stage<{ readonly splits: readonly SplitResult[] }>("table3");
    for (const { models } of splits) {
      for (const { fit, true_effect } of models) near(fit.coefficients.did!, true_effect!);
    }
    const [high, low] = splits[0]!.models.map(({ true_effect }) => true_effect!);
    expect(high! / low!).toBeGreaterThan(2);
  });

  test("on each mediator, and through the three together", () => {
    const { models, mediation } = stage<Mechanisms>("mechanisms");
    for (const { fit, true_effect } of models) near(fit.coefficients.did!, true_effect!);
    const [direct, indirect] = [truthOf("true_direct"), truthOf("true_indirect")];
    near(mediation.direct, direct);
    near(mediation.indirect, indirect);
    near(mediation.total, direct + indirect);
    MEDIATED.forEach(([mediator, share]) => {
      near(mediation.paths[mediator]!.indirect, share * truthOf("true_effect"));
    });
  });

  test("under other choices that leave the effect as it is, and zero before the pilots", () => {
    const robust = stage<{ readonly base: Variant; readonly variants: readonly (Variant | LeftOut)[] }>("robust");
    const variants = robust.variants.flatMap((variant) => ("fit" in variant ? [variant] : []));
    const [imputed, truncated] = [
      (v: Variant) => (v.imputed ?? 0) > 0,
      (v: Variant) => v.choice.treatment === "did_literal",
    ];
    for (const variant of [robust.base, ...variants]) {
      const { choice, fit, true_effect } = variant;
      if (true_effect === undefined) continue;
      const coefficient = fit.coefficients[choice.treatment]!;
      if (imputed(variant) || truncated(variant)) {
        expect(coefficient.estimate).toBeLessThan(true_effect - ERRORS * coefficient.std_error);
      } else near(coefficient, true_effect);
    }
    expect(variants.filter(imputed)).toHaveLength(2);
    expect(variants.filter(truncated)).toHaveLength(1);
    expect(variants.filter(({ true_effect }) => true_effect === 0)).toHaveLength(1);
    expect(variants.filter(({ true_effect }) => true_effect === undefined).map(({ choice }) => choice.outcome)).toEqual(
      ["log(quality)"],
    );
  });
});

test("Table 2 has the columns of the stages it takes them from, to the last bit", () => {
  const { table } = result.shown.find(({ name }) => name === "table2")!.exhibits[0] as ShownTable;
  const cells = table.rows[0]!.cells.map((cell) => (cell.kind === "number" ? cell.value : null));
  const matched = modelsOf<RegressionModel>("matched").map(({ fit }) => fit.coefficients.did!.estimate);
  const dynamic = modelsOf<GmmModel>("dynamic").map(({ fit }) => fit.coefficients.did!.estimate);
  const instrumented = modelsOf<IvModel>("instrumented").map(({ fit }) => fit.coefficients.fit_did!.estimate);
  const truth = table.rows.find(({ label }) => label === "True effect (simulated)")!.cells;
  expect(truth.map(({ kind }) => kind)).toEqual(["text", "text", "text", "text", "empty", "text"]);
  expect(cells).toEqual([matched[1], matched[3], dynamic[0], dynamic[1], null, instrumented[0]]);
});

test("what the note beneath Table 4 says of the truth is the mean over treated city-years", () => {
  const { table } = result.shown.find(({ name }) => name === "mechanisms")!.exhibits[0] as ShownTable;
  const total = truthOf("true_effect");
  const said = [total, truthOf("true_direct"), ...MEDIATED.map(([, share]) => share * total)];
  const note = table.notes.find((text) => text.startsWith("Truth"))!;
  expect(note.match(/0\.\d{4}/g)).toEqual(said.map((effect) => effect.toFixed(4)));
});

test("Figure 2: no draw is as far from zero as the true estimate; every draw has an estimate", () => {
  const { counts, p_value, pool, source } = stage<PlaceboRecord>("figure2");
  expect(counts).toMatchObject({ requested: 500, used: 500, without_variation: 0, at_least_estimate: 0 });
  expect(p_value.estimate).toBeCloseTo(1 / 501, 15);
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
  const whole = result.shown.find(({ name }) => name === "figure1")!;
  const ids = (one: StudyResult["shown"][number]) => one.exhibits.map(({ id }) => id);
  expect(ids(shown[0]!)).toEqual(ids(whole));
});
