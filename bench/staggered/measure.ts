/**
 * What each estimator says of one panel: effects with errors and 95% intervals. Asked of the pieces of `did`, whose record has much that
 * the study does not read; the study checks that the verb says the same.
 */
import type { Panel } from "../../src/data/panel/panel.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { qt } from "../../src/engine/kernels/math.js";
import { parseFormula } from "../../src/formula/parser.js";
import type { Aggregated } from "../../src/verbs/did/estimator/aggregation.js";
import { estimators } from "../../src/verbs/did/estimators.js";
import { did } from "../../src/verbs/did/fit.js";
import { type DidPlan, didPlan } from "../../src/verbs/did/plan.js";
import type { Inferred } from "../../src/verbs/did/record.js";
import { type DidSample, didSample } from "../../src/verbs/did/sample.js";
import type { DidOptions } from "../../src/verbs/did/verb.js";
import type { Which } from "./estimands.js";
import { type StaggeredMethod, WINDOW } from "./methods.js";

/** Effects that are read, in the order of the page: -1 is compared with. */
export const EFFECTS: readonly Which[] = ["average", -2, 0, 1];

const TAIL = 0.025;

export interface Estimated {
  readonly estimate: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}
/** In the order of `EFFECTS`; null for those that a method does not have, as before treatment without a period of its own to compare with. */
export type Measured = readonly (Estimated | null)[];

const formulaOf = ({ withCovariate }: StaggeredMethod): string => `y ~ ${withCovariate ? "x" : "1"} | unit + time`;

const optionsOf = ({ estimator, options }: StaggeredMethod, aggregate: "simple" | "dynamic"): DidOptions => ({
  ...options,
  ...{ cohort: "cohort", estimator: [estimator], aggregate, window: WINDOW },
});

/** All methods on one panel, in their order. */
export function measure(engine: Engine, panel: Panel, methods: readonly StaggeredMethod[]): Measured[] {
  const samples = new Map<string, DidSample>();
  return methods.map((method) => {
    const plan = didPlan(optionsOf(method, "dynamic"));
    const formula = formulaOf(method);
    const sample = samples.get(formula) ?? didSample(engine, panel, parseFormula(formula), plan, {});
    samples.set(formula, sample);
    return measureOne(engine, sample, method, plan);
  });
}

function measureOne(
  engine: Engine,
  sample: DidSample,
  { estimator, ownAverage }: StaggeredMethod,
  plan: DidPlan,
): Measured {
  const found = estimators[estimator];
  const dynamic = found.fit(engine, sample, plan);
  const simple = ownAverage ? found.fit(engine, sample, { ...plan, aggregate: "simple" }) : dynamic;
  const average = read(engine, simple.aggregate("simple"), simple.df);
  const byEvent = read(engine, dynamic.aggregate("dynamic"), dynamic.df);
  return EFFECTS.map((which) => (which === "average" ? average.get(null) : byEvent.get(which)) ?? null);
}

/** Estimates by event time, or that of all under null. */
function read(engine: Engine, { effects, estimates }: Aggregated, df: number): Map<number | null, Estimated> {
  const { values, covariance } = estimates;
  const critical = qt(engine, TAIL, df, true);
  const estimated = effects.filter(({ isReference }) => !isReference);
  return new Map(
    estimated.map(({ at }, j) => {
      const [estimate, error] = [values[j]!, Math.sqrt(covariance[j * (values.length + 1)]!)];
      return [at, { estimate, error, low: estimate - critical * error, high: estimate + critical * error }];
    }),
  );
}

/** The same by the verb, two calls a method. */
export function measureByVerb(engine: Engine, panel: Panel, methods: readonly StaggeredMethod[]): Measured[] {
  return methods.map((method) => {
    const run = (aggregate: "simple" | "dynamic") =>
      did(engine, panel, formulaOf(method), optionsOf(method, aggregate)).estimates[0]!;
    const { overall } = run("simple");
    const { effects } = run("dynamic");
    return EFFECTS.map((which) =>
      estimatedOf(which === "average" ? overall : effects.find(({ event }) => event === which)),
    );
  });
}

function estimatedOf(found: Inferred | undefined): Estimated | null {
  if (found === undefined) return null;
  return { estimate: found.estimate, error: found.std_error!, low: found.conf_low!, high: found.conf_high! };
}
