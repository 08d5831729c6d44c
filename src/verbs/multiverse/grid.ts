/**
 * The combinations of choices, numbered: which specification stands at which place, all of them or some drawn by a seed. Knows
 * no data.
 */
import { UsageError } from "../../base/errors.js";
import { PURPOSE, philoxUniform } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { Choices } from "./choices.js";

/** Positions among the choices; `controls` are those that are in, ascending. */
export interface Combination {
  readonly outcome: number;
  readonly treatment: number;
  readonly controls: readonly number[];
  readonly sample: number;
  readonly effects: number;
  readonly weights: number;
  readonly vcov: number;
}

/** How many combinations there are. */
export const countOf = ({ outcomes, treatments, controls, samples, effects, weights, vcov }: Choices): number =>
  2 ** controls.length *
  [outcomes, treatments, samples, effects, weights, vcov].reduce((product, { length }) => product * length, 1);

/** The author's own. */
export const ownCombination = ({ controls }: Choices): Combination => ({
  outcome: 0,
  treatment: 0,
  controls: controls.flatMap(({ own }, g) => (own ? [g] : [])),
  sample: 0,
  effects: 0,
  weights: 0,
  vcov: 0,
});

/** Combination `index`: sets of controls vary fastest, then variances, so that those of one set of moments stand together. */
export function combinationAt(choices: Choices, index: number): Combination {
  let left = index;
  const take = (count: number): number => {
    const digit = left % count;
    left = Math.floor(left / count);
    return digit;
  };
  const controls = choices.controls.flatMap((_, g) => (take(2) === 1 ? [g] : []));
  const vcov = take(choices.vcov.length);
  const treatment = take(choices.treatments.length);
  const outcome = take(choices.outcomes.length);
  const weights = take(choices.weights.length);
  const effects = take(choices.effects.length);
  const sample = take(choices.samples.length);
  return { outcome, treatment, controls, sample, effects, weights, vcov };
}

export interface GridOptions {
  readonly most: number;
  readonly specifications?: number;
  readonly seed: number;
}

/** The combinations to estimate, the author's first. Throws UsageError `multiverse_most`. */
export function gridOf(engine: Engine, choices: Choices, { most, specifications, seed }: GridOptions): Combination[] {
  const count = countOf(choices);
  const wanted = Math.min(specifications ?? count, count);
  if (wanted > most || count > Number.MAX_SAFE_INTEGER) throw tooMany(choices, count, wanted, most);
  const own = ownCombination(choices);
  const key = keyOf(own);
  const indices = wanted < count ? drawnIndices(engine, count, wanted, seed) : null;
  const others = Array.from({ length: wanted }, (_, i) => combinationAt(choices, indices?.[i] ?? i)).filter(
    (combination) => keyOf(combination) !== key,
  );
  return [own, ...(indices === null ? others : others.slice(0, wanted - 1))];
}

export const keyOf = ({ outcome, treatment, controls, sample, effects, weights, vcov }: Combination): string =>
  `${outcome} ${treatment} ${sample} ${effects} ${weights} ${vcov} ${controls.join()}`;

/** `wanted` of 0 .. count - 1, ascending, each as likely: Floyd's way, which draws no number twice. */
function drawnIndices(engine: Engine, count: number, wanted: number, seed: number): number[] {
  const uniform = philoxUniform(engine, wanted, { seed, replication: 0, purpose: PURPOSE.multiverseGrid });
  const taken = new Set<number>();
  for (let i = 0, j = count - wanted; i < wanted; i++, j++) {
    const at = Math.floor(uniform[i]! * (j + 1));
    taken.add(taken.has(at) ? j : at);
  }
  return [...taken].sort((a, b) => a - b);
}

function tooMany({ controls }: Choices, count: number, wanted: number, most: number): UsageError {
  const sets = controls.length > 0 ? ` (2^${controls.length} sets of controls times the rest)` : "";
  const remedy =
    count > Number.MAX_SAFE_INTEGER
      ? "more than can be numbered, so that none can be drawn with equal chances: put controls together with +, or leave some out of --controls."
      : `more than the ${most} allowed: raise --most, put controls together with +, or draw some of them with --specifications n.`;
  return new UsageError("multiverse_most", `These choices make ${count} specifications${sets}, ${remedy}`, {
    got: wanted,
    expected: `<= ${most}`,
  });
}
