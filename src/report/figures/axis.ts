/**
 * Axes: round positions and their labels, chosen here rather than by the drawing library so that the width of
 * labels, and with it the layout, is known before anything is drawn.
 */

import { TYPE } from "./theme.js";
import { widestText } from "./words.js";

/** Steps that readers count in, times a power of ten. */
const STEPS = [1, 2, 5, 10] as const;
/** Steps below or from here on are labelled with an exponent. */
const LEAST_FIXED_STEP = 1e-5;
const EXPONENT_STEP = 1e7;
/** Pixels between labels that stand side by side. */
const LABEL_SPACE = 16;
/** Ticks an axis has at most, about. */
const MOST_TICKS = 8;
/** A tick this share of a step beyond the end is on it: rounding of the division. */
const EDGE = 1e-9;
/** Positions of p nearer to a level of its own than this are left out. */
const P_LABEL_ROOM = 0.045;

/** What an axis spans and is called. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly title?: string;
  /** Positions and labels, by the pixels there are; default round ones. */
  readonly ticks?: (pixels: number) => Ticks;
  /** Lines at the positions in place of a line along the axis. */
  readonly grid?: boolean;
}

/** Positions and what they are labelled, all with the same decimals. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
  /** Pixels the widest label takes. */
  readonly labelWidth: number;
}

/** Round positions in [low, high] whose step is nearest to a `count`-th of it; `low < high`, both finite. */
export function ticksWithin(low: number, high: number, count: number, fontSize: number): Ticks {
  const rough = (high - low) / count;
  const power = Math.floor(Math.log10(rough));
  const distance = (step: number) => Math.abs(Math.log(rough / (step * 10 ** power)));
  const factor = STEPS.reduce((best, step) => (distance(step) < distance(best) ? step : best));
  const step = factor * 10 ** power;
  const first = Math.ceil(low / step - EDGE);
  const last = Math.floor(high / step + EDGE);
  const positions = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
  const isFixed = step >= LEAST_FIXED_STEP && step < EXPONENT_STEP;
  const decimals = Math.max(0, factor === 10 ? -power - 1 : -power);
  const values = positions.map((value) => Number(isFixed ? value.toFixed(decimals) : value.toPrecision(12)));
  const labels = values.map((value) => (isFixed ? fixedLabel(value, decimals) : exponentLabel(value, step)));
  return { values, labels, labelWidth: widestText(labels, fontSize) };
}

/** As many round positions in [low, high] as have labels that don't touch over `pixels`. */
export function ticksAcross(low: number, high: number, pixels: number, fontSize: number): Ticks {
  for (let count = MOST_TICKS; ; count--) {
    const ticks = ticksWithin(low, high, count, fontSize);
    const spacing = ticks.values.length < 2 ? pixels : ((ticks.values[1]! - ticks.values[0]!) / (high - low)) * pixels;
    if (count === 1 || spacing >= ticks.labelWidth + LABEL_SPACE) return ticks;
  }
}

/** [low, high] widened by `share` of its length on both sides; a single point gets room of its own size. */
export function widen(low: number, high: number, share: number): [number, number] {
  const length = high - low || Math.abs(high) || 1;
  return [low - share * length, high + share * length];
}

/** Positions labelled with their words. */
export const ticksAt = (values: readonly number[], labels: readonly string[] = values.map(String)): Ticks => ({
  ...{ values, labels },
  labelWidth: widestText(labels, TYPE.label),
});

/** Strides of positions that are counted one by one. */
const STRIDES = [1, 2, 5, 10, 20, 50] as const;
/** Pixels between labels of periods. */
const PERIOD_SPACE = 8;

/** Periods in their order with their words: all, or the first of every so many, as labels have room over `pixels`. */
export function ticksOfPeriods(times: readonly number[], pixels: number, words: (at: number) => string): Ticks {
  const room = widestText(times.map(words), TYPE.label) + PERIOD_SPACE;
  const stride = STRIDES.find((step) => (pixels / times.length) * step >= room) ?? times.length;
  const shown = times.filter((_, t) => t % stride === 0);
  return ticksAt(shown, shown.map(words));
}

/** Positions of p from 0 to 1 with `level` among them, in place of one its label would touch. */
export const ticksOfP = (level: number): Ticks =>
  ticksAt(
    [level, ...[0, 0.2, 0.4, 0.6, 0.8, 1].filter((p) => Math.abs(p - level) >= P_LABEL_ROOM)].sort((a, b) => a - b),
  );

/** Width of a grid's lines where zero has a line of its own. */
const WITHOUT_ZERO = { condition: { test: "datum.value === 0", value: 0 }, value: 1 };

/** The scale and the axis of a Vega-Lite channel of `axis`; `look` places its title. */
export function channelOf(
  { low, high, grid }: Axis,
  { values, labels }: Ticks,
  look: object,
  hasZero: boolean,
): object {
  const lines = grid === true ? { grid: true, gridWidth: hasZero ? WITHOUT_ZERO : 1, domain: false, ticks: false } : {};
  return {
    type: "quantitative",
    scale: { domain: [low, high], nice: false, zero: false },
    axis: { ...labelledAt(values, labels), ...lines, ...look },
  };
}

/** The part of a Vega-Lite axis that puts labels at positions; beyond `tickCount` Vega would leave some out. */
export function labelledAt(
  values: readonly number[],
  labels: readonly string[],
): { values: number[]; tickCount: number; labelExpr: string } {
  const cases = values.map((value, i) => `datum.value === ${value} ? ${JSON.stringify(labels[i])} : `);
  return { values: [...values], tickCount: values.length, labelExpr: `${cases.join("")}""` };
}

/** "−1,200.5": decimals, commas, a minus sign. */
function fixedLabel(value: number, decimals: number): string {
  const [whole, part] = value.toFixed(decimals).replace("-", "\u2212").split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** "2.5e−6": as many digits as the step needs. */
function exponentLabel(value: number, step: number): string {
  if (value === 0) return "0";
  const power = (x: number) => Math.floor(Math.log10(x * (1 + EDGE)));
  const digits = power(Math.abs(value)) - power(step);
  return value.toExponential(Math.max(0, digits)).replace("e+", "e").replace(/-/g, "\u2212");
}
