/** Nearest neighbours by looking at every control, on distances however made: what the searches are compared with. */
import type { Candidates, Pairs } from "../../src/verbs/psmatch/estimator/match.js";
import type { NearestOptions } from "../../src/verbs/psmatch/estimator/participants.js";

/** Distance of a treated unit and a control, by position. */
export type Distance = (treated: number, control: number) => number;

export interface BruteOptions extends Pick<NearestOptions, "ratio" | "replace" | "ties"> {
  /** The largest distance. */
  readonly limit: number;
  /** With ties averaged: of squared distances. */
  readonly tolerance: number;
  /** Positions of the treated units in the order in which they choose. */
  readonly turns: readonly number[];
}

/** The pairs, by the definition. */
export function bruteMatch(candidates: Candidates, distance: Distance, options: BruteOptions): Pairs {
  const { treated, eligible, cells } = candidates;
  const units = [...treated.keys()].filter((i) => eligible[i] === 1);
  const controls = units.filter((i) => treated[i] === 0);
  const { ratio, replace, ties, limit, tolerance, turns } = options;
  const matches = new Map<number, number[]>(units.filter((i) => treated[i] === 1).map((i) => [i, []]));
  const isTaken = new Set<number>();
  const nearest = (unit: number) =>
    controls
      .filter((other) => cells[other] === cells[unit] && !isTaken.has(other) && distance(unit, other) <= limit)
      .sort((a, b) => distance(unit, a) - distance(unit, b) || a - b);
  if (replace) {
    for (const [unit, found] of matches) {
      const all = nearest(unit);
      const last = all[Math.min(ratio, all.length) - 1];
      const isTied = (other: number) => distance(unit, other) ** 2 <= distance(unit, last!) ** 2 + tolerance;
      found.push(...all.filter((other, at) => at < ratio || (ties === "average" && isTied(other))));
    }
  } else {
    for (let round = 0; round < ratio; round++) {
      for (const unit of turns) {
        const [first] = nearest(unit);
        if (first === undefined) continue;
        matches.get(unit)!.push(first);
        isTaken.add(first);
      }
    }
  }
  const pairs = [...matches].flatMap(([unit, found]) => found.map((other) => [unit, other, 1 / found.length] as const));
  return {
    treated: Uint32Array.from(pairs, ([unit]) => unit),
    control: Uint32Array.from(pairs, ([, other]) => other),
    share: Float64Array.from(pairs, ([, , share]) => share),
  };
}
