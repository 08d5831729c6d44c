/**
 * Equations with instruments against fixest and base-R algebra: every file of `expected/`, every variance, first stages
 * among them; the record is what `feols --json` prints. Where fixest's statistic is wrong the `algebra` block decides.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { clusterOf, ivExpected } from "../../support/iv-references.js";
import { ivTable } from "./iv-table.js";

/** Relative: fixest was run to 1e-11, conditioning costs about two digits. */
const COEFFICIENT = 1e-9;
/** Relative: errors inherit the square of the conditioning. */
const STD_ERROR = 1e-8;
/** Relative: of statistics that are ratios of quadratic forms. */
const STATISTIC = 1e-7;
/** Relative, as of regressions without instruments. */
const P_VALUE = 1e-6;
/** Absolute: a share, whatever its size, of a sum that coefficients known to 1e-9 make. */
const R_SQUARED = 1e-9;

/** Coefficients in rational arithmetic (`exact.py`), where fixest's own rounding is more than the tolerance. */
const exact: Readonly<Record<string, ByTerm>> = JSON.parse(
  readFileSync(new URL("./exact.json", import.meta.url), "utf8"),
);

/** Compared in another test, or another scale of one that is compared. */
const ELSEWHERE = new Set([
  "liml_kappa",
  "liml",
  "tsls",
  "fuller1",
  "kp_rk_wald_chi2_hc0",
  "kp_rk_wald_chi2_cluster_unscaled",
]);

const names = readdirSync(new URL("./expected/", import.meta.url))
  .map((file) => file.slice(0, -".json".length))
  .filter((name) => ivExpected(name).variants !== undefined);

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

type ByTerm = Readonly<Record<string, number>>;
interface Variant {
  readonly vcov_arg: string;
  readonly vcov_type: string;
  readonly se: ByTerm;
  readonly t: ByTerm;
  readonly p: ByTerm;
  readonly ci_low: ByTerm;
  readonly df_t: number;
  readonly dof_K: number;
}

const plain = (name: string): string => name.replaceAll(" ", "").replace(/l\((\w+),1\)/, "$1_1");

const [ofFixest, ofAlgebra, ofAer] = [agreeing("fixest-iv"), agreeing("iv-algebra"), agreeing("aer-gmm")];

function comparesTerms(
  got: FitRecord["coefficients"],
  want: ByTerm,
  relative: number,
  key: "estimate" | "std_error",
  agree = ofFixest,
) {
  const known = Object.fromEntries(Object.entries(got).map(([name, b]) => [plain(name), b]));
  expect(Object.keys(known)).toEqual(Object.keys(want).map(plain));
  for (const [term, value] of Object.entries(want)) agree(known[plain(term)]?.[key], value, relative, `${key} ${term}`);
}

/** `default` clusters by the first effect, or is iid where there is none. */
function vcovOf({ vcov_arg, vcov_type }: Variant): string {
  const clusters = /\((.*)\)/.exec(vcov_type)?.[1];
  if (vcov_arg.startsWith("~") || vcov_type.startsWith("Clustered")) {
    return `cluster:${(vcov_arg.startsWith("~") ? vcov_arg.slice(1) : clusters!).replaceAll(" ", "").replace("&", "+")}`;
  }
  return vcov_arg === "default" ? "iid" : vcov_arg;
}

describe.each(names)("%s", (name) => {
  const expected = ivExpected(name);
  const variants: readonly Variant[] = expected.variants;
  const made = new Map<string, Promise<FitRecord>>();
  const fitOf = (vcov: string, iv = "2sls", ivVcov?: string): Promise<FitRecord> => {
    const key = [vcov, iv, ivVcov].join();
    const fit = made.get(key) ?? newFit(vcov, iv, ivVcov);
    made.set(key, fit);
    return fit;
  };
  const newFit = async (vcov: string, iv: string, ivVcov?: string) => {
    const { table, formula } = await ivTable(name, expected);
    const weights = /weights = ~(\w+)/.exec(expected.call)?.[1];
    return feols(engine, table, formula, {
      vcov,
      iv,
      ...(ivVcov === undefined ? {} : { ivVcov }),
      fixefRm: "none",
      ...(weights === undefined ? {} : { weights }),
    });
  };

  it("gives coefficients, rows and shares explained", async () => {
    const fit = await fitOf("iid");
    expect(fit.kind).toBe("2sls");
    expect(fit.nobs).toBe(expected.nobs);
    comparesTerms(fit.coefficients, { ...expected.coef, ...exact[name] }, COEFFICIENT, "estimate");
    ofFixest.within(fit.fit.r2, expected.r2, R_SQUARED, "r2");
    if (expected.r2_within !== null) {
      ofFixest.within(fit.fit.within_r2, expected.r2_within, R_SQUARED, "within_r2");
    } else expect(fit.fit.within_r2).toBeNull();
  });

  it.each(variants.map((variant) => [variant.vcov_arg, variant] as const))("gives errors: %s", async (_, variant) => {
    const fit = await fitOf(vcovOf(variant));
    expect(fit.vcov.df).toBe(variant.df_t);
    comparesTerms(fit.coefficients, variant.se, STD_ERROR, "std_error");
  });

  it("gives first stages with the errors and F of each variance", async () => {
    for (const variant of variants.filter(({ vcov_arg }) => vcov_arg !== "default")) {
      const fit = await fitOf(vcovOf(variant));
      for (const [endogenous, stage] of Object.entries<{ coef: ByTerm; r2: number; variants: readonly Variant[] }>(
        expected.first_stages,
      )) {
        const got = fit.first_stage[endogenous.replaceAll(" ", "")]!;
        comparesTerms(got.coefficients, stage.coef, COEFFICIENT, "estimate");
        const own = stage.variants.find(({ vcov_arg }) => vcov_arg === variant.vcov_arg)!;
        comparesTerms(got.coefficients, own.se, STD_ERROR, "std_error");
        ofFixest.within(got.r2, stage.r2, R_SQUARED, "r2 of the first stage");
        ofFixest(
          got.partial_F.statistic,
          expected.fitstat[variant.vcov_arg][`ivwald1::${endogenous}`].stat,
          STATISTIC,
          "F",
        );
      }
    }
  });

  it.runIf(expected.algebra !== undefined)("gives LIML and Fuller", async () => {
    const { algebra } = expected;
    for (const [iv, key] of [
      ["2sls", "tsls"],
      ["liml", "liml"],
      ["fuller:1", "fuller1"],
    ] as const) {
      const want = algebra[key];
      // the algebra takes the scores of X - kappa M X
      const classical = await fitOf("iid", iv);
      const robust = await fitOf("hetero", iv, iv === "2sls" ? undefined : "kappa");
      const endogenous = Object.entries(classical.coefficients).filter(([term]) => term.startsWith("fit_"));
      endogenous.forEach(([term, b], j) => {
        const of = (value: number | ByTerm): number => (typeof value === "number" ? value : Object.values(value)[j]!);
        ofAlgebra(b.estimate, of(want.coef), COEFFICIENT, `${iv} ${term}`);
        ofAlgebra(b.std_error, of(want.se_small), STD_ERROR, `${iv} error of ${term}`);
        // the algebra has no small-sample factor: HC1's is n / (n - K)
        const { nobs, vcov } = robust;
        const hc0 = robust.coefficients[term]!.std_error * Math.sqrt((nobs - vcov.K) / nobs);
        ofAlgebra(hc0, of(want.se_hc0), STD_ERROR, `${iv} robust error of ${term}`);
      });
      if (iv === "liml") ofAlgebra(classical.iv!.kappa!, algebra.liml_kappa, STATISTIC, "kappa");
    }
  });

  it.runIf(expected.algebra !== undefined)("gives every statistic of the algebra", async () => {
    const { algebra } = expected;
    const clustered = clusterOf(name);
    const fits = {
      iid: await fitOf("iid"),
      hetero: await fitOf("hetero"),
      ...(clustered === undefined ? {} : { cluster: await fitOf(`cluster:${clustered}`) }),
    };
    // right in fixest whatever the effects and weights
    ofFixest(fits.iid.tests.wu_hausman!.statistic, expected.fitstat.iid.wh.stat, STATISTIC, "wh");
    ofFixest(fits.iid.tests.wu_hausman!.p_value!, expected.fitstat.iid.wh.p, P_VALUE, "p of wh");
    expect(fits.iid.tests.wu_hausman!.df2).toBe(expected.fitstat.iid.wh.df2);
    const gmm = await fitOf("hetero", "gmm2s");
    const statistic = (fit: keyof typeof fits, test: string) => fits[fit]!.tests[test]?.statistic;
    const pairs: Readonly<Record<string, () => number | null | undefined>> = {
      anderson_lm: () => statistic("iid", "anderson_lm"),
      anderson_lm_df: () => fits.iid.tests.anderson_lm!.df1,
      cragg_donald_F: () => statistic("iid", "cragg_donald"),
      n_minus_L: () => fits.iid.tests.cragg_donald!.df2,
      kp_rk_wald_F_robust: () => statistic("hetero", "kleibergen_paap_wald"),
      kp_rk_lm_robust: () => statistic("hetero", "kleibergen_paap_lm"),
      kp_rk_wald_F_cluster: () => statistic("cluster", "kleibergen_paap_wald"),
      kp_rk_lm_cluster_unscaled: () => statistic("cluster", "kleibergen_paap_lm"),
      G: () => Object.values(fits.cluster!.vcov.clusters)[0],
      anderson_rubin_F_beta0: () => statistic("iid", "anderson_rubin"),
      anderson_rubin_p: () => fits.iid.tests.anderson_rubin!.p_value,
      sargan_n_r2: () => statistic("iid", "sargan") ?? 0,
      basmann: () => statistic("iid", "basmann") ?? 0,
      gmm2s_J: () => statistic("hetero", "hansen") ?? 0,
      gmm2s_J_df: () => fits.hetero.tests.hansen?.df1 ?? 0,
    };
    for (const [key, want] of Object.entries(algebra)) {
      if (typeof want === "string" || ELSEWHERE.has(key)) continue;
      if (key === "gmm2s_coef") {
        const ours = Object.entries(gmm.coefficients).filter(([term]) => term.startsWith("fit_"));
        const theirs = typeof want === "number" ? [want] : Object.values(want as ByTerm);
        theirs.forEach((value, j) => {
          ofAlgebra(ours[j]![1].estimate, value, STATISTIC, key);
        });
        continue;
      }
      const got = pairs[key]!() ?? undefined;
      // an exactly identified equation leaves rounding, or nothing
      if (Math.abs(want as number) < 1e-9) expect(got).toBeLessThan(1e-9);
      else ofAlgebra(got, want as number, STATISTIC, key);
    }
  });
});

it("reproduces AER's ivreg with its diagnostics", async () => {
  const aer = ivExpected("iv_CigarettesSW_over_AER");
  const { table } = await ivTable("iv_CigarettesSW_over", ivExpected("iv_CigarettesSW_over"));
  const formula = "log(packs) ~ log(rincome) | log(rprice) ~ tdiff + rtax";
  const fit = feols(engine, table, formula, { vcov: "iid" });
  const robust = feols(engine, table, formula, { vcov: "hetero" });
  const inOurNames = (byTerm: ByTerm): ByTerm =>
    Object.fromEntries(
      ["(Intercept)", "log(rprice)", "log(rincome)"].map((term, j) => [j === 1 ? `fit_${term}` : term, byTerm[term]!]),
    );
  comparesTerms(fit.coefficients, inOurNames(aer.coef), COEFFICIENT, "estimate", ofAer);
  comparesTerms(fit.coefficients, inOurNames(aer.se), STD_ERROR, "std_error", ofAer);
  comparesTerms(robust.coefficients, inOurNames(aer.se_HC1), STD_ERROR, "std_error", ofAer);
  ofAer.within(fit.fit.r2, aer.r2, R_SQUARED, "r2");
  ofAer.within(fit.fit.adj_r2, aer.adj_r2, R_SQUARED, "adj_r2");
  const theirs = aer.diagnostics;
  for (const [name, ours] of [
    ["Weak instruments", fit.first_stage["log(rprice)"]!.partial_F],
    ["Wu-Hausman", fit.tests.wu_hausman!],
    ["Sargan", fit.tests.sargan!],
  ] as const) {
    ofAer(ours.statistic, theirs[name].statistic, STATISTIC, name);
    ofAer(ours.p_value!, theirs[name]["p-value"], P_VALUE, `p of ${name}`);
    expect([ours.df1, ours.df2]).toEqual([theirs[name].df1, theirs[name].df2]);
  }
});
