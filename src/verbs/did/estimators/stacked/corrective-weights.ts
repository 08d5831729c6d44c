/**
 * Corrective weights of a stack: those of untreated rows make every stack count by its share of treated units, at each event time, so that
 * the stacked regression averages effects over cohorts by their treated units.
 * Source: Wing, Freedman & Hollingsworth (2024), Stacked difference-in-differences, NBER working paper 32054, doi:10.3386/w32054.
 */
import type { Stacks } from "./stacks.js";

/** Weights of the rows of stacks: 1 for treated ones; (share of treated) / (share of untreated) of the stack for the others. */
export function correctiveWeights(
  { stack, event, treated, cohorts }: Stacks,
  rowWeights: Float64Array | null,
): Float64Array {
  const least = event.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const span = event.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - least + 1;
  const size = cohorts.length * span;
  const sums = [new Float64Array(size), new Float64Array(size)] as const;
  const totals = [new Float64Array(span), new Float64Array(span)] as const;
  for (let i = 0; i < stack.length; i++) {
    const [group, at] = [treated[i] as 0 | 1, event[i]! - least];
    const weight = rowWeights?.[i] ?? 1;
    sums[group][stack[i]! * span + at]! += weight;
    totals[group][at]! += weight;
  }
  return Float64Array.from(stack, (own, i) => {
    if (treated[i] === 1) return 1;
    const at = event[i]! - least;
    const cell = own * span + at;
    return sums[1][cell]! / totals[1][at]! / (sums[0][cell]! / totals[0][at]!);
  });
}
