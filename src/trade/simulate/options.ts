/**
 * What a simulation of customs rows is asked for: defaults with their reasons, and the checks that make
 * options parameters. Knows nothing of how rows are made.
 */
import { nearest } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import { type CustomsSpread, DIRTY_SHARE, type SimulateCustomsOptions, simulateCustomsVerb } from "./verb.js";

// Checks of options that simulations share: a refusal names model, option, value and what was expected,
// always as UsageError `simulate_option`.

/** Checks of the options of `simulate MODEL`. */
interface OptionChecks {
  /** A whole number from `least` to `most`; `why` is set behind the bounds. */
  readonly whole: (name: string, value: number, least: number, most: number, why?: string) => void;
  /** A number from `least` to `most`. */
  readonly between: (name: string, value: number, least: number, most: number) => void;
  readonly refused: (name: string, got: unknown, expected: string) => UsageError;
  /** Every key of `options` is one of `names`. */
  readonly known: (options: object, names: readonly string[]) => void;
}

export function optionChecks(model: string): OptionChecks {
  const refused = (name: string, got: unknown, expected: string): UsageError =>
    new UsageError("simulate_option", `simulate ${model}: ${name} is ${String(got)}; expected ${expected}.`, {
      option: name,
      got,
      expected,
    });
  return {
    refused,
    whole: (name, value, least, most, why = "") => {
      if (Number.isSafeInteger(value) && value >= least && value <= most) return;
      throw refused(name, value, `a whole number from ${least} to ${most}${why}`);
    },
    between: (name, value, least, most) => {
      if (value >= least && value <= most) return;
      throw refused(name, value, `a number from ${least} to ${most}`);
    },
    known: (options, names) => {
      for (const name of Object.keys(options)) {
        if (names.includes(name)) continue;
        const near = nearest(name, names);
        const hint = near === undefined ? `; it has ${names.join(", ")}.` : `; did you mean '${near}'?`;
        throw new UsageError("simulate_option", `simulate ${model} has no option '${name}'${hint}`, {
          option: name,
          got: name,
          expected: names,
        });
      }
    },
  };
}

// Names of what is numbered: eight-digit product codes in their hierarchy, and places. Labels ascend with the numbers,
// so that a number is the code of its label.

/** Chapters of the Harmonized System in use: 01 to 97. */
const CHAPTERS = 97;
/** Products of an HS6, HS6 of an HS4 and HS4 of a chapter, where there are few products. */
const IN_HS6 = 2;
const IN_HS4 = 3;
const IN_CHAPTER = 4;
/** HS4 of a chapter at most. */
const MOST_HS4 = 99;

/** Codes of products as text with leading zeros, and for each product the number of its HS6 in `hs6`. */
export interface ProductCodes {
  readonly hs8: readonly string[];
  readonly hs6: readonly string[];
  readonly hs6Of: Uint32Array;
}

/** Codes of n products, 1 <= n <= 1e6, over as many chapters as keep an HS6 at two products, then in larger HS6. */
export function productCodes(n: number): ProductCodes {
  const nChapters = Math.min(CHAPTERS, Math.ceil(n / (IN_HS6 * IN_HS4 * IN_CHAPTER)));
  const inChapter = Math.ceil(n / nChapters);
  const inHs6 = Math.max(IN_HS6, Math.ceil(inChapter / (MOST_HS4 * IN_HS4)));
  const [hs8, hs6]: [string[], string[]] = [[], []];
  const hs6Of = new Uint32Array(n);
  for (let k = 0; k < n; k++) {
    const within = k % inChapter;
    const chapter = 1 + Math.floor((Math.floor(k / inChapter) * CHAPTERS) / nChapters);
    const heading = 1 + Math.floor(within / (inHs6 * IN_HS4));
    const sub = 10 * (1 + (Math.floor(within / inHs6) % IN_HS4));
    const six = two(chapter) + two(heading) + two(sub);
    if (hs6.at(-1) !== six) hs6.push(six);
    hs8.push(six + two(within % inHs6));
    hs6Of[k] = hs6.length - 1;
  }
  return { hs8, hs6, hs6Of };
}

/** Labels of n places: the letter and a number from 1, of one width. */
export function placeLabels(letter: string, n: number): string[] {
  const width = String(n).length;
  return Array.from({ length: n }, (_, i) => letter + String(i + 1).padStart(width, "0"));
}

const two = (number: number): string => String(number).padStart(2, "0");

/** `values` in the order in which their options are declared, which is that of the record. */
export const asDeclared = <T extends object>(declared: object, values: T): T => {
  const place = new Map(Object.keys(declared).map((name, i) => [name, i]));
  const sorted = Object.entries(values).sort(([a], [b]) => place.get(a)! - place.get(b)!);
  return Object.fromEntries(sorted) as T;
};

// Names of options as keys of a record.

/** The record with `someName` as `some_name`. */
export const snakeCase = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  );

/** Every choice a simulation depends on, by its name. */
export interface CustomsParameters {
  /** Firms, or null where their number follows from `rows`. */
  readonly firms: number | null;
  /** Least rows; firms are added until there are as many. */
  readonly rows: number | null;
  readonly cities: number;
  readonly provinces: number;
  readonly products: number;
  readonly dests: number;
  /** First and last year. */
  readonly years: readonly [number, number];
  /** Elasticity of substitution above 1: one, or the bounds between which each HS6 has its own, evenly drawn. */
  readonly sigma: number | readonly [number, number];
  readonly seed: number;
  /** Share of cities that are treated, and their effect on log quality from the year of their cohort on. */
  readonly treated: number;
  readonly effect: number;
  readonly cohorts: readonly number[];
  /** What of the destination's own part, and of the common part, of log quality goes into log price. */
  readonly passThrough: number;
  readonly commonPassThrough: number;
  /** Probability that a firm-product-year has one destination. */
  readonly singleDest: number;
  /** Probability to begin late, and to end after each year; of firms, and of products within the firm's years. */
  readonly entry: number;
  readonly exit: number;
  /** Most products of a firm, and most destinations of a firm-product-year; numbers up to there are equally likely. */
  readonly mostProducts: number;
  readonly mostDests: number;
  /** Share of rows spoiled; 0 for clean data. */
  readonly dirty: number;
  readonly spread: CustomsSpread;
}

/**
 * So that at sigma = 5 the largest 1%, 5% and 10% of exporters of a year have the shares of value they have in European
 * customs data, 48%, 73% and 84% (the median of seven countries; Mayer & Ottaviano 2007, The Happy Few, Bruegel Blueprint
 * 3), which a log-normal of standard deviation 2.27 over firms has: (sigma - 1) times quality of the firm makes most of
 * it. Prices are as much cost as anything, and least squares is off by about a quarter of sigma.
 */
const SPREAD: CustomsSpread = {
  city: 0.1,
  firm: 0.36,
  firmProduct: 0.15,
  dest: 0.25,
  costLevel: 0.15,
  cost: 0.25,
  price: 0.05,
  demand: 0.5,
};

const DEFAULTS = asDeclared(simulateCustomsVerb.options, {
  ...filled(simulateCustomsVerb.options, {}),
  rows: null,
  provinces: 10,
  years: [2010, 2016],
  treated: 0.4,
} as const);
const FIRMS = 1000;
const MOST_PRODUCTS = 4;
const MOST_DESTS = 8;

/** As far as the words of a counter and codes of eight digits reach. */
const LARGEST = { firms: 1e9, rows: 4e9, cities: 1e6, products: 1e6, dests: 65_535, years: 256, slots: 255 };

const { whole, between, refused, known } = optionChecks("customs");

/** The parameters `options` ask for. Throws UsageError `simulate_option`, naming option, value and what was expected. */
export function customsParameters(options: SimulateCustomsOptions): CustomsParameters {
  known(options, Object.keys(simulateCustomsVerb.options));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { dirty = false, spread, ...rest }: SimulateCustomsOptions = given;
  const merged = { ...DEFAULTS, ...rest };
  const [firstYear, lastYear] = merged.years;
  const nYears = lastYear - firstYear + 1;
  if (merged.rows !== null && merged.firms !== undefined && merged.firms !== null) {
    throw refused("firms", merged.firms, "either firms or rows: the number of firms follows from rows");
  }
  const parameters: CustomsParameters = {
    ...merged,
    firms: merged.rows === null ? (merged.firms ?? FIRMS) : null,
    treated: rest.treated ?? (nYears < 2 ? 0 : DEFAULTS.treated),
    cohorts: rest.cohorts ?? (nYears < 2 ? [] : [firstYear + Math.floor(nYears / 2)]),
    provinces: rest.provinces ?? Math.min(DEFAULTS.provinces, merged.cities),
    mostProducts: rest.mostProducts ?? Math.min(MOST_PRODUCTS, merged.products),
    mostDests: rest.mostDests ?? Math.min(MOST_DESTS, merged.dests),
    dirty: dirty === true ? DIRTY_SHARE : dirty === false ? 0 : dirty,
    spread: { ...SPREAD, ...spread },
  };
  check(parameters);
  return Object.freeze({ ...parameters, spread: Object.freeze(parameters.spread) });
}

function check(p: CustomsParameters): void {
  const [first, last] = p.years;
  for (const year of p.years) whole("years", year, 0, 9999);
  if (last < first || last - first >= LARGEST.years) {
    throw refused("years", `${first}:${last}`, `a first and a last year, at most ${LARGEST.years} years`);
  }
  if (p.firms !== null) whole("firms", p.firms, 1, LARGEST.firms);
  if (p.rows !== null) whole("rows", p.rows, 1, LARGEST.rows);
  whole("cities", p.cities, 1, LARGEST.cities);
  whole("provinces", p.provinces, 1, p.cities, ", no more than cities");
  whole("products", p.products, 1, LARGEST.products);
  whole("dests", p.dests, 1, LARGEST.dests);
  whole("seed", p.seed, 0, Number.MAX_SAFE_INTEGER);
  whole("mostProducts", p.mostProducts, 1, Math.min(LARGEST.slots, p.products), ", no more than products");
  whole("mostDests", p.mostDests, 1, p.dests, ", no more than dests");
  const sigmas = typeof p.sigma === "number" ? [p.sigma] : p.sigma;
  if (!sigmas.every((sigma) => Number.isFinite(sigma) && sigma > 1) || sigmas[0]! > sigmas.at(-1)!) {
    throw refused("sigma", sigmas.join(","), "a number above 1, or two with the lower first");
  }
  for (const name of ["treated", "singleDest", "entry", "exit", "dirty"] as const) between(name, p[name], 0, 1);
  for (const name of ["effect", "passThrough", "commonPassThrough"] as const) between(name, p[name], -10, 10);
  for (const [name, sd] of Object.entries(p.spread)) {
    if (!Object.hasOwn(SPREAD, name)) throw refused("spread", name, `${Object.keys(SPREAD).join(", ")}`);
    between(`spread.${name}`, sd, 0, 10);
  }
  for (const cohort of p.cohorts) whole("cohorts", cohort, first + 1, last, ", so that treated cities are seen before");
  if (p.treated > 0 && p.cohorts.length === 0)
    throw refused("cohorts", "none", "at least one year where cities are treated");
}

/** Refuses what no simulation could serve. Throws as `customsParameters`. */
export const checkCustoms = (_formula: string, options: SimulateCustomsOptions): void =>
  void customsParameters(options);
