/**
 * Figures of growth: time against rows, both on logarithmic scales, a line for each backend and number of threads. That of the
 * page is of firm-year. Rows in, Vega-Lite out; draws nothing.
 */
import type { FigureSpec } from "../../src/report/figures/figure-spec.js";
import { frame, USUAL_WIDTH } from "../../src/report/figures/layout.js";
import type { FigureLayer } from "../../src/report/figures/marks.js";
import { type Palette, paletteOf, TYPE } from "../../src/report/figures/theme.js";
import type { BenchRow } from "../row.js";

/** The design whose sizes are on the figure, with the columns it has when none are asked for. */
const PROBLEM = /^firm-year-\de\d$/;
const PLOT_HEIGHT = 340;
const MARGINS = { left: 64, right: 150, top: 30, bottom: 50 };
const POINT_AREA = 55;
/** Pixels between the middles of labels at the lines' ends. */
const LABEL_GAP = 15;
const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
];
/** Pixels from the edge of the figure to the title of an axis. */
const EDGE_GAP = 6;

/** A line of a figure of growth. */
export interface Series {
  readonly label: string;
  readonly isOurs: boolean;
  readonly threads: number;
  /** In ascending order of n. */
  readonly points: readonly { readonly n: number; readonly ms: number }[];
}

/** The figure, or null where no backend has two sizes. */
export function growthFigure(rows: readonly BenchRow[]): FigureSpec | null {
  const series = seriesOf(rows);
  return series.length === 0 ? null : growthOf(series, "Milliseconds", "take two fixed effects out of eleven columns");
}

/** Lines on logarithmic scales; `time` is the unit of the vertical one, `what` what takes the time. */
export function growthOf(series: readonly Series[], time: string, what: string): FigureSpec {
  const palette = paletteOf("light");
  const all = series.flatMap(({ points }) => points);
  const domain = {
    n: decades(all.map(({ n }) => n)),
    ms: decades(all.map(({ ms }) => ms)),
  };
  return frame({
    title: "Growth with the number of rows",
    description: describe(series, time, what),
    width: USUAL_WIDTH,
    height: PLOT_HEIGHT,
    margins: MARGINS,
    palette,
    layer: [axes(domain, time), ...series.map((one) => line(one, palette)), ends(series, domain)],
  });
}

function seriesOf(rows: readonly BenchRow[]): Series[] {
  const found = new Map<string, { isOurs: boolean; threads: number; points: { n: number; ms: number }[] }>();
  for (const { suite, problem, backend, threads, n, ms } of rows) {
    if (suite !== "absorb" || !PROBLEM.test(problem) || !["wasmetrics", "fixest"].includes(backend)) continue;
    const label = `${backend}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    const series = found.get(label) ?? { isOurs: backend === "wasmetrics", threads, points: [] };
    series.points.push({ n, ms });
    found.set(label, series);
  }
  return [...found]
    .map(([label, series]) => ({ ...series, label, points: series.points.sort((a, b) => a.n - b.n) }))
    .filter(({ points }) => points.length > 1);
}

type Domain = { readonly n: readonly number[]; readonly ms: readonly number[] };

/** Powers of ten from at or below the least to at or above the most. */
function decades(values: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}

const x = { field: "n", type: "quantitative" } as const;
const y = { field: "ms", type: "quantitative" } as const;

/** Grid and axes alone: an invisible point carries them. */
function axes({ n, ms }: Domain, time: string): FigureLayer {
  const scale = (ticks: readonly number[]) => ({
    type: "log" as const,
    domain: [ticks[0]!, ticks.at(-1)!],
    nice: false,
  });
  return {
    name: "axes",
    data: { values: [{ n: n[0]!, ms: ms[0]! }] },
    mark: { type: "point", opacity: 0 },
    encoding: {
      x: { ...x, scale: scale(n), axis: { values: [...n], format: ",", title: "Rows" } },
      y: {
        ...y,
        scale: scale(ms),
        axis: {
          values: [...ms],
          format: ",~r",
          grid: true,
          domain: false,
          ticks: false,
          title: time,
          titleAngle: 0,
          titleAlign: "left",
          titleX: EDGE_GAP - MARGINS.left,
          titleY: -14,
          titleBaseline: "bottom",
        },
      },
    },
  };
}

/** Colour tells backends apart, dashes tell threads, and so do filled and hollow points. */
function line({ label, isOurs, threads, points }: Series, palette: Palette): FigureLayer {
  const color = isOurs ? palette.first : palette.second;
  const dash = DASHES[Math.min(threads, DASHES.length) - 1]!;
  return {
    name: label,
    data: { values: points.map((point) => ({ ...point })) },
    encoding: { x, y },
    layer: [
      { mark: { type: "line", strokeWidth: 1.8, color, strokeDash: [...dash] } },
      {
        mark: {
          type: "point",
          shape: isOurs ? "circle" : "square",
          fill: threads === 1 ? color : palette.ground,
          stroke: color,
          size: POINT_AREA,
          opacity: 1,
        },
      },
    ],
  };
}

/** Labels at the right ends, moved apart where lines end close together. */
function ends(series: readonly Series[], { ms }: Domain): FigureLayer {
  const height = (value: number) => PLOT_HEIGHT * (1 - Math.log10(value / ms[0]!) / Math.log10(ms.at(-1)! / ms[0]!));
  const places = series
    .map(({ label, points }) => ({ label, n: points.at(-1)!.n, at: height(points.at(-1)!.ms) }))
    .sort((a, b) => a.at - b.at);
  places.forEach((place, i) => {
    if (i > 0) place.at = Math.max(place.at, places[i - 1]!.at + LABEL_GAP);
  });
  return {
    name: "labels",
    data: { values: places },
    mark: { type: "text", align: "left", baseline: "middle", dx: 10, fontSize: TYPE.label },
    encoding: {
      x,
      y: { field: "at", type: "quantitative", scale: null },
      text: { field: "label" },
    },
  };
}

function describe(series: readonly Series[], time: string, what: string): string {
  const parts = series.map(({ label, points }) => {
    const values = points.map(({ n, ms }) => `${n.toLocaleString("en")} rows ${Number(ms.toPrecision(3))}`);
    return `${label}: ${values.join(", ")}`;
  });
  return `${time} to ${what}. ${parts.join("; ")}.`;
}
