/**
 * The world firms live in: cities with their policy and controls, products with sigma, price and demand,
 * demand of destinations by year. A few numbers each, drawn from streams of their own, so that more firms change nothing.
 */

import { PURPOSE, philoxNormal, philoxUniform, randomPermutation } from "../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../engine/kernels/engine.js";
import type { CustomsWorld } from "../../engine/kernels/simulate.js";
import { type CustomsParameters, type ProductCodes, placeLabels, productCodes } from "./options.js";

/** Streams of entities. */
const STREAM = {
  city: 0,
  level: 1,
  demand: 2,
  sigma: 3,
  destYear: 4,
  dest: 5,
  eco: 6,
  fin: 7,
  tertiary: 8,
  treated: 9,
};

/** What one unit of each control adds to log quality. */
export const CONTROL_EFFECTS = { eco: 0.05, fin: 0.03 } as const;
/** Standard deviation and yearly growth of a city's control, and of what is new each year. */
const CONTROL = { level: 1, growth: 0.1, shock: 0.3 };
/** Tertiary share: mean, spread over cities, yearly growth, what is new each year, and bounds. */
const TERTIARY = { mean: 0.35, level: 0.08, growth: 0.01, shock: 0.01, least: 0.05, most: 0.95 };
/** Log price and log demand of products; demand at the price and quality level of the product is about e^6. */
const PRODUCT = { price: 2, priceSd: 0.8, demand: 6, demandSd: 1 };
/** Log demand of a destination, and of it in a year. */
const DEST = { level: 0.8, year: 0.3 };
/** One product in four is counted in pieces. */
const PIECES_EVERY = 4;
export const UNITS: readonly string[] = ["kg", "piece"];

/** Cities by year, arrays f64[nCities*nYears] by city. */
export interface CityYears {
  readonly did: Float64Array;
  readonly eco: Float64Array;
  readonly fin: Float64Array;
  readonly tertiary: Float64Array;
  /** f64[nCities], NaN where never treated. */
  readonly cohort: Float64Array;
  readonly nTreated: number;
}

/** Numbers for the kernel, and the labels and city columns that stand for them in tables. */
export interface SimulatedWorld {
  readonly world: CustomsWorld;
  readonly cityYears: CityYears;
  readonly codes: ProductCodes;
  readonly cityLabels: readonly string[];
  readonly provinceLabels: readonly string[];
  readonly destLabels: readonly string[];
}

/** Draws the world of `parameters`. */
export function simulatedWorld(engine: Engine, p: CustomsParameters): SimulatedWorld {
  const [firstYear, lastYear] = p.years;
  const nYears = lastYear - firstYear + 1;
  const normals = (n: number, stream: keyof typeof STREAM) =>
    philoxNormal(engine, n, { seed: p.seed, replication: STREAM[stream], purpose: PURPOSE.customsEntities });
  const cityYears = drawCityYears(engine, p, nYears, normals);
  const codes = productCodes(p.products);
  const { spread } = p;
  const world: CustomsWorld = {
    seed: p.seed,
    nYears,
    mostProducts: p.mostProducts,
    mostDests: p.mostDests,
    entry: p.entry,
    exit: p.exit,
    single: p.singleDest,
    nCities: p.cities,
    nProducts: p.products,
    nDests: p.dests,
    firstYear,
    scales: Float64Array.of(
      ...[p.passThrough, p.commonPassThrough, spread.firm, spread.firmProduct, spread.dest],
      ...[spread.costLevel, spread.cost, spread.price, spread.demand],
    ),
    products: products(engine, p, codes, normals),
    productCodes: Uint32Array.from({ length: 2 * p.products }, (_, i) =>
      i % 2 === 0 ? codes.hs6Of[i / 2]! : Number((i - 1) % (2 * PIECES_EVERY) === 0),
    ),
    cities: cityNumbers(p, nYears, cityYears, normals(p.cities, "city")),
    provinces: Uint32Array.from({ length: p.cities }, (_, c) => Math.floor((c * p.provinces) / p.cities)),
    destYears: destYears(p.dests, nYears, normals),
  };
  return {
    world,
    cityYears,
    codes,
    cityLabels: placeLabels("c", p.cities),
    provinceLabels: placeLabels("p", p.provinces),
    destLabels: placeLabels("d", p.dests),
  };
}

type Normals = (n: number, stream: keyof typeof STREAM) => Float64Array;

function drawCityYears(engine: Engine, p: CustomsParameters, nYears: number, normals: Normals): CityYears {
  const nTreated = Math.round(p.treated * p.cities);
  const stream = { seed: p.seed, replication: STREAM.treated, purpose: PURPOSE.customsEntities };
  const cohort = new Float64Array(p.cities).fill(Number.NaN);
  randomPermutation(engine, p.cities, stream)
    .subarray(0, nTreated)
    .forEach((city, i) => {
      cohort[city] = p.cohorts[i % p.cohorts.length]!;
    });
  const cells = p.cities * nYears;
  const byCell = (of: (city: number, t: number) => number) =>
    Float64Array.from({ length: cells }, (_, i) => of(Math.floor(i / nYears), i % nYears));
  /** A level a city, then a shock a city and year, from one stream. */
  const series = (stream: keyof typeof STREAM, { level, growth, shock }: typeof CONTROL) => {
    const z = normals(p.cities + cells, stream);
    return byCell((c, t) => level * z[c]! + growth * t + shock * z[p.cities + c * nYears + t]!);
  };
  return {
    did: byCell((c, t) => Number(p.years[0] + t >= cohort[c]!)),
    eco: series("eco", CONTROL),
    fin: series("fin", CONTROL),
    tertiary: series("tertiary", TERTIARY).map((x) =>
      Math.min(TERTIARY.most, Math.max(TERTIARY.least, TERTIARY.mean + x)),
    ),
    cohort,
    nTreated,
  };
}

/** As the kernel wants cities: quality by year, treated or not by year, cohort. */
function cityNumbers(p: CustomsParameters, nYears: number, city: CityYears, z: Float64Array): Float64Array {
  const stride = 2 * nYears + 1;
  const numbers = new Float64Array(p.cities * stride);
  for (let c = 0; c < p.cities; c++) {
    for (let t = 0; t < nYears; t++) {
      const cell = c * nYears + t;
      const controls = CONTROL_EFFECTS.eco * city.eco[cell]! + CONTROL_EFFECTS.fin * city.fin[cell]!;
      numbers[c * stride + t] = p.effect * city.did[cell]! + controls + p.spread.city * z[c]!;
      numbers[c * stride + nYears + t] = city.did[cell]!;
    }
    numbers[c * stride + 2 * nYears] = city.cohort[c]!;
  }
  return numbers;
}

/** Sigma by HS6, log price, and log demand: sigma times log price is added, so that quantities are alike at every sigma. */
function products(engine: Engine, p: CustomsParameters, codes: ProductCodes, normals: Normals): Float64Array {
  const [level, demand] = [normals(p.products, "level"), normals(p.products, "demand")];
  const stream = { seed: p.seed, replication: STREAM.sigma, purpose: PURPOSE.customsEntities };
  const u = philoxUniform(engine, codes.hs6.length, stream);
  const [low, high] = typeof p.sigma === "number" ? [p.sigma, p.sigma] : p.sigma;
  const numbers = new Float64Array(3 * p.products);
  for (let k = 0; k < p.products; k++) {
    const sigma = low + (high - low) * u[codes.hs6Of[k]!]!;
    const price = PRODUCT.price + PRODUCT.priceSd * level[k]!;
    numbers.set([sigma, price, PRODUCT.demand + PRODUCT.demandSd * demand[k]! + sigma * price], 3 * k);
  }
  return numbers;
}

function destYears(nDests: number, nYears: number, normals: Normals): Float64Array {
  const [level, year] = [normals(nDests, "dest"), normals(nDests * nYears, "destYear")];
  return year.map((z, i) => DEST.level * level[Math.floor(i / nYears)]! + DEST.year * z);
}
