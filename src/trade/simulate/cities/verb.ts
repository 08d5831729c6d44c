/**
 * `simulate cities`, declared: its options and defaults, and what its command says of it.
 */

import {
  flag,
  number,
  type OptionsOf,
  repeated,
  shaped,
  text,
  Unreadable,
  value,
  wholeNumber,
} from "../../../declare/option.js";
import { either, listOf, named, number as numberShape, type Shape } from "../../../declare/shape.js";
import { type Declaration, declare } from "../../../verbs/verb.js";
import { readNumber, readNumbers, twoNumbers, years } from "../verb.js";

/** Ways by which pilots change quality, in the order of their columns. */
export const MEDIATORS = ["innovation", "informatisation", "allocation"] as const;
export type Mediator = (typeof MEDIATORS)[number];

/** An effect by years since the start; one number for all. */
export type EffectByYears = number | readonly number[];

export interface ByYear<T> {
  readonly [year: number]: T;
}

export interface MediatedShares extends Partial<Readonly<Record<Mediator, number>>> {}

const sd = (of: string, usual: number) => number(of, { default: usual, shape: "sd" });

const effectShape: Shape<EffectByYears> = either(numberShape, listOf(numberShape));

const byYear: Shape<ByYear<EffectByYears>> = named<EffectByYears, number>(effectShape);

const options = {
  cities: wholeNumber("cities", { min: 1, default: 220 }),
  provinces: wholeNumber("provinces, which hold neighbouring numbers (default: 27, or as many as cities if fewer)", {
    min: 1,
  }),
  years: years("2010:2021"),
  seed: wholeNumber("seed of random draws", { min: 0, default: 1 }),
  batches: value(
    "pilots by year, numbers or shares of cities below 1; none for none (default: 2012=36,2013=32,2014=24 of 220)",
    readBatches,
    { shape: "year=n,..." },
  ),
  effect: shaped(
    value(
      "on quality by years since the start, the last for all later ones (default: 0.012,0.016,0.02,0.024,0.028)",
      (written): EffectByYears => readNumbers(written),
      { shape: "numbers" },
    ),
    effectShape,
  ),
  effectCohort: shaped(
    value("effects of batches that have their own, by year", (written): ByYear<EffectByYears> => JSON.parse(written), {
      flag: null,
    }),
    byYear,
  ),
  heterogeneity: shaped(
    value(
      "effects are multiplied by, above the median of eco before the first batch and below (default: 1.4,0.5)",
      readTwo,
      { shape: "high,low" },
    ),
    twoNumbers,
  ),
  lasts: wholeNumber("pilots end after this many years (default: never)", { min: 1, shape: "years" }),
  mediated: value("share through innovation, informatisation, allocation (default: 0.25,0.15,0.1)", readMediated, {
    shape: "shares",
  }),
  mediatorConfounding: number("unseen shock to mediators and quality, in their standard deviations", { default: 0 }),
  policies: number("other policies, 0 to 2: low_carbon, broadband", { default: 2, shape: "n" }),
  policyShare: number("cities that have each", { default: 0.4, shape: "share" }),
  policyEffect: number("of each on quality", { default: 0.01 }),
  policyOverlap: number("correlation with being a pilot, 0 to 1; then leaving them out biases", {
    default: 0,
    shape: "share",
  }),
  selection: number("weight of development in who becomes a pilot", { default: 0.7 }),
  relevance: number("weight of even ground, the instrument", { default: 0.55 }),
  exclusion: number("what ruggedness itself adds to quality by the last year", { default: 0 }),
  endogeneity: number("what pilots are chosen for unseen adds from the first batch on", { default: 0 }),
  preTrend: number("growth of pilots’ quality a year, treated or not", { default: 0 }),
  developmentTrend: number("growth of quality a year by development", { default: 0 }),
  anticipation: shaped(
    value(
      "effect one year before the start, two years before, ... (default: 0)",
      (written): EffectByYears => readNumbers(written),
      { shape: "numbers" },
    ),
    effectShape,
  ),
  rho: number("what of last year’s quality stays", { default: 0 }),
  errorRho: number("what of last year’s error stays", { default: 0.3 }),
  noise: sd("of the error", 0.02),
  provinceShock: sd("of a province’s shock", 0.005),
  cityLevel: sd("of a city’s level", 0.05),
  mediatorNoise: number("mediators’ own deviations are multiplied by", { default: 1 }),
  measuredTo: number("last year with an outcome; later ones are empty (default: the last)", { shape: "year" }),
  mechanical: flag("fill later outcomes with tertiary share times the province’s last mean quality"),
  missing: number("of measured outcomes lost at random", { default: 0, shape: "share" }),
};

export interface SimulateCitiesOptions extends OptionsOf<typeof options> {}

export const simulateCitiesVerb: Declaration<typeof options> = declare({
  name: "simulate cities",
  page: "simulate",
  takes: "nothing",
  formula: null,
  summary: "cities by year with known effects of a policy, by cohort, horizon and mediator",
  description: "A panel of cities, some of which become pilots, with known effects by cohort, horizon and mediator.",
  options,
  flags: {
    effect: text(
      "numbers on quality by years since the start, h = 0, 1, ..., or a formula of h with + - * / ^, comparisons, ifelse (default: 0.012,0.016,0.02,0.024,0.028)",
      { shape: "numbers|formula" },
    ),
    effectCohort: repeated("effect of one batch; again for another", readCohort, { shape: "year=effect" }),
    truthOut: text("write the record with the truth to this file (.json)", { shape: "file", file: "written" }),
  },
  plainTables: true,
  about: `
Pilots begin in batches; their effect on quality is known for every city and year, by itself and through three mediators. The
defaults are clean: what an estimator must survive (selection, endogeneity, trends, anticipation, lost and filled outcomes)
is added by options, and the record says which assumption each breaks. Rows go to --out (.csv, .csv.gz, .parquet, .dta), the truth
to --truth-out (.json). The equations are in docs/simulate.md.`,
  examples: [
    "--seed 1 --out cities.csv --truth-out truth.json",
    '--effect "0.012+0.004*h" --effect-cohort "2014=0.03" --heterogeneity 1,1 --out cities.csv',
    "--batches 2012=92 --lasts 3 --out one-batch.csv",
    "--measured-to 2016 --mechanical --missing 0.02 --out filled.csv.gz",
    "--endogeneity 0.01 --out endogenous.csv        # instrument by rugged",
    "--cities 100000 --provinces 300 --out large.parquet",
  ],
});

/** A year and what is written behind it. */
export type YearAndText = readonly [year: number, written: string];

function readCohort(written: string): YearAndText {
  const found = /^\s*(\d{1,4})\s*=(.+)$/.exec(written);
  if (found === null) throw new Unreadable("expected YEAR=VALUE, such as 2012=36");
  return [Number(found[1]), found[2]!];
}

function readBatches(written: string): ByYear<number> {
  if (written.trim() === "none") return {};
  return Object.fromEntries(
    written
      .split(",")
      .map(readCohort)
      .map(([year, n]) => [year, readNumber(n)]),
  );
}

function readTwo(written: string): readonly [number, number] {
  const [high, low, ...more] = readNumbers(written);
  if (low === undefined || more.length > 0) throw new Unreadable("expected two numbers as high,low");
  return [high!, low];
}

function readMediated(written: string): MediatedShares {
  const shares = readNumbers(written);
  if (shares.length !== MEDIATORS.length) {
    throw new Unreadable(`expected ${MEDIATORS.length} shares: ${MEDIATORS.join(", ")}`);
  }
  return Object.fromEntries(MEDIATORS.map((name, k) => [name, shares[k]!]));
}
