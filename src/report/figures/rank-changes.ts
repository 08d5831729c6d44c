/**
 * Layer report. The figure of rank changes: a row a choice, the share of pairs that change order beside the base as a dot,
 * over all pairs and over those of one year, and rank correlations at the right. Data in, Vega-Lite out; draws nothing.
 */
import { wrap } from "../display-width.js";
import { type FigureLayer, type FigureOptions, type FigureSpec, frame, USUAL_WIDTH } from "./figure-spec.js";
import { textWidth, widestText } from "./text-width.js";
import { paletteOf, QUIET, TYPE } from "./theme.js";
import { labelledAt, ticksAcross } from "./ticks.js";
import { requireFinite, requireRows, signed } from "./words.js";

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
}

const FIGURE = "figure of rank changes";
/** Columns of text a label takes before it breaks into lines. */
const LABEL_COLUMNS = 30;
const LINE_HEIGHT = 14;
const ROW_GAP = 14;
/** Pixels between words and the plotting area. */
const GAP = 12;
const POINT_AREA = 70;
const DIAMOND_AREA = 100;
/** Room above the rows: the key, then the heads of the numbers. */
const KEY_HEIGHT = 26;
const CORRELATION_DECIMALS = 4;
const HEADS = ["Spearman", "Kendall"] as const;

/**
 * Figure of `rows`, the first on top; long labels break at spaces.
 * Throws DataError `figure_empty`, `figure_value`.
 */
export function rankChangesFigure(rows: readonly RankChangeRow[], options: RankChangesOptions = {}): FigureSpec {
  requireRows(FIGURE, rows);
  const shares = rows.flatMap((row) => [row.pooled, row.within].flatMap((share) => (share === null ? [] : [share])));
  for (const share of shares) requireFinite(FIGURE, "a share of pairs", share);
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const lines = rows.map((row) => wrap(row.label, LABEL_COLUMNS));
  const rowHeight = Math.max(...lines.map((label) => label.length)) * LINE_HEIGHT + ROW_GAP;
  const numberWidth = widestText(HEADS, TYPE.small) + GAP;
  const margins = {
    left: Math.ceil(widestText(lines.flat(), TYPE.label) + 2 * GAP),
    right: Math.ceil(HEADS.length * numberWidth + GAP),
    top: KEY_HEIGHT + 8,
    bottom: 50,
  };
  const plotWidth = width - margins.left - margins.right;
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
      title: options.labels?.x ?? "Pairs of cells that change order, %",
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
  const words = { type: "text", baseline: "middle", color: palette.ink } as const;
  const dots = (key: "pooled" | "within") =>
    rows.flatMap((row, i) => (row[key] === null ? [] : [{ row: i, percent: 100 * row[key] }]));
  const point = { type: "point", opacity: 1 } as const;
  const circle = { ...point, shape: "circle", filled: true, size: POINT_AREA, color: palette.first } as const;
  const diamond = {
    ...point,
    shape: "diamond",
    filled: false,
    size: DIAMOND_AREA,
    strokeWidth: 1.8,
    color: palette.second,
  } as const;
  const hasYears = dots("within").length > 0;
  const pooledText = options.labels?.pooled ?? "all pairs";
  const keyAt = hasYears ? GAP + textWidth(pooledText, TYPE.small) + 2 * GAP : 0;
  const key = (name: string, text: string, at: number, mark: typeof circle | typeof diamond): FigureLayer[] => [
    {
      name: `${name}-key`,
      data: { values: [{}] },
      mark,
      encoding: { x: { value: at + 5 }, y: { value: -KEY_HEIGHT / 2 } },
    },
    {
      name: `${name}-words`,
      data: { values: [{ text }] },
      mark: { ...words, align: "left", fontSize: TYPE.small },
      encoding: { x: { value: at + 5 + GAP }, y: { value: -KEY_HEIGHT / 2 }, text: { field: "text" } },
    },
  ];
  const numbers = (h: number, of: (row: RankChangeRow) => number | null): FigureLayer[] => {
    const at = { value: plotWidth + GAP + (h + 1) * numberWidth - GAP / 2 };
    const mark = { ...words, align: "right", fontSize: TYPE.small, opacity: QUIET.text } as const;
    const values = rows.map((row, i) => ({ row: i, text: correlationText(of(row)) }));
    const name = HEADS[h]!.toLowerCase();
    return [
      { name, data: { values }, mark, encoding: { x: at, y, text: { field: "text" } } },
      {
        name: `${name}-head`,
        data: { values: [{ text: HEADS[h]! }] },
        mark,
        encoding: { x: at, y: { value: -KEY_HEIGHT / 2 }, text: { field: "text" } },
      },
    ];
  };
  return frame({
    title: options.title ?? "Rank changes by choice",
    description: options.description ?? describe(rows),
    width,
    height: rows.length * rowHeight,
    margins,
    palette,
    layer: [
      { name: "pooled", data: { values: dots("pooled") }, mark: circle, encoding: { x, y } },
      ...(hasYears
        ? [{ name: "within", data: { values: dots("within") }, mark: diamond, encoding: { x, y } } as const]
        : []),
      ...key("pooled", pooledText, 0, circle),
      ...(hasYears ? key("within", options.labels?.within ?? "pairs of one year", keyAt, diamond) : []),
      ...numbers(0, ({ spearman }) => spearman),
      ...numbers(1, ({ kendall }) => kendall),
      {
        name: "label",
        data: {
          values: lines.flatMap((label, i) =>
            label.map((text, l) => ({ text, row: i + ((l - (label.length - 1) / 2) * LINE_HEIGHT) / rowHeight })),
          ),
        },
        mark: { ...words, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -GAP }, y, text: { field: "text" } },
      },
    ],
  });
}

const correlationText = (value: number | null): string => (value === null ? "NA" : signed(value, CORRELATION_DECIMALS));

function describe(rows: readonly RankChangeRow[]): string {
  const share = (value: number | null) => (value === null ? "NA" : `${signed(100 * value, 2)}%`);
  const parts = rows.map(
    (row) =>
      `${row.label}: ${share(row.pooled)} of pairs` +
      `${row.within === null ? "" : `, ${share(row.within)} of those of one year`}; ` +
      `Spearman ${correlationText(row.spearman)}, Kendall ${correlationText(row.kendall)}`,
  );
  return `Pairs of cells that change order beside the base, and rank correlations with it. ${parts.join(". ")}.`;
}
