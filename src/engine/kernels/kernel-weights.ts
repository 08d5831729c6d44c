/**
 * Wrapper of the kernels that weight controls by their distance in score from treated units: local means and
 * local lines. Not all pairs are made. Controls are cut into blocks; where the kernel seen from a treated unit is a polynomial
 * on a block, the block's p Chebyshev points with their moments stand for it exactly, and the controls near the edge of the
 * kernel are taken one by one.
 *
 * The normal kernel is no polynomial. On a block of half width r bandwidths, a bandwidths away, its interpolant of order p is
 * off by at most about (a r / 2)^p / p! of the largest value on the block: with r = 1/8 and p = 20 below 1e-16 up to 20
 * bandwidths, where the kernel is exp(-200), and below 2e-11 at 37.5, where it leaves the normal numbers and counts as 0.
 * Source: Greengard & Strain (1991), SIAM J. Sci. Stat. Comput. 12(1), doi:10.1137/0912004, for the idea; Fong & Darve (2009),
 * J. Comput. Phys. 228(23), doi:10.1016/j.jcp.2009.08.031, for interpolation at Chebyshev points.
 */
import { blockedProductsWork, copyOut } from "./blas.js";
import {
  callKernel,
  checkInfo,
  checkLength,
  invokeChecked,
  type KernelName,
  runChecked,
  sumOverRanges,
} from "./call.js";
import type { Engine, F64Block, Scope, Task } from "./engine.js";
import { csrOffsets, csrOrder, gatherU32 } from "./groups.js";

// Chebyshev points and the polynomials at them, by elementary arithmetic alone, so that they have the same bits on
// every host.

/** Points of order p and the values of T_0 .. T_{p-1} at them. */
export interface ChebyshevBasis {
  /** cos((2q + 1) pi / 2p), q < p. */
  readonly points: Float64Array;
  /** Entry k + q p is T_k at point q. */
  readonly values: Float64Array;
}

/** The basis of order p >= 1. */
export function chebyshevBasis(p: number): ChebyshevBasis {
  const values = new Float64Array(p * p);
  for (let q = 0; q < p; q++) for (let k = 0; k < p; k++) values[k + q * p] = cosOfTurn(k * (2 * q + 1), 4 * p);
  return { points: Float64Array.from({ length: p }, (_, q) => cosOfTurn(2 * q + 1, 4 * p)), values };
}

/** cos(2 pi i / m) for whole i >= 0 and m a multiple of 4, by symmetry from the first eighth of the circle. */
function cosOfTurn(i: number, m: number): number {
  const turn = i % m;
  const half = Math.min(turn, m - turn);
  if (4 * half > m) return -cosOfTurn(m / 2 - half, m);
  return 8 * half > m ? series(m / 4 - half, m, 1) : series(half, m, 0);
}

/** cos (from = 0) or sin (from = 1) of 2 pi i / m, at most pi / 4, by its power series from the smallest term on. */
function series(i: number, m: number, from: 0 | 1): number {
  const x = (2 * Math.PI * i) / m;
  let sum = 0;
  for (let power = 20 + from; power >= from; power -= 2) {
    sum = power === from ? sum : ((sum + 1) * -x * x) / (power * (power - 1));
  }
  return from === 0 ? 1 + sum : x * (1 + sum);
}

/** Kernels, in the order of their numbers. */
export const SCORE_KERNELS = ["epanechnikov", "normal", "biweight", "uniform", "tricube"] as const;
export type ScoreKernel = (typeof SCORE_KERNELS)[number];

/** Points that determine a kernel on a block: one more than its degree; for the normal see above. */
const POINTS: Readonly<Record<ScoreKernel, number>> = {
  epanechnikov: 3,
  normal: 20,
  biweight: 5,
  uniform: 1,
  tricube: 10,
};
/** More of them for a local line, which multiplies by a square. */
const POINTS_OF_LINE = 2;
/** Width of blocks in bandwidths: at most twice the r above; else so that few controls lie in blocks across an edge. */
const WIDTH_NORMAL = 1 / 4;
const WIDTH = 1 / 64;
/** Treated units of a task. */
const TREATED_A_TASK = 64;
/** A task of blocks ends with this many of them, or this many controls. */
const BLOCKS_A_TASK = 64;
const CONTROLS_A_TASK = 16_384;

/** Points of a block for a kernel. */
export const scorePoints = (kernel: ScoreKernel, local: boolean): number =>
  POINTS[kernel] + (local ? POINTS_OF_LINE : 0);

/** Widest block for a kernel. */
export const blockWidth = (kernel: ScoreKernel, bandwidth: number): number =>
  bandwidth * (kernel === "normal" ? WIDTH_NORMAL : WIDTH);

/** Units of one group, by cell and within a cell ascending by score. */
export interface ScoredUnits {
  /** u32[nCells+1]: where the units of a cell start. */
  readonly offsets: Uint32Array;
  /** f64, finite. */
  readonly score: Float64Array;
}

/** How controls are weighted. */
export interface KernelWeighting {
  readonly kernel: ScoreKernel;
  /** > 0, in units of the score. */
  readonly bandwidth: number;
  /** Weights of a local line in place of a local mean. */
  readonly localLinear: boolean;
}

/** Counterfactuals of the treated and weights of the controls, in the order given. */
export interface KernelWeights {
  /** By treated unit: sum of the kernel over its controls, up to the kernel's constant; 0 when none is near. */
  readonly total: Float64Array;
  /** By treated unit: 1 when it has weights; 0 without controls near, or when they allow no line. */
  readonly weighted: Uint8Array;
  /** By treated unit: the weighted outcome; NaN without an outcome or without weights. */
  readonly counterfactual: Float64Array;
  /** By control: the sum of its weights over treated units. */
  readonly shares: Float64Array;
}

/** Weighs controls, whose outcome is `outcome` where given, for each treated unit of their cell. Throws KernelError. */
export function kernelWeights(
  engine: Engine,
  treated: ScoredUnits,
  controls: ScoredUnits,
  outcome: Float64Array | null,
  { kernel, bandwidth: h, localLinear }: KernelWeighting,
): KernelWeights {
  const [n, m] = [treated.score.length, controls.score.length];
  const nCells = controls.offsets.length - 1;
  checkLength("kernelWeights", "treated.offsets", treated.offsets.length, nCells + 1);
  if (outcome !== null) checkLength("kernelWeights", "outcome", outcome.length, m);
  const p = scorePoints(kernel, localLinear);
  const [which, local, hasOutcome] = [SCORE_KERNELS.indexOf(kernel), localLinear ? 1 : 0, outcome === null ? 0 : 1];
  return engine.scope((scope) => {
    const [s, x] = [scope.copyF64(treated.score), scope.copyF64(controls.score)];
    const y = outcome === null ? null : scope.copyF64(outcome);
    const [ofTreated, ofControls] = [scope.copyU32(treated.offsets), scope.copyU32(controls.offsets)];

    // 1. blocks of controls
    const [starts, cellBlocks] = [scope.u32(m + 1), scope.u32(nCells + 1)];
    const width = blockWidth(kernel, h);
    const blocks = { m, nCells, width, offsets: ofControls, x, starts, cellBlocks };
    const nBlocks = invokeChecked(engine, "scoreBlocks", blocks);
    const blockCells = scope.copyU32(byCell(cellBlocks.view(), nBlocks));
    const blockTasks = tasksOf(starts.view().slice(0, nBlocks + 1));

    // 2. what stands for them
    const { points, values } = chebyshevBasis(p);
    const [at, basis] = [scope.copyF64(points), scope.copyF64(values)];
    const step = p * (1 + hasOutcome);
    const moments = scope.f64(nBlocks * step);
    const work = scope.f64(blockTasks.length * 2 * p);
    run(
      engine,
      "blockMoments",
      blockTasks.map(({ first, count }, i) => {
        const own = { nBlocks: count, starts: starts.at(first), moments: moments.at(first * step) };
        return { p, outcome: hasOutcome, x, y, basis, work: work.at(i * 2 * p), ...own };
      }),
    );

    // 3. what each treated unit makes of them
    const cells = scope.copyU32(byCell(treated.offsets, n));
    const [a, b, total, counterfactual] = [scope.f64(n), scope.f64(n), scope.f64(n), scope.f64(n)];
    const tasks: Task<"kernelSums">[] = [];
    for (let low = 0; low < n; low += TREATED_A_TASK) {
      tasks.push({
        n: Math.min(TREATED_A_TASK, n - low),
        ...{ s: s.at(low), cells: cells.at(low) },
        ...{ kernel: which, local, outcome: hasOutcome, h, p, cellBlocks, starts, x, y, moments, points: at },
        ...{ a: a.at(low), b: b.at(low), total: total.at(low), counterfactual: counterfactual.at(low) },
      });
    }
    run(engine, "kernelSums", tasks);

    // 4. what each control comes to
    const shares = scope.f64(m);
    run(
      engine,
      "kernelShares",
      blockTasks.map(({ first, count }, i) => {
        const own = {
          nBlocks: count,
          blockCells: blockCells.at(first),
          starts: starts.at(first),
          work: work.at(i * 2 * p),
        };
        return { kernel: which, h, p, x, offsets: ofTreated, s, a, b, points: at, basis, shares, ...own };
      }),
    );
    return {
      total: copyOut(total),
      weighted: Uint8Array.from(a.view(), (level) => (level === 0 ? 0 : 1)),
      counterfactual: copyOut(counterfactual),
      shares: copyOut(shares),
    };
  });
}

function run<K extends KernelName>(engine: Engine, kernel: K, tasks: readonly Task<K>[]): void {
  runChecked(engine, kernel, tasks);
}

/** The cell of each of n things, from where the cells start. */
function byCell(offsets: Uint32Array<ArrayBufferLike>, n: number): Uint32Array {
  const cells = new Uint32Array(n);
  for (let cell = 0; cell + 1 < offsets.length; cell++) cells.fill(cell, offsets[cell]!, offsets[cell + 1]!);
  return cells;
}

/** Runs of blocks as tasks, by their number and that of their controls. */
function tasksOf(starts: Uint32Array): { first: number; count: number }[] {
  const tasks: { first: number; count: number }[] = [];
  const nBlocks = starts.length - 1;
  for (let first = 0; first < nBlocks; ) {
    let end = first + 1;
    while (end < nBlocks && end - first < BLOCKS_A_TASK && starts[end + 1]! - starts[first]! <= CONTROLS_A_TASK) end++;
    tasks.push({ first, count: end - first });
    first = end;
  }
  return tasks;
}

// Wrappers of the kernels that make weights without pairs.

/** Scratch of `entropyTilt`, in f64. */
export const entropyTiltWork = (n: number, k: number): number => blockedProductsWork(n, k + 1);

/**
 * In linear memory: `weights` f64[n] become base e^(eta - shift); returns the weighted cross-products of [1, C],
 * (k+1) x (k+1). C is n x k.
 */
export function entropyTiltBlock(
  engine: Engine,
  scope: Scope,
  n: number,
  k: number,
  shift: number,
  C: F64Block,
  eta: F64Block,
  base: F64Block,
  weights: F64Block,
): F64Block {
  checkLength("entropyTilt", "C", C.length, n * k);
  for (const block of [eta, base, weights]) checkLength("entropyTilt", "eta, base, weights", block.length, n);
  const scratch = entropyTiltWork(n, k);
  return sumOverRanges(engine, scope, "entropyTilt", n, (k + 1) ** 2, scratch, ({ first, rows }, out, work) => {
    const own = { n: rows, C: C.at(first), eta: eta.at(first), base: base.at(first), weights: weights.at(first) };
    return { stride: n, k, shift, sums: out, work, ...own };
  });
}

/** Powers 1 .. p of (x - centre) / scale less their `targets`, n x p. */
export function powerColumns(
  engine: Engine,
  x: Float64Array,
  targets: Float64Array,
  centre: number,
  scale: number,
): Float64Array {
  const [n, p] = [x.length, targets.length];
  const out = new Float64Array(n * p);
  callKernel(engine, "powerColumns", { n, p, centre, scale, x, targets, out });
  return out;
}

/** Smallest and largest of `x`; [Infinity, -Infinity] of none. Throws KernelError when one is NaN. */
export function extremes(engine: Engine, x: Float64Array): { readonly low: number; readonly high: number } {
  return engine.scope((scope) => extremesBlock(engine, scope, scope.copyF64(x)));
}

/** As `extremes`, in linear memory. */
export function extremesBlock(
  engine: Engine,
  scope: Scope,
  x: F64Block,
): { readonly low: number; readonly high: number } {
  return scope.scope((inner) => {
    const range = inner.f64(2);
    invokeChecked(engine, "extremes", { n: x.length, x, range });
    const [low, high] = range.view() as unknown as readonly [number, number];
    return { low, high };
  });
}

/** Bin of each number: how many of the ascending `cuts` are not above it. Throws KernelError when a number is NaN. */
export function cutCodes(engine: Engine, x: Float64Array, cuts: Float64Array): Uint32Array {
  const codes = new Uint32Array(x.length);
  checkInfo("cutCodes", callKernel(engine, "cutCodes", { n: x.length, nCuts: cuts.length, x, cuts, codes }));
  return codes;
}

/** Codes of one classification, dense from 0. */
export interface Coded {
  readonly codes: Uint32Array;
  readonly nLevels: number;
}

/** Dense codes of the combinations of two codes that occur, numbered by `a` and then `b`. */
export function combineCodes(engine: Engine, a: Coded, b: Coded): Coded {
  checkLength("runCodes", "b", b.codes.length, a.codes.length);
  const byB = orderOf(engine, b.codes, b.nLevels);
  const within = orderOf(engine, gatherU32(engine, a.codes, byB), a.nLevels);
  const order = gatherU32(engine, byB, within);
  const codes = new Uint32Array(order.length);
  const nLevels = callKernel(engine, "runCodes", { n: order.length, order, a: a.codes, b: b.codes, codes });
  return { codes, nLevels };
}

/** Rows by code, stably. */
function orderOf(engine: Engine, codes: Uint32Array, nLevels: number): Uint32Array {
  return csrOrder(engine, codes, csrOffsets(engine, codes, nLevels).offsets);
}

/**
 * Weights for the effect on the treated within strata. `treated` f64[n] of 1 and 0, `treatedIn` and `controlIn` the units of
 * each side by stratum. Throws KernelError when a code is not below the number of strata.
 */
export function stratumWeights(
  engine: Engine,
  codes: Uint32Array,
  treated: Float64Array,
  treatedIn: Float64Array,
  controlIn: Float64Array,
): Float64Array {
  checkLength("stratumWeights", "treated", treated.length, codes.length);
  checkLength("stratumWeights", "controlIn", controlIn.length, treatedIn.length);
  const weights = new Float64Array(codes.length);
  const args = { n: codes.length, nStrata: treatedIn.length, codes, treated, treatedIn, controlIn, weights };
  checkInfo("stratumWeights", callKernel(engine, "stratumWeights", args));
  return weights;
}
