/**
 * What a simulation of customs rows is asked for: defaults with their reasons, and the checks that make
 * options parameters. Knows nothing of how rows are made.
 */
import { optionChecks } from "./option-checks.js";

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

/** Options of `simulateCustoms`; `dirty: true` spoils 2% of rows. Defaults: `customsParameters({})`. */
export type SimulateCustomsOptions = Partial<Omit<CustomsParameters, "dirty" | "spread">> & {
  readonly dirty?: boolean | number;
  readonly spread?: Partial<CustomsSpread>;
};

/** Share of rows that `dirty: true` spoils. */
export const DIRTY_SHARE = 0.02;

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

const DEFAULTS = {
  rows: null,
  cities: 60,
  provinces: 10,
  products: 50,
  dests: 40,
  years: [2010, 2016],
  sigma: 5,
  seed: 1,
  treated: 0.4,
  effect: 0.1,
  passThrough: 0.5,
  commonPassThrough: 0,
  singleDest: 0.3,
  entry: 0.3,
  exit: 0.1,
} as const;
const FIRMS = 1000;
const MOST_PRODUCTS = 4;
const MOST_DESTS = 8;

/** As far as the words of a counter and codes of eight digits reach. */
const LARGEST = { firms: 1e9, rows: 4e9, cities: 1e6, products: 1e6, dests: 65_535, years: 256, slots: 255 };

const { whole, between, refused, known } = optionChecks("customs");

const NAMES = [...Object.keys(DEFAULTS), "firms", "cohorts", "mostProducts", "mostDests", "dirty", "spread"];

/** The parameters `options` ask for. Throws UsageError `simulate_option`, naming option, value and what was expected. */
export function customsParameters(options: SimulateCustomsOptions): CustomsParameters {
  known(options, NAMES);
  const told = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { dirty = false, spread, ...rest } = told as SimulateCustomsOptions;
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
