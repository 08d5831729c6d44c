/**
 * What Stata prints of a fit beside its coefficients, from a record of ours and under Stata's names for e(). Where it prints the same
 * in another scale the rule stands with the number.
 */

import type { Table } from "../../../src/data/table/table.js";
import type { Engine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { wald } from "../../../src/verbs/combinations/wald.js";
import type { GlmRecord } from "../../../src/verbs/glm/record.js";
import type { PlmRecord } from "../../../src/verbs/plm/record.js";
import type { Fit, PublishedCase } from "./published.js";
import { sampleOf } from "./residuals.js";
import { adjustment } from "./rules.js";

/** A number of ours, or one made of ours by a rule; undefined where no record has it. */
export type Statistic = number | null | undefined | { readonly value: number; readonly rule: string };
export type Statistics = Record<string, Statistic>;

/**
 * Printed and not compared. Functions of N, r2, rss and the number of coefficients: mss, ll, ll_0, yy, yyc, r2c, r2u, Q, cd, tss, rmse of
 * random effects, degrees of freedom. Not in any record: shares explained within, between and overall where they are not the model's
 * own, components of fixed effects and the F that they are zero, rows of the smallest and largest unit beside feols. What follows
 * from a statistic that a rule adjusts: its p. J of an exactly identified equation, which is 0, and of one step, which is Sargan's.
 */
export const NOT_COMPARED =
  /^(mss|ll|ll_0|yy|yyc|r2c|r2u|Q|cd|tss|rmse|df_[abmr]|Fdf[12]|jdf|jp?|J|p|Fp|N_g|[gN]_min|g_(min|max|avg)|Tbar|sigma(_u)?|rho|corr|F_f|r2_[owb])$/;

const WEIGHTS = "analytic weights are scaled to a mean of 1 in Stata: our squares times n / (sum of weights) equal";
const XTREG_FE =
  "after a robust variance xtreg, fe counts no effects in rmse and adjusted R²: ours with N - k - 1 equal";
const XTREG_R2 = "xtreg, fe adjusts the within R² by all degrees of freedom: 1 - (1 - R²) (N - 1) / (N - units - k)";
const LARGE_F =
  "without small ivreg2 prints F with the small-sample factor: χ² / q times (N - K) / N, or (N - K) / (N - 1) (G - 1) / G, equals";

export function statisticsOf(engine: Engine, fit: Fit, of: PublishedCase, table: Table): Statistics {
  const clusters = Object.values(fit.vcov.clusters);
  const periods = fit.vcov.about?.periods as number | undefined;
  const N_clust = clusters.length > 0 ? Math.min(...clusters) : periods;
  const common = { N: fit.nobs, N_clust, N_clust1: clusters[0], N_clust2: clusters[1] };
  if (fit.kind === "plm") return { ...common, ...panelStatistics(engine, fit) };
  if (isGlm(fit)) return { ...common, ...likelihoodStatistics(engine, fit, of) };
  const own = { ...common, ...leastSquares(engine, fit, of, table) };
  if (/^xtreg/.test(of.command)) return { ...own, ...fixedEffects(fit, of, table) };
  return /^ivreg2/.test(of.command) ? { ...own, ...ivreg2Statistics(engine, fit) } : own;
}

const isGlm = (fit: Fit): fit is GlmRecord => fit.kind === "poisson" || fit.kind === "logit";

/** All coefficients but the constant are zero: chi-squared where the record is judged by the normal distribution. */
function jointTest(engine: Engine, fit: Fit) {
  const names = Object.keys(fit.coefficients).filter((name) => name !== "(Intercept)");
  return wald(
    engine,
    fit,
    names.map((name) => `${name} = 0`),
  );
}

function panelStatistics(engine: Engine, fit: PlmRecord): Statistics {
  const { panel, fit: of, components, vcov } = fit;
  const { units: N_g, min_periods: g_min, max_periods: g_max } = panel;
  const common = { N_g, g_min, g_max };
  if (components === null) {
    const { r2, adj_r2: r2_a, ssr: rss } = of;
    const F = jointTest(engine, fit).statistic;
    return { ...common, N: panel.rows, r2, r2_b: r2, r2_a, rss, rmse: Math.sqrt(of.sigma2), df_r: vcov.df, F };
  }
  const [e, u] = [components.idiosyncratic, components.individual!];
  return { ...common, sigma_e: Math.sqrt(e), sigma_u: Math.sqrt(u), rho: u / (u + e) };
}

function likelihoodStatistics(engine: Engine, fit: GlmRecord, { command }: PublishedCase): Statistics {
  const { loglik: ll, null_loglik: ll_0, pseudo_r2: r2_p } = fit.fit;
  const joint = jointTest(engine, fit);
  // a Wald test under robust errors, else the likelihood ratio
  if (!/robust|cluster/.test(command)) return { ll, ll_0, r2_p, chi2: 2 * (ll - ll_0) };
  return { ll, ll_0, r2_p, chi2: joint.statistic, p: joint.p_value };
}

function leastSquares(engine: Engine, fit: FitRecord, of: PublishedCase, table: Table): Statistics {
  const { fit: own, vcov, tests, iv, nobs } = fit;
  const scale = fit.weights === null ? 1 : sampleOf(fit, table).scale;
  const scaled = scaledBy(scale);
  const isSmall = /small|^regress|^newey|^xtreg|^xtscc/.test(of.command);
  const nCoefficients = Object.keys(fit.coefficients).length;
  const rss = own.ssr * scale;
  const joint = jointTest(engine, fit);
  const chi2 = joint.distribution === "F" ? joint.statistic * joint.df1 : joint.statistic;
  const factor = adjustment(fit, of)?.factor ?? 1;
  const overidentified = tests.hansen ?? tests.sargan;
  return {
    ...{ r2: own.r2, r2_a: own.adj_r2, rss: scaled(rss), kappa: iv?.kappa ?? undefined },
    rmse: scaled(Math.sqrt(rss / (isSmall ? nobs - nCoefficients : nobs))),
    ...(isSmall ? { df_r: factor === 1 ? vcov.df : undefined, F: chi2 / joint.df1 / factor } : { chi2 }),
    p: factor === 1 ? joint.p_value : undefined,
    // of one step gmm prints Sargan's statistic, which ivreg2 prints too
    // exactly identified, nothing is left but rounding
    ...(/onestep/.test(of.command) || Number(of.stats.J) < 1e-9 ? {} : { J: overidentified?.statistic }),
    J_df: overidentified?.df1,
  };
}

/** A square in Stata's scale of weights. */
const scaledBy =
  (scale: number) =>
  (value: number): Statistic =>
    scale === 1 ? value : { value, rule: WEIGHTS };

function fixedEffects(fit: FitRecord, { command }: PublishedCase, table: Table): Statistics {
  const { nobs: N } = fit;
  const k = Object.keys(fit.coefficients).length;
  const units = Object.values(fit.fixed_effects.effects)[0]!.levels;
  const r2 = fit.fit.within_r2!;
  const rss = fit.fit.ssr * (fit.weights === null ? 1 : sampleOf(fit, table).scale);
  const isRobust = /robust|cluster/.test(command);
  const df = isRobust ? N - k - 1 : N - units - k;
  const rule = isRobust ? XTREG_FE : XTREG_R2;
  const sigma_e = Math.sqrt(rss / (N - units - k));
  return {
    ...{ r2, r2_w: r2, N_g: units },
    r2_a: { value: 1 - ((1 - r2) * (N - 1)) / df, rule },
    rmse: isRobust ? { value: Math.sqrt(rss / df), rule } : sigma_e,
    sigma_e,
  };
}

function ivreg2Statistics(engine: Engine, fit: FitRecord): Statistics {
  const { tests, nobs: N, vcov } = fit;
  const K = Object.keys(fit.coefficients).length;
  const clusters = Object.values(vcov.clusters);
  const G = clusters.length > 0 ? Math.min(...clusters) : vcov.type === "DK" ? Number(vcov.about!.periods) : null;
  const joint = jointTest(engine, fit);
  const rank = tests.kleibergen_paap_lm ?? tests.anderson_lm;
  const sargan = tests.sargan;
  const overidentified = tests.hansen ?? sargan;
  const factor = G === null ? (N - K) / N : (((N - K) / (N - 1)) * (G - 1)) / G;
  return {
    ...{ idstat: rank?.statistic, idp: rank?.p_value, iddf: rank?.df1, cdf: tests.cragg_donald?.statistic },
    widstat: (tests.kleibergen_paap_wald ?? tests.cragg_donald)?.statistic,
    ...{ sargan: sargan?.statistic, sarganp: sargan?.p_value, sargandf: sargan?.df1 },
    ...(overidentified === undefined ? {} : { j: overidentified.statistic, jp: overidentified.p_value }),
    ...(joint.distribution === "F"
      ? { Fp: joint.p_value, Fdf2: joint.df2 }
      : { F: { value: (joint.statistic / joint.df1) * factor, rule: LARGE_F } }),
  };
}
