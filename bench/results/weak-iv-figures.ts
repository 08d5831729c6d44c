/**
 * The figure of a design of the study of weak instruments: a panel a correlation, shares of rejections against
 * E[F], a line a method, bars where the probability may be, and a band where chance puts 95% of the shares of a test that
 * rejects 5%. Colours are Okabe and Ito's; shape, fill and dashes tell methods apart in grey. Numbers in, Vega-Lite out.
 */

import { labelledAt } from "../../src/report/figures/axis.js";
import type { FigureSpec } from "../../src/report/figures/figure-spec.js";
import { frame } from "../../src/report/figures/layout.js";
import type { FigureLayer } from "../../src/report/figures/marks.js";
import { DASH, type Palette, paletteOf, QUIET, TYPE } from "../../src/report/figures/theme.js";
import { textWidth } from "../../src/report/figures/words.js";
import type { WeakDesign } from "../weak-iv/design.js";
import type { Share } from "../weak-iv/share.js";
import { FOLK_F, type WeakCell, type WeakResult } from "../weak-iv/study.js";
import { binomialBand } from "./binomial-band.js";

const WIDTH = 760;
const PLOT_HEIGHT = 300;
const MARGINS = { left: 52, right: 14, top: 74, bottom: 50 };
/** Panels' distance, in pixels, and the room beside the outermost strengths. */
const PANEL_GAP = 22;
const PANEL_INSET = 14;
/** Pixels from a method's points to the next method's, at the same strength. */
const DODGE = 3.4;
const POINT_AREA = 38;
const LEVEL = 0.05;
const BAND_OPACITY = 0.16;
const TICKS = [0, 1, 5, 10, 20, 40, 60, 80, 100];
/** Strengths with a label: those between would touch. */
const LABELLED = [1.1, 2, 4, 10, 30, 104.7];
/** Pixels above the plot of the panels' names, the axis's title and the key. */
const ABOVE = { panel: 10, title: 30, key: 54 } as const;
const EDGE_GAP = 6;
const GREEN = "#009E73";

interface Method {
  readonly label: string;
  readonly of: (cell: WeakCell) => Share | null;
  readonly color: (palette: Palette) => string;
  readonly shape: string;
  readonly filled: boolean;
  readonly dash: readonly number[];
}

const METHODS: readonly Method[] = [
  {
    label: "2SLS t",
    of: (cell) => cell.rejected["2sls"],
    color: ({ second }) => second,
    shape: "circle",
    filled: true,
    dash: [1, 0],
  },
  {
    label: `2SLS t where F > ${FOLK_F}`,
    of: (cell) => cell.pretested.rejected,
    color: ({ second }) => second,
    shape: "circle",
    filled: false,
    dash: DASH.cut,
  },
  {
    label: "LIML t",
    of: (cell) => cell.rejected.liml,
    color: ({ ink }) => ink,
    shape: "diamond",
    filled: false,
    dash: [1, 2],
  },
  {
    label: "tF",
    of: (cell) => cell.rejected.tF,
    color: () => GREEN,
    shape: "triangle-up",
    filled: false,
    dash: [7, 2],
  },
  {
    label: "Anderson-Rubin",
    of: (cell) => cell.rejected.anderson_rubin,
    color: ({ first }) => first,
    shape: "square",
    filled: true,
    dash: [1, 0],
  },
];

/** File of a design's figure, beside the page. */
export const weakFigureFile = ({ name }: WeakDesign): string => `weak-iv-${name}.svg`;

/** The figure; null for a design of one correlation, which has a table alone. */
export function weakFigure({ design, cells }: WeakResult, replications: number): FigureSpec | null {
  if (design.rhos.length < 2) return null;
  const palette = paletteOf("light");
  const methods = METHODS.filter(({ of }) => cells.some((cell) => of(cell) !== null));
  const place = placing(design);
  return frame({
    title: "Rejections of the true coefficient against the strength of instruments",
    description: describe(design, cells, methods, replications),
    width: WIDTH,
    height: PLOT_HEIGHT,
    margins: MARGINS,
    palette,
    layer: [
      axes(design, place),
      ...panels(design, place, replications, palette),
      ...methods.flatMap((method, m) =>
        design.rhos.map((rho) => {
          const own = cells.filter((cell) => cell.rho === rho);
          return series(method, own, place, (m - (methods.length - 1) / 2) * DODGE, palette);
        }),
      ),
      key(methods, palette),
    ],
  });
}

/** Pixels across the plot. */
interface Placing {
  readonly at: (rho: number, strength: number) => number;
  /** Left and right edge of a panel. */
  readonly edges: (rho: number) => readonly [number, number];
}

const ACROSS = WIDTH - MARGINS.left - MARGINS.right;

function placing({ rhos, strengths }: WeakDesign): Placing {
  const width = (ACROSS - PANEL_GAP * (rhos.length - 1)) / rhos.length;
  const left = (rho: number) => rhos.indexOf(rho) * (width + PANEL_GAP);
  const [first, last] = [Math.log(strengths[0]!), Math.log(strengths.at(-1)!)];
  const along = (strength: number) => (Math.log(strength) - first) / (last - first);
  return {
    at: (rho, strength) => left(rho) + PANEL_INSET + along(strength) * (width - 2 * PANEL_INSET),
    edges: (rho) => [left(rho), left(rho) + width],
  };
}

const x = { field: "x", type: "quantitative" } as const;
const y = { field: "y", type: "quantitative" } as const;
const percent = (share: number): number => 100 * share;

/** Axes alone: an invisible point carries them. Vega leaves out every other tick where they are more than `tickCount`. */
function axes({ rhos, strengths }: WeakDesign, { at }: Placing): FigureLayer {
  const labelled = rhos.flatMap((rho) => strengths.map((strength) => ({ strength, x: at(rho, strength) })));
  const places = labelled.map((one) => one.x);
  const labels = labelled.map(({ strength }) => (LABELLED.includes(strength) ? String(strength) : ""));
  return {
    name: "axes",
    data: { values: [{ x: 0, y: 0 }] },
    mark: { type: "point", opacity: 0 },
    encoding: {
      x: {
        ...x,
        scale: { domain: [0, ACROSS], nice: false, zero: false },
        axis: {
          ...labelledAt(places, labels),
          tickCount: places.length,
          domain: false,
          title: "E[F] of the first stage, logarithmic scale",
        },
      },
      y: {
        ...y,
        scale: { type: "sqrt", domain: [0, 100], nice: false },
        axis: {
          values: TICKS,
          tickCount: TICKS.length,
          domain: false,
          ticks: false,
          title: "Replications that reject the truth at 5%, %, square-root scale",
          titleAngle: 0,
          titleAlign: "left",
          titleX: EDGE_GAP - MARGINS.left,
          titleY: -ABOVE.title,
          titleBaseline: "bottom",
        },
      },
    },
  };
}

/** Grid, band of chance, line at 5% and name of each panel. */
function panels({ rhos }: WeakDesign, { edges }: Placing, replications: number, palette: Palette): FigureLayer[] {
  const [low, high] = binomialBand(replications, LEVEL).map(percent) as [number, number];
  const spans = rhos.map((rho) => ({ rho, from: edges(rho)[0], to: edges(rho)[1], label: `rho = ${rho}` }));
  const from = { field: "from", type: "quantitative" } as const;
  const grid = spans.flatMap(({ from, to }) => TICKS.map((y) => ({ from, to, y })));
  return [
    {
      name: "grid",
      data: { values: grid },
      mark: { type: "rule", color: palette.ink, opacity: QUIET.grid },
      encoding: { x: from, x2: { field: "to" }, y },
    },
    {
      name: "chance",
      data: { values: spans.map((span) => ({ ...span, low, high })) },
      mark: { type: "rect", color: palette.ink, opacity: BAND_OPACITY },
      encoding: {
        x: from,
        x2: { field: "to" },
        y: { field: "low", type: "quantitative" },
        y2: { field: "high" },
      },
    },
    {
      name: "nominal",
      data: { values: spans.map((span) => ({ ...span, y: percent(LEVEL) })) },
      mark: { type: "rule", color: palette.ink, opacity: QUIET.line, strokeWidth: 1.2 },
      encoding: { x: from, x2: { field: "to" }, y },
    },
    {
      name: "panels",
      data: { values: spans.map((span) => ({ ...span, y: -ABOVE.panel })) },
      mark: { type: "text", align: "left", baseline: "bottom", fontSize: TYPE.label, color: palette.ink },
      encoding: { x: from, y: { ...y, scale: null }, text: { field: "label" } },
    },
  ];
}

/** A method in a panel: bars, line, points. */
function series(
  method: Method,
  cells: readonly WeakCell[],
  { at }: Placing,
  dodge: number,
  palette: Palette,
): FigureLayer {
  const values = cells.flatMap((cell) => {
    const share = method.of(cell);
    if (share === null) return [];
    const [y, low, high] = [share.share, share.low, share.high].map(percent);
    return [{ x: at(cell.rho, cell.strength) + dodge, y, low, high }];
  });
  const color = method.color(palette);
  return {
    name: `${method.label}, rho ${cells[0]!.rho}`,
    data: { values },
    encoding: { x },
    layer: [
      {
        mark: { type: "rule", color, strokeWidth: 1.1 },
        encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" } },
      },
      { mark: { type: "line", color, strokeWidth: 1.5, strokeDash: [...method.dash] }, encoding: { y } },
      { mark: pointOf(method, palette), encoding: { y } },
    ],
  };
}

function pointOf({ color, shape, filled }: Method, palette: Palette) {
  const own = color(palette);
  const fill = filled ? own : palette.ground;
  return { type: "point", shape, fill, stroke: own, size: POINT_AREA, opacity: 1 } as { type: "point" };
}

/** One row above the plot: a piece of line with the point, and the name. */
function key(methods: readonly Method[], palette: Palette): FigureLayer {
  const [piece, gap, between] = [26, 6, 20];
  let left = EDGE_GAP - MARGINS.left;
  const entries = methods.map((method) => {
    const from = left;
    left += piece + gap + textWidth(method.label, TYPE.label) + between;
    return { method, from, to: from + piece, y: -ABOVE.key };
  });
  const pixels = { y: { ...y, scale: null } } as const;
  return {
    name: "key",
    layer: entries.flatMap(({ method, from, to, y }): FigureLayer[] => {
      const color = method.color(palette);
      const at = (x: number) => ({ x: { value: x }, ...pixels });
      return [
        {
          data: { values: [{ y }] },
          mark: { type: "rule", color, strokeWidth: 1.5, strokeDash: [...method.dash] },
          encoding: { ...at(from), x2: { value: to } },
        },
        { data: { values: [{ y }] }, mark: pointOf(method, palette), encoding: at((from + to) / 2) },
        {
          data: { values: [{ y, label: method.label }] },
          mark: { type: "text", align: "left", baseline: "middle", fontSize: TYPE.label, color: palette.ink },
          encoding: { ...at(to + gap), text: { field: "label" } },
        },
      ];
    }),
  };
}

function describe(
  design: WeakDesign,
  cells: readonly WeakCell[],
  methods: readonly Method[],
  replications: number,
): string {
  const parts = methods.flatMap(({ label, of }) =>
    design.rhos.map((rho) => {
      const own = cells.filter((cell) => cell.rho === rho && of(cell) !== null);
      const shares = own.map((cell) => `E[F] ${cell.strength} ${percent(of(cell)!.share).toFixed(1)}%`);
      return `${label}, rho ${rho}: ${shares.join(", ")}`;
    }),
  );
  return `Share of ${replications} replications that reject the true coefficient at 5%. ${parts.join("; ")}.`;
}
