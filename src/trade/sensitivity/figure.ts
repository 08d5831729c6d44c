/**
 * The figure of rank changes: a row a choice, the share of pairs that change order beside the base as a dot,
 * over all pairs and over those of one year, and rank correlations at the right.
 */

import type { Language } from "../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { dot, mark, ring } from "../../report/figures/marks.js";
import { requireNumbers, signed } from "../../report/figures/words.js";
import type { QualitySensitivityRecord } from "./fit.js";
import { rankWords } from "./messages.js";

/** A choice beside the base; shares from 0 to 1, null where they are not defined. */
export interface RankChangeRow {
  readonly label: string;
  /** Share of pairs that change order, and of pairs of one year; the latter null where there are no years. */
  readonly pooled: number | null;
  readonly within: number | null;
  readonly spearman: number | null;
  readonly kendall: number | null;
}

/** Options of `rankChangesFigure`. */
export interface RankChangesOptions extends FigureOptions {
  /** Words on the figure. */
  readonly labels?: { readonly x?: string; readonly pooled?: string; readonly within?: string };
  /** Whether correlations are printed at the right, default true from 480 pixels on. */
  readonly numbers?: boolean;
}

const FIGURE = "figure of rank changes";
const CORRELATION_DECIMALS = 4;

/**
 * Figure of `rows`, the first on top; long labels break at spaces, words longer than a line are cut.
 * Throws DataError `figure_empty`, `figure_value`.
 */
export function rankChangesFigure(rows: readonly RankChangeRow[], options: RankChangesOptions = {}): FigureSpec {
  requireNumbers(FIGURE, rows, ({ label, pooled, within }) => ({
    [`the share of pairs of '${label}'`]: pooled,
    [`the share of pairs of one year of '${label}'`]: within,
  }));
  const shares = rows.flatMap(({ pooled, within }) => [pooled ?? 0, within ?? 0]);
  const { language = "en", labels, numbers } = options;
  const { first, second } = paletteFor(options);
  const series = [
    { name: "pooled", text: labels?.pooled ?? rankWords.allPairs[language], look: dot(first, "circle", 70) },
    { name: "within", text: labels?.within ?? rankWords.yearPairs[language], look: ring(second, "diamond", 100, 1.8) },
  ] as const;
  const drawn = series.filter(({ name }) => rows.some((row) => row[name] !== null));
  return figure(
    {
      title: rankWords.figureAlone[language],
      description: describe(rows, language),
      x: {
        ...{ low: 0, high: 100 * Math.max(...shares) * 1.05 || 1, grid: true },
        title: labels?.x ?? rankWords.axisAlone[language],
      },
      y: {
        rows: rows.map(({ label, spearman, kendall }) => ({
          label,
          numbers: [[spearman, kendall].map(correlationText)],
        })),
        heads: [rankWords.spearman[language], rankWords.kendall[language]],
        ...(numbers === undefined ? {} : { hasNumbers: numbers }),
      },
      key: drawn,
      marks: ({ rows: places }) =>
        drawn.map(({ name, look }) => {
          const dots = rows.flatMap((row, r) =>
            row[name] === null ? [] : [{ y: places[r]!.y, percent: 100 * row[name] }],
          );
          return mark(name, dots, { x: "percent", y: "y" }, look);
        }),
    },
    options,
  );
}

/** Of each choice the share of pairs of cells that change order beside the base, which is named as such. */
export function figureOfSensitivity(record: QualitySensitivityRecord, options: RankChangesOptions = {}): FigureSpec {
  const { language = "en" } = options;
  const rows = record.choices.map(({ label, against_base: { pooled, within_year } }) => ({
    label: label === record.base ? rankWords.base[language](label) : label,
    pooled: pooled.share_changed,
    within: within_year?.share_changed ?? null,
    spearman: pooled.spearman,
    kendall: pooled.kendall_tau_b,
  }));
  return rankChangesFigure(rows, {
    title: rankWords.figure[language],
    ...options,
    labels: { x: rankWords.axis[language](record.by, record.base), ...options.labels },
  });
}

const correlationText = (value: number | null): string => (value === null ? "NA" : signed(value, CORRELATION_DECIMALS));

function describe(rows: readonly RankChangeRow[], language: Language): string {
  const share = (value: number | null) => (value === null ? "NA" : `${signed(100 * value, 2)}%`);
  const parts = rows.map(({ label, pooled, within, spearman, kendall }) =>
    rankWords.described[language](
      label,
      share(pooled),
      within === null ? "" : share(within),
      correlationText(spearman),
      correlationText(kendall),
    ),
  );
  return rankWords.description[language](parts);
}
