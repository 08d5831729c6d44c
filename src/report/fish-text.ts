/**
 * Layer report. The fish study in words: one set of sentences for the terminal and the page, every number from the
 * record. Sees the record of the study, nothing else.
 */
import type { FishModel, FishStudy } from "../study/fish.js";
import { formatCount, formatFixed, formatP } from "./format-number.js";

/**
 * Below this many treated clusters the text warns. There is no sharp bound; clearly unreliable below about ten.
 * Source: MacKinnon & Webb (2018), Econometrics Journal 21(2), doi:10.1111/ectj.12107.
 */
const FEW_TREATED = 15;
const USUAL_LEVEL = 0.05;

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
const are = (n: number, one: string, many: string): string => `${formatCount(n)} ${n === 1 ? one : many}`;
const p = (value: number): string => {
  const text = formatP(value);
  return text.startsWith("<") ? `p ${text}` : `p = ${text}`;
};

const estimate = ({ fit, term }: FishModel) => fit.coefficients[term]!;
const inWords = (model: FishModel): string => {
  const b = estimate(model);
  return `${formatFixed(b.estimate, 3)} (standard error ${formatFixed(b.std_error, 3)}, ${p(b.p_value)})`;
};

/** The finding of column (1) in a sentence or two, with what it rests on. */
export function fishLead({ models }: FishStudy): string {
  const main = models[0]!;
  const { p_value, conf_low, conf_high } = estimate(main);
  const verdict = p_value < USUAL_LEVEL ? "the usual test tells it from zero" : "no effect is found";
  const interval = `${formatFixed(conf_low, 3)} to ${formatFixed(conf_high, 3)}`;
  return (
    `After a yellow card, the quality of a country's fish exports, on a scale from 0 to 1, changes by ${inWords(main)}: ` +
    `${verdict} (${100 * main.fit.vcov.level}% interval ${interval}). ${fewTreated(main)}`
  );
}

function fewTreated({ treated }: FishModel): string {
  const n = are(treated.length, "treated country", "treated countries");
  return treated.length < FEW_TREATED
    ? `The estimate rests on ${n}: with so few treated clusters the t statistic is not to be trusted.`
    : `The estimate rests on ${n}.`;
}

/** What a reader must know before quoting a number of Table 1. */
export function fishCautions({ models }: FishStudy): string[] {
  const small = models.flatMap((model, c) => (estimate(model).p_value < USUAL_LEVEL ? [{ model, c }] : []));
  return [
    "Few treated clusters: errors clustered by country are valid when many clusters are treated; with a handful, t rejects too often (MacKinnon & Webb 2018). The table carries no stars for this reason.",
    ...small.map(
      ({ model, c }) =>
        `Column (${c + 1}) has ${p(estimate(model).p_value)}. It is one of ${models.length} columns, rests on ${are(model.treated.length, "treated country", "treated countries")}, and is no evidence by itself.`,
    ),
    "Controls are of the year before, but a card can already have changed them: columns (2) and (4) may remove part of the effect.",
    "Cohorts start at different times, so two-way effects also compare treated countries with each other (Goodman-Bacon 2021).",
    "Countries were not given cards at random, and the rows' coverage grows from year to year.",
  ];
}

/** How cards became treatment. */
export function fishCodings({ cards }: FishStudy): string[] {
  return [
    "Absorbing: 1 from the first full year after a country's first yellow card on, for good. This is an assumption: " +
      `${cards.lifted} of the ${cards.spells} cards given to ${are(cards.countries, "country", "countries")} were lifted again, among them cards of ${list(cards.identifiedLifted)} within the sample.`,
    `In force: 1 in years with a card (yellow or red) in force on at least ${cards.minDays} days. This treatment ` +
      `${cards.inForce.path === "switching off" ? "switches off again" : `is ${cards.inForce.path}`} (${list(cards.inForce.units["switching off"])}).`,
  ];
}

/** Which countries the cards identify, and what the dates rest on. */
export function fishCards({ cards, sample }: FishStudy): (readonly [string, string])[] {
  const withStatus = (status: string): string =>
    list(cards.units.filter((unit) => unit.status === status).map(({ unit, cohort }) => `${unit} ${cohort}`));
  const { evidence } = cards;
  return [
    ["Identified, with cohort", withStatus("identified")],
    ["Left out: never observed before their cohort", withStatus("never before")],
    ["Not treated in any row: not observed after", withStatus("never after")],
    [`Not treated in the sample: cohort after ${sample.lastYear}`, withStatus("after the sample")],
    ["With a card, without rows", list(cards.withoutRows)],
    [
      "Dates of events",
      `${evidence.date} confirmed to the day, ${evidence.month} to the month, ${evidence.no} not confirmed`,
    ],
    [
      "Days of events known to the month",
      evidence.cellsDependingOnDay === 0
        ? "do not matter: whichever day of its month an event fell on, every country-year is coded the same"
        : `matter: ${are(evidence.cellsDependingOnDay, "country-year", "country-years")} would be coded otherwise for some day of the month`,
    ],
    [
      "Unconfirmed dates of countries in the rows",
      list(evidence.unconfirmedInPanel.map(({ country, event, date }) => `${country} ${event} ${date}`)),
    ],
  ];
}

/** From rows to the sample of Table 1. */
export function fishSample({ sample, quality }: FishStudy): (readonly [string, string])[] {
  const lost = quality.waterfall.filter(({ dropped_rows }) => dropped_rows > 0);
  return [
    [
      "Trade rows",
      `${formatCount(sample.rows)}, ${sample.firstYear} to ${sample.lastYear}, ${formatCount(Math.round(sample.valueUsd / 1e6))} million USD`,
    ],
    [
      "Rows without a quality",
      list(
        lost.map(
          ({ step, dropped_rows, dropped_value }) =>
            `${formatCount(dropped_rows)} ${step} (${formatFixed(dropped_value / 1e6, 1)} million USD)`,
        ),
      ),
    ],
    ["Rows with a quality", formatCount(sample.rowsWithQuality)],
    ["Of these without a normalised one (max = min)", formatCount(quality.r_quality.n_degenerate)],
    ["Exporting countries", formatCount(sample.countries)],
    ["Country-years without a quality", formatCount(sample.withoutQuality)],
    ["Country-years of countries left out", formatCount(sample.ofExcluded)],
    ["Country-years", formatCount(sample.countryYears)],
  ];
}

/** How quality was measured. */
export function fishQuality({ quality }: FishStudy): string[] {
  const { mean, sd } = quality.r_quality;
  const effects = Object.entries(quality.fixed_effects.effects).map(
    ([name, { levels }]) => `${name} (${formatCount(levels)} levels)`,
  );
  return [
    `Quality is the residual of ln(quantity) + ${quality.sigma.value} ln(unit value) on the effects ${effects.join(" and ")}, divided by ${quality.sigma.value - 1} (Khandelwal, Schott & Wei 2013).`,
    `It is put on a scale from 0 to 1 within ${quality.normalise.within} and averaged over a country's rows of a year with values as weights, as in equations (5) to (7). Over rows its mean is ${formatFixed(mean, 3)}, its standard deviation ${formatFixed(sd, 3)}.`,
    "Table 1 uses this normalised quality: product-years differ in spread, and the scale makes them comparable. Table 4 shows column (1) beside the same with quality as it comes, in logarithms: there a unit error in one row weighs as much as it is wide.",
  ];
}
