/**
 * Least squares on effects with slopes for their coefficients, one solution among those there are: the
 * equations that absorbing solves, then from directions within levels back to slope variables as they are. Knows no
 * normalisation.
 */
import type { Category } from "../../base/columns.js";
import { gatherColumns } from "../../engine/kernels/columns.js";
import { LANES } from "../../engine/kernels/demean.js";
import { addLevels, labelLevels } from "../../engine/kernels/effects.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { gatherF64, groupMeans, groupSums, nestedIn } from "../../engine/kernels/groups.js";
import type { LoadedSlopes } from "../absorb/effects.js";
import { orderRows } from "../absorb/effects.js";
import { SlopeFactor, SlopeSystem, slopeFactorCost } from "../absorb/slopes/equations.js";
import { placeWithSlopes } from "../absorb/slopes/place.js";
import { SlopeRows, slopesOf } from "../absorb/slopes/rows.js";
import type { AbsorbedEffect } from "../absorb/solver.js";

/** Operations a factor may take; beyond, conjugate gradients. */
const FACTOR_WORK = 3e9;
/** Error of a solution by conjugate gradients, as a share of the 2-norm of the column. */
const TOLERANCE = 1e-13;
const MOST_ITERATIONS = 20_000;
const ROUNDS = 3;

/** Coefficients of an effect as given: intercepts by level, null without; by slope, slopes by level. */
export interface EffectTerms {
  readonly intercepts: Float64Array | null;
  readonly slopes: readonly Float64Array[];
}

/** For each of up to four columns over the rows, the coefficients of each effect. */
export function solveSlopes(
  engine: Engine,
  effects: readonly AbsorbedEffect[],
  columns: readonly Float64Array[],
): EffectTerms[][] {
  return engine.scope((scope) => {
    const placed = placeWithSlopes(engine, scope, effects);
    const { kept, given } = placed;
    const { offsets, rowOrder } = orderRows(engine, scope, placed);
    const rows = new SlopeRows(engine, scope, placed.nRows, kept, offsets, null, rowOrder);
    const x = solved(engine, scope, rows, gatherColumns(engine, scope, columns, rowOrder), columns.length);
    const { first, ofTerms } = rows.directions();
    const groups = kept.map((effect) => ({ ...effects[effect.position]!, slopes: slopesOf(effect) }));
    return columns.map((column, j) => {
      let rest = column;
      const found = groups.map((): LevelTerms => ({ intercepts: null, directions: [] }));
      rows.terms.forEach(({ effect, column: slope, low, high }, t) => {
        const coefs = x.slice(low * LANES, high * LANES).filter((_, at) => at % LANES === j);
        const direction = ofTerms[t]!;
        const { codes } = groups[effect]!;
        rest = addLevels(engine, rest, codes, coefs, -1, direction ?? undefined);
        if (slope < 0 || direction === null) found[effect]!.intercepts = coefs;
        else found[effect]!.directions.push({ values: direction, coefs });
      });
      found[0] = ofFirst(engine, groups[0]!, first, rest);
      const terms = groups.map((group, e) => termsFromDirections(engine, group, found[e]!));
      moveShifts(engine, groups, terms);
      return given!.map(({ intercept, slopePlaces, like }): EffectTerms => {
        const none = () => new Float64Array(effects[like]!.nLevels);
        const at = (place: { readonly effect: number; readonly column: number } | null): Float64Array =>
          place === null
            ? none()
            : place.column < 0
              ? terms[place.effect]!.intercepts!
              : terms[place.effect]!.slopes[place.column]!;
        return { intercepts: intercept === undefined ? null : at(intercept), slopes: slopePlaces.map(at) };
      });
    });
  });
}

/** The terms of all effects but the first, LANES numbers a coefficient. */
function solved(engine: Engine, scope: Scope, rows: SlopeRows, X: F64Block, k: number): Float64Array {
  const size = LANES * rows.nLevels;
  const total = new Float64Array(size);
  if (rows.nLevels === 0) return total;
  const sums = rows.levelSums(scope, k);
  let norms = Array.from(rows.passOne(X, k, sums).within, Math.sqrt);
  const targets = Float64Array.from({ length: LANES }, (_, j) => TOLERANCE * (norms[j] ?? 0));
  const factor = slopeFactorCost(rows).work <= FACTOR_WORK ? new SlopeFactor(engine, scope, rows) : null;
  const system = factor === null ? new SlopeSystem(engine, scope, rows) : null;
  const x = scope.f64(size);
  for (let round = 1; round <= ROUNDS; round++) {
    if (factor !== null) {
      x.view().set(sums[0]!.view().subarray(0, size));
      factor.solve([x]);
    } else {
      system!.solve(sums[0]!.part(0, size), x, { targets, maxIterations: MOST_ITERATIONS, signal: undefined });
    }
    const view = x.view();
    for (let l = 0; l < size; l++) total[l]! += view[l]!;
    const next = Array.from(rows.passTwo(X, k, [x], sums).after, Math.sqrt);
    if (next.every((norm, j) => norm <= 10 * targets[j]! || norm > norms[j]! / 2)) break;
    norms = next;
  }
  return total;
}

type Group = Category & { readonly slopes: LoadedSlopes };

/** Of the effect that was eliminated: what its directions have with what the others leave. */
function ofFirst(
  engine: Engine,
  { codes, nLevels, slopes }: Group,
  first: readonly Float64Array[],
  rest: Float64Array,
) {
  const { means } = groupMeans(engine, rest, codes, nLevels);
  // about its mean where directions are, so that sums lose nothing to it
  const about = slopes.centred && slopes.intercept ? addLevels(engine, rest, codes, means, -1) : rest;
  const directions = first.map((values) => ({ values, coefs: groupSums(engine, about, codes, nLevels, values) }));
  return { intercepts: slopes.intercept ? means : null, directions };
}

/** Gives what slopes about the means of their levels leave in constants to the intercepts of a finer effect. */
function moveShifts(
  engine: Engine,
  groups: readonly Group[],
  terms: readonly ReturnType<typeof termsFromDirections>[],
) {
  groups.forEach(({ codes, slopes }, e) => {
    const { shifts } = terms[e]!;
    if (shifts === null || slopes.intercept) return;
    const finer = groups.findIndex(
      (other, o) => o !== e && other.slopes.intercept && nestedIn(engine, other.codes, other.nLevels, codes),
    );
    const { codes: own, nLevels } = groups[finer]!;
    const more = gatherF64(engine, shifts, labelLevels(engine, own, nLevels, codes));
    const { intercepts } = terms[finer]!;
    for (let l = 0; l < nLevels; l++) intercepts![l]! += more[l]!;
  });
}

// Coefficients of slope variables as they are, from those of directions orthonormal within levels.

/** What an effect adds up to, by directions: 0 on rows of a level that has no such direction. */
export interface LevelTerms {
  intercepts: Float64Array | null;
  readonly directions: { readonly values: Float64Array; readonly coefs: Float64Array }[];
}

export interface RawTerms {
  readonly intercepts: Float64Array | null;
  readonly slopes: readonly Float64Array[];
  /** What is to be added to intercepts because slopes were taken about the mean of their level; null where they were not. */
  readonly shifts: Float64Array | null;
}

/** Slopes of variables that a level has no direction for are 0. `shifts` are in `intercepts` where the effect has them. */
export function termsFromDirections(
  engine: Engine,
  group: { readonly codes: Uint32Array; readonly nLevels: number; readonly slopes: LoadedSlopes },
  { intercepts, directions }: LevelTerms,
): RawTerms {
  const { codes, nLevels, slopes } = group;
  const k = directions.length;
  const sumsOf = (a: Float64Array, b: Float64Array) => groupSums(engine, a, codes, nLevels, b);
  const means = slopes.columns.map((column) => groupMeans(engine, column, codes, nLevels).means);
  const about = slopes.columns.map((column, j) =>
    slopes.centred ? addLevels(engine, column, codes, means[j]!, -1) : column,
  );
  const found = slopes.columns.map(() => new Float64Array(nLevels));
  const length = directions.map(({ values }) => sumsOf(values, values));
  for (let j = k - 1; j >= 0; j--) {
    const { values, coefs } = directions[j]!;
    const own = sumsOf(values, about[j]!);
    const left = coefs.slice();
    for (let m = j + 1; m < k; m++) {
      const shared = sumsOf(values, about[m]!);
      for (let l = 0; l < nLevels; l++) left[l]! -= shared[l]! * found[m]![l]!;
    }
    for (let l = 0; l < nLevels; l++) found[j]![l] = length[j]![l]! > 0 ? left[l]! / own[l]! : 0;
  }
  if (!slopes.centred) return { intercepts: intercepts?.slice() ?? null, slopes: found, shifts: null };
  const shifts = new Float64Array(nLevels);
  for (let j = 0; j < k; j++) for (let l = 0; l < nLevels; l++) shifts[l]! -= found[j]![l]! * means[j]![l]!;
  return { intercepts: intercepts?.map((value, l) => value + shifts[l]!) ?? null, slopes: found, shifts };
}
