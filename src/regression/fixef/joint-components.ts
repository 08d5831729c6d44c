/**
 * Connected components of any number of effects together, each row joining its levels, numbered by the first
 * level of the first effect.
 */
import type { Category } from "../../base/columns.js";
import { labelLevels } from "../../engine/kernels/effects.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { gatherU32, pairComponents } from "../../engine/kernels/groups.js";
import type { LevelPair } from "./level-pairs.js";

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
