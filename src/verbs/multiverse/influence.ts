/**
 * How much each choice matters: the share of the estimates' variance that lies between its levels, and the estimates of each level.
 */
import { quantile } from "../../base/numbers.js";
import type { Choices } from "./choices.js";
import type { ChoiceInfluence, Specification } from "./record.js";

/** A choice with two levels or more: controls one by one. */
interface Choice {
  readonly choice: ChoiceInfluence["choice"];
  readonly name: string | null;
  readonly levels: readonly string[];
  readonly of: (specification: Specification) => number;
}

/** Most influential first. */
export function influenceOf(
  specifications: readonly Specification[],
  choices: Choices,
  alpha: number,
): ChoiceInfluence[] {
  const influences = choicesMade(choices).map(({ choice, name, levels, of }): ChoiceInfluence => {
    const groups = levels.map((): Specification[] => []);
    for (const specification of specifications) groups[of(specification)]!.push(specification);
    return {
      ...{ choice, name, share: shareBetween(groups) },
      levels: levels.map((level, at) => describedLevel(level, groups[at]!, alpha)),
    };
  });
  return influences.sort((a, b) => b.share - a.share);
}

function choicesMade({ outcomes, treatments, controls, samples, effects, weights, vcov }: Choices): Choice[] {
  const all: Choice[] = [
    { choice: "outcome", name: null, levels: outcomes.map(({ name }) => name), of: ({ outcome }) => outcome },
    { choice: "treatment", name: null, levels: treatments.map(({ name }) => name), of: ({ treatment }) => treatment },
    ...controls.map(({ name }, g): Choice => {
      return { choice: "control", name, levels: ["out", "in"], of: (one) => (one.controls.includes(g) ? 1 : 0) };
    }),
    { choice: "sample", name: null, levels: samples.map(({ name }) => name), of: ({ sample }) => sample },
    { choice: "effects", name: null, levels: effects.map(({ name }) => name), of: (one) => one.effects },
    { choice: "weights", name: null, levels: weights.map((name) => name ?? "none"), of: (one) => one.weights },
    { choice: "vcov", name: null, levels: vcov.map(({ name }) => name), of: (one) => one.vcov },
  ];
  return all.filter(({ levels }) => levels.length > 1);
}

/** Sum of squares between groups over that about the mean of all; 0 where nothing varies. */
function shareBetween(groups: readonly (readonly Specification[])[]): number {
  const all = groups.flat();
  const mean = meanOf(all);
  const total = all.reduce((sum, { estimate }) => sum + (estimate - mean) ** 2, 0);
  if (!(total > 0)) return 0;
  return (
    groups.reduce((sum, group) => sum + (group.length === 0 ? 0 : group.length * (meanOf(group) - mean) ** 2), 0) /
    total
  );
}

const meanOf = (group: readonly Specification[]): number =>
  group.reduce((sum, { estimate }) => sum + estimate, 0) / group.length;

function describedLevel(
  level: string,
  group: readonly Specification[],
  alpha: number,
): ChoiceInfluence["levels"][number] {
  const count = group.length;
  if (count === 0) return { level, count, median: null, min: null, max: null, share_significant: null };
  const estimates = Float64Array.from(group, ({ estimate }) => estimate).sort();
  return {
    ...{ level, count, median: quantile(estimates, 0.5), min: estimates[0]!, max: estimates[count - 1]! },
    share_significant: group.filter(({ p_value }) => p_value <= alpha).length / count,
  };
}
