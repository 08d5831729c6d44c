/**
 * The love plot: a row a covariate, its standardised bias before matching as a ring and after as a dot, in
 * the order of the bias before; a band marks the bias that is taken as small. Data in, Vega-Lite out; draws nothing.
 * Source of the band: Rosenbaum & Rubin (1985), The American Statistician 39(1), doi:10.1080/00031305.1985.10479383.
 */

import type { Language } from "../../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../../report/figures/frame.js";
import { keyPlaces, SYMBOL } from "../../../report/figures/key-places.js";
import { LINE_HEIGHT, shortened } from "../../../report/figures/row-labels.js";
import { widestText } from "../../../report/figures/text-width.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "../../../report/figures/theme.js";
import { labelledAt, ticksAcross, widen } from "../../../report/figures/ticks.js";
import { requireFinite, requireRows } from "../../../report/figures/words.js";
import { formatAbove } from "../../../report/format-number.js";
import { balanceText, balanceWords } from "../../../report/messages/balance.js";
import { wrap } from "../../../report/render/display-width.js";

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

const FIGURE = "love plot";
const LABELS = { x: "Standardised bias, %", before: "before matching", after: "after matching" } as const;
const USUAL_LIMIT = 10;
/** Columns of text a label takes before it breaks into lines: as many as leave the dots room, within limits. */
const LABEL_COLUMNS = { most: 30, least: 12, pixels: 7.6 } as const;
const LEAST_PLOT = 150;
const NUMBERS_FROM = 480;
/** Pixels between words and the plotting area. */
const GAP = 12;
const KEY_HEIGHT = 26;
/** Pixels of a row besides its lines of text: less where there are many. */
const ROW_GAP = { usual: 11, many: 5, from: 16 } as const;
const POINT = { type: "point", shape: "circle", opacity: 1 } as const;
const RING = { ...POINT, filled: false, size: 64, strokeWidth: 1.7 } as const;
/** Pixels from the middle of a ring to its outer edge. */
const RING_RADIUS = Math.sqrt(RING.size / Math.PI) + RING.strokeWidth / 2;
const DOT = { ...POINT, filled: true, size: 60 } as const;
const DECIMALS = 1;

/**
 * Love plot of `rows`, the largest bias before on top, those without one last; long labels break at spaces, words longer
 * than a line are cut. Throws DataError `figure_empty`, `figure_value`.
 */
export function lovePlot(rows: readonly BiasRow[], options: LovePlotOptions = {}): FigureSpec {
  requireRows(FIGURE, rows);
  for (const { label, before, after } of rows) {
    if (before !== null) requireFinite(FIGURE, `the bias of '${label}' before matching`, before);
    if (after !== null) requireFinite(FIGURE, `the bias of '${label}' after matching`, after);
  }
  const limit = options.limit ?? USUAL_LIMIT;
  const language = options.language ?? "en";
  const words = {
    x: balanceText(LABELS.x, language),
    before: balanceText(LABELS.before, language),
    after: balanceText(LABELS.after, language),
    ...options.labels,
  };
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const hasNumbers = options.numbers ?? width >= NUMBERS_FROM;
  const sorted = [...rows].sort((a, b) => rank(b) - rank(a));
  const numbers = sorted.map(({ before, after }) => [`${numberOf(before)} \u2192`, numberOf(after)] as const);
  const after = Math.ceil(
    widestText(
      numbers.map(([, text]) => text),
      TYPE.small,
    ),
  );
  const right = hasNumbers
    ? Math.ceil(
        widestText(
          numbers.map(([text]) => text),
          TYPE.small,
        ) +
          after +
          2.5 * GAP,
      )
    : GAP;
  const room = Math.floor((width - right - LEAST_PLOT - 2 * GAP) / LABEL_COLUMNS.pixels);
  const columns = Math.max(LABEL_COLUMNS.least, Math.min(LABEL_COLUMNS.most, room));
  const { placed, height } = placeRows(sorted, columns);
  const left = Math.ceil(
    widestText(
      placed.flatMap(({ lines }) => lines),
      TYPE.label,
    ) +
      2 * GAP,
  );
  const plotWidth = width - left - right;
  const biases = rows.flatMap(({ before, after }) => [before, after].filter((bias) => bias !== null));
  const [low, high] = widen(Math.min(-limit, ...biases), Math.max(limit, ...biases), 0.05);
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const title = wrap(words.x, Math.floor(width / LABEL_COLUMNS.pixels));
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      gridWidth: WITHOUT_ZERO,
      domain: false,
      ticks: false,
      title,
      titleX: (plotWidth + right - left) / 2,
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    field: "y",
    type: "quantitative" as const,
    scale: { domain: [0, height], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const text = { type: "text", baseline: "middle", color: palette.ink } as const;
  const points = (key: "before" | "after") =>
    placed.flatMap(({ row, y: at }) => (row[key] === null ? [] : [{ y: at, bias: row[key] }]));
  const changes = changesOf(placed, (RING_RADIUS * (high - low)) / plotWidth);
  return frame({
    title: options.title ?? balanceWords.loveTitle[language],
    description: options.description ?? describe(sorted, limit, language),
    width,
    height,
    margins: { left, right, top: KEY_HEIGHT + 8, bottom: 36 + LINE_HEIGHT * title.length },
    palette,
    layer: [
      {
        name: "band",
        data: { values: [{ from: -limit, to: limit }] },
        mark: { type: "rect", color: palette.ink, opacity: 0.06 },
        encoding: {
          x: { ...x, field: "from" },
          x2: { field: "to" },
          y: { value: 0 },
          y2: { value: height },
        },
      },
      {
        name: "guide",
        data: { values: placed.map(({ y: at }) => ({ y: at })) },
        mark: { type: "rule", strokeWidth: 1, opacity: QUIET.grid, color: palette.ink },
        encoding: { x: { value: 0 }, x2: { value: plotWidth }, y },
      },
      upright("zero", [0], x, { strokeWidth: 1.2, opacity: QUIET.line }, palette),
      upright("limit", [-limit, limit], x, { strokeDash: [...DASH.cut], opacity: QUIET.text }, palette),
      {
        name: "change",
        data: { values: changes },
        mark: { type: "rule", strokeWidth: 1.2, opacity: QUIET.line, color: palette.ink },
        encoding: { x: { ...x, field: "before" }, x2: { field: "after" }, y },
      },
      {
        name: "before",
        data: { values: points("before") },
        mark: { ...RING, fill: palette.ground, color: palette.second },
        encoding: { x: { ...x, field: "bias" }, y },
      },
      {
        name: "after",
        data: { values: points("after") },
        mark: { ...DOT, color: palette.first },
        encoding: { x: { ...x, field: "bias" }, y },
      },
      {
        name: "label",
        data: {
          values: placed.flatMap(({ lines, y: at }) =>
            lines.map((line, l) => ({ text: line, y: at + (l - (lines.length - 1) / 2) * LINE_HEIGHT })),
          ),
        },
        mark: { ...text, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -GAP }, y, text: { field: "text" } },
      },
      ...(hasNumbers ? [0, 1] : []).map(
        (part): FigureLayer => ({
          name: part === 0 ? "numbers-before" : "numbers-after",
          data: { values: placed.map(({ y: at }, i) => ({ y: at, text: numbers[i]![part as 0 | 1] })) },
          mark: { ...text, align: "right", fontSize: TYPE.small, opacity: QUIET.text },
          encoding: {
            x: { value: plotWidth + right - GAP / 2 - (part === 0 ? after + GAP / 2 : 0) },
            y,
            text: { field: "text" },
          },
        }),
      ),
      ...key([words.before, words.after], plotWidth, palette),
    ],
  });
}

/** Rows from the top down in pixels, each as high as its label. */
function placeRows(rows: readonly BiasRow[], columns: number) {
  const gap = rows.length < ROW_GAP.from ? ROW_GAP.usual : ROW_GAP.many;
  let height = 0;
  const placed = rows.map((row) => {
    const lines = wrap(shortened(row.label, columns), columns);
    const own = lines.length * LINE_HEIGHT + gap;
    height += own;
    return { row, lines, y: height - own / 2 };
  });
  return { placed, height };
}

/** From the edge of each ring to its dot, so that a ring without a ground stays empty; none where they touch. */
function changesOf(placed: ReturnType<typeof placeRows>["placed"], radius: number) {
  return placed.flatMap(({ row: { before, after }, y }) => {
    if (before === null || after === null || Math.abs(after - before) <= radius) return [];
    return [{ y, before: before + Math.sign(after - before) * radius, after }];
  });
}

const rank = ({ before }: BiasRow): number => before ?? Number.NEGATIVE_INFINITY;

const numberOf = (bias: number | null): string =>
  bias === null ? "NA" : formatAbove(bias, DECIMALS).replace("-", "\u2212");

/** Vertical lines over all rows. */
function upright(
  name: string,
  at: readonly number[],
  x: Record<string, unknown>,
  line: Record<string, unknown>,
  palette: Palette,
): FigureLayer {
  return {
    name,
    data: { values: at.map((bias) => ({ bias })) },
    mark: { type: "rule", strokeWidth: 1, color: palette.ink, ...line },
    encoding: { x: { ...x, field: "bias" } },
  } as FigureLayer;
}

/** Ring and dot with their words above the rows. */
function key(texts: readonly string[], plotWidth: number, palette: Palette): FigureLayer[] {
  const above = { value: -KEY_HEIGHT / 2 };
  return keyPlaces(texts, plotWidth).flatMap((at, s): FigureLayer[] => [
    {
      name: s === 0 ? "before-key" : "after-key",
      data: { values: [{}] },
      mark: s === 0 ? { ...RING, color: palette.second } : { ...DOT, color: palette.first },
      encoding: { x: { value: at }, y: above },
    },
    {
      name: s === 0 ? "before-words" : "after-words",
      data: { values: [{ text: texts[s]! }] },
      mark: { type: "text", baseline: "middle", color: palette.ink, align: "left", fontSize: TYPE.small },
      encoding: { x: { value: at + SYMBOL }, y: above, text: { field: "text" } },
    },
  ]);
}

function describe(rows: readonly BiasRow[], limit: number, language: Language): string {
  const beyond = (key: "before" | "after") => rows.filter((row) => Math.abs(row[key] ?? 0) > limit).length;
  const parts = rows.map((row) => balanceWords.loveRow[language](row.label, numberOf(row.before), numberOf(row.after)));
  return balanceWords.loveDescription[language](rows.length, limit, beyond("before"), beyond("after"), parts);
}
