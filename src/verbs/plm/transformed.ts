/**
 * Regressions on transformed rows of a panel: means of units or periods, first differences, quasi-demeaned
 * rows. Each is least squares on columns the estimators make; variances are those of any regression on its rows.
 */
import type { Category } from "../../base/columns.js";
import { DataError, NotSupported } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { copyOut } from "../../engine/kernels/blas.js";
import { sampleColumn } from "../../engine/kernels/columns.js";
import type { F64Block } from "../../engine/kernels/engine.js";
import { rowDifferencesBlock } from "../../engine/kernels/panel.js";
import { printExpression } from "../../formula/print.js";
import { clusteringsOf } from "../../regression/frame/clusterings.js";
import { requireResiduals } from "../../regression/frame/enough-variation.js";
import type { Sample } from "../../regression/frame/sample.js";
import { type LeastSquares, leastSquares } from "../../regression/least-squares/least-squares.js";
import { clusterParts } from "../../regression/least-squares/least-squares-steps.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import { omitted } from "../../regression/record/fit-record.js";
import { covarianceOf, type RegressionVcov } from "../../regression/variance/variances.js";
import { vcov } from "../../regression/variance/vcov.js";
import { transformedOls } from "./estimator/transformed-ols.js";
import { groupMeanColumns } from "./estimator/transforms.js";
import { PLM_NOTES, TRANSFORMED } from "./messages.js";
import type { Adjacent, PanelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import { squaredCorrelations } from "./panel-fit.js";
import type { PlmEffect, PlmModel } from "./verb.js";

/** Name of the constant among terms. */
const CONSTANT = "(Intercept)";

/** Columns [X y] of m rows, and the rows of the sample they are of where each is of one. */
export interface TransformedRows {
  readonly m: number;
  readonly columns: F64Block;
  /** Positions in the sample, ascending; null for means of groups. */
  readonly rows: Uint32Array | null;
  /** Why a transformation leaves nothing of a regressor. */
  readonly gone: Note;
}

/** Least squares on means of units or of periods, each group once. Throws NumericalError `no_residual_df`. */
export function between(data: PanelData, effect: PlmEffect): PanelFit {
  const { engine, scope, n, k } = data;
  const groups = effect === "time" ? data.time : data.unit;
  const { means } = groupMeanColumns(engine, scope, n, k + 1, groups.block, data.columns(scope));
  const rows = {
    m: groups.nLevels,
    columns: means,
    rows: null,
    gone: note(TRANSFORMED, "zero_means", { unit: groups.name }),
  };
  return transformed(data, "between", effect, rows);
}

/**
 * Least squares on differences between adjacent observed periods of a unit, as plm: a gap is bridged, and a note says how
 * often. The constant stays one: it is a drift. Throws NumericalError `no_residual_df`.
 */
export function differenced(data: PanelData): PanelFit {
  const { adjacent, pooled } = data;
  const m = adjacent.rows.length;
  const columns = differenceColumns(data, adjacent);
  const constant = pooled.terms.names.indexOf(CONSTANT);
  if (constant >= 0)
    columns
      .part(constant * m, m)
      .view()
      .fill(1);
  const gone = note(TRANSFORMED, "time_constant", { unit: data.unit.name });
  const fit = transformed(data, "fd", "individual", { m, columns, rows: adjacent.rows, gone });
  return { ...fit, notes: bridgedNotes(data) };
}

/** Differences of [X y] between the rows named, that of a constant 0. */
export function differenceColumns({ engine, scope, n, k, columns }: PanelData, adjacent: Adjacent): F64Block {
  return scope.scope((inner) => {
    const [rows, before] = [inner.copyU32(adjacent.rows), inner.copyU32(adjacent.before)];
    return rowDifferencesBlock(engine, scope, n, k + 1, rows, before, columns(inner));
  });
}

/** How many differences leave out a period that others have. */
function bridgedNotes({ adjacent, time }: PanelData): Note[] {
  const { codes } = time;
  const bridged = adjacent.rows.filter((row, i) => codes[row]! - codes[adjacent.before[i]!]! > 1).length;
  if (bridged === 0) return [];
  const of = adjacent.rows.length;
  return [note(PLM_NOTES, "bridged_gaps", { bridged, of, time: time.name })];
}

/** What a transformation leaves of the outcome, as a share of what it was, for it to be rounding. */
const ROUNDING = 1e-13;

/** Least squares on transformed rows. Throws DataError `absorbed_outcome`, NumericalError `no_residual_df`, `no_regressors`. */
export function transformed(
  data: PanelData,
  model: PlmModel,
  effect: PlmEffect,
  { m, columns, rows, gone }: TransformedRows,
): PanelFit {
  const { engine, scope, k, sizes, spec, pooled } = data;
  const { terms, sample, table } = pooled;
  const { result, tss, squaredCorrelation } = transformedOls(engine, scope, m, k, columns, sizes, spec.intercept);
  const { fit } = result;
  requireResiduals(fit.n, fit.k);
  if (!(tss > m * (ROUNDING * data.outcomeSize) ** 2)) throw absorbedOutcome(data, model);
  const own: Sample = rows === null ? sample : rowsOfSample(sample, rows);
  const clusters = new Map<string, ReturnType<typeof clusterParts>>();
  const clustersOf = (variance: RegressionVcov) => {
    const key = JSON.stringify(clusteringsOf(variance));
    const parts = clusters.get(key) ?? clusterParts(engine, variance, table, own, null);
    clusters.set(key, parts);
    return parts;
  };
  const ofUnits = effect === "individual" && (model === "random" || model === "between");
  const count = { slopes: fit.k, effects: [], rank: { value: 0, exact: true } };
  return {
    ...{ model, effect, fit, tss, components: null, notes: [] },
    squaredCorrelations: ofUnits ? squaredCorrelations(data, result.kept, fit.beta) : null,
    r2: model === "random" ? squaredCorrelation : 1 - fit.ssr / tss,
    names: result.kept.map((j) => terms.names[j]!),
    collinear: collinearTerms(terms, result.dropped, sample).map((term, i) =>
      result.dropped[i]!.combination.length === 0 ? omitted(term.term, gone) : term,
    ),
    df: fit.n - fit.k,
    covariance(inner, variance, ssc) {
      const type = requireKnown(variance, model);
      const { clusterings, clusterTerms } =
        type === "cluster" ? clustersOf(variance) : { clusterings: [] as Category[], clusterTerms: [] };
      return { covariance: vcov(engine, inner, fit, type, clusterTerms, ssc, count), count, clusterings };
    },
    residuals: () => copyOut(fit.uHat),
  };
}

function absorbedOutcome({ spec }: PanelData, model: PlmModel): DataError {
  const name = printExpression(spec.lhs);
  return new DataError(
    "absorbed_outcome",
    `The outcome '${name}' does not vary once transformed for model '${model}': there is nothing to explain.`,
    { got: 0, expected: "an outcome that varies between the rows of the model" },
  );
}

/** The sample of some of its rows. */
function rowsOfSample(sample: Sample, positions: Uint32Array): Sample {
  const rows = positions.map((position) => sample.rows[position]!);
  return { ...sample, rows, selected: rows, effects: [], evaluated: new Map() };
}

function requireKnown({ type }: RegressionVcov, model: PlmModel): "iid" | "hetero" | "cluster" {
  if (type === "iid" || type === "hetero" || (type === "cluster" && model !== "between")) return type;
  const known = model === "between" ? ["iid", "hetero"] : ["iid", "hetero", "cluster:a", "cluster:a+b"];
  throw new NotSupported(
    "plm_vcov",
    `Variance '${type}' is not validated for model '${model}': use ${known.join(", ")}.`,
    { got: type, expected: known },
  );
}

// Pooling and within.

/** Pooled least squares. Throws NumericalError `no_residual_df`. */
export function pooling(data: PanelData, effect: PlmEffect): PanelFit {
  const { pooled, spec } = data;
  const { tss, fit } = pooled.result;
  const about = spec.intercept ? pooled.solve.normBefore.at(-1)! ** 2 : tss;
  return { ...absorbed(data, pooled, about), model: "pooling", effect, df: fit.n - fit.k, notes: [] };
}

/**
 * The within estimator: dummies of units, of periods, or of both. Throws as `feols` where effects leave no variation or no
 * degrees of freedom.
 */
export function within(data: PanelData, effect: PlmEffect): PanelFit {
  const { engine, scope, panel, spec, variance, options } = data;
  const columns = { individual: [panel.unit], time: [panel.time], twoways: [panel.unit, panel.time] }[effect];
  const { subset, signal } = options;
  const regression = leastSquares(
    engine,
    scope,
    panel,
    { ...spec, fixedEffects: columns.map(({ name }) => ({ columns: [name] })) },
    variance,
    {
      ...(subset === undefined ? {} : { subset }),
      ...(signal === undefined ? {} : { signal }),
      fixefRm: "none",
    },
  );
  const { fit, tss } = regression.result;
  const { rank, levels } = regression.absorber;
  const byLevels = levels.reduce((sum, count) => sum + count, 0) - (levels.length - 1);
  const facts = { parts: byLevels - rank.value + 1, rank: rank.value, levels: byLevels };
  const notes = rank.value === byLevels ? [] : [note(PLM_NOTES, "effects_in_parts", facts)];
  return { ...absorbed(data, regression, tss), model: "within", effect, df: fit.n - fit.k - rank.value, notes };
}

function absorbed(
  { engine, n }: PanelData,
  regression: LeastSquares,
  tss: number,
): Omit<PanelFit, "model" | "effect" | "df" | "notes"> {
  const { terms, sample, absorber, result } = regression;
  requireResiduals(result.fit.n, result.fit.k + absorber.rank.value);
  return {
    fit: result.fit,
    names: result.kept.map((j) => terms.names[j]!),
    collinear: collinearTerms(terms, result.dropped, sample),
    tss,
    r2: 1 - result.fit.ssr / tss,
    components: null,
    squaredCorrelations: null,
    covariance: (inner, asked, ssc) => ({
      ...covarianceOf(engine, inner, regression, asked, ssc),
      clusterings: regression.clusters(asked).clusterings,
    }),
    residuals: () => sampleColumn(result.fit.uHat, n, 0, absorber.rowOrder),
  };
}
