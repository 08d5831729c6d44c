/**
 * Least squares from moments alone, the rows being elsewhere: what a record, a variance and resampling ask of a regression, as far as
 * sums answer it.
 */
import type { Category } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { packedSize } from "../../engine/kernels/moments.js";
import type { Absorber } from "../absorb/absorber.js";
import type { Redundancy } from "../absorb/graph.js";
import { columnOf, INTERCEPT, type MomentFacts, noRows, sampleOf, termsOf } from "./absent-rows.js";
import type { ClusterTerm, Fit } from "./fit.js";
import type { LeastSquares } from "./least-squares.js";
import type { ClusterParts } from "./least-squares-steps.js";
import { type SolvedMoments, scoresOfBlocks } from "./solve-moments.js";

/** A clustering of the variance: its clusters, and the meat by them where the blocks are others'. */
export interface MomentClusters {
  readonly name: string;
  readonly nLevels: number;
  readonly label: (c: number) => string;
  readonly sign: 1 | -1;
  /** Packed by rows over the regressors kept; null where the blocks are of these clusters. */
  readonly meat: Float64Array | null;
}

/**
 * The regression for records and variances: `clusterings` are those of the variance, in the order it names them, `terms` what its
 * covariance is a sum over; `rowMeat` the sum over rows of (x u)(x u)', packed, where it was asked for.
 */
export function leastSquaresOfMoments(
  engine: Engine,
  facts: MomentFacts,
  solved: SolvedMoments,
  variance: { readonly terms: readonly MomentClusters[]; readonly rowMeat: Float64Array | null },
  timing: LeastSquares["timing"],
): LeastSquares {
  const { kept, ssr, dropped, tss, solve } = solved;
  const { nobs: n, spec, table } = facts;
  const k = kept.length;
  const shifts = shiftsOf(facts, solved);
  const { beta, R, Rinv } = shifts === null ? solved : shifted(solved, shifts, facts.means.at(-1)!);
  const meats = new Map<Uint32Array, Float64Array | null>();
  const parts = clusterPartsOf(variance.terms);
  variance.terms.forEach(({ meat }, i) => {
    meats.set(parts.clusterTerms[i]!.key, meat && unpacked(meat, k));
  });
  let scores: Float64Array | undefined;
  const fit: Fit = {
    ...{ n, k, beta, R, Rinv, ssr },
    get X(): F64Block {
      throw noRows(spec, "its regressors row by row");
    },
    get uHat(): F64Block {
      throw noRows(spec, "its residuals row by row");
    },
    ...(variance.rowMeat && { meat: unpacked(variance.rowMeat, k) }),
    ...(shifts !== null && { summed: { R: solved.R, Rinv: solved.Rinv } }),
    meatBy: ({ key }) => meats.get(key) ?? null,
    scoresByGroups: (scope: Scope, { key, name }) => {
      if (meats.get(key) !== null) throw noRows(spec, `sums of scores by '${name}'`);
      scores ??= scoresOfBlocks(engine, solved);
      return scope.copyF64(scores);
    },
  };
  return {
    table,
    panel: undefined,
    spec,
    sample: sampleOf(facts),
    terms: termsOf(facts),
    y: columnOf(facts, facts.names.length),
    absorber: absorberOf(facts, solved),
    solve,
    result: { fit, kept, dropped, tss, least_squares: "moments", refined: false },
    clusters: () => parts,
    parameters: () => ({ slopes: k, effects: facts.effects, rank: rankOf(facts, solved) }),
    columnsStand: () => false,
    timing,
  };
}

/** Clusters of which only sums are known, as a variance takes them. */
export function clusterPartsOf(terms: readonly Omit<MomentClusters, "meat">[]): ClusterParts {
  const parts = terms.map(({ name, nLevels, label, sign }) => {
    const codes = upTo(nLevels);
    return {
      clustering: { name, codes, nLevels, label } satisfies Category,
      term: { name, codes, key: codes, effect: -1, nLevels, sign } satisfies ClusterTerm,
    };
  });
  return {
    clusterings: parts.filter(({ term }) => term.sign === 1).map(({ clustering }) => clustering),
    clusterTerms: parts.map(({ term }) => term),
  };
}

export function unpacked(packed: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) out[i * k + j] = out[j * k + i] = packed[packedSize(i) + j]!;
  }
  return out;
}

// Beside a constant columns are centred in the blocks: x = z + m 1, X = Z T with T the identity but for its first row, (1, m). Then
// R of X is R T, coefficients are T^-1 those on Z; Q is the same.

/** Means m of the regressors kept beside a constant; null where nothing was centred that effects don't span. */
function shiftsOf({ names, effects, means }: MomentFacts, { kept }: SolvedMoments): Float64Array | null {
  if (effects.length > 0 || names[kept[0]!] !== INTERCEPT) return null;
  return Float64Array.from(kept, (j, i) => (i === 0 ? 0 : means[j]!));
}

function shifted({ beta, R, Rinv, kept }: SolvedMoments, m: Float64Array, meanOutcome: number) {
  const k = kept.length;
  const own = { beta: beta.slice(), R: R.slice(), Rinv: Rinv.slice() };
  own.beta[0]! += meanOutcome;
  for (let j = 1; j < k; j++) {
    own.beta[0]! -= m[j]! * beta[j]!;
    own.R[j * k]! += m[j]! * R[0]!;
    for (let i = 1; i <= j; i++) own.Rinv[j * k]! -= m[i]! * Rinv[j * k + i]!;
  }
  return own;
}

/**
 * Dummies of the eliminated effect and of the others: with one eliminated, those the others' factor keeps. Effects without dummies beside the
 * largest are spanned by it.
 */
export function rankOf({ effects, graph }: MomentFacts, { rank: left, moments }: SolvedMoments): Absorber["rank"] {
  if (graph !== null) return graph.rank;
  const eliminated = effects.filter(({ name }) => !moments.dummies.some((dummy) => dummy.name === name));
  return { value: left + Math.max(0, ...eliminated.map(({ levels }) => levels)), exact: effects.length < 3 };
}

export function absorberOf(facts: MomentFacts, solved: SolvedMoments): Absorber {
  const { effects, spec, method, reason } = facts;
  const rank = rankOf(facts, solved);
  const redundant = effects.reduce((sum, { levels }) => sum + levels, 0) - rank.value;
  const refuse = (): never => {
    throw noRows(spec, "the effects row by row");
  };
  const last = effects.length - 1;
  return {
    nRows: facts.nobs,
    method: method as Absorber["method"],
    choice: { method: method as Absorber["method"], reason, numbers: 0, work: 0 },
    levels: effects.map(({ levels }) => levels),
    rowOrder: null,
    ordering: null,
    components: facts.graph === null ? (effects.length < 2 ? null : redundant) : facts.graph.components,
    redundancies:
      facts.graph?.redundancies ??
      effects.map(
        ({ name, levels }, e): Redundancy => ({
          name,
          levels,
          redundant: e === last && e > 0 ? redundant : 0,
          exact: effects.length < 3,
        }),
      ),
    rank,
    mostRows: null,
    demean: refuse,
    within: refuse,
    owners: refuse,
    leverage: refuse,
    reweigh: refuse,
    weighed: refuse,
    subset: refuse,
  };
}
