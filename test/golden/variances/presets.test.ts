/**
 * Small-sample rules of other programs against them: plm's on its panel models, sandwich's and clubSandwich's on regressions
 * with dummies, estimatr's stata rule. The files are read whole: a test asserts that every key of an error is compared.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../../src/verbs/feols/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** plm and lm solve by QR of levels and dummies: some digits fewer than fixest. */
const [COEFFICIENT, STD_ERROR] = [1e-9, 1e-8];

type ByTerm = Readonly<Record<string, number>>;
interface PlmModel {
  readonly coef: ByTerm;
  readonly se: ByTerm;
  readonly nobs: number;
  readonly df_residual: number;
}
interface PlmFile {
  readonly data_file: string;
  readonly models: Readonly<Record<string, PlmModel & Readonly<Record<string, ByTerm>>>>;
}
type Cluster = Readonly<Record<string, ByTerm | number | null>>;
interface HcFile {
  readonly data_file: string;
  readonly call: string;
  readonly coef: ByTerm;
  readonly nobs: number;
  readonly df_residual: number;
  readonly cluster: Readonly<Record<string, Cluster>>;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const filesOf = (folder: string, start: string) =>
  readdirSync(new URL(folder, import.meta.url)).filter((name) => name.startsWith(start) && name.endsWith(".json"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const [near, ofReghdfe] = [agreeing("small-sample-rules"), agreeing("reghdfe")];

/** base_did with the interaction and the weights that the files' notes describe. */
async function tableOf(path: string): Promise<Table> {
  const table = await goldenTable(path.replace("data/", ""));
  if (!path.includes("base_did")) return table;
  const [treat, post, id] = ["treat", "post", "id"].map((name) => table.numeric(name));
  return withColumns(table, [
    { kind: "numeric", name: "tp", values: treat!.map((value, i) => value * post![i]!) },
    { kind: "numeric", name: "wt", values: id!.map((value) => 1 + (value % 5) / 2) },
  ]);
}

function compare(table: Table, formula: string, options: FeolsOptions, coef: ByTerm, se: ByTerm, what: string): number {
  const fit = feols(engine, table, formula, { fixefRm: "none", ...options });
  const plain = Object.fromEntries(
    Object.entries(fit.coefficients).map(([term, value]) => [term.replaceAll(" ", ""), value]),
  );
  for (const [term, value] of Object.entries(se)) {
    near(plain[term]?.estimate, coef[term]!, COEFFICIENT, `${what}: ${term}`);
    near(plain[term]?.std_error, value, STD_ERROR, `${what}: error of ${term}`);
  }
  return fit.vcov.df;
}

describe("preset plm", () => {
  for (const file of filesOf("../plm/expected/", "plm_")) {
    it(file, async () => {
      const { data_file, models } = read<PlmFile>(`../plm/expected/${file}`);
      const [unit, time] = data_file.includes("EmplUK") ? ["firm", "year"] : ["id", "period"];
      const rhs = data_file.includes("EmplUK") ? "log(emp) ~ log(wage) + log(capital) + log(output)" : "y ~ x1 + tp";
      const table = await tableOf(data_file);
      const effects = { pooling: "", within_individual: ` | ${unit}`, within_twoways: ` | ${unit} + ${time}` };
      const asked: Readonly<Record<string, FeolsOptions>> = {
        se: { vcov: "iid", ssc: "plm" },
        se_white1_HC0: { vcov: "hetero", ssc: "plm" },
        se_arellano_HC0: { vcov: `cluster:${unit}`, ssc: "plm" },
        se_arellano_sss: { vcov: `cluster:${unit}`, ssc: "plm,K.adj=true,K.fixef=none,G.adj=true" },
        se_scc_HC0_default: { vcov: "DK", ssc: "plm" },
        se_scc_HC0_lag2: { vcov: "DK:2", ssc: "plm" },
        se_double_cluster_HC0: { vcov: `cluster:${unit}+${time}`, ssc: "plm" },
      };
      const exact = read<{ plm: Readonly<Record<string, ByTerm>> }>("./presets.json").plm;
      for (const [name, effect] of Object.entries(effects)) {
        // plm's fast mode, which made the file, demeans an unbalanced panel in two ways by iterations that end early: errors
        // are off by up to 2e-8. Exact are those of plm without it, which lm with dummies confirms to 14 digits.
        const isRough = data_file.includes("EmplUK") && name === "within_twoways";
        const model = { ...models[name]!, ...(isRough ? exact : {}) };
        expect(
          Object.keys(model)
            .filter((key) => /^se(_|$)/.test(key))
            .sort(),
        ).toEqual(Object.keys(asked).sort());
        for (const [key, options] of Object.entries(asked)) {
          const what = `${file}, ${name}, ${key}`;
          for (const [term, value] of Object.entries(models[name]![key]!)) near(model[key]![term], value, 1e-7, what);
          const df = compare(
            table,
            rhs + effect,
            { ...options, panel: { unit: unit!, time: time! } },
            model.coef,
            model[key]!,
            what,
          );
          if (key !== "se_arellano_sss") expect(df, what).toBe(model.df_residual);
        }
      }
    });
  }
});

describe("presets sandwich and none, K.fixef=full", () => {
  const formulas: Readonly<Record<string, string>> = {
    hc_base_did_pooled: "y ~ x1 + treat + post + tp",
    hc_base_did_twfe_dummies: "y ~ x1 + tp | id + period",
    hc_base_did_twfe_weighted: "y ~ x1 + tp | id + period",
    hc_castle_popwt: "l_homicide ~ post + l_police + unemployrt | state + year",
    hc_lalonde_ols: "re78 ~ treat + age + educ + race + married + nodegree + re74 + re75",
  };
  const weights: Readonly<Record<string, string>> = { hc_base_did_twfe_weighted: "wt", hc_castle_popwt: "popwt" };
  const rules: Readonly<Record<string, string>> = {
    CR0: "none",
    CR1: "none,G.adj=true",
    CR1S: "sandwich",
    vcovCL_HC0_cadjust_FALSE: "none",
    vcovCL_HC1: "sandwich",
  };
  const files = filesOf("../variances-hc/expected/", "hc_").map((name) => name.slice(0, -".json".length));

  it("reads every file", () => {
    expect(files).toEqual(["hc_base_did_estimatr_fe_id", ...Object.keys(formulas)]);
  });

  for (const [name, formula] of Object.entries(formulas)) {
    it(name, async () => {
      const { data_file, coef, cluster, nobs, df_residual } = read<HcFile>(`../variances-hc/expected/${name}.json`);
      const table = await tableOf(data_file);
      let compared = 0;
      for (const [column, errors] of Object.entries(cluster)) {
        for (const [key, ssc] of Object.entries(rules)) {
          const options: FeolsOptions = {
            ...{ vcov: `cluster:${column}`, ssc },
            ...(weights[name] === undefined ? {} : { weights: weights[name] }),
          };
          const df = compare(table, formula, options, coef, errors[key] as ByTerm, `${name}, ${column}, ${key}`);
          if (ssc === "sandwich") expect(df).toBe(df_residual);
          compared++;
        }
      }
      expect([compared, nobs]).toEqual([5 * Object.keys(cluster).length, nobs]);
    });
  }

  it("hc_base_did_estimatr_fe_id", async () => {
    const { coef, stata_cluster } = read<{ coef: ByTerm; stata_cluster: { se: ByTerm; df: ByTerm; p: ByTerm } }>(
      "../variances-hc/expected/hc_base_did_estimatr_fe_id.json",
    );
    const table = await tableOf("data/base_did.csv");
    const options = { vcov: "cluster:id", ssc: "K.fixef=full" };
    const df = compare(table, "y ~ x1 + tp | id", options, coef, stata_cluster.se, "estimatr, stata");
    expect(df).toBe(stata_cluster.df.x1);
  });
});

interface TwoWays {
  readonly data: string;
  readonly lm: string;
  readonly weights: string | null;
  readonly cluster: string;
  readonly df: number;
  readonly coef: ByTerm;
  readonly HC1: ByTerm;
  readonly HC0: ByTerm;
  readonly HC0_cadjust_FALSE: ByTerm;
}

describe("preset sandwich in two ways", () => {
  const { sandwich } = read<{ sandwich: readonly TwoWays[] }>("./presets.json");
  for (const { data, lm, weights, cluster, df, coef, ...errors } of sandwich) {
    it(`${data}, ${lm}`, async () => {
      const table = await tableOf(`data/${data}.csv`);
      const effects = [...lm.matchAll(/ \+ factor\((\w+)\)/g)].map((match) => match[1]!);
      const formula = `${lm.replaceAll(/ \+ factor\(\w+\)/g, "")}${effects.length === 0 ? "" : ` | ${effects.join(" + ")}`}`;
      const rules = { HC1: "sandwich", HC0: "sandwich,K.adj=false", HC0_cadjust_FALSE: "none" } as const;
      for (const [key, ssc] of Object.entries(rules)) {
        const options = { vcov: `cluster:${cluster}`, ssc, ...(weights === null ? {} : { weights }) };
        const got = compare(table, formula, options, coef, errors[key as keyof typeof rules], `${lm}, ${key}`);
        if (ssc !== "none") expect(got).toBe(df);
      }
    });
  }
});

describe("preset reghdfe", () => {
  interface Printed {
    readonly effects: string;
    readonly cluster: string;
    readonly nobs: number;
    readonly F: { readonly statistic: number; readonly df1: number; readonly df2: number; readonly p: number };
    readonly coefficients: Readonly<Record<string, readonly [number, number, number, number]>>;
  }
  const { reghdfe, xtreg } = read<{ reghdfe: readonly Printed[]; xtreg: { capital: number } }>("./stata.json");
  /** Seven decimals are printed, and the data are floats in the Stata file. */
  const PRINTED = 2e-7;

  for (const { effects, cluster, nobs, F, coefficients } of reghdfe) {
    it(`prints what reghdfe does with ${effects}`, async () => {
      const mpdta = await goldenTable("mpdta.csv");
      const [first, year] = [mpdta.numeric("first.treat"), mpdta.numeric("year")];
      const dummies = Object.keys(coefficients).map((term) => {
        const [g, t] = term.split("_").map(Number);
        const values = year.map((value, i) => Number(first[i] === g && value === t));
        return { kind: "numeric", name: `d${term}`, values } as const;
      });
      const table = withColumns(mpdta, dummies);
      const formula = `lemp ~ ${dummies.map(({ name }) => name).join(" + ")} | ${effects}`;
      const fit = feols(engine, table, formula, { vcov: `cluster:${cluster}`, ssc: "reghdfe", fixefRm: "none" });
      expect(fit.nobs).toBe(nobs);
      for (const [term, [estimate, error, low, high]] of Object.entries(coefficients)) {
        const { estimate: b, std_error, conf_low, conf_high } = fit.coefficients[`d${term}`]!;
        const pairs = [
          [b, estimate],
          [std_error, error],
          [conf_low, low],
          [conf_high, high],
        ] as const;
        for (const [got, want] of pairs) ofReghdfe.within(got, want, PRINTED, term);
      }
      const { statistic, df1, df2, p_value } = fit.tests.slopes as {
        statistic: number;
        df1: number;
        df2: number;
        p_value: number;
      };
      expect([df1, df2]).toEqual([F.df1, F.df2]);
      ofReghdfe.within(statistic, F.statistic, 0.005, "F");
      ofReghdfe.within(p_value, F.p, 0.00005, "p of F");
    });
  }

  it("counts the rank of crossed effects, and not their levels less one each", async () => {
    const table = await goldenTable("trade.csv");
    const formula = "log(Euros) ~ log(dist_km) | Origin^Product + Destination^Product";
    const of = (ssc: string) => feols(engine, table, formula, { vcov: "hetero", ssc });
    const exact = of("reghdfe");
    expect(exact.vcov.K).toBe(1 + exact.fixed_effects.rank.value);
    expect(of("fixest").vcov.K).toBeGreaterThan(exact.vcov.K);
  });

  it("xtreg's error clustered by firm, as Stata has it", async () => {
    const grunfeld = await goldenTable("grunfeld.csv");
    const fit = feols(engine, grunfeld, "inv ~ capital | firm + year", { vcov: "cluster:firm", ssc: "xtreg" });
    ofReghdfe.within(fit.coefficients.capital!.std_error, xtreg.capital, 5e-9, "xtreg");
    expect([fit.vcov.df, fit.vcov.joint_df]).toEqual([9, 9]);
  });
});
