/**
 * The placebo figure: the density of the estimates under fictitious treatments, their p-values as points
 * on an axis of their own, and the true estimate as a dashed line. Data in, Vega-Lite out; draws nothing.
 */
import { DataError } from "../../base/errors.js";
import type { Language } from "../../base/messages.js";
import { gaussianDensity, silvermanBandwidth, standardDeviation } from "../../report/figures/density.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../report/figures/frame.js";
import { observedLine } from "../../report/figures/observed-line.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../report/figures/theme.js";
import { labelledAt, ticksAcross, ticksWithin, widen } from "../../report/figures/ticks.js";
import { requireFinite, requireRows, signed } from "../../report/figures/words.js";
import { decimalsFor, formatCount } from "../../report/format-number.js";
import { figureWords as words } from "../event-study/messages.js";

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
  /** Words on the figure: axis titles and what stands before the true estimate. */
  readonly labels?: { readonly x?: string; readonly density?: string; readonly p?: string; readonly observed?: string };
}

const FIGURE = "placebo figure";
const PLOT_HEIGHT = 300;
/** Pixels from the edge of the figure to words. */
const EDGE_GAP = 6;
/** The key beside the axis titles: width of the piece of curve, of the point, the gap to the words, the height of all. */
const KEY = { line: 22, point: 5, gap: 6, y: -38 } as const;
const CURVE_WIDTH = 2;
/** A p-value: hollow, so that neighbours show through. */
const P_POINT = { type: "point", filled: false, size: 16, strokeWidth: 1 } as const;
/** Ticks of p nearer than this to the level are left out: its own label needs the room. */
const P_LABEL_ROOM = 0.045;

/**
 * Placebo figure of the draws. Draws without an estimate don't belong in `draws`: count them in the caption.
 * Throws DataError: `figure_empty`, `figure_value`, `figure_p` (a p-value or level outside 0..1), `figure_bandwidth`
 * (not above zero) and `density_spread` (draws that do not vary).
 */
export function placeboFigure({ draws, observed }: PlaceboDraws, options: PlaceboFigureOptions = {}): FigureSpec {
  requireRows(FIGURE, draws);
  requireFinite(FIGURE, "the true estimate", observed);
  draws.forEach(({ estimate, p }, i) => {
    requireFinite(FIGURE, `the estimate of draw ${i + 1}`, estimate);
    requireShare(`the p-value of draw ${i + 1}`, p);
  });
  const level = options.level ?? 0.1;
  requireShare("the level", level);
  const estimates = draws.map(({ estimate }) => estimate);
  const bandwidth = options.bandwidth ?? silvermanBandwidth(estimates);
  if (!(bandwidth > 0 && Number.isFinite(bandwidth))) {
    throw new DataError(
      "figure_bandwidth",
      `The ${FIGURE} got the bandwidth ${bandwidth}; expected a number above zero.`,
      {
        got: bandwidth,
        expected: "> 0",
      },
    );
  }
  const { points } = gaussianDensity(estimates, bandwidth);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const language = options.language ?? "en";
  const labels = {
    x: words.estimate[language],
    density: words.density[language],
    p: words.p[language],
    observed: words.observed[language],
    ...options.labels,
  };
  const [low, high] = widen(Math.min(observed, points[0]!.x), Math.max(observed, points[points.length - 1]!.x), 0.03);
  const peak = Math.max(...points.map(({ density }) => density));
  const densityTicks = ticksWithin(0, peak * 1.06, 5, TYPE.label);
  const pTicks = [level, ...[0, 0.2, 0.4, 0.6, 0.8, 1].filter((p) => Math.abs(p - level) >= P_LABEL_ROOM)].sort(
    (a, b) => a - b,
  );
  const margins = { left: Math.ceil(Math.max(densityTicks.labelWidth + 16, 46)), right: 46, top: 52, bottom: 50 };
  const xTicks = ticksAcross(low, high, width - margins.left - margins.right, TYPE.label);
  const observedText = `${labels.observed} ${signed(observed, decimalsFor([standardDeviation(estimates)]))}`;
  const position = (observed - low) / (high - low);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(xTicks.values, xTicks.labels),
      title: labels.x,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const title = { titleAngle: 0, titleY: KEY.y, titleBaseline: "middle" } as const;
  const curve: FigureLayer = {
    data: { values: points.map((point) => ({ ...point })) },
    encoding: {
      x: { ...x, field: "x" },
      y: {
        field: "density",
        type: "quantitative",
        scale: { domain: [0, peak * 1.06], nice: false },
        axis: {
          ...title,
          ...labelledAt(densityTicks.values, densityTicks.labels),
          title: labels.density,
          titleAlign: "left",
          titleX: EDGE_GAP + KEY.line + KEY.gap - margins.left,
        },
      },
    },
    layer: [
      { name: "area", mark: { type: "area", color: palette.first, opacity: 0.1 } },
      { name: "density", mark: { type: "line", color: palette.first, strokeWidth: CURVE_WIDTH } },
    ],
  };
  const pValues: FigureLayer = {
    name: "p",
    data: { values: draws.map(({ estimate, p }) => ({ estimate, p })) },
    mark: { ...P_POINT, opacity: 0.7, color: palette.second },
    encoding: {
      x: { ...x, field: "estimate" },
      y: {
        field: "p",
        type: "quantitative",
        scale: { domain: [0, 1], nice: false },
        axis: {
          ...title,
          orient: "right",
          ...labelledAt(pTicks, pTicks.map(String)),
          title: labels.p,
          titleAlign: "right",
          titleX: margins.right - EDGE_GAP - KEY.point - KEY.gap,
        },
      },
    },
  };
  return frame({
    title: options.title ?? words.placebo[language],
    description:
      options.description ??
      describe(estimates, observed, { bandwidth, isRule: options.bandwidth === undefined }, language),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    resolve: { scale: { y: "independent" }, axis: { y: "independent" } },
    layer: [
      curve,
      {
        layer: [
          pValues,
          {
            name: "level",
            data: { values: [{ level }] },
            mark: {
              type: "rule",
              strokeWidth: 1.2,
              strokeDash: [...DASH.cut],
              opacity: QUIET.text,
              color: palette.ink,
            },
            encoding: { y: { field: "level", type: "quantitative" } },
          },
        ],
      },
      {
        data: { values: [{ observed, text: observedText }] },
        encoding: { x: { ...x, field: "observed" } },
        layer: observedLine(position, PLOT_HEIGHT, palette),
      },
      ...key(EDGE_GAP - margins.left, width - margins.left - EDGE_GAP, palette),
    ],
  });
}

/** A piece of curve from `left` and a point up to `right`, each beside the title of its axis. */
function key(left: number, right: number, palette: Palette): FigureLayer[] {
  return [
    {
      name: "density-key",
      data: { values: [{}] },
      mark: { type: "rule", strokeWidth: CURVE_WIDTH, color: palette.first },
      encoding: { x: { value: left }, x2: { value: left + KEY.line }, y: { value: KEY.y } },
    },
    {
      name: "p-key",
      data: { values: [{}] },
      mark: { ...P_POINT, opacity: 1, color: palette.second },
      encoding: { x: { value: right - KEY.point / 2 }, y: { value: KEY.y } },
    },
  ];
}

function requireShare(where: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new DataError("figure_p", `The ${FIGURE} got ${value} for ${where}; expected a number from 0 to 1.`, {
    got: value,
    expected: "0..1",
    where,
  });
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
