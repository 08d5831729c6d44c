/**
 * Layer report. A uniform band in words, for tables and studies: what it covers, how wide it is, how it was drawn.
 */
import type { EventBand, EventEffect } from "../../models/event-study/record.js";
import { percent } from "../figures/words.js";
import { formatCount, formatFixed } from "../format-number.js";

/** A sentence; `cluster` names what gets a multiplier each. */
export function uniformBandText(
  { level, critical_value, draws, seed, weights, generator }: Extract<EventBand, { kind: "uniform" }>,
  effects: readonly EventEffect[],
  cluster: string,
): string {
  const covered = effects.filter(({ band_low }) => band_low !== null).length;
  return `Uniform ${percent(level)} band: covers all ${covered} effects shown at once; estimate \u00b1 ${formatFixed(critical_value, 3)} std. errors, from ${formatCount(draws)} draws of the multiplier bootstrap by ${cluster} (${weights} weights, ${generator}, seed ${seed}).`;
}
