/**
 * A placebo test as figures: the density of the estimates under fictitious treatments, their p-values as points on an
 * axis of their own and the actual estimate as a dashed line; and, in time, the estimate when all cohorts are moved to earlier
 * dates together, beside the true one.
 */
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { ticksOfP, widen } from "../../report/figures/axis.js";
import { gaussianDensity, silvermanBandwidth, standardDeviation } from "../../report/figures/draws.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { area, curve, cutLine, estimateLine, mark, reference, ring } from "../../report/figures/marks.js";
import {
  intervalDecimals,
  percent,
  pointText,
  requireFinite,
  requireRows,
  signed,
} from "../../report/figures/words.js";
import { decimalsFor, formatCount } from "../../report/format-number.js";
import type { EventPoint } from "../event-study/figure.js";
import { type EventStudyFigureOptions, eventStudyFigure } from "../event-study/figure.js";
import { placeboFigureWords as words } from "./messages.js";
import type { PlaceboRecord } from "./record.js";

/** Estimates and p-values of the draws, and the estimate under the true treatment. */
export interface PlaceboDraws {
  readonly draws: readonly { readonly estimate: number; readonly p: number }[];
  readonly observed: number;
}

/** Options of `placeboFigure`. */
export interface PlaceboFigureOptions extends FigureOptions {
  /** Height of the horizontal dashed line on the axis of p-values, default 0.1; in (0, 1). */
  readonly level?: number;
  /** Standard deviation of the Gaussian kernel; default Silverman's rule. */
  readonly bandwidth?: number;
  /** Words on the figure: axis titles and what stands before the actual estimate. */
  readonly labels?: { readonly x?: string; readonly density?: string; readonly p?: string; readonly observed?: string };
}

const FIGURE = "placebo figure";

/**
 * Placebo figure of the draws. Draws without an estimate don't belong in `draws`: count them in the caption.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_p` (a p-value or level outside 0..1), `figure_bandwidth`
 * (not above zero) and `density_spread` (draws that do not vary).
 */
export function placeboFigure(placebo: PlaceboDraws, options: PlaceboFigureOptions = {}): FigureSpec {
  const { draws, observed } = placebo;
  const { level = 0.1, language = "en" } = options;
  check(placebo, level);
  const estimates = draws.map(({ estimate }) => estimate);
  const bandwidth = options.bandwidth ?? silvermanBandwidth(estimates);
  requireBandwidth(bandwidth);
  const { points } = gaussianDensity(estimates, bandwidth);
  const labels = {
    x: words.estimate[language],
    density: words.density[language],
    p: words.p[language],
    observed: words.observed[language],
    ...options.labels,
  };
  const { ink, first, second } = paletteFor(options);
  const [low, high] = widen(Math.min(observed, points[0]!.x), Math.max(observed, points.at(-1)!.x), 0.03);
  const pLook = { ...ring(second, "circle", 16, 1), opacity: 0.7 };
  const place = { x: "x", y: "density" };
  return figure(
    {
      title: words.placebo[language],
      description: describe(estimates, observed, { bandwidth, isRule: options.bandwidth === undefined }, language),
      x: { low, high, title: labels.x },
      y: {
        ...{
          low: 0,
          high: 1.06 * Math.max(...points.map((point) => point.density)),
          height: 300,
          title: labels.density,
        },
        symbol: { name: "density", text: labels.density, look: curve(first) },
      },
      right: {
        ...{ low: 0, high: 1, title: labels.p, ticks: () => ticksOfP(level) },
        symbol: { name: "p", text: labels.p, look: pLook },
        marks: () => [
          mark("p", draws, { x: "estimate", y: "p" }, pLook),
          reference({ name: "level", y: level, look: cutLine(ink) }),
        ],
      },
      lines: [
        {
          ...{ name: "observed", x: observed, look: estimateLine(ink) },
          label: `${labels.observed} ${signed(observed, decimalsFor([standardDeviation(estimates)]))}`,
        },
      ],
      marks: () => [mark("area", points, place, area(first, 0.1)), mark("density", points, place, curve(first))],
    },
    options,
  );
}

/** The draws that have an estimate, with the p-values of their own t tests. */
export function figureOfPlacebo({ draws, observed }: PlaceboRecord, options: PlaceboFigureOptions = {}): FigureSpec {
  const drawn = draws.estimate.flatMap((estimate, b) =>
    estimate === null ? [] : [{ estimate, p: draws.p_value[b]! }],
  );
  return placeboFigure({ draws: drawn, observed: observed.estimate }, options);
}

function check({ draws, observed }: PlaceboDraws, level: number): void {
  requireRows(FIGURE, draws);
  requireFinite(FIGURE, "the actual estimate", observed);
  draws.forEach(({ estimate, p }, i) => {
    requireFinite(FIGURE, `the estimate of draw ${i + 1}`, estimate);
    requireShare(`the p-value of draw ${i + 1}`, p);
  });
  requireShare("the level", level);
}

function requireShare(where: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new DataError("figure_p", `The ${FIGURE} got ${value} for ${where}; expected a number from 0 to 1.`, {
    got: value,
    expected: "0..1",
    where,
  });
}

function requireBandwidth(bandwidth: number): void {
  if (bandwidth > 0 && Number.isFinite(bandwidth)) return;
  throw new DataError(
    "figure_bandwidth",
    `The ${FIGURE} got the bandwidth ${bandwidth}; expected a number above zero.`,
    {
      got: bandwidth,
      expected: "> 0",
    },
  );
}

function describe(
  estimates: readonly number[],
  observed: number,
  { bandwidth, isRule }: { readonly bandwidth: number; readonly isRule: boolean },
  language: Language,
): string {
  const n = estimates.length;
  const mean = estimates.reduce((sum, value) => sum + value, 0) / n;
  const beyond = estimates.filter((estimate) => Math.abs(estimate) >= Math.abs(observed)).length;
  const decimals = decimalsFor([standardDeviation(estimates)]);
  return words.placeboDescription[language]({
    n: formatCount(n),
    least: signed(Math.min(...estimates), decimals),
    most: signed(Math.max(...estimates), decimals),
    mean: signed(mean, decimals),
    observed: signed(observed, decimals),
    beyond: formatCount(beyond),
    isRule,
    bandwidth: bandwidth.toPrecision(3),
  });
}

/** An estimate with its interval; `shift` is the periods all cohorts were moved by, 0 the true dates. */
export interface ShiftPoint extends Omit<EventPoint, "event"> {
  readonly shift: number;
}

/**
 * Figure of `shifts`, in any order, beside the estimate of the true dates.
 * Throws DataError: `figure_empty`, and as `eventStudyFigure`.
 */
export function placeboShiftsFigure(
  { shifts, observed }: { readonly shifts: readonly ShiftPoint[]; readonly observed: Omit<ShiftPoint, "shift"> },
  options: Omit<EventStudyFigureOptions, "reference" | "binned" | "beside"> = {},
): FigureSpec {
  requireRows("figure of shifts", shifts);
  const points = [...shifts, { ...observed, shift: 0 }].sort((a, b) => a.shift - b.shift);
  return eventStudyFigure(
    points.map(({ shift, ...point }) => ({ ...point, event: shift })),
    {
      title: "Placebo in time",
      description: describeShifts(points, percent(options.level ?? 0.95)),
      ...options,
      reference: null,
      beside: { event: 0, estimate: observed.estimate },
      labels: { x: "Periods all cohorts are moved by (0: the true dates, all rows)", ...options.labels },
    },
  );
}

/** In time: estimates by shift of all cohorts beside the true one; null where no shift was estimated. */
export function figureOfShifts(record: PlaceboRecord, options: FigureOptions = {}): FigureSpec | null {
  const { by_shift, coefficients, term, cohorts, vcov } = record;
  if (by_shift.length === 0) return null;
  const { estimate, conf_low, conf_high } = coefficients[term]!;
  const n_units = cohorts.reduce((sum, { units }) => sum + units, 0);
  const shifts = by_shift.map(({ units, ...row }) => ({
    shift: row.shift,
    estimate: row.estimate,
    conf_low: row.conf_low,
    conf_high: row.conf_high,
    n_units: units,
  }));
  const observed = { estimate, conf_low, conf_high, n_units };
  return placeboShiftsFigure({ shifts, observed }, { level: vcov.level, ...options });
}

function describeShifts(points: readonly ShiftPoint[], level: string): string {
  const decimals = intervalDecimals(points);
  const parts = points.map((point) => {
    const units = point.n_units === undefined ? "" : `, ${formatCount(point.n_units)} units`;
    return `${point.shift === 0 ? "true dates" : `${-point.shift} earlier`}: ${pointText(point, decimals)}${units}`;
  });
  return `Estimates with ${level} confidence intervals when all cohorts are moved to earlier dates, on rows before the policy, beside the true one on all rows. ${parts.join("; ")}.`;
}
