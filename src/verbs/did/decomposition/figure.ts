/**
 * What two-way effects compare, as figures: 2x2 estimates against their weights, weights of treated cells by period, weights of effects in
 * each coefficient of event time.
 */
import { clauses, type Language, labelled } from "../../../base/messages.js";
import { ticksAt, ticksOfPeriods, widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { dot, estimateLine, hasValues, mark, ring, zeroLine } from "../../../report/figures/marks.js";
import { SHAPES } from "../../../report/figures/theme.js";
import { requireRows, signed } from "../../../report/figures/words.js";
import { comparisonWords as words } from "./messages.js";
import type { BaconRecord, CohortKey, Comparison, ContaminationRecord, WeightsRecord } from "./record.js";

export interface ComparisonFigureOptions extends FigureOptions {
  /** Words for periods and cohorts, default their numbers. */
  readonly period?: (at: number) => string;
}

/** Throws DataError `figure_empty` where nothing is compared. */
export function comparisonFigure(comparison: Comparison, options: ComparisonFigureOptions = {}): FigureSpec {
  switch (comparison.decomposition) {
    case "bacon":
      return baconFigure(comparison, options);
    case "twfe-weights":
      return weightsFigure(comparison, options);
    case "contamination":
      return contaminationFigure(comparison, options);
  }
}

const HEIGHT = 300;
const DECIMALS = 3;

const nameOf = (key: CohortKey, language: Language, period: (at: number) => string): string =>
  typeof key === "number" ? period(key) : words[key][language];

function baconFigure({ comparisons, by_type, coefficient }: BaconRecord, options: ComparisonFigureOptions): FigureSpec {
  const { language = "en", period = String } = options;
  requireRows("figure of 2x2 comparisons", comparisons);
  const { ink, series: colors } = paletteFor(options);
  const types = by_type.map(({ type }) => type);
  const [low, high] = widen(
    Math.min(0, ...comparisons.map(({ estimate }) => estimate)),
    Math.max(0, ...comparisons.map(({ estimate }) => estimate)),
    0.08,
  );
  const parts = comparisons.map(({ treated, untreated, weight, estimate }) =>
    labelled[language](
      words.pair[language](nameOf(treated, language, period), nameOf(untreated, language, period)),
      words.weighed[language](signed(estimate, DECIMALS), signed(weight, DECIMALS)),
    ),
  );
  return figure(
    {
      title: words.baconTitle[language],
      description: words.baconDescription[language](signed(coefficient, DECIMALS), clauses[language](parts)),
      x: { low: 0, high: Math.max(...comparisons.map(({ weight }) => weight)) * 1.08, title: words.weight[language] },
      y: { low, high, grid: true, height: HEIGHT, title: words.estimate2x2[language] },
      key: [
        ...types.map((type, s) => ({
          name: `type-${s + 1}`,
          text: words.types[type][language],
          look: dot(colors[s]!, SHAPES[s]!),
        })),
        { name: "coefficient", text: words.coefficient[language], look: estimateLine(ink) },
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        { name: "coefficient", y: coefficient, look: estimateLine(ink) },
      ],
      marks: () =>
        types
          .map((type, s) =>
            mark(
              `comparisons-${s + 1}`,
              comparisons.filter((one) => one.type === type),
              { x: "weight", y: "estimate" },
              dot(colors[s]!, SHAPES[s]!),
            ),
          )
          .filter(hasValues),
    },
    options,
  );
}

function weightsFigure({ cells, negative }: WeightsRecord, options: ComparisonFigureOptions): FigureSpec {
  const { language = "en", period = String } = options;
  requireRows("figure of weights", cells);
  const { ink, first, second } = paletteFor(options);
  const times = [...new Set(cells.map(({ time }) => time))].sort((a, b) => a - b);
  const [low, high] = widen(
    Math.min(0, ...cells.map(({ weight }) => weight)),
    Math.max(0, ...cells.map(({ weight }) => weight)),
    0.08,
  );
  const parts = cells.map(({ cohort, time, weight }) =>
    labelled[language](`${nameOf(cohort, language, period)}, ${period(time)}`, signed(weight, DECIMALS)),
  );
  return figure(
    {
      title: words.weightsTitle[language],
      description: words.weightsDescription[language](String(negative.rows), clauses[language](parts)),
      x: {
        ...{ low: times[0]! - 0.5, high: times.at(-1)! + 0.5, title: words.period[language] },
        ticks: (pixels) => ticksOfPeriods(times, pixels, period),
      },
      y: { low, high, grid: true, height: HEIGHT, title: words.cellWeight[language] },
      key: [
        { name: "positive", text: words.positive[language], look: dot(first) },
        { name: "negative", text: words.negative[language], look: dot(second, "diamond") },
      ],
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: () =>
        [
          mark(
            "positive",
            cells.filter(({ weight }) => weight >= 0),
            { x: "time", y: "weight" },
            dot(first),
          ),
          mark(
            "negative",
            cells.filter(({ weight }) => weight < 0),
            { x: "time", y: "weight" },
            dot(second, "diamond"),
          ),
        ].filter(hasValues),
    },
    options,
  );
}

function contaminationFigure({ weights, effects }: ContaminationRecord, options: ComparisonFigureOptions): FigureSpec {
  const { language = "en" } = options;
  requireRows("figure of contamination", weights);
  const { ink, first, second } = paletteFor(options);
  const events = effects.map(({ event }) => event);
  const [low, high] = widen(
    Math.min(0, ...weights.map(({ weight }) => weight)),
    Math.max(0, ...weights.map(({ weight }) => weight)),
    0.08,
  );
  const parts = effects.map(({ event, others }) => labelled[language](signed(event, 0), signed(others, DECIMALS)));
  const place = { x: "event", y: "weight" } as const;
  return figure(
    {
      title: words.contaminationTitle[language],
      description: words.contaminationDescription[language](clauses[language](parts)),
      x: {
        ...{ low: Math.min(...events) - 0.5, high: Math.max(...events) + 0.5, title: words.event[language] },
        ticks: () =>
          ticksAt(
            events,
            events.map((event) => signed(event, 0)),
          ),
      },
      y: { low, high, grid: true, height: HEIGHT, title: words.effectWeight[language] },
      key: [
        { name: "own", text: words.own[language], look: dot(first) },
        { name: "others", text: words.others[language], look: ring(second, "diamond") },
      ],
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: () =>
        [
          mark(
            "others",
            weights.filter(({ event, at }) => event !== at),
            place,
            ring(second, "diamond", 46),
          ),
          mark(
            "own",
            weights.filter(({ event, at }) => event === at),
            place,
            dot(first),
          ),
        ].filter(hasValues),
    },
    options,
  );
}
