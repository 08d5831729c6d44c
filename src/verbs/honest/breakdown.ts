/**
 * The smallest M whose set holds 0: the first of a sequence of M that does is found, and between it and the one before it where that
 * begins. Sets of some methods are not nested in M, so that a larger M may hold 0 no more: this is looked for and said.
 */
import { crossing } from "./estimator/bracket.js";
import type { Breakdown } from "./record.js";

/** Values looked at up to twice the largest M asked for, and how often they are doubled from there. */
const LOOKS = 40;
const DOUBLINGS = 8;
/** Of the value found, relative. */
const PRECISION = 1e-11;

/** `margin` is at least 0 where the set at M holds 0; `reach` is the largest M asked for. */
export function breakdownOf(margin: (M: number) => number, reach: number): Breakdown {
  const holds = (M: number): boolean => margin(M) >= 0;
  const looks = [
    ...Array.from({ length: LOOKS + 1 }, (_, i) => (2 * reach * i) / LOOKS),
    ...Array.from({ length: DOUBLINGS }, (_, i) => 2 * reach * 2 ** (i + 1)),
  ];
  const first = looks.findIndex(holds);
  if (first < 0) return { M: null, searched_to: looks.at(-1)!, again_without: null };
  const M = first === 0 ? 0 : crossing(margin, looks[first - 1]!, looks[first]!, PRECISION * looks[first]!);
  const beyond = looks.slice(first + 1, Math.max(first + 2, LOOKS + 1));
  return { M, searched_to: looks[first]!, again_without: beyond.find((one) => !holds(one)) ?? null };
}
