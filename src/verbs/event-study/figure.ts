/**
 * The event-study figure: estimates by event time with capped intervals, a hollow point at zero for the
 * reference period, a line at zero and a dashed one where treatment begins; a band for all event times at once stands
 * behind the intervals, wide and light; a true effect, where it is known, is a line across.
 */

import { DataError } from "../../base/errors.js";
import { type Language, labelled } from "../../base/messages.js";
import { type Ticks, ticksAt, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import {
  cutLine,
  dot,
  estimateLine,
  type FigureLayer,
  hasValues,
  intervals,
  mark,
  ring,
  stroke,
  zeroLine,
} from "../../report/figures/marks.js";
import { TYPE } from "../../report/figures/theme.js";
import {
  hasInterval,
  intervalDecimals,
  percent,
  pointText,
  requireFinite,
  requireInterval,
  requireRows,
  signed,
  widestText,
} from "../../report/figures/words.js";
import { formatCount } from "../../report/format-number.js";
import type { DidRecord } from "../did/design/record.js";
import { figureWords as words } from "./messages.js";
import type { EventStudyRecord } from "./record.js";

/** Options of `eventStudyFigure`. */
export interface EventStudyFigureOptions extends FigureOptions {
  /** Period set to zero, -1 unless given; null when every period is estimated (a varying base). */
  readonly reference?: number | null;
  /** Ends of the window that stand for all periods beyond them, default "none". */
  readonly binned?: BinnedEnds;
  /** Confidence level of the intervals, default 0.95; used in words only. */
  readonly level?: number;
  /** Words on the figure: axis titles and the name of the row of unit counts. */
  readonly labels?: { readonly x?: string; readonly y?: string; readonly units?: string };
  /** An estimate beside which the others are read: a dashed line across and a point at its event time. */
  readonly beside?: { readonly event: number; readonly estimate: number };
}

/** Which ends of the window stand for all periods beyond them. */
export type BinnedEnds = "none" | "low" | "high" | "both";

/** Treatment begins between the last period before it and the first one under it. */
const ONSET = -0.5;
/** Pixels of a band's bars, of the strokes at the ends of intervals, and of the line of a true effect, where there is room. */
const WIDEST = { band: 9, cap: 11 } as const;
const BAND_OPACITY = 0.28;
/** Share of a period that each of them takes at most. */
const SHARE = { band: 0.4, cap: 0.5, truth: 0.45 } as const;
/** Pixels between labels of periods. */
const LABEL_SPACE = 10;

/**
 * Event-study figure of `points`, one an event time, in any order. The reference period is drawn hollow at zero, whether
 * or not it is among the points. Units per event time stand beneath the axis when any point has `n_units`.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_event` (an event time that is not a whole
 * number, or comes twice) and `figure_reference` (an estimate other than zero at the reference period).
 */
export function eventStudyFigure(points: readonly EventPoint[], options: EventStudyFigureOptions = {}): FigureSpec {
  const { reference = -1, binned = "none", language = "en", labels = {}, beside } = options;
  const dots = checkedPoints(points, reference);
  const window = { first: dots[0]!.event, last: dots.at(-1)!.event, binned };
  const level = percent(options.level ?? 0.95);
  const [low, high] = widen(
    Math.min(0, ...dots.map((dot) => Math.min(dot.band_low ?? dot.conf_low ?? dot.estimate, dot.truth ?? 0))),
    Math.max(0, ...dots.map((dot) => Math.max(dot.band_high ?? dot.conf_high ?? dot.estimate, dot.truth ?? 0))),
    0.06,
  );
  const counts = dots.flatMap(({ event, n_units }) =>
    n_units === undefined ? [] : [{ x: event, text: formatCount(n_units) }],
  );
  const y = words[dots.some(hasBand) ? "eventYBand" : "eventY"][language](level);
  const { ink, first, second } = paletteFor(options);
  const hollow = dots.filter(({ isReference }) => isReference);
  const hasOnset = window.first < ONSET && ONSET < window.last;
  return figure(
    {
      title: words.eventStudy[language],
      description: describe(dots, window, level, language),
      x: {
        ...{ low: window.first - 0.5, high: window.last + 0.5, title: labels.x ?? words.eventX[language] },
        ticks: (pixels) =>
          ticksOf(
            window,
            pixels,
            counts.map(({ text }) => text),
          ),
      },
      y: { low, high, title: labels.y ?? y, grid: true, height: 300 },
      ...(counts.length === 0 ? {} : { counts: { name: labels.units ?? words.units[language], at: counts } }),
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink), gaps: hollow.map(({ event }) => event) },
        ...(hasOnset ? [{ name: "onset", x: ONSET, look: cutLine(ink) }] : []),
        ...(beside === undefined ? [] : [{ name: "observed", y: beside.estimate, look: estimateLine(second) }]),
      ],
      marks: ({ perX }) => [
        ...pointLayers(
          dots.filter(({ isReference }) => !isReference),
          perX,
          first,
          second,
        ),
        mark("reference", hollow, PLACE, ring(first)),
        ...(beside === undefined ? [] : [mark("observed-point", [beside], PLACE, dot(second, "diamond", 110))]),
      ],
    },
    options,
  );
}

const PLACE = { x: "event", y: "estimate" } as const;

/** Bands behind intervals, true effects across them, estimates over all. */
function pointLayers(dots: readonly DrawnPoint[], perX: number, first: string, second: string): FigureLayer[] {
  const span = { along: "y", low: "conf_low", high: "conf_high", at: "event" } as const;
  const across = {
    type: "tick",
    orient: "horizontal",
    size: perX * SHARE.truth,
    thickness: 2,
    opacity: 1,
    color: second,
  } as const;
  return [
    mark(
      "band",
      dots.filter(hasBand),
      { x: "event", y: "band_low", y2: "band_high" },
      stroke(first, Math.min(WIDEST.band, perX * SHARE.band), BAND_OPACITY),
    ),
    ...intervals("interval", dots.filter(hasInterval), span, first, { cap: Math.min(WIDEST.cap, perX * SHARE.cap) }),
    mark(
      "truth",
      dots.filter(({ truth }) => truth !== undefined),
      { x: "event", y: "truth" },
      across,
    ),
    mark("estimate", dots, PLACE, dot(first)),
  ].filter(hasValues);
}

/** The first and last period, and whether they stand for all beyond them. */
interface EventWindow {
  readonly first: number;
  readonly last: number;
  readonly binned: BinnedEnds;
}

/** Distances between labels that read naturally, in periods. */
const STRIDES = [1, 2, 5, 10, 20, 25, 50, 100] as const;

/** All periods when their labels and counts fit, else multiples of a stride; binned ends always, in place of neighbours. */
function ticksOf(window: EventWindow, pixels: number, counts: readonly string[]): Ticks {
  const { first, last } = window;
  const ends = [first, last].filter((event) => isBinned(window, event));
  const labels = [first, last].map((event) => eventLabel(window, event));
  const room = Math.max(widestText(labels, TYPE.label), widestText(counts, TYPE.small)) + LABEL_SPACE;
  const perPeriod = pixels / (last - first + 1);
  const stride = STRIDES.find((candidate) => candidate * perPeriod >= room) ?? last - first + 1;
  const inner: number[] = [];
  for (let event = Math.ceil(first / stride) * stride; event <= last; event += stride) {
    if (ends.every((end) => Math.abs(end - event) * perPeriod >= room)) inner.push(event === 0 ? 0 : event);
  }
  const events = [...new Set([...ends, ...inner])].sort((a, b) => a - b);
  return ticksAt(
    events,
    events.map((event) => eventLabel(window, event)),
  );
}

/** "-4" as "−4", or "≤ −4" when the period stands for all before it. */
function eventLabel(window: EventWindow, event: number): string {
  const text = String(event).replace("-", "\u2212");
  if (!isBinned(window, event)) return text;
  return event === window.first ? `\u2264 ${text}` : `\u2265 ${text}`;
}

const isBinned = ({ first, last, binned }: EventWindow, event: number): boolean =>
  (event === first && (binned === "low" || binned === "both")) ||
  (event === last && (binned === "high" || binned === "both"));

function describe(dots: readonly DrawnPoint[], window: EventWindow, level: string, language: Language): string {
  const decimals = intervalDecimals(dots.filter((dot) => !dot.isReference));
  const parts = dots.map((dot) => {
    const { band, nUnits, zeroReference } = words;
    const uniform = hasBand(dot) ? band[language](signed(dot.band_low, decimals), signed(dot.band_high, decimals)) : "";
    const units = dot.n_units === undefined ? "" : nUnits[language](formatCount(dot.n_units));
    const estimate = dot.isReference ? zeroReference[language] : pointText(dot, decimals);
    return labelled[language](eventLabel(window, dot.event), `${estimate}${uniform}${units}`);
  });
  return words.eventDescription[language](level, dots.some(hasBand), parts);
}

/** Effects with their intervals and units; the reference nearest to treatment is drawn hollow, others at zero. */
export function figureOfEventStudy(
  record: EventStudyRecord | DidRecord,
  options: EventStudyFigureOptions = {},
): FigureSpec {
  const { effects, level, reference, bin } =
    record.kind === "did" ? shownBy(record) : { ...record, level: record.vcov.level };
  const points = effects.map(({ event, estimate, conf_low, conf_high, band_low, band_high, n_units }) => ({
    event: event!,
    estimate,
    conf_low,
    conf_high,
    band_low,
    band_high,
    n_units,
  }));
  const leads = reference.filter((event) => event < 0);
  return eventStudyFigure(points, {
    reference: (leads.length > 0 ? Math.max(...leads) : reference[0]) ?? null,
    binned: bin ? "both" : "none",
    level,
    ...options,
  });
}

/** What there is to draw of an estimator of `did`. */
function shownBy({ estimates: [estimate] }: DidRecord) {
  const { effects, band } = estimate!;
  const reference = effects.flatMap(({ event, reference: isZero }) => (isZero ? [event!] : []));
  return { effects, level: band.level, reference, bin: false };
}

// The points of an event study as a figure takes them.

/** Estimate of one event time: periods since treatment, 0 the first treated one. `n_units`: units that identify it. */
export interface EventPoint {
  readonly event: number;
  readonly estimate: number;
  /** Null where no interval is known: a point alone is drawn. */
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  /** Ends of a band that covers all event times at once; it holds the interval. */
  readonly band_low?: number | null;
  readonly band_high?: number | null;
  readonly n_units?: number;
  /** The true effect, where data are simulated. */
  readonly truth?: number;
}

/** A point as drawn; the reference period has no interval. */
export interface DrawnPoint extends EventPoint {
  readonly isReference: boolean;
}

const FIGURE = "event-study figure";

/**
 * Points sorted by event time, the reference period among them at zero, whether it was given or not; null for none.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_event`, `figure_reference`.
 */
export function checkedPoints(points: readonly EventPoint[], reference: number | null): DrawnPoint[] {
  requireRows(FIGURE, points);
  const seen = new Set<number>();
  for (const point of points) {
    if (!Number.isSafeInteger(point.event) || seen.has(point.event)) {
      throw new DataError(
        "figure_event",
        `The ${FIGURE} got event time ${point.event}${seen.has(point.event) ? " twice" : ""}; expected whole numbers, each once.`,
        { got: point.event, expected: "distinct whole numbers" },
      );
    }
    seen.add(point.event);
    if (point.event === reference) {
      if (point.estimate === 0) continue;
      throw new DataError(
        "figure_reference",
        `The ${FIGURE} got the estimate ${point.estimate} at the reference period ${reference}, expected 0; name the period that was left out as 'reference', or null when none was.`,
        { got: point.estimate, expected: 0, event: point.event },
      );
    }
    requirePoint(point);
    requireBand(point);
    if (point.truth !== undefined) requireFinite(FIGURE, `the true effect of event time ${point.event}`, point.truth);
  }
  const dots: DrawnPoint[] = points.map((point) => ({ ...point, isReference: point.event === reference }));
  if (reference !== null && !seen.has(reference)) {
    dots.push({ event: reference, estimate: 0, conf_low: 0, conf_high: 0, isReference: true });
  }
  return dots
    .map((dot) => (dot.isReference ? { ...dot, conf_low: 0, conf_high: 0, band_low: null, band_high: null } : dot))
    .sort((a, b) => a.event - b.event);
}

function requirePoint(point: EventPoint): void {
  const where = `event time ${point.event}`;
  if (hasInterval(point)) requireInterval(FIGURE, where, point);
  else requireFinite(FIGURE, `the estimate of ${where}`, point.estimate);
}

/** A point whose band is known. */
export interface BandedPoint extends DrawnPoint {
  readonly band_low: number;
  readonly band_high: number;
}

export const hasBand = (point: EventPoint): point is BandedPoint =>
  typeof point.band_low === "number" && typeof point.band_high === "number";

/** Throws unless a band, where there is one, has two finite ends and holds the interval. */
function requireBand({ event, conf_low, conf_high, band_low, band_high }: EventPoint): void {
  if ((band_low ?? null) === null && (band_high ?? null) === null) return;
  const [low, high] = [band_low ?? Number.NaN, band_high ?? Number.NaN];
  requireFinite(FIGURE, `the lower end of the band of event time ${event}`, low);
  requireFinite(FIGURE, `the upper end of the band of event time ${event}`, high);
  if (conf_low !== null && conf_high !== null && low <= conf_low && conf_high <= high) return;
  throw new DataError(
    "figure_interval",
    `The ${FIGURE} got a band from ${low} to ${high} at event time ${event}, which does not hold its interval from ${conf_low} to ${conf_high}.`,
    { got: [low, conf_low, conf_high, high], expected: "band_low <= conf_low, conf_high <= band_high", event },
  );
}
