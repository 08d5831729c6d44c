/**
 * What fixed effects leave of the cross-products of columns, made of the columns as they are: no demeaned column is written.
 * The effect that orders the rows is taken out group by group in the cache, the others by their equations. Where the columns
 * keep too little of what varies within groups, nothing is returned. Knows no model.
 */
import { ownLines, sumFew, sumPartsBlock, sumPartsBlocks } from "../../engine/kernels/call.js";
import { LANES, rowWidth, withinProductsWork } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import { diagonal, type OrderedGroups, symmetric } from "./ordered-groups.js";
import { type ReadColumns, runOverRows } from "./row-batches.js";
import type { Equations } from "./solver.js";
import { type WithinResiduals, withinResiduals } from "./within-residuals.js";
import { type WithinScores, withinScores } from "./within-scores.js";

/** Share of a column's squares within groups that the other effects must leave: 1/300 keeps all but three of sixteen digits. */
const LEAST_LEFT = 1 / 300;
/** Share of a column's norm that all effects must leave: below, what is left may be rounding. */
const LEAST_NORM_LEFT = 1e-6;
/** A mean of the residuals above this share of their standard deviation: the equations were not solved to all digits. */
const LARGEST_MEAN = 1e-11;
/** The same where equations were solved to a tolerance. */
const WORST_MEAN = 1e-8;

/** The rows, the equations of the effects that do not order them, and how all effects leave columns. */
export interface WithinSource extends OrderedGroups {
  /** Null where there are no other effects. */
  readonly equations: Equations | null;
  /** Takes these coefficients of the other effects, and the effect of the groups, out of k columns in place. */
  readonly takeOut: (X: F64Block, k: number, coefs: readonly F64Block[]) => void;
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
  /** Takes the effects out of the columns, a block of n by k in memory order, in place. */
  demean(X: F64Block): void;
  /**
   * Residuals of the last column on the others, read once more; null where a mean of them shows that digits were lost.
   *
   * @param scored whether sums of x u by group are wanted
   * @param squared whether the sum over rows of (x u)(x u)' is
   */
  residuals(scope: Scope, beta: Float64Array, scored: boolean, squared: boolean): WithinResiduals | null;
  /**
   * Combinations of columns that are in linear memory, k coefficients each, as long as these are not demeaned; null as `residuals`.
   *
   * @param scored whether sums of x u by group are wanted, x all columns but the last
   */
  combinations(scope: Scope, coefficients: readonly Float64Array[], scored: boolean): WithinScores | null;
}

/**
 * Products of `columns`, which are left as they are, or null where digits would be lost or a number is not finite.
 *
 * @param scope holds the coefficients of the other effects, which residuals need
 * @param tolerance error allowed in what is left of a column, relative to its 2-norm, where equations are not solved exactly
 */
export function withinColumns(
  scope: Scope,
  source: WithinSource,
  columns: ReadColumns,
  tolerance: number,
): Within | null {
  const { engine, given, equations, takeOut } = source;
  const { k } = columns;
  const count = rowWidth(k) / LANES;
  const coefs = scope.f64(count * lanesOf(source));
  const blocks = partsOf(coefs, count);
  const found = engine.scope((inner) => {
    const { products, sums, weight, normBefore } = groupsOut(inner, source, columns);
    if (!normBefore.every(Number.isFinite)) return null;
    const none = { iterations: 0, error: new Float64Array(k) };
    const solved = equations === null ? none : equations.solve(sums, blocks, k, diagonal(products, k).map(Math.sqrt));
    if (solved === null) return null;
    const left = lessProducts(products, sums, blocks, given.nLevels, k);
    return { left, products, weight, normBefore, ...solved };
  });
  if (found === null) return null;
  const { left, products, weight, normBefore, iterations, error } = found;
  const [squares, squaresInGroups] = [diagonal(left, k), diagonal(products, k)];
  const normAfter = squares.map((square) => Math.sqrt(Math.max(0, square)));
  const isExact = squares.every(
    (square, j) => square >= LEAST_LEFT * squaresInGroups[j]! && normAfter[j]! > LEAST_NORM_LEFT * normBefore[j]!,
  );
  const errorEstimate = Math.max(...error.map((wrong, j) => wrong / normAfter[j]!));
  if (!(isExact && errorEstimate <= tolerance)) return null;
  const worstMean = equations?.isExact === false ? WORST_MEAN : LARGEST_MEAN;
  return {
    ...{ XtX: left, normBefore, normAfter, weight, iterations, errorEstimate },
    demean: (X) => takeOut(X, k, blocks),
    residuals: (inner, beta, scored, squared) => {
      const made = withinResiduals(inner, source, { columns, coefs }, beta, scored, squared);
      return made.largestMean <= worstMean * Math.sqrt(made.ssr / weight) ? made : null;
    },
    combinations: (inner, coefficients, scored) => {
      const made = withinScores(inner, source, { X: columns.block!, k, coefs }, coefficients, scored);
      const isLevel = (mean: number, v: number) => mean <= worstMean * Math.sqrt(made.squares[v]! / weight);
      return made.largestMeans.every(isLevel) ? made : null;
    },
  };
}

/** Numbers by level of a block of four columns. */
const lanesOf = ({ given }: WithinSource): number => ownLines(LANES * given.nLevels);

function partsOf(block: F64Block, count: number): F64Block[] {
  const size = block.length / count;
  return Array.from({ length: count }, (_, b) => block.part(b * size, size));
}

/** What is left of columns when the groups are taken out. */
interface GroupsOut {
  /** k by k, symmetric. */
  readonly products: Float64Array;
  /** By level of the other effects, a block for four columns. */
  readonly sums: readonly F64Block[];
  readonly weight: number;
  readonly normBefore: Float64Array;
}

function groupsOut(scope: Scope, source: WithinSource, columns: ReadColumns): GroupsOut {
  const { engine, given, grid } = source;
  const { k, reader } = columns;
  const [{ nTasks }, width, lanes] = [grid, rowWidth(k), lanesOf(source)];
  const [crossed, measured, apart] = [ownLines(width * width), ownLines(2 * width + 1), nTasks * lanes];
  const sums = scope.f64((width / LANES) * apart);
  const [products, measures] = [scope.f64(nTasks * crossed), scope.f64(nTasks * measured)];
  const works = Array.from({ length: nTasks }, () => scope.f64(withinProductsWork(k)));
  const origins = new Float64Array(width);
  if (given.n > 0) origins.set(reader.rowAt(0));
  const shared = { ...given, k, apart, origins: scope.copyF64(origins) };
  runOverRows(source, columns, "withinProducts", (t, rows) => ({
    ...{ ...shared, ...rows, sums: sums.at(t * lanes), XtX: products.at(t * crossed) },
    ...{ moments: measures.at(t * measured), work: works[t]! },
  }));
  const blocks = partsOf(sums, width / LANES);
  sumPartsBlocks(engine, nTasks, lanes, blocks);
  const inGroups = symmetric(sumPartsBlock(engine, nTasks, crossed, products).view(), width, k);
  const moments = sumFew(nTasks, measured, measures.view().slice());
  const weight = moments[2 * width]!;
  const normBefore = diagonal(inGroups, k).map((square, j) => {
    const [first, second] = [moments[j]!, moments[width + j]!];
    return Math.sqrt(square + Math.max(0, second - first * (first / weight)));
  });
  return { products: inGroups, sums: blocks, weight, normBefore };
}

/** Products less those of level sums with coefficients: what the other effects explain. */
function lessProducts(
  products: Float64Array,
  sums: readonly F64Block[],
  coefs: readonly F64Block[],
  nLevels: number,
  k: number,
): Float64Array {
  const out = products.slice();
  for (let i = 0; i < k; i++) {
    const a = sums[Math.floor(i / LANES)]!.view();
    for (let j = 0; j <= i; j++) {
      const b = coefs[Math.floor(j / LANES)]!.view();
      let explained = 0;
      for (let l = 0; l < LANES * nLevels; l += LANES) explained += a[l + (i % LANES)]! * b[l + (j % LANES)]!;
      out[i * k + j] = out[j * k + i] = products[i * k + j]! - explained;
    }
  }
  return out;
}
