/**
 * Layer report. A uniform band in words, for tables and studies: what it covers, how wide it is, how it was drawn.
 */
import type { EventBand, EventEffect } from "../../models/event-study/record.js";
import { percent } from "../figures/words.js";
import { formatCount, formatFixed } from "../format-number.js";
import { eventWords } from "../words/event-study.js";
import type { Language } from "../words/language.js";

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
