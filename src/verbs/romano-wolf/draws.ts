/**
 * What all hypotheses of a family draw from: wild tests and refits by the same clusters. A slice of draws gives a statistic for
 * every hypothesis. Knows nothing of what becomes of them.
 */
import type { Category } from "../../base/columns.js";
import { DataError, NotSupported, NumericalError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { linearCombinations } from "../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import type { WildKind, WildSystem } from "../../engine/kernels/wild.js";
import {
  pairsCountsBlock,
  type Reweighting,
  reweightedDraws,
  reweighting,
} from "../../regression/cluster-bootstrap/reweighted.js";
import { wildDraws, wildTest } from "../../regression/cluster-bootstrap/wild.js";
import { drawStatistics, type WildTest } from "../../regression/cluster-bootstrap/wild-statistic.js";
import { isErrorRounding } from "../../regression/record/describe-fit.js";
import { wildClusters } from "../bootstrap/wild.js";
import { wildTestBySolves } from "../bootstrap/wild-solves.js";
import type { FamilyPlan } from "./plan.js";
import type { FamilyRegression, SharedClusters } from "./regressions.js";

/** A |t| beyond this is rounding: scores cancel in every cluster. */
const MOST_T = 1e7;

/** A hypothesis before its draws. */
export interface DrawnHypothesis {
  readonly estimate: number;
  readonly stdError: number;
  readonly statistic: number;
  /** Clusters that have a multiplier, or are drawn. */
  readonly boot: Category;
  /** Statistics of draws first .. first + count - 1, NaN where there is none. */
  readonly draw: (request: DrawRequest) => Float64Array;
}

export interface DrawRequest {
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  readonly kind: WildKind;
  /** Multipliers to use in the place of random ones, f64[draws * clusters], a column a draw of the whole table. */
  readonly given: GivenMultipliers | null;
}

/** The test of coefficient `column` of a regression, in memory of `scope`. Throws as `wildTest`. */
export function wildHypothesis(
  engine: Engine,
  scope: Scope,
  regression: FamilyRegression,
  plan: FamilyPlan,
  column: number,
  value: number,
  shared: SharedClusters | null,
): DrawnHypothesis {
  const { errorClusters, boot: own } = wildClusters(regression, plan);
  const boot = shared === null ? own : alignedWith(shared, regression, own.name);
  const spec = {
    type: plan.type,
    imposeNull: plan.imposeNull,
    errorClusters,
    bootClusters: boot,
    atValueAlone: true,
  } as const;
  const hypothesis = { columns: [column], values: [value] };
  const { alone, model, names } = regression;
  const name = names[column]!;
  const isOwnRounding = regression.isOwnFit && isErrorRounding(regression.fit.notes, name);
  if (isOwnRounding) throw noErrors(name, model.spec.call, regression.fit.coefficients[name]!.std_error);
  const test = scope.scope((inner) => {
    const moments = regression.momentsIn(inner);
    return moments === null
      ? wildTestBySolves(engine, scope, alone!, hypothesis, spec, plan.options.signal)
      : wildTest(engine, scope, moments, hypothesis, spec);
  });
  if (!regression.isOwnFit && Math.abs(test.statistic) > MOST_T) {
    throw noErrors(name, model.spec.call, Math.sqrt(test.variance[0]!));
  }
  return {
    estimate: test.estimates[0]!,
    stdError: Math.sqrt(test.variance[0]!),
    statistic: test.statistic,
    boot,
    draw: (request) => drawStatistics(test, drawnOf(engine, test, request), value),
  };
}

const noErrors = (name: string, call: string, error: number): NumericalError =>
  new NumericalError(
    "wild_no_variance",
    `The standard error of '${name}' in '${call}' is zero to rounding: its scores cancel in every cluster, or the fit is perfect, and there is no statistic to compare draws with. Leave the regression out of the family.`,
    { got: error, expected: "positive" },
  );

const drawnOf = (engine: Engine, test: WildTest, request: DrawRequest) =>
  request.given === null ? wildDraws(engine, test, request) : givenDraws(engine, test.system, request.given, request);

/** Clusters of a sample under the numbers they have over all samples. */
const alignedWith = (shared: SharedClusters, { sample, cells }: FamilyRegression, name: string): Category => ({
  name,
  codes: shared.placesOf(sample, cells),
  nLevels: shared.nLevels,
  label: shared.label,
});

// Multipliers that were given.

/** Draws by clusters: row d are the multipliers of draw d. */
export interface GivenMultipliers {
  readonly nDraws: number;
  /** A column a cluster. */
  readonly columns: readonly Float64Array[];
}

/**
 * The multipliers of `table`: columns named by the clusters are taken by name, others in sorted order of the clusters. Throws
 * DataError `multipliers_columns`, `multipliers_value`.
 */
export function givenMultipliers(
  table: Table,
  { nLevels, label, name }: Pick<Category, "nLevels" | "label" | "name">,
): GivenMultipliers {
  const labels = Array.from({ length: nLevels }, (_, c) => label(c));
  const nNamed = labels.filter((text) => table.has(text)).length;
  const isNamed = nNamed === nLevels;
  // names that are numbers and no clusters' are a draw, in a file without a header
  const isHeaderless = !isNamed && table.names.every((text) => Number.isFinite(Number(text)));
  if (table.names.length !== nLevels || (nNamed > 0 && !isNamed) || isHeaderless) {
    throw new DataError(
      "multipliers_columns",
      `${table.source.name} has ${table.names.length} columns, ${nNamed} of them named by clusters of '${name}', which has ${nLevels}: give a column a cluster, all named by it, or none, by names that are no numbers and in sorted order.`,
      { got: table.names, expected: labels },
    );
  }
  const columns = (isNamed ? labels : table.names).map((text) => table.numeric(text));
  columns.forEach((values, c) => {
    const row = values.findIndex((value) => !Number.isFinite(value));
    if (row < 0) return;
    throw new DataError(
      "multipliers_value",
      `${table.source.name}: the multiplier of cluster '${labels[c]}' in row ${row + 1} is missing; fill it in, or leave the row out.`,
      { got: "missing", expected: "a number", column: isNamed ? labels[c] : table.names[c], row: row + 1 },
    );
  });
  return { nDraws: table.nRows, columns };
}

/** Draws of a system of one part, or of value and slope, by multipliers that were given: two products of matrices. */
function givenDraws(engine: Engine, system: WildSystem, given: GivenMultipliers, { first, count }: DrawRequest) {
  const { nBoot, nRows, nParts } = system;
  const V = new Float64Array(count * nBoot);
  given.columns.forEach((values, c) => {
    V.set(values.subarray(first, first + count), c * count);
  });
  const rows = denseRows(system);
  const numerators = system.numerators.view().slice();
  const factors = system.factors.view();
  const N = linearCombinations(engine, count, nBoot, nParts, V, numerators);
  const scores = rows.map((part) => linearCombinations(engine, count, nBoot, nRows, V, part));
  const squares = scores.flatMap((p, i) =>
    scores.slice(0, i + 1).map((q) => {
      const sums = new Float64Array(count);
      for (let c = 0; c < nRows; c++) {
        for (let d = 0; d < count; d++) sums[d]! += factors[c]! * p[c * count + d]! * q[c * count + d]!;
      }
      return sums;
    }),
  );
  const parts = Array.from({ length: nParts }, (_, p) => N.subarray(p * count, (p + 1) * count));
  return { count, columns: [...parts, ...squares] };
}

/** By part the entries of every pair of clusters, a column an error cluster: those of shared cells, and W U. */
function denseRows({ nBoot, nRows, rank, nParts, U, W, offsets, clusters, values }: WildSystem): Float64Array[] {
  const [u, w, at, of, entries] = [U.view(), W.view(), offsets.view(), clusters.view(), values.view()];
  return Array.from({ length: nParts }, (_, p) => {
    const P = new Float64Array(nBoot * nRows);
    for (let c = 0; c < nRows; c++) {
      const out = P.subarray(c * nBoot, (c + 1) * nBoot);
      for (let e = at[c]!; e < at[c + 1]!; e++) out[of[e]!] = entries[p * of.length + e]!;
      for (let t = 0; t < rank; t++) {
        const factor = w[(p * nRows + c) * rank + t]!;
        for (let h = 0; h < nBoot; h++) out[h]! += factor * u[(p * rank + t) * nBoot + h]!;
      }
    }
    return P;
  });
}

// Clusters drawn with replacement, the same for every regression.

/** Refits of a regression by clusters drawn, its moments in memory of `scope`. Throws NotSupported `family_pairs` without moments. */
export function pairsRefits(
  engine: Engine,
  scope: Scope,
  regression: FamilyRegression,
  columns: readonly number[],
  shared: SharedClusters | null,
): (j: number, value: number) => DrawnHypothesis {
  const { cells, names, fit, model } = regression;
  const moments = regression.momentsIn(scope);
  if (moments === null) {
    throw new NotSupported(
      "family_pairs",
      `'${model.spec.call}': the pairs bootstrap of a family is made of the cross-products of its clusters, and ${regression.alone?.refused}. Use kind wild.`,
      { got: "pairs", expected: "wild" },
    );
  }
  const ready = reweighting(scope, moments, regression.ssc, columns);
  const boot = shared === null ? cells : alignedWith(shared, regression, cells.name);
  const places = shared === null ? null : shared.placesOf(regression.sample, cells);
  let last: { readonly request: DrawRequest; readonly fits: ReturnType<typeof reweightedDraws> } | undefined;
  const fitsOf = (request: DrawRequest) => {
    if (last?.request !== request) last = { request, fits: drawnFits(engine, ready, boot.nLevels, places, request) };
    return last.fits;
  };
  const own = engine.scope((inner) => {
    const ones = inner.copyF64(new Float64Array(cells.nLevels).fill(1));
    return reweightedDraws(engine, ready, 1, ones);
  });
  return (j, value) => {
    const column = columns[j]!;
    const estimate = regression.isOwnFit ? fit.coefficients[names[column]!]!.estimate : own.estimates[column]!;
    const stdError = regression.isOwnFit ? fit.coefficients[names[column]!]!.std_error : own.stdErrors[j]!;
    if (!(stdError > 0) || isErrorRounding(regression.isOwnFit ? fit.notes : [], names[column]!)) {
      throw noErrors(names[column]!, model.spec.call, stdError);
    }
    return {
      estimate,
      stdError,
      statistic: (estimate - value) / stdError,
      boot,
      draw: (request) => {
        const { estimates, stdErrors } = fitsOf(request);
        return Float64Array.from({ length: request.count }, (_, d) => {
          const error = stdErrors[d * columns.length + j]!;
          return error > 0 ? (estimates[d * names.length + column]! - estimate) / error : Number.NaN;
        });
      },
    };
  };
}

/** Fits of a slice: clusters are drawn among those of all samples, and each regression has those of them that are its own. */
function drawnFits(
  engine: Engine,
  ready: Reweighting,
  nLevels: number,
  places: Uint32Array | null,
  request: DrawRequest,
) {
  return engine.scope((scope) => {
    const counts = pairsCountsBlock(engine, scope, nLevels, request);
    return reweightedDraws(
      engine,
      ready,
      request.count,
      places === null ? counts : ofOwn(scope, counts, nLevels, places),
    );
  });
}

/** Counts of the clusters at `places`, by draw. */
function ofOwn(scope: Scope, counts: F64Block, nLevels: number, places: Uint32Array): F64Block {
  const all = counts.view().slice();
  const own = new Float64Array((all.length / nLevels) * places.length);
  for (let d = 0; d * nLevels < all.length; d++) {
    places.forEach((place, c) => {
      own[d * places.length + c] = all[d * nLevels + place]!;
    });
  }
  return scope.copyF64(own);
}
