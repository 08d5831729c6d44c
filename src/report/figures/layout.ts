/**
 * The one layout of all figures: a plot with an axis below and, at its left, an axis or rows; above it the key, titles of
 * axes and words of lines; below it counts and the title. Sizes and margins are worked out here, so that nothing depends on
 * how a host measures text. Data and words in, Vega-Lite out; draws nothing.
 */
import { type Axis, channelOf, type Ticks, ticksAcross, ticksWithin } from "./axis.js";
import type { FigureOptions, FigureSpec } from "./figure-spec.js";
import { KEY_LINE, type KeyEntry, keyLayers, keyWidth, placeKey, symbolLayers, symbolRoom } from "./key.js";
import {
  type FigureLayer,
  hasValues,
  type Layered,
  type Line,
  type Look,
  lineLabel,
  mark,
  reference,
  words,
} from "./marks.js";
import { planRows, type RowPlace, type RowPlan, type Rows } from "./rows.js";
import { figureConfig, type Palette, paletteOf, TYPE } from "./theme.js";
import { fitLines, LINE_HEIGHT, textWidth, widestText } from "./words.js";

/** What a figure declares. */
export interface Plot {
  /** Name and words for screen readers; those of the options come first. */
  readonly title: string;
  readonly description: string;
  readonly x: Axis;
  readonly y: UpAxis | Rows;
  /** An axis up the right, with marks of its own. */
  readonly right?: Axis & { readonly marks: (canvas: Canvas) => readonly FigureLayer[]; readonly symbol?: KeyEntry };
  readonly key?: readonly KeyEntry[];
  /** Reference lines: those with words are drawn above the marks, others beneath. */
  readonly lines?: readonly Line[];
  /** Counts beneath the labels of the axis, and their name. */
  readonly counts?: { readonly name: string; readonly at: readonly { readonly x: number; readonly text: string }[] };
  /** Pixels at the right for words of the marks' own. */
  readonly room?: number;
  readonly marks: (canvas: Canvas) => readonly FigureLayer[];
}

/** An axis up the left of a plot `height` pixels high; `symbol` stands before its title. */
export interface UpAxis extends Axis {
  readonly height: number;
  readonly symbol?: KeyEntry;
}

/** The plot as its marks see it: pixels, pixels of a unit across, rows. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly perX: number;
  readonly rows: readonly RowPlace[];
  /** Whether numbers are printed beside the rows. */
  readonly hasNumbers: boolean;
}

/** Pixels of a figure where no width is given. */
export const USUAL_WIDTH = 640;
/** Pixels from the edge of a figure to words. */
const EDGE = 6;
const TOP = 8;
/** Pixels of the line of titles up the sides, and of that of words over lines. */
const TITLE_LINE = 24;
const LABEL_LINE = 18;
/** Pixels from the plot to the title below it, and of the line of counts. */
const BELOW = 32;
const COUNTS = 20;
const SIDE = { left: 46, right: 24, gap: 16, counts: 4 } as const;
const TICKS_UP = 5;
/** Pixels of the symbol at the end of a title at the right. */
const SYMBOL = 9;
/** Pixels a line keeps from the centre of a hollow point that stands on it. */
const HOLLOW = 5.5;

/** The colours of `options`. */
export const paletteFor = (options: FigureOptions): Palette => paletteOf(options.theme ?? "light");

/** The spec of `plot`. */
export function figure(plot: Plot, options: FigureOptions): FigureSpec {
  const layout = layOut(plot, options);
  const { left, right, top, bottom, canvas, palette } = layout;
  return frame({
    title: options.title ?? plot.title,
    description: options.description ?? plot.description,
    width: canvas.width + left + right,
    height: canvas.height,
    margins: { left, right, top, bottom },
    palette,
    layer: layersOf(plot, layout),
    ...(plot.right === undefined ? {} : { resolve: { scale: { y: "independent" }, axis: { y: "independent" } } }),
  });
}

/** What a frame is put round. `height` is of the plotting area, `width` of the whole figure. */
export interface FrameContent {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly margins: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly palette: Palette;
  readonly layer: readonly FigureLayer[];
  readonly resolve?: NonNullable<Layered["resolve"]>;
}

/** The spec of layers in a plotting area of fixed size. */
export function frame({
  title,
  description,
  width,
  height,
  margins,
  palette,
  layer,
  resolve,
}: FrameContent): FigureSpec {
  const spec: Layered = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    usermeta: { title },
    width: width - margins.left - margins.right,
    height,
    padding: { ...margins },
    autosize: { type: "none" },
    config: figureConfig(palette),
    layer: [...layer],
    ...(resolve === undefined ? {} : { resolve }),
  };
  return spec as Layered & FigureSpec;
}

type Layout = ReturnType<typeof layOut>;

/** Margins first, for the width of the plot hangs on them; then the ticks across. */
function layOut(plot: Plot, options: FigureOptions) {
  const palette = paletteFor(options);
  const figureWidth = options.width ?? USUAL_WIDTH;
  const rows = "rows" in plot.y ? planRows(plot.y, figureWidth) : null;
  const up = "rows" in plot.y ? null : ticksUp(plot.y);
  const down = plot.right === undefined ? null : ticksUp(plot.right);
  const left = rows?.left ?? leftOf(plot, up!);
  const right = rows?.right ?? Math.ceil(Math.max(SIDE.right, plot.room ?? 0, (down?.labelWidth ?? 0) + SIDE.gap));
  const canvas: Canvas = {
    width: figureWidth - left - right,
    height: rows?.height ?? (plot.y as UpAxis).height,
    perX: (figureWidth - left - right) / (plot.x.high - plot.x.low),
    rows: rows?.places ?? [],
    hasNumbers: rows?.hasNumbers === true,
  };
  const { low, high, title = "" } = plot.x;
  const across = plot.x.ticks?.(canvas.width) ?? ticksAcross(low, high, canvas.width, TYPE.label);
  const titleLines = fitLines(title, figureWidth - 2 * EDGE, TYPE.title);
  const above = aboveOf(plot, rows, left, canvas.width, figureWidth);
  const bottom = BELOW + 4 + LINE_HEIGHT * titleLines.length + (plot.counts === undefined ? 0 : COUNTS);
  return { palette, rows, up, down, left, right, top: above.top, bottom, canvas, across, titleLines, above };
}

const ticksUp = (axis: Axis): Ticks => axis.ticks?.(0) ?? ticksWithin(axis.low, axis.high, TICKS_UP, TYPE.label);

function leftOf({ counts }: Plot, up: Ticks): number {
  const widest =
    counts === undefined
      ? 0
      : widestText(
          counts.at.map(({ text }) => text),
          TYPE.small,
        );
  const name = counts === undefined ? 0 : EDGE + textWidth(counts.name, TYPE.small) + widest / 2 + SIDE.counts;
  return Math.ceil(Math.max(SIDE.left, up.labelWidth + SIDE.gap, name));
}

/** Lines above the plot: the key from its left or, where it is wider, from the figure's; heads; titles; words of lines. */
function aboveOf(plot: Plot, rows: RowPlan | null, left: number, width: number, figureWidth: number) {
  const key = plot.key ?? [];
  const isInside = rows !== null && keyWidth(key) <= width;
  const places = placeKey(key, figureWidth - 2 * EDGE);
  const keyLines = key.length === 0 ? 0 : places.at(-1)!.line + 1;
  const ownHeads = rows?.hasHeads === true && !(keyLines === 1 && isInside) ? 1 : 0;
  const hasTitles = !("rows" in plot.y) && (plot.y.title !== undefined || plot.right?.title !== undefined);
  const labels = plot.lines?.some(({ label }) => label !== undefined) === true ? LABEL_LINE : 0;
  const titleY = -labels - TITLE_LINE / 2 - (labels > 0 ? 0 : 2);
  const low = labels + (hasTitles ? TITLE_LINE : 0);
  const lines = keyLines + ownHeads;
  const lineY = (line: number) => KEY_LINE * (line + 0.5 - lines) - low - (lines > 0 ? 4 : 0);
  const top = TOP + KEY_LINE * lines + low + (lines > 0 ? 4 : 0);
  return { top, titleY, headY: lineY(lines - 1), keyX: isInside ? 0 : EDGE - left, lineY, places };
}

function layersOf(plot: Plot, layout: Layout): FigureLayer[] {
  const { palette, canvas, rows, above } = layout;
  const lines = (plot.lines ?? []).map((line) => {
    if (rows !== null && line.x !== undefined) return { ...line, pieces: runsOf(rows, line) };
    return line.gaps === undefined ? line : { ...line, pieces: piecesOf(plot.x, line.gaps, HOLLOW / canvas.perX) };
  });
  const drawn = lines.map((line) => [line, reference(line)] as const);
  const main = [
    axesLayer(plot, layout),
    ...drawn.filter(([line]) => line.label === undefined).map(([, layer]) => layer),
    ...plot.marks(canvas),
  ];
  const over = drawn.flatMap(([line, layer]) =>
    line.label === undefined ? [] : [layer, labelOf(line, plot.x, palette)],
  );
  const beside = plot.right === undefined ? [] : [rightLayers(plot.right, layout)];
  return [
    ...(beside.length === 0 ? main : [{ layer: main } as FigureLayer, ...beside]),
    ...over,
    ...(rows?.layers(canvas.width, above.headY, palette) ?? []),
    ...(plot.key ?? []).flatMap((entry, k) => {
      const { x, line } = above.places[k]!;
      return keyLayers(entry, above.keyX + x, above.lineY(line), palette);
    }),
    ...titleSymbols(plot, layout),
    ...countLayers(plot, layout),
  ];
}

/** Rows without the headings between them; a line with words begins where these stand. */
const runsOf = ({ runs }: RowPlan, { label }: Line) =>
  runs.map(([from, to], r) => [r === 0 && label !== undefined ? 0 : from, to] as const);

/** An axis but for `gap` on either side of positions, which ascend. */
const piecesOf = ({ low, high }: Axis, positions: readonly number[], gap: number) =>
  [low, ...positions.map((position) => position + gap)].map(
    (from, i) => [from, i < positions.length ? positions[i]! - gap : high] as const,
  );

const labelOf = (line: Line, { low, high }: Axis, palette: Palette): FigureLayer =>
  lineLabel(line, ((line.x as number) - low) / (high - low), palette.ink);

/** Scales and axes, and no mark. */
function axesLayer(plot: Plot, layout: Layout): FigureLayer {
  const { across, rows, up, left, right, canvas, titleLines, above } = layout;
  const has = (axis: "x" | "y") => plot.lines?.some((line) => [line[axis]].flat().includes(0)) === true;
  const half = widestText(titleLines, TYPE.title) / 2;
  const middle = Math.max(EDGE - left + half, Math.min(canvas.width + right - EDGE - half, canvas.width / 2));
  const x = channelOf(
    plot.x,
    across,
    {
      ...{ title: titleLines, titleX: middle, titleBaseline: "top" },
      titleY: BELOW + (plot.counts === undefined ? 0 : COUNTS),
    },
    has("x"),
  );
  const pixels = {
    type: "quantitative",
    scale: { domain: [0, canvas.height], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const y =
    rows === null
      ? channelOf(plot.y as UpAxis, up!, upTitle(plot.y as UpAxis, EDGE - left, "left", above.titleY), has("y"))
      : pixels;
  return {
    name: "axes",
    data: { values: [] },
    mark: "point",
    encoding: { x: { field: "x", ...x }, y: { field: "y", ...y } },
  } as FigureLayer;
}

/** The title of an axis up a side: level, at the edge of the figure, after its symbol. */
const upTitle = (
  { title, symbol }: { readonly title?: string; readonly symbol?: KeyEntry },
  edge: number,
  align: "left" | "right",
  y: number,
) => ({
  title: title ?? null,
  ...{ titleAngle: 0, titleAlign: align, titleY: y, titleBaseline: "middle" },
  titleX: edge + (symbol === undefined ? 0 : symbolRoom(symbol)) * (align === "left" ? 1 : -1),
});

function rightLayers(axis: NonNullable<Plot["right"]>, { down, right, above, canvas }: Layout): FigureLayer {
  const look = { orient: "right", ...upTitle(axis, right - EDGE, "right", above.titleY) };
  const y = { field: "y", ...channelOf(axis, down!, look, false) };
  const axes = { name: "right-axis", data: { values: [] }, mark: "point", encoding: { y } };
  return { layer: [axes, ...axis.marks(canvas)] } as FigureLayer;
}

/** What stands before the title at the left and after that at the right. */
function titleSymbols({ y, right: axis }: Plot, { left, right, canvas, above }: Layout): FigureLayer[] {
  const symbol = "rows" in y ? undefined : y.symbol;
  return [
    ...(symbol === undefined ? [] : symbolLayers(symbol, EDGE - left, above.titleY)),
    ...(axis?.symbol === undefined
      ? []
      : symbolLayers(axis.symbol, canvas.width + right - EDGE - SYMBOL, above.titleY)),
  ];
}

/** Counts beneath the labelled positions, their name at the left. */
function countLayers({ counts }: Plot, { canvas, across, left, palette }: Layout): FigureLayer[] {
  if (counts === undefined) return [];
  const y = canvas.height + COUNTS + LINE_HEIGHT;
  const shown = counts.at.filter(({ x }) => across.values.includes(x));
  const look = (align: "left" | "center"): Look => words(palette.ink, align, "quiet");
  return [
    mark("counts", shown, { x: "x", y, text: "text" }, look("center")),
    mark("counts-name", [{ text: counts.name }], { x: EDGE - left, y, text: "text" }, look("left")),
  ].filter(hasValues);
}
