/**
 * Layer report. A study in words: one set of sentences for the terminal and the page, every number from the record.
 * Sees the result of the study, nothing else.
 */

import type { CodedTreatment, TreatmentFacts } from "../../study/foundation/treatment.js";
import type { StudyResult } from "../../study/run-study.js";
import type { Finding } from "../../study/stages/shown.js";
import { formatCount, formatFixed, formatP } from "../format-number.js";
import { sigmaInWords } from "../quality/sigma-text.js";

/** Below this p a test is said to tell an estimate from zero. */
const USUAL_LEVEL = 0.05;

type Fact = readonly [name: string, value: string];

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
const p = (value: number): string => {
  const text = formatP(value);
  return text.startsWith("<") ? `p ${text}` : `p = ${text}`;
};

/** `n` of the study's units, in its words. */
const units = ({ file }: StudyResult, n: number): string =>
  `${formatCount(n)} ${n === 1 ? file.spec.words.unit : file.spec.words.units}`;

/** The first estimate in a sentence or two, with what it rests on; without one, what the study is. */
export function studyLead(study: StudyResult): string {
  const finding = study.shown.flatMap(({ findings }) => findings)[0];
  return finding === undefined ? study.record.title : `${findingText(finding)} ${restsOn(study, finding)}`;
}

function findingText({
  treatment,
  outcome,
  estimate,
  std_error,
  p_value,
  conf_low,
  conf_high,
  level,
}: Finding): string {
  const verdict = p_value < USUAL_LEVEL ? "the usual test tells it from zero" : "no effect is found";
  const [b, se, low, high] = [estimate, std_error, conf_low, conf_high].map((value) => formatFixed(value, 3));
  return `With “${treatment}”, “${outcome}” changes by ${b} (standard error ${se}, ${p(p_value)}): ${verdict} (${100 * level}% interval ${low} to ${high}).`;
}

function restsOn(study: StudyResult, { treated }: Finding): string {
  const isFew = treated.length < study.record.treatment.few;
  const count = units(study, treated.length).replace(" ", " treated ");
  return `The estimate rests on ${count}${isFew ? ": with so few treated clusters the t statistic is not to be trusted." : "."}`;
}

/** What a reader must know before quoting a number. */
export function studyCautions({ record, shown, file }: StudyResult): string[] {
  const { treatment } = record;
  const findings = shown.flatMap((stage) => stage.findings);
  const isFew = findings.some(({ treated }) => treated.length < treatment.few);
  const cohorts = treatment.cohorts.filter(({ identified }) => identified.length > 0);
  return [
    ...(isFew
      ? [
          "Few treated clusters: clustered errors are valid when many clusters are treated; with a handful, t rejects too often (MacKinnon & Webb 2018, Econometrics Journal 21(2)).",
        ]
      : []),
    ...new Set(shown.flatMap(({ cautions }) => cautions)),
    ...(cohorts.length > 1
      ? [
          `Cohorts start at different times, so two-way effects also compare treated ${file.spec.words.units} with each other (Goodman-Bacon 2021, Journal of Econometrics 225(2)).`,
        ]
      : []),
    ...file.spec.cautions,
  ];
}

/** How each coding makes treatment, and the path it takes over the sample. */
export function studyCodings(study: StudyResult): string[] {
  const { treatment } = study.record;
  return treatment.codings.map((coding) => `${coding.label}: ${codingRule(study, coding)} ${pathText(coding)}`);
}

function codingRule(study: StudyResult, { coding }: CodedTreatment): string {
  const { span, events, source } = study.record.treatment;
  const { words } = study.file.spec;
  const [first, last] = span ?? [Number.NaN, Number.NaN];
  switch (coding) {
    case "absorbing":
      return events === null
        ? `absorbing, 1 from the ${words.unit}’s own cohort on, for good.`
        : `absorbing, 1 from the first full year after the first ${words.spell} on, for good. This is an assumption: ${formatCount(events.ended)} of ${formatCount(events.spells)} ${words.spells}, given to ${units(study, events.units)}, were ${words.ended} again, among them those of ${list(events.identified_ended)} within the sample.`;
    case "common":
      return `common, 1 from ${first} on, the first cohort, for every treated ${words.unit}, whatever its own cohort.`;
    case "as-written":
      return `as written, 1 from ${first} to ${last} for every treated ${words.unit}, 0 before and after.`;
    case "in-force":
      return source === "events"
        ? `in force, 1 in years with a ${words.spell} in force on at least ${events!.min_days} days.`
        : "in force, as the data say.";
  }
}

function pathText({ path }: CodedTreatment): string {
  const counts = Object.entries(path.units)
    .filter(([, members]) => members.length > 0)
    .map(([kind, members]) => `${kind} ${formatCount(members.length)}`);
  const off = path.units["switching off"];
  const named = off.length === 0 || off.length > 12 ? "" : ` It switches off for ${list(off)}.`;
  return `Paths: ${counts.join(", ")}.${named}`;
}

/** Names beyond this many are counted, not listed. */
const MOST_NAMES = 24;

/** Which units the treatment identifies, and what its dates rest on. */
export function treatmentFacts(study: StudyResult): Fact[] {
  const { treatment, sample } = study.record;
  const { words } = study.file.spec;
  const last = sample.balance.periods[1];
  const withStatus = (status: string): string => {
    const found = treatment.units.filter((unit) => unit.status === status);
    if (found.length > MOST_NAMES) return units(study, found.length);
    return list(found.map(({ unit, cohort }) => `${unit}${cohort === null ? "" : ` ${cohort}`}`));
  };
  const handled = { exclude: "Left out", keep: "Kept", refuse: "Refused" }[treatment.from_start];
  return [
    ["Identified, with cohort", withStatus("identified")],
    [`${handled}: never observed before their cohort`, withStatus("never before")],
    ["Not treated in any row: not observed after", withStatus("never after")],
    [`Not treated in the sample: cohort after ${last}`, withStatus("after the sample")],
    ["Never treated", `${units(study, treatment.never.units)} (${treatment.never.rule})`],
    ...eventFactRows(treatment, words.spell),
  ];
}

function eventFactRows({ events }: TreatmentFacts, spell: string): Fact[] {
  if (events === null) return [];
  const { evidence } = events;
  return [
    [`With a ${spell}, without rows`, list(events.without_rows)],
    ...(evidence === null
      ? []
      : ([
          [
            "Dates of events",
            `${evidence.date} confirmed to the day, ${evidence.month} to the month, ${evidence.no} not confirmed`,
          ],
          [
            "Days of events known to the month",
            evidence.cells_depending_on_day === 0
              ? "do not matter: whichever day of its month an event fell on, every row is coded the same"
              : `matter: ${formatCount(evidence.cells_depending_on_day)} rows would be coded otherwise for some day of the month`,
          ],
          [
            "Unconfirmed dates in the sample",
            list(evidence.unconfirmed_in_panel.map(({ unit, event, date }) => `${unit} ${event} ${date}`)),
          ],
        ] as const)),
  ];
}

/** From rows to the sample, and how complete it is. */
export function sampleFacts(study: StudyResult): Fact[] {
  const { sample } = study.record;
  const { balance, steps } = sample;
  const { words, panel } = study.file.spec;
  return [
    ...steps.map(
      ({ step, rows, dropped }): Fact => [
        step.slice(0, 1).toUpperCase() + step.slice(1),
        `${formatCount(rows)} rows${dropped === 0 ? "" : ` (${formatCount(dropped)} left out)`}`,
      ],
    ),
    [`${words.units.slice(0, 1).toUpperCase()}${words.units.slice(1)}`, formatCount(balance.units)],
    [`Periods (${panel.time})`, `${balance.periods[0]} to ${balance.periods[1]}`],
    [
      "Balance",
      balance.balanced
        ? `balanced: every ${words.unit} in every period`
        : `unbalanced: ${balance.minPeriods} to ${balance.maxPeriods} periods a ${words.unit}; ${units(study, balance.gaps)} with a gap`,
    ],
  ];
}

/** How quality was measured, in sentences. */
export function qualityText({ record }: StudyResult): string[] {
  if (record.quality === null) return [];
  const { run } = record.quality;
  const { mean, sd } = run.r_quality;
  const fixed = run.sigma.source === "fixed" ? run.sigma.value : null;
  const [sigma, divisor] = fixed === null ? ["sigma", "sigma - 1"] : [fixed, fixed - 1];
  const source = fixed === null ? `, sigma ${sigmaInWords(run.sigma)}` : "";
  const effects = Object.entries(run.fixed_effects.effects).map(
    ([name, { levels }]) => `${name} (${formatCount(levels)} levels)`,
  );
  return [
    `Quality is the residual of ln(quantity) + ${sigma} ln(unit value) on the effects ${effects.join(" and ")}, divided by ${divisor}${source} (Khandelwal, Schott & Wei 2013, American Economic Review 103(6)).`,
    `It is put on a scale from 0 to 1 within ${run.normalise.within}. Over rows its mean is ${formatFixed(mean, 3)}, its standard deviation ${formatFixed(sd, 3)}.`,
  ];
}

/** Rows of the quality run, and how near simulated quality comes to the truth. */
export function qualityFacts({ record, file }: StudyResult): Fact[] {
  if (record.quality === null) return [];
  const { run, truth } = record.quality;
  const { value } = file.spec.words;
  const lost = run.waterfall.filter(({ dropped_rows }) => dropped_rows > 0);
  const million = (amount: number): string =>
    `${formatFixed(amount / 1e6, 1)} million${value === "" ? " of value" : ` ${value}`}`;
  return [
    ["Rows with a quality", formatCount(run.nobs)],
    [
      "Rows without one",
      list(
        lost.map(
          ({ step, dropped_rows, dropped_value }) => `${formatCount(dropped_rows)} ${step} (${million(dropped_value)})`,
        ),
      ),
    ],
    ["Without a normalised one (max = min)", formatCount(run.r_quality.n_degenerate)],
    [
      "Effects absorbed",
      `${run.solver.method}${run.solver.iterations === 0 ? "" : `, ${formatCount(run.solver.iterations)} iterations`}`,
    ],
    ...(truth === null
      ? []
      : ([
          [
            "Correlation with the true quality (simulated)",
            `${formatFixed(truth.correlation, 3)} over ${formatCount(truth.rows)} rows; ${formatFixed(truth.within_correlation, 3)} net of the demand equation’s effects`,
          ],
        ] as const)),
  ];
}
