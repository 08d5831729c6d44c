/**
 * The graph of the fixed effects: connected components, and how many of each effect's dummies are
 * redundant. Knows nothing of columns to demean, nor of how effects are taken out of them.
 * Sources: Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06 (two effects, exactly); Correia (2017), "Linear
 * models with high-dimensional fixed effects: an efficient and feasible estimator" (the pairwise rule for more).
 */
import { checkInfo, invoke } from "../../engine/kernels/call.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { pairComponentsWork } from "../../engine/kernels/groups.js";
import type { LoadedEffect, LoadedEffects } from "./effects.js";

/** Components of two effects: their number, and the component of each level of the second. */
export interface Components {
  readonly nComponents: number;
  readonly ofLevel: Uint32Array;
}

/** Dummies of one effect that the others make redundant. */
export interface Redundancy {
  readonly name: string;
  readonly levels: number;
  readonly redundant: number;
  /** False where the count comes from the pairwise rule, which can be too small. */
  readonly exact: boolean;
  /** Slopes that vary by the effect; absent without. */
  readonly slopes?: {
    readonly names: readonly string[];
    /** Whether levels have intercepts beside: without, `redundant` of the effect is 0. */
    readonly intercept: boolean;
    /** Redundant ones, by slope. */
    readonly redundant: readonly number[];
  };
}

/** Rank of a set of dummies, and whether it is known or an upper bound. */
export interface Rank {
  readonly value: number;
  readonly exact: boolean;
}

/** What the graph of two or more effects says of their dummies. */
export interface EffectGraph {
  /** Components of the first two effects kept, by level of the second. */
  readonly first: Components;
  readonly rank: Rank;
  /** By effect, in the order given. */
  readonly redundancies: readonly Redundancy[];
}

/**
 * Components and redundant dummies of the effects, codes in memory order and not yet numbered together. An effect that
 * another is nested in is redundant as a whole; of two others, the second given loses one level a component; of more,
 * each loses as many as it has components with the earlier effect that makes most of them. Rows of no weight join nothing.
 */
export function graphOf(
  engine: Engine,
  scope: Scope,
  { nRows, kept, contained }: LoadedEffects,
  weights: F64Block | null,
): EffectGraph {
  return scope.scope((inner) => {
    const rows = rowsOfWeight(inner, nRows, kept, weights);
    const [ordered, next] = [rows.effects[0]!, rows.effects[1]!];
    const first = componentsOf(engine, inner, rows.n, ordered, next);
    // levels of no weight are components of their own, and join no effect to another
    const joined = (a: LoadedEffect, b: LoadedEffect): number => {
      if (kept.length === 2) return first.nComponents - rows.empty(next);
      const [larger, smaller] = a.nLevels >= b.nLevels ? [a, b] : [b, a];
      return componentsOf(engine, inner, rows.n, larger, smaller).nComponents - rows.empty(smaller);
    };
    const asGiven = [...rows.effects].sort((a, b) => a.position - b.position);
    const redundancies: (Redundancy & { position: number })[] = asGiven.map((effect, h) => {
      const { name, position, nLevels: levels } = effect;
      const byPair = asGiven.slice(0, h).map((earlier) => joined(earlier, effect));
      return { name, position, levels, redundant: rows.empty(effect) + Math.max(0, ...byPair), exact: h < 2 };
    });
    for (const { name, position, nLevels: levels } of contained) {
      redundancies.push({ name, position, levels, redundant: levels, exact: true });
    }
    redundancies.sort((a, b) => a.position - b.position);
    const value = redundancies.reduce((sum, { levels, redundant }) => sum + levels - redundant, 0);
    const exact = redundancies.every((one) => one.exact);
    return { first, rank: { value, exact }, redundancies: redundancies.map(({ position: _, ...one }) => one) };
  });
}

/** The rows that join levels: all, or copies of the codes of those with weight. */
function rowsOfWeight(scope: Scope, n: number, effects: readonly LoadedEffect[], weights: F64Block | null) {
  if (weights === null || weights.view().every((weight) => weight > 0)) return { n, effects, empty: () => 0 };
  const rows = Uint32Array.from(weights.view().keys()).filter((row) => weights.view()[row]! > 0);
  const empties = new Map<number, number>();
  const some = effects.map((effect) => {
    const block = scope.u32(rows.length);
    const view = block.view();
    const codes = effect.codes.view();
    rows.forEach((row, i) => {
      view[i] = codes[row]!;
    });
    const met = new Uint8Array(effect.nLevels);
    for (const level of view) met[level] = 1;
    empties.set(
      effect.position,
      met.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0),
    );
    return { ...effect, codes: block };
  });
  return { n: rows.length, effects: some, empty: ({ position }: LoadedEffect): number => empties.get(position)! };
}

/** Components over the levels of b. */
function componentsOf(engine: Engine, scope: Scope, n: number, a: LoadedEffect, b: LoadedEffect): Components {
  return scope.scope((inner) => {
    const ofLevel = inner.u32(b.nLevels);
    const work = inner.u32(pairComponentsWork(a.nLevels, b.nLevels));
    const info = invoke(engine, "pairComponents", {
      n,
      nA: a.nLevels,
      nB: b.nLevels,
      a: a.codes,
      b: b.codes,
      components: ofLevel,
      work,
    });
    return { nComponents: checkInfo("pairComponents", info), ofLevel: Uint32Array.from(ofLevel.view()) };
  });
}
