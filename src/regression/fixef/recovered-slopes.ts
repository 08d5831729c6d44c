/**
 * Coefficients of effects with slopes from what they add up to on every row. Of each variable, the constant
 * among them, that several effects have, the later have references as effects without slopes do; what is open beyond
 * that (a trend that year effects make, too) is found by trying the solution on sums of which the coefficients are known.
 */

import { type Note, note } from "../../base/messages.js";
import { addLevels } from "../../engine/kernels/effects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { groupCounts } from "../../engine/kernels/groups.js";
import { sameValues } from "../absorb/slopes/place.js";
import type { AbsorbedEffect } from "../absorb/solver.js";
import { EFFECT_NOTES } from "../messages.js";
import { ENOUGH, MOST_ROUNDS, SETTLED, scattered } from "./level-coefficients.js";
import { jointComponents, type LevelPair, levelPairs, normaliseLevels } from "./level-pairs.js";
import {
  marked,
  notesOf,
  type RecoveredEffect,
  type RecoveredEffects,
  type RecoveredSlope,
  requireReproduced,
} from "./recovered-effects.js";
import { type EffectTerms, solveSlopes } from "./solve-slopes.js";

/** A variable of an effect: the constant (null) or a slope. */
interface Part {
  readonly effect: number;
  /** Place among the slopes, -1 for the constant. */
  readonly slope: number;
  readonly values: Float64Array | null;
  /** Distance from its mean that the variable reaches, and its mean in such distances; 1 and 0 for the constant. */
  readonly spread: number;
  readonly offset: number;
}

/** As `recoverEffects`, of effects of which some have slopes. Throws NumericalError `effects_not_recovered`. */
export function recoverSlopes(
  engine: Engine,
  effects: readonly AbsorbedEffect[],
  sums: Float64Array,
): RecoveredEffects {
  const parts = effects.flatMap(partsOf);
  const known = parts.map(({ effect, slope, spread }, p) =>
    scattered(effects[effect]!.nLevels, 7 * p + slope + 1).map((value) => value / spread),
  );
  const tried = added(engine, effects, parts, known, new Float64Array(sums.length), 1);
  const [coefficients, others] = solveSlopes(engine, effects, [sums, tried]).map((terms) => inOrder(parts, terms)) as [
    Float64Array[],
    Float64Array[],
  ];
  const largestError = refine(engine, effects, parts, coefficients, sums);
  requireReproduced(effects, largestError);
  others.forEach((found, p) => {
    for (let l = 0; l < found.length; l++) found[l]! -= known[p]![l]!;
  });
  const unseen = others.map((found) => found.slice());
  const pairs = normalise(engine, effects, parts, [coefficients, others]);
  const components = jointComponents(engine, effects);
  const ofPart = parts.map((part, p) => {
    const { nLevels } = effects[part.effect]!;
    const isReference = new Uint8Array(nLevels);
    for (const level of pairs[p]?.pair.references ?? []) isReference[level] = 1;
    const worst = offsetOf(parts, part);
    const isOpen = Uint8Array.from(others[p]!, (off) => (Math.abs(off) * part.spread > SETTLED * worst ? 1 : 0));
    const against = pairs[p] === undefined ? null : effects[pairs[p].against]!.name;
    const set = { isReference, references: marked(isReference), against };
    return { part, coefficients: coefficients[p]!, ...set, unseen: unseen[p]!, isOpen, unsettled: marked(isOpen) };
  });
  const recovered = effects.map(({ name, nLevels, label, codes, slopes }, e): RecoveredEffect => {
    const own = ofPart.filter(({ part }) => part.effect === e);
    const bySlope = own
      .filter(({ part }) => part.slope >= 0)
      .map(({ part, ...rest }): RecoveredSlope => ({ name: slopes!.names[part.slope]!, ...rest }));
    const constant = own.find(({ part }) => part.slope < 0);
    const { part: _, ...intercepts } = constant ?? { part: null, ...without(nLevels) };
    return {
      ...{ name, nLevels, label, ...intercepts, intercept: constant !== undefined, slopes: bySlope },
      component: components.ofLevels[e]!,
      singleRows: marked(groupCounts(engine, codes, nLevels)),
    };
  });
  const notes = recovered.flatMap((effect) => [
    ...notesOf(effect, true),
    ...effect.slopes.flatMap((s) => openSlopes(effect, s)),
  ]);
  return { effects: recovered, components: components.nComponents, largestError, notes };
}

/** How far a constant is extrapolated, and with it the rounding of slopes: 1 or more. */
function offsetOf(parts: readonly Part[], { effect, slope }: Part): number {
  if (slope >= 0) return 1;
  return parts.reduce((most, part) => (part.effect === effect ? Math.max(most, part.offset) : most), 1);
}

function partsOf({ slopes }: AbsorbedEffect, effect: number): Part[] {
  const constant: Part = { effect, slope: -1, values: null, spread: 1, offset: 0 };
  const varying = (slopes?.columns ?? []).map((values, slope): Part => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    const reach = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
    const spread = reach > 0 ? reach : Math.abs(mean) || 1;
    return { effect, slope, values, spread, offset: Math.abs(mean) / spread };
  });
  return slopes === undefined || slopes.intercept ? [constant, ...varying] : varying;
}

const inOrder = (parts: readonly Part[], terms: readonly EffectTerms[]): Float64Array[] =>
  parts.map(({ effect, slope }) => (slope < 0 ? terms[effect]!.intercepts! : terms[effect]!.slopes[slope]!).slice());

/** `from` plus or minus what coefficients add up to on each row. */
function added(
  engine: Engine,
  effects: readonly AbsorbedEffect[],
  parts: readonly Part[],
  coefficients: readonly Float64Array[],
  from: Float64Array,
  sign: 1 | -1,
): Float64Array {
  return parts.reduce(
    (rows, { effect, values }, p) =>
      addLevels(engine, rows, effects[effect]!.codes, coefficients[p]!, sign, values ?? undefined),
    from,
  );
}

/** Adds solutions for what is left, until no more than rounding is; the largest error as a share of the largest sum. */
function refine(
  engine: Engine,
  effects: readonly AbsorbedEffect[],
  parts: readonly Part[],
  coefficients: readonly Float64Array[],
  sums: Float64Array,
): number {
  const size = largest(sums) || 1;
  let left = added(engine, effects, parts, coefficients, sums, -1);
  for (let round = 0; round < MOST_ROUNDS && largest(left) > ENOUGH * size; round++) {
    const more = inOrder(parts, solveSlopes(engine, effects, [left])[0]!);
    const tried = coefficients.map((values, p) => values.map((value, l) => value + more[p]![l]!));
    const next = added(engine, effects, parts, tried, sums, -1);
    if (!(largest(next) < largest(left))) break;
    coefficients.forEach((values, p) => {
      values.set(tried[p]!);
    });
    left = next;
  }
  return largest(left) / size;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Sets references of each variable that several effects have; by part, its pair and the earlier effect. */
function normalise(
  engine: Engine,
  effects: readonly AbsorbedEffect[],
  parts: readonly Part[],
  solutions: readonly (readonly Float64Array[])[],
): readonly ({ readonly pair: LevelPair; readonly against: number } | undefined)[] {
  const found: ({ readonly pair: LevelPair; readonly against: number } | undefined)[] = parts.map(() => undefined);
  parts.forEach(({ values }, p) => {
    const members = parts.flatMap((other, q) => (sameValues(other.values, values) ? [q] : []));
    if (members[0] !== p || members.length < 2) return;
    const pairs = levelPairs(
      engine,
      members.map((q) => effects[parts[q]!.effect]!),
    );
    for (const coefficients of solutions) {
      normaliseLevels(
        members.map((q) => coefficients[q]!),
        pairs,
      );
    }
    pairs.forEach((pair, m) => {
      if (pair !== null) found[members[m]!] = { pair, against: parts[members[pair.against]!]!.effect };
    });
  });
  return found;
}

const without = (nLevels: number) => ({
  coefficients: new Float64Array(nLevels),
  isReference: new Uint8Array(nLevels),
  ...{ references: 0, against: null, unseen: new Float64Array(nLevels), isOpen: new Uint8Array(nLevels), unsettled: 0 },
});

function openSlopes({ name, nLevels }: RecoveredEffect, slope: RecoveredSlope): Note[] {
  if (slope.unsettled === 0) return [];
  const facts = { effect: name, slope: slope.name, levels: slope.unsettled, of: nLevels };
  return [note(EFFECT_NOTES, "unsettled_slopes", facts)];
}
