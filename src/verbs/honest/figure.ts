/**
 * Sets by M as a figure: the interval under parallel trends at the left, each set a line, its pieces apart, what the restriction leaves
 * open wide and light behind it, and an upright line where 0 enters.
 */
import { clauses, labelled, significant } from "../../base/messages.js";
import { ticksAt, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { cutLine, hasValues, intervals, mark, stroke, zeroLine } from "../../report/figures/marks.js";
import { TYPE } from "../../report/figures/theme.js";
import { percent, signed, widestText } from "../../report/figures/words.js";
import { decimalsFor } from "../../report/format-number.js";
import { honestWords as words } from "./messages.js";
import type { HonestRecord, SetPiece } from "./record.js";

export interface HonestFigureOptions extends FigureOptions {
  readonly labels?: { readonly y?: string };
}

const PLOT_HEIGHT = 320;
/** Pixels of a set's line and of the band behind it, and how much of the band is seen through. */
const WIDTH = { set: 1.6, identified: 7 } as const;
const IDENTIFIED_OPACITY = 0.26;
const LABEL_SPACE = 10;
/** Share of the axis that the interval under parallel trends keeps from the sets, for its name. */
const ASIDE = 0.15;
const DIGITS = 3;

/** A piece where it is drawn. */
interface Drawn {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

export function honestFigure(record: HonestRecord, options: HonestFigureOptions = {}): FigureSpec {
  const { language = "en" } = options;
  const { sets, original, breakdown, level } = record;
  const { ink, series } = paletteFor(options);
  const [color, other] = [series[0]!, series[1]!];
  const last = sets.at(-1)!.M;
  const gap = sets.length > 1 ? (last - sets[0]!.M) / (sets.length - 1) : Math.max(last, 1);
  const aside = sets[0]!.M - Math.max(gap, ASIDE * (last - sets[0]!.M));
  const ends = [original, ...sets.flatMap(({ pieces, identified }) => [...pieces, ...identified])].flatMap((one) =>
    [one.low, one.high].filter((end) => end !== null),
  );
  const [low, high] = widen(Math.min(0, ...ends), Math.max(0, ...ends), 0.06);
  const reach = high - low;
  const drawn = (pick: (set: HonestRecord["sets"][number]) => readonly SetPiece[]): Drawn[] =>
    sets.flatMap((set) =>
      pick(set).map((piece) => ({ x: set.M, low: piece.low ?? low - reach, high: piece.high ?? high + reach })),
    );
  const share = percent(level);
  const texts = [words.original[language], ...sets.map(({ M }) => significant(M, DIGITS))];
  const isMarked = breakdown.M !== null && breakdown.M <= last && breakdown.M >= aside + gap / 2;
  return figure(
    {
      title: record.restriction.name,
      description: describe(record, language),
      x: {
        ...{ low: aside - gap / 2, high: last + gap / 2, title: words.axis[language] },
        ticks: (pixels) => ticksOf([aside, ...sets.map(({ M }) => M)], texts, pixels / (last - aside + gap)),
      },
      y: { low, high, grid: true, height: PLOT_HEIGHT, title: options.labels?.y ?? words.value[language] },
      key: [
        { name: "original", text: words.interval[language](share), look: stroke(other, WIDTH.set) },
        { name: "set", text: words.set[language](share), look: stroke(color, WIDTH.set) },
        {
          name: "identified",
          text: words.identified[language],
          look: stroke(color, WIDTH.identified, IDENTIFIED_OPACITY),
        },
      ],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        ...(isMarked
          ? [
              {
                ...{ name: "breakdown", x: breakdown.M!, look: cutLine(ink) },
                label: `${words.breaks[language]} M = ${significant(breakdown.M!, DIGITS)}`,
              },
            ]
          : []),
      ],
      marks: () =>
        [
          mark(
            "identified",
            drawn(({ identified }) => identified).map((piece) => cut(piece, low, high)),
            { x: "x", y: "low", y2: "high" },
            stroke(color, WIDTH.identified, IDENTIFIED_OPACITY),
          ),
          ...intervals("original", [{ x: aside, low: original.low, high: original.high }], SPAN, other, {
            width: WIDTH.set,
          }),
          ...intervals(
            "set",
            drawn(({ pieces }) => pieces),
            SPAN,
            color,
            { width: WIDTH.set, within: [low, high] },
          ),
        ].filter(hasValues),
    },
    options,
  );
}

const SPAN = { along: "y", low: "low", high: "high", at: "x" } as const;

const cut = (piece: Drawn, low: number, high: number): Drawn => ({
  x: piece.x,
  low: Math.max(piece.low, low),
  high: Math.min(piece.high, high),
});

/** Words at all positions, but for those of M that have no room beside the one before. */
function ticksOf(positions: readonly number[], texts: readonly string[], perUnit: number) {
  const room = widestText(texts.slice(1), TYPE.label) + LABEL_SPACE;
  const shown = [0];
  positions.forEach((position, i) => {
    const last = shown.at(-1)!;
    if (i > 0 && (last === 0 || (position - positions[last]!) * perUnit >= room)) shown.push(i);
  });
  return ticksAt(
    shown.map((i) => positions[i]!),
    shown.map((i) => texts[i]!),
  );
}

function describe({ sets, original, breakdown, level, restriction }: HonestRecord, language: "en" | "zh"): string {
  const decimals = decimalsFor([(original.high - original.low) / 2]);
  const text = ({ low, high }: SetPiece): string =>
    `${low === null ? "\u2212\u221e" : signed(low, decimals)}, ${high === null ? "\u221e" : signed(high, decimals)}`;
  const parts = [
    labelled[language](words.original[language], text(original)),
    ...sets.map(({ M, pieces }) => {
      const all = pieces.length === 0 ? words.empty[language] : pieces.map((piece) => `[${text(piece)}]`).join(" ");
      return labelled[language](`M = ${significant(M, DIGITS)}`, all);
    }),
  ];
  const end =
    breakdown.M === null
      ? words.never[language](significant(breakdown.searched_to, DIGITS))
      : words.breakdown[language](significant(breakdown.M, DIGITS));
  return `${restriction.name}, ${percent(level)}${language === "zh" ? "。" : ". "}${clauses[language](parts)}${language === "zh" ? "。" : ". "}${end}`;
}
