/**
 * A uniform band in words, for tables and studies: what it covers, how wide it is, how it was drawn.
 */

import type { Language } from "../../base/messages.js";
import { percent } from "../../report/figures/words.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { eventWords } from "./messages.js";
import type { EventBand, EventEffect } from "./record.js";

/** A sentence; `cluster` names what gets a multiplier each. */
export function uniformBandText(
  { level, critical_value, draws, seed, weights, generator }: Extract<EventBand, { kind: "uniform" }>,
  effects: readonly EventEffect[],
  cluster: string,
  language: Language = "en",
): string {
  const covered = effects.filter(({ band_low }) => band_low !== null).length;
  return eventWords.uniform[language]({
    level: percent(level),
    effects: String(covered),
    critical: formatFixed(critical_value, 3),
    draws: formatCount(draws),
    ...{ cluster, weights, generator, seed },
  });
}
