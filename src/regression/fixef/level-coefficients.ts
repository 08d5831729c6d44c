/**
 * Coefficients of levels that add up to given sums, by the way the number of effects asks for: means of one
 * effect, a search along the graph of two, conjugate gradients for more, and for what rounding of long paths has left. Of
 * three effects and more it is tried out, on sums of which the coefficients are known, which levels references settle.
 */
import type { Category } from "../../base/columns.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import { LANES } from "../../engine/kernels/demean.js";
import { addLevelsBlock, propagateLevels } from "../../engine/kernels/effects.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { groupMeans } from "../../engine/kernels/groups.js";
import { extremesBlock } from "../../engine/kernels/kernel-weights.js";
import { cellGraph } from "../../engine/kernels/reduced.js";
import { type LoadedEffects, orderRows, placeEffects } from "../absorb/effects.js";
import { reducedSystem } from "../absorb/reduced-system.js";
import { AbsorbRows } from "../absorb/rows.js";
import { firstLevels, type LevelPair, levelPairs, normaliseLevels } from "./level-pairs.js";

/** Error of a row, as a share of the largest sum, that is taken without another round. */
export const ENOUGH = 1e-12;
export const MOST_ROUNDS = 3;
/** What of a coefficient known to be 1 or less counts as another: far above the error of a solve. */
export const SETTLED = 1e-5;

export interface LevelCoefficients {
  /** By effect. */
  readonly coefficients: readonly Float64Array[];
  readonly pairs: readonly (LevelPair | null)[];
  /** By effect, 1 for each level whose coefficient the references do not settle. */
  readonly open: readonly Uint8Array[];
  /**
   * By effect, a direction that sums over the rows do not see, drawn at random among all of them: other combinations of
   * levels have a sum of their own where it adds up to 0 over them, and to 1e-6 at most by rounding.
   */
  readonly unseen: readonly Float64Array[];
  /** Largest error of a row, as a share of the largest sum. */
  readonly largestError: number;
}

export function levelCoefficients(engine: Engine, effects: readonly Category[], sums: Float64Array): LevelCoefficients {
  if (effects.length === 1) {
    const { codes, nLevels } = effects[0]!;
    const coefficients = [groupMeans(engine, sums, codes, nLevels).means];
    const { largest } = left(engine, effects, coefficients, sums);
    const unseen = [new Float64Array(nLevels)];
    return { coefficients, pairs: [null], open: [new Uint8Array(nLevels)], unseen, largestError: largest };
  }
  return effects.length === 2 ? alongGraph(engine, effects, sums) : byIteration(engine, effects, sums);
}

function alongGraph(engine: Engine, effects: readonly Category[], sums: Float64Array): LevelCoefficients {
  const [a, b] = [effects[0]!, effects[1]!];
  const found = propagateLevels(engine, a.codes, a.nLevels, b.codes, b.nLevels, sums);
  const { alpha, beta, aComponent: other, bComponent: own } = found;
  const pairs = [null, { against: 0, own, other, references: firstLevels(own) }];
  const coefficients = [alpha, beta];
  const largestError = refine(engine, effects, coefficients, pairs, sums);
  const constants = scattered(found.nComponents, 2);
  const unseen = [ofComponents(other, constants, 1), ofComponents(own, constants, -1)];
  const open = coefficients.map(({ length }) => new Uint8Array(length));
  return { coefficients, pairs, open, unseen, largestError };
}

function byIteration(engine: Engine, effects: readonly Category[], sums: Float64Array): LevelCoefficients {
  const pairs = levelPairs(engine, effects);
  const known = effects.map(({ nLevels }, f) => scattered(nLevels, f));
  const tried = added(engine, effects, known, sums.length);
  const [coefficients, others] = solveLevels(engine, effects, [sums, tried]) as [Float64Array[], Float64Array[]];
  normaliseLevels(coefficients, pairs);
  const largestError = refine(engine, effects, coefficients, pairs, sums);
  others.forEach((found, f) => {
    for (let l = 0; l < found.length; l++) found[l]! -= known[f]![l]!;
  });
  const unseen = others.map((found) => found.slice());
  normaliseLevels(others, pairs);
  const open = others.map((found) => Uint8Array.from(found, (off) => (Math.abs(off) > SETTLED ? 1 : 0)));
  return { coefficients, pairs, open, unseen, largestError };
}

/** Each level's number: `sign` times that of its component. */
function ofComponents(components: Uint32Array, numbers: Float64Array, sign: 1 | -1): Float64Array {
  const out = new Float64Array(components.length);
  for (let l = 0; l < out.length; l++) out[l] = sign * numbers[components[l]!]!;
  return out;
}

/** Solves for what is left of the sums and adds it, until no more than rounding is; returns the largest error. */
function refine(
  engine: Engine,
  effects: readonly Category[],
  coefficients: readonly Float64Array[],
  pairs: readonly (LevelPair | null)[],
  sums: Float64Array,
): number {
  let now = left(engine, effects, coefficients, sums);
  for (let round = 0; round < MOST_ROUNDS && now.largest > ENOUGH; round++) {
    const more = solveLevels(engine, effects, [now.rows])[0]!;
    const tried = coefficients.map((known, f) => known.map((value, l) => value + more[f]![l]!));
    normaliseLevels(tried, pairs);
    const next = left(engine, effects, tried, sums);
    if (!(next.largest < now.largest)) break;
    coefficients.forEach((known, f) => {
      known.set(tried[f]!);
    });
    const slow = next.largest > now.largest / 2;
    now = next;
    if (slow) break;
  }
  return now.largest;
}

/** What the coefficients miss of the sums, row by row, and the largest of it as a share of the largest sum. */
function left(
  engine: Engine,
  effects: readonly Category[],
  coefficients: readonly Float64Array[],
  sums: Float64Array,
): { readonly rows: Float64Array; readonly largest: number } {
  return engine.scope((scope) => {
    const block = scope.copyF64(sums);
    const size = largestOf(extremesBlock(engine, scope, block));
    effects.forEach(({ codes }, f) => {
      scope.scope((inner) => {
        addLevelsBlock(engine, block, inner.copyU32(codes), inner.copyF64(coefficients[f]!), -1);
      });
    });
    const missed = largestOf(extremesBlock(engine, scope, block));
    return { rows: block.view().slice(), largest: size > 0 ? missed / size : missed };
  });
}

/** The sums that coefficients make. */
function added(
  engine: Engine,
  effects: readonly Category[],
  coefficients: readonly Float64Array[],
  nRows: number,
): Float64Array {
  return engine.scope((scope) => {
    const block = scope.copyF64(new Float64Array(nRows));
    effects.forEach(({ codes }, f) => {
      scope.scope((inner) => {
        addLevelsBlock(engine, block, inner.copyU32(codes), inner.copyF64(coefficients[f]!), 1);
      });
    });
    return block.view().slice();
  });
}

export const largestOf = ({ low, high }: { readonly low: number; readonly high: number }): number =>
  Math.max(-low, high, 0);

/** Numbers on [-1, 1) without pattern, the same in every run: multiples of the golden ratio, mixed by effect. */
export function scattered(nLevels: number, effect: number): Float64Array {
  return Float64Array.from({ length: nLevels }, (_, l) => {
    let hash = Math.imul(l + 1, 0x9e37_79b1) ^ Math.imul(effect + 1, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a_2d39);
    return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
  });
}

// Least squares on the dummies of several effects for their coefficients.

/** Error of a solution, as a share of the 2-norm of the column. */
const TOLERANCE = 1e-13;
const MOST_ITERATIONS = 20_000;
const MOST_SOLVES = 4;

/** For each of up to four columns over the rows, the coefficients of each effect. */
export function solveLevels(
  engine: Engine,
  effects: readonly Category[],
  columns: readonly Float64Array[],
): Float64Array[][] {
  return engine.scope((scope) => {
    const placed = placeEffects(engine, scope, effects);
    const solved = columns.map(() => effects.map(({ nLevels }) => new Float64Array(nLevels)));
    if (placed.kept.length > 1) solveOthers(engine, scope, placed, columns, solved);
    // the effect that was eliminated: means of what the others leave
    const first = placed.kept[0]!;
    columns.forEach((column, j) => {
      const rest = scope.scope((inner) => {
        const block = inner.copyF64(column);
        for (const { position } of placed.kept.slice(1)) {
          const codes = inner.copyU32(effects[position]!.codes);
          addLevelsBlock(engine, block, codes, inner.copyF64(solved[j]![position]!), -1);
        }
        return block.view().slice();
      });
      solved[j]![first.position]!.set(groupMeans(engine, rest, effects[first.position]!.codes, first.nLevels).means);
    });
    return solved;
  });
}

/** Writes the coefficients of all kept effects but the first into `solved`. */
function solveOthers(
  engine: Engine,
  scope: Scope,
  placed: LoadedEffects,
  columns: readonly Float64Array[],
  solved: readonly Float64Array[][],
): void {
  const { kept, nRows: n } = placed;
  const { offsets, rowOrder } = orderRows(engine, scope, placed);
  const rows = new AbsorbRows(engine, scope, n, kept, offsets, null, null);
  const { nGroups, nLevels } = rows;
  const { codes } = rows.given;
  const cells = cellGraph(engine, scope, { n, nGroups, nLevels, p: kept.length - 1, offsets, codes, weights: null });
  const system = reducedSystem(engine, scope, cells);
  const X = gatherColumns(engine, scope, columns, rowOrder);
  const k = columns.length;
  const sums = rows.levelSums(scope, k);
  const [b, x] = [sums[0]!.part(0, LANES * nLevels), scope.f64(LANES * nLevels)];
  const { within } = rows.passOne(X, k, sums);
  let norms = Array.from(within, Math.sqrt);
  const targets = Float64Array.from({ length: LANES }, (_, j) => TOLERANCE * (norms[j] ?? 0));
  for (let round = 1; round <= MOST_SOLVES; round++) {
    system.solve(b, x, { targets, maxIterations: MOST_ITERATIONS, signal: undefined });
    const view = x.view();
    solved.forEach((found, j) => {
      rows.ranges.forEach(({ low, high }, f) => {
        const coefs = found[kept[f + 1]!.position]!;
        for (let l = low; l < high; l++) coefs[l - low]! += view[l * LANES + j]!;
      });
    });
    const { after } = rows.passTwo(X, k, [x], sums);
    const next = Array.from(after, Math.sqrt);
    if (next.every((norm, j) => norm <= 10 * targets[j]! || norm > norms[j]! / 2)) return;
    norms = next;
  }
}
