/**
 * Table 3 through the study against fixest: every group by observation and by the mean of the city, every variance; the
 * restricted interaction; the z of independent samples. The fully interacted test has its own derivation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { Matrix, QrDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import type { HeterogeneityResult, SplitResult } from "../../../src/study/stages/group-difference/cautions.js";
import { groupDifference } from "../../../src/verbs/group-difference/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { runWholeStudy } from "../../support/run-whole-study.js";
import { type ExpectedFit, sscText, vcovText } from "../feols/expected.js";

/** Relative: fixest was run to 1e-11, conditioning costs about two digits. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
/** Relative: p of a z whose error agrees to `STD_ERROR`. */
const P_VALUE = 1e-7;
/** Relative: one regression and two are the same arithmetic in another order. */
const SAME = 1e-10;

const CONTROLS = ["eco", "fin", "fdi", "open", "urban", "ia", "edu", "infra", "market"];
const COLUMNS = ["eco", "open"];
const PREFIX = "city_smartcity_sim_table3_";

const folder = new URL("./expected/", import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`${PREFIX}${name}.json`, folder), "utf8")) as T;

let engine: Engine;
let table: Table;
beforeAll(async () => {
  [engine, table] = await Promise.all([loadEngine({ threads: 1 }), goldenTable("smartcity_sim.csv")]);
});

async function splits(
  at: string,
  options: { variance?: string; ssc?: string; tests?: string; singletons?: string } = {},
) {
  const { variance = "cluster:city", ssc = "fixest", tests = "independent", singletons = "keep" } = options;
  const yaml = `title: Table 3
data: { cities: smartcity_sim.csv }
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [${CONTROLS.join(", ")}] }
treatment: { cohort: g, codings: { did: { coding: absorbing } } }
variance: "${variance}"
ssc: "${ssc}"
stages:
  table3:
    stage: group-difference
    treatment: did
    controls: true
    singletons: ${singletons}
    tests: [${tests}]
    permutations: 99
    splits: [${COLUMNS.map((by) => `{ by: ${by}, at: ${at} }`).join(", ")}]
`;
  const { record } = await runWholeStudy(engine, parseStudy(yaml, "study.yaml"), new Map([["cities", table]]));
  const made = record.stages.table3 as unknown as HeterogeneityResult;
  return Object.fromEntries(COLUMNS.map((by, s) => [by, made.splits[s]!]));
}

const close = agreeing("table3");

const variants = () => read<ExpectedFit>("eco_high_obs").variants;

describe("Table 3 against fixest", () => {
  it("has all twelve files", () => {
    const files = readdirSync(folder).filter((name) => name.startsWith(PREFIX));
    const groups = COLUMNS.flatMap((by) =>
      ["obs", "citymean"].flatMap((at) => ["high", "low"].map((group) => `${by}_${group}_${at}`)),
    );
    const tests = COLUMNS.flatMap((by) => [`${by}_chow`, `${by}_interaction`]);
    expect(files.sort()).toEqual([...groups, ...tests].map((name) => `${PREFIX}${name}.json`).sort());
    expect(variants()).toHaveLength(9);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])("groups and restricted interaction, variance %i", async (v) => {
    const expected = read<ExpectedFit>("eco_high_obs");
    const options = {
      variance: vcovText(expected.variants[v]!, expected),
      ssc: sscText(expected.variants[v]!),
    };
    for (const [at, ours] of [
      ["obs", await splits("observation", { ...options, tests: "restricted" })],
      ["citymean", await splits("unit-mean", options)],
    ] as const) {
      for (const by of COLUMNS) {
        for (const [g, group] of ["high", "low"].entries()) {
          const name = `${by}_${group}_${at}`;
          const reference = read<ExpectedFit>(name);
          const { fit } = ours[by]!.models[g]!;
          const { se } = reference.variants[v]!;
          expect(fit.nobs, name).toBe(reference.nobs);
          expect(Object.keys(fit.coefficients).sort(), name).toEqual(Object.keys(reference.coef).sort());
          for (const [term, value] of Object.entries(reference.coef)) {
            close(fit.coefficients[term]!.estimate, value, COEFFICIENT, `${name} ${term}`);
            close(fit.coefficients[term]!.std_error, se[term]!, STD_ERROR, `${name} se of ${term}`);
          }
          close(fit.fit.r2, reference.r2, COEFFICIENT, `${name} R2`);
          const cut = Number(/\((?<cut>[\d.]+)\)/.exec(reference.sample!)!.groups!.cut);
          close(ours[by]!.cuts[0]!, cut, 1e-15, `${name} cut`);
        }
        if (at === "citymean") continue;
        const reference = read<ExpectedFit>(`${by}_interaction`);
        const [test] = ours[by]!.tests;
        close(test!.estimate!, reference.coef["did:hi"]!, COEFFICIENT, `${by} did:hi`);
        close(test!.std_error!, reference.variants[v]!.se["did:hi"]!, STD_ERROR, `${by} se of did:hi`);
        expect(test!.df[0]).toBe(reference.variants[v]!.df_t);
        expect(test!.regression!.nobs).toBe(reference.nobs);
      }
    }
  });

  it("z of independent samples", async () => {
    const ours = await splits("observation");
    for (const by of COLUMNS) {
      const { diff, se, z, p } = read<{ diff: number; se: number; z: number; p: number }>(`${by}_chow`);
      const [test] = ours[by]!.tests;
      close(test!.estimate!, diff, COEFFICIENT, `${by} difference`);
      close(test!.std_error!, se, STD_ERROR, `${by} error`);
      close(test!.statistic!, z, STD_ERROR, `${by} z`);
      close(test!.p_value!, p, P_VALUE, `${by} p`);
    }
  });
});

/**
 * Influence of each city on the coefficient of did in a group: sum of r u over its rows, over the sum of r squared, with r
 * the residual of did on everything else and u that of the regression (Frisch & Waugh 1933, Econometrica 1(4)).
 */
function influence(rows: readonly number[]) {
  const city = table.numeric("city");
  const year = table.numeric("year");
  const dummies = (values: Float64Array) => {
    const levels = [...new Set(rows.map((row) => values[row]!))].sort((a, b) => a - b);
    return { n: levels.length, of: (row: number) => levels.map((level) => Number(values[row] === level)) };
  };
  const [cities, years] = [dummies(city), dummies(year)];
  const X = new Matrix(
    rows.map((row) => [
      ...cities.of(row),
      ...years.of(row).slice(1),
      ...CONTROLS.map((name) => table.numeric(name)[row]!),
    ]),
  );
  const column = (name: string) => Matrix.columnVector(rows.map((row) => table.numeric(name)[row]!));
  const qr = new QrDecomposition(X);
  const residual = (y: Matrix) => Matrix.sub(y, X.mmul(qr.solve(y))).to1DArray();
  const r = residual(column("did"));
  const y = residual(column("quality"));
  const rr = r.reduce((sum, value) => sum + value * value, 0);
  const estimate = r.reduce((sum, value, i) => sum + value * y[i]!, 0) / rr;
  const of = new Map<number, number>();
  rows.forEach((row, i) => {
    of.set(city[row]!, (of.get(city[row]!) ?? 0) + (r[i]! * (y[i]! - estimate * r[i]!)) / rr);
  });
  return { estimate, of, years: years.n };
}

describe("the fully interacted test", () => {
  it.each([
    ["observation", "keep"],
    ["unit-mean", "keep"],
    ["unit-mean-before", "drop"],
  ])("is the columns' difference, with the variance of the difference of influences: %s", async (at, singletons) => {
    const ours = await splits(at, { tests: "interacted", singletons });
    for (const by of COLUMNS) {
      const { models, tests } = ours[by]!;
      const [high, low] = models.map(({ fit }) => fit.coefficients.did!.estimate);
      close(tests[0]!.estimate!, high! - low!, SAME, `${by} difference`);

      const groups = rowsByGroup(by, at, ours[by]!).map(influence);
      close(high!, groups[0]!.estimate, COEFFICIENT, `${by} high by its derivation`);
      const cities = new Set(groups.flatMap(({ of }) => [...of.keys()]));
      const meat = [...cities].reduce(
        (sum, c) => sum + ((groups[0]!.of.get(c) ?? 0) - (groups[1]!.of.get(c) ?? 0)) ** 2,
        0,
      );
      // slopes and years by group count, cities by group do not: each lies in one cluster
      const K = 2 * (1 + CONTROLS.length) + groups[0]!.years + groups[1]!.years;
      const n = table.nRows;
      const G = cities.size;
      const factor = (G / (G - 1)) * ((n - 1) / (n - K));
      expect(tests[0]!.regression).toMatchObject({ nobs: n, K });
      expect(tests[0]!.df).toEqual([G - 1]);
      close(tests[0]!.std_error!, Math.sqrt(factor * meat), STD_ERROR, `${by} error`);
    }
  });
});

/** Rows of the high and the low group, from the data alone. */
function rowsByGroup(by: string, at: string, { cuts }: SplitResult): number[][] {
  const values = table.numeric(by);
  const city = table.numeric("city");
  const year = table.numeric("year");
  const mean = (row: number) => {
    const own = [...values.keys()].filter((i) => city[i] === city[row] && (at === "unit-mean" || year[i]! < 2012));
    return own.reduce((sum, i) => sum + values[i]!, 0) / own.length;
  };
  const isHigh = [...values.keys()].map((row) => (at === "observation" ? values[row]! : mean(row)) > cuts[0]!);
  return [true, false].map((high) => [...isHigh.keys()].filter((row) => isHigh[row] === high));
}

describe("the permutation test", () => {
  it("is that of groupDifference on the same groups, first group less second", async () => {
    const ours = await splits("unit-mean", { tests: "permutation" });
    const [high] = rowsByGroup("eco", "unit-mean", ours.eco!);
    const hi = Uint32Array.from({ length: table.nRows }, (_, row) => Number(!high!.includes(row)));
    const grouped = withColumns(table, [{ kind: "text", name: "hi", codes: hi, levels: ["a", "b"] }]);
    const formula = `quality ~ did + ${CONTROLS.join(" + ")} | city + year`;
    const alone = await groupDifference(engine, grouped, formula, {
      term: "did",
      by: "hi",
      unit: "city",
      draws: 99,
      seed: 1,
    });
    const [test] = ours.eco!.tests;
    expect(test!.estimate).toBe(-alone.observed.estimate);
    expect(test!.p_value).toBe(alone.p_value.estimate);
    expect(test!.p_statistic).toBe(alone.p_value.statistic);
    const [a, b] = ours.eco!.models.map(({ fit }) => fit.coefficients.did!.estimate);
    close(test!.estimate!, a! - b!, COEFFICIENT, "difference");
  });

  it("has no result where cities change group, and says how many do", async () => {
    const ours = await splits("observation", { tests: "permutation" });
    for (const by of COLUMNS) {
      expect(ours[by]!.tests[0]).toMatchObject({ undefined: { because: "units-change" }, p_value: null });
      const city = table.numeric("city");
      const [high, low] = rowsByGroup(by, "observation", ours[by]!).map(
        (rows) => new Set(rows.map((row) => city[row]!)),
      );
      expect(ours[by]!.changing).toBe([...high!].filter((c) => low!.has(c)).length);
    }
  });
});
