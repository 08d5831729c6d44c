/**
 * What a city has in each year that no policy moves: controls, tertiary share, exports. A level by development,
 * a trend, and deviations that carry over from year to year.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { PURPOSE, philoxNormal } from "../../../engine/kernels/resample.js";
import { carriedOver, round } from "./draws.js";

/** A series: level, what a standard deviation of development and a year add, standard deviation, bounds. */
interface Series {
  readonly level: number;
  readonly dev: number;
  readonly year: number;
  readonly sd: number;
  readonly least?: number;
  readonly most?: number;
}

/** The paper's controls, in the order of their columns. */
export const CONTROLS = {
  eco: { level: 10.2, dev: 0.35, year: 0.07, sd: 0.08 },
  fin: { level: 2.1, dev: 0.25, year: 0.06, sd: 0.25 },
  fdi: { level: 9.5, dev: 0.8, year: 0, sd: 0.5 },
  open: { level: 0.25, dev: 0.12, year: -0.005, sd: 0.05, least: 0.01 },
  urban: { level: 0.5, dev: 0.08, year: 0.012, sd: 0.015, most: 0.98 },
  ia: { level: 0.22, dev: 0.03, year: 0.006, sd: 0.02 },
  edu: { level: 0.018, dev: 0.004, year: 0.0005, sd: 0.002 },
  infra: { level: 14, dev: 1.5, year: 0.5, sd: 1.2 },
  market: { level: 7, dev: 0.9, year: 0.15, sd: 0.3 },
} as const satisfies Readonly<Record<string, Series>>;
export type Control = keyof typeof CONTROLS;
export const CONTROL_NAMES = Object.keys(CONTROLS) as readonly Control[];

/** What one unit of each control adds to quality; the others add nothing. */
export const CONTROL_EFFECTS = { eco: -0.008, fdi: 0.004, open: 0.02, ia: 0.55, edu: 1.2 } as const;

const TERTIARY: Series = { level: 0.35, dev: 0.06, year: 0.01, sd: 0.01, least: 0.05, most: 0.95 };
/** Of exports, whose value is the square, in millions. */
const ROOT_EXPORTS: Series = { level: 20, dev: 4, year: 0.6, sd: 1.5, least: 1 };

/** What mediators are without a pilot, and what one unit of each adds to quality. */
export const MEDIATOR_SERIES = {
  innovation: { level: 3, dev: 0.4, year: 0.1, sd: 0.3, quality: 0.02 },
  informatisation: { level: 0.4, dev: 0.08, year: 0.03, sd: 0.05, quality: 0.1 },
  allocation: { level: 1, dev: 0.1, year: 0.02, sd: 0.1, quality: 0.05 },
} as const;

/** Correlation of deviations from year to year. */
const CARRY = 0.6;

/** Series a city draws, in the order of its stream. */
const DRAWN = [
  ...CONTROL_NAMES,
  ...["tertiary", "exports", "innovation", "informatisation", "allocation", "shared", "error"],
] as const;
export type Drawn = Control | "tertiary" | "exports" | keyof typeof MEDIATOR_SERIES | "shared" | "error";

/** Standard normals of a city by series, a year each. */
export type Shocks = (series: Drawn) => Float64Array;

/** The draws of city `c` (0-based), a function of seed and city. */
export function shocksOf(engine: Engine, seed: number, c: number, nYears: number): Shocks {
  const z = philoxNormal(engine, DRAWN.length * nYears, { seed, replication: c, purpose: PURPOSE.cities });
  return (series) => {
    const place = (DRAWN as readonly string[]).indexOf(series);
    return z.subarray(place * nYears, (place + 1) * nYears);
  };
}

/** Deviations of standard deviation 1, correlated over years as those of every series. */
export const deviations = (z: Float64Array): Float64Array => carriedOver(z, CARRY);

/** The paper's control `name` of a city. */
export const controlOf = (shocks: Shocks, name: Control, dev: number): Float64Array =>
  seriesOf(CONTROLS[name], shocks(name), dev).map(round);

export const tertiaryOf = (shocks: Shocks, dev: number): Float64Array =>
  seriesOf(TERTIARY, shocks("tertiary"), dev).map(round);

/** Value of exports, millions with two decimals. */
export const exportsOf = (shocks: Shocks, dev: number): Float64Array =>
  seriesOf(ROOT_EXPORTS, shocks("exports"), dev).map((root) => Math.round(100 * root * root) / 100);

function seriesOf({ level, dev, year, sd, least, most }: Series, z: Float64Array, development: number): Float64Array {
  const deviation = deviations(z);
  return deviation.map((x, t) =>
    Math.min(most ?? Infinity, Math.max(least ?? -Infinity, level + dev * development + year * t + sd * x)),
  );
}
