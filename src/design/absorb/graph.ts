/**
 * Layer design. The graph of the fixed effects: connected components, and how many of each effect's dummies are
 * redundant. Knows nothing of columns to demean, nor of how effects are taken out of them.
 * Sources: Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06 (two effects, exactly); Correia (2017), "Linear
 * models with high-dimensional fixed effects: an efficient and feasible estimator" (the pairwise rule for more).
 */
import { checkInfo } from "../../kernels/checks.js";
import type { Engine, F64Block, Scope } from "../../kernels/engine.js";
import { pairComponentsWork } from "../../kernels/groups.js";
import type { PlacedEffect, PlacedEffects } from "./effects.js";

/** Components of two effects: their number, and the component of each level of the smaller. */
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
}

/** Rank of a set of dummies, and whether it is known or an upper bound. */
export interface Rank {
  readonly value: number;
  readonly exact: boolean;
}

/** What the graph of two or more effects says of their dummies. */
export interface EffectGraph {
  /** Components of the two effects with most levels. */
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
  { nRows, kept, contained }: PlacedEffects,
  weights: F64Block | null,
): EffectGraph {
  return scope.scope((inner) => {
    const rows = rowsOfWeight(inner, nRows, kept, weights);
    const first = componentsOf(engine, inner, rows.n, rows.effects[0]!, rows.effects[1]!);
    const between = (a: PlacedEffect, b: PlacedEffect): number =>
      kept.length === 2 ? first.nComponents : componentsOf(engine, inner, rows.n, a, b).nComponents;
    const asGiven = [...rows.effects].sort((a, b) => a.position - b.position);
    const redundancies: (Redundancy & { position: number })[] = asGiven.map((effect, h) => {
      const { name, position, nLevels: levels } = effect;
      // levels of no weight are components of their own in every pair, and the first effect's count for none
      const empty = rows.empty(effect);
      const redundant = asGiven.slice(0, h).map((earlier) => between(earlier, effect) - rows.unjoined(earlier, effect));
      return { name, position, levels, redundant: empty + Math.max(0, ...redundant), exact: h < 2 };
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
function rowsOfWeight(scope: Scope, n: number, effects: readonly PlacedEffect[], weights: F64Block | null) {
  const all = { n, effects, empty: () => 0, unjoined: () => 0 };
  if (weights === null || weights.view().every((weight) => weight > 0)) return all;
  const rows = Uint32Array.from(weights.view().keys()).filter((row) => weights.view()[row]! > 0);
  const empties = new Map<number, number>();
  const some = effects.map((effect) => {
    const block = scope.u32(rows.length);
    const view = block.view();
    const codes = new Uint32Array(view.buffer, effect.codes, n);
    rows.forEach((row, i) => {
      view[i] = codes[row]!;
    });
    const met = new Uint8Array(effect.nLevels);
    for (const level of view) met[level] = 1;
    empties.set(
      effect.position,
      met.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0),
    );
    return { ...effect, codes: block.address };
  });
  const empty = ({ position }: PlacedEffect): number => empties.get(position)!;
  const smaller = (a: PlacedEffect, b: PlacedEffect) => (a.nLevels >= b.nLevels ? b : a);
  return { n: rows.length, effects: some, empty, unjoined: (a: PlacedEffect, b: PlacedEffect) => empty(smaller(a, b)) };
}

/** Components over the levels of the smaller effect (the second, when they have equally many). */
function componentsOf(engine: Engine, scope: Scope, n: number, a: PlacedEffect, b: PlacedEffect): Components {
  const [larger, smaller] = a.nLevels >= b.nLevels ? [a, b] : [b, a];
  return scope.scope((inner) => {
    const ofLevel = inner.u32(smaller.nLevels);
    const work = inner.u32(pairComponentsWork(larger.nLevels, smaller.nLevels));
    const info = engine.kernels.pairComponents(
      n,
      larger.nLevels,
      smaller.nLevels,
      larger.codes,
      smaller.codes,
      ofLevel.address,
      work.address,
    );
    return { nComponents: checkInfo("pairComponents", info), ofLevel: Uint32Array.from(ofLevel.view()) };
  });
}
