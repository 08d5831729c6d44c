/**
 * What a simulation of cities is asked for: defaults with their reasons, and the checks that make options
 * parameters. Knows nothing of how rows are made.
 */
import { filled } from "../../../declare/check.js";
import { asDeclared, optionChecks } from "../options.js";
import { MEDIATORS, type Mediator, type SimulateCitiesOptions, simulateCitiesVerb } from "./verb.js";

/** Other policies of the same years, in the order of their columns. */
export const POLICIES = ["low_carbon", "broadband"] as const;

/** Every choice a simulation of cities depends on, by its name. */
export interface CitiesParameters {
  readonly cities: number;
  readonly provinces: number;
  /** First and last year. */
  readonly years: readonly [number, number];
  readonly seed: number;
  /** Pilots by the year they begin: their number. */
  readonly batches: Readonly<Record<number, number>>;
  /** Effect on quality by years since the start, the last for all later ones; cohorts with effects of their own. */
  readonly effect: readonly number[];
  readonly effectCohort: Readonly<Record<number, readonly number[]>>;
  /** What effects are multiplied by in cities above the median of development before the first batch, and in others. */
  readonly heterogeneity: readonly [number, number];
  /** Effect one year before the start, two years before, and so on. */
  readonly anticipation: readonly number[];
  /** Years a pilot lasts; null for good. */
  readonly lasts: number | null;
  /** Share of the effect that goes through each mediator. */
  readonly mediated: Readonly<Record<Mediator, number>>;
  /** What a shock that no column shows adds to mediators and quality alike, in their own standard deviations. */
  readonly mediatorConfounding: number;
  /** How many other policies there are, the share of cities that have each, and its effect on quality. */
  readonly policies: number;
  readonly policyShare: number;
  readonly policyEffect: number;
  /** Correlation of having them with being a pilot, before ranking: 0 unrelated, 1 pilots first. */
  readonly policyOverlap: number;
  /** Weight of development, and of even ground, in who becomes a pilot; the rest is unseen, with weight 0.9. */
  readonly selection: number;
  readonly relevance: number;
  /** What ruggedness adds to quality by the last year. */
  readonly exclusion: number;
  /** What one unit of the unseen part of selection adds to quality from the first batch on. */
  readonly endogeneity: number;
  /** What pilots' quality grows by each year, treated or not. */
  readonly preTrend: number;
  /** What one standard deviation of development adds to quality each year. */
  readonly developmentTrend: number;
  /** What of last year's quality stays, and of last year's error. */
  readonly rho: number;
  readonly errorRho: number;
  /** Standard deviations: of the error, a province's shock, a city's level; and what those of mediators are multiplied by. */
  readonly noise: number;
  readonly provinceShock: number;
  readonly cityLevel: number;
  readonly mediatorNoise: number;
  /** Last year whose outcome is measured; null for the last. */
  readonly measuredTo: number | null;
  /** Whether later outcomes are the tertiary share times the province's last mean quality, or empty. */
  readonly mechanical: boolean;
  /** Share of measured outcomes lost at random. */
  readonly missing: number;
}

type Plain = Omit<CitiesParameters, "batches" | "effect" | "effectCohort" | "anticipation" | "mediated">;

/** The paper's pilots: 36, 32 and 24 of 220 cities. */
const BATCHES = { 2012: 36 / 220, 2013: 32 / 220, 2014: 24 / 220 };

const DEFAULTS = asDeclared(simulateCitiesVerb.options, {
  ...filled(simulateCitiesVerb.options, {}),
  provinces: 27,
  years: [2010, 2021],
  heterogeneity: [1.4, 0.5],
  lasts: null,
  measuredTo: null,
  mechanical: false,
} as const);
/** 0.012 in the first year and 0.004 more in each of the next four. */
const EFFECT = [0.012, 0.016, 0.02, 0.024, 0.028];
const MEDIATED: Readonly<Record<Mediator, number>> = { innovation: 0.25, informatisation: 0.15, allocation: 0.1 };
const LARGEST = { cities: 1e6, years: 256 };

const { whole, between, refused, known } = optionChecks("cities");

/** The parameters `options` ask for. Throws UsageError `simulate_option`, naming option, value and what was expected. */
export function citiesParameters(options: SimulateCitiesOptions): CitiesParameters {
  known(options, Object.keys(simulateCitiesVerb.options));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { batches, effect, effectCohort = {}, anticipation, mediated = {}, ...rest }: SimulateCitiesOptions = given;
  const merged = { ...DEFAULTS, ...rest, provinces: rest.provinces ?? Math.min(DEFAULTS.provinces, rest.cities ?? 27) };
  known(mediated, MEDIATORS);
  checkSizes(merged);
  const parameters: CitiesParameters = {
    ...merged,
    batches: batchCounts(batches ?? BATCHES, merged),
    effect: list("effect", effect ?? EFFECT),
    effectCohort: Object.fromEntries(
      Object.entries(effectCohort).map(([year, own]) => [year, list(`effectCohort ${year}`, own)]),
    ),
    anticipation: anticipation === undefined ? [] : list("anticipation", anticipation),
    mediated: { ...MEDIATED, ...mediated },
  };
  check(parameters);
  return Object.freeze(parameters);
}

function checkSizes({ cities, provinces, years, seed }: Plain): void {
  whole("cities", cities, 2, LARGEST.cities);
  whole("provinces", provinces, 1, cities, ", no more than cities");
  for (const year of years) whole("years", year, 0, 9999);
  const [first, last] = years;
  if (last <= first || last - first >= LARGEST.years) {
    throw refused("years", `${first}:${last}`, `a first and a later last year, at most ${LARGEST.years} years`);
  }
  whole("seed", seed, 0, Number.MAX_SAFE_INTEGER);
}

/** Numbers of pilots, shares made numbers of cities. */
function batchCounts(batches: Readonly<Record<number, number>>, { cities, years: [first, last] }: Plain) {
  const counts = Object.entries(batches).map(([year, pilots]) => {
    whole("batches", Number(year), first + 1, last, ", so that pilots are seen before");
    const count = pilots > 0 && pilots < 1 ? Math.round(pilots * cities) : pilots;
    if (!Number.isSafeInteger(count) || count < 1) {
      throw refused(`batches ${year}`, pilots, "a number of cities from 1, or a share of them below 1 that gives one");
    }
    return [year, count] as const;
  });
  const pilots = counts.reduce((sum, [, count]) => sum + count, 0);
  if (pilots >= cities) {
    throw refused("batches", `${pilots} pilots`, `fewer than the ${cities} cities, so that some are never treated`);
  }
  return Object.fromEntries(counts);
}

function check(p: CitiesParameters): void {
  const [first, last] = p.years;
  for (const year of Object.keys(p.effectCohort)) {
    if (!Object.hasOwn(p.batches, year))
      throw refused("effectCohort", year, `one of ${Object.keys(p.batches).join(", ")}`);
  }
  if (p.heterogeneity.length !== 2) throw refused("heterogeneity", p.heterogeneity.join(","), "two numbers: high, low");
  for (const factor of p.heterogeneity) between("heterogeneity", factor, -100, 100);
  if (p.lasts !== null) whole("lasts", p.lasts, 1, LARGEST.years);
  if (p.measuredTo !== null) whole("measuredTo", p.measuredTo, first, last);
  if (p.mechanical && (p.measuredTo === null || p.measuredTo === last)) {
    throw refused("mechanical", true, "measuredTo before the last year, so that there are outcomes to fill");
  }
  whole("policies", p.policies, 0, POLICIES.length);
  for (const name of ["policyShare", "missing", "policyOverlap"] as const) between(name, p[name], 0, 1);
  for (const name of ["rho", "errorRho"] as const) between(name, p[name], -0.99, 0.99);
  for (const name of ["noise", "provinceShock", "cityLevel", "mediatorNoise", "mediatorConfounding"] as const) {
    between(name, p[name], 0, 100);
  }
  for (const name of ["policyEffect", "exclusion", "endogeneity", "preTrend", "developmentTrend"] as const) {
    between(name, p[name], -100, 100);
  }
  for (const name of ["selection", "relevance"] as const) between(name, p[name], -100, 100);
  for (const [name, share] of Object.entries(p.mediated)) between(`mediated ${name}`, share, -10, 10);
}

/** One number or a list of them as a list. */
function list(name: string, value: number | readonly number[]): readonly number[] {
  const values = typeof value === "number" ? [value] : [...value];
  if (values.length === 0) throw refused(name, "empty", "a number, or a list of them by years");
  for (const one of values) between(name, one, -1000, 1000);
  return Object.freeze(values);
}

/** Refuses what no simulation could serve. Throws as `citiesParameters`. */
export const checkCities = (_formula: string, options: SimulateCitiesOptions): void => void citiesParameters(options);
