/**
 * Least squares from moments alone, the rows being elsewhere: what a record, a variance and resampling ask of a regression, as far as
 * sums answer it. Whoever asks for a row is refused by name. Knows nothing of where the moments came from.
 *
 * With B the blocks' sum over [D, X, y], D the dummies left: Gamma = (D'D)^- D'[X y], cross-products net of D are those of [X y] less
 * [X y]'D Gamma, and a cluster's score is (X - D Gamma_X)'(y - X beta - D delta), a bilinear form of its block.
 * Source: as `moments`; Wansbeek & Kapteyn (1989), Journal of Econometrics 41(3), doi:10.1016/0304-4076(89)90066-9.
 */
import type { Category } from "../../base/columns.js";
import { NotSupported, NumericalError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { SampleColumn, upTo } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import { packedProducts } from "../../engine/kernels/blocks.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import { type PackedFactor, packedFactor, packedSize, packedSolve } from "../../engine/kernels/moments.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Absorber, Solve } from "../absorb/absorber.js";
import type { Redundancy } from "../absorb/graph.js";
import { requireOutcome, requireVariation } from "../frame/enough-variation.js";
import type { Sample } from "../frame/sample.js";
import type { ExpandedTerms } from "../frame/terms.js";
import { type ClusterMoments, columnScales, DROP_SHARE, sumOfBlocks } from "../moments/moments.js";
import type { ClusterTerm, Fit } from "./fit.js";
import type { LeastSquares } from "./least-squares.js";
import type { CountedEffect } from "./least-squares-steps.js";
import { type Dropped, leastShare } from "./ols.js";

/** What is left of a column's squares, as a share of what they were about its mean, below which that is rounding: it is absorbed. */
const ABSORBED_SHARE = 1e-12;
/** The same below which too few digits are left to go on with. */
const LEAST_LEFT = 1e-9;
/** The same of a regressor beside those before it: it is collinear. */
const COLLINEAR_SHARE = 1e-13;
/** Share of its norm every regressor must leave beside the others: coefficients then keep about nine digits. */
const LEAST_INDEPENDENT = 1e-4;

/** The name of a constant among regressors, the first of them. */
export const INTERCEPT = "(Intercept)";

/** What is known of effects that were absorbed before there were moments. */
export interface EffectFacts extends Pick<Absorber, "redundancies" | "rank" | "components"> {
  readonly error: number;
  readonly certificate: number;
}

/** What is known of the rows beside their moments. */
export interface MomentFacts {
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly nobs: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
  /** Regressors in the order of the blocks, the outcome's name, and words for them. */
  readonly names: readonly string[];
  readonly labels: ExpandedTerms["labels"];
  /**
   * Means, and sums of squares about them, of regressors and outcome. Columns of the blocks are less their means, but for a constant;
   * without effects and without a constant they are as they are.
   */
  readonly means: readonly number[];
  readonly squares: Float64Array;
  /** Effects as they are counted; nested is whether each level lies in one cluster of the variance. */
  readonly effects: readonly CountedEffect[];
  readonly isWeighted: boolean;
  /** Null where the moments have the dummies of all effects but one. */
  readonly graph: EffectFacts | null;
  /** Of the record's solver: how effects were taken out, and why so. */
  readonly method: string;
  readonly reason: Note;
}

/** A clustering of the variance: its clusters, and the meat by them where the blocks are others'. */
export interface MomentClusters {
  readonly name: string;
  readonly nLevels: number;
  readonly label: (c: number) => string;
  readonly sign: 1 | -1;
  /** Packed by rows over the regressors kept; null where the blocks are of these clusters. */
  readonly meat: Float64Array | null;
}

/** What the moments say of the coefficients, before any variance. */
export interface SolvedMoments {
  readonly moments: ClusterMoments;
  readonly solve: Solve;
  /** Positions of the regressors kept, and those that are not. */
  readonly kept: readonly number[];
  readonly dropped: readonly Dropped[];
  readonly beta: Float64Array;
  readonly R: Float64Array;
  readonly Rinv: Float64Array;
  readonly ssr: number;
  readonly tss: number;
  /** Coefficients of the dummies on regressors and outcome, m a column: Gamma. */
  readonly dummies: Float64Array;
  /** Rank of the dummies that are left. */
  readonly rank: number;
  /** Cross-products of regressors and outcome net of all effects, k + 1 by k + 1. */
  readonly XtX: Float64Array;
}

/** Throws NumericalError `engine_digits` where cross-products leave too few digits, and as `requireOutcome` and `requireVariation`. */
export function solveMoments(engine: Engine, moments: ClusterMoments, facts: MomentFacts): SolvedMoments {
  const { nDummies: m, nRegressors: k } = moments;
  const total = engine.scope((scope) => sumOfBlocks(engine, scope, moments).view().slice());
  const at = (i: number, j: number): number => total[i >= j ? packedSize(i) + j : packedSize(j) + i]!;
  const scale = columnScales(moments);
  const factor = packedFactor(engine, m, DROP_SHARE, scale.slice(0, m), total.slice(0, packedSize(m)));
  const columns = Float64Array.from({ length: m * (k + 1) }, (_, i) => at(m + Math.floor(i / m), i % m));
  const dummies = m === 0 ? columns : packedSolve(engine, factor, k + 1, columns);
  const net = (i: number, j: number): number => {
    let value = at(m + i, m + j);
    for (let d = 0; d < m; d++) value -= columns[i * m + d]! * dummies[j * m + d]!;
    return value;
  };
  const left = Float64Array.from({ length: k + 1 }, (_, j) => Math.max(0, net(j, j)));
  const hasEffects = facts.effects.length > 0;
  const before = facts.squares;
  const isAbsorbed = Array.from(
    left,
    (square, j) => square <= ABSORBED_SHARE * before[j]! || !(before[j]! > 0 || !hasEffects),
  );
  const solve: Solve = {
    method: facts.method as Solve["method"],
    iterations: 0,
    certificate: 0,
    errorEstimate: 0,
    converged: true,
    normBefore: before.map(Math.sqrt),
    normAfter: left.map((square, j) => (isAbsorbed[j] ? 0 : Math.sqrt(square))),
  };
  const sample = sampleOf(facts);
  requireOutcome(columnOf(facts, k), outcomeName(facts), solve, sample);
  requireVariation(termsOf(facts), isAbsorbed.slice(0, k), sample);
  requireDigits(facts, left, isAbsorbed);
  const candidates = Array.from({ length: k }, (_, j) => j).filter((j) => !isAbsorbed[j]);
  const ranked = rank(engine, candidates, net, left);
  const { kept, R } = ranked;
  const r = kept.length;
  const Rinv = dtrtri(engine, r, R);
  const share = leastShare(R, Rinv);
  if (r > 0 && share < LEAST_INDEPENDENT) throw tooClose(facts, share);
  const Xty = kept.map((j) => net(j, k));
  const Qty = Float64Array.from({ length: r }, (_, i) => {
    let sum = 0;
    for (let l = 0; l <= i; l++) sum += Rinv[i * r + l]! * Xty[l]!;
    return sum;
  });
  const beta = Float64Array.from({ length: r }, (_, i) => {
    let sum = 0;
    for (let l = i; l < r; l++) sum += Rinv[l * r + i]! * Qty[l]!;
    return sum;
  });
  const tss = left[k]!;
  const ssr = Math.max(
    0,
    Qty.reduce((rest, value) => rest - value * value, tss),
  );
  const dropped = [
    ...Array.from({ length: k }, (_, index) => index)
      .filter((index) => isAbsorbed[index])
      .map((index): Dropped => ({ index, combination: [] })),
    ...ranked.dropped,
  ].sort((a, b) => a.index - b.index);
  // cross-products lose digits with the square of what regressors leave beside each other
  const rounding = Number.EPSILON / share ** 2;
  const residual = netCombination({ moments, dummies }, residualOf({ moments, kept, beta }));
  const sd = Math.sqrt(before[k]! / facts.nobs);
  const means = Array.from({ length: m }, (_, d) => {
    const sum = residual.reduce((total, value, i) => total + value * at(d, i), 0);
    return scale[d]! > 0 && sd > 0 ? Math.abs(sum) / scale[d]! / sd : 0;
  });
  return {
    moments,
    solve: {
      ...solve,
      certificate: Math.max(facts.graph?.certificate ?? 0, ...means),
      errorEstimate: Math.max(facts.graph?.error ?? 0, rounding),
    },
    kept,
    dropped,
    beta,
    R,
    Rinv,
    ssr,
    tss,
    dummies,
    rank: m - factor.nDropped,
    XtX: Float64Array.from({ length: (k + 1) ** 2 }, (_, i) => net(i % (k + 1), Math.floor(i / (k + 1)))),
  };
}

/** Which candidates are independent of those before them, and the triangle of these, column-major. */
function rank(
  engine: Engine,
  candidates: readonly number[],
  net: (i: number, j: number) => number,
  left: Float64Array,
): { readonly kept: readonly number[]; readonly R: Float64Array; readonly dropped: readonly Dropped[] } {
  const n = candidates.length;
  if (n === 0) return { kept: [], R: new Float64Array(0), dropped: [] };
  const A = new Float64Array(packedSize(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) A[packedSize(i) + j] = net(candidates[i]!, candidates[j]!);
  }
  const scale = Float64Array.from(candidates, (j) => left[j]!);
  const factor = packedFactor(engine, n, COLLINEAR_SHARE, scale, A);
  const places = Array.from({ length: n }, (_, i) => i);
  const kept = places.filter((i) => factor.kept[i] === 1);
  const r = kept.length;
  const R = new Float64Array(r * r);
  kept.forEach((row, j) => {
    for (let i = 0; i <= j; i++) R[j * r + i] = factor.L[packedSize(row) + kept[i]!]!;
  });
  const dropped = places
    .filter((i) => factor.kept[i] === 0)
    .map((i) => ({ index: candidates[i]!, combination: combinationOf(engine, factor, A, i, kept, candidates) }));
  return { kept: kept.map((i) => candidates[i]!), R, dropped };
}

/** A dropped column as a combination of those kept before it. */
function combinationOf(
  engine: Engine,
  factor: PackedFactor,
  A: Float64Array,
  i: number,
  kept: readonly number[],
  candidates: readonly number[],
): Dropped["combination"] {
  const right = new Float64Array(factor.n);
  for (const j of kept) right[j] = A[i >= j ? packedSize(i) + j : packedSize(j) + i]!;
  const solution = packedSolve(engine, factor, 1, right);
  return kept.filter((j) => j < i).map((j) => ({ index: candidates[j]!, coefficient: solution[j]! }));
}

function requireDigits(
  { names, squares, spec }: MomentFacts,
  left: Float64Array,
  isAbsorbed: readonly boolean[],
): void {
  const j = left.findIndex((square, at) => !isAbsorbed[at] && square < LEAST_LEFT * squares[at]!);
  if (j < 0) return;
  const name = names[j] ?? "the outcome";
  throw new NumericalError(
    "engine_digits",
    `'${spec.call}': the effects leave ${(left[j]! / squares[j]!).toExponential(1)} of the squares of '${name}', and sums made far away have too few digits for that. Bring the columns home, or subtract from '${name}' in a view what explains most of it.`,
    { got: left[j]! / squares[j]!, expected: LEAST_LEFT, column: name },
  );
}

const tooClose = ({ spec }: MomentFacts, share: number): NumericalError =>
  new NumericalError(
    "engine_digits",
    `'${spec.call}': a regressor leaves ${share.toExponential(1)} of its norm beside the others, and sums made far away have too few digits for that. Bring the columns home, or write the regressors so that they are less alike.`,
    { got: share, expected: LEAST_INDEPENDENT },
  );

/** The residual as a combination of regressors and outcome. */
function residualOf({ moments, kept, beta }: Pick<SolvedMoments, "moments" | "kept" | "beta">): Float64Array {
  const residual = new Float64Array(moments.nRegressors + 1);
  residual[moments.nRegressors] = 1;
  kept.forEach((j, i) => {
    residual[j] = -beta[i]!;
  });
  return residual;
}

/** A combination of regressors and outcome, net of what dummies explain of it, over the blocks' columns. */
function netCombination(
  { moments, dummies }: Pick<SolvedMoments, "moments" | "dummies">,
  of: Float64Array,
): Float64Array {
  const { nDummies: m, nRegressors: k } = moments;
  const net = new Float64Array(m + k + 1);
  net.set(of, m);
  for (let d = 0; d < m; d++) {
    let sum = 0;
    for (let j = 0; j <= k; j++) sum -= of[j]! * dummies[j * m + d]!;
    net[d] = sum;
  }
  return net;
}

/**
 * Sums by the blocks' clusters of the regressors `columns`, net of all effects, times a combination of regressors and outcome: row-major,
 * a row a cluster.
 */
export function scoresOfCombination(
  engine: Engine,
  { moments, dummies }: Pick<SolvedMoments, "moments" | "dummies">,
  columns: readonly number[],
  of: Float64Array,
): Float64Array {
  const { nDummies: m, order, blocks, clusters } = moments;
  const vector = new Float64Array(order);
  vector.set(netCombination({ moments, dummies }, of));
  const products = packedProducts(engine, order, blocks, new Uint32Array(clusters.nLevels), vector);
  const scores = new Float64Array(clusters.nLevels * columns.length);
  for (let c = 0; c < clusters.nLevels; c++) {
    const own = products.subarray(c * order, (c + 1) * order);
    columns.forEach((j, i) => {
      let sum = own[m + j]!;
      for (let d = 0; d < m; d++) sum -= dummies[j * m + d]! * own[d]!;
      scores[c * columns.length + i] = sum;
    });
  }
  return scores;
}

/** Score sums of the blocks' clusters, a row a cluster, over the regressors kept. */
export const scoresOfBlocks = (engine: Engine, solved: SolvedMoments): Float64Array =>
  scoresOfCombination(engine, solved, solved.kept, residualOf(solved));

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
  const meatOf = (packed: Float64Array): Float64Array => withShifts(unpacked(packed, k), k, shifts);
  const meats = new Map<Uint32Array, Float64Array | null>();
  const parts = variance.terms.map((term) => {
    const codes = upTo(term.nLevels);
    meats.set(codes, term.meat && meatOf(term.meat));
    const { name, nLevels, label, sign } = term;
    return {
      clustering: { name, codes, nLevels, label } satisfies Category,
      term: { name, codes, key: codes, effect: -1, nLevels, sign } satisfies ClusterTerm,
    };
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
    ...(variance.rowMeat && { meat: meatOf(variance.rowMeat) }),
    meatBy: ({ key }) => meats.get(key) ?? null,
    scoresByGroups: (scope: Scope, { key, name }) => {
      if (meats.get(key) !== null) throw noRows(spec, `sums of scores by '${name}'`);
      scores ??= scoresWithShifts(scoresOfBlocks(engine, solved), k, shifts);
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
    clusters: () => ({
      clusterings: parts.filter(({ term }) => term.sign === 1).map(({ clustering }) => clustering),
      clusterTerms: parts.map(({ term }) => term),
    }),
    parameters: () => ({ slopes: k, effects: facts.effects, rank: rankOf(facts, solved) }),
    columnsStand: () => false,
    timing,
  };
}

function unpacked(packed: Float64Array, k: number): Float64Array {
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) out[i * k + j] = out[j * k + i] = packed[packedSize(i) + j]!;
  }
  return out;
}

// Beside a constant columns are centred in the blocks: x = z + m 1, X = Z T with T the identity but for its first row, (1, m). Then
// R of X is R T, coefficients are T^-1 those on Z, and scores T' those of z.

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

/** T' M T. */
function withShifts(M: Float64Array, k: number, m: Float64Array | null): Float64Array {
  if (m === null) return M;
  const right = M.slice();
  for (let i = 0; i < k; i++) for (let j = 1; j < k; j++) right[i * k + j]! += M[i * k]! * m[j]!;
  const out = right.slice();
  for (let i = 1; i < k; i++) for (let j = 0; j < k; j++) out[i * k + j]! += m[i]! * right[j]!;
  return out;
}

function scoresWithShifts(scores: Float64Array, k: number, m: Float64Array | null): Float64Array {
  if (m === null) return scores;
  return scores.map((score, i) => score + m[i % k]! * scores[i - (i % k)]!);
}

// What a regression has of its rows, where there are none.

const outcomeName = ({ spec, names }: MomentFacts): string => names[names.length] ?? spec.call.split("~", 1)[0]!.trim();

/** NotSupported `engine_rows`: `what` would have to come from the rows. */
export const noRows = ({ call }: ModelSpec, what: string): NotSupported =>
  new NotSupported(
    "engine_rows",
    `'${call}': the rows stay where they are, and this would need ${what}. Ask for iid, hetero or clustered errors, or bring the columns home.`,
    { got: what, expected: "what sums over the rows answer" },
  );

/** A column of which mean and spread are known. */
class AbsentColumn extends SampleColumn {
  constructor(
    private readonly spec: ModelSpec,
    private readonly mean: number,
    private readonly squares: number,
    private readonly nRows: number,
  ) {
    super(new Float64Array(0));
  }
  override get length(): number {
    return this.nRows;
  }
  override get first(): number {
    return this.mean;
  }
  override isConstant(): boolean {
    return this.squares <= Number.EPSILON ** 2 * this.mean ** 2 * this.nRows;
  }
  override numbers(): Float64Array {
    throw noRows(this.spec, "the numbers of a column");
  }
}

export const columnOf = ({ spec, means, squares, nobs }: MomentFacts, j: number): SampleColumn =>
  new AbsentColumn(spec, means[j]!, squares[j]!, nobs);

export const termsOf = (facts: MomentFacts): ExpandedTerms => ({
  names: facts.names,
  columns: facts.names.map((_, j) => columnOf(facts, j)),
  labels: facts.labels,
  notes: [],
});

export const sampleOf = (facts: MomentFacts): Sample => ({
  n: facts.nobs,
  get rows(): Uint32Array {
    throw noRows(facts.spec, "the numbers of its rows");
  },
  selected: undefined,
  effects: facts.effects.map(({ name, levels }) => ({
    name,
    nLevels: levels,
    label: String,
    get codes(): Uint32Array {
      throw noRows(facts.spec, `'${name}' row by row`);
    },
  })),
  get weights(): Float64Array | null {
    if (!facts.isWeighted) return null;
    throw noRows(facts.spec, "weights row by row");
  },
  evaluated: new Map(),
  dropped: facts.dropped,
  notes: facts.notes,
});

/** Dummies of the eliminated effect and of the others: with one eliminated, those the others' factor keeps. */
export function rankOf({ effects, graph }: MomentFacts, { rank: left, moments }: SolvedMoments): Absorber["rank"] {
  if (graph !== null) return graph.rank;
  const eliminated = effects.filter(({ name }) => !moments.dummies.some((dummy) => dummy.name === name));
  return { value: left + eliminated.reduce((sum, { levels }) => sum + levels, 0), exact: effects.length < 3 };
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
