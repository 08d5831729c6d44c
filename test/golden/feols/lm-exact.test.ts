/**
 * feols with the exact rank against `lm` with every dummy and slope written out: coefficients, classical errors with the
 * degrees of freedom that `lm` finds, R2 and squares left over. `lm` iterates nothing, so no tolerance of another program
 * stands between.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { sampleOf } from "./derive.js";
import type { ExpectedFit } from "./expected.js";

/** Relative. */
const COEFFICIENT = 1e-9;
const STD_ERROR = 1e-8;
const FIT = 1e-9;

interface ExpectedLm {
  readonly dataset: "base_did" | "trade";
  readonly coef: Readonly<Record<string, number>>;
  readonly se_iid_exact_df: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly df_residual: number;
  readonly r2: number;
  readonly ssr: number;
}

/** The regression that each file writes out. */
const FORMULAS: Readonly<Record<string, string>> = {
  lm_exact_base_did_slopes: "y ~ x1 + tp | id[period] + period",
  lm_exact_base_did_twfe: "y ~ x1 + tp | id + period",
  lm_exact_base_did_unbalanced: "y ~ x1 + tp | id + period",
  lm_exact_trade_fe4: "log(Euros) ~ log(dist_km) | Origin + Destination + Product + Year",
  lm_exact_trade_slopes: "log(Euros) ~ log(dist_km) | Origin[Year] + Destination + Product",
  lm_exact_trade_slopes_only: "log(Euros) ~ log(dist_km) | Origin[[Year]] + Destination + Product",
  lm_exact_trade_weights: "log(Euros) ~ log(dist_km) | Origin + Destination + Product + Year",
};

const folder = new URL("./expected-lm/", import.meta.url);
const files = readdirSync(folder)
  .map((name) => name.slice(0, -".json".length))
  .sort();

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function sampleFor(name: string, dataset: ExpectedLm["dataset"]) {
  const table = await goldenTable(`${dataset}.csv`);
  if (dataset === "trade") {
    const values = table.numeric("Year").map((year) => year - 2005);
    return withColumns(table, [{ kind: "numeric", name: "w", values }]);
  }
  const [treat, post] = [table.numeric("treat"), table.numeric("post")];
  const values = treat.map((value, i) => value * post[i]!);
  const all = withColumns(table, [{ kind: "numeric", name: "tp", values }]);
  if (name !== "lm_exact_base_did_unbalanced") return all;
  return sampleOf({ sample: "drop rows where (7*id + 3*period) mod 11 is 0 or 4" } as ExpectedFit, all);
}

const closeTo = agreeing("lm-dummies");

describe("feols with the exact rank reproduces lm", () => {
  it("has a formula for every file", () => {
    expect(files).toEqual(Object.keys(FORMULAS));
  });

  for (const name of files) {
    it(name, async () => {
      const expected: ExpectedLm = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
      const table = await sampleFor(name, expected.dataset);
      const fit = feols(engine, table, FORMULAS[name]!, {
        vcov: "iid",
        ssc: parseSsc("K.exact=TRUE,K.fixef=full"),
        fixefRm: "none",
        ...(name.endsWith("_weights") ? { weights: "w" } : {}),
      });
      expect(Object.keys(fit.coefficients)).toEqual(Object.keys(expected.coef));
      expect(fit.nobs).toBe(expected.nobs);
      expect(fit.vcov.K).toBe(expected.nobs - expected.df_residual);
      for (const [term, estimate] of Object.entries(expected.coef)) {
        closeTo(fit.coefficients[term]!.estimate, estimate, COEFFICIENT, `${term}: estimate`);
        closeTo(fit.coefficients[term]!.std_error, expected.se_iid_exact_df[term]!, STD_ERROR, `${term}: std_error`);
      }
      closeTo(fit.fit.r2, expected.r2, FIT, "r2");
      // of the weighted regression the file has squares without their weights; its errors tell those with them
      if (fit.weights === null) closeTo(fit.fit.ssr, expected.ssr, FIT, "ssr");
    });
  }

  it("tells rank and redundancies of slopes, where fixest counts 227 parameters of 226", async () => {
    const table = await sampleFor("lm_exact_base_did_slopes", "base_did");
    const { fixed_effects } = feols(engine, table, FORMULAS.lm_exact_base_did_slopes!, { vcov: "iid" });
    expect(fixed_effects.rank).toEqual({ value: 224, exact: true });
    expect(fixed_effects.df).toBe(225);
    expect(fixed_effects.effects.id).toMatchObject({ levels: 108, redundant: 0, slopes: { redundant: [0] } });
    expect(fixed_effects.effects.period).toMatchObject({ levels: 10, redundant: 2, exact: true });
  });
});
