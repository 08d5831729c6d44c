/**
 * Steps that every model by least squares on absorbed effects takes: the sample, demeaning and weighting,
 * cluster codes in memory order, the parameters counted. Each only joins layers below; none knows a record.
 */
import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { combine } from "../../data/panel/combine.js";
import type { Table } from "../../data/table/table.js";
import { scaleRowsBlock } from "../../engine/kernels/blas.js";
import { gatherColumn } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { nestedIn } from "../../engine/kernels/groups.js";
import { elementary } from "../../engine/kernels/math.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Absorber, Solve } from "../absorb/absorber.js";
import { gatherCodes } from "../frame/gather.js";
import { estimationSample, groupingOver, type Sample, type SampleOptions } from "../frame/sample.js";
import type { SingletonRule } from "../frame/singletons.js";
import type { Dimensions } from "../record/memory-need.js";
import { combinationsOf } from "../variance/clusterings.js";
import { clusteringsOf, type RegressionVcov, vcovColumns } from "../variance/regression-vcov.js";
import type { ParameterCount } from "../variance/ssc.js";
import type { ClusterTerm } from "../variance/vcov.js";
import { clusterName } from "../variance/vcov-spec.js";
import type { OlsResult } from "./ols.js";

/** What demeaning leaves of a column, as a share of its norm before, for the column to count as absorbed. */
const ABSORBED_TOLERANCE = 1e-9;

/** Options that choose the sample. */
export interface SampleChoice {
  /** Column of weights. */
  readonly weights?: string;
  /** A condition on columns, such as `year >= 2007`. */
  readonly subset?: string;
  /** Observations alone in a fixed effect: dropped recursively (default), in one pass (`once`), or kept (`none`). */
  readonly fixefRm?: SingletonRule;
}

/** The estimation sample of `spec`, cluster columns present; `known` as there. Throws as `estimationSample`. */
export function sampleOf(
  engine: Engine,
  spec: ModelSpec,
  table: Table,
  variance: RegressionVcov,
  { subset, weights, fixefRm }: SampleChoice,
  known: Pick<SampleOptions, "finite" | "evaluated" | "slopes"> = {},
): Sample {
  return estimationSample(engine, spec, table, elementary(engine), {
    ...(subset === undefined ? {} : { subset }),
    ...(weights === undefined ? {} : { weights }),
    also: vcovColumns(variance),
    fixefRm: fixefRm ?? "singletons",
    ...known,
  });
}

/** Lags that no panel exceeds where none are named: those of 4,096 periods. */
const USUAL_LAGS = 8;

/**
 * What the need of memory depends on. Clusters that are no effect are counted by `levelsOf` where it is given, which takes
 * the time of coding them; else as if every row were one.
 */
export function dimensionsOf(
  sample: Sample,
  k: number,
  variance: RegressionVcov,
  levelsOf: (columns: readonly string[]) => number = () => sample.rows.length,
): Dimensions {
  const { rows, effects, weights } = sample;
  const clusters = clusteringsOf(variance).map((columns) => {
    return effects.find(({ name }) => name === clusterName(columns))?.nLevels ?? levelsOf(columns);
  });
  const own = [...clusters];
  for (const { members } of combinationsOf(own.length)) {
    if (members.length > 1) clusters.push(members.reduce((most, i) => Math.min(rows.length, most * own[i]!), 1));
  }
  if (variance.type === "conley") clusters.push(levelsOf([variance.latitude, variance.longitude]));
  const places = variance.type === "NW" ? rows.length * (1 + (variance.lag ?? USUAL_LAGS)) : 0;
  const levels = effects.map(({ nLevels }) => nLevels);
  const slopes = effects.map((effect) => effect.slopes?.names.length ?? 0);
  return { n: rows.length, k, levels, slopes, weighted: weights !== null, clusters, places };
}

/** Demeans k columns in place, then multiplies them by sqrt(w). */
export function demeanAndWeight(
  engine: Engine,
  scope: Scope,
  absorber: Absorber,
  columns: F64Block,
  k: number,
  weights: Float64Array | null,
): Solve {
  const solve = absorber.demean(columns, k);
  if (weights !== null) {
    scope.scope((inner) => {
      const roots = gatherColumn(engine, inner, weights.map(Math.sqrt), absorber.rowOrder);
      scaleRowsBlock(engine, absorber.nRows, k, roots, columns);
    });
  }
  return solve;
}

/** Whether demeaning left nothing of column j but rounding. */
export const isAbsorbed = ({ method, normBefore, normAfter }: Solve, j: number): boolean =>
  method !== "none" && normAfter[j]! <= ABSORBED_TOLERANCE * normBefore[j]!;

/** Cluster variables of a variance, each as a grouping of the sample, and what their covariance is a sum over. */
export interface ClusterParts {
  readonly clusterings: readonly Category[];
  readonly clusterTerms: readonly ClusterTerm[];
}

/**
 * The clusterings asked for, and the terms of their inclusion-exclusion in memory order. Throws DataError `vcov_missing` where
 * a cluster variable is missing in a row of the sample, as may be where the sample was taken for another variance.
 */
export function clusterParts(
  engine: Engine,
  variance: RegressionVcov,
  table: Table,
  sample: Sample,
  rowOrder: Uint32Array | null,
): ClusterParts {
  const clusterings = clusteringsOf(variance).map(
    (columns) =>
      sample.effects.find(({ name }) => name === clusterName(columns)) ??
      complete(groupingOver(columns, table, sample.selected, elementary(engine)), columns, table, sample),
  );
  const clusterTerms = combinationsOf(clusterings.length).map(({ members, sign }): ClusterTerm => {
    const { name, codes, nLevels } = combine(members.map((i) => clusterings[i]!));
    return { name, codes: gatherCodes(codes, rowOrder ?? undefined), nLevels, sign };
  });
  return { clusterings, clusterTerms };
}

function complete(grouping: Category, columns: readonly string[], table: Table, { rows }: Sample): Category {
  const at = grouping.codes.indexOf(MISSING_CODE);
  if (at < 0) return grouping;
  const isMissing = (row: number) => (name: string) => {
    const column = table.column(name);
    return column.kind === "numeric" ? Number.isNaN(column.values[row]!) : column.codes[row] === MISSING_CODE;
  };
  const column = columns.find(isMissing(rows[at]!))!;
  const missing = grouping.codes.reduce((count, code) => count + (code === MISSING_CODE ? 1 : 0), 0);
  throw new DataError(
    "vcov_missing",
    `'${column}', which the variance reads, is missing in ${missing} of the ${rows.length} rows of the sample, first in row ${rows[at]! + 1}: estimate again with this variance, which leaves these rows out, or drop them first.`,
    { got: missing, expected: 0, column, row: rows[at]! + 1 },
  );
}

/** What the small-sample rule counts: slopes, levels of each effect, and which effects are nested in a clustering. */
export function countParameters(
  engine: Engine,
  sample: Sample,
  absorber: Absorber,
  { fit }: Pick<OlsResult, "fit">,
  clusterings: readonly Category[],
): ParameterCount {
  const effects = sample.effects.map((effect) => ({
    name: effect.name,
    levels: effect.nLevels,
    nested: clusterings.some((clustering) => clustering === effect || isNested(engine, effect, clustering)),
    ...(effect.slopes && { slopes: { count: effect.slopes.names.length, intercept: effect.slopes.intercept } }),
  }));
  return { slopes: fit.k, effects, rank: absorber.rank };
}

/** Rows looked at before the kernel is asked: most effects that lie across clusters show it within a few. */
const GLANCE = 256;

/** Whether every level of `effect` lies in one cluster, each of which has rows. */
function isNested(engine: Engine, effect: Category, { codes, nLevels }: Category): boolean {
  if (effect.nLevels < nLevels) return false;
  const clusterOf = new Map<number, number>();
  for (let i = 0; i < Math.min(GLANCE, codes.length); i++) {
    const before = clusterOf.get(effect.codes[i]!);
    if (before !== undefined && before !== codes[i]) return false;
    clusterOf.set(effect.codes[i]!, codes[i]!);
  }
  return nestedIn(engine, effect.codes, effect.nLevels, codes);
}
