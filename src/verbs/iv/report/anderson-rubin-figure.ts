/**
 * The Anderson-Rubin set of a coefficient: the curve of p over its values, the level that cuts it, and the set
 * as a thick bar at that level. Ends of the set have a stroke; where it goes on for ever the bar ends in an arrow at the edge
 * of the figure, several pieces are drawn as several, and an empty set leaves the curve below the level and says so.
 */

import type { Language } from "../../../base/messages.js";
import { ticksOfP } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import {
  area,
  curve as curveLook,
  cutLine,
  estimateLine,
  intervals,
  mark,
  stroke,
} from "../../../report/figures/marks.js";
import { percent, requireNumbers, signed } from "../../../report/figures/words.js";
import { decimalsFor } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { ivWords } from "../messages.js";
import { piecesOf, setInSymbols } from "./interval-set.js";

/** A set with its curve; ends that are null are infinite, no interval is the empty set. `curve` ascends in `beta`. */
export interface DrawnSet {
  readonly level: number;
  readonly intervals: readonly (readonly [low: number | null, high: number | null])[];
  readonly curve: readonly { readonly beta: number; readonly p_value: number }[];
  /** The estimate of the fit. */
  readonly estimate: number;
}

export interface AndersonRubinFigureOptions extends FigureOptions {
  /** Words on the figure: both axes, what stands before the estimate, and the empty set. */
  readonly labels?: { readonly x?: string; readonly p?: string; readonly estimate?: string; readonly empty?: string };
}

const FIGURE = "Anderson-Rubin figure";
const LABELS = {
  x: balanceWords.coefficient,
  p: balanceWords.pValue,
  estimate: balanceWords.estimate,
  empty: balanceWords.emptyRejected,
};
/** Pixels of the bar of the set. */
const BAR = 5;

/** Throws DataError `figure_empty` when there is no curve, `figure_value` when a number of it is not finite. */
export function andersonRubinFigure(set: DrawnSet, options: AndersonRubinFigureOptions = {}): FigureSpec {
  const { curve, estimate, level } = set;
  requireNumbers(FIGURE, curve, ({ beta, p_value }, i) => ({
    "the estimate": estimate,
    [`the value of point ${i + 1}`]: beta,
    [`the p-value of point ${i + 1}`]: p_value,
  }));
  const { language = "en" } = options;
  const named = Object.fromEntries(Object.entries(LABELS).map(([key, text]) => [key, text[language]]));
  const labels = { ...(named as Record<keyof typeof LABELS, string>), ...options.labels };
  const { ink, first, second } = paletteFor(options);
  const [low, high] = [Math.min(curve[0]!.beta, estimate), Math.max(curve.at(-1)!.beta, estimate)];
  const alpha = Number((1 - level).toPrecision(12));
  const decimals = decimalsFor([(high - low) / 10]);
  const pieces = piecesOf(set.intervals);
  const words = ivWords.setIs[language](percent(level), setInSymbols(pieces, decimals, labels.empty));
  const place = { x: "beta", y: "p_value" };
  const bars = pieces.map(([from, to]) => ({ from, to, alpha }));
  return figure(
    {
      title: "Anderson-Rubin confidence set",
      description: describe(set, words, decimals, language),
      x: { low, high, title: labels.x },
      y: { low: 0, high: 1, title: labels.p, ticks: () => ticksOfP(alpha), height: 300 },
      key: [{ name: "set", text: words, ...(pieces.length === 0 ? {} : { look: stroke(second, BAR) }) }],
      lines: [
        { name: "level", y: alpha, look: cutLine(ink) },
        {
          ...{ name: "observed", x: estimate, look: estimateLine(ink) },
          label: `${labels.estimate} ${signed(estimate, decimals)}`,
        },
      ],
      marks: () => [
        ...pieces.map(([from, to], i) =>
          mark(
            `inside-${i + 1}`,
            curve.filter(({ beta }) => from <= beta && beta <= to),
            place,
            area(first, 0.13),
          ),
        ),
        mark("curve", curve, place, curveLook(first)),
        ...intervals("set", bars, { along: "x", low: "from", high: "to", at: "alpha" }, second, {
          ...{ width: BAR, cap: 14, within: [low, high] },
        }),
      ],
    },
    options,
  );
}

function describe({ curve, estimate, level }: DrawnSet, words: string, decimals: number, language: Language): string {
  const most = curve.reduce((best, point) => (point.p_value > best.p_value ? point : best));
  return ivWords.curveDescription[language]({
    from: signed(curve[0]!.beta, decimals),
    to: signed(curve[curve.length - 1]!.beta, decimals),
    p: most.p_value.toFixed(3),
    at: signed(most.beta, decimals),
    words,
    level: String(Number((1 - level).toPrecision(6))),
    estimate: signed(estimate, decimals),
  });
}
