/**
 * What leaving each row or group out does to the coefficient, ordered, with the names of those that do most.
 */
import { ticksAt, widen } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type Canvas, figure, paletteFor } from "../../report/figures/layout.js";
import { cutLine, dot, mark, stroke, words as texts, zeroLine } from "../../report/figures/marks.js";
import { QUIET, TYPE } from "../../report/figures/theme.js";
import { signed, textWidth } from "../../report/figures/words.js";
import { sensitivityWords as words } from "./messages.js";
import type { InfluenceRecord, MovedRecord } from "./record.js";

const HEIGHT = 300;
/** Names beside points, at either end. */
const NAMED = 4;
/** Pixels of a line of small words. */
const LINE = 12;

export interface MovedPlot {
  readonly term: string;
  readonly estimate: number;
  readonly group: InfluenceRecord;
  readonly decimals: number;
  /** What the groups are called. */
  readonly by: string;
}

export function influenceFigure(plot: MovedPlot, options: FigureOptions = {}): FigureSpec {
  const { term, estimate, group, decimals, by } = plot;
  const { language = "en" } = options;
  const { ink, first } = paletteFor(options);
  const { ordered } = group;
  const n = ordered.length;
  const points = ordered.map((y, i) => ({ x: i + 1, y }));
  // the change that turns the sign, where it is near enough to be seen
  const turn = -estimate;
  const [least, most] = [Math.min(0, ordered[0]!), Math.max(0, ordered[n - 1]!)];
  const near = Math.abs(turn) <= 1.5 * Math.max(-least, most);
  const ends = near ? [Math.min(least, turn), Math.max(most, turn)] : [least, most];
  const [low, high] = widen(ends[0]!, ends[1]!, 0.1);
  const named = largestAt(group, n);
  const few = n <= 60;
  return figure(
    {
      title: words.moved[language](term, by),
      description: `${words.moved[language](term, by)}: ${named.map(({ text, y }) => `${text} ${signed(y, decimals)}`).join(", ")}.`,
      x: { low: 0, high: n + 1, title: words.ordered[language](by), ticks: () => ticksAt([]) },
      y: { low, high, title: words.change[language](term), grid: true, height: HEIGHT },
      key: [],
      lines: [
        { name: "zero", y: 0, look: zeroLine(ink) },
        ...(near ? [{ name: "turns", y: turn, look: cutLine(ink) }] : []),
      ],
      room: 60,
      marks: (canvas) => [
        ...(few
          ? [
              mark(
                "stems",
                points.map((p) => ({ ...p, zero: 0 })),
                { x: "x", y: "zero", y2: "y" },
                stroke(first, 1.5, QUIET.line),
              ),
            ]
          : []),
        mark("changes", points, { x: "x", y: "y" }, dot(first, "circle", few ? 36 : 9)),
        ...(near
          ? [
              mark(
                "turns-words",
                [{ x: n + 1, y: turn, text: words.turnsSign[language] }],
                { x: "x", y: "y", text: "text" },
                { ...texts(ink, "right", "quiet"), dy: -8 } as ReturnType<typeof texts>,
              ),
            ]
          : []),
        ...namesBeside(named, n, canvas, high - low, few).map(({ x, y, text, ...look }, i) =>
          mark(`name-${i}`, [{ x, y, text }], { x: "x", y: "y", text: "text" }, {
            ...texts(ink, look.align, "small"),
            ...{ dx: look.dx, dy: look.dy },
          } as ReturnType<typeof texts>),
        ),
      ],
    },
    options,
  );
}

interface Beside {
  readonly align: "left" | "right" | "center";
  readonly dx: number;
  readonly dy: number;
}

interface Named {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** Where names stand: beyond their points where these are far apart, else beside them; those that would touch are left out. */
function namesBeside(
  named: readonly Named[],
  n: number,
  canvas: Canvas,
  height: number,
  few: boolean,
): (Named & Beside)[] {
  const kept: Box[] = few ? named.map((point) => around(point.x * canvas.perX, pixelsDown(point.y), 5, 5)) : [];
  function pixelsDown(y: number): number {
    return (-y / height) * canvas.height;
  }
  return named.flatMap((point): (Named & Beside)[] => {
    const { x, y, text } = point;
    const half = textWidth(text, TYPE.small) / 2;
    const [px, py] = [x * canvas.perX, pixelsDown(y)];
    const side = x <= n / 2 ? 1 : -1;
    const place: Beside = few
      ? { align: "center", dx: 0, dy: y < 0 ? LINE : -LINE }
      : { align: side > 0 ? "left" : "right", dx: 7 * side, dy: 0 };
    const box = around(px + (few ? 0 : side * (7 + half)), py + place.dy, half, LINE / 2 - 1);
    if (kept.some((other) => touches(box, other))) return [];
    kept.push(box);
    return [{ ...point, ...place }];
  });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
}

const around = (x: number, y: number, wide: number, high: number): Box => ({ x, y, wide, high });
const touches = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < a.wide + b.wide && Math.abs(a.y - b.y) < a.high + b.high;

/** Places of the largest at both ends: `ordered` is thinned out, but its ends are its own. */
function largestAt({ largest, ordered }: InfluenceRecord, n: number): Named[] {
  const known = largest.flatMap(({ name, dfbeta }: MovedRecord) =>
    dfbeta === null ? [] : [{ text: String(name), y: dfbeta }],
  );
  const falling = known.filter(({ y }) => y < 0).slice(0, NAMED);
  const rising = known.filter(({ y }) => y > 0).slice(0, NAMED);
  const placed = (y: number) => {
    let best = 0;
    for (let i = 1; i < n; i++) if (Math.abs(ordered[i]! - y) < Math.abs(ordered[best]! - y)) best = i;
    return best + 1;
  };
  return [...falling, ...rising].map(({ text, y }) => ({ text, y, x: placed(y) }));
}
