/**
 * Layer quality. Rows alone in a level of an effect are explained by it: their quality is 0 by construction, not by
 * measurement. Which rows they are is decided in `design/singletons`.
 */
import type { Category } from "../base/columns.js";
import { compensatedSum } from "../base/compensated-sum.js";
import { singletonRows } from "../design/singletons.js";
import type { Engine } from "../kernels/engine.js";
import { keepRows, type Sample } from "./sample.js";
import type { Waterfall } from "./waterfall.js";

/** The sample in which every level of every effect has two rows or more; what was dropped is counted. */
export function dropSingletons(
  engine: Engine,
  sample: Sample,
  effects: readonly Category[],
  waterfall: Waterfall,
): Sample {
  const { drop, nDropped } = singletonRows(engine, effects, "singletons");
  const keep = new Uint8Array(drop.length);
  const lost: number[] = [];
  for (let i = 0; i < drop.length; i++) {
    if (drop[i] === 0) keep[i] = 1;
    else lost.push(sample.value[i]!);
  }
  waterfall.drop("singletons", nDropped, compensatedSum(lost));
  return keepRows(sample, keep, sample.rows.length - nDropped);
}
