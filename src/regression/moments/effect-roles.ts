/**
 * Which absorbed effects are projected out cluster by cluster, and which become dummies of the blocks:
 * nested in the clusters or not. Where periods are the levels of an effect that is a dummy already, they are its columns.
 */
import type { Category } from "../../base/columns.js";
import { upTo } from "../../base/row-runs.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { ownersOf } from "../../engine/kernels/groups.js";
import type { DummyEffect } from "./moments.js";

export interface EffectRoles {
  /** Nested in the clusters. */
  readonly nested: readonly Category[];
  /** The cluster that each level of them lies in. */
  readonly owners: readonly Uint32Array[];
  /** Those of them that no finer one is nested in: the others are in their span. */
  readonly finest: readonly Category[];
  /** Not nested: dummies. */
  readonly others: readonly Category[];
  /** Where the dummies of each stand. */
  readonly dummies: readonly DummyEffect[];
  /** m, levels of `others`. */
  readonly nDummies: number;
  /** Periods whose dummies stand behind the outcome; null where there are none, or where an effect's are the periods. */
  readonly behind: Category | null;
  /** The effect among `others` whose levels are the periods. */
  readonly periodEffect: number | null;
}

/** Sorts the effects of a sample by what becomes of them for these clusters. */
export function effectRoles(
  engine: Engine,
  effects: readonly Category[],
  clusters: Category,
  periods: Category | null,
): EffectRoles {
  const ownersIn = (fine: Category, coarse: Category): Uint32Array | null =>
    fine.codes === coarse.codes ? upTo(fine.nLevels) : ownersOf(engine, fine.codes, fine.nLevels, coarse.codes);
  const isNested = (fine: Category, coarse: Category): boolean => ownersIn(fine, coarse) !== null;
  const owned = effects.map((effect) => ownersIn(effect, clusters));
  const nested = effects.filter((_, e) => owned[e] !== null);
  const others = effects.filter((_, e) => owned[e] === null);
  const finest = nested.filter((effect, position) =>
    nested.every((finer, other) => {
      if (other === position || finer.nLevels < effect.nLevels) return true;
      if (finer.nLevels === effect.nLevels && other > position) return true;
      return !isNested(finer, effect);
    }),
  );
  let first = 0;
  const dummies = others.map(({ name, nLevels }) => {
    const effect = { name, first, nLevels };
    first += nLevels;
    return effect;
  });
  // as many levels, and none of one in two of the other: the same grouping
  const own = periods === null ? -1 : others.findIndex((e) => e.nLevels === periods.nLevels && isNested(e, periods));
  return {
    nested,
    owners: owned.filter((owners) => owners !== null),
    finest,
    others,
    dummies,
    nDummies: first,
    behind: own >= 0 ? null : periods,
    periodEffect: own >= 0 ? own : null,
  };
}

/** Column of the block of each period; null when none were asked for. */
export function periodColumns(
  { others, dummies, periodEffect }: EffectRoles,
  periods: Category | null,
  behindFirst: number,
): Uint32Array | null {
  if (periods === null) return null;
  if (periodEffect === null) return Uint32Array.from({ length: periods.nLevels }, (_, t) => behindFirst + t);
  const [{ codes }, { first }] = [others[periodEffect]!, dummies[periodEffect]!];
  if (codes === periods.codes) return Uint32Array.from({ length: periods.nLevels }, (_, t) => first + t);
  const columns = new Uint32Array(periods.nLevels);
  for (let i = 0; i < codes.length; i++) columns[periods.codes[i]!] = first + codes[i]!;
  return columns;
}
