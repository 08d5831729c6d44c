/**
 * Two figures of the study of coverage, both against the true sigma of the product: the share of intervals that
 * hold it, beside the band chance gives to 95%, and the mean of estimates. Numbers in, Vega-Lite out; draws nothing.
 */
import type { FigureSpec } from "../../src/report/figures/figure-spec.js";
import { frame, USUAL_WIDTH } from "../../src/report/figures/layout.js";
import type { FigureLayer } from "../../src/report/figures/marks.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../src/report/figures/theme.js";
import type { Coverage, CoverageOfProduct } from "../coverage/study.js";
import { binomialBand } from "./binomial-band.js";

const PLOT_HEIGHT = 300;
const MARGINS = { left: 64, right: 120, top: 30, bottom: 50 };
const POINT_AREA = 60;
/** Pixels from the edge of the figure to the title of an axis. */
const EDGE_GAP = 6;
const NOMINAL = 0.95;
const BAND_OPACITY = 0.14;
const ESTIMATORS = [
  { name: "iv", label: "2SLS", shape: "circle" },
  { name: "ols", label: "least squares", shape: "square" },
] as const;

/** Coverage by product. */
export function coverageFigure({ products, replications }: Coverage): FigureSpec {
  const [low, high] = binomialBand(replications, NOMINAL);
  const [from, to] = sigmaRange(products);
  const percent = (share: number) => 100 * share;
  const values = (name: "iv" | "ols") => products.map((one) => ({ sigma: one.sigma, y: percent(one[name].covered) }));
  const text = ESTIMATORS.map(
    ({ name, label }) =>
      `${label}: ${products.map((one) => `sigma ${one.sigma} ${percent(one[name].covered).toFixed(1)}%`).join(", ")}`,
  );
  return figure(products, {
    title: "Coverage of 95% intervals of sigma",
    description: `Share of ${replications} replications whose 95% interval of sigma holds the truth. ${text.join("; ")}.`,
    y: { title: "Intervals that hold the true sigma, %", domain: [0, 100], ticks: [0, 20, 40, 60, 80, 95] },
    behind: (palette) => [
      {
        name: "chance",
        data: { values: [{ from, to, low: percent(low), high: percent(high) }] },
        mark: { type: "rect", color: palette.ink, opacity: BAND_OPACITY },
        encoding: {
          x: { field: "from", type: "quantitative" },
          x2: { field: "to" },
          y: { field: "low", type: "quantitative" },
          y2: { field: "high" },
        },
      },
      {
        name: "band's name",
        data: { values: [{ sigma: from, y: percent(low), label: "where chance alone puts 95% of the shares" }] },
        mark: { type: "text", align: "left", baseline: "top", dx: 4, dy: 5, fontSize: TYPE.small, color: palette.ink },
        encoding: { x, y, text: { field: "label" } },
      },
      line("nominal", palette, [
        { sigma: from, y: percent(NOMINAL) },
        { sigma: to, y: percent(NOMINAL) },
      ]),
    ],
    values,
  });
}

/** Mean estimate by product, beside the truth; bars are two standard deviations of the estimate either way. */
export function meanFigure({ products, replications }: Coverage): FigureSpec {
  const [from, to] = sigmaRange(products);
  const text = ESTIMATORS.map(
    ({ name, label }) =>
      `${label}: ${products.map((one) => `sigma ${one.sigma} mean ${one[name].mean.toFixed(3)}`).join(", ")}`,
  );
  return figure(products, {
    title: "Mean estimate of sigma against the truth",
    description: `Means over ${replications} replications, and two standard deviations either way. ${text.join("; ")}.`,
    y: { title: "Mean estimate, two standard deviations either way", domain: [1, to], ticks: wholes(1, to) },
    behind: (palette) => [
      line("truth", palette, [
        { sigma: from, y: from },
        { sigma: to, y: to },
      ]),
      ...ESTIMATORS.map(({ name }, e) => spread(name, products, e === 0 ? palette.first : palette.second)),
    ],
    values: (name) => products.map((one) => ({ sigma: one.sigma, y: one[name].mean })),
  });
}

interface Point {
  readonly sigma: number;
  readonly y: number;
}

interface Content {
  readonly title: string;
  readonly description: string;
  readonly y: { readonly title: string; readonly domain: readonly [number, number]; readonly ticks: readonly number[] };
  readonly behind: (palette: Palette) => readonly FigureLayer[];
  readonly values: (name: "iv" | "ols") => readonly Point[];
}

const x = { field: "sigma", type: "quantitative" } as const;
const y = { field: "y", type: "quantitative" } as const;

function figure(products: readonly CoverageOfProduct[], content: Content): FigureSpec {
  const palette = paletteOf("light");
  return frame({
    title: content.title,
    description: content.description,
    width: USUAL_WIDTH,
    height: PLOT_HEIGHT,
    margins: MARGINS,
    palette,
    layer: [
      axes(sigmaRange(products), content.y),
      ...content.behind(palette),
      ...ESTIMATORS.map(({ name, label, shape }, e) => {
        const color = e === 0 ? palette.first : palette.second;
        return points(
          { values: content.values(name), label, labelAt: sigmaRange(products)[1], shape, color, filled: e === 0 },
          palette,
        );
      }),
    ],
  });
}

/** Whole numbers half a unit beyond the products. */
function sigmaRange(products: readonly CoverageOfProduct[]): [number, number] {
  const sigmas = products.map(({ sigma }) => sigma);
  return [Math.ceil(Math.min(...sigmas)) - 1, Math.floor(Math.max(...sigmas)) + 1];
}

const wholes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Grid and axes alone: an invisible point carries them. */
function axes([from, to]: [number, number], { title, domain, ticks }: Content["y"]): FigureLayer {
  return {
    name: "axes",
    data: { values: [{ sigma: from, y: domain[0] }] },
    mark: { type: "point", opacity: 0 },
    encoding: {
      x: {
        ...x,
        scale: { domain: [from, to], nice: false, zero: false },
        axis: { values: wholes(from, to), format: "d", title: "True sigma of the product" },
      },
      y: {
        ...y,
        scale: { domain: [...domain], nice: false, zero: false },
        axis: {
          values: [...ticks],
          grid: true,
          domain: false,
          ticks: false,
          title,
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

function line(name: string, palette: Palette, values: readonly Point[]): FigureLayer {
  const dashed = { color: palette.ink, opacity: QUIET.line, strokeDash: [...DASH.cut], strokeWidth: 1.2 };
  return { name, data: { values: [...values] }, mark: { type: "line", ...dashed }, encoding: { x, y } };
}

function spread(name: "iv" | "ols", products: readonly CoverageOfProduct[], color: string): FigureLayer {
  const values = products.map((one) => ({
    sigma: one.sigma,
    low: one[name].mean - 2 * one[name].sd,
    high: one[name].mean + 2 * one[name].sd,
  }));
  return {
    name: `spread ${name}`,
    data: { values },
    mark: { type: "rule", color, strokeWidth: 1.6 },
    encoding: { x, y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
  };
}

interface Series {
  readonly values: readonly Point[];
  readonly label: string;
  readonly labelAt: number;
  readonly shape: string;
  readonly color: string;
  readonly filled: boolean;
}

/** Points, and the label of the series at the right edge, as high as the last. */
function points({ values, label, labelAt, shape, color, filled }: Series, palette: Palette): FigureLayer {
  const mark = {
    type: "point",
    shape,
    fill: filled ? color : palette.ground,
    stroke: color,
    size: POINT_AREA,
    opacity: 1,
  };
  return {
    name: label,
    data: { values: [...values] },
    encoding: { x, y },
    layer: [
      { mark: mark as { type: "point" } },
      {
        data: { values: [{ sigma: labelAt, y: values.at(-1)!.y, label }] },
        mark: { type: "text", align: "left", baseline: "middle", dx: 8, fontSize: TYPE.label, color },
        encoding: { text: { field: "label" } },
      },
    ],
  };
}
