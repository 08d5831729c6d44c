/**
 * Where treated and control units lie on the score: a histogram a panel, treated units upward and controls
 * downward, so that what one group lacks shows as a missing mirror image; the bounds of common support over all.
 */

import type { Language } from "../../../base/messages.js";
import { ticksAt, ticksWithin } from "../../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../../report/figures/figure-spec.js";
import { type Canvas, figure, paletteFor } from "../../../report/figures/layout.js";
import {
  bar,
  cutLine,
  type FigureLayer,
  type Look,
  mark,
  shade,
  stroke,
  words,
} from "../../../report/figures/marks.js";
import { type Palette, QUIET, TYPE } from "../../../report/figures/theme.js";
import { requireFinite, requireRows, signed, textWidth } from "../../../report/figures/words.js";
import { formatCount } from "../../../report/format-number.js";
import { balanceWords } from "../../../report/messages/balance.js";
import type { PsmatchRecord, SupportRecord } from "../record.js";
import { scoreText } from "./words.js";

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
  readonly labels?: Partial<Record<keyof typeof LABELS, string>>;
}

const FIGURE = "figure of overlap";
const LABELS = {
  x: balanceWords.propensityScore,
  treated: balanceWords.treatedUpward,
  control: balanceWords.controlsDownward,
  support: balanceWords.commonSupport,
};
/** Pixels: half a panel's bars, the line of words above it, the words of the support. */
const PANEL = { half: 64, heading: 28 } as const;
const SUPPORT_HEIGHT = 16;
/** Opacity of the bars. */
const BAR = 0.7;
/** Room above the longest bar. */
const HEADROOM = 1.06;
/** Decimals of scores in words. */
const DECIMALS = 3;

/** Throws DataError `figure_empty` without panels or bins, `figure_value`. */
export function scoreOverlapFigure(overlap: ScoreOverlap, options: ScoreOverlapOptions = {}): FigureSpec {
  const { edges, panels, support } = overlap;
  check(overlap);
  const { language = "en" } = options;
  const named = Object.fromEntries(Object.entries(LABELS).map(([key, text]) => [key, text[language]]));
  const labels = { ...(named as Record<keyof typeof LABELS, string>), ...options.labels };
  const palette = paletteFor(options);
  const peak = HEADROOM * (Math.max(...panels.flatMap(({ treated, control }) => [...treated, ...control])) || 1);
  const top = support === null ? 0 : SUPPORT_HEIGHT;
  const step = PANEL.heading + 2 * PANEL.half;
  const middles = panels.map((_, p) => top + p * step + PANEL.heading + PANEL.half);
  const scale = PANEL.half / peak;
  const height = top + step * panels.length;
  const looks = { treated: bar(palette.first, BAR, palette.ground), control: bar(palette.second, BAR, palette.ground) };
  return figure(
    {
      title: balanceWords.overlapTitle[language],
      description: describe(overlap, labels.support, language),
      x: { low: edges[0]!, high: edges.at(-1)!, title: labels.x },
      y: { low: height, high: 0, height, grid: true, ticks: () => shareTicks(middles, peak, scale) },
      key: (["treated", "control"] as const).map((name) => ({ name, text: labels[name], look: looks[name] })),
      marks: (canvas) => [
        ...supportLayers(overlap, middles, labels.support, { canvas, palette, language }),
        ...panels.flatMap((panel, p) => panelLayers(panel, p, middles[p]!, edges, { looks, scale, ink: palette.ink })),
      ],
    },
    options,
  );
}

/** Scores of both groups; null for a matching without scores. */
export function figureOfOverlap(record: PsmatchRecord, options: FigureOptions = {}): FigureSpec | null {
  const { overlap, matched, plan, support } = record;
  const { language = "en" } = options;
  if (overlap === null) return null;
  const { treated, control } = matched;
  const isOneScore = support !== null && support.scale === overlap.scale && plan.by === null;
  return scoreOverlapFigure(
    {
      edges: overlap.edges,
      panels: [
        {
          heading: balanceWords.before[language](groupsText(treated.total, control.total, language)),
          ...overlap.before,
        },
        {
          heading: balanceWords.afterWeighted[language](groupsText(treated.used, control.used, language)),
          ...overlap.after,
        },
      ],
      support: isOneScore ? (support.range ?? sharedRange(support)) : null,
    },
    {
      ...options,
      labels: {
        x: scoreText(overlap.scale, plan, language),
        support: balanceWords[support?.range == null ? "bothGroups" : "commonSupport"][language],
      },
    },
  );
}

function check({ edges, panels }: ScoreOverlap): void {
  requireRows(FIGURE, panels);
  requireRows(FIGURE, edges.slice(1));
  for (const edge of edges) requireFinite(FIGURE, "an edge of the bins", edge);
  for (const { heading, treated, control } of panels) {
    for (const share of [...treated, ...control]) requireFinite(FIGURE, `a share of '${heading}'`, share);
  }
}

/** Shares read off on both sides of every panel's line. */
function shareTicks(middles: readonly number[], peak: number, scale: number) {
  const shares = ticksWithin(0, 100 * peak, 2, TYPE.small).values.filter((percent) => percent > 0);
  const ticks = middles.flatMap((middle) =>
    shares.flatMap((percent) =>
      [1, -1].map((sign) => [middle - (sign * percent * scale) / 100, `${percent}%`] as const),
    ),
  );
  return ticksAt(
    ticks.map(([y]) => y),
    ticks.map(([, text]) => text),
  );
}

interface PanelLook {
  readonly looks: Readonly<Record<"treated" | "control", Look>>;
  /** Pixels a share of 1 is high. */
  readonly scale: number;
  readonly ink: string;
}

/** Bars of both groups about their line, and the heading above. */
function panelLayers(
  panel: OverlapPanel,
  number: number,
  middle: number,
  edges: readonly number[],
  { looks, scale, ink }: PanelLook,
): FigureLayer[] {
  const name = (part: string) => `panel-${number + 1}-${part}`;
  const bars = (group: "treated" | "control", sign: 1 | -1) => {
    const values = panel[group].flatMap((share, b) =>
      share === 0
        ? []
        : [{ low: edges[b]!, high: edges[b + 1]!, from: middle, to: middle - sign * share * scale, share }],
    );
    return mark(name(group), values, { x: "low", x2: "high", y: "from", y2: "to" }, looks[group]);
  };
  const heading = { text: panel.heading, y: middle - PANEL.half - PANEL.heading / 2 };
  return [
    bars("treated", 1),
    bars("control", -1),
    mark(name("middle"), [{ y: middle }], { y: "y" }, stroke(ink, 1, QUIET.line)),
    mark(name("heading"), [heading], { x: 0, y: "y", text: "text" }, words(ink, "left", "heading")),
  ];
}

interface Shown {
  readonly canvas: Canvas;
  readonly palette: Palette;
  readonly language: Language;
}

/** Lines at the bounds of common support within each panel, what lies outside shaded, its words above all. */
function supportLayers(
  { edges, support }: ScoreOverlap,
  middles: readonly number[],
  name: string,
  { canvas: { width, perX }, palette: { ink }, language }: Shown,
): FigureLayer[] {
  if (support === null) return [];
  const [from, to] = [edges[0]!, edges.at(-1)!];
  const { low, high } = support;
  const text = `${name} ${balanceWords.range[language](signed(low, DECIMALS), signed(high, DECIMALS))}`;
  const half = textWidth(text, TYPE.small) / 2;
  const x = Math.max(half, Math.min(width - half, ((low + high) / 2 - from) * perX));
  const outside = [
    { from, to: Math.min(to, low) },
    { from: Math.max(from, high), to },
  ].filter((piece) => piece.to > piece.from);
  const ends = [low, high].filter((end) => end >= from && end <= to).map((end) => ({ end }));
  const within = (values: readonly object[]) =>
    middles.flatMap((y) => values.map((value) => ({ ...value, top: y - PANEL.half, bottom: y + PANEL.half })));
  return [
    mark("outside", within(outside), { x: "from", x2: "to", y: "top", y2: "bottom" }, shade(ink)),
    mark("support", within(ends), { x: "end", y: "top", y2: "bottom" }, cutLine(ink)),
    mark("support-words", [{ text }], { x, y: SUPPORT_HEIGHT / 2, text: "text" }, words(ink, "center", "quiet")),
  ];
}

const groupsText = (treated: number, control: number, language: Language): string =>
  balanceWords.treatedControls[language](formatCount(treated), formatCount(control), control === 1);

/** Where both groups are found; null where nowhere. */
function sharedRange({ treated, control }: SupportRecord) {
  const [low, high] = [Math.max(treated.min, control.min), Math.min(treated.max, control.max)];
  return low < high ? { low, high } : null;
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
