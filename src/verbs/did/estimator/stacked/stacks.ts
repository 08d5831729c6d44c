/**
 * Stacks of a staggered panel: for each cohort its own units and those untreated through the window, over the periods around its start.
 * Source: Cengiz, Dube, Lindner & Zipperer (2019), Quarterly Journal of Economics 134(3), doi:10.1093/qje/qjz014.
 */
import { UsageError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { DID_NOTES } from "../../messages.js";
import type { DidPlan } from "../../plan.js";
import type { DidSample } from "../../sample.js";

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
 * @param isTrimmed whether cohorts that are not observed at every event time of the window make none
 */
export function stacksOf(
  sample: DidSample,
  [low, high]: readonly [number, number],
  plan: DidPlan,
  isTrimmed: boolean,
): Stacks {
  const { cohort, starts, time, periods } = sample;
  const [first, last] = [periods[0]!, periods.at(-1)!];
  const isWhole = (start: number): boolean => start + low >= first && start + high <= last;
  const starters = sample.design.cohorts.map((count) => count.cohort);
  const trimmed = isTrimmed ? starters.filter((start) => !isWhole(start)) : [];
  const [from, stack, event, treated] = [[], [], [], []] as [number[], number[], number[], number[]];
  const [cohorts, alone]: [number[], number[]] = [[], []];
  let nTreated = 0;
  for (const start of starters) {
    if (trimmed.includes(start)) continue;
    const isControl = (own: number): boolean =>
      plan.control === "never" ? own === Number.POSITIVE_INFINITY : own > start + high;
    if (!cohort.some(isControl)) {
      alone.push(start);
      continue;
    }
    cohort.forEach((own, u) => {
      if (own !== start && !isControl(own)) return;
      for (let i = starts[u]!; i < starts[u + 1]!; i++) {
        const at = periods[time[i]!]! - start;
        if (at < low || at > high) continue;
        from.push(i);
        stack.push(cohorts.length);
        event.push(at);
        treated.push(Number(own === start));
      }
      nTreated += Number(own === start);
    });
    cohorts.push(start);
  }
  return {
    ...{ from: Uint32Array.from(from), stack: Float64Array.from(stack), event: Float64Array.from(event) },
    ...{ treated: Uint8Array.from(treated), nTreated, cohorts },
    notes: [
      ...(trimmed.length === 0 ? [] : [note(DID_NOTES, "did_stack_trimmed", { cohorts: trimmed, low, high })]),
      ...(alone.length === 0 ? [] : [note(DID_NOTES, "did_stack_no_control", { cohorts: alone })]),
    ],
  };
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
