/**
 * A regression by least squares in linear memory, before its variance: from a table and a formula to demeaned
 * columns, coefficients and residuals. What a record says of it, and which variance it has, is for others.
 */
import type { Category } from "../../base/columns.js";
import { productError } from "../../base/double-double.js";
import type { SampleColumn } from "../../base/row-runs.js";
import type { Panel, PanelKeys } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { columnNorms } from "../../engine/kernels/blas.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { type Absorber, isAbsorbed, type Solve } from "../absorb/absorber.js";
import type { AbsorbOptions } from "../absorb/reuse.js";
import { BATCH_ROWS } from "../absorb/row-batches.js";
import { clusteringsOf, clusterName, type SampleNeeds } from "../frame/clusterings.js";
import { naming, requireOutcome, requireScale, requireVariation } from "../frame/enough-variation.js";
import { panelDataOf, requirePanel } from "../frame/inputs.js";
import { type Dimensions, type MemoryNeed, memoryNeed, requireMemory } from "../frame/memory-need.js";
import { type Frame, type ModelFrame, onModelFrame, type PlaceOptions, unlessRefused } from "../frame/model-frame.js";
import type { Sample, SampleChoice } from "../frame/sample.js";
import type { ExpandedTerms } from "../frame/terms.js";
import { type AbsorberCache, absorberOf } from "./absorber-cache.js";
import { type ColumnErrors, type KeptSums, withParts } from "./fit.js";
import { fromMoments } from "./from-moments.js";
import {
  type ClusterParts,
  clusterParts,
  countParameters,
  demeanAndWeight,
  type ParameterCount,
  weighColumns,
} from "./least-squares-steps.js";
import { type OlsResult, ols } from "./ols.js";
import { RegressionColumns } from "./regression-columns.js";

/** What a regression takes before its variance. */
export interface LeastSquaresOptions extends SampleChoice, Pick<AbsorbOptions, "signal" | "solver"> {
  /** Columns of unit and time, for lags and for variances along time; a Panel has its own. */
  readonly panel?: PanelKeys;
  /** Effects prepared by `prepareFixedEffects` on the same table: not ordered and factored again. */
  readonly plan?: AbsorberCache;
  /** Called with what the regression needs, before it begins. */
  readonly onEstimate?: (need: MemoryNeed) => void;
}

/** Valid while the scope is open that it was made in. */
export interface LeastSquares {
  readonly table: Table;
  readonly panel: Panel | undefined;
  readonly spec: ModelSpec;
  readonly sample: Sample;
  /** Regressors over the sample's rows, collinear ones too: `result.kept` are those of the coefficients. */
  readonly terms: ExpandedTerms;
  /** The outcome over the sample's rows. */
  readonly y: SampleColumn;
  readonly absorber: Absorber;
  readonly solve: Solve;
  /** Its `fit` has demeaned, weighted columns in the absorber's order of rows. */
  readonly result: OlsResult;
  /** Clusters of a variance, made once for each set of cluster variables: the last few are kept. */
  readonly clusters: (variance: SampleNeeds) => ClusterParts;
  /** What a small-sample rule counts beside these clusterings, once for each set of them. */
  readonly parameters: (clusterings: readonly Category[]) => ParameterCount;
  /** Whether the columns are still as they were loaded: neither ordered nor demeaned. */
  readonly columnsStand: () => boolean;
  /** Sums over rows that are kept for other variances; absent unless the regression is held. */
  readonly kept?: KeptSums;
  /** Milliseconds of sample, demeaning and solving. */
  readonly timing: { readonly sample: number; readonly demean: number; readonly least_squares: number };
}

/**
 * Regresses. Score sums by the first cluster variable of `variance` come with the residuals.
 * Throws as `feols`, but for its variance.
 *
 * @param isHeld whether other variances may be asked for
 */
export function leastSquares(
  engine: Engine,
  scope: Scope,
  data: Table | Panel,
  spec: ModelSpec,
  variance: SampleNeeds,
  options: LeastSquaresOptions,
  isHeld = false,
): LeastSquares {
  const { table, panel } = panelDataOf(data, options.panel);
  requirePanel(variance, panel);
  const frameOptions: PlaceOptions = {
    ...options,
    slopes: "allowed",
    effectsAlone: "allowed",
    ...(isHeld ? { scoreSums: "kept" } : sumsScores(variance) ? { scoreSums: "made" } : {}),
  };
  return onModelFrame(engine, spec, table, variance, frameOptions, (frame) =>
    scope.attempt((inner) => regress(engine, inner, { table, panel, spec, frame }, variance, options, isHeld)),
  );
}

/** A model and its columns, outside linear memory or, in sample order, in it. */
interface Model extends Pick<LeastSquares, "table" | "panel" | "spec"> {
  readonly frame: Frame<ExpandedTerms> & { readonly columns?: F64Block };
}

/** A model and its columns in linear memory, in sample order. */
export interface Loaded extends Model {
  readonly frame: ModelFrame;
}

/** As `leastSquares`, of columns that are loaded: `columnsStand` says whether they are still what they were. */
export const leastSquaresOf = (
  engine: Engine,
  scope: Scope,
  loaded: Loaded,
  variance: SampleNeeds,
  options: Pick<LeastSquaresOptions, "signal" | "solver" | "plan">,
): LeastSquares => regress(engine, scope, loaded, variance, options, false)!;

/** Null where a number of columns that were not looked at is not finite, or memory is short and it may not be. */
function regress(
  engine: Engine,
  scope: Scope,
  { table, panel, spec, frame }: Model,
  variance: SampleNeeds,
  options: Pick<LeastSquaresOptions, "signal" | "solver" | "plan" | "onEstimate">,
  isHeld: boolean,
): LeastSquares | null {
  const { sample, terms, y, isChecked } = frame;
  const started = performance.now();
  const used = engine.usedBytes();

  const makeAbsorber = () => {
    if (frame.columns === undefined) requireLeastMemory(engine, spec.call, frame.dimensions);
    return absorberOf(engine, scope, sample, options);
  };
  const absorber = isChecked ? makeAbsorber() : unlessRefused(makeAbsorber);
  if (absorber === null) return null;
  const { rowOrder } = absorber;
  const columns = new RegressionColumns(engine, scope, spec.call, frame, absorber, used, (need) =>
    options.onEstimate?.(need),
  );
  if (!columns.begin()) return null;
  const [n, k] = [sample.n, terms.columns.length];
  const clusters = once(MOST_CLUSTERINGS_KEPT, keyOf, (wanted: SampleNeeds) =>
    clusterParts(engine, wanted, table, sample, rowOrder),
  );
  const demean = (block: F64Block) =>
    naming([...terms.names, printExpression(spec.lhs)], () =>
      demeanAndWeight(engine, scope, absorber, block, k + 1, sample.weights),
    );
  const { clusterTerms } = clusters(variance);
  const [first] = clusterTerms;
  const weigh = (block: F64Block) => weighColumns(engine, scope, absorber, block, k + 1, sample.weights);
  const moments = scope.attempt((inner) =>
    fromMoments(
      engine,
      inner,
      { absorber, columns, n, k, weigh, place: () => columns.place("variance")! },
      {
        scored: isHeld || sumsScores(variance),
        squared: isHeld || variance.type === "hetero" || clusterTerms.some(({ nLevels }) => nLevels === n),
      },
    ),
  );
  const block = moments === null ? columns.place("digits") : null;
  if (moments === null && block === null) return null;
  columns.isChecked = true; // the products of others are no numbers
  const solve = moments?.solve ?? demean(block!);
  const absorbed = terms.names.map((_, j) => isAbsorbed(solve, j));
  const demeaned = performance.now();

  requireOutcome(y, printExpression(spec.lhs), solve, sample);
  requireScale(terms, solve.normBefore);
  requireVariation(terms, absorbed, sample);
  const solved =
    moments?.result ??
    ols(engine, scope, n, k, block!, absorbed, {
      ...(first === undefined ? {} : { clusters: first }),
      shrunk: solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!),
      // demeaned columns carry a rounding of their own, which no low part of what they were could undo
      ...(solve.method === "none" && {
        lowParts: (inner: Scope) => placeLowParts(engine, inner, [...terms.columns, y], sample.weights, rowOrder),
      }),
    });
  let norms: readonly number[] | undefined;
  const errors = (rounding: number): ColumnErrors => {
    norms ??= normsOf(engine, [...terms.columns, y], sample.weights);
    const error = (j: number) => rounding * norms![j]! + solve.errorEstimate * solve.normAfter[j]!;
    return { regressors: solved.kept.map(error), outcome: error(k) };
  };
  const result = { ...solved, fit: withParts(solved.fit, { errors }) };
  const timing = {
    sample: frame.ms,
    demean: demeaned - started,
    least_squares: performance.now() - demeaned,
  };
  const parameters = once(MOST_CLUSTERINGS_KEPT, namesOf, (clusterings: readonly Category[]) =>
    countParameters(engine, sample, absorber, result, clusterings),
  );
  const columnsStand = () => rowOrder === null && moments !== null && !moments.isDemeaned();
  return { table, panel, spec, sample, terms, y, absorber, solve, result, clusters, parameters, columnsStand, timing };
}

/** 2-norms of columns as they came, times the roots of the weights. */
const normsOf = (engine: Engine, columns: readonly SampleColumn[], weights: Float64Array | null): number[] =>
  columns.map((column) => {
    const values = column.numbers();
    const weighed = weights === null ? values : values.map((value, i) => value * Math.sqrt(weights[i]!));
    return columnNorms(engine, values.length, 1, weighed)[0]!;
  });

/** Throws NumericalError `memory` before anything begins, where not even columns that pass through in blocks would fit. */
function requireLeastMemory(engine: Engine, call: string, dimensions: Dimensions): void {
  const { levels, slopes = [] } = dimensions;
  const mayPass = levels.length > 0 && !slopes.some((count) => count > 0);
  requireMemory(engine, `'${call}'`, memoryNeed({ ...dimensions, ...(mayPass && { rowsAtATime: BATCH_ROWS }) }));
}

/** Whether a variance is made of sums of scores: one of rows has neither clusters, nor places, nor a panel. */
const sumsScores = ({ by, places, panel }: SampleNeeds): boolean =>
  [by, places, panel].some((need) => need !== undefined);

/** Sets of cluster variables whose codes are kept, 4 bytes a row and combination. */
const MOST_CLUSTERINGS_KEPT = 8;

const keyOf = (variance: SampleNeeds): string => clusteringsOf(variance).map(clusterName).join("+");
const namesOf = (clusterings: readonly Category[]): string => clusterings.map(({ name }) => name).join("+");

/** `make`, whose last `most` results are kept by key. */
function once<A, T>(most: number, keyOf: (asked: A) => string, make: (asked: A) => T): (asked: A) => T {
  const made = new Map<string, T>();
  return (asked) => {
    const key = keyOf(asked);
    const found = made.get(key) ?? make(asked);
    made.delete(key);
    made.set(key, found);
    if (made.size > most) made.delete(made.keys().next().value!);
    return found;
  };
}

// What rounding left out of the columns of a regression without fixed effects, in linear memory.

/** n by columns.length, rows in `rowOrder` as the columns themselves; null where nothing was left out. */
export function placeLowParts(
  engine: Engine,
  scope: Scope,
  columns: readonly SampleColumn[],
  weights: Float64Array | null,
  rowOrder: Uint32Array | null,
): F64Block | null {
  const roots = weights?.map(Math.sqrt);
  const parts = columns.map((column) => {
    const low = column.lowPart();
    if (roots === undefined) return low;
    const values = column.numbers();
    const left = new Float64Array(values.length);
    for (let i = 0; i < left.length; i++) {
      const [value, root] = [values[i]!, roots[i]!];
      left[i] = productError(value, root, value * root) + (low === null ? 0 : low[i]! * root);
    }
    return left;
  });
  if (parts.every((part) => part === null)) return null;
  const nothing = new Float64Array(columns[0]!.length);
  return gatherColumns(
    engine,
    scope,
    parts.map((part) => part ?? nothing),
    rowOrder,
  );
}
