/**
 * Bounds over direct effects of instruments as tables, one an endogenous variable: a row a share of what was
 * allowed, and beneath it where the interval covers zero. Everything shown comes from the record.
 */
import { recordsCsv } from "../../data/table/write-csv.js";
import { widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { area, curve, estimateLine, mark, zeroLine } from "../../report/figures/marks.js";
import { percent, requireNumbers, signed } from "../../report/figures/words.js";
import { decimalsFor, formatFixed } from "../../report/format-number.js";
import { modelNotes, shortModelNotes } from "../../report/regression/fit-summary.js";
import { numberCell, type TableModel, type TableRow } from "../../report/table-model.js";
import type { Presentation } from "../verb.js";
import type { AllowedRecord, PlausexogRecord } from "./record.js";

/** What a share is of, by method. */
const OF = { union_of_intervals: "the ranges", local_to_zero: "means and std. deviations" } as const;
const TITLES = { union_of_intervals: "union of intervals", local_to_zero: "local to zero" } as const;
/** Significant digits of shares and direct effects. */
const DIGITS = 4;

/** What the command shows and writes. */
export const presentPlausexog = (record: PlausexogRecord): Presentation => ({
  record,
  tables: plausexogTables(record),
  figures: () => Object.fromEntries(figuresOfPlausexog(record).map((spec, i) => [i === 0 ? "" : `-${i + 1}`, spec])),
  files: () => ({ "path.csv": pathCsv(record) }),
});

/** A row an endogenous variable and share. */
const pathCsv = ({ path }: PlausexogRecord): string =>
  recordsCsv(Object.entries(path).flatMap(([endogenous, points]) => points.map((point) => ({ endogenous, ...point }))));

/** The tables of `record`; notes stand under the last. */
export function plausexogTables(record: PlausexogRecord): TableModel[] {
  const { direct_effects, path, vcov, call } = record;
  const { method } = direct_effects;
  const level = `${Number((100 * vcov.level).toPrecision(6))}%`;
  const isUnion = method === "union_of_intervals";
  const names = Object.keys(path);
  return names.map((name, at) => {
    const points = path[name]!;
    const decimals = decimalsFor([(points[0]!.conf_high - points[0]!.conf_low) / 4]) + 1;
    const rows = points.map(({ fraction, estimate_low, estimate_high, conf_low, conf_high }): TableRow => {
      const estimates = isUnion ? [estimate_low, estimate_high] : [estimate_low];
      return {
        label: fraction === 0 ? "0 (2SLS)" : String(fraction),
        name: String(fraction),
        quantity: "",
        cells: [...estimates, conf_low, conf_high].map((value) => numberCell(value, formatFixed(value, decimals))),
        ruleAbove: false,
      };
    });
    const interval = [
      [level, "low"],
      [level, "high"],
    ];
    return {
      title: `Plausibly exogenous instruments, ${TITLES[method]}: ${name} in ${call}`,
      stub: `share of ${OF[method]}`,
      heads: isUnion ? [["estimate", "low"], ["estimate", "high"], ...interval] : [["", "estimate"], ...interval],
      rows,
      notes: at < names.length - 1 ? [] : [...breakTexts(record), allowedText(direct_effects), ...modelNotes(record)],
      shortNotes: shortModelNotes(record),
    };
  });
}

/** A line an endogenous variable: where its interval covers zero. */
function breakTexts({ breaks_at, direct_effects }: PlausexogRecord): string[] {
  const of = OF[direct_effects.method];
  return Object.entries(breaks_at).map(([name, share]) => {
    if (share === null) return `${name}: the interval does not cover 0, even at all of ${of}.`;
    if (share === 0) return `${name}: the interval of 2SLS covers 0 already.`;
    return `${name}: the interval covers 0 from ${digits(share)} of ${of} on, which is ${effectsText(direct_effects, share)}.`;
  });
}

const allowedText = (allowed: AllowedRecord): string => `Direct effects allowed: ${effectsText(allowed, 1)}.`;

/** "nearc4 0 to 0.02, nearc2 0", times a share. */
function effectsText(allowed: AllowedRecord, share: number): string {
  const times = (value: number) => digits(share * value);
  const texts =
    allowed.method === "union_of_intervals"
      ? Object.entries(allowed.instruments).map(([name, { min, max }]) => {
          return min === max ? `${name} ${times(min)}` : `${name} ${times(min)} to ${times(max)}`;
        })
      : Object.entries(allowed.instruments).map(([name, { mean, sd }]) => {
          return sd === 0
            ? `${name} ${times(mean)}`
            : `${name} normal with mean ${times(mean)}, std. deviation ${times(sd)}`;
        });
  return texts.join(", ");
}

const digits = (value: number): string => String(Number(value.toPrecision(DIGITS)));

// How far exogeneity may fail.

/** Bounds at a share of the direct effects, from 0 to 1. */
export interface SharePoint {
  readonly fraction: number;
  readonly estimate_low: number;
  readonly estimate_high: number;
  readonly conf_low: number;
  readonly conf_high: number;
}

/** A path, and the share from which its interval covers zero; null where there is none. */
export interface DrawnPath {
  readonly points: readonly SharePoint[];
  readonly breaksAt: number | null;
  readonly level: number;
}

export interface PlausexogFigureOptions extends FigureOptions {
  /** Words on the figure: both axes, the two bands, and what stands before the share. */
  readonly labels?: Partial<Readonly<Record<keyof typeof LABELS, string>>>;
}

const FIGURE = "figure of plausibly exogenous instruments";
const LABELS = {
  x: "Share of the direct effects allowed (0: exogenous)",
  y: "Coefficient",
  interval: "interval",
  estimates: "estimates",
  estimate: "estimate",
  breaks: "Covers 0 from",
} as const;
/** Opacity of the interval and of the estimates. */
const BAND = { interval: 0.16, estimates: 0.42 } as const;
/** Decimals of a share. */
const SHARE_DECIMALS = 3;

/** Throws DataError `figure_empty`, `figure_value`. */
export function plausexogFigure(path: DrawnPath, options: PlausexogFigureOptions = {}): FigureSpec {
  const { points, breaksAt, level } = path;
  requireNumbers(FIGURE, points, ({ fraction, ...bounds }) =>
    Object.fromEntries(Object.entries(bounds).map(([name, value]) => [`${name} at ${fraction}`, value])),
  );
  const labels = { ...LABELS, ...options.labels };
  const { ink, first } = paletteFor(options);
  const ends = points.flatMap(({ conf_low, conf_high }) => [conf_low, conf_high]);
  const [low, high] = widen(Math.min(0, ...ends), Math.max(0, ...ends), 0.05);
  const isOne = points.every(({ estimate_low, estimate_high }) => estimate_low === estimate_high);
  const interval = area(first, BAND.interval);
  const estimates = area(first, BAND.estimates);
  const band = (name: string, from: keyof SharePoint, to: keyof SharePoint, look: typeof interval) =>
    mark(name, points, { x: "fraction", y: from, y2: to }, look);
  const line = (y: keyof SharePoint, width: number) => mark(y, points, { x: "fraction", y }, curve(first, width));
  return figure(
    {
      title: "Plausibly exogenous instruments",
      description: describe(path),
      x: { low: 0, high: 1, title: labels.x },
      y: { low, high, title: labels.y, grid: true, height: 300 },
      key: [
        { name: "interval", text: `${percent(level)} ${labels.interval}`, look: interval },
        isOne
          ? { name: "estimate", text: labels.estimate, look: curve(first) }
          : { name: "estimates", text: labels.estimates, look: estimates },
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        ...(breaksAt === null
          ? []
          : [
              {
                ...{ name: "observed", x: breaksAt, look: estimateLine(ink) },
                label: `${labels.breaks} ${signed(breaksAt, SHARE_DECIMALS)}`,
              },
            ]),
      ],
      marks: () => [
        band("interval", "conf_low", "conf_high", interval),
        line("conf_low", 1.5),
        line("conf_high", 1.5),
        ...(isOne ? [] : [band("estimates", "estimate_low", "estimate_high", estimates), line("estimate_high", 1)]),
        line("estimate_low", isOne ? 2 : 1),
      ],
    },
    options,
  );
}

/** The path of each endogenous variable's bounds, a figure each. */
export function figuresOfPlausexog(
  { path, breaks_at, vcov }: PlausexogRecord,
  options: PlausexogFigureOptions = {},
): FigureSpec[] {
  return Object.entries(path).map(([name, points]) =>
    plausexogFigure(
      { points, breaksAt: breaks_at[name]!, level: vcov.level },
      {
        title: `Plausibly exogenous instruments: ${name}`,
        ...options,
        labels: { y: `Coefficient of ${name}`, ...options.labels },
      },
    ),
  );
}

function describe({ points, breaksAt, level }: DrawnPath): string {
  const decimals = decimalsFor([(points[0]!.conf_high - points[0]!.conf_low) / 4]);
  const parts = points.map(({ fraction, conf_low, conf_high }) => {
    return `${fraction}: ${signed(conf_low, decimals)} to ${signed(conf_high, decimals)}`;
  });
  const breaks =
    breaksAt === null ? "It never covers zero." : `It covers zero from ${signed(breaksAt, SHARE_DECIMALS)} on.`;
  return `The ${percent(level)} interval by share of the direct effects allowed. ${parts.join("; ")}. ${breaks}`;
}
