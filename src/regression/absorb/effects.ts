/**
 * Fixed effects as numbers: their codes in linear memory, the larger first; effects that others contain;
 * the order of rows; the weight of each level. Knows nothing of columns to demean.
 */
import type { Category } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { checkInfo, invoke, invokeChecked, runChecked } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope, Task, U32Block } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { FixedEffect, VaryingSlopes } from "../../formula/spec.js";

/** Rows one task puts in order. */
const GATHER_RANGE = 65_536;

/** An effect that enters the solve. */
export interface LoadedEffect {
  readonly name: string;
  /** Place among the effects as given. */
  readonly position: number;
  readonly nLevels: number;
  /** Its codes, u32[n], in memory order once `orderRows` has run. */
  readonly codes: U32Block;
  /** Absent where levels have an intercept and nothing else. */
  readonly slopes?: LoadedSlopes;
}

/** An effect that another is nested in: nothing is left of it to solve for. */
export interface ContainedEffect {
  readonly name: string;
  readonly position: number;
  readonly nLevels: number;
  /** In sample order. */
  readonly codes: Uint32Array;
}

/** Effects placed in linear memory, by number of levels, without those whose dummies another's contain. */
export interface LoadedEffects {
  readonly nRows: number;
  /** Effects to solve for, the one with most levels first. */
  readonly kept: readonly LoadedEffect[];
  /** Effects left out because another is nested in them, the one with most levels first. */
  readonly contained: readonly ContainedEffect[];
  /** Where the terms of each effect as given are; absent where no effect has slopes. */
  readonly given?: readonly GivenEffect[];
}

/**
 * Copies the codes of the effects into linear memory, the effect with most levels first (ties as given), and leaves out
 * each effect that a finer one is nested in: countries, when firms are there too. Codes are consecutive, effect by
 * effect, so that those after the first are one u32[(q-1) n] array.
 * Throws DataError `effect_length` when effects differ in length.
 */
export function placeEffects(engine: Engine, scope: Scope, effects: readonly Category[]): LoadedEffects {
  const nRows = effects[0]?.codes.length ?? 0;
  for (const { name, codes } of effects) {
    if (codes.length === nRows) continue;
    throw new DataError("effect_length", `Fixed effect '${name}' has ${codes.length} rows, expected ${nRows}.`, {
      effect: name,
      got: codes.length,
      expected: nRows,
    });
  }
  const block = scope.u32(nRows * effects.length);
  const largestFirst = effects
    .map((category, position) => ({ category, position }))
    .sort((a, b) => b.category.nLevels - a.category.nLevels || a.position - b.position);
  const kept: LoadedEffect[] = [];
  const contained: ContainedEffect[] = [];
  for (const { category, position } of largestFirst) {
    const start = kept.length * nRows;
    block.view().set(category.codes, start);
    const effect = { name: category.name, position, nLevels: category.nLevels, codes: block.part(start, nRows) };
    if (kept.some((finer) => isNested(engine, scope, nRows, finer, effect)))
      contained.push({ name: effect.name, position, nLevels: effect.nLevels, codes: category.codes });
    else kept.push(effect);
  }
  return { nRows, kept, contained };
}

/** Whether each level of `finer` lies in one of `coarser`. */
export function isNested(engine: Engine, scope: Scope, n: number, finer: LoadedEffect, coarser: LoadedEffect): boolean {
  return scope.scope((inner) => {
    const owner = inner.u32(finer.nLevels);
    const info = invoke(engine, "nestedIn", { n, nA: finer.nLevels, a: finer.codes, b: coarser.codes, owner });
    return checkInfo("nestedIn", info) === 1;
  });
}

/** Rows by level of the first effect. */
export interface RowGroups {
  /** u32[nLevels+1]. */
  readonly offsets: U32Block;
  /** Row i of memory holds sample row rowOrder[i]; null when the sample is in that order already. */
  readonly rowOrder: Uint32Array | null;
}

/**
 * Orders all codes by the first effect, stably, unless they are in that order already.
 * Throws DataError `unused_level` when a level has no row.
 */
export function orderRows(engine: Engine, scope: Scope, { nRows: n, kept }: LoadedEffects): RowGroups {
  const first = kept[0]!;
  const offsets = scope.u32(first.nLevels + 1);
  const info = invoke(engine, "csrOffsets", { n, nLevels: first.nLevels, codes: first.codes, offsets });
  const ordered = checkInfo("csrOffsets", info) === 1;
  const view = offsets.view();
  for (let g = 0; g < first.nLevels; g++) if (view[g] === view[g + 1]) throw unusedLevel(first.name, g);
  if (ordered) return { offsets, rowOrder: null };
  const rowOrder = scope.scope((inner) => {
    const order = inner.u32(n);
    const turned = inner.u32(n);
    const cursor = inner.u32(first.nLevels);
    invoke(engine, "csrOrder", { n, nLevels: first.nLevels, codes: first.codes, offsets, order, cursor });
    const [starts, ordered] = [offsets.view(), first.codes.view()];
    for (let g = 0; g < first.nLevels; g++) for (let i = starts[g]!; i < starts[g + 1]!; i++) ordered[i] = g;
    for (const { codes } of kept.slice(1)) {
      const tasks: Task<"gatherU32">[] = [];
      for (let low = 0; low < n; low += GATHER_RANGE) {
        tasks.push({
          n: Math.min(GATHER_RANGE, n - low),
          nSource: n,
          x: codes,
          order: order.at(low),
          out: turned.at(low),
        });
      }
      runChecked(engine, "gatherU32", tasks);
      codes.view().set(turned.view());
    }
    return new Uint32Array(order.view());
  });
  return { offsets, rowOrder };
}

/**
 * Weight (or number of rows) of each level of an effect whose codes run from `low` to `high - 1`: f64[high], 0 below
 * `low`. Throws DataError `unused_level` when a level has no row; one whose rows have no weight weighs 0.
 */
export function weightsByLevel(
  engine: Engine,
  scope: Scope,
  n: number,
  effect: { readonly name: string; readonly codes: U32Block; readonly low: number; readonly high: number },
  weights: F64Block | null,
): F64Block {
  const { name, codes, low, high } = effect;
  const totals = scope.f64(high);
  if (weights !== null) {
    invokeChecked(engine, "groupSums", { n, nLevels: high, weighted: 0, x: weights, codes, w: null, sums: totals });
  } else {
    scope.scope((inner) => {
      const counts = inner.u32(high);
      invokeChecked(engine, "groupCounts", { n, nLevels: high, codes, counts });
      totals.view().set(counts.view());
    });
  }
  const empty = totals.view().findIndex((total, level) => level >= low && !(total > 0));
  if (empty >= 0 && (weights === null || !codes.view().includes(empty))) throw unusedLevel(name, empty - low);
  return totals;
}

function unusedLevel(effect: string, level: number): DataError {
  return new DataError(
    "unused_level",
    `Fixed effect '${effect}': level ${level} has no row, expected dense codes; number the levels after choosing the sample.`,
    { effect, got: level, expected: "every level used" },
  );
}

// Fixed effects of a formula, those of the same columns as one.

/** Whether the effects of a formula add up to a constant whatever the data: where one has intercepts. */
export const absorbConstant = (effects: readonly FixedEffect[]): boolean =>
  effects.some(({ slopes }) => slopes === undefined || slopes.intercept);

/** The effects, each grouping once, with the intercepts and the slopes it is given anywhere. */
export function joinedEffects(effects: readonly FixedEffect[]): readonly FixedEffect[] {
  const joined = new Map<string, FixedEffect>();
  for (const effect of effects) {
    const key = effect.columns.join("^");
    const before = joined.get(key);
    joined.set(key, before === undefined ? effect : { ...before, ...bothSlopes(before, effect) });
  }
  return [...joined.values()];
}

function bothSlopes(a: FixedEffect, b: FixedEffect): { readonly slopes?: VaryingSlopes } {
  if (a.slopes === undefined && b.slopes === undefined) return {};
  const all = [...(a.slopes?.variables ?? []), ...(b.slopes?.variables ?? [])];
  const variables = new Map(all.map((variable) => [printExpression(variable), variable]));
  return { slopes: { variables: [...variables.values()], intercept: absorbConstant([a, b]) } };
}

// Effects with slopes as data.

/** What of an effect with slopes is solved for. */
export interface LoadedSlopes {
  /** Whether each level has an intercept. */
  readonly intercept: boolean;
  /** Whether slopes may be taken about the mean of their level, an intercept making up for it: its own or a finer one. */
  readonly centred: boolean;
  /** Slope variables over sample rows. */
  readonly columns: readonly Float64Array[];
}

/** An effect as given, and where its terms are: a place among the columns of a kept effect, or null where another has it. */
export interface GivenEffect {
  readonly name: string;
  /** Position of the effect that groups rows as this one does: its own, or that of an earlier one. */
  readonly like: number;
  readonly slopes: readonly string[];
  /** Absent where the effect has no intercept. */
  readonly intercept?: TermPlace | null;
  readonly slopePlaces: readonly (TermPlace | null)[];
}

/** `column` of the kept effect `effect`: -1 for its intercept. */
export interface TermPlace {
  readonly effect: number;
  readonly column: number;
}
