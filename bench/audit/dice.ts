/** Choices of one paper: seeded by its number, so that a paper is the same whatever is drawn before it. */
import { draws } from "../problems/random.js";

const SEED = 20_291_130;

export interface Dice {
  /** Uniform on [0, 1). */
  uniform(): number;
  normal(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(p: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** The dice of paper `number`; `stream` gives the same paper several of them. */
export function dice(number: number, stream = 0): Dice {
  const { uniform, normal } = draws(SEED + number, stream);
  let next = 0;
  const u = () => uniform(next++);
  const whole = (low: number, high: number) => low + Math.floor(u() * (high - low + 1));
  return {
    uniform: u,
    normal: () => normal(2 * next++),
    whole,
    chance: (p) => u() < p,
    pick: (from) => from[whole(0, from.length - 1)]!,
  };
}
