/**
 * What cities are before any year is drawn: place, development, ground, who becomes a pilot when, and who
 * has which other policy. Drawn from streams of their own, a number a city each.
 */
import type { Engine } from "../../../engine/kernels/engine.js";
import { PURPOSE, philoxNormal, philoxUniform, randomPermutation } from "../../../engine/kernels/resample.js";
import { highest, median, round } from "./draws.js";
import type { CitiesParameters } from "./options.js";
import { controlOf, deviations, shocksOf } from "./series.js";

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
