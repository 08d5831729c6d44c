/**
 * Stacks of a staggered panel: for each cohort its own units and those untreated through the window, over the periods around its start.
 * Source: Cengiz, Dube, Lindner & Zipperer (2019), Quarterly Journal of Economics 134(3), doi:10.1093/qje/qjz014.
 */
import { UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { DID_NOTES } from "../../design/messages.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";

/** Rows of all stacks, cohort after cohort. */
export interface Stacks {
  /** Position in the sample. */
  readonly from: Uint32Array;
  /** Position among the cohorts of the stack, event time in it, whether the unit is the cohort's. */
  readonly stack: Float64Array;
  readonly event: Float64Array;
  readonly treated: Uint8Array;
  /** Units that start treatment in a stack, and those compared with, each as often as it stands in one. */
  readonly nTreated: number;
  readonly cohorts: readonly number[];
  readonly notes: readonly Note[];
}

/**
 * The stacks over event times `low` to `high`.
 *
 * @param isTrimmed whether rows of a stack are compared as they are, not within units: cohorts that are not observed at every event time
 *   then make no stack, and units that are not are left out of it, so that nobody's level comes and goes
 */
export function stacksOf(
  sample: DidSample,
  window: readonly [number, number],
  plan: DidPlan,
  isTrimmed: boolean,
): Stacks {
  const { cohort, time, periods } = sample;
  const [low, high] = window;
  const seen = new Set(Array.from(time, (t) => periods[t]!));
  const isWhole = (start: number): boolean => width(window).every((event) => seen.has(start + event));
  const [from, stack, event, treated] = [[], [], [], []] as [number[], number[], number[], number[]];
  const [cohorts, trimmed, alone]: [number[], number[], number[]] = [[], [], []];
  let [nTreated, short] = [0, 0];
  for (const { cohort: start } of sample.design.cohorts) {
    const isControl = (own: number): boolean =>
      plan.control === "never" ? own === Number.POSITIVE_INFINITY : own > start + high;
    const own = membersOf(sample, start, window, isTrimmed, (first) => first === start);
    const others = membersOf(sample, start, window, isTrimmed, isControl);
    if ((isTrimmed && !isWhole(start)) || own.units.length === 0) {
      trimmed.push(start);
      continue;
    }
    if (others.units.length === 0) {
      alone.push(start);
      continue;
    }
    const units = [...own.units, ...others.units].sort((a, b) => a.unit - b.unit);
    for (const { unit, rows } of units) {
      for (const i of rows) {
        from.push(i);
        stack.push(cohorts.length);
        event.push(periods[time[i]!]! - start);
        treated.push(Number(cohort[unit] === start));
      }
    }
    nTreated += own.units.length;
    short += own.short + others.short;
    cohorts.push(start);
  }
  return {
    ...{ from: Uint32Array.from(from), stack: Float64Array.from(stack), event: Float64Array.from(event) },
    ...{ treated: Uint8Array.from(treated), nTreated, cohorts },
    notes: [
      ...(trimmed.length === 0 ? [] : [note(DID_NOTES, "did_stack_trimmed", { cohorts: trimmed, low, high })]),
      ...(alone.length === 0 ? [] : [note(DID_NOTES, "did_stack_no_control", { cohorts: alone })]),
      ...(short === 0 ? [] : [note(DID_NOTES, "did_stack_short", { units: short, low, high })]),
    ],
  };
}

/** Event times of a window. */
const width = ([low, high]: readonly [number, number]): number[] =>
  Array.from({ length: high - low + 1 }, (_, j) => low + j);

interface Members {
  /** Positions of units, with their rows in the window. */
  readonly units: readonly { readonly unit: number; readonly rows: readonly number[] }[];
  /** Units left out as they lack an event time. */
  readonly short: number;
}

/** The units of a stack whose first treated period `isMember`, as far as they have rows in it, or all of them. */
function membersOf(
  { cohort, starts, time, periods }: DidSample,
  start: number,
  [low, high]: readonly [number, number],
  isComplete: boolean,
  isMember: (first: number) => boolean,
): Members {
  const units: { unit: number; rows: number[] }[] = [];
  let short = 0;
  cohort.forEach((first, unit) => {
    if (!isMember(first)) return;
    const rows: number[] = [];
    for (let i = starts[unit]!; i < starts[unit + 1]!; i++) {
      const at = periods[time[i]!]! - start;
      if (at >= low && at <= high) rows.push(i);
    }
    if (rows.length === 0) return;
    if (isComplete && rows.length <= high - low) short++;
    else units.push({ unit, rows });
  });
  return { units, short };
}

/** The window, which stacks must be given. Throws UsageError `did_window`. */
export function stackWindow({ window }: DidPlan): readonly [number, number] {
  if (window === undefined || window[0] > -1 || window[1] < 0) {
    throw new UsageError(
      "did_window",
      "stacked needs --window LOW,HIGH, the event times of each stack, from below 0 to 0 or above, such as --window -4,4.",
      { got: window, expected: "low < 0 <= high" },
    );
  }
  return window;
}
