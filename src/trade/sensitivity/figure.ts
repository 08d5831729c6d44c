/**
 * The figure of rank changes: a row a choice, the share of pairs that change order beside the base as a dot,
 * over all pairs and over those of one year, and rank correlations at the right. Data in, Vega-Lite out; draws nothing.
 */

import type { Language } from "../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../report/figures/frame.js";
import { keyPlaces, SYMBOL } from "../../report/figures/key-places.js";
import { LINE_HEIGHT, labelLines, shortened } from "../../report/figures/row-labels.js";
import { widestText } from "../../report/figures/text-width.js";
import { paletteOf, QUIET, TYPE } from "../../report/figures/theme.js";
import { labelledAt, ticksAcross } from "../../report/figures/ticks.js";
import { requireFinite, requireRows, signed } from "../../report/figures/words.js";
import { wrap } from "../../report/render/display-width.js";
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
/** Columns of text a label takes before it breaks into lines: as many as leave the dots room, within limits. */
const LABEL_COLUMNS = { most: 30, least: 12, pixels: 7.6 };
const LEAST_PLOT = 140;
const ROW_GAP = 14;
/** Pixels between words and the plotting area. */
const GAP = 12;
const POINT_AREA = 70;
const DIAMOND_AREA = 100;
/** Room above the rows: the key, the heads of the numbers. */
const KEY_HEIGHT = 26;
const NUMBERS_FROM = 480;
const CORRELATION_DECIMALS = 4;

/** What is printed at the right, under these heads. */
const NUMBERS = [
  { key: "spearman", of: (row: RankChangeRow) => row.spearman },
  { key: "kendall", of: (row: RankChangeRow) => row.kendall },
] as const;

const WORDS = { type: "text", baseline: "middle" } as const;
const POINT = { type: "point", opacity: 1 } as const;

/**
 * Figure of `rows`, the first on top; long labels break at spaces, words longer than a line are cut.
 * Throws DataError `figure_empty`, `figure_value`.
 */
export function rankChangesFigure(rows: readonly RankChangeRow[], options: RankChangesOptions = {}): FigureSpec {
  requireRows(FIGURE, rows);
  const shares = rows.flatMap(({ pooled, within }) => [pooled, within].filter((share) => share !== null));
  for (const share of shares) requireFinite(FIGURE, "a share of pairs", share);
  const { language = "en" } = options;
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const shown = (options.numbers ?? width >= NUMBERS_FROM) ? NUMBERS : [];
  const heads = shown.map(({ key }) => rankWords[key][language]);
  const numberWidth = widestText(heads, TYPE.small) + GAP;
  const right = Math.ceil(shown.length * numberWidth + GAP);
  const room = Math.floor((width - right - LEAST_PLOT - 2 * GAP) / LABEL_COLUMNS.pixels);
  const columns = Math.max(LABEL_COLUMNS.least, Math.min(LABEL_COLUMNS.most, room));
  const lines = rows.map((row) => wrap(shortened(row.label, columns), columns));
  const left = Math.ceil(widestText(lines.flat(), TYPE.label) + 2 * GAP);
  const rowHeight = Math.max(...lines.map((label) => label.length)) * LINE_HEIGHT + ROW_GAP;
  const plotWidth = width - left - right;
  const high = 100 * Math.max(0, ...shares) * 1.05 || 1;
  const ticks = ticksAcross(0, high, plotWidth, TYPE.label);
  const x = {
    field: "percent",
    type: "quantitative" as const,
    scale: { domain: [0, high], nice: false, zero: false },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      domain: false,
      ticks: false,
      title: wrap(options.labels?.x ?? rankWords.axisAlone[language], Math.floor(width / LABEL_COLUMNS.pixels)),
      titleX: (width - left - right + (right - left)) / 2,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    field: "row",
    type: "quantitative" as const,
    scale: { domain: [-0.5, rows.length - 0.5], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const above = { value: -KEY_HEIGHT / 2 };
  const words = { ...WORDS, color: palette.ink } as const;
  const series = [
    {
      key: "pooled",
      text: options.labels?.pooled ?? rankWords.allPairs[language],
      mark: { ...POINT, shape: "circle", filled: true, size: POINT_AREA, color: palette.first },
    },
    {
      key: "within",
      text: options.labels?.within ?? rankWords.yearPairs[language],
      mark: { ...POINT, shape: "diamond", filled: false, size: DIAMOND_AREA, strokeWidth: 1.8, color: palette.second },
    },
  ] as const;
  const drawn = series.filter(({ key }) => rows.some((row) => row[key] !== null));
  const places = keyPlaces(
    drawn.map(({ text }) => text),
    plotWidth,
  );
  return frame({
    title: options.title ?? rankWords.figureAlone[language],
    description: options.description ?? describe(rows, language),
    width,
    height: rows.length * rowHeight,
    margins: { left, right, top: KEY_HEIGHT + 8, bottom: 50 + LINE_HEIGHT * (x.axis.title.length - 1) },
    palette,
    layer: [
      ...drawn.flatMap(({ key, text, mark }, s): FigureLayer[] => [
        { name: key, data: { values: dots(rows, key) }, mark, encoding: { x, y } },
        { name: `${key}-key`, data: { values: [{}] }, mark, encoding: { x: { value: places[s]! }, y: above } },
        {
          name: `${key}-words`,
          data: { values: [{ text }] },
          mark: { ...words, align: "left", fontSize: TYPE.small },
          encoding: { x: { value: places[s]! + SYMBOL }, y: above, text: { field: "text" } },
        },
      ]),
      ...shown.flatMap(({ key: name, of }, h): FigureLayer[] => {
        const at = { value: plotWidth + GAP / 2 + (h + 1) * numberWidth };
        const mark = { ...words, align: "right", fontSize: TYPE.small, opacity: QUIET.text } as const;
        const text = { field: "text" };
        const values = rows.map((row, i) => ({ row: i, text: correlationText(of(row)) }));
        return [
          { name, data: { values }, mark, encoding: { x: at, y, text } },
          { name: `${name}-head`, data: { values: [{ text: heads[h] }] }, mark, encoding: { x: at, y: above, text } },
        ];
      }),
      {
        name: "label",
        data: { values: lines.flatMap((label, i) => labelLines(label, i, LINE_HEIGHT / rowHeight)) },
        mark: { ...words, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -GAP }, y, text: { field: "text" } },
      },
    ],
  });
}

const dots = (rows: readonly RankChangeRow[], key: "pooled" | "within") =>
  rows.flatMap((row, i) => (row[key] === null ? [] : [{ row: i, percent: 100 * row[key] }]));

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
