/**
 * Terms of changes as stacked bars, one row a change: terms above zero to the right of it, those below to the
 * left, in the same order in every row; a diamond where the change itself is, and its number at the right. Units that stay
 * have the first colour, those that come or go the second and an outline, so that they differ in grey print.
 */

import type { Language } from "../../base/messages.js";
import { widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { dot, type Look, mark, zeroLine } from "../../report/figures/marks.js";
import type { Palette } from "../../report/figures/theme.js";
import { requireNumbers, signed } from "../../report/figures/words.js";
import { decimalsFor, formatCount } from "../../report/format-number.js";
import { termName, decompositionWords as words } from "./messages.js";
import type { DecompositionRecord } from "./record.js";

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
/** Pixels of half a bar, and of a piece that is outlined: of a narrower one nothing but the outline would be seen. */
const HALF_BAR = 7;
const LEAST_OUTLINED = 2;
/** Groups drawn at most, half of them from either end. */
const MOST_GROUPS = 30;

/**
 * Figure of `bars`, the first on top; each has the same terms. Throws DataError: `figure_empty`, `figure_value`.
 */
export function decompositionFigure(
  bars: readonly DecompositionBar[],
  options: DecompositionFigureOptions = {},
): FigureSpec {
  const names = Object.keys(bars[0]?.terms ?? {});
  requireNumbers(FIGURE, bars, ({ label, change, terms }) => ({
    [`the change of '${label}'`]: change,
    ...Object.fromEntries(names.map((name) => [`${name} of '${label}'`, terms[name] ?? Number.NaN])),
  }));
  const { language = "en" } = options;
  const palette = paletteFor(options);
  const decimals = decimalsFor(bars.map(({ change }) => change));
  const stacks = bars.map((bar) => stackOf(bar, names));
  const ends = stacks.flat().map(({ end }) => end);
  const [low, high] = widen(Math.min(0, ...ends), Math.max(0, ...ends), 0.03);
  const diamond = { ...dot(palette.ink, "diamond", 70), stroke: palette.ground, strokeWidth: 1 } as Look;
  const looks = names.map((name, t) => lookOf(name, t, palette));
  return figure(
    {
      title: words.figure[language],
      description: describe(bars, names, decimals, language),
      x: { low, high, title: options.labels?.x ?? words.axis[language], grid: true },
      y: {
        rows: bars.map(({ label, change }) => ({ label, numbers: [[signed(change, decimals)]] })),
        ...{ heads: [`\u25c6 ${words.changeKey[language]}`], hasNumbers: true },
      },
      key: names.map((name, t) => ({ name, text: termName(name, language), look: looks[t]! })),
      lines: [{ name: "zero", x: 0, look: zeroLine(palette.ink) }],
      marks: ({ rows, perX }) => [
        ...names.map((name, t) => {
          const pieces = stacks.map((stack, r) => {
            const { start, end } = stack[t]!;
            const outline = Math.abs(end - start) * perX < LEAST_OUTLINED ? 0 : outlineOf(name);
            return { name, start, end, outline, top: rows[r]!.y - HALF_BAR, bottom: rows[r]!.y + HALF_BAR };
          });
          return mark(name, pieces, BAR, { ...looks[t]!, type: "rect" } as Look);
        }),
        mark(
          "change",
          bars.map(({ change }, r) => ({ change, y: rows[r]!.y })),
          { x: "change", y: "y" },
          diamond,
        ),
      ],
    },
    options,
  );
}

const BAR = { x: "start", x2: "end", y: "top", y2: "bottom", strokeWidth: "outline" } as const;

/** Pieces of a bar, from zero outwards on either side. */
function stackOf({ terms }: DecompositionBar, names: readonly string[]) {
  const ends = { above: 0, below: 0 };
  return names.map((name) => {
    const side = terms[name]! >= 0 ? "above" : "below";
    const start = ends[side];
    ends[side] += terms[name]!;
    return { name, start, end: ends[side] };
  });
}

/** Strong for the first term of units that stay and for entry, weak for the second and exit; what both make is grey. */
function lookOf(name: string, place: number, { ink, first, second }: Palette): Look {
  const strong = isFlow(name) ? name === "entry" : place === 0;
  const [fill, fillOpacity] = name === "cross" ? [ink, 0.3] : [isFlow(name) ? second : first, strong ? 1 : 0.42];
  return { type: "square", ...{ fill, fillOpacity, opacity: 1, stroke: ink, strokeWidth: outlineOf(name) } } as Look;
}

const isFlow = (name: string): boolean => name === "entry" || name === "exit";

/** Pixels of the outline of a term. */
const outlineOf = (name: string): number => (isFlow(name) ? 0.8 : 0);

function describe(
  bars: readonly DecompositionBar[],
  names: readonly string[],
  decimals: number,
  language: Language,
): string {
  const parts = bars.map(({ label, change, terms }) => {
    const each = names.map((name) => `${termName(name, language)} ${signed(terms[name]!, decimals)}`);
    return words.described[language](label, signed(change, decimals), each);
  });
  return words.description[language](parts);
}

/**
 * A decomposition's record as its figure: pairs of periods as rows where there are several, else groups by
 * their change, the outermost ones where there are many.
 */
export function figureOfDecomposition(
  record: DecompositionRecord,
  options: DecompositionFigureOptions = {},
): FigureSpec {
  const { language = "en" } = options;
  const { outcome, by, total, effects } = record;
  const mean = by === null ? "" : words.meanOfGroups[language](by);
  if (total.length > 1) {
    const bars = total.map(({ from, to, change, terms }) => ({
      label: words.pair[language](String(from), String(to)),
      change,
      terms,
    }));
    return drawn(bars, words.changeOf[language](outcome, mean), options);
  }
  const [only] = total;
  const what = words.changeFrom[language](outcome, String(only!.from), String(only!.to));
  if (by === null) return drawn([{ ...only!, label: words.all[language] }], what, options);
  const sorted = [...effects]
    .sort((a, b) => b.change - a.change)
    .map((effect) => ({ ...effect, label: effect.group! }));
  const half = MOST_GROUPS / 2;
  const many = sorted.length > MOST_GROUPS;
  const shown = many ? [...sorted.slice(0, half), ...sorted.slice(-half)] : sorted;
  const which = many ? words.outermost[language](half, formatCount(sorted.length)) : "";
  const all = { ...only!, label: words.meanOf[language](formatCount(sorted.length)) };
  return drawn([all, ...shown], words.byGroup[language](what, by, which), options);
}

function drawn(
  bars: Parameters<typeof decompositionFigure>[0],
  x: string,
  options: DecompositionFigureOptions,
): FigureSpec {
  return decompositionFigure(bars, { ...options, labels: { x, ...options.labels } });
}
