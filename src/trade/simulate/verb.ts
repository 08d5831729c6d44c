/**
 * `simulate customs`, declared: its options and defaults, and what its command says of it.
 */

import { number, numbers, type OptionsOf, shaped, text, Unreadable, value, wholeNumber } from "../../declare/option.js";
import { either, number as numberShape, shape } from "../../declare/shape.js";
import { type Declaration, declare } from "../../verbs/verb.js";

/** Standard deviations, all in logs. */
export interface CustomsSpread {
  /** Quality that a city, a firm, a firm-product has everywhere and always. */
  readonly city: number;
  readonly firm: number;
  readonly firmProduct: number;
  /** Quality of a row that no other destination shares. */
  readonly dest: number;
  /** Cost of a firm-product, and of a firm-product in a year: what moves prices alike in all destinations. */
  readonly costLevel: number;
  readonly cost: number;
  /** Price and demand of a row that nothing explains. */
  readonly price: number;
  readonly demand: number;
}

/** Share of rows that `dirty: true` spoils. */
export const DIRTY_SHARE = 0.02;

export const twoNumbers = shape<readonly [number, number]>(
  "a list of two numbers",
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite),
);

/** First and last year, as `2010:2016`. */
export const years = (usual: string) =>
  shaped(value(`first and last year (default: ${usual})`, readYears, { shape: "first:last" }), twoNumbers);

const options = {
  firms: wholeNumber("firms (default: 1000)", { min: 1 }),
  rows: value("as many firms as it takes for this many rows, in the place of firms", readCount, { shape: "n" }),
  cities: wholeNumber("cities", { min: 1, default: 60 }),
  provinces: wholeNumber("provinces (default: 10, or as many as cities if fewer)", { min: 1 }),
  products: wholeNumber("products, eight digits", { min: 1, default: 50 }),
  dests: wholeNumber("destinations", { min: 1, default: 40 }),
  years: years("2010:2016"),
  sigma: shaped(
    value("elasticity: one, or drawn evenly by HS6 between two", readSigma, {
      default: 5,
      shape: "number|low,high",
    }),
    either(numberShape, twoNumbers),
  ),
  seed: wholeNumber("seed of random draws", { min: 0, default: 1 }),
  treated: number("share of cities that are treated, rounded (default: 0.4)", { shape: "share" }),
  cohorts: numbers("years treated cities begin in, by turns (default: the middle one)", { shape: "years" }),
  effect: number("effect of the policy on log quality", { default: 0.1 }),
  passThrough: number("of a destination's own log quality into log price", { default: 0.5 }),
  commonPassThrough: number("of log quality that all destinations share into log price", { default: 0 }),
  singleDest: number("firm-product-years with one destination", { default: 0.3, shape: "share" }),
  entry: number("firms, and products within firms, that begin late", { default: 0.3, shape: "share" }),
  exit: number("firms, and products within firms, that end after each year", { default: 0.1, shape: "share" }),
  mostProducts: wholeNumber("products of a firm at most (default: 4)", { min: 1 }),
  mostDests: wholeNumber("destinations of a firm-product-year at most (default: 8)", { min: 1 }),
  dirty: value(`spoil this share of rows, counted (${DIRTY_SHARE} where not given)`, readShare, {
    bare: true,
    shape: "share",
  }),
  spread: value("standard deviations, in logs", (written): Partial<CustomsSpread> => JSON.parse(written), {
    flag: null,
  }),
};

export interface SimulateCustomsOptions extends OptionsOf<typeof options> {}

export const simulateCustomsVerb: Declaration<typeof options> = declare({
  name: "simulate customs",
  page: "simulate",
  takes: "nothing",
  formula: null,
  summary: "customs rows with known sigma, quality and policy effect",
  description: "Customs rows of firms in cities, with known elasticities, quality and effect of a policy.",
  options,
  flags: {
    citiesOut: text("write the cities by year, with their true mean quality, to this file", {
      shape: "file",
      file: "written",
    }),
  },
  plainTables: true,
  about: `
Each firm of a city exports products to destinations in the years it is there. Prices take up the quality that is a
destination's own, so that least squares is biased; the mean log price of the same firm, product and year in other
destinations is a valid instrument unless --common-pass-through is given. Rows go to --out (.csv, .csv.gz, .parquet, .dta) with
their true quality and sigma; without --out they are made and counted only. The equations are in docs/simulate.md.`,
  examples: [
    "--rows 100000 --seed 1 --out customs.csv.gz --cities-out cities.csv",
    "--rows 1e7 --products 5000 --dests 200 --years 2007:2016 --sigma 2,8 --out customs.parquet",
    "--firms 2000 --common-pass-through 0.5 --out invalid.csv",
    "--rows 50000 --dirty 0.03 --out dirty.csv --json",
  ],
});

/** A finite number; throws Unreadable. */
export function readNumber(written: string): number {
  const read = written.trim() === "" ? Number.NaN : Number(written);
  if (Number.isFinite(read)) return read;
  throw new Unreadable("expected a number");
}

/** Numbers separated by commas; throws Unreadable. */
export const readNumbers = (written: string): readonly number[] => written.split(",").map(readNumber);

/** A count, also as 1e6. */
function readCount(written: string): number {
  const count = readNumber(written);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new Unreadable("expected a whole number of at least 1");
}

function readShare(written: string): number | boolean {
  return readNumber(written);
}

function readYears(written: string): readonly [number, number] {
  const found = /^(\d{1,4}):(\d{1,4})$/.exec(written.trim());
  if (found === null) throw new Unreadable("expected the first and the last year, such as 2010:2016");
  return [Number(found[1]), Number(found[2])];
}

function readSigma(written: string): number | readonly [number, number] {
  const [low, high, ...more] = readNumbers(written);
  if (more.length > 0) throw new Unreadable("expected one number, or two as low,high");
  return high === undefined ? low! : [low!, high];
}
