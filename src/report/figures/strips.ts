/**
 * Histories as strips: each as high as the units that have it, periods across, runs of one status as rectangles. Knows no status by name and no
 * design.
 */
import type { Look } from "./marks.js";

/** A history: a character a period, and the units that have it. */
export interface StripHistory {
  readonly statuses: string;
  readonly units: number;
}

/** A run of one status. */
export interface StripRun {
  readonly status: string;
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

export interface Strips {
  /** Ends of the axis of periods, half a step beyond the first and the last. */
  readonly low: number;
  readonly high: number;
  readonly runs: readonly StripRun[];
}

/** Where runs stand, as marks name it. */
export const STRIP = { x: "from", x2: "to", y: "low", y2: "high" } as const;

/** Rectangles without outlines. */
export const block = (color: string, opacity: number): Look => ({ type: "rect", color, opacity, strokeWidth: 0 });

/** The strips of `histories` over `times`, ascending; the first history on top. */
export function stripsOf(histories: readonly StripHistory[], times: readonly number[]): Strips {
  const gaps = times.slice(1).map((time, t) => time - times[t]!);
  const half = (gaps.length === 0 ? 1 : Math.min(...gaps)) / 2;
  let above = histories.reduce((sum, { units }) => sum + units, 0);
  const runs = histories.flatMap(({ statuses, units }) => {
    const [low, high] = [above - units, above];
    above = low;
    const own: { status: string; from: number; to: number; low: number; high: number }[] = [];
    for (let t = 0; t < statuses.length; t++) {
      const last = own.at(-1);
      const [from, to] = [times[t]! - half, times[t]! + half];
      if (last !== undefined && last.status === statuses[t] && last.to === from) last.to = to;
      else own.push({ status: statuses[t]!, from, to, low, high });
    }
    return own;
  });
  return { low: times[0]! - half, high: times.at(-1)! + half, runs };
}
