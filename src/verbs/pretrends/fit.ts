/**
 * `pretrends`: what tests of leads could have found, and what leads rule out. Takes the record of `did` or `event-study`, or the
 * numbers of a path, and estimates nothing. Orchestrates; every number is made in a layer below.
 * Source: Roth (2022), American Economic Review: Insights 4(3), doi:10.1257/aeri.20210236; of equivalence, see `equivalence`.
 */
import { DataError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import { deepFreeze } from "../../base/objects.js";
import { version } from "../../base/version.js";
import { makeTable } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { elementary, pchisq, qchisq, qnorm } from "../../engine/kernels/math.js";
import { parseExpression } from "../../formula/parser.js";
import { evaluate } from "../../regression/frame/expression.js";
import type { EventPath, EventPathSource } from "../event-path/event-path.js";
import { eventPath } from "../event-path/read.js";
import { equivalence, nonInferiority } from "./equivalence.js";
import { PRETRENDS_NOTES } from "./messages.js";
import { consequences, linear, type Pretest, passing, pretestOf, slopeForPower, waldOf, waldSlope } from "./power.js";
import type { DetectableSlope, PretestRecord, PretrendsRecord, TrendRecord } from "./record.js";
import { type PretrendsOptions, pretrendsPlan, type Violation } from "./verb.js";

/** Degrees of freedom from which t is spoken of as normal. */
const MANY = 60;
/** Errors of probabilities up to this are not spoken of. */
const EXACT_ENOUGH = 1e-6;

/** Refuses what no data could serve. */
export function checkPretrends(_formula: string, given: PretrendsOptions): void {
  for (const trend of pretrendsPlan(given).trends ?? []) if (typeof trend === "string") parseExpression(trend);
}

/**
 * Power of the pre-tests of `source`, and equivalence of its leads.
 *
 * @param source a record of `did` or `event-study`, or `{ event, estimate, covariance, reference }`
 * @throws NotSupported with the reason where leads and lags share no reference, as `eventPath`; DataError `violation` for a violation
 *   that is no number somewhere; NumericalError `box_singular` where the covariance of the leads is; UsageError as expressions do
 */
export function pretrends(engine: Engine, source: EventPathSource, given: PretrendsOptions = {}): PretrendsRecord {
  const started = performance.now();
  const plan = pretrendsPlan(given);
  const { estimator, window } = plan;
  const path = eventPath(source, {
    ...(estimator === undefined ? {} : { estimator }),
    ...(window === undefined ? {} : { window }),
  });
  const alpha = 1 - plan.level;
  const critical = plan.critical ?? qnorm(engine, alpha / 2, true);
  const test = pretestOf(path, critical, plan.level);
  const none = passing(
    engine,
    test,
    path.events.map(() => 0),
  );
  const size = 1 - none.probability;
  const slopes = plan.power.map((power) => slopeForPower(engine, test, power, size));
  const detectable = plan.power.map(
    (power, i): DetectableSlope => ({
      power,
      slope: slopes[i]?.slope ?? null,
      wald_slope: waldSlope(engine, test, power),
    }),
  );
  const asked = [...askedTrends(engine, path, plan.slopes ?? [], plan.trends ?? []), ...foundTrends(path, detectable)];
  const made = asked.map(({ violation, ...trend }) => {
    const at = trend.power_target === null ? -1 : plan.power.indexOf(trend.power_target);
    const passes =
      at < 0 ? passing(engine, test, violation) : { probability: 1 - plan.power[at]!, error: slopes[at]!.error };
    return { trend, ...consequences(engine, test, violation, size, passes) };
  });
  const probability_error = Math.max(none.error, ...made.map(({ error }) => error));
  const { bound, sd } = plan;
  const pretest = describePretest(engine, test, size);
  return deepFreeze({
    kind: "pretrends",
    call: path.from.call,
    ...{ path, pretest, detectable },
    trends: made.map(({ trend, found }) => ({ ...trend, ...found }) as TrendRecord),
    equivalence: equivalence(engine, path, {
      alpha,
      ...(bound === undefined ? {} : { bound }),
      ...(sd === undefined ? {} : { sd }),
    }),
    non_inferiority: nonInferiority(engine, path, alpha),
    probability_error,
    notes: [
      ...notesOf(path, pretest, detectable, probability_error),
      ...made.flatMap(({ found }) =>
        found.mean_after_passing === null
          ? [note(PRETRENDS_NOTES, "pretrends_never_passes", { chance: Number((1 - found.power).toPrecision(2)) })]
          : [],
      ),
    ],
    timing_ms: { total: performance.now() - started },
    provenance: { version, kernels_sha256: engine.sha256 },
  } satisfies PretrendsRecord);
}

/** A trend, before its consequences. */
type Asked = Pick<TrendRecord, "power_target" | "violation"> &
  (
    | { readonly kind: "linear"; readonly slope: number }
    | { readonly kind: "expression"; readonly expression: string }
    | { readonly kind: "given"; readonly name: string }
  );

function askedTrends(
  engine: Engine,
  path: EventPath,
  slopes: readonly number[],
  trends: readonly Violation[],
): readonly Asked[] {
  return [
    ...slopes.map((slope): Asked => ({ kind: "linear", slope, power_target: null, violation: linear(path, slope) })),
    ...trends.map((trend): Asked => {
      if (typeof trend === "string") {
        return { kind: "expression", expression: trend, power_target: null, violation: valuesOf(engine, path, trend) };
      }
      const { name, values } = (trend ?? {}) as Partial<typeof trend>;
      const given = Array.isArray(values) || ArrayBuffer.isView(values) ? Array.from(values as readonly number[]) : [];
      if (typeof name !== "string" || given.length !== path.events.length || !given.every(Number.isFinite)) {
        throw new DataError(
          "violation",
          `A violation is an expression in event, or { name, values } with a finite number for each event time of the path (${path.events.join(", ")}); got ${JSON.stringify(trend)}.`,
          { got: trend, expected: [...path.events] },
        );
      }
      return { kind: "given", name, power_target: null, violation: given };
    }),
  ];
}

/** The linear trends of given power. */
const foundTrends = (path: EventPath, detectable: readonly DetectableSlope[]): readonly Asked[] =>
  detectable.flatMap(({ power, slope }) =>
    slope === null ? [] : [{ kind: "linear", slope, power_target: power, violation: linear(path, slope) } as const],
  );

/** An expression in `event`, relative to the reference: what it is there is taken off. */
function valuesOf(engine: Engine, { events, reference }: EventPath, written: string): readonly number[] {
  const at = Float64Array.of(...events, reference);
  const table = makeTable([{ kind: "numeric", name: "event", values: at }], {
    name: "the event times",
    bytes: 0,
    sha256: "",
  });
  const { values } = evaluate(parseExpression(written), table, elementary(engine));
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new DataError(
      "violation",
      `The violation '${written}' is no number at event time ${at[bad]}: write one that has a value at every event time.`,
      { got: values[bad], expected: "a finite number", event: at[bad] },
    );
  }
  return events.map((_, i) => values[i]! - values[events.length]!);
}

function describePretest(engine: Engine, test: Pretest, size: number): PretestRecord {
  const { path, critical, std_errors, level } = test;
  const leads = path.events.slice(0, path.n_pre).map((event, i) => {
    const statistic = path.estimates[i]! / std_errors[i]!;
    return {
      ...{ event, estimate: path.estimates[i]!, std_error: std_errors[i]!, statistic },
      significant: Math.abs(statistic) > critical,
    };
  });
  const { chi2, df } = waldOf(test, path.estimates.slice(0, path.n_pre));
  const critical_value = qchisq(engine, 1 - level, df, true);
  return {
    ...{ level, critical_value: critical, leads, rejects: leads.some(({ significant }) => significant), size },
    wald: {
      ...{ statistic: chi2, df, p_value: pchisq(engine, chi2, df, true), critical_value },
      rejects: chi2 > critical_value,
    },
  };
}

function notesOf(
  { df, n_pre, binned }: EventPath,
  { leads, size }: PretestRecord,
  detectable: readonly DetectableSlope[],
  error: number,
): readonly Note[] {
  const events = leads.filter(({ significant }) => significant).map(({ event }) => event);
  const powers = detectable.filter(({ slope }) => slope === null).map(({ power }) => power);
  const digits = (value: number) => Number(value.toPrecision(2));
  return [
    ...(df === null || df >= MANY ? [] : [note(PRETRENDS_NOTES, "pretrends_normal", { df })]),
    ...(events.length === 0 ? [] : [note(PRETRENDS_NOTES, "pretrends_significant", { events })]),
    ...(powers.length === 0 ? [] : [note(PRETRENDS_NOTES, "pretrends_size", { powers, size: digits(size) })]),
    ...(binned.length === 0
      ? []
      : [note(PRETRENDS_NOTES, "pretrends_binned", { labels: binned.map(({ label }) => label) })]),
    ...(error <= EXACT_ENOUGH
      ? []
      : [note(PRETRENDS_NOTES, "pretrends_probability", { error: digits(error), leads: n_pre })]),
  ];
}
