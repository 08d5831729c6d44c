/**
 * The draws of a bootstrap: bars of how many fall where, those beyond the sample's own value in the second
 * colour (their share is the p-value), and that value as a dashed line.
 */
import { decimalsFor, formatCount } from "../format-number.js";
import { widen } from "./axis.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { figure, paletteFor } from "./layout.js";
import { bar, estimateLine, mark } from "./marks.js";
import { type Histogram, histogram, type Limits, standardDeviation } from "./statistics.js";
import { requireNumbers, signed } from "./words.js";

/** Numbers drawn, the sample's own, and the limits beyond which draws stand apart. */
export interface DrawnNumbers extends Limits {
  readonly draws: readonly number[];
  readonly observed: number;
}

export interface DrawsFigureOptions extends FigureOptions {
  /** Words on the figure: the axis, what stands before the sample's value, and the two kinds of bar. */
  readonly labels?: Partial<Readonly<Record<keyof typeof LABELS, string>>>;
}

const FIGURE = "figure of draws";
const LABELS = { x: "t", observed: "t", within: "draws nearer to zero", beyond: "draws at least as far" } as const;

/** Throws DataError `figure_empty`, `figure_value`. */
export function drawsFigure(drawn: DrawnNumbers, options: DrawsFigureOptions = {}): FigureSpec {
  const { draws, observed } = drawn;
  requireNumbers(FIGURE, draws, (draw, i) => ({ "the sample's value": observed, [`draw ${i + 1}`]: draw }));
  const labels = { ...LABELS, ...options.labels };
  const { ink, ground, first, second } = paletteFor(options);
  const { bins, leftOut } = histogram(draws, drawn);
  const [low, high] = widen(Math.min(observed, bins[0]!.low), Math.max(observed, bins.at(-1)!.high), 0.02);
  const decimals = decimalsFor([standardDeviation(draws) || Math.abs(observed) || 1]);
  const looks = { within: bar(first, 0.45, ground), beyond: bar(second, 0.9, ground) };
  const stacked = bins.map((bin) => ({ ...bin, zero: 0, all: bin.within + bin.beyond }));
  return figure(
    {
      title: "Draws of a bootstrap",
      description: describe(drawn, leftOut, decimals),
      x: { low, high, title: labels.x },
      y: { low: 0, high: 1.06 * Math.max(...stacked.map(({ all }) => all)), height: 260 },
      key: (["within", "beyond"] as const).flatMap((name) =>
        labels[name] === "" ? [] : [{ name, text: labels[name], look: looks[name] }],
      ),
      lines: [
        {
          name: "observed",
          x: observed,
          look: estimateLine(ink),
          label: `${labels.observed} ${signed(observed, decimals)}`,
        },
      ],
      marks: () => [
        mark(
          "within",
          stacked.filter(({ within }) => within > 0),
          { x: "low", x2: "high", y: "zero", y2: "within" },
          looks.within,
        ),
        mark(
          "beyond",
          stacked.filter(({ beyond }) => beyond > 0),
          { x: "low", x2: "high", y: "within", y2: "all" },
          looks.beyond,
        ),
      ],
    },
    options,
  );
}

function describe(
  { draws, observed, low, high }: DrawnNumbers,
  leftOut: Histogram["leftOut"],
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
