/**
 * The estimators of the study, as they are asked for, with what each estimates and what its errors take cohorts to be.
 */
import type { EstimatorName } from "../../src/verbs/did/estimator/names.js";
import type { DidOptions } from "../../src/verbs/did/verb.js";
import type { StaggeredDesign } from "./design.js";
import { type Estimand, effectOnTreated, projections, stacks, twoWay } from "./estimands.js";

/** Event times that are shown, over which stacks and local projections go too. */
export const WINDOW = [-2, 1] as const;

export interface StaggeredMethod {
  readonly name: string;
  readonly estimator: EstimatorName;
  readonly options: Omit<DidOptions, "cohort" | "treat" | "estimator">;
  readonly withCovariate: boolean;
  readonly estimand: Estimand;
  /** The effect on treated rows, over the event times that the method averages. */
  readonly onTreated: Estimand;
  /**
   * Whether errors count that cohorts are drawn, so that the method estimates averages by their expected sizes, and errors are
   * conservative where cohorts are the same in every replication. The others average by the sizes in the sample.
   */
  readonly countsCohorts: boolean;
  /** Whether the average has a regression of its own. */
  readonly ownAverage: boolean;
  /** Estimators that the design makes estimate something else: shown, and no claim. */
  readonly isOff: boolean;
}

const HIGH = WINDOW[1];
const of = (
  name: string,
  estimator: EstimatorName,
  rest: Partial<Omit<StaggeredMethod, "name" | "estimator">> = {},
): StaggeredMethod => ({
  ...{ name, estimator, options: {}, withCovariate: false, estimand: effectOnTreated, onTreated: effectOnTreated },
  ...{ countsCohorts: false, ownAverage: false, isOff: false },
  ...rest,
});

/** As stacks weighed by units have it: event times from 0 on alike, cohorts by their units. */
const inWindow = stacks("units", HIGH);
const notyet = { control: "notyet" } as const;
const twfe = of("twfe", "twfe", { estimand: twoWay, countsCohorts: true, ownAverage: true });
const cs = of("cs", "cs", { countsCohorts: true });
const bjs = of("bjs", "bjs");

const growing: readonly StaggeredMethod[] = [
  twfe,
  of("cs, never treated", "cs", { countsCohorts: true }),
  of("cs, not yet treated", "cs", { options: notyet, countsCohorts: true }),
  of("sunab", "sunab"),
  bjs,
  of("did2s", "did2s", { countsCohorts: true }),
  of("etwfe", "etwfe", { options: notyet }),
  of("stacked, corrective", "stacked", {
    options: notyet,
    estimand: inWindow,
    onTreated: inWindow,
    countsCohorts: true,
  }),
  of("stacked, no weights", "stacked", {
    options: { ...notyet, stackWeights: "none" },
    ...{ estimand: stacks("variance", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
  of("lpdid", "lpdid", {
    options: notyet,
    ...{ estimand: projections("variance", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
  of("lpdid, reweighted", "lpdid", {
    options: { ...notyet, reweight: true },
    ...{ estimand: projections("units", HIGH), onTreated: inWindow },
    ...{ countsCohorts: true, ownAverage: true },
  }),
];

const withX = { withCovariate: true } as const;

export const methodsOf: Readonly<Record<StaggeredDesign["name"], readonly StaggeredMethod[]>> = {
  growing,
  covariate: [
    { ...cs, name: "cs, no covariate", isOff: true },
    { ...cs, ...withX, name: "cs, outcome regression", options: { method: "reg" } },
    { ...cs, ...withX, name: "cs, weighting", options: { method: "ipw" } },
    { ...cs, ...withX, name: "cs, doubly robust", options: { method: "dr" } },
    of("etwfe, interacted", "etwfe", { options: notyet, ...withX }),
  ],
  ratios: [twfe, { ...bjs, isOff: true }, of("etwfe, Poisson", "etwfe", { options: { ...notyet, family: "poisson" } })],
};
