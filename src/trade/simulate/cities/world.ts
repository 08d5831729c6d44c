/**
 * What cities are before any year is drawn: place, development, ground, who becomes a pilot when, and who
 * has which other policy. Drawn from streams of their own, a number a city each.
 */
import { PURPOSE, philoxNormal, philoxUniform, randomPermutation } from "../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { CitiesParameters } from "./options.js";

// Standard normals to what simulated cities draw: deviations that carry over, six decimals, ranks.

/** Six decimals: what is drawn stands in a file as it enters quality. */
export const round = (x: number): number => Math.round(x * 1e6) / 1e6;

/** Stationary deviations of standard deviation 1 with correlation `r` from year to year, from standard normals. */
function carriedOver(z: Float64Array, r: number): Float64Array {
  const x = new Float64Array(z.length);
  const fresh = Math.sqrt(1 - r * r);
  z.forEach((shock, t) => {
    x[t] = t === 0 ? shock : r * x[t - 1]! + fresh * shock;
  });
  return x;
}

/** Places of the `count` highest scores, the highest first; of equal ones the first. */
const highest = (score: Float64Array, count: number): number[] =>
  [...score.keys()].sort((c, d) => score[d]! - score[c]! || c - d).slice(0, count);

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

// What a city has in each year that no policy moves: controls, tertiary share, exports. A level by development, a
// trend, and deviations that carry over from year to year.

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
const CONTROLS = {
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
type Control = keyof typeof CONTROLS;
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
type Drawn = Control | "tertiary" | "exports" | keyof typeof MEDIATOR_SERIES | "shared" | "error";

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

/** Streams of what a city has, by their numbers. */
const STREAM = { dev: 0, groundA: 1, groundB: 2, level: 3, unseen: 4, batch: 5, policy: 10, policyYear: 20 };
/** Weight of what no column shows in who becomes a pilot. */
const UNSEEN = 0.9;
/** Mean of ruggedness. */
const RUGGED = 1.2;
/** Years from the first batch on in which other policies begin. */
const POLICY_YEARS = 5;

/** Arrays by city. */
export interface CitiesWorld {
  readonly parameters: CitiesParameters;
  readonly nYears: number;
  readonly province: Uint32Array;
  readonly dev: Float64Array;
  readonly rugged: Float64Array;
  readonly level: Float64Array;
  readonly unseen: Float64Array;
  /** First treated year; NaN never. */
  readonly cohort: Float64Array;
  /** 1 where development before the first batch is above its median. */
  readonly high: Uint8Array;
  /** First year of each other policy; NaN never. */
  readonly policies: readonly Float64Array[];
  /** f64[provinces*nYears], standard normals with correlation over years. */
  readonly provinceShocks: Float64Array;
  readonly firstBatch: number;
}

/** Draws the world of `p`. */
export function citiesWorld(engine: Engine, p: CitiesParameters): CitiesWorld {
  const { cities: n, seed } = p;
  const stream = (replication: number) => ({ seed, replication, purpose: PURPOSE.citiesEntities });
  const normals = (replication: number) => philoxNormal(engine, n, stream(replication));
  const [firstYear, lastYear] = p.years;
  const nYears = lastYear - firstYear + 1;
  const batchYears = Object.keys(p.batches).map(Number);
  const firstBatch = batchYears.length === 0 ? firstYear + 1 : Math.min(...batchYears);
  const dev = normals(STREAM.dev);
  const [a, b] = [normals(STREAM.groundA), normals(STREAM.groundB)];
  const rugged = a.map((z, c) => round((RUGGED * (z * z + b[c]! * b[c]!)) / 2));
  const unseen = normals(STREAM.unseen);
  const score = dev.map((x, c) => p.selection * x - p.relevance * rugged[c]! + UNSEEN * unseen[c]!);
  const pilots = highest(
    score,
    Object.values(p.batches).reduce((sum, count) => sum + count, 0),
  );
  const cohort = new Float64Array(n).fill(Number.NaN);
  const dealt = Object.entries(p.batches).flatMap(([year, count]) => new Array<number>(count).fill(Number(year)));
  if (pilots.length > 0) {
    randomPermutation(engine, pilots.length, stream(STREAM.batch)).forEach((place, i) => {
      cohort[pilots[place]!] = dealt[i]!;
    });
  }
  const before = Float64Array.from({ length: n }, (_, c) => {
    const eco = controlOf(shocksOf(engine, seed, c, nYears), "eco", dev[c]!).subarray(0, firstBatch - firstYear);
    return eco.reduce((sum, x) => sum + x, 0) / eco.length;
  });
  const middle = median(before);
  return {
    parameters: p,
    nYears,
    province: Uint32Array.from({ length: n }, (_, c) => Math.floor((c * p.provinces) / n)),
    dev,
    rugged,
    level: normals(STREAM.level),
    unseen,
    cohort,
    high: Uint8Array.from(before, (x) => Number(x > middle)),
    policies: Array.from({ length: p.policies }, (_, k) => policyYears(k)),
    provinceShocks: provinceShocks(engine, p, nYears),
    firstBatch,
  };

  function policyYears(k: number): Float64Array {
    const drawn = normals(STREAM.policy + k);
    const rest = Math.sqrt(1 - p.policyOverlap * p.policyOverlap);
    const wish = drawn.map((z, c) => p.policyOverlap * (Number.isNaN(cohort[c]!) ? -1 : 1) + rest * z);
    const u = philoxUniform(engine, n, stream(STREAM.policyYear + k));
    const years = new Float64Array(n).fill(Number.NaN);
    for (const c of highest(wish, Math.round(p.policyShare * n))) {
      years[c] = Math.min(lastYear, firstBatch + Math.floor(POLICY_YEARS * u[c]!));
    }
    return years;
  }
}

function provinceShocks(engine: Engine, { provinces, seed }: CitiesParameters, nYears: number): Float64Array {
  const shocks = new Float64Array(provinces * nYears);
  for (let province = 0; province < provinces; province++) {
    const stream = { seed, replication: province, purpose: PURPOSE.citiesProvinces };
    shocks.set(deviations(philoxNormal(engine, nYears, stream)), province * nYears);
  }
  return shocks;
}
