/**
 * Where treated and control units lie on the score: a histogram a panel, treated units upward and controls
 * downward, so that what one group lacks shows as a missing mirror image; the bounds of common support over all. Data in,
 * Vega-Lite out; draws nothing.
 */

import type { Language } from "../../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../../report/figures/frame.js";
import { keyPlaces, SYMBOL } from "../../../report/figures/key-places.js";
import { LINE_HEIGHT } from "../../../report/figures/row-labels.js";
import { textWidth } from "../../../report/figures/text-width.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../../report/figures/theme.js";
import { labelledAt, ticksAcross, ticksWithin } from "../../../report/figures/ticks.js";
import { requireFinite, requireRows, signed } from "../../../report/figures/words.js";
import { balanceText, balanceWords } from "../../../report/messages/balance.js";
import { wrap } from "../../../report/render/display-width.js";

/** Shares of each group, bin by bin, under their heading: those of a group sum to 1, or are all 0. */
export interface OverlapPanel {
  readonly heading: string;
  readonly treated: readonly number[];
  readonly control: readonly number[];
}

/** `edges` ascend and are one longer than the shares. */
export interface ScoreOverlap {
  readonly edges: readonly number[];
  readonly panels: readonly OverlapPanel[];
  /** Range marked over all panels; null for none. */
  readonly support: { readonly low: number; readonly high: number } | null;
}

export interface ScoreOverlapOptions extends FigureOptions {
  /** Words on the figure. */
  readonly labels?: Partial<typeof LABELS>;
}

const FIGURE = "figure of overlap";
const LABELS: Readonly<Record<"x" | "treated" | "control" | "support", string>> = {
  x: "Propensity score",
  treated: "treated, upward",
  control: "controls, downward",
  support: "common support",
};
/** Pixels: half a panel's bars, the line of words above it, the key, the words of the support, below the plot. */
const PANEL = { half: 64, heading: 28 } as const;
const KEY_HEIGHT = 26;
const SUPPORT_HEIGHT = 16;
const BOTTOM = 36;
const SIDE = 16;
const SQUARE = 9;
/** Opacity of the bars. */
const BAR = 0.7;
/** Pixels of a letter of the axis title, about. */
const LETTER = 7.6;
/** Room above the longest bar. */
const HEADROOM = 1.06;
/** Decimals of scores in words. */
const DECIMALS = 3;

type Group = "treated" | "control";
type Channel = Record<string, unknown>;

/** What all layers share. */
interface Look {
  readonly language: Language;
  readonly x: Channel;
  readonly y: Channel;
  readonly palette: Palette;
  /** Pixels a share of 1 is high. */
  readonly scale: number;
}

/** Throws DataError `figure_empty` without panels or bins, `figure_value`. */
export function scoreOverlapFigure(overlap: ScoreOverlap, options: ScoreOverlapOptions = {}): FigureSpec {
  const { edges, panels, support } = overlap;
  requireRows(FIGURE, panels);
  requireRows(FIGURE, edges.slice(1));
  for (const edge of edges) requireFinite(FIGURE, "an edge of the bins", edge);
  for (const { heading, treated, control } of panels) {
    for (const share of [...treated, ...control]) requireFinite(FIGURE, `a share of '${heading}'`, share);
  }
  const language = options.language ?? "en";
  const labels = {
    x: balanceText(LABELS.x, language),
    treated: balanceText(LABELS.treated, language),
    control: balanceText(LABELS.control, language),
    support: balanceText(LABELS.support, language),
    ...options.labels,
  };
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const [low, high] = [edges[0]!, edges[edges.length - 1]!];
  const peak = HEADROOM * (Math.max(...panels.flatMap(({ treated, control }) => [...treated, ...control])) || 1);
  const shares = ticksWithin(0, 100 * peak, 2, TYPE.small).values.filter((percent) => percent > 0);
  const percents = shares.map((percent) => `${percent}%`);
  const left = Math.ceil(Math.max(SIDE, ...percents.map((text) => textWidth(text, TYPE.small) + 12)));
  const plotWidth = width - left - SIDE;
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const title = wrap(labels.x, Math.floor(width / LETTER));
  const top = support === null ? 0 : SUPPORT_HEIGHT;
  const step = PANEL.heading + 2 * PANEL.half;
  const middles = panels.map((_, p) => top + p * step + PANEL.heading + PANEL.half);
  const height = top + step * panels.length;
  const look: Look = {
    language,
    x: {
      type: "quantitative",
      scale: { domain: [low, high], nice: false, zero: false },
      axis: {
        ...labelledAt(ticks.values, ticks.labels),
        title,
        titleX: (plotWidth + SIDE - left) / 2,
        titleY: 32,
        titleBaseline: "top",
      },
    },
    y: {
      type: "quantitative",
      scale: { domain: [0, height], reverse: true, nice: false, zero: false },
      axis: null,
    },
    palette,
    scale: PANEL.half / peak,
  };
  return frame({
    title: options.title ?? balanceWords.overlapTitle[language],
    description: options.description ?? describe(overlap, labels.support, language),
    width,
    height,
    margins: { left, right: SIDE, top: KEY_HEIGHT + 8, bottom: BOTTOM + LINE_HEIGHT * title.length },
    palette,
    layer: [
      ...supportLayers(overlap, middles, labels.support, plotWidth, look),
      shareLines(middles, shares, plotWidth, look),
      ...panels.flatMap((panel, p) => panelLayers(panel, p, middles[p]!, edges, look)),
      shareWords(middles, shares, look),
      ...key([labels.treated, labels.control], plotWidth, palette),
    ],
  });
}

/** Bars of both groups about their line, and the heading above. */
function panelLayers(
  { heading, treated, control }: OverlapPanel,
  number: number,
  middle: number,
  edges: readonly number[],
  { x, y, palette, scale }: Look,
): FigureLayer[] {
  const bars = (group: Group, shares: readonly number[], sign: 1 | -1, color: string): FigureLayer =>
    ({
      name: `panel-${number + 1}-${group}`,
      data: {
        values: shares.flatMap((share, b) =>
          share === 0
            ? []
            : [{ low: edges[b]!, high: edges[b + 1]!, from: middle, to: middle - sign * share * scale, share }],
        ),
      },
      mark: { type: "rect", color, opacity: BAR, stroke: palette.ground, strokeWidth: 0.6 },
      encoding: {
        x: { ...x, field: "low" },
        x2: { field: "high" },
        y: { ...y, field: "from" },
        y2: { field: "to" },
      },
    }) as FigureLayer;
  return [
    bars("treated", treated, 1, palette.first),
    bars("control", control, -1, palette.second),
    {
      name: `panel-${number + 1}-middle`,
      data: { values: [{ y: middle }] },
      mark: { type: "rule", strokeWidth: 1, opacity: QUIET.line, color: palette.ink },
      encoding: { y: { ...y, field: "y" } },
    },
    {
      name: `panel-${number + 1}-heading`,
      data: { values: [{ heading, y: middle - PANEL.half - PANEL.heading / 2 }] },
      mark: {
        type: "text",
        align: "left",
        baseline: "middle",
        fontSize: TYPE.label,
        fontWeight: 600,
        color: palette.ink,
      },
      encoding: { x: { value: 0 }, y: { ...y, field: "y" }, text: { field: "heading" } },
    },
  ] as FigureLayer[];
}

/** Shares read off: on both sides of every panel's line. */
const ofShares = (middles: readonly number[], shares: readonly number[], scale: number) =>
  middles.flatMap((middle) =>
    shares.flatMap((percent) =>
      [1, -1].map((sign) => ({ y: middle - (sign * percent * scale) / 100, text: `${percent}%` })),
    ),
  );

function shareLines(
  middles: readonly number[],
  shares: readonly number[],
  plotWidth: number,
  { y, palette, scale }: Look,
): FigureLayer {
  return {
    name: "share",
    data: { values: ofShares(middles, shares, scale) },
    mark: { type: "rule", strokeWidth: 1, opacity: QUIET.grid, color: palette.ink },
    encoding: { x: { value: 0 }, x2: { value: plotWidth }, y: { ...y, field: "y" } },
  } as FigureLayer;
}

function shareWords(middles: readonly number[], shares: readonly number[], { y, palette, scale }: Look): FigureLayer {
  return {
    name: "share-words",
    data: { values: ofShares(middles, shares, scale) },
    mark: {
      type: "text",
      align: "right",
      baseline: "middle",
      fontSize: TYPE.small,
      opacity: QUIET.text,
      color: palette.ink,
    },
    encoding: { x: { value: -6 }, y: { ...y, field: "y" }, text: { field: "text" } },
  } as FigureLayer;
}

/** Lines at the bounds of common support within each panel, what lies outside shaded, its words above all. */
function supportLayers(
  { edges, support }: ScoreOverlap,
  middles: readonly number[],
  words: string,
  plotWidth: number,
  { x, y, palette, language }: Look,
): FigureLayer[] {
  if (support === null) return [];
  const [from, to] = [edges[0]!, edges[edges.length - 1]!];
  const { low, high } = support;
  const text = `${words} ${balanceWords.range[language](signed(low, DECIMALS), signed(high, DECIMALS))}`;
  const pixels = (value: number) => ((value - from) / (to - from)) * plotWidth;
  const half = textWidth(text, TYPE.small) / 2;
  const place = Math.max(half, Math.min(plotWidth - half, pixels((low + high) / 2)));
  const outside = [
    { from, to: Math.min(to, low) },
    { from: Math.max(from, high), to },
  ].filter((piece) => piece.to > piece.from);
  const ends = [low, high].filter((end) => end >= from && end <= to);
  const within = (values: readonly object[]) => ({
    values: middles.flatMap((middle) =>
      values.map((value) => ({ ...value, top: middle - PANEL.half, bottom: middle + PANEL.half })),
    ),
  });
  return [
    {
      name: "outside",
      data: within(outside),
      mark: { type: "rect", color: palette.ink, opacity: 0.06 },
      encoding: {
        x: { ...x, field: "from" },
        x2: { field: "to" },
        y: { ...y, field: "top" },
        y2: { field: "bottom" },
      },
    },
    {
      name: "support",
      data: within(ends.map((end) => ({ end }))),
      mark: { type: "rule", strokeWidth: 1.2, strokeDash: [...DASH.cut], opacity: QUIET.text, color: palette.ink },
      encoding: { x: { ...x, field: "end" }, y: { ...y, field: "top" }, y2: { field: "bottom" } },
    },
    {
      name: "support-words",
      data: { values: [{ text }] },
      mark: { type: "text", baseline: "middle", fontSize: TYPE.small, opacity: QUIET.text, color: palette.ink },
      encoding: { x: { value: place }, y: { value: SUPPORT_HEIGHT / 2 }, text: { field: "text" } },
    },
  ] as FigureLayer[];
}

/** A square of each group with its words, above all. */
function key(texts: readonly string[], plotWidth: number, palette: Palette): FigureLayer[] {
  const above = { value: -KEY_HEIGHT / 2 };
  return keyPlaces(texts, plotWidth).flatMap((place, s): FigureLayer[] => [
    {
      name: s === 0 ? "treated-key" : "control-key",
      data: { values: [{}] },
      mark: {
        type: "square",
        filled: true,
        size: SQUARE * SQUARE,
        opacity: BAR,
        color: s === 0 ? palette.first : palette.second,
      },
      encoding: { x: { value: place }, y: above },
    },
    {
      name: s === 0 ? "treated-words" : "control-words",
      data: { values: [{ text: texts[s]! }] },
      mark: { type: "text", baseline: "middle", color: palette.ink, align: "left", fontSize: TYPE.small },
      encoding: { x: { value: place + SYMBOL }, y: above, text: { field: "text" } },
    },
  ]);
}

function describe({ edges, panels, support }: ScoreOverlap, name: string, language: Language): string {
  const shown = panels.map((panel) => [panel.heading, sharedText(panel)] as const);
  const [from, to] = [signed(edges[0]!, DECIMALS), signed(edges[edges.length - 1]!, DECIMALS)];
  const whole = balanceWords.overlapDescription[language](edges.length - 1, from, to, shown);
  if (support === null) return whole;
  const { low, high } = support;
  return whole + balanceWords.overlapSupport[language](name, signed(low, DECIMALS), signed(high, DECIMALS));
}

/** The share both groups have in common, bin by bin. */
const sharedText = ({ treated, control }: OverlapPanel): string =>
  `${Math.round(100 * treated.reduce((sum, share, b) => sum + Math.min(share, control[b]!), 0))}%`;
