/**
 * Which levels are references: of each effect but the first, one for each connected component of it and the
 * earlier effect with which it has most, as redundant dummies are counted; and the shift of coefficients that makes
 * theirs 0 and leaves every sum as it is.
 * Source: Abowd, Creecy & Kramarz (2002), LEHD technical paper 2002-06.
 */
import type { Category } from "../../base/columns.js";
import { labelLevels } from "../../engine/kernels/effects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { gatherU32, pairComponents } from "../../engine/kernels/groups.js";

/** An effect beside an earlier one. */
export interface LevelPair {
  /** Place of the earlier effect. */
  readonly against: number;
  /** Component of each level of the effect, numbered by its first level. */
  readonly own: Uint32Array;
  /** Component of each level of the earlier effect. */
  readonly other: Uint32Array;
  /** The first level of each component. */
  readonly references: readonly number[];
}

/** The pair of each effect; null for the first. */
export function levelPairs(engine: Engine, effects: readonly Category[]): (LevelPair | null)[] {
  return effects.map((effect, f) => {
    let most: { readonly against: number; readonly own: Uint32Array; readonly count: number } | null = null;
    for (let g = 0; g < f; g++) {
      const { codes, nLevels } = effects[g]!;
      const { components, nComponents } = pairComponents(engine, codes, nLevels, effect.codes, effect.nLevels);
      if (most === null || nComponents > most.count) most = { against: g, own: components, count: nComponents };
    }
    return most === null ? null : pairOf(engine, effects, f, most.against, most.own);
  });
}

function pairOf(engine: Engine, effects: readonly Category[], f: number, against: number, own: Uint32Array): LevelPair {
  const { codes, nLevels } = effects[against]!;
  const byRow = gatherU32(engine, own, effects[f]!.codes);
  return { against, own, other: labelLevels(engine, codes, nLevels, byRow), references: firstLevels(own) };
}

/** Of components numbered by first level, that level. */
export function firstLevels(own: Uint32Array): number[] {
  const references: number[] = [];
  own.forEach((component, level) => {
    if (component === references.length) references.push(level);
  });
  return references;
}

/**
 * Moves a constant for each component from an effect to the earlier one, in place, so that references are 0: from the last
 * effect to the first, since a move touches earlier effects alone.
 */
export function normaliseLevels(coefficients: readonly Float64Array[], pairs: readonly (LevelPair | null)[]): void {
  for (let f = pairs.length - 1; f > 0; f--) {
    const { against, own, other, references } = pairs[f]!;
    const [mine, theirs] = [coefficients[f]!, coefficients[against]!];
    const shift = references.map((level) => mine[level]!);
    for (let l = 0; l < mine.length; l++) mine[l]! -= shift[own[l]!]!;
    for (let l = 0; l < theirs.length; l++) theirs[l]! += shift[other[l]!]!;
  }
}

// Connected components of any number of effects together, each row joining its levels, numbered by the first
// level of the first effect.

export interface JointComponents {
  readonly nComponents: number;
  /** By effect, the component of each level. */
  readonly ofLevels: readonly Uint32Array[];
}

/** One effect alone is a single component: nothing ties its levels, and nothing needs to. */
export function jointComponents(engine: Engine, effects: readonly Category[]): JointComponents {
  const [first, ...others] = effects;
  if (others.length === 0) return { nComponents: 1, ofLevels: [new Uint32Array(first!.nLevels)] };
  // components so far, each row's, as the levels of an effect that the next one is joined to
  let ofRow = first!.codes;
  let nComponents = first!.nLevels;
  for (const { codes, nLevels } of others) {
    const joined = pairComponents(engine, ofRow, nComponents, codes, nLevels);
    ofRow = gatherU32(engine, joined.components, codes);
    nComponents = joined.nComponents;
  }
  const numbered = byFirstLevel(labelLevels(engine, first!.codes, first!.nLevels, ofRow), nComponents);
  const byRow = gatherU32(engine, numbered, ofRow);
  return { nComponents, ofLevels: effects.map(({ codes, nLevels }) => labelLevels(engine, codes, nLevels, byRow)) };
}

/** The same of two effects, whose components are known. */
export function componentsOfPair({ own, other, references }: LevelPair): JointComponents {
  const nComponents = references.length;
  const numbered = byFirstLevel(other, nComponents);
  const ofLevels = [other, own].map((components) => components.map((component) => numbered[component]!));
  return { nComponents, ofLevels };
}

/** The new number of each component: in the order of the levels given. */
function byFirstLevel(ofLevel: Uint32Array, nComponents: number): Uint32Array {
  const numbered = new Uint32Array(nComponents).fill(NONE);
  let next = 0;
  for (const component of ofLevel) if (numbered[component] === NONE) numbered[component] = next++;
  return numbered;
}

const NONE = 0xffff_ffff;
