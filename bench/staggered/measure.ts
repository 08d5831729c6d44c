/**
 * What an estimator of `did` says of one panel: effects with errors and 95% intervals. Asked of the pieces of `did`, whose record has
 * much that the study does not read; the study checks that the verb says the same.
 */
import type { Panel } from "../../src/data/panel/panel.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import { qt } from "../../src/engine/kernels/math.js";
import { parseFormula } from "../../src/formula/parser.js";
import { didPlan } from "../../src/verbs/did/design/plan.js";
import type { Inferred } from "../../src/verbs/did/design/record.js";
import { type DidSample, didSample } from "../../src/verbs/did/design/sample.js";
import type { DidOptions } from "../../src/verbs/did/design/verb.js";
import type { Aggregation } from "../../src/verbs/did/shared/aggregation.js";
import type { DidFit } from "../../src/verbs/did/shared/estimator.js";
import type { EstimatorName } from "../../src/verbs/did/shared/names.js";
import { estimators } from "../../src/verbs/did/verb/estimators.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import type { Estimated, Measured, StudyMethod, Which } from "./design.js";

const TAIL = 0.025;

/** How an estimator is asked. */
export interface Asking {
  readonly estimator: EstimatorName;
  readonly options: Omit<DidOptions, "estimator" | "aggregate">;
  readonly formula: string;
  /** Whether the average has a regression of its own. */
  readonly ownAverage: boolean;
  /** False where treatment has no event times that it could be read by. */
  readonly hasEvents?: boolean;
}

/** A number with its error and interval of t. */
export function estimatedBy(engine: Engine, estimate: number, error: number, df: number): Estimated {
  const critical = qt(engine, TAIL, df, true);
  return { estimate, error, low: estimate - critical * error, high: estimate + critical * error };
}

/** Panels live as long as their replication: what methods ask of one sample is made once. */
const samples = new WeakMap<Panel, Map<string, DidSample>>();

/** The fit of an estimator on a panel, by the pieces of `did`. */
export function fitOf(
  engine: Engine,
  panel: Panel,
  { estimator, options, formula }: Omit<Asking, "ownAverage">,
  aggregate: DidOptions["aggregate"] = "dynamic",
): DidFit {
  const plan = didPlan({ ...options, estimator: [estimator], aggregate });
  const known = samples.get(panel) ?? new Map<string, DidSample>();
  samples.set(panel, known);
  const key = JSON.stringify([formula, plan.source, options.subset, options.vcov]);
  const sample = known.get(key) ?? didSample(engine, panel, parseFormula(formula), plan, options);
  known.set(key, sample);
  return estimators[estimator].fit(engine, sample, plan, {});
}

/** Effects by event time, where there are any, and that of all by the name "average", in the order of `effects`. */
export function measureBy(engine: Engine, panel: Panel, asking: Asking, effects: readonly Which[]): Measured {
  const dynamic = asking.hasEvents === false ? undefined : fitOf(engine, panel, asking);
  const simple = dynamic === undefined || asking.ownAverage ? fitOf(engine, panel, asking, "simple") : dynamic;
  const average = read(engine, simple, "simple");
  const byEvent = dynamic === undefined ? new Map() : read(engine, dynamic, "dynamic");
  return effects.map((which) => (which === "average" ? average.get(null) : byEvent.get(which as number)) ?? null);
}

/** Estimates by event time, or that of all under null; leads that are residuals of the fit have no error. */
function read(engine: Engine, fit: DidFit, by: Aggregation): Map<number | null, Estimated> {
  const { effects, estimates } = fit.aggregate(by);
  const { values, covariance } = estimates;
  const estimated = effects.filter(({ isReference }) => !isReference);
  return new Map(
    estimated.map(({ at }, j) => {
      const isFitted = fit.fittedLeads === "residuals" && at !== null && at < 0;
      const error = isFitted ? Number.NaN : Math.sqrt(covariance[j * (values.length + 1)]!);
      return [at, estimatedBy(engine, values[j]!, error, fit.df)];
    }),
  );
}

/** The same by the verb, two calls a method. */
export function measureByVerb(
  engine: Engine,
  panel: Panel,
  { formula, options, estimator, hasEvents }: Asking,
  which: readonly Which[],
): Measured {
  const run = (aggregate: "simple" | "dynamic") =>
    did(engine, panel, formula, { ...options, estimator: [estimator], aggregate }).estimates[0]!;
  const { overall } = run("simple");
  const effects = hasEvents === false ? [] : run("dynamic").effects;
  return which.map((one) => estimatedOf(one === "average" ? overall : effects.find(({ event }) => event === one)));
}

function estimatedOf(found: Inferred | undefined): Estimated | null {
  if (found === undefined) return null;
  const { estimate, std_error, conf_low, conf_high } = found;
  return { estimate, error: std_error ?? Number.NaN, low: conf_low ?? Number.NaN, high: conf_high ?? Number.NaN };
}

/** An estimator of `did` as a method of the study. */
export const methodBy = (
  name: string,
  asking: Asking,
  effects: readonly Which[],
  { isOff = false, isConservative = false }: Partial<Pick<StudyMethod, "isOff" | "isConservative">> = {},
): StudyMethod => ({
  ...{ name, isOff, isConservative },
  measure: (engine, panel) => measureBy(engine, panel, asking, effects),
  byVerb: (engine, panel) => measureByVerb(engine, panel, asking, effects),
});
