/**
 * What direct effects of instruments were allowed: a range for each, or a mean and a standard deviation,
 * checked before data are read and then put in the order of the instruments kept. Knows nothing of what follows from them.
 */

import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { ownOf } from "../../base/own.js";
import type { CollinearTerm } from "../../regression/record/fit-record.js";
import { PLAUSEXOG_NOTES } from "./messages.js";

/** Two numbers an instrument, by its name in the formula. */
export type ByInstrument = Readonly<Record<string, readonly [number, number]>>;

export interface DirectEffectsOptions {
  /** Least and largest direct effect on the outcome of a unit of each instrument: bounds by the union of intervals. */
  readonly ranges?: ByInstrument;
  /** Mean and standard deviation of each direct effect, independent normals: bounds local to zero. */
  readonly normal?: ByInstrument;
}

/** The two ways to bound. */
export type DirectEffectsMethod = "union_of_intervals" | "local_to_zero";

/** One of the two, with its numbers. */
export interface AllowedEffects {
  readonly method: DirectEffectsMethod;
  readonly given: ByInstrument;
}

const WANTED = {
  union_of_intervals: "two finite numbers, the smaller first",
  local_to_zero: "a finite mean and a standard deviation of at least 0",
} as const;

/** Throws UsageError `direct_effects` unless one of the two ways is asked for, with numbers that make sense. */
export function allowedEffects({ ranges, normal }: DirectEffectsOptions): AllowedEffects {
  const method = ranges === undefined ? "local_to_zero" : "union_of_intervals";
  const given = ranges ?? normal ?? {};
  if ((ranges !== undefined && normal !== undefined) || Object.keys(given).length === 0) {
    const got = ranges !== undefined && normal !== undefined ? "both" : "neither";
    throw new UsageError(
      "direct_effects",
      `Say how far exogeneity may fail: a range for at least one instrument, or for each a mean and a standard deviation; got ${got}.`,
      { got, expected: "ranges or normal" },
    );
  }
  for (const [name, numbers] of Object.entries(given)) {
    const [first, second] = numbers;
    const makesSense = method === "local_to_zero" ? second >= 0 : first <= second;
    if (numbers.length === 2 && numbers.every(Number.isFinite) && makesSense) continue;
    throw new UsageError(
      "direct_effects",
      `The direct effect of '${name}' got ${numbers.join(" and ")}; expected ${WANTED[method]}.`,
      { instrument: name, got: [...numbers], expected: WANTED[method] },
    );
  }
  return { method, given };
}

/**
 * The numbers of each instrument of `kept`, 0 and 0 for one that is not named. Throws UsageError
 * `direct_effects_instrument` for a name that is none of them, DataError `direct_effects_left_out` for one that was left
 * out of the equation, as `leftOut` says.
 */
export function effectsInOrder(
  { given }: AllowedEffects,
  kept: readonly string[],
  leftOut: readonly CollinearTerm[],
): (readonly [number, number])[] {
  for (const name of Object.keys(given)) {
    if (kept.includes(name)) continue;
    const out = leftOut.find(({ term }) => term === name);
    if (out !== undefined) {
      throw new DataError(
        "direct_effects_left_out",
        `'${name}' was left out of the equation (${out.because}), so no direct effect of it can be bounded. Name only instruments that are kept: ${kept.join(", ")}.`,
        { got: name, expected: kept, because: out.because },
      );
    }
    throw new UsageError(
      "direct_effects_instrument",
      `'${name}' is no excluded instrument of the formula${didYouMeanOrKnown(name, "instruments", kept)}`,
      { got: name, expected: kept },
    );
  }
  return kept.map((name) => ownOf(given, name) ?? [0, 0]);
}

/** Notes `direct_effects_none`, on instruments that were not named, and `direct_effects_without_zero`. */
export function directEffectsNotes({ method, given }: AllowedEffects, kept: readonly string[], depvar: string): Note[] {
  const unnamed = kept.filter((name) => !Object.hasOwn(given, name));
  const without = Object.entries(given).filter(([, [min, max]]) => min > 0 || max < 0);
  const notes: Note[] = [];
  if (unnamed.length > 0) {
    notes.push(note(PLAUSEXOG_NOTES, "direct_effects_none", { instruments: unnamed, depvar }));
  }
  if (method === "union_of_intervals" && without.length > 0) {
    notes.push(note(PLAUSEXOG_NOTES, "direct_effects_without_zero", { instruments: without.map(([name]) => name) }));
  }
  return notes;
}
