/**
 * How a column is distributed: bars of all rows, or of two groups side by side as shares of each. Where few values lie far out, the axis ends
 * before them and says how many.
 */

import { significant } from "../../base/messages.js";
import { quantile } from "../../base/numbers.js";
import { ticksAt, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { bar, mark } from "../../report/figures/marks.js";
import { formatCount } from "../../report/format-number.js";
import { wholeTicks } from "./bars.js";
import { pictureWords as words } from "./messages.js";

/** Values of a group, finite and ascending. */
export interface Group {
  readonly name: "all" | "ever" | "never";
  readonly sorted: Float64Array;
}

/** Counts of each group in intervals of one width, and what lies outside of them. */
export interface Binned {
  readonly edges: readonly number[];
  readonly groups: readonly {
    readonly name: Group["name"];
    readonly n: number;
    readonly median: number;
    readonly counts: readonly number[];
  }[];
  readonly outside: { readonly count: number; readonly low: number; readonly high: number } | null;
  readonly least: number;
  readonly most: number;
}

const BINS = 30;
/** Values whose distance to the quartiles is more of their distances than this are left outside, if they are few. */
const FAR = 10;
const FEW = 0.02;

/** Bins of whole width where values are whole numbers and few. */
export function binned(groups: readonly Group[]): Binned {
  const all = Float64Array.from(groups.flatMap(({ sorted }) => [...ends(sorted)])).sort();
  const [least, most] = [all[0]!, all.at(-1)!];
  const whole = groups.length === 1 ? groups[0]!.sorted : merged(groups);
  const [low, high] = inner(whole);
  const integers = high - low <= BINS && whole.every((value) => value < low || value > high || Number.isInteger(value));
  const [from, to] = integers ? [low - 0.5, high + 0.5] : low === high ? [low - 0.5, low + 0.5] : [low, high];
  const n = integers ? high - low + 1 : BINS;
  const width = (to - from) / n;
  const made = groups.map(({ name, sorted }) => {
    const counts = new Array<number>(n).fill(0);
    for (const value of sorted) {
      if (value < low || value > high) continue;
      counts[Math.min(n - 1, Math.floor((value - from) / width))]!++;
    }
    return { name, n: sorted.length, median: quantile(sorted, 0.5), counts };
  });
  const out = whole.filter((value) => value < low || value > high);
  return {
    edges: Array.from({ length: n + 1 }, (_, i) => from + i * width),
    groups: made,
    outside: out.length === 0 ? null : { count: out.length, low: out[0]!, high: out.at(-1)! },
    ...{ least, most },
  };
}

const ends = (sorted: Float64Array): number[] => [sorted[0]!, sorted.at(-1)!];

function merged(groups: readonly Group[]): Float64Array {
  const all = new Float64Array(groups.reduce((sum, { sorted }) => sum + sorted.length, 0));
  let at = 0;
  for (const { sorted } of groups) {
    all.set(sorted, at);
    at += sorted.length;
  }
  return all.sort();
}

/** The range that bins cover: all of it, unless a few values lie far beyond the quartiles. */
function inner(sorted: Float64Array): [number, number] {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = FAR * (q3 - q1);
  if (!(reach > 0)) return [least, most];
  const [low, high] = [Math.max(least, q1 - reach), Math.min(most, q3 + reach)];
  const inside = sorted.filter((value) => value >= low && value <= high);
  if (inside.length < (1 - FEW) * sorted.length) return [least, most];
  return [inside[0]!, inside.at(-1)!];
}

const HEIGHT = 150;
const OPACITY = { all: 0.55, never: 0.45, ever: 0.85 } as const;

export function histogram(
  column: string,
  { edges, groups, outside, least, most }: Binned,
  options: FigureOptions,
): FigureSpec {
  const { language = "en" } = options;
  const { first, second, ground } = paletteFor(options);
  const isShared = groups.length > 1;
  const heightOf = (count: number, n: number) => (isShared ? count / n : count);
  const high = Math.max(...groups.flatMap(({ counts, n }) => counts.map((count) => heightOf(count, n))));
  const width = edges[1]! - edges[0]!;
  const looks = {
    all: bar(first, OPACITY.all, ground),
    never: bar(first, OPACITY.never, ground),
    ever: bar(second, OPACITY.ever, ground),
  };
  const [from, to] = widen(edges[0]!, edges.at(-1)!, 0.02);
  const number = (value: number) => significant(value, 4);
  return figure(
    {
      title: words.distribution[language](column),
      description: words.distributionDescription[language](
        column,
        formatCount(groups.reduce((sum, { n }) => sum + n, 0)),
        ...([number(least), number(most)] as const),
        [
          ...groups.map(({ name, median }) => words.median[language](words[name][language], number(median))),
          ...(outside === null
            ? []
            : [
                words.outside[language](formatCount(outside.count), number(outside.low), number(outside.high)).replace(
                  /[.。]$/,
                  "",
                ),
              ]),
        ],
      ),
      x: { low: from, high: to, title: column },
      y: {
        ...{ low: 0, high: 1.06 * high, height: HEIGHT, title: words[isShared ? "share" : "rows"][language] },
        ticks: () => (isShared ? shareTicks(1.06 * high) : wholeTicks(1.06 * high)),
      },
      key: isShared
        ? groups.map(({ name, n }) => ({
            name,
            text: words.group[language](words[name][language], formatCount(n)),
            look: looks[name],
          }))
        : [],
      marks: () =>
        groups.map(({ name, counts, n }, g) => {
          const part = width / groups.length;
          const bars = counts.flatMap((count, i) => {
            const low = edges[i]! + g * part;
            return count === 0 ? [] : [{ low, high: low + part, zero: 0, count: heightOf(count, n) }];
          });
          return mark(name, bars, { x: "low", x2: "high", y: "zero", y2: "count" }, looks[name]);
        }),
    },
    options,
  );
}

/** Zero, half and all of the highest bar's share, in per cent. */
function shareTicks(high: number) {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5].find((one) => high / one <= 4) ?? 0.5;
  const values = Array.from({ length: Math.floor(high / step) + 1 }, (_, i) => i * step);
  return ticksAt(
    values,
    values.map((value) => `${Math.round(100 * value)}%`),
  );
}
