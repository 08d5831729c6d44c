/**
 * Event paths from records and from numbers: what each record says of its reference, and checks of what was given.
 */
import { didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { DidEffect, DidEstimate, DidRecord } from "../did/design/record.js";
import type { EventStudyRecord } from "../event-study/record.js";
import type {
  EventPath,
  EventPathFound,
  EventPathNeeds,
  EventPathOptions,
  EventPathSource,
  GivenPath,
} from "./event-path.js";
import { checkedPath } from "./given-path.js";
import { EVENT_PATH_NOTES, pathRemedy } from "./messages.js";

/** An effect as all records have it. */
interface Shown {
  readonly event: number;
  readonly estimate: number;
  readonly std_error: number | null;
  readonly reference: boolean;
}

/** What records have in common, before the window is cut and the reference judged. */
interface Effects extends Pick<EventPath, "estimator" | "outcome" | "df" | "binned" | "from"> {
  readonly effects: readonly Shown[];
  /** Events of the rows of `matrix`. */
  readonly order: readonly number[];
  readonly matrix: readonly (readonly number[])[];
}

/**
 * The path of a record or of numbers. Throws NotSupported with the code of the reason where there is none, and as `findEventPath`.
 */
export function eventPath(source: EventPathSource, options: EventPathOptions = {}): EventPath {
  const found = findEventPath(source, options);
  if ("path" in found) return found.path;
  const { code, message, detail } = found.refused;
  throw new NotSupported(code, `${message} ${pathRemedy(found.refused, "en")}`.trimEnd(), { ...detail });
}

/**
 * The path of a record or of numbers, or why a record has none.
 *
 * @throws UsageError `event_path` for what is no such record, `event_path_estimator` where it is not said, or wrongly, which of several
 *   estimates is meant, `event_path_window`; DataError `event_path_numbers` for numbers that are no path.
 */
export function findEventPath(source: EventPathSource, options: EventPathNeeds = {}): EventPathFound {
  requireWindow(options.window);
  const read = effectsOf(source, options);
  return "refused" in read ? read : judged(read, options);
}

function effectsOf(source: EventPathSource, options: EventPathOptions): Effects | { readonly refused: Note } {
  if (typeof source === "object" && source !== null) {
    if ("kind" in source && source.kind === "did" && Array.isArray(source.estimates)) return ofDid(source, options);
    if ("kind" in source && source.kind === "event-study" && hasEffects(source)) return ofEventStudy(source);
    if ("event" in source && "estimate" in source && "covariance" in source) return ofNumbers(source);
  }
  throw new UsageError(
    "event_path",
    "Expected a record of did or event-study, or { event, estimate, covariance } with the effects in the order of event times.",
    { got: kindOf(source), expected: ["did", "event-study", "{ event, estimate, covariance }"] },
  );
}

/** Throws UsageError `event_path_window`. */
function requireWindow(window: unknown): void {
  if (window === undefined) return;
  const [low, high, ...rest] = Array.isArray(window) ? window : [];
  if (rest.length === 0 && Number.isFinite(low) && Number.isFinite(high) && low <= high) return;
  throw new UsageError(
    "event_path_window",
    `The window (--window) is a first and a last event time, such as [-4, 4]; got ${JSON.stringify(window)}.`,
    { got: window, expected: "[low, high]" },
  );
}

const hasEffects = ({ effects, collinear, reference, vcov }: EventStudyRecord): boolean =>
  [effects, collinear, reference, vcov?.names, vcov?.matrix].every(Array.isArray);

const kindOf = (source: unknown): unknown =>
  typeof source === "object" && source !== null && "kind" in source ? source.kind : typeof source;

function ofDid(record: DidRecord, { estimator }: EventPathOptions): Effects | { readonly refused: Note } {
  const estimate = chosen(record, estimator);
  const { estimator: name, aggregation, covariance, df, notes } = estimate;
  if (aggregation !== "dynamic") return { refused: note(EVENT_PATH_NOTES, "path_not_dynamic", { aggregation }) };
  const shared = referenceProblem(estimate);
  if (shared !== null) return { refused: shared };
  const collinear = notes.find(({ code }) => code === "did_events_collinear")?.detail;
  if (collinear !== undefined) {
    const events = collinear.events as readonly number[];
    return { refused: note(EVENT_PATH_NOTES, "path_collinear", { events }) };
  }
  if (covariance === undefined) {
    return { refused: note(EVENT_PATH_NOTES, "path_no_covariance", { estimator: name }) };
  }
  return {
    estimator: name,
    outcome: record.outcome,
    effects: estimate.effects.map((effect) => ({ ...effect, event: effect.event! })),
    ...{ order: covariance.event, matrix: covariance.matrix, df, binned: [] },
    from: { kind: "did", call: record.call },
  };
}

function chosen({ estimates }: DidRecord, asked: string | undefined): DidEstimate {
  const names = estimates.map(({ estimator }) => estimator);
  const found = asked === undefined ? estimates : estimates.filter(({ estimator }) => estimator === asked);
  if (found.length === 1) return found[0]!;
  throw new UsageError(
    "event_path_estimator",
    asked === undefined
      ? `The record has ${names.length === 0 ? "no estimates" : `several estimates (${names.join(", ")})`}: name one with --estimator.`
      : `'${asked}' is no estimate of the record${didYouMeanOrKnown(asked, "estimates", names)}`,
    { got: asked, expected: names },
  );
}

/** Estimators whose leads and lags are from different comparisons, and why effects without a reference have none. */
function referenceProblem({ estimator, effects, details }: DidEstimate): Note | null {
  if (details?.kind === "randomisation" && details.beta !== 1) {
    return note(EVENT_PATH_NOTES, "path_beta", { estimator });
  }
  if (estimator === "bjs" || estimator === "did2s") return note(EVENT_PATH_NOTES, "path_imputed", { estimator });
  if (details?.kind === "counterfactual") return note(EVENT_PATH_NOTES, "path_residuals", { estimator });
  if (details?.kind === "efficient" && details.trends === "all") {
    return note(EVENT_PATH_NOTES, "path_all_bases", { estimator });
  }
  if (details?.kind === "synthetic did") return note(EVENT_PATH_NOTES, "path_time_weights", { estimator });
  if (details?.kind === "synthetic control") return note(EVENT_PATH_NOTES, "path_gaps", { estimator });
  const hasLeads = effects.some(({ event }) => event! < 0);
  if (estimator === "etwfe" && !hasLeads) {
    return note(EVENT_PATH_NOTES, "path_no_leads", { estimator, remedy: "control" });
  }
  if (effects.some(({ reference }) => reference)) return null;
  const isEstimated = ({ event, std_error }: DidEffect): boolean => event! < 0 && std_error !== null;
  if (!effects.some(isEstimated)) return note(EVENT_PATH_NOTES, "path_no_leads", { estimator, remedy: "window" });
  if (estimator === "cs" || estimator === "ddd" || estimator === "cdid")
    return note(EVENT_PATH_NOTES, "path_varying_base", { estimator });
  if (estimator === "lpdid" && effects.some(({ event }) => event === -1)) return note(EVENT_PATH_NOTES, "path_premean");
  return note(EVENT_PATH_NOTES, "path_references", { estimator, references: [] });
}

function ofEventStudy(record: EventStudyRecord): Effects | { readonly refused: Note } {
  const { effects, vcov, reference, collinear, depvar, call } = record;
  const events = collinear.flatMap(({ term }) => (term.startsWith(EVENT) ? [term.slice(EVENT.length)] : []));
  if (events.length > 0) return { refused: note(EVENT_PATH_NOTES, "path_collinear", { events }) };
  if (reference.length > 1) {
    return { refused: note(EVENT_PATH_NOTES, "path_references", { estimator: "event-study", references: reference }) };
  }
  const shown = effects.filter((effect) => !effect.reference);
  const at = shown.map(({ event }) => vcov.names.indexOf(`${EVENT}${event}`));
  const isShown = effects.some((effect) => effect.reference);
  return {
    estimator: record.estimator,
    outcome: depvar,
    // a window may hide the reference, which is known all the same
    effects: isShown ? effects : [...effects, { event: reference[0]!, estimate: 0, std_error: null, reference: true }],
    order: shown.map(({ event }) => event),
    matrix: at.map((i) => at.map((j) => vcov.matrix[i]![j]!)),
    df: Number.isFinite(vcov.df) ? vcov.df : null,
    binned: shown.flatMap(({ event, label }) => (label === String(event) ? [] : [{ event, label }])),
    from: { kind: "event-study", call },
  };
}

/** Names of coefficients of event times begin so. */
const EVENT = "event::";

function ofNumbers(given: GivenPath): Effects {
  const { event, estimate, covariance, reference, df, estimator, outcome } = checkedPath(given);
  const order = event.map((_, i) => i).sort((a, b) => event[a]! - event[b]!);
  return {
    estimator: estimator ?? "given",
    outcome: outcome ?? null,
    effects: [
      ...order.map((i) => ({
        ...{ event: event[i]!, estimate: estimate[i]!, reference: false },
        std_error: Math.sqrt(covariance[i]![i]!),
      })),
      { event: reference, estimate: 0, std_error: null, reference: true },
    ],
    order: event,
    matrix: covariance,
    ...{ df, binned: [], from: { kind: "given", call: null } },
  };
}

/** Cuts the window and judges the reference. */
function judged(
  { effects, order, matrix, ...about }: Effects,
  { window, withoutLeads = false }: EventPathNeeds,
): EventPathFound {
  const { estimator } = about;
  const references = effects.filter(({ reference }) => reference).map(({ event }) => event);
  if (references.length !== 1) {
    return { refused: note(EVENT_PATH_NOTES, "path_references", { estimator, references }) };
  }
  const reference = references[0]!;
  if (reference >= 0) return { refused: note(EVENT_PATH_NOTES, "path_late_reference", { reference }) };
  const all = effects.filter((effect) => !effect.reference).sort((a, b) => a.event - b.event);
  const isIn = ({ event }: Shown): boolean => window === undefined || (event >= window[0] && event <= window[1]);
  const kept = all.filter(isIn);
  const sure = kept.filter(({ std_error }) => std_error === null).map(({ event }) => event);
  if (sure.length > 0) return { refused: note(EVENT_PATH_NOTES, "path_no_error", { events: sure }) };
  const events = kept.map(({ event }) => event);
  const n_pre = events.filter((event) => event < reference).length;
  if (n_pre === 0 && !withoutLeads)
    return { refused: note(EVENT_PATH_NOTES, "path_no_leads", { estimator, remedy: "window" }) };
  if (!events.some((event) => event >= 0)) return { refused: note(EVENT_PATH_NOTES, "path_no_lags", { estimator }) };
  const at = events.map((event) => order.indexOf(event));
  return {
    path: {
      ...about,
      ...{ events, estimates: kept.map(({ estimate }) => estimate) },
      covariance: at.map((i) => at.map((j) => matrix[i]![j]!)),
      ...{ reference, step: stepOf([...events, reference]), n_pre, n_post: events.length - n_pre },
      binned: about.binned.filter(({ event }) => events.includes(event)),
      left_out: all.filter((effect) => !isIn(effect)).map(({ event }) => event),
    },
  };
}

/** Steps of 0.1 differ by rounding. */
const EVEN = 1e-9;

function stepOf(events: readonly number[]): number | null {
  const sorted = [...events].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((event, i) => event - sorted[i]!);
  return steps.every((step) => Math.abs(step - steps[0]!) <= EVEN * steps[0]!) ? steps[0]! : null;
}
