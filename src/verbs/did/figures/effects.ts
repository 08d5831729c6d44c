/**
 * Effects of a treatment as a figure: by event time, cohort or calendar period, estimators side by side about each, with intervals and,
 * wide and light behind them, uniform bands; hollow points at zero are references, lines across are true effects.
 */
import { DataError } from "../../../base/errors.js";
import { clauses, type Language, labelled } from "../../../base/messages.js";
import { ticksAt, widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import {
  cutLine,
  dot,
  type FigureLayer,
  hasValues,
  intervals,
  mark,
  ring,
  stroke,
  zeroLine,
} from "../../../report/figures/marks.js";
import { SHAPES, TYPE } from "../../../report/figures/theme.js";
import {
  hasInterval,
  intervalDecimals,
  percent,
  pointText,
  requireRows,
  signed,
  widestText,
} from "../../../report/figures/words.js";
import { didFigureWords as words } from "../design/messages.js";
import type { DidEffect, DidEstimate, DidRecord } from "../design/record.js";

export interface EffectsFigureOptions extends FigureOptions {
  /** Names of the estimators, default those of the record. */
  readonly names?: Readonly<Record<string, string>>;
  /** True effects, where data are simulated, by event time, cohort or period. */
  readonly truth?: ReadonlyMap<number, number>;
  /** Words for positions, such as periods: default the numbers. */
  readonly position?: (at: number) => string;
  readonly labels?: { readonly y?: string };
}

const FIGURE = "figure of effects";
const PLOT_HEIGHT = 320;
/** Share of a position that all series take, and pixels of the strokes of intervals and bands at most. */
const SPREAD = 0.66;
const WIDEST = { band: 8, cap: 8 } as const;
const BAND_OPACITY = 0.26;
/** Treatment begins between the last period before it and the first one under it. */
const ONSET = -0.5;
const LABEL_SPACE = 8;

/** An effect as drawn: moved aside for its estimator. */
interface Point {
  readonly at: number;
  readonly x: number;
  readonly estimate: number;
  /** Null where withheld. */
  readonly conf_low: number | null;
  readonly conf_high: number | null;
  readonly band_low: number;
  readonly band_high: number;
  readonly isReference: boolean;
}

/**
 * The figure of the effects of `record`. Throws DataError `figure_empty` where there are only averages of all (aggregation `simple`),
 * `figure_series` for more estimators than have forms.
 */
export function effectsFigure(record: DidRecord, options: EffectsFigureOptions = {}): FigureSpec {
  const { language = "en", position = (at: number) => String(at).replace("-", "\u2212"), truth } = options;
  const estimates = record.estimates.filter(({ unidentified }) => unidentified === undefined);
  requireSeries(estimates);
  const { ink, ground, series: colors } = paletteFor(options);
  const points = estimates.map((estimate, s) => pointsOf(estimate, s, estimates.length));
  const all = points.flat();
  requireRows(FIGURE, all);
  const positions = [...new Set(all.map(({ at }) => at))].sort((a, b) => a - b);
  const isDynamic = estimates[0]!.aggregation === "dynamic";
  const truths = positions.flatMap((at) => (truth?.has(at) === true ? [{ at, value: truth.get(at)! }] : []));
  const [low, high] = widen(
    Math.min(0, ...all.map(({ band_low }) => band_low), ...truths.map(({ value }) => value)),
    Math.max(0, ...all.map(({ band_high }) => band_high), ...truths.map(({ value }) => value)),
    0.06,
  );
  const [first, last] = [positions[0]!, positions.at(-1)!];
  const level = percent(estimates[0]!.band.level);
  const isBanded = estimates.some(({ band }) => band.kind === "uniform");
  const name = ({ estimator }: DidEstimate) => options.names?.[estimator] ?? estimator;
  const truthLook = stroke(ink, 1.6, 1, [2, 2]);
  return figure(
    {
      title: words.effects[language],
      description: describe(estimates, points, language, name, position),
      x: {
        ...{ low: first - 0.5, high: last + 0.5, title: words.axis[estimates[0]!.aggregation][language] },
        ticks: (pixels) => ticksOf(positions, pixels, position),
      },
      y: {
        ...{ low, high, grid: true, height: PLOT_HEIGHT },
        title: options.labels?.y ?? words[isBanded ? "estimateBand" : "estimate"][language](level),
      },
      key: [
        ...(estimates.length > 1
          ? estimates.map((estimate, s) => ({
              name: `series-${s + 1}`,
              text: name(estimate),
              look: dot(colors[s]!, SHAPES[s]!),
            }))
          : []),
        ...(truths.length > 0 ? [{ name: "truth", text: words.truth[language], look: truthLook }] : []),
      ],
      lines: [
        {
          name: "zero",
          y: 0,
          look: zeroLine(ink),
          gaps: all.flatMap(({ isReference, x }) => (isReference ? [x] : [])),
        },
        ...(isDynamic && first < ONSET && ONSET < last ? [{ name: "onset", x: ONSET, look: cutLine(ink) }] : []),
      ],
      marks: ({ perX }) =>
        [
          ...points.flatMap((own, s) => seriesLayers(own, s, perX / estimates.length, colors[s]!, ground)),
          mark(
            "truth",
            truths.map(({ at, value }) => ({ value, from: at - SPREAD / 2, to: at + SPREAD / 2 })),
            { x: "from", x2: "to", y: "value" },
            truthLook,
          ),
        ].filter(hasValues),
    },
    options,
  );
}

function seriesLayers(points: readonly Point[], s: number, room: number, color: string, ground: string): FigureLayer[] {
  const estimated = points.filter(({ isReference }) => !isReference);
  const banded = estimated.filter(({ band_low, conf_low }) => conf_low !== null && band_low < conf_low);
  const span = { along: "y", low: "conf_low", high: "conf_high", at: "x" } as const;
  const cap = Math.min(WIDEST.cap, room * 0.6);
  return [
    mark(
      `band-${s + 1}`,
      banded,
      { x: "x", y: "band_low", y2: "band_high" },
      stroke(color, Math.min(WIDEST.band, room * 0.5), BAND_OPACITY),
    ),
    ...intervals(`interval-${s + 1}`, estimated.filter(hasInterval), span, color, { cap, width: 1.4 }),
    mark(`estimate-${s + 1}`, estimated, { x: "x", y: "estimate" }, dot(color, SHAPES[s]!, 46)),
    mark(
      `reference-${s + 1}`,
      points.filter(({ isReference }) => isReference),
      { x: "x", y: "estimate" },
      { ...ring(color, SHAPES[s]!, 46), fill: ground === "transparent" ? "transparent" : ground } as ReturnType<
        typeof ring
      >,
    ),
  ];
}

const positionOf = ({ event, group, time }: DidEffect): number | undefined => event ?? group ?? time;

function pointsOf({ effects }: DidEstimate, s: number, n: number): Point[] {
  const aside = n === 1 ? 0 : SPREAD * ((s + 0.5) / n - 0.5);
  return effects.flatMap((effect) => {
    const at = positionOf(effect);
    if (at === undefined) return [];
    const { estimate, reference, band_low, band_high } = effect;
    const { conf_low, conf_high } = reference ? { conf_low: estimate, conf_high: estimate } : effect;
    return [
      {
        ...{ at, x: at + aside, estimate, conf_low, conf_high, isReference: reference },
        ...{ band_low: band_low ?? conf_low ?? estimate, band_high: band_high ?? conf_high ?? estimate },
      },
    ];
  });
}

/** Positions with words, or every so many of them, as there is room. */
function ticksOf(positions: readonly number[], pixels: number, position: (at: number) => string) {
  const texts = positions.map(position);
  const room = widestText(texts, TYPE.label) + LABEL_SPACE;
  const span = positions.at(-1)! - positions[0]! + 1;
  const stride = [1, 2, 5, 10, 20, 50, 100].find((step) => (pixels / span) * step >= room) ?? span;
  const shown = stride === 1 ? positions : positions.filter((at) => at % stride === 0);
  return ticksAt(shown, shown.map(position));
}

function requireSeries(estimates: readonly DidEstimate[]): void {
  if (estimates.length <= SHAPES.length) return;
  throw new DataError(
    "figure_series",
    `The ${FIGURE} distinguishes at most ${SHAPES.length} estimators by colour and form, and got ${estimates.length}; draw fewer of them.`,
    { got: estimates.length, expected: `<= ${SHAPES.length}` },
  );
}

function describe(
  estimates: readonly DidEstimate[],
  points: readonly (readonly Point[])[],
  language: Language,
  name: (estimate: DidEstimate) => string,
  position: (at: number) => string,
): string {
  const decimals = intervalDecimals(points.flat().filter(({ isReference }) => !isReference));
  const parts = estimates.map((estimate, s) => {
    const own = points[s]!.map((point) => {
      const band =
        point.conf_low !== null && point.band_low < point.conf_low
          ? words.band[language](signed(point.band_low, decimals), signed(point.band_high, decimals))
          : "";
      const text = point.isReference ? words.reference[language] : `${pointText(point, decimals)}${band}`;
      return labelled[language](position(point.at), text);
    });
    return labelled[language](name(estimate), clauses[language](own));
  });
  return words.description[language](percent(estimates[0]!.band.level), parts.join(language === "zh" ? "。" : ". "));
}
