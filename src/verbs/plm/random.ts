/**
 * Random effects: variance components by Swamy and Arora or as xtreg, rows quasi-demeaned by them, least squares.
 * Source: Swamy & Arora (1972), Econometrica 40(2), doi:10.2307/1909405; Fuller & Battese (1974), Journal of Econometrics
 * 2(1); Baltagi & Chang (1994), Journal of Econometrics 62(2).
 */
import { NotSupported, NumericalError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { scaleRowsBlock } from "../../engine/kernels/blas.js";
import { leveragesBlock } from "../../engine/kernels/covariance.js";
import { rowsByCluster } from "../../regression/moments/moments.js";
import { transformedOls } from "./estimator/transformed-ols.js";
import { groupMeanColumns, quasiDemean, quasiDemeanBoth, type TwoWayTheta } from "./estimator/transforms.js";
import { PLM_NOTES, TRANSFORMED } from "./messages.js";
import type { PanelData, PanelGroups } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import type { ComponentsRecord, ThetaSummary } from "./record.js";
import { type TransformedRows, transformed, within } from "./transformed.js";
import type { PlmComponents, PlmEffect } from "./verb.js";

/** Columns [X y] quasi-demeaned, with what they were made by. */
export interface RandomColumns extends TransformedRows {
  readonly components: ComponentsRecord;
  readonly notes: readonly Note[];
}

/**
 * Random effects of units, of periods, or of both in a balanced panel.
 *
 * @throws NotSupported `random_twoways` for both in an unbalanced panel; NumericalError `few_groups` where the means of
 *   groups have no degrees of freedom; and as `within`.
 */
export function random(data: PanelData, effect: PlmEffect, method: PlmComponents): PanelFit {
  const { components, notes, ...rows } = randomColumns(data, effect, method);
  return { ...transformed(data, "random", effect, rows), components, notes };
}

/** The columns that `random` regresses. Throws as it does. */
export function randomColumns(data: PanelData, effect: PlmEffect, method: PlmComponents): RandomColumns {
  const { engine, scope, n, k, unit, time, balanced } = data;
  if (effect === "twoways" && !balanced) {
    throw new NotSupported(
      "random_twoways",
      `Random effects of ${unit.name} and ${time.name} together are validated for balanced panels; this one has ${n} of ${unit.nLevels * time.nLevels} rows. Use effect individual or time, or model within.`,
      { got: n, expected: unit.nLevels * time.nLevels },
    );
  }
  const fit = within(data, effect);
  const idiosyncratic = idiosyncraticVariance({ ssr: fit.fit.ssr, df: fit.df });
  const columns = data.columns(scope);
  const rows = { m: n, columns, rows: null, gone: note(TRANSFORMED, "quasi_demeaned") };
  const notes: Note[] = [...fit.notes];
  const varianceOf = (groups: PanelGroups): number => {
    const estimate = estimateOf(data, groups, idiosyncratic, method);
    if (estimate < 0) notes.push(negativeNote(groups.name, estimate, method));
    return Math.max(0, estimate);
  };
  const shared = { method, idiosyncratic };
  if (effect === "twoways") {
    const [individual, periods] = [varianceOf(unit), varianceOf(time)];
    const theta = twoWayTheta(idiosyncratic, individual, periods, { nUnits: unit.nLevels, nPeriods: time.nLevels });
    quasiDemeanBoth(engine, scope, n, k + 1, unit.block, time.block, theta, columns);
    const summaries = {
      individual: constantTheta(theta.unit),
      time: constantTheta(theta.time),
      total: constantTheta(theta.total),
    };
    return { ...rows, components: { ...shared, individual, time: periods, theta: summaries }, notes };
  }
  const groups = effect === "time" ? time : unit;
  const variance = varianceOf(groups);
  const counts = rowsByCluster(groups);
  const theta = thetaOf(idiosyncratic, variance, counts);
  quasiDemean(engine, scope, n, k + 1, groups.block, theta, columns);
  const summary = summaryOf(theta, counts, n);
  return {
    ...rows,
    components: {
      ...shared,
      individual: effect === "individual" ? variance : null,
      time: effect === "time" ? variance : null,
      theta: effect === "time" ? { time: summary } : { individual: summary },
    },
    notes,
  };
}

/** The variance of the effect of `groups`; below 0 where they differ by less than rows within them. */
function estimateOf(data: PanelData, groups: PanelGroups, idiosyncratic: number, method: PlmComponents): number {
  const sums = betweenSums(data, groups, method === "swar");
  return method === "swar"
    ? effectVariance(idiosyncratic, sums, data.n)
    : effectVarianceOfMeans(idiosyncratic, sums, harmonicMean(rowsByCluster(groups)));
}

/** The regression of means, each group weighed by its rows or once. */
function betweenSums(
  { engine, scope, n, k, sizes, spec, columns }: PanelData,
  groups: PanelGroups,
  byRows: boolean,
): BetweenSums {
  return scope.scope((inner) => {
    const { means, counts } = groupMeanColumns(engine, inner, n, k + 1, groups.block, columns(inner));
    const G = groups.nLevels;
    if (byRows) scaleRowsBlock(engine, G, k + 1, inner.copyF64(counts.map(Math.sqrt)), means);
    const { fit } = transformedOls(engine, inner, G, k, means, sizes, spec.intercept).result;
    if (fit.n <= fit.k) {
      throw new NumericalError(
        "few_groups",
        `The variance of ${groups.name} needs more than ${fit.k} of them, one a coefficient; the sample has ${G}.`,
        { got: G, expected: fit.k + 1 },
      );
    }
    const h = leveragesBlock(engine, inner, G, fit.k, fit.X, inner.copyF64(fit.R)).h.view();
    return { ssr: fit.ssr, df: fit.n - fit.k, trace: counts.reduce((sum, count, g) => sum + count * h[g]!, 0) };
  });
}

function summaryOf(theta: Float64Array, counts: Float64Array, n: number): ThetaSummary {
  const mean = theta.reduce((sum, value, g) => sum + counts[g]! * value, 0) / n;
  const [min, max] = [theta.reduce((a, b) => Math.min(a, b)), theta.reduce((a, b) => Math.max(a, b))];
  return { min, mean: min === max ? min : mean, max, ...percentiles(theta) };
}

/** Over groups, as Stata's `summarize, detail` takes them: the mean of two neighbours where a share falls between them. */
function percentiles(theta: Float64Array): Pick<ThetaSummary, "p5" | "median" | "p95"> {
  const sorted = theta.slice().sort();
  const at = (percent: number): number => {
    const place = (sorted.length * percent) / 100;
    const [low, high] = Number.isInteger(place) ? [place - 1, place] : [Math.floor(place), Math.floor(place)];
    return (sorted[low]! + sorted[high]!) / 2;
  };
  return { p5: at(5), median: at(50), p95: at(95) };
}

const constantTheta = (value: number): ThetaSummary => ({
  ...{ min: value, mean: value, max: value },
  ...{ p5: value, median: value, p95: value },
});

const negativeNote = (component: string, estimate: number, method: PlmComponents): Note =>
  note(PLM_NOTES, "negative_component", { component, estimate, method });

// Variance components of a panel by Swamy and Arora, and as Stata's xtreg has them; the shares of the means that
// random effects take out. Sums of squares in, numbers out.
// Source: Swamy & Arora (1972), Econometrica 40(2), doi:10.2307/1909405; unbalanced: Baltagi & Chang (1994), Journal of
// Econometrics 62(2).

/** The within regression. */
export interface WithinSums {
  readonly ssr: number;
  readonly df: number;
}

/** The regression of the means of groups, each counted as often as it has rows. */
export interface BetweenSums {
  readonly ssr: number;
  /** Groups less coefficients. */
  readonly df: number;
  /** Sum over groups of rows times leverage: tr[(X'PX)^-1 X'ZZ'X]. */
  readonly trace: number;
}

/**
 * The variance of the effect of one grouping of n rows; below 0 where groups differ by less than rows within them.
 * (ssr_b - df_b s2) / (n - trace), s2 the variance within.
 */
export const effectVariance = (idiosyncratic: number, between: BetweenSums, n: number): number =>
  (between.ssr - between.df * idiosyncratic) / (n - between.trace);

/**
 * The same as Stata's xtreg has it without `sa`, from the regression of means in which each group counts once: ssr / df less s2
 * over the harmonic mean of rows per group. Source: Stata Longitudinal-Data Reference Manual, [XT] xtreg.
 */
export const effectVarianceOfMeans = (
  idiosyncratic: number,
  { ssr, df }: Pick<BetweenSums, "ssr" | "df">,
  harmonicMean: number,
): number => ssr / df - idiosyncratic / harmonicMean;

/** G over the sum of 1 / T_g, for groups of T_g rows. */
export const harmonicMean = (counts: Float64Array): number =>
  counts.length / counts.reduce((sum, count) => sum + 1 / count, 0);

/** The variance within. */
export const idiosyncraticVariance = ({ ssr, df }: WithinSums): number => ssr / df;

/** 1 - sqrt(s2 / (T_g s2_effect + s2)) for each group of T_g rows; 0 where both variances are. */
export const thetaOf = (idiosyncratic: number, effect: number, counts: Float64Array): Float64Array =>
  counts.map((count) => (effect === 0 ? 0 : 1 - Math.sqrt(idiosyncratic / (count * effect + idiosyncratic))));

/** The three shares of a balanced panel of N units in T periods. */
export function twoWayTheta(
  idiosyncratic: number,
  unit: number,
  time: number,
  { nUnits, nPeriods }: { readonly nUnits: number; readonly nPeriods: number },
): TwoWayTheta {
  const root = (variance: number): number =>
    variance === 0 ? 1 : Math.sqrt(idiosyncratic / (variance + idiosyncratic));
  const [byUnit, byTime] = [1 - root(nPeriods * unit), 1 - root(nUnits * time)];
  return { unit: byUnit, time: byTime, total: byUnit + byTime + root(nPeriods * unit + nUnits * time) - 1 };
}
