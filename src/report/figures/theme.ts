/**
 * Colours and type of the figures: three themes, one config for Vega-Lite. Colours are Okabe and Ito's,
 * which colour-blind readers distinguish; series differ by form as well, so that grey print loses nothing.
 * Source: Okabe & Ito (2008), Color Universal Design, https://jfly.uni-koeln.de/color/.
 */
import type { Config } from "vega-lite";
import type { FigureTheme } from "./figure-spec.js";

/** Colours a figure is drawn with. */
export interface Palette {
  /** Ground, or "transparent". */
  readonly ground: string;
  /** Text, axes and reference lines. */
  readonly ink: string;
  /** First series: estimates, density. */
  readonly first: string;
  /** Second series: p-values. */
  readonly second: string;
  /** Series distinguished in one figure, the first two as above; each has a form of its own too. */
  readonly series: readonly string[];
}

const BLUE = "#0072B2";
const VERMILLION = "#D55E00";
const SKY_BLUE = "#56B4E9";
const ORANGE = "#E69F00";
const GREEN = "#009E73";
const PURPLE = "#CC79A7";
const BROWN = "#8C5A2B";
const SAND = "#C9A36B";
/** Between blue and sky blue: at least 4 to 1 against both grounds of the report page. */
const MIDDLE_BLUE = "#1F83C6";

const PALETTES: Readonly<Record<FigureTheme, Palette>> = {
  light: {
    ground: "#ffffff",
    ink: "#1d1d1b",
    first: BLUE,
    second: VERMILLION,
    series: [BLUE, VERMILLION, GREEN, "#1d1d1b", PURPLE, ORANGE, SKY_BLUE, BROWN],
  },
  dark: {
    ground: "#171716",
    ink: "#ecebe6",
    first: SKY_BLUE,
    second: ORANGE,
    series: [SKY_BLUE, ORANGE, GREEN, "#ecebe6", PURPLE, VERMILLION, MIDDLE_BLUE, SAND],
  },
  inherit: {
    ground: "transparent",
    ink: "currentColor",
    first: MIDDLE_BLUE,
    second: VERMILLION,
    series: [MIDDLE_BLUE, VERMILLION, GREEN, "currentColor", PURPLE, ORANGE, SKY_BLUE, BROWN],
  },
};

/** The colours of a theme. */
export const paletteOf = (theme: FigureTheme): Palette => PALETTES[theme];

/** Forms of the series of a figure, beside their colours. */
export const SHAPES = [
  ...(["circle", "square", "triangle-up", "diamond"] as const),
  ...(["triangle-down", "cross", "triangle-right", "triangle-left"] as const),
] as const;

/** Families tried in turn: the reader's interface font, Latin and Chinese, then the font the PNG renderer brings. */
export const FONT_FAMILIES =
  "system-ui, -apple-system, Segoe UI, Noto Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, DejaVu Sans, sans-serif";

/** Sizes of type in pixels at the drawn width. */
export const TYPE = { title: 12, label: 11.5, small: 10.5 } as const;

/** Opacity of lines and words that stand back. */
export const QUIET = { line: 0.55, grid: 0.13, text: 0.75 } as const;

/** Dash patterns: the period or cut-off beside which estimates are read, and the actual estimate. */
export const DASH = { cut: [4, 3], estimate: [7, 3] } as const;

/** Vega-Lite config that gives every figure the same axes and type. */
export function figureConfig(palette: Palette): Config {
  return {
    aria: false,
    background: palette.ground,
    font: FONT_FAMILIES,
    view: { stroke: null },
    axis: {
      domainColor: palette.ink,
      domainOpacity: QUIET.line,
      tickColor: palette.ink,
      tickOpacity: QUIET.line,
      tickSize: 4,
      tickRound: false,
      translate: 0,
      grid: false,
      gridColor: palette.ink,
      gridOpacity: QUIET.grid,
      labelColor: palette.ink,
      labelFontSize: TYPE.label,
      labelBound: false,
      labelFlush: false,
      labelOverlap: false,
      labelPadding: 5,
      titleColor: palette.ink,
      titleFontSize: TYPE.title,
      titleFontWeight: "normal",
    },
    text: { color: palette.ink, fontSize: TYPE.small },
    rule: { color: palette.ink },
  };
}
