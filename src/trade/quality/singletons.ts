/**
 * Rows alone in a level of an effect are explained by it: their quality is 0 by construction, not by
 * measurement. Which rows they are is decided in `design/singletons`.
 */

import type { Engine } from "../../engine/kernels/engine.js";
import { singletonRows } from "../../regression/frame/singletons.js";
import type { Keys } from "./plan-names.js";
import { keepRows, type Sample } from "./sample.js";
import type { Waterfall } from "./waterfall.js";

/** The sample in which every level of every effect has two rows or more; what was dropped is counted as `step`. */
export function dropSingletons(
  engine: Engine,
  sample: Sample,
  effects: readonly Keys[],
  waterfall: Waterfall,
  step = "singletons",
): Sample {
  const categories = effects.map((keys) => sample.groups.by(keys));
  const { drop } = singletonRows(engine, categories, "singletons");
  const keep = new Uint8Array(drop.length);
  for (let i = 0; i < keep.length; i++) keep[i] = 1 - drop[i]!;
  return keepRows(sample, keep, step, waterfall);
}
