/**
 * The draws of a bootstrap: bars of how many fall where, those beyond the sample's own value in the second
 * colour (their share is the p-value), and that value as a dashed line. Data in, Vega-Lite out; draws nothing.
 */
import { decimalsFor, formatCount } from "../format-number.js";
import { standardDeviation } from "./density.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { frame, USUAL_WIDTH } from "./frame.js";
import { histogram, type Limits } from "./histogram.js";
import { observedLine } from "./observed-line.js";
import { paletteOf, TYPE } from "./theme.js";
import { labelledAt, ticksAcross, ticksWithin, widen } from "./ticks.js";
import { requireFinite, requireRows, signed } from "./words.js";

/** Numbers drawn, the sample's own, and the limits beyond which draws stand apart. */
export interface DrawnNumbers extends Limits {
  readonly draws: readonly number[];
  readonly observed: number;
}

export interface DrawsFigureOptions extends FigureOptions {
  /** Words on the figure: the axis, what stands before the sample's value, and the two kinds of bar. */
  readonly labels?: {
    readonly x?: string;
    readonly observed?: string;
    readonly within?: string;
    readonly beyond?: string;
  };
}

const FIGURE = "figure of draws";
const PLOT_HEIGHT = 260;
/** The key above the plot: a square and its words. */
const KEY = { size: 9, gap: 6, y: -36, between: 18 } as const;
/** Pixels of a letter in the key, about: words there are placed one after the other. */
const LETTER = 5.9;
const LABELS = { x: "t", observed: "t", within: "draws nearer to zero", beyond: "draws at least as far" } as const;

/** Throws DataError `figure_empty`, `figure_value`. */
export function drawsFigure(
  { draws, observed, low, high }: DrawnNumbers,
  options: DrawsFigureOptions = {},
): FigureSpec {
  requireRows(FIGURE, draws);
  requireFinite(FIGURE, "the sample's value", observed);
  for (const [i, draw] of draws.entries()) requireFinite(FIGURE, `draw ${i + 1}`, draw);
  const labels = { ...LABELS, ...options.labels };
  const { bins, leftOut } = histogram(draws, { low, high });
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const top = 1.06 * Math.max(...bins.map(({ within, beyond }) => within + beyond));
  const counts = ticksWithin(0, top, 5, TYPE.label);
  const margins = { left: Math.ceil(Math.max(counts.labelWidth + 16, 46)), right: 20, top: 52, bottom: 50 };
  const [from, to] = widen(Math.min(observed, bins[0]!.low), Math.max(observed, bins.at(-1)!.high), 0.02);
  const across = ticksAcross(from, to, width - margins.left - margins.right, TYPE.label);
  const position = (observed - from) / (to - from);
  const decimals = decimalsFor([standardDeviation(draws) || Math.abs(observed) || 1]);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [from, to], nice: false, zero: false },
    axis: { ...labelledAt(across.values, across.labels), title: labels.x, titleY: 32, titleBaseline: "top" as const },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, top], nice: false },
    axis: { ...labelledAt(counts.values, counts.labels), title: null },
  };
  const bars = (name: "within" | "beyond", color: string) => ({
    name,
    data: {
      values: bins
        .filter((bin) => bin[name] > 0)
        .map((bin) => ({
          low: bin.low,
          high: bin.high,
          from: name === "within" ? 0 : bin.within,
          to: name === "within" ? bin.within : bin.within + bin.beyond,
        })),
    },
    mark: {
      type: "rect" as const,
      color,
      opacity: name === "within" ? 0.45 : 0.9,
      stroke: palette.ground,
      strokeWidth: 0.6,
    },
    encoding: {
      x: { ...x, field: "low" },
      x2: { field: "high" },
      y: { ...y, field: "from" },
      y2: { field: "to" },
    },
  });
  const keyAt = 6 - margins.left;
  const keyWords = (name: string, words: string, color: string, left: number, opacity: number) => [
    {
      name: `${name}-key`,
      data: { values: [{}] },
      mark: { type: "square" as const, size: KEY.size * KEY.size, color, opacity, filled: true },
      encoding: { x: { value: left + KEY.size / 2 }, y: { value: KEY.y } },
    },
    {
      data: { values: [{ words }] },
      mark: { type: "text" as const, align: "left" as const, baseline: "middle" as const, color: palette.ink },
      encoding: { x: { value: left + KEY.size + KEY.gap }, y: { value: KEY.y }, text: { field: "words" } },
    },
  ];
  const second = keyAt + KEY.size + KEY.gap + labels.within.length * LETTER + KEY.between;
  return frame({
    title: options.title ?? "Draws of a bootstrap",
    description: options.description ?? describe(draws, observed, { low, high }, leftOut, decimals),
    width,
    height: PLOT_HEIGHT,
    margins,
    palette,
    layer: [
      bars("within", palette.first),
      bars("beyond", palette.second),
      {
        data: { values: [{ observed, text: `${labels.observed} ${signed(observed, decimals)}` }] },
        encoding: { x: { ...x, field: "observed" } },
        layer: observedLine(position, PLOT_HEIGHT, palette),
      },
      ...keyWords("within", labels.within, palette.first, keyAt, 0.45),
      ...(labels.beyond === "" ? [] : keyWords("beyond", labels.beyond, palette.second, second, 0.9)),
    ],
  });
}

function describe(
  draws: readonly number[],
  observed: number,
  { low, high }: Limits,
  leftOut: readonly [number, number],
  decimals: number,
): string {
  const beyond = draws.filter((draw) => draw <= low || draw >= high).length;
  const [least, most] = draws.reduce(([a, b], draw) => [Math.min(a, draw), Math.max(b, draw)], [draws[0]!, draws[0]!]);
  const ends = [low, high].filter(Number.isFinite).map((end) => signed(end, decimals));
  const outside = leftOut[0] + leftOut[1];
  return (
    `Histogram of ${formatCount(draws.length)} draws, from ${signed(least, decimals)} to ${signed(most, decimals)}; the ` +
    `sample's value is ${signed(observed, decimals)}, and ${formatCount(beyond)} draws lie at or beyond ${ends.join(" and ")}.` +
    (outside === 0 ? "" : ` ${formatCount(outside)} draws lie outside the axis.`)
  );
}
