/**
 * Terms of changes as stacked bars, one row a change: terms above zero to the right of it, those below to the
 * left, in the same order in every row; a diamond where the change itself is, and its number at the right. Units that stay
 * have the first colour, those that come or go the second and an outline, so that grey print tells them apart. Data in,
 * Vega-Lite out.
 */

import type { Language } from "../../base/messages.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type FigureLayer, frame, USUAL_WIDTH } from "../../report/figures/frame.js";
import { textWidth, widestText } from "../../report/figures/text-width.js";
import { type Palette, paletteOf, QUIET, TYPE, WITHOUT_ZERO } from "../../report/figures/theme.js";
import { labelledAt, ticksAcross, widen } from "../../report/figures/ticks.js";
import { requireFinite, requireRows, signed } from "../../report/figures/words.js";
import { decimalsFor } from "../../report/format-number.js";
import { wrap } from "../../report/render/display-width.js";
import { decompositionWords, termName } from "./messages.js";

/** A change and its terms, by name. */
export interface DecompositionBar {
  readonly label: string;
  readonly change: number;
  readonly terms: Readonly<Record<string, number>>;
}

/** Options of `decompositionFigure`. */
export interface DecompositionFigureOptions extends FigureOptions {
  /** Words on the figure. */
  readonly labels?: { readonly x?: string };
}

const FIGURE = "decomposition figure";
const LABEL_COLUMNS = 24;
const ROW_HEIGHT = 26;
/** Part of its row a bar fills. */
const THICKNESS = 0.62;
const LABEL_GAP = 10;
/** Pixels a piece is wide to be outlined: of a narrower one nothing but the outline would be seen. */
const LEAST_OUTLINED = 2;
const KEY_SIZE = 11;
const KEY_GAP = 5;
const KEY_SPACE = 16;
const KEY_Y = -16;

/** How a term is drawn. */
interface Ink {
  readonly color: string;
  readonly opacity: number;
}

/**
 * Figure of `bars`, the first on top; each has the same terms. Throws DataError: `figure_empty`, `figure_value`.
 */
export function decompositionFigure(
  bars: readonly DecompositionBar[],
  options: DecompositionFigureOptions = {},
): FigureSpec {
  requireRows(FIGURE, bars);
  const names = Object.keys(bars[0]!.terms);
  for (const { label, change, terms } of bars) {
    requireFinite(FIGURE, `the change of '${label}'`, change);
    for (const name of names) requireFinite(FIGURE, `${name} of '${label}'`, terms[name] ?? Number.NaN);
  }
  const { language = "en" } = options;
  const palette = paletteOf(options.theme ?? "light");
  const width = options.width ?? USUAL_WIDTH;
  const decimals = decimalsFor(bars.map(({ change }) => change));
  const labels = bars.map(({ label }) => shortened(label));
  const numbers = bars.map(({ change }) => signed(change, decimals));
  const stacks = bars.flatMap((bar, row) => stackOf(bar, row, names));
  const [low, high] = widen(
    Math.min(0, ...stacks.map(({ start, end }) => Math.min(start, end))),
    Math.max(0, ...stacks.map(({ start, end }) => Math.max(start, end))),
    0.03,
  );
  const margins = {
    left: Math.ceil(widestText(labels, TYPE.label) + 2 * LABEL_GAP),
    right: Math.ceil(
      widestText([...numbers, language === "en" ? "Change" : decompositionWords.changeKey[language]], TYPE.small) +
        2 * LABEL_GAP,
    ),
    top: 34,
    bottom: 50,
  };
  const plotWidth = width - margins.left - margins.right;
  const leastOutlined = (LEAST_OUTLINED / plotWidth) * (high - low);
  const ticks = ticksAcross(low, high, plotWidth, TYPE.label);
  const x = {
    type: "quantitative" as const,
    scale: { domain: [low, high], nice: false, zero: false },
    axis: {
      ...labelledAt(ticks.values, ticks.labels),
      grid: true,
      gridWidth: WITHOUT_ZERO,
      domain: false,
      ticks: false,
      title: options.labels?.x ?? decompositionWords.axis[language],
      titleY: 32,
      titleBaseline: "top" as const,
    },
  };
  const y = {
    type: "quantitative" as const,
    scale: { domain: [-0.5, bars.length - 0.5], reverse: true, nice: false, zero: false },
    axis: null,
  };
  const words = { type: "text", baseline: "middle", color: palette.ink } as const;
  const rows = bars.map(({ change }, row) => ({ row, change, label: labels[row]!, number: numbers[row]! }));
  return frame({
    title: options.title ?? decompositionWords.figure[language],
    description: options.description ?? describe(bars, names, decimals, language),
    width,
    height: bars.length * ROW_HEIGHT,
    margins,
    palette,
    layer: [
      ...names.map(
        (name, t): FigureLayer => ({
          name,
          data: {
            values: stacks
              .filter((piece) => piece.name === name)
              .map((piece) => ({ ...piece, isWide: Math.abs(piece.end - piece.start) >= leastOutlined })),
          },
          mark: { type: "rect", ...filled(inkOf(name, t, palette), palette) },
          encoding: {
            strokeWidth: { condition: { test: "datum.isWide", value: outlineOf(name) }, value: 0 },
            x: { ...x, field: "start" },
            x2: { field: "end" },
            y: { ...y, field: "top" },
            y2: { field: "bottom" },
          },
        }),
      ),
      {
        name: "zero",
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule", strokeWidth: 1, opacity: QUIET.text, color: palette.ink },
        encoding: { x: { ...x, field: "zero" } },
      },
      {
        name: "change",
        data: { values: rows },
        mark: {
          type: "point",
          filled: true,
          shape: "diamond",
          size: 70,
          opacity: 1,
          color: palette.ink,
          stroke: palette.ground,
          strokeWidth: 1,
        },
        encoding: { x: { ...x, field: "change" }, y: { ...y, field: "row" } },
      },
      {
        name: "label",
        data: { values: rows },
        mark: { ...words, align: "right", fontSize: TYPE.label },
        encoding: { x: { value: -LABEL_GAP }, y: { ...y, field: "row" }, text: { field: "label" } },
      },
      {
        name: "numbers",
        data: { values: rows },
        mark: { ...words, align: "right", fontSize: TYPE.small, opacity: QUIET.text },
        encoding: {
          x: { value: plotWidth + margins.right - LABEL_GAP },
          y: { ...y, field: "row" },
          text: { field: "number" },
        },
      },
      ...legend(names, palette, plotWidth + margins.right - LABEL_GAP, language),
    ],
  });
}

/** The label's first line; an ellipsis stands for the rest, which the description has. */
function shortened(label: string): string {
  const lines = wrap(label, LABEL_COLUMNS);
  return lines.length === 1 ? label : `${lines[0]}\u2026`;
}

/** Pieces of a bar, from zero outwards on either side. */
function stackOf({ terms }: DecompositionBar, row: number, names: readonly string[]) {
  const ends = { above: 0, below: 0 };
  return names.map((name) => {
    const side = terms[name]! >= 0 ? "above" : "below";
    const start = ends[side];
    ends[side] += terms[name]!;
    return { name, start, end: ends[side], top: row - THICKNESS / 2, bottom: row + THICKNESS / 2 };
  });
}

/** Strong for the first term of units that stay and for entry, weak for the second and exit; what both make is grey. */
function inkOf(name: string, place: number, palette: Palette): Ink {
  if (name === "cross") return { color: palette.ink, opacity: 0.3 };
  const flows = isFlow(name);
  const strong = flows ? name === "entry" : place === 0;
  return { color: flows ? palette.second : palette.first, opacity: strong ? 1 : 0.42 };
}

const isFlow = (name: string): boolean => name === "entry" || name === "exit";

/** Pixels of the outline of a term. */
const outlineOf = (name: string): number => (isFlow(name) ? 0.8 : 0);

function filled({ color, opacity }: Ink, palette: Palette) {
  return { fill: color, fillOpacity: opacity, opacity: 1, stroke: palette.ink };
}

/** Squares and names of the terms above the bars, and the head of the numbers. */
function legend(names: readonly string[], palette: Palette, right: number, language: Language): FigureLayer[] {
  const words = { type: "text", baseline: "middle", color: palette.ink, fontSize: TYPE.small } as const;
  let at = 0;
  const keys = names.flatMap((name, t): FigureLayer[] => {
    const left = at;
    at += KEY_SIZE + KEY_GAP + textWidth(termName(name, language), TYPE.small) + KEY_SPACE;
    return [
      {
        name: `key-${name}`,
        data: { values: [{ name }] },
        mark: {
          type: "point",
          shape: "square",
          size: KEY_SIZE * KEY_SIZE,
          ...filled(inkOf(name, t, palette), palette),
          strokeWidth: outlineOf(name),
        },
        encoding: { x: { value: left + KEY_SIZE / 2 }, y: { value: KEY_Y } },
      },
      {
        name: `key-name-${name}`,
        data: { values: [{ name: termName(name, language) }] },
        mark: { ...words, align: "left" },
        encoding: { x: { value: left + KEY_SIZE + KEY_GAP }, y: { value: KEY_Y }, text: { field: "name" } },
      },
    ];
  });
  return [
    ...keys,
    {
      name: "numbers-name",
      data: { values: [{ name: `\u25c6 ${decompositionWords.changeKey[language]}` }] },
      mark: { ...words, align: "right", opacity: QUIET.text },
      encoding: { x: { value: right }, y: { value: KEY_Y }, text: { field: "name" } },
    },
  ];
}

function describe(
  bars: readonly DecompositionBar[],
  names: readonly string[],
  decimals: number,
  language: Language,
): string {
  const parts = bars.map(({ label, change, terms }) => {
    const each = names.map((name) => `${termName(name, language)} ${signed(terms[name]!, decimals)}`);
    return decompositionWords.described[language](label, signed(change, decimals), each);
  });
  return decompositionWords.description[language](parts);
}
