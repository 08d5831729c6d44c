/**
 * Steps that every model by least squares on absorbed effects takes: the sample, demeaning and weighting,
 * cluster codes in memory order, the parameters counted. Each only joins layers below; none knows a record.
 */

import { type Category, MISSING_CODE } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { combine } from "../../data/panel/order.js";
import type { Table } from "../../data/table/table.js";
import { scaleRowsBlock } from "../../engine/kernels/blas.js";
import { gatherColumn } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { nestedIn } from "../../engine/kernels/groups.js";
import type { Absorber, Solve } from "../absorb/absorber.js";
import { clusteringsOf, combinationsOf, type SampleNeeds, withoutCancelling } from "../frame/clusterings.js";
import type { Sample } from "../frame/sample.js";
import { sampleGrouping } from "../frame/sample-grouping.js";
import { type ClusterTerm, clusterTerm } from "./fit.js";
import type { OlsResult } from "./ols.js";

/** What K is counted from. */
export interface ParameterCount {
  /** Slopes estimated, intercept included. */
  readonly slopes: number;
  /** Each absorbed effect. */
  readonly effects: readonly CountedEffect[];
  /** Rank of the dummies of all effects; an upper bound where it is not exact. */
  readonly rank: { readonly value: number; readonly exact: boolean };
}

export interface CountedEffect {
  readonly name: string;
  readonly levels: number;
  /** Whether each level lies in one cluster. */
  readonly nested: boolean;
  /** Slopes that vary by it, and whether it has intercepts beside; absent without slopes. */
  readonly slopes?: { readonly count: number; readonly intercept: boolean };
}

export const hasIntercept = ({ slopes }: CountedEffect): boolean => slopes === undefined || slopes.intercept;

/** Levels of the effects with intercepts, less one for each after the first. */
export function interceptsDf(effects: readonly CountedEffect[]): number {
  const counted = effects.filter(hasIntercept);
  return counted.reduce((sum, effect) => sum + effect.levels, 0) - Math.max(0, counted.length - 1);
}

/**
 * Degrees of freedom the absorbed effects take: levels, less one for each effect with intercepts after the first, and levels
 * again for each slope that varies by an effect; or the exact rank.
 */
export function effectsDf({ effects, rank }: ParameterCount, exact: boolean): number {
  if (effects.length === 0) return 0;
  if (exact) return rank.value;
  return effects.reduce((sum, { levels, slopes }) => sum + levels * (slopes?.count ?? 0), interceptsDf(effects));
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
  weighColumns(engine, scope, absorber, columns, k, weights);
  return solve;
}

/** Multiplies k columns by sqrt(w), where there are weights, in place. */
export function weighColumns(
  engine: Engine,
  scope: Scope,
  { nRows, rowOrder }: Absorber,
  columns: F64Block,
  k: number,
  weights: Float64Array | null,
): void {
  if (weights === null) return;
  scope.scope((inner) => {
    const roots = gatherColumn(engine, inner, weights.map(Math.sqrt), rowOrder);
    scaleRowsBlock(engine, nRows, k, roots, columns);
  });
}

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
  variance: SampleNeeds,
  table: Table,
  sample: Sample,
  rowOrder: Uint32Array | null,
): ClusterParts {
  const clusterings = clusteringsOf(variance).map((columns) =>
    complete(sampleGrouping(engine, table, sample, columns), columns, table, sample),
  );
  const within = clusterings.map((fine) =>
    clusterings.map((coarse) => fine === coarse || isNested(engine, fine, coarse)),
  );
  const combinations = withoutCancelling(combinationsOf(clusterings.length), (i, j) => within[i]![j]!);
  const clusterTerms = combinations.map(({ members, sign }) =>
    clusterTerm(combine(members.map((i) => clusterings[i]!)), { sign, rowOrder, effects: sample.effects }),
  );
  return { clusterings, clusterTerms };
}

function complete(grouping: Category, columns: readonly string[], table: Table, sample: Sample): Category {
  const at = grouping.nMissing === 0 ? -1 : grouping.codes.indexOf(MISSING_CODE);
  if (at < 0) return grouping;
  const { rows } = sample;
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
  { fit }: { readonly fit: Pick<OlsResult["fit"], "k"> },
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
