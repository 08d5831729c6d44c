/**
 * The event-study figure: estimates by event time with capped intervals, a hollow point at zero for the
 * reference period, a line at zero and a dashed one where treatment begins; a band for all event times at once stands
 * behind the intervals, wide and light; a true effect, where it is known, is a line across. Data in, Vega-Lite out; draws nothing.
 */

import type { Language } from "../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../report/figures/frame.js";
import { textWidth, widestText } from "../../report/figures/text-width.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "../../report/figures/theme.js";
import { labelledAt, ticksWithin, widen } from "../../report/figures/ticks.js";
import { intervalDecimals, intervalText, percent, signed } from "../../report/figures/words.js";
import { formatCount } from "../../report/format-number.js";
import { type BinnedEnds, type EventWindow, eventLabel, eventWindow, labelledEvents } from "./event-axis.js";
import { checkedPoints, type DrawnPoint, type EventPoint, hasBand } from "./event-points.js";
import { figureWords as words } from "./messages.js";

/** Options of `eventStudyFigure`. */
export interface EventStudyFigureOptions extends FigureOptions {
  /** Period set to zero, -1 unless told; null when every period is estimated (a varying base). */
  readonly reference?: number | null;
  /** Ends of the window that stand for all periods beyond them, default "none". */
  readonly binned?: BinnedEnds;
  /** Confidence level of the intervals, default 0.95; used in words only. */
  readonly level?: number;
  /** Words on the figure: axis titles and the name of the row of unit counts. */
  readonly labels?: { readonly x?: string; readonly y?: string; readonly units?: string };
}

const PLOT_HEIGHT = 300;
/** Treatment begins between the last period before it and the first one under it. */
const ONSET = -0.5;
const POINT_AREA = 60;
/** Pixels the zero line keeps from the centre of the hollow point. */
const HOLLOW_GAP = 5.5;
const WIDEST_CAP = 11;
/** Pixels of the bars of a band at most, and how they stand back. */
const WIDEST_BAND = 9;
const BAND_OPACITY = 0.28;
/** Share of a period's width that the line of its true effect takes. */
const TRUTH_SHARE = 0.45;
const LABEL_ROW = 36;
/** Pixels from the edge of the figure to words. */
const EDGE_GAP = 6;
/** Pixels between labels of periods. */
const LABEL_SPACE = 10;
/** Share of the width the plotting area takes at least. */
const USUAL_PLOT_SHARE = 0.8;

/**
 * Event-study figure of `points`, one an event time, in any order. The reference period is drawn hollow at zero, whether
 * or not it is among the points. Units per event time stand beneath the axis when any point has `n_units`.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_interval`, `figure_event` (an event time that is not a whole
 * number, or comes twice) and `figure_reference` (an estimate other than zero at the reference period).
 */
export function eventStudyFigure(points: readonly EventPoint[], options: EventStudyFigureOptions = {}): FigureSpec {
  const dots = checkedPoints(points, options.reference === undefined ? -1 : options.reference);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const language = options.language ?? "en";
  const level = percent(options.level ?? 0.95);
  const banded = dots.filter(hasBand);
  const labels = {
    x: words.eventX[language],
    y: (banded.length > 0 ? words.eventYBand : words.eventY)[language](level),
    units: words.units[language],
    ...options.labels,
  };
  const window = eventWindow(
    dots.map(({ event }) => event),
    options.binned ?? "none",
  );
  const [low, high] = widen(
    Math.min(0, ...dots.map((dot) => Math.min(dot.band_low ?? dot.conf_low, dot.truth ?? 0))),
    Math.max(0, ...dots.map((dot) => Math.max(dot.band_high ?? dot.conf_high, dot.truth ?? 0))),
    0.06,
  );
  const ticks = ticksWithin(low, high, 6, TYPE.label);
  const counts = dots.flatMap((dot) => (dot.n_units === undefined ? [] : [formatCount(dot.n_units)]));
  const hasUnits = counts.length > 0;
  const widest = Math.max(
    widestText([eventLabel(window, window.first), eventLabel(window, window.last)], TYPE.label),
    widestText(counts, TYPE.small),
  );
  const nPeriods = window.last - window.first + 1;
  const overhang = Math.max(0, widest / 2 - (width * USUAL_PLOT_SHARE) / nPeriods / 2);
  const margins = {
    left: Math.ceil(
      Math.max(ticks.labelWidth + 14, hasUnits ? EDGE_GAP + textWidth(labels.units, TYPE.small) + overhang + 8 : 0),
    ),
    right: Math.ceil(14 + overhang),
    top: 30,
    bottom: hasUnits ? 70 : 50,
  };
  const perPeriod = (width - margins.left - margins.right) / nPeriods;
  const labelled = labelledEvents(window, perPeriod, widest + LABEL_SPACE);
  return frame({
    title: options.title ?? words.eventStudy[language],
    description: options.description ?? describe(dots, window, level, language),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      zeroLine(dots, window, HOLLOW_GAP / perPeriod, palette),
      ...(window.first < ONSET && ONSET < window.last ? [onsetLine(palette)] : []),
      {
        data: { values: dots.filter((dot) => !dot.isReference).map((dot) => ({ ...dot })) },
        encoding: {
          x: {
            field: "event",
            type: "quantitative",
            scale: { domain: [window.first - 0.5, window.last + 0.5], nice: false, zero: false },
            axis: {
              ...labelledAt(
                labelled,
                labelled.map((event) => eventLabel(window, event)),
              ),
              title: labels.x,
              titleY: hasUnits ? 52 : 32,
              titleBaseline: "top",
            },
          },
          y: {
            field: "estimate",
            type: "quantitative",
            scale: { domain: [low, high], nice: false, zero: false },
            axis: {
              ...labelledAt(ticks.values, ticks.labels),
              grid: true,
              gridWidth: WITHOUT_ZERO,
              domain: false,
              ticks: false,
              title: labels.y,
              titleAngle: 0,
              titleAlign: "left",
              titleX: EDGE_GAP - margins.left,
              titleY: -14,
              titleBaseline: "bottom",
            },
          },
        },
        layer: [
          ...(banded.length > 0 ? [bandBars(Math.min(WIDEST_BAND, perPeriod * 0.4), palette)] : []),
          { name: "interval", mark: { type: "rule", strokeWidth: 1.5, color: palette.first }, encoding: interval },
          cap("conf_low", Math.min(WIDEST_CAP, perPeriod * 0.5), palette),
          cap("conf_high", Math.min(WIDEST_CAP, perPeriod * 0.5), palette),
          ...(dots.some(({ truth }) => truth !== undefined) ? [truthMarks(perPeriod * TRUTH_SHARE, palette)] : []),
          {
            name: "estimate",
            mark: { type: "point", filled: true, size: POINT_AREA, opacity: 1, color: palette.first },
          },
        ],
      },
      {
        name: "reference",
        data: { values: dots.filter((dot) => dot.isReference).map((dot) => ({ ...dot })) },
        mark: { type: "point", filled: false, size: POINT_AREA, strokeWidth: 1.5, opacity: 1, color: palette.first },
        encoding: place,
      },
      ...(hasUnits ? unitRow(dots, labelled, labels.units, EDGE_GAP - margins.left, palette) : []),
    ],
  });
}

const place = {
  x: { field: "event", type: "quantitative" },
  y: { field: "estimate", type: "quantitative" },
} as const;
const interval = {
  y: { field: "conf_low", type: "quantitative" },
  y2: { field: "conf_high" },
} as const;

/** The line at zero, open where the hollow point stands: `gap` is half the opening in periods. */
function zeroLine(dots: readonly DrawnPoint[], window: EventWindow, gap: number, palette: Palette): FigureLayer {
  const hollow = dots.filter((dot) => dot.isReference).map((dot) => dot.event);
  const starts = [window.first - 0.5, ...hollow.map((event) => event + gap)];
  const ends = [...hollow.map((event) => event - gap), window.last + 0.5];
  return {
    name: "zero",
    data: { values: starts.map((start, i) => ({ start, end: ends[i]!, zero: 0 })) },
    mark: { type: "rule", strokeWidth: 1, opacity: QUIET.line, color: palette.ink },
    encoding: {
      x: { field: "start", type: "quantitative" },
      x2: { field: "end" },
      y: { field: "zero", type: "quantitative" },
    },
  };
}

function onsetLine(palette: Palette): FigureLayer {
  return {
    name: "onset",
    data: { values: [{ onset: ONSET }] },
    mark: { type: "rule", strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text, color: palette.ink },
    encoding: { x: { field: "onset", type: "quantitative" } },
  };
}

/** Bars of the band; a point without one has none. */
function bandBars(width: number, palette: Palette): FigureLayer {
  return {
    name: "band",
    transform: [{ filter: "isValid(datum.band_low)" }],
    mark: { type: "rule", strokeWidth: width, opacity: BAND_OPACITY, color: palette.first },
    encoding: { y: { field: "band_low", type: "quantitative" }, y2: { field: "band_high" } },
  };
}

function cap(bound: "conf_low" | "conf_high", size: number, palette: Palette): FigureLayer {
  return {
    name: bound,
    mark: { type: "tick", orient: "horizontal", size, thickness: 1.5, opacity: 1, color: palette.first },
    encoding: { y: { field: bound, type: "quantitative" } },
  };
}

/** A short line across each interval at its true effect; a point without one has none. */
function truthMarks(size: number, palette: Palette): FigureLayer {
  return {
    name: "truth",
    transform: [{ filter: "isValid(datum.truth)" }],
    mark: { type: "tick", orient: "horizontal", size, thickness: 2, opacity: 1, color: palette.second },
    encoding: { y: { field: "truth", type: "quantitative" } },
  };
}

/** Counts beneath the labels of the axis, and their name at the left. */
function unitRow(
  dots: readonly DrawnPoint[],
  labelled: readonly number[],
  name: string,
  nameX: number,
  palette: Palette,
): FigureLayer[] {
  const shown = dots.filter((dot) => dot.n_units !== undefined && labelled.includes(dot.event));
  const text = {
    type: "text",
    baseline: "middle",
    fontSize: TYPE.small,
    opacity: QUIET.text,
    color: palette.ink,
  } as const;
  return [
    {
      name: "units",
      data: { values: shown.map((dot) => ({ event: dot.event, count: formatCount(dot.n_units!) })) },
      mark: text,
      encoding: {
        x: { field: "event", type: "quantitative" },
        y: { value: PLOT_HEIGHT + LABEL_ROW },
        text: { field: "count" },
      },
    },
    {
      name: "units-name",
      data: { values: [{ name }] },
      mark: { ...text, align: "left" },
      encoding: { x: { value: nameX }, y: { value: PLOT_HEIGHT + LABEL_ROW }, text: { field: "name" } },
    },
  ];
}

function describe(dots: readonly DrawnPoint[], window: EventWindow, level: string, language: Language): string {
  const decimals = intervalDecimals(dots.filter((dot) => !dot.isReference));
  const parts = dots.map((dot) => {
    const band = hasBand(dot)
      ? words.band[language](signed(dot.band_low, decimals), signed(dot.band_high, decimals))
      : "";
    const units = dot.n_units === undefined ? "" : words.nUnits[language](formatCount(dot.n_units));
    return `${eventLabel(window, dot.event)}: ${dot.isReference ? words.zeroReference[language] : intervalText(dot, decimals)}${band}${units}`;
  });
  return words.eventDescription[language](level, dots.some(hasBand), parts);
}
