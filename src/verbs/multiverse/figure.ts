/**
 * The specification curve: estimates in their order with intervals, and beneath them which choice each was made by. Of many
 * specifications some are shown, evenly thinned by rank, the lowest, the highest and the author's own among them.
 * Source: Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, doi:10.1038/s41562-020-0912-z.
 */
import { type Ticks, ticksWithin, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import {
  dot,
  type FigureLayer,
  hasValues,
  mark,
  ring,
  stroke,
  words as wordsLook,
  zeroLine,
} from "../../report/figures/marks.js";
import { TYPE } from "../../report/figures/theme.js";
import { percent, requireRows, signed, widestText } from "../../report/figures/words.js";
import { decimalsFor, formatCount } from "../../report/format-number.js";
import { naming } from "../../report/naming.js";
import type { MultiverseRecord, Specification } from "./record.js";
import { choiceText, levelText, multiverseWords as words } from "./words.js";

export interface MultiverseFigureOptions extends FigureOptions {
  /** Words for columns and terms. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Specifications shown at most, default 300. */
  readonly most?: number;
}

const MOST_SHOWN = 300;
/** Pixels of the curve, of a row of the dashboard, and between the curve and the first. */
const CURVE = 240;
const ROW = 15;
const GAP = 18;
const TICKS_UP = 5;
/** Half of a row's height that its marks take. */
const HALF = 0.36;

interface Row {
  readonly label: string;
  readonly has: (specification: Specification) => boolean;
}

/** Throws DataError `figure_empty` without estimates. */
export function multiverseFigure(record: MultiverseRecord, options: MultiverseFigureOptions = {}): FigureSpec {
  const { language = "en", most = MOST_SHOWN } = options;
  const { specifications, baseline, alpha, level, term, curve } = record;
  requireRows("specification curve", specifications);
  const name = naming([record], options.labels, language);
  const { ink, first, second } = paletteFor(options);
  const own = baseline === null ? undefined : specifications[baseline.specification];
  const shown = thinned(specifications, own, most).map((one, x) => ({ ...one, x }));
  const [low, high] = widen(
    Math.min(0, ...shown.map(({ conf_low, estimate }) => (Number.isFinite(conf_low) ? conf_low : estimate))),
    Math.max(0, ...shown.map(({ conf_high, estimate }) => (Number.isFinite(conf_high) ? conf_high : estimate))),
    0.04,
  );
  // rows of the dashboard stand below the curve on the same axis, in its units
  const perPixel = (high - low) / CURVE;
  const rows = rowsOf(record, name, language).map((row, i) => ({
    ...row,
    y: low - (GAP + (i + 0.5) * ROW) * perPixel,
  }));
  const bottom = low - (GAP + rows.length * ROW) * perPixel;
  const height = CURVE + GAP + rows.length * ROW;
  const isSignificant = ({ p_value }: Specification) => p_value <= alpha;
  const isOwn = (one: Specification & { readonly x: number }) =>
    own !== undefined && shown[one.x]! && one.estimate === own.estimate && sameChoices(one, own);
  const runs = rows.flatMap(({ has, y }) =>
    runsOf(shown, has).map(([from, to]) => ({
      from,
      to,
      low: y - HALF * ROW * perPixel,
      high: y + HALF * ROW * perPixel,
    })),
  );
  const intervals = shown.filter(({ conf_low, conf_high }) => Number.isFinite(conf_low) && Number.isFinite(conf_high));
  const span = { x: "x", y: "conf_low", y2: "conf_high" } as const;
  const point = { x: "x", y: "estimate" } as const;
  const size = shown.length > 150 ? 9 : shown.length > 60 ? 18 : 30;
  const decimals = decimalsFor([(high - low) / 20]) + 1;
  return figure(
    {
      title: words.title[language](name(term), name(record.choices.outcomes[0]!)),
      description: words.description[language](
        formatCount(specifications.length),
        signed(curve!.min, decimals),
        signed(curve!.median, decimals),
        signed(curve!.max, decimals),
        percent(curve!.share_significant),
      ),
      x: {
        ...{ low: -0.75, high: shown.length - 0.25 },
        title: words.orderAxis[language](formatCount(shown.length), formatCount(specifications.length)),
        ticks: () => ({ values: [], labels: [], labelWidth: 0 }),
      },
      y: {
        ...{ low: bottom, high, height, grid: true, title: words.estimateAxis[language](name(term)) },
        ticks: () => withRows(ticksWithin(low, high, TICKS_UP, TYPE.label), rows),
      },
      key: [
        { name: "significant", text: words.significantKey[language](String(alpha)), look: dot(first) },
        { name: "other", text: words.otherKey[language](String(alpha)), look: ring(ink) },
        { name: "interval", text: words.interval[language](percent(level)), look: stroke(ink, 1.5, 0.35) },
        ...(own === undefined ? [] : [{ name: "own", text: words.own[language], look: dot(second, "diamond", 80) }]),
      ],
      lines: [{ name: "zero", y: 0, look: zeroLine(ink) }],
      marks: (): FigureLayer[] =>
        [
          mark("intervals", intervals, span, stroke(ink, shown.length > 150 ? 1 : 1.5, 0.3)),
          mark(
            "not-significant",
            shown.filter((one) => !isSignificant(one)),
            point,
            ring(ink, "circle", size, 1),
          ),
          mark("significant", shown.filter(isSignificant), point, dot(first, "circle", size)),
          mark(
            "choices",
            runs,
            { x: "from", x2: "to", y: "low", y2: "high" },
            { type: "rect", color: ink, opacity: 0.75, strokeWidth: 0 },
          ),
          mark(
            "rows",
            rows.map(({ label, y }) => ({ text: label, y })),
            { x: -8, y: "y", text: "text" },
            wordsLook(ink, "right", "small"),
          ),
          mark("own", shown.filter(isOwn), point, dot(second, "diamond", 80)),
        ].filter(hasValues),
    },
    options,
  );
}

const sameChoices = (a: Specification, b: Specification): boolean =>
  (["outcome", "treatment", "sample", "effects", "weights", "vcov"] as const).every((key) => a[key] === b[key]) &&
  a.controls.join() === b.controls.join();

/** By estimate; of more than `most` as many, evenly by rank, and the author's own. */
function thinned(
  specifications: readonly Specification[],
  own: Specification | undefined,
  most: number,
): Specification[] {
  const sorted = [...specifications].sort((a, b) => a.estimate - b.estimate);
  if (sorted.length <= most) return sorted;
  const places = new Set(Array.from({ length: most }, (_, i) => Math.round((i * (sorted.length - 1)) / (most - 1))));
  if (own !== undefined) places.add(sorted.indexOf(own));
  return [...places].sort((a, b) => a - b).map((place) => sorted[place]!);
}

/** A row a level of each choice that there is; of controls, those that are in. */
function rowsOf(
  { choices, influence }: MultiverseRecord,
  name: (name: string) => string,
  language: "en" | "zh",
): Row[] {
  return influence.flatMap(({ choice, name: control, levels }): Row[] => {
    const head = choiceText({ choice, name: control }, name, language);
    if (choice === "control") {
      const g = choices.controls.indexOf(control!);
      return [{ label: head, has: ({ controls }) => controls.includes(g) }];
    }
    return levels.map(({ level }, at) => ({
      label: `${head}${language === "zh" ? "：" : ": "}${levelText(choice, level, name, language)}`,
      has: (one) => one[choice] === at,
    }));
  });
}

/** Neighbours that have something, as stretches of the axis. */
function runsOf(shown: readonly Specification[], has: (one: Specification) => boolean): (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = [];
  for (let i = 0; i < shown.length; i++) {
    if (!has(shown[i]!)) continue;
    const start = i;
    while (i + 1 < shown.length && has(shown[i + 1]!)) i++;
    runs.push([start - 0.5, i + 0.5]);
  }
  return runs;
}

/** Lines of rows beside those of the curve's axis; what rows are called stands to the left of them. */
function withRows(ticks: Ticks, rows: readonly { readonly label: string; readonly y: number }[]): Ticks {
  const names = rows.map(({ label }) => label);
  return {
    values: [...rows.map(({ y }) => y), ...ticks.values],
    labels: [...names.map(() => ""), ...ticks.labels],
    labelWidth: Math.max(ticks.labelWidth, widestText(names, TYPE.small)),
  };
}
