/** Counts as bars at whole numbers: rows by period, units by their number of periods. */
import { type Ticks, ticksAt, ticksOfPeriods, ticksWithin } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { figure, paletteFor } from "../../report/figures/layout.js";
import { bar, mark } from "../../report/figures/marks.js";
import { TYPE } from "../../report/figures/theme.js";
import { formatCount } from "../../report/format-number.js";
import { pictureWords as words } from "./messages.js";

export interface CountedAt {
  readonly at: number;
  readonly count: number;
}

export interface BarsOptions extends FigureOptions {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly label: (at: number) => string;
}

const HEIGHT = 170;
const OPACITY = 0.6;
/** Share of the distance between positions that a bar takes. */
const WIDE = 0.8;
/** Bars that the description lists. */
const LISTED = 12;

export function barsFigure(bars: readonly CountedAt[], options: BarsOptions): FigureSpec {
  const { language = "en", name, x, y, label } = options;
  const { first, ground } = paletteFor(options);
  const positions = bars.map(({ at }) => at);
  const gaps = positions.slice(1).map((at, i) => at - positions[i]!);
  const half = gaps.length === 0 ? 0.5 : Math.min(...gaps) / 2;
  const most = Math.max(...bars.map(({ count }) => count));
  const rects = bars.map(({ at, count }) => ({ low: at - WIDE * half, high: at + WIDE * half, zero: 0, count }));
  return figure(
    {
      title: name,
      description: words.bars[language](
        name,
        bars.slice(0, LISTED).map(({ at, count }) => `${label(at)} ${formatCount(count)}`),
      ),
      x: {
        ...{ low: positions[0]! - half, high: positions.at(-1)! + half, title: x },
        ticks: (pixels) => ticksOfPeriods(positions, pixels, label),
      },
      y: { low: 0, high: 1.06 * most, title: y, height: HEIGHT, ticks: () => wholeTicks(1.06 * most) },
      marks: () => [mark("bars", rects, { x: "low", x2: "high", y: "zero", y2: "count" }, bar(first, OPACITY, ground))],
    },
    options,
  );
}

/** Round counts, none between whole numbers. */
export function wholeTicks(high: number): Ticks {
  const ticks = ticksWithin(0, high, 4, TYPE.label);
  const kept = ticks.values.map((value, i) => [value, ticks.labels[i]!] as const).filter(([value]) => value % 1 === 0);
  return ticksAt(
    kept.map(([value]) => value),
    kept.map(([, text]) => text),
  );
}
