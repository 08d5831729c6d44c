/**
 * What fixed effects leave of the cross-products of columns, and residuals made of the columns as they are: two reads of the rows,
 * and no demeaned column is written. The effect that orders the rows is taken out group by group in the cache, the others by
 * their equations. Exact where the columns keep enough of what varies within groups; where not, nothing is returned. Knows no model.
 */
import {
  invokeChecked,
  ownLines,
  runChecked,
  sumFew,
  sumPartsBlock,
  sumPartsBlocks,
} from "../../engine/kernels/call.js";
import { LANES, rowWidth, withinProductsWork, withinResidualsWork } from "../../engine/kernels/demean.js";
import type { Engine, F64Block, Scope, U32Block } from "../../engine/kernels/engine.js";
import type { Equations } from "./solver.js";

/** Share of a column's squares within groups that the other effects must leave: 1/300 keeps all but three of sixteen digits. */
const LEAST_LEFT = 1 / 300;
/** Share of a column's norm that all effects must leave: below, what is left may be rounding. */
const LEAST_NORM_LEFT = 1e-6;
/** A mean of the residuals above this share of their standard deviation: the equations were not solved to all digits. */
const LARGEST_MEAN = 1e-11;
/** The same where equations were solved to a tolerance. */
const WORST_MEAN = 1e-8;
/** A sum of (x u)^2 below: terms of it may have underflowed. */
const LEAST_SCORE_SQUARES = 1e-280;

/** Rows ordered by the effect that is eliminated, as the kernels take them, and the slabs that tasks own. */
export interface OrderedGroups {
  readonly engine: Engine;
  /** Arguments every kernel takes; `codes` of the p other effects, `nLevels` levels together. */
  readonly given: {
    readonly n: number;
    readonly nLevels: number;
    readonly p: number;
    readonly weighted: number;
    readonly offsets: U32Block;
    readonly codes: U32Block | null;
    readonly w: F64Block | null;
  };
  readonly slabs: readonly number[];
  /** Weight of each level of the other effects. */
  readonly totals: F64Block | null;
}

/** The same, the codes of their effect, and the factor of the equations of the others. */
export interface WithinSource extends OrderedGroups {
  readonly first: U32Block;
  /** Of the other effects; null where there are none. */
  readonly equations: Equations | null;
  /** Takes these coefficients of the other effects, and the effect of the groups, out of k columns in place. */
  readonly takeOut: (X: F64Block, k: number, coefs: readonly F64Block[]) => void;
}

/** The cluster that each group lies in, or null where a group lies across clusters; codes in memory order. */
export function ownersOf({ engine, first, given }: WithinSource, codes: Uint32Array): Uint32Array | null {
  const starts = given.offsets.view().slice(0, -1);
  if (isSame(codes, first.view())) return starts.map((_, g) => g);
  const nested = engine.scope((scope) => {
    const [b, owner] = [scope.copyU32(codes), scope.u32(starts.length)];
    return invokeChecked(engine, "nestedIn", { n: given.n, nA: starts.length, a: first, b, owner }) === 1;
  });
  return nested ? starts.map((row) => codes[row]!) : null;
}

function isSame(a: Uint32Array, b: Uint32Array<ArrayBufferLike>): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Columns without their effects, as cross-products. */
export interface Within {
  /** k by k, symmetric, (weighted) products of what is left of the columns. */
  readonly XtX: Float64Array;
  /** (Weighted) 2-norm of each column about its mean, before, and after. */
  readonly normBefore: Float64Array;
  readonly normAfter: Float64Array;
  /** Of all rows. */
  readonly weight: number;
  /** As in `Solve`. */
  readonly iterations: number;
  readonly errorEstimate: number;
  /** Takes the effects out of the columns, in place; only then are they changed. */
  demean(): void;
  /**
   * Residuals of the last column on the others; null where a mean of them shows that digits were lost.
   *
   * @param scored whether sums of x u by group are wanted
   * @param squared whether the sum over rows of (x u)(x u)' is
   */
  residuals(scope: Scope, beta: Float64Array, scored: boolean, squared: boolean): WithinResiduals | null;
}

export interface WithinResiduals {
  /** Times the roots of the weights, in memory order. */
  readonly uHat: F64Block;
  readonly ssr: number;
  /** Largest |mean| over groups and levels. */
  readonly largestMean: number;
  /** Sums of x u by group, a row of k - 1 a group; null unless asked for. */
  readonly scores: F64Block | null;
  /** k - 1 by k - 1, symmetric; null unless asked for, and where squares of x u under- or overflow. */
  readonly meat: Float64Array | null;
}

/**
 * Products of k columns `X` (column-major, rows in memory order, left as they are), or null where they would not be exact.
 *
 * @param scope holds the coefficients of the other effects, which residuals need
 * @param tolerance error allowed in what is left of a column, relative to its 2-norm, where equations are not solved exactly
 */
export function withinColumns(
  scope: Scope,
  groups: WithinSource,
  X: F64Block,
  k: number,
  tolerance: number,
): Within | null {
  const { engine, given, slabs, equations } = groups;
  const [nSlabs, width, lanes] = [slabs.length - 1, rowWidth(k), ownLines(LANES * given.nLevels)];
  const [crossed, measured] = [ownLines(width * width), ownLines(2 * width + 1)];
  const coefs = scope.f64((width / LANES) * lanes);
  const blocks = Array.from({ length: width / LANES }, (_, b) => coefs.part(b * lanes, lanes));
  const found = engine.scope((inner) => {
    const apart = nSlabs * lanes;
    const sums = inner.f64((width / LANES) * apart);
    const products = inner.f64(nSlabs * crossed);
    const measures = inner.f64(nSlabs * measured);
    const work = withinProductsWork(k);
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      ...{ ...given, k, X, apart, low: slabs[s]!, high: slabs[s + 1]!, sums: sums.at(s * lanes) },
      ...{ XtX: products.at(s * crossed), moments: measures.at(s * measured), work: inner.f64(work) },
    }));
    runChecked(engine, "withinProducts", tasks);
    const within = symmetric(sumPartsBlock(engine, nSlabs, crossed, products).view(), width, k);
    const moments = sumFew(nSlabs, measured, measures.view().slice());
    const norms = normsBefore(within, moments, width, k);
    if (!norms.every(Number.isFinite)) return null;
    const parts = blocks.map((_, b) => sums.part(b * apart, apart));
    sumPartsBlocks(engine, nSlabs, lanes, parts);
    const norm = Float64Array.from({ length: k }, (_, j) => Math.sqrt(within[j * k + j]!));
    const none = { iterations: 0, error: new Float64Array(k) };
    const solved = equations === null ? none : equations.solve(parts, blocks, k, norm);
    if (solved === null) return null;
    const left = lessProducts(within, parts, blocks, given.nLevels, k);
    return { within, left, normBefore: norms, weight: moments[2 * width]!, solved };
  });
  if (found === null) return null;
  const { within, left, normBefore, weight, solved } = found;
  const squares = (A: Float64Array, j: number): number => A[j * k + j]!;
  const normAfter = normBefore.map((_, j) => Math.sqrt(Math.max(0, squares(left, j))));
  const isExact = normAfter.every(
    (after, j) => squares(left, j) >= LEAST_LEFT * squares(within, j) && after > LEAST_NORM_LEFT * normBefore[j]!,
  );
  if (!isExact) return null;
  const errorEstimate = Math.max(...solved.error.map((error, j) => error / normAfter[j]!));
  if (!(errorEstimate <= tolerance)) return null;
  const most = equations?.isExact === false ? WORST_MEAN : LARGEST_MEAN;
  const columns = { X, k, coefs, weight, most };
  return {
    XtX: left,
    normBefore,
    normAfter,
    weight,
    iterations: solved.iterations,
    errorEstimate,
    demean: () => groups.takeOut(X, k, blocks),
    residuals: (inner, beta, scored, squared) => withinResiduals(inner, groups, columns, beta, scored, squared),
  };
}

/** Tiles on and below the diagonal, row-major, as the leading k by k of a symmetric matrix. */
function symmetric(tiles: Float64Array<ArrayBufferLike>, width: number, k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [at % k, Math.floor(at / k)];
    return tiles[Math.max(i, j) * width + Math.min(i, j)]!;
  });
}

/** Squares within groups and between their means. */
function normsBefore(within: Float64Array, moments: Float64Array, width: number, k: number): Float64Array {
  const weight = moments[2 * width]!;
  return Float64Array.from({ length: k }, (_, j) => {
    const [first, second] = [moments[j]!, moments[width + j]!];
    return Math.sqrt(within[j * k + j]! + Math.max(0, second - first * (first / weight)));
  });
}

/** within less the products of level sums with coefficients: what the other effects explain. */
function lessProducts(
  within: Float64Array,
  sums: readonly F64Block[],
  coefs: readonly F64Block[],
  nLevels: number,
  k: number,
): Float64Array {
  const out = within.slice();
  for (let i = 0; i < k; i++) {
    const a = sums[Math.floor(i / LANES)]!.view();
    for (let j = 0; j <= i; j++) {
      const b = coefs[Math.floor(j / LANES)]!.view();
      let explained = 0;
      for (let l = 0; l < LANES * nLevels; l += LANES) explained += a[l + (i % LANES)]! * b[l + (j % LANES)]!;
      out[i * k + j] = out[j * k + i] = within[i * k + j]! - explained;
    }
  }
  return out;
}

function withinResiduals(
  scope: Scope,
  { engine, given, slabs, totals }: OrderedGroups,
  {
    X,
    k,
    coefs,
    weight,
    most,
  }: {
    readonly X: F64Block;
    readonly k: number;
    readonly coefs: F64Block;
    readonly weight: number;
    readonly most: number;
  },
  beta: Float64Array,
  scored: boolean,
  squared: boolean,
): WithinResiduals | null {
  const { n, nLevels, offsets } = given;
  const [nSlabs, width, levels] = [slabs.length - 1, rowWidth(k), ownLines(nLevels)];
  const crossed = ownLines(width * width);
  const uHat = scope.f64(n);
  const scores = scored ? scope.f64((offsets.length - 1) * (k - 1)) : null;
  return engine.scope((inner) => {
    const multiples = new Float64Array(width);
    beta.forEach((value, j) => {
      multiples[j] = -value;
    });
    multiples[k - 1] = 1;
    const shared = { ...given, k, X, apart: ownLines(LANES * nLevels), coefs, scored: scored ? 1 : 0, u: uHat, scores };
    const meats = squared ? inner.f64(nSlabs * crossed) : null;
    const own = { beta: inner.copyF64(multiples) };
    const sums = inner.f64(nSlabs * levels);
    const measures = inner.f64(nSlabs * 2);
    const work = withinResidualsWork(k);
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      ...{ ...shared, ...own, low: slabs[s]!, high: slabs[s + 1]!, sums: sums.at(s * levels) },
      ...{ squared: squared ? 1 : 0, meat: meats?.at(s * crossed) },
      ...{ measures: measures.at(s * 2), work: inner.f64(work) },
    }));
    runChecked(engine, "withinResiduals", tasks);
    const parts = measures.view().slice();
    const [ssr] = sumFew(nSlabs, 2, parts);
    let largestMean = 0;
    for (let s = 0; s < nSlabs; s++) largestMean = Math.max(largestMean, parts[2 * s + 1]!);
    if (totals !== null) {
      const byLevel = sumPartsBlock(engine, nSlabs, levels, sums).view();
      totals.view().forEach((total, l) => {
        if (total > 0) largestMean = Math.max(largestMean, Math.abs(byLevel[l]! / total));
      });
    }
    if (!(largestMean <= most * Math.sqrt(ssr! / weight))) return null;
    const meat = meats && symmetric(sumPartsBlock(engine, nSlabs, crossed, meats).view(), width, k - 1);
    return { uHat, ssr: ssr!, largestMean, scores, meat: meat && isInRange(meat, k - 1) ? meat : null };
  });
}

/** Whether no digit of a sum of squares was lost at the ends of what a double can hold. */
function isInRange(meat: Float64Array, k: number): boolean {
  const diagonal = Array.from({ length: k }, (_, j) => meat[j * (k + 1)]!);
  return diagonal.every((sum) => sum >= LEAST_SCORE_SQUARES && sum < Number.POSITIVE_INFINITY);
}
