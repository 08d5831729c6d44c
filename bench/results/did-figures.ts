/**
 * Two figures of a chapter of the study, a row a method: the bias of its average effect, and how often 95% intervals hold it;
 * filled against what the estimator estimates by its definition, open against the average effect on treated rows. Numbers in, Vega-Lite
 * out; draws nothing.
 */
import { labelledAt } from "../../src/report/figures/axis.js";
import type { FigureSpec } from "../../src/report/figures/figure-spec.js";
import { frame, USUAL_WIDTH } from "../../src/report/figures/layout.js";
import type { FigureLayer } from "../../src/report/figures/marks.js";
import { type Palette, paletteOf, QUIET, TYPE } from "../../src/report/figures/theme.js";
import { widestText } from "../../src/report/figures/words.js";
import type { Against, MethodSummary, StudyResult } from "../staggered/study.js";
import { binomialBand } from "./binomial-band.js";
import { type ChapterOfStudy, type DidStudy, usualOf } from "./did-tables.js";

const ROW_HEIGHT = 20;
const POINT_AREA = 46;
const NOMINAL = 0.95;
const BAND_OPACITY = 0.16;
/** Bars of a bias reach so many Monte Carlo errors either way. */
const ERRORS = 3;
/** Pixels a label has beside it, and the room of the key above and the axis below. */
const LABEL_GAP = 8;
const MARGINS = { right: 16, top: 44, bottom: 50 } as const;
const MOST_TICKS = 8;
/** Room beyond the outermost bias, as a share of the range. */
const ROOM = 0.06;

const targetsOf = ({ wanted }: ChapterOfStudy) =>
  [
    { key: "treated", label: wanted.key, shape: "square", isFilled: false },
    { key: "own", label: "against what the estimator estimates", shape: "circle", isFilled: true },
  ] as const;
type Target = ReturnType<typeof targetsOf>[number];

/** A line of the figure: a design's title, or an estimator under it. */
interface Line {
  readonly label: string;
  /** Null for a title. */
  readonly average: Readonly<Record<Target["key"], Against>> | null;
  /** Whether it has an estimand of its own: what is off has none that is known. */
  readonly hasOwn: boolean;
}

/** Both figures, with the files they go to beside the page. */
export function studyFigures(
  chapter: ChapterOfStudy,
  { results }: DidStudy,
): { readonly file: string; readonly figure: FigureSpec }[] {
  const lines = results.flatMap(linesOf);
  const replications = usualOf(results.map((result) => result.replications));
  return [
    { file: chapter.figures.bias, figure: biasFigure(chapter, lines, replications) },
    { file: chapter.figures.coverage, figure: coverageFigure(chapter, lines, replications) },
  ];
}

const linesOf = ({ design, methods }: StudyResult): Line[] => [
  { label: design.title, average: null, hasOwn: false },
  ...methods.flatMap((method) => {
    const average = averageOf(method);
    return average === undefined ? [] : [{ label: method.name, average, hasOwn: !method.is_off }];
  }),
];

/** The first effect of a design is its average. */
const averageOf = ({ effects: [average] }: MethodSummary) => average;

function biasFigure(chapter: ChapterOfStudy, lines: readonly Line[], replications: number): FigureSpec {
  const at = ({ bias, mc_error }: Against) => ({
    x: bias,
    low: bias - ERRORS * mc_error,
    high: bias + ERRORS * mc_error,
  });
  const ends = lines.flatMap(({ average }) => (average === null ? [] : [average.own, average.treated].map(at)));
  const [low, high] = [Math.min(0, ...ends.map((end) => end.low)), Math.max(0, ...ends.map((end) => end.high))];
  const room = ROOM * (high - low);
  return figure(chapter, lines, {
    title: "Bias of the average effect",
    description: `Mean over ${replications} replications less what is estimated. ${said(lines, chapter.wanted.words, ({ bias }) => bias.toFixed(3))}.`,
    axis: {
      title: `Bias of the average effect; bars are ${ERRORS} Monte Carlo errors`,
      domain: [low - room, high + room],
    },
    behind: (palette, bottom) => [rule("none", 0, bottom, palette)],
    at,
  });
}

function coverageFigure(chapter: ChapterOfStudy, lines: readonly Line[], replications: number): FigureSpec {
  const percent = (share: number): number => 100 * share;
  const [low, high] = binomialBand(replications, NOMINAL).map(percent) as [number, number];
  const shown = withIntervals(lines);
  return figure(chapter, shown, {
    title: "Coverage of 95% intervals of the average effect",
    description: `Share of ${replications} replications whose 95% interval holds what is estimated. ${said(shown, chapter.wanted.words, ({ covered }) => (covered === null ? "none" : `${percent(covered.share).toFixed(1)}%`))}.`,
    axis: { title: "Intervals that hold it, %; the band is where chance puts 95% of the shares", domain: [-2, 102] },
    behind: (palette, bottom) => [
      {
        name: "chance",
        data: { values: [{ low, high, y: 0, bottom }] },
        mark: { type: "rect", color: palette.ink, opacity: BAND_OPACITY },
        encoding: { x: number("low"), x2: { field: "high" }, y: number("y"), y2: { field: "bottom" } },
      },
      rule("nominal", percent(NOMINAL), bottom, palette),
    ],
    at: ({ covered }) =>
      covered === null ? null : { x: percent(covered.share), low: percent(covered.low), high: percent(covered.high) },
  });
}

function said(lines: readonly Line[], wanted: string, how: (against: Against) => string): string {
  const parts = lines.map(({ label, average, hasOwn }) => {
    if (average === null) return `${label}:`;
    return `${label} ${hasOwn ? `${how(average.own)} (${wanted} ${how(average.treated)})` : how(average.treated)}`;
  });
  return parts.join(", ").replaceAll(":,", ":");
}

/** Without methods whose average has no interval, and designs of which none has one. */
function withIntervals(lines: readonly Line[]): Line[] {
  const kept = lines.filter(({ average }) => average === null || average.own.covered !== null);
  return kept.filter(({ average }, i) => average !== null || (kept[i + 1]?.average ?? null) !== null);
}

interface Content {
  readonly title: string;
  readonly description: string;
  readonly axis: { readonly title: string; readonly domain: readonly [number, number] };
  readonly behind: (palette: Palette, bottom: number) => readonly FigureLayer[];
  /** Null where there is nothing to show. */
  readonly at: (against: Against) => { readonly x: number; readonly low: number; readonly high: number } | null;
}

const number = (field: string) => ({ field, type: "quantitative" }) as const;

function figure(
  chapter: ChapterOfStudy,
  lines: readonly Line[],
  { title, description, axis, behind, at }: Content,
): FigureSpec {
  const palette = paletteOf("light");
  const left =
    widestText(
      lines.map(({ label, average }) => (average === null ? "" : label)),
      TYPE.label,
    ) +
    2 * LABEL_GAP;
  return frame({
    ...{ title, description, palette, width: USUAL_WIDTH, height: ROW_HEIGHT * lines.length },
    margins: { ...MARGINS, left },
    layer: [
      axes(lines, axis),
      ...behind(palette, lines.length),
      titles(lines, axis.domain[0], palette),
      ...targetsOf(chapter).flatMap((target, t) => [
        points(lines, target, at, palette),
        ...key(target, t, left, palette),
      ]),
    ],
  });
}

/** Axes alone: an invisible point carries them. Rows are at whole numbers and a half, from the top. */
function axes(lines: readonly Line[], { title, domain }: Content["axis"]): FigureLayer {
  const places = lines.map((_, i) => i + 0.5);
  const names = lines.map(({ label, average }) => (average === null ? "" : label));
  return {
    name: "axes",
    data: { values: [{ x: domain[0], y: 0 }] },
    mark: { type: "point", opacity: 0 },
    encoding: {
      x: {
        ...number("x"),
        scale: { domain: [...domain], nice: false, zero: false },
        axis: { title, grid: true, tickCount: MOST_TICKS },
      },
      y: {
        ...number("y"),
        scale: { domain: [lines.length, 0], nice: false, zero: false },
        axis: {
          ...labelledAt(places, names),
          tickCount: places.length,
          labelLimit: 0,
          domain: false,
          ticks: false,
          title: null,
        },
      },
    },
  };
}

const rule = (name: string, x: number, bottom: number, palette: Palette): FigureLayer => ({
  name,
  data: { values: [{ x, y: 0, bottom }] },
  mark: { type: "rule", color: palette.ink, opacity: QUIET.line },
  encoding: { x: number("x"), y: number("y"), y2: { field: "bottom" } },
});

const titles = (lines: readonly Line[], x: number, palette: Palette): FigureLayer => ({
  name: "designs",
  data: { values: lines.flatMap(({ label, average }, i) => (average === null ? [{ x, y: i + 0.5, label }] : [])) },
  mark: {
    ...{ type: "text", align: "left", baseline: "middle", fontSize: TYPE.label, fontStyle: "italic", dx: 4 },
    color: palette.ink,
  },
  encoding: { x: number("x"), y: number("y"), text: { field: "label" } },
});

const markOf = ({ shape, isFilled }: Target, palette: Palette) => {
  const color = isFilled ? palette.first : palette.second;
  const fill = isFilled ? color : palette.ground;
  return {
    color,
    point: { type: "point", shape, fill, stroke: color, size: POINT_AREA, opacity: 1 } as { type: "point" },
  };
};

function points(lines: readonly Line[], target: Target, at: Content["at"], palette: Palette): FigureLayer {
  const { color, point } = markOf(target, palette);
  const values = lines.flatMap(({ average, hasOwn }, i) =>
    average === null || (target.key === "own" && !hasOwn) ? [] : pointOf(at(average[target.key]), i),
  );
  return {
    name: target.label,
    data: { values },
    encoding: { y: number("y") },
    layer: [
      { mark: { type: "rule", color, strokeWidth: 1.4 }, encoding: { x: number("low"), x2: { field: "high" } } },
      { mark: point, encoding: { x: number("x") } },
    ],
  };
}

const pointOf = (at: ReturnType<Content["at"]>, line: number) => (at === null ? [] : [{ ...at, y: line + 0.5 }]);

/** Above the plot, one under the other: the point and what it is measured against. */
function key(target: Target, line: number, left: number, palette: Palette): FigureLayer[] {
  const { point } = markOf(target, palette);
  const y = { value: -32 + 16 * line };
  const data = { values: [{ label: target.label }] };
  return [
    { name: `key of ${target.key}`, data, mark: point, encoding: { x: { value: 6 - left + LABEL_GAP }, y } },
    {
      name: `words of ${target.key}`,
      data,
      mark: { type: "text", align: "left", baseline: "middle", fontSize: TYPE.label, color: palette.ink },
      encoding: { x: { value: 16 - left + LABEL_GAP }, y, text: { field: "label" } },
    },
  ];
}
