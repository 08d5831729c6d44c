/**
 * An equation with instruments from the cross-products of what effects leave of [Z W X y], the columns as they are: read twice,
 * written only where a variance asks for rows. The second reading makes sums of scores by group, of which clusters that hold whole
 * groups are made. Knows no estimate.
 * Source: as `regression/least-squares/from-moments`.
 */
import { linearCombinationsBlock } from "../../../engine/kernels/blas.js";
import type { Engine, F64Block, Scope } from "../../../engine/kernels/engine.js";
import type { Solve } from "../../../regression/absorb/absorber.js";
import type { ClusterTerm } from "../../../regression/least-squares/fit.js";
import type { RawColumns } from "../../../regression/least-squares/from-moments.js";
import { LEAST_PIVOT_OF_SQUARES, triangleOfProducts } from "../../../regression/least-squares/triangle.js";
import { type Equation, rankedEquation, type Shape } from "./equation.js";
import { netCoefficients } from "./net-coefficients.js";

/**
 * Sums by cluster of the columns [Z W X] times E, what [Z W] leave of [X y], and F, what W alone leaves: kx + 1 residuals each, for
 * each of them a row-major matrix with `width` columns, a row a cluster.
 */
export interface EquationSums {
  /** Columns of [Z W X]. */
  readonly width: number;
  /** In the order of the codes; null where a group lies across clusters. */
  readonly by: (term: ClusterTerm) => F64Block | null;
}

export interface EquationMoments {
  readonly equation: Equation;
  readonly solve: Solve;
  readonly sums: EquationSums;
}

/**
 * Null where only demeaned columns serve, as `fromMoments`: which variance is wanted does not decide.
 *
 * @param raw columns Z, W, X, y
 * @param terms clusterings whose sums will be asked for
 */
export function equationFromMoments(
  engine: Engine,
  scope: Scope,
  { absorber, columns, n, k, place, weigh }: RawColumns,
  shape: Shape,
  terms: readonly ClusterTerm[],
): EquationMoments | null {
  const order = k + 1;
  if (n < order) return null;
  const within = absorber.within(scope, columns);
  if (within === null) return null;
  const { normBefore, normAfter } = within;
  const R = triangleOfProducts(engine, order, within.XtX, LEAST_PIVOT_OF_SQUARES);
  if (R === null) return null;
  const all = Array.from({ length: k }, (_, j) => j);
  const shrunk = normBefore.map((norm, j) => norm / normAfter[j]!);
  const ranked = rankedEquation(engine, n, shape, all, { R, leastSquares: "moments" }, shrunk);
  if (ranked.kept.length < k) return null;
  const { unexplained, beyondExogenous } = netCoefficients(engine, ranked);
  const sums = equationSums(engine, scope, absorber, { n, k, kx: shape.kx }, terms);
  const made = within.combinations(scope, [...unexplained, ...beyondExogenous], sums.serve);
  if (made === null) return null;
  let demeaned: F64Block | undefined;
  const equation: Equation = {
    ...ranked,
    get columns() {
      if (demeaned !== undefined) return demeaned;
      demeaned = place();
      within.demean(demeaned);
      weigh(demeaned);
      return demeaned;
    },
  };
  const certificates = made.largestMeans.map((mean, v) => {
    const before = normBefore[k - shape.kx + (v % (shape.kx + 1))]! / Math.sqrt(within.weight);
    return before > 0 ? mean / before : 0;
  });
  const solve: Solve = {
    method: absorber.method,
    iterations: within.iterations,
    certificate: Math.max(...certificates),
    errorEstimate: within.errorEstimate,
    converged: true,
    normBefore,
    normAfter,
  };
  return { equation, solve, sums: { width: k, by: (term) => made.scores && sums.ofTerm(made.scores, term) } };
}

/** Which clusterings hold whole groups, and the sums of one of these from those of groups. */
function equationSums(
  engine: Engine,
  scope: Scope,
  absorber: RawColumns["absorber"],
  { n, k, kx }: { readonly n: number; readonly k: number; readonly kx: number },
  terms: readonly ClusterTerm[],
): {
  readonly serve: boolean;
  readonly ofTerm: (scores: F64Block, term: ClusterTerm) => F64Block | null;
} {
  const ownersBy = new Map<Uint32Array, Uint32Array | null>();
  const ownersOf = ({ key, codes }: ClusterTerm): Uint32Array | null => {
    const owners = ownersBy.get(key) ?? absorber.owners(codes);
    ownersBy.set(key, owners);
    return owners;
  };
  /** Whether clusters are the groups: no code need be looked at. */
  const areGroups = ({ effect }: ClusterTerm): boolean => effect >= 0 && effect === absorber.ordering;
  const r = 2 * (kx + 1);
  const groups = (term: ClusterTerm): number | null =>
    areGroups(term) ? term.nLevels : (ownersOf(term)?.length ?? null);
  const held = terms.map(groups).filter((count) => count !== null);
  const made = new Map<Uint32Array, F64Block>();
  const ofTerm = (scores: F64Block, term: ClusterTerm): F64Block | null => {
    const { key, nLevels } = term;
    if (areGroups(term) && scores.length === r * nLevels * k) return scores;
    const owners = ownersOf(term);
    if (owners === null) return null;
    const found = made.get(key);
    if (found !== undefined) return found;
    const sums = scope.f64(r * nLevels * k);
    scope.scope((inner) => {
      const given = {
        size: k,
        low: 0,
        high: k,
        nBlocks: owners.length,
        nGroups: nLevels,
        codes: inner.copyU32(owners),
      };
      engine.run(
        "groupBlocks",
        Array.from({ length: r }, (_, v) => {
          return { ...given, blocks: scores.at(v * owners.length * k), sums: sums.at(v * nLevels * k) };
        }),
      );
    });
    made.set(key, sums);
    return sums;
  };
  // more numbers than the columns have would cost more than rows do
  return { serve: held.some((count) => r * count <= n), ofTerm };
}

/** Sums of the columns times one combination of E, or of F: row-major, a row a cluster. */
export function sumsWith(
  engine: Engine,
  scope: Scope,
  sums: F64Block,
  weights: readonly number[],
  of: "E" | "F",
): F64Block {
  const size = sums.length / (2 * weights.length);
  const part = sums.part(of === "E" ? 0 : size * weights.length, size * weights.length);
  const only = weights.indexOf(1);
  if (weights.every((weight, v) => v === only || weight === 0)) return part.part(only * size, size);
  return linearCombinationsBlock(
    engine,
    scope,
    size,
    weights.length,
    1,
    part,
    scope.copyF64(Float64Array.from(weights)),
  );
}
