/** What a change costs, by the plan: whether an exhibit is made at once, at once with its time, or when it is asked for. Pure. */
import type { StudyPlan } from "../../../src/study/plan-study.js";

/** Milliseconds up to which nothing is said, up to which a change runs by itself, and up to which a study that is opened does. */
export const UNSAID_MS = 400;
export const CHANGE_MS = 5_000;
export const OPENING_MS = 60_000;

export interface Priced {
  readonly stage: string;
  readonly ms: number;
  /** Memory that it takes at least: of the step that takes most, as they come one after the other. */
  readonly bytes: number;
}

/** What each of `stages` would take alone, with what it needs that is not kept. */
export function pricesOf({ stages: nodes }: StudyPlan, stages: readonly string[]): Priced[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return stages.map((stage) => {
    const counted = new Set<string>();
    let bytes = 0;
    const costOf = (name: string): number => {
      const node = byName.get(name);
      if (node === undefined || counted.has(name)) return 0;
      counted.add(name);
      if (node.state === "kept") return 0;
      bytes = Math.max(bytes, node.leastBytes);
      return node.needs.reduce((sum, need) => sum + costOf(need), node.ms);
    };
    return { stage, ms: costOf(stage), bytes };
  });
}

/** Whether it fits into the memory that the browser grants. */
export const fits =
  (grants: number) =>
  ({ bytes }: Priced): boolean =>
    bytes <= grants;

/** Those made now, `leading` before all, then the cheapest first; and those that wait for a press. */
export function sorted(
  prices: readonly Priced[],
  most: number,
  leading?: string,
): { now: readonly Priced[]; later: readonly Priced[] } {
  const now = prices.filter(({ ms }) => ms <= most);
  const isLater = ({ stage }: Priced): number => (stage === leading ? 0 : 1);
  return {
    now: now.toSorted((a, b) => isLater(a) - isLater(b) || a.ms - b.ms),
    later: prices.filter(({ ms }) => ms > most),
  };
}
