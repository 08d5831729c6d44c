/**
 * The love plot: a row a covariate, its standardised bias before matching as a ring and after as a dot, in
 * the order of the bias before; a band marks the bias that is taken as small.
 * Source of the band: Rosenbaum & Rubin (1985), The American Statistician 39(1), doi:10.1080/00031305.1985.10479383.
 */

import type { Language } from "../../../base/messages.js";
import { widen } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../../report/figures/layout.js";
import { cutLine, dot, type Look, mark, ring, shade, stroke, zeroLine } from "../../../report/figures/marks.js";
import { QUIET } from "../../../report/figures/theme.js";
import { requireNumbers } from "../../../report/figures/words.js";
import { formatAbove } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import { naming } from "../../../report/naming.js";
import type { PsmatchRecord } from "../record.js";

/** A covariate: standardised bias in percent, null where it is not defined, as for one that does not vary. */
export interface BiasRow {
  readonly label: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface LovePlotOptions extends FigureOptions {
  /** Bias up to which, in percent, balance is taken as good; default 10. */
  readonly limit?: number;
  /** Whether the biases are printed at the right, default true from 480 pixels on. */
  readonly numbers?: boolean;
  /** Words on the figure. */
  readonly labels?: { readonly x?: string; readonly before?: string; readonly after?: string };
}

export interface BalanceFigureOptions extends Omit<LovePlotOptions, "labels"> {
  /** Words for covariates, by their name in the record. */
  readonly names?: Readonly<Record<string, string>>;
}

const FIGURE = "love plot";
const LABELS = {
  x: balanceWords.standardisedBias,
  before: balanceWords.beforeMatching,
  after: balanceWords.afterMatching,
};
const USUAL_LIMIT = 10;
const RING = { size: 64, stroke: 1.7 } as const;
/** Pixels from the middle of a ring to its outer edge. */
const RING_RADIUS = Math.sqrt(RING.size / Math.PI) + RING.stroke / 2;
const DECIMALS = 1;

/**
 * Love plot of `rows`, the largest bias before on top, those without one last; long labels break at spaces, words longer
 * than a line are cut. Throws DataError `figure_empty`, `figure_value`.
 */
export function lovePlot(rows: readonly BiasRow[], options: LovePlotOptions = {}): FigureSpec {
  const { limit = USUAL_LIMIT, language = "en", numbers, labels } = options;
  requireNumbers(FIGURE, rows, ({ label, before, after }) => ({
    [`the bias of '${label}' before matching`]: before,
    [`the bias of '${label}' after matching`]: after,
  }));
  const { ink, first, second, ground } = paletteFor(options);
  const sorted = [...rows].sort((a, b) => rank(b) - rank(a));
  const biases = rows.flatMap(({ before, after }) => [before, after].filter((bias) => bias !== null));
  const [low, high] = widen(Math.min(-limit, ...biases), Math.max(limit, ...biases), 0.05);
  const hollow: Look = ring(second, "circle", RING.size, RING.stroke);
  return figure(
    {
      title: balanceWords.loveTitle[language],
      description: describe(sorted, limit, language),
      x: { low, high, title: labels?.x ?? LABELS.x[language], grid: true },
      y: {
        rows: sorted.map(({ label, before, after }) => ({
          label,
          numbers: [[`${numberOf(before)} \u2192`, numberOf(after)]],
        })),
        ...(numbers === undefined ? {} : { hasNumbers: numbers }),
      },
      key: [
        { name: "before", text: labels?.before ?? LABELS.before[language], look: hollow },
        { name: "after", text: labels?.after ?? LABELS.after[language], look: dot(first) },
      ],
      lines: [
        { name: "zero", x: 0, look: zeroLine(ink) },
        { name: "limit", x: [-limit, limit], look: cutLine(ink) },
      ],
      marks: ({ rows: places, width, height, perX }) => {
        const at = sorted.map((row, r) => ({ ...row, y: places[r]!.y }));
        const own = (x: "before" | "after", look: Look) =>
          mark(
            x,
            at.filter((row) => row[x] !== null),
            { x, y: "y" },
            look,
          );
        return [
          mark("band", [{ from: -limit, to: limit }], { x: "from", x2: "to", y: 0, y2: height }, shade(ink)),
          mark("guide", at, { x: 0, x2: width, y: "y" }, stroke(ink, 1, QUIET.grid)),
          mark(
            "change",
            changesOf(at, RING_RADIUS / perX),
            { x: "before", x2: "after", y: "y" },
            stroke(ink, 1.2, QUIET.line),
          ),
          own("before", { ...hollow, fill: ground } as Look),
          own("after", dot(first)),
        ];
      },
    },
    options,
  );
}

/** Bias of every covariate over the pooled standard deviation. */
export function figureOfBalance(record: PsmatchRecord, options: BalanceFigureOptions = {}): FigureSpec {
  const { names, ...rest } = options;
  const called = naming([record], names);
  const inPercent = (share: number | null) => (share === null ? null : 100 * share);
  return lovePlot(
    record.balance.map(({ name, before, after }) => ({
      label: called(name),
      before: inPercent(before.bias_pooled_sd),
      after: inPercent(after.bias_pooled_sd),
    })),
    rest,
  );
}

/** From the edge of each ring to its dot, so that a ring without a ground stays empty; none where they touch. */
function changesOf(rows: readonly (BiasRow & { readonly y: number })[], radius: number) {
  return rows.flatMap(({ before, after, y }) => {
    if (before === null || after === null || Math.abs(after - before) <= radius) return [];
    return [{ y, before: before + Math.sign(after - before) * radius, after }];
  });
}

const rank = ({ before }: BiasRow): number => before ?? Number.NEGATIVE_INFINITY;

const numberOf = (bias: number | null): string =>
  bias === null ? "NA" : formatAbove(bias, DECIMALS).replace("-", "\u2212");

function describe(rows: readonly BiasRow[], limit: number, language: Language): string {
  const beyond = (key: "before" | "after") => rows.filter((row) => Math.abs(row[key] ?? 0) > limit).length;
  const parts = rows.map((row) => balanceWords.loveRow[language](row.label, numberOf(row.before), numberOf(row.after)));
  return balanceWords.loveDescription[language](rows.length, limit, beyond("before"), beyond("after"), parts);
}
