/** GMM on dynamic panels against plm, gretl, explicit matrices in R and what xtabond2 printed. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { fitPanelGmm } from "../../../src/verbs/pgmm/estimator/fit-panel-gmm.js";
import type { PanelGmmFit } from "../../../src/verbs/pgmm/estimator/panel-gmm-fit.js";
import type { PanelGmmSpec, PanelGrid } from "../../../src/verbs/pgmm/estimator/spec.js";
import {
  differenceInHansen,
  hansenTest,
  type PanelCovariance,
  panelCovariance,
  sarganTest,
  serialCorrelation,
  waldTest,
} from "../../../src/verbs/pgmm/inference/panel-covariance.js";
import { agreeing } from "../../support/agree.js";
import { gmmCase, gmmExpected, gmmReferences } from "../../support/gmm-references.js";

/** Relative, of coefficients and errors. plm and the matrices in R differ by up to 7e-8 in systems. */
const DIFFERENCE = 1e-8;
const SYSTEM = 1e-6;
/** Relative, of test statistics. */
const TESTS = 1e-5;
/**
 * Of printed coefficients and errors: a unit of the seventh decimal, and for coefficients ten, since xtabond2 read logarithms in
 * single precision that are made here from other copies of the data.
 */
const PRINTED_COEFFICIENT = 1e-6;
const PRINTED_ERROR = 1e-7;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const near = agreeing("plm-gmm");

/** Numbers by name, years last: JavaScript puts keys that are whole numbers first. */
function inOrder(numbers: Readonly<Record<string, number>>): number[] {
  const isYear = (name: string) => /^\d{4}$/.test(name);
  const entries = Object.entries(numbers);
  return [...entries.filter(([name]) => !isYear(name)), ...entries.filter(([name]) => isYear(name))].map(([, x]) => x);
}

const errors = (covariance: Float64Array): number[] => {
  const k = Math.sqrt(covariance.length);
  return Array.from({ length: k }, (_, j) => Math.sqrt(covariance[j * k + j]!));
};

interface Fitted {
  readonly grid: PanelGrid;
  readonly spec: PanelGmmSpec;
  readonly fit: PanelGmmFit;
  readonly robust: Float64Array;
  readonly tolerance: number;
}

async function fitted(name: string, single = false): Promise<Fitted> {
  const { grid: double, spec } = await gmmCase(name);
  const grid = single ? { ...double, columns: double.columns.map((column) => column.map(Math.fround)) } : double;
  const fit = fitPanelGmm(engine, grid, spec);
  const robust = panelCovariance(fit, spec.steps === 1 ? "robust" : "windmeijer");
  return { grid, spec, fit, robust, tolerance: spec.model === "system" ? SYSTEM : DIFFERENCE };
}

/** Positions of coefficients that are years, and of those that are neither years nor the constant. */
function positions({ grid, spec, fit }: Fitted) {
  const names = fit.kept.map((at) => grid.names[spec.regressors[at]!.column]!);
  const where = (wanted: (name: string) => boolean) => names.flatMap((name, at) => (wanted(name) ? [at] : []));
  const isYear = (name: string) => /^\d{4}$/.test(name);
  return { years: where(isYear), slopes: where((name) => !isYear(name) && name !== "constant") };
}

interface Plm {
  readonly coef: Readonly<Record<string, number>>;
  readonly se_nonrobust: Readonly<Record<string, number>>;
  readonly vcov_robust: number[][];
  readonly nobs: number;
  readonly n_groups: number;
  readonly n_instruments: number;
  readonly ar1_robust: { readonly stat: number; readonly p: number };
  readonly ar2_robust: { readonly stat: number; readonly p: number };
  readonly wald_coef_robust: { readonly stat: number; readonly df: number };
  readonly wald_td_robust?: { readonly stat: number; readonly df: number };
  readonly sargan_summary: { readonly stat: number; readonly df: number; readonly p: number };
  readonly sargan_xtabond2: { readonly stat: number; readonly df: number; readonly p: number };
  readonly onestep_se_nonrobust_xtabond?: Readonly<Record<string, number>>;
  readonly algebra: Readonly<Record<string, number>>;
}

const plmFiles = [...gmmReferences("gmm_"), ...gmmReferences("city_")];

describe.each(plmFiles)("%s", (name) => {
  const wanted = gmmExpected(name) as unknown as Plm;
  let given: Fitted;
  beforeAll(async () => {
    given = await fitted(name);
  });

  it("coefficients and covariances", () => {
    const { fit, robust, tolerance, spec } = given;
    const beta = fit.steps.at(-1)!.beta;
    const coefficients = inOrder(wanted.coef);
    expect(beta.length).toBe(coefficients.length);
    coefficients.forEach((value, j) => {
      near(beta[j]!, value, tolerance, `coefficient ${j}`);
    });
    const own = errors(robust);
    wanted.vcov_robust.forEach((row, i) => {
      row.forEach((value, j) => {
        const scale = own[i]! * own[j]!;
        const what = `covariance of ${i} and ${j}`;
        near(robust[j * own.length + i], value, 2 * tolerance, what, 2 * tolerance * scale);
      });
      near(own[i]!, Math.sqrt(row[i]!), tolerance, `error ${i}`);
    });
    if (spec.steps === 1) return;
    const uncorrected = errors(panelCovariance(fit, "uncorrected"));
    inOrder(wanted.se_nonrobust).forEach((value, j) => {
      near(uncorrected[j]!, value, tolerance, `uncorrected error ${j}`);
    });
  });

  it("counts", () => {
    const { fit, spec } = given;
    expect(fit.instruments.length).toBe(wanted.n_instruments);
    expect(fit.nGroups).toBe(wanted.n_groups);
    // plm counts the rows of both equations.
    expect(fit.nTransformed + fit.nLevel).toBe(wanted.nobs);
    expect(fit.rowsByUnit.reduce((sum, rows) => sum + rows, 0)).toBe(
      spec.model === "system" ? fit.nLevel : fit.nTransformed,
    );
  });

  it("Sargan, Hansen and Wald tests", () => {
    const { fit, robust, spec } = given;
    const sargan = sarganTest(engine, fit);
    near(sargan.statistic, wanted.sargan_xtabond2.stat, TESTS, "Sargan");
    near(sargan.p!, wanted.sargan_xtabond2.p, 1e-3, "p of Sargan");
    expect(sargan.df).toBe(wanted.sargan_xtabond2.df);
    const hansen = hansenTest(engine, fit)!;
    near(hansen.statistic, wanted.algebra.hansen_J_twostep!, TESTS, "Hansen");
    expect(hansen.df).toBe(wanted.algebra.df_overid);
    if (spec.steps === 2) near(hansen.p!, wanted.sargan_summary.p, 1e-4, "p of Hansen");
    const { slopes, years } = positions(given);
    const beta = fit.steps.at(-1)!.beta;
    const wald = waldTest(engine, beta, robust, slopes);
    near(wald.statistic, wanted.wald_coef_robust.stat, TESTS, "Wald");
    expect(wald.df1).toBe(wanted.wald_coef_robust.df);
    if (wanted.wald_td_robust === undefined) return;
    near(waldTest(engine, beta, robust, years).statistic, wanted.wald_td_robust.stat, TESTS, "Wald, years");
  });

  it("serial correlation", () => {
    const { fit, spec } = given;
    const [first, second] = serialCorrelation(engine, fit, spec.steps === 1 ? "robust" : "windmeijer");
    const key = spec.steps === 1 ? "onestep_robust" : "twostep_windmeijer";
    near(first!.z!, wanted.algebra[`m1_${key}`]!, TESTS, "m1");
    near(second!.z!, wanted.algebra[`m2_${key}`]!, TESTS, "m2");
    if (spec.steps === 2) {
      const uncorrected = serialCorrelation(engine, fit, "uncorrected");
      near(uncorrected[0]!.z!, wanted.algebra.m1_twostep!, TESTS, "m1, uncorrected");
      near(uncorrected[1]!.z!, wanted.algebra.m2_twostep!, TESTS, "m2, uncorrected");
    }
    // plm's own are right for differences only.
    if (spec.model === "system") return;
    near(first!.z!, wanted.ar1_robust.stat, TESTS, "plm's m1");
    near(second!.z!, wanted.ar2_robust.stat, TESTS, "plm's m2");
    near(second!.p!, wanted.ar2_robust.p, 1e-4, "p of m2");
  });

  it("residuals of the first step", () => {
    const { fit } = given;
    const [first] = fit.steps;
    near(first!.transformedSquares, wanted.algebra.ssr_diff_rows!, TESTS, "squares of differences");
    if (fit.nLevel > 0) near(first!.levelSquares, wanted.algebra.ssr_level_rows!, TESTS, "squares of levels");
    expect(fit.nTransformed).toBe(wanted.algebra.n_diff_rows);
  });
});

it.each(gmmReferences("gmm_").filter((name) => name.endsWith("onestep") && !name.includes("system")))(
  "%s: classical errors as Stata's xtabond prints them",
  async (name) => {
    const { fit, tolerance } = await fitted(name);
    const wanted = (gmmExpected(name) as unknown as Plm).onestep_se_nonrobust_xtabond!;
    const own = errors(panelCovariance(fit, "classical", true));
    // Year dummies share a name in the file.
    Object.entries(wanted)
      .filter(([key]) => key !== "")
      .forEach(([key, value], j) => {
        near(own[j]!, value, tolerance, key);
      });
  },
);

interface Gretl {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly stats: Readonly<Record<string, number>>;
}

describe.each(gmmReferences("gretl_"))("%s", (name) => {
  const wanted = gmmExpected(name) as unknown as Gretl;
  /**
   * gretl's classical errors of one step, and the tests of serial correlation made with them, take half the variance of errors that
   * Stata's xtabond prints (and xtabond2's formula gives): errors are 1 / sqrt 2 of it, z sqrt 2 times.
   */
  const halved = name.endsWith("onestep_asymptotic");
  const asymptotic = name.endsWith("asymptotic");

  it("coefficients, errors, tests", async () => {
    const given = await fitted(name);
    const { fit, tolerance } = given;
    const step = fit.steps.at(-1)!;
    Object.values(wanted.coef).forEach((value, j) => {
      near(step.beta[j]!, value, tolerance, `coefficient ${j}`);
    });
    expect(fit.instruments.length).toBe(wanted.stats.ninst);
    expect(fit.nGroups).toBe(wanted.stats.n_included_units);
    expect(fit.nLevel > 0 ? fit.nLevel : fit.nTransformed).toBe(wanted.nobs);
    const dpd = name.includes("dpdstyle");
    // By the style of DPD squares are those of the levels.
    near(dpd ? step.levelSquares : step.transformedSquares, wanted.stats.ess!, TESTS, "squares");
    // Two steps by the style of DPD: what gretl calls Sargan there is Hansen's J.
    if (dpd) near(hansenTest(engine, fit)!.statistic, wanted.stats.sargan!, TESTS, "Hansen");
    else near(sarganTest(engine, fit).statistic, wanted.stats.sargan!, TESTS, "Sargan");
    expect(sarganTest(engine, fit).df).toBe(wanted.stats.sargan_df);
    if (wanted.stats.hansen !== undefined)
      near(hansenTest(engine, fit)!.statistic, wanted.stats.hansen, TESTS, "Hansen");
    const one = given.spec.steps === 1;
    const [plainType, robustType] = one ? (["classical", "robust"] as const) : (["uncorrected", "windmeijer"] as const);
    const type: PanelCovariance = asymptotic ? plainType : robustType;
    const scale = halved ? Math.SQRT2 : 1;
    const covariance = panelCovariance(fit, type);
    const own = errors(covariance);
    Object.values(wanted.se).forEach((value, j) => {
      near(own[j]!, scale * value, tolerance, `error ${j}`);
    });
    const [first, second] = serialCorrelation(engine, fit, type);
    near(scale * first!.z!, wanted.stats.AR1!, TESTS, "m1");
    near(scale * second!.z!, wanted.stats.AR2!, TESTS, "m2");
    const { slopes, years } = positions(given);
    const wald = (tested: readonly number[]) => scale ** 2 * waldTest(engine, step.beta, covariance, tested).statistic;
    near(wald(slopes), wanted.stats.wald!, TESTS, "Wald");
    if (wanted.stats.wald_time === undefined) return;
    near(wald(years), wanted.stats.wald_time, TESTS, "Wald, years");
  });
});

interface Published {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly nobs: number;
  readonly n_groups?: number;
  readonly n_instruments: number;
  readonly ar1_z: number;
  readonly ar2_z: number;
  readonly sargan: { readonly stat: number; readonly df: number };
  readonly hansen: { readonly stat: number; readonly df: number };
  readonly [more: string]: unknown;
}

interface PrintedDifference {
  readonly excluding_stat: number;
  readonly excluding_df: number;
  readonly difference_stat: number;
  readonly difference_df: number;
}

describe("xtabond2 as printed by Roodman (2009)", () => {
  const all = gmmExpected("published_xtabond2_roodman2009") as unknown as Readonly<Record<string, Published>>;

  it.each([
    ["difference_robust", "gmm_EmplUK_AB91_table4a_onestep", false, { diff_hansen_iv_group: "iv" }],
    [
      "difference_endogenous_wk_robust_small",
      "gmm_EmplUK_AB91_endogenous_wk_onestep",
      true,
      { diff_hansen_iv_group: "iv" },
    ],
    [
      "system_robust_small",
      "gmm_EmplUK_BB98_system_onestep",
      true,
      { diff_hansen_gmm_levels: null, diff_hansen_iv_years: "years" },
    ],
  ] as const)("%s", async (key, file, small, groups) => {
    const wanted = all[key]!;
    const given = await fitted(file, true);
    const { fit } = given;
    const step = fit.steps.at(-1)!;
    const covariance = panelCovariance(fit, "robust", small);
    const own = errors(covariance);
    Object.values(wanted.coef).forEach((value, j) => {
      expect(Math.abs(step.beta[j]! - value), `coefficient ${j}`).toBeLessThanOrEqual(PRINTED_COEFFICIENT);
    });
    Object.values(wanted.se).forEach((value, j) => {
      expect(Math.abs(own[j]! - value), `error ${j}: ${own[j]}, printed ${value}`).toBeLessThanOrEqual(PRINTED_ERROR);
    });
    expect(fit.nLevel > 0 ? fit.nLevel : fit.nTransformed).toBe(wanted.nobs);
    expect(fit.instruments.length).toBe(wanted.n_instruments);
    const printed = (value: number, shown: number, what: string) => expect(value, what).toBeCloseTo(shown, 2);
    // Without the small-sample factor.
    const serial = serialCorrelation(engine, fit, "robust");
    printed(serial[0]!.z!, wanted.ar1_z, "m1");
    printed(serial[1]!.z!, wanted.ar2_z, "m2");
    const [sargan, hansen] = [sarganTest(engine, fit), hansenTest(engine, fit)!];
    printed(sargan.statistic, wanted.sargan.stat, "Sargan");
    printed(hansen.statistic, wanted.hansen.stat, "Hansen");
    expect([sargan.df, hansen.df]).toEqual([wanted.sargan.df, wanted.hansen.df]);
    const differences = differenceInHansen(engine, fit);
    for (const [name, group] of Object.entries(groups)) {
      const shown = wanted[name] as PrintedDifference;
      const found = differences.find((test) => test.group === group)!;
      printed(found.excluding!.statistic, shown.excluding_stat, `${name}, excluding`);
      printed(found.difference!.statistic, shown.difference_stat, `${name}, difference`);
      expect([found.excluding!.df, found.difference!.df]).toEqual([shown.excluding_df, shown.difference_df]);
    }
    const { slopes, years } = positions(given);
    const tested = [...slopes, ...years];
    if (typeof wanted.wald_chi2_16 === "number") {
      const wald = waldTest(engine, step.beta, covariance, tested);
      expect(wald.df1).toBe(16);
      near(wald.statistic, wanted.wald_chi2_16, 1e-5, "Wald");
    }
    for (const [name, df2] of [
      ["F_16_140", 140],
      ["F_12_139", 139],
    ] as const) {
      if (typeof wanted[name] !== "number") continue;
      const wald = waldTest(engine, step.beta, covariance, tested, df2);
      expect(`F_${wald.df1}_${wald.df2}`).toBe(name);
      near(wald.statistic, wanted[name], 1e-4, "Wald F");
    }
  });
});
