/**
 * The coefficient beside a confounder as a figure: lines of equal estimate, or of equal t, over the shares that the confounder explains,
 * drawn from their closed forms, with the benchmarks and the confounders that were given as points.
 * Source: Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82(1), doi:10.1111/rssb.12348, figures 2 and 3.
 */
import { type Language, labelled, listed } from "../../base/messages.js";
import { ticksWithin } from "../../report/figures/axis.js";
import type { FigureOptions, FigureSpec } from "../../report/figures/figure-spec.js";
import { type Canvas, figure, paletteFor } from "../../report/figures/layout.js";
import { curve, dot, type FigureLayer, mark, words as texts } from "../../report/figures/marks.js";
import { DASH, QUIET, TYPE } from "../../report/figures/theme.js";
import { signed, textWidth } from "../../report/figures/words.js";
import { sensitivityWords as words } from "./messages.js";
import type { ClassicalRecord, ConfoundingRecord, ScenarioRecord } from "./record.js";

/** Points of a line, and pixels of the plot. */
const POINTS = 120;
const HEIGHT = 340;
/** Lines beside that of 0, about. */
const LINES = 7;
/** The plot reaches so many times as far as what is in it; at least as far as LEAST, at most to the whole. */
const ROOM = { points: 1.25, robustness: 1.6 } as const;
const LEAST = 0.02;

/** What is drawn: the coefficient or its t; `critical` is where the test turns. */
export interface ContourPlot {
  readonly of: "estimate" | "t";
  readonly term: string;
  readonly classical: ClassicalRecord;
  readonly confounding: ConfoundingRecord;
  readonly decimals: number;
  /** How the names of benchmarks are shown. */
  readonly name: (term: string) => string;
}

/** A point on a line of equal level. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the adjusted estimate is `level`: bias^2 = se^2 df y x / (1 - x), solved for x. */
export function estimateContour({ estimate, std_error, df }: ClassicalRecord, level: number, y: number): number {
  const bias = Math.abs(estimate) - Math.sign(estimate) * level;
  if (bias < 0) return Number.NaN;
  const square = (bias / std_error) ** 2 / df;
  return square / (square + y);
}

/**
 * Where the adjusted t is `level`: f (1 - x)^(1/2) - (x y)^(1/2) = tau (1 - y)^(1/2), tau = level / (df - 1)^(1/2), whose left side falls
 * in x: one x for each y, a root of a quadratic in x^(1/2). NaN where t is less than `level` without any share of the treatment.
 */
export function tContour({ statistic, df }: ClassicalRecord, level: number, y: number): number {
  const f = Math.abs(statistic) / Math.sqrt(df);
  const tau = (Math.sign(statistic) * level) / Math.sqrt(df - 1);
  const [s, c] = [Math.sqrt(y), Math.sqrt(1 - y)];
  const inside = s * s + f * f - tau * tau * c * c;
  if (inside < 0) return Number.NaN;
  const root = (-s * tau * c + f * Math.sqrt(inside)) / (s * s + f * f);
  return root < 0 || s * root + tau * c < 0 ? Number.NaN : root * root;
}

export function contourFigure(plot: ContourPlot, options: FigureOptions = {}): FigureSpec {
  const { of, term, classical, confounding, decimals } = plot;
  const { language = "en" } = options;
  const { ink, first, second, ground } = paletteFor(options);
  const points = pointsOf(plot, language);
  const [high, up] = reachOf(
    points,
    confounding,
    (of === "t" && confounding.rv_q_alpha.value) || confounding.rv_q.value,
  );
  const zero = of === "t" ? Math.sign(classical.statistic) * confounding.critical_t : 0;
  const levels = levelsOf(plot, zero, high, up);
  const shown = (level: number) => signed(level, of === "t" ? 2 : decimals);
  const lines = levels.flatMap((level) => {
    const places = lineOf(plot, level, high, up);
    return places.length < 2 ? [] : [{ level, places }];
  });
  const levelWords = lines.map(({ level, places }) => ({ text: shown(level), ...diagonal(places, high, up) }));
  const layer = ({ level, places }: (typeof lines)[number], i: number): FigureLayer => {
    const look = level === zero ? curve(second, 2, DASH.estimate) : { ...curve(ink, 1), opacity: QUIET.line };
    return ordered(
      mark(
        `contour-${i}`,
        places.map((place, order) => ({ ...place, order })),
        { x: "x", y: "y" },
        look as ReturnType<typeof curve>,
      ),
    );
  };
  const at = of === "t" ? classical.statistic : classical.estimate;
  return figure(
    {
      title: (of === "t" ? words.contourT : words.contour)[language](plot.name(term)),
      description: describe(plot, points, language),
      x: { low: 0, high, title: words.xAxis[language] },
      y: { low: 0, high: up, title: words.yAxis[language], height: HEIGHT },
      key: [
        {
          name: "critical",
          text: (of === "t" ? words.keyCritical : words.keyZero)[language](shown(zero)),
          look: curve(second, 2, DASH.estimate),
        },
        ...(points.length === 0
          ? []
          : [{ name: "benchmarks", text: words.keyBenchmark[language], look: dot(first, "diamond") }]),
        { name: "fit", text: words.keyFit[language](shown(at)), look: dot(ink, "triangle-up") },
      ],
      marks: (canvas) => [
        ...lines.map(layer),
        ...haloed("levels", levelWords, ground, texts(ink, "center", "quiet")),
        mark("fit", [{ x: 0, y: 0 }], { x: "x", y: "y" }, dot(ink, "triangle-up")),
        mark("benchmark-points", points, { x: "x", y: "y" }, dot(first, "diamond")),
        ...namesBeside(points, levelWords, canvas, high, up).flatMap(({ x, y, text, dx, dy }, i) =>
          haloed(`benchmark-name-${i}`, [{ x, y, text }], ground, {
            ...texts(ink, "left", "small"),
            ...{ dx, dy },
          } as ReturnType<typeof texts>),
        ),
      ],
    },
    options,
  );
}

/** Lines go through their points in the order given, and not from left to right. */
const ordered = (layer: FigureLayer): FigureLayer => {
  const { encoding } = layer as { encoding: object };
  return { ...layer, encoding: { ...encoding, order: { field: "order", type: "quantitative" } } } as FigureLayer;
};

interface Drawn extends Place {
  readonly label: string;
  /** Without the value. */
  readonly short: string;
  readonly value: number;
}

/** Benchmarks and confounders, with what the coefficient or its t is beside them. */
function pointsOf({ of, confounding, decimals, name }: ContourPlot, language: Language): Drawn[] {
  const point = (label: string, one: ScenarioRecord): Drawn => {
    const value = of === "t" ? one.estimate / one.std_error : one.estimate; // infinite where the error is 0
    const text = signed(value, of === "t" ? 2 : decimals);
    const full = label === "" ? text : `${label}: ${text}`;
    return { x: one.r2_treatment, y: one.r2_outcome, label: full, short: label === "" ? text : label, value };
  };
  const times = (kd: number, ky: number) => (kd === ky ? String(kd) : `${kd}/${ky}`);
  return [
    ...confounding.bounds.flatMap(({ benchmark, kd, ky, scenario }) => {
      const group = benchmark.split("+").map((part) => name(part.trim()));
      const label = words.times[language](times(kd, ky), group.join(" + "));
      return scenario === null ? [] : [point(label, scenario)];
    }),
    ...confounding.scenarios.map((one) => point("", one)),
  ];
}

/** Pixels of a line of small words, and where words may stand beside their point, in turn. */
const LINE = 12;
const BESIDE = [-7, 9, -19, 21, -31, 33, -43] as const;

/** Words beside their points, in pixels from these; words that find no room are left out. */
function namesBeside(
  points: readonly Drawn[],
  levels: readonly (Place & { readonly text: string })[],
  canvas: Canvas,
  high: number,
  up: number,
) {
  const spots = points.map(({ x, y }) => [(x / high) * canvas.width, canvas.height * (1 - y / up)] as const);
  const taken = spots.map(([x, y]) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  for (const { x, y, text } of levels) {
    const [px, py, half] = [(x / high) * canvas.width, canvas.height * (1 - y / up), textWidth(text, TYPE.small) / 2];
    taken.push({ left: px - half, right: px + half, top: py - LINE / 2, bottom: py + LINE / 2 });
  }
  // the strongest first, with their value where it has room; else by their names
  const order = points.map((_, i) => i).sort((a, b) => points[b]!.x + points[b]!.y - points[a]!.x - points[a]!.y);
  const tries = [8, null].flatMap((dx) => BESIDE.map((dy) => ({ dx, dy })));
  return order.flatMap((i) => {
    const { x, y, label, short } = points[i]!;
    const [px, py] = spots[i]!;
    for (const text of [label, short]) {
      const width = textWidth(text, TYPE.small);
      for (const { dx: right, dy } of tries) {
        const dx = right ?? -8 - width;
        const box = { left: px + dx, right: px + dx + width, top: py + dy - LINE / 2, bottom: py + dy + LINE / 2 };
        const isInside = box.left > 2 && box.right < canvas.width && box.top > 0 && box.bottom < canvas.height;
        const isFree = taken.every(
          (other) =>
            box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
        );
        if (!isInside || !isFree) continue;
        taken.push(box);
        return [{ x, y, text, dx, dy }];
      }
    }
    return [];
  });
}

/** How far the plot goes: beyond the points, and beyond where the line of 0 meets the diagonal. */
function reachOf(points: readonly Place[], { rv_q }: ConfoundingRecord, robustness: number): [x: number, y: number] {
  const diagonal = ROOM.robustness * Math.max(robustness, rv_q.value);
  const reach = (values: readonly number[]) =>
    Math.min(0.999, Math.max(LEAST, diagonal, ROOM.points * Math.max(0, ...values)));
  return [reach(points.map(({ x }) => x)), reach(points.map(({ y }) => y))];
}

/** Round levels between the fit and what the far corner has, and `zero`. */
function levelsOf({ of, classical }: ContourPlot, zero: number, high: number, up: number): number[] {
  const start = of === "t" ? classical.statistic : classical.estimate;
  const sign = start < 0 ? -1 : 1;
  const bias = classical.std_error * Math.sqrt(classical.df) * Math.sqrt((up * high) / (1 - high));
  const corner = sign * (Math.abs(classical.estimate) - bias);
  const end =
    of === "t"
      ? corner / (classical.std_error * Math.sqrt(((1 - up) / (1 - high)) * (classical.df / (classical.df - 1))))
      : corner;
  const [low, top] = [Math.min(start, end, zero), Math.max(start, end, zero)];
  const round = ticksWithin(low, top, LINES, TYPE.small).values;
  const step = round.length > 1 ? round[1]! - round[0]! : top - low;
  const apart = round.filter((level) => Math.abs(level - zero) > 0.4 * step && Math.abs(level - start) > 1e-9 * step);
  return [...apart, zero];
}

/** A line from the top of the plot to its right edge. */
function lineOf({ of, classical }: ContourPlot, level: number, high: number, up: number): Place[] {
  const xAt = (y: number) => (of === "t" ? tContour(classical, level, y) : estimateContour(classical, level, y));
  // where it meets the right edge, by halves: x falls as y rises
  let [below, above] = [0, up];
  if (!(xAt(up) <= high)) return [];
  for (let i = 0; i < 60; i++) {
    const middle = (below + above) / 2;
    if (xAt(middle) <= high) above = middle;
    else below = middle;
  }
  const places = Array.from({ length: POINTS }, (_, i) => {
    const share = 1 - i / (POINTS - 1);
    const y = above + (up - above) * share * share;
    return { x: xAt(y), y };
  });
  return places.filter(({ x }) => Number.isFinite(x) && x <= high * (1 + 1e-9));
}

/** Where a line crosses the diagonal of the plot: lines are farthest apart there. */
function diagonal(places: readonly Place[], high: number, up: number): Place {
  const off = ({ x, y }: Place) => Math.abs(x / high - y / up);
  return places.reduce((best, place) => (off(place) < off(best) ? place : best));
}

/** Words on a ground of their own, so that lines beneath do not cross them out. */
function haloed(
  name: string,
  values: readonly object[],
  ground: string,
  look: ReturnType<typeof texts>,
): FigureLayer[] {
  const place = { x: "x", y: "y", text: "text" };
  const halo = { ...look, color: ground, stroke: ground, strokeWidth: 4, opacity: 1 } as ReturnType<typeof texts>;
  return [
    ...(ground === "transparent" ? [] : [mark(`${name}-halo`, values, place, halo)]),
    mark(name, values, place, look),
  ];
}

function describe(plot: ContourPlot, points: readonly Drawn[], language: Language): string {
  const { rv_q, q } = plot.confounding;
  const robustness = labelled[language](words.rv[language](String(q)), signed(rv_q.value, 4));
  const all = points.map(({ label }) => label);
  return [robustness, ...(all.length === 0 ? [] : [listed[language](all)])].join(language === "en" ? ". " : "。");
}
