/**
 * A study in words: one set of sentences for the terminal and the page, every number from the record.
 * Sees the result of the study, nothing else.
 */

import { capital, type Language, noteText, ruleText, stepText } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { periodWords } from "../../data/panel/period-text.js";
import { findingText as dataFindingText } from "../../inspect/finding-text.js";
import { formatCount, formatFixed, formatPEquals } from "../../report/format-number.js";
import { methodText } from "../../report/messages.js";
import type { QualityRecord } from "../../trade/quality/record.js";
import { sigmaInWords } from "../../trade/quality/sigma/present-sigma.js";
import { contradictions } from "../headline/contradictions.js";
import { headlineWords } from "../headline/messages.js";
import { headlineText } from "../headline/text.js";
import type { CodedTreatment } from "../inputs/treatment.js";
import { exhibitWords, pathWords, studyWords as words } from "../messages/study.js";
import type { StudyResult } from "../run-study.js";

type Fact = readonly [name: string, value: string];

const list = (names: readonly string[], language: Language): string =>
  names.length === 0 ? words.none[language] : names.join(words.comma[language]);
/** `n` of the study's units, in its words. */
const units = ({ file }: StudyResult, n: number): string =>
  words.count[file.spec.language](formatCount(n), nounOf(file.spec.words, n));

const nounOf = ({ unit, units: all }: StudyResult["file"]["spec"]["words"], n: number): string =>
  n === 1 ? unit : all;

/** The headline in a few sentences; without one, what the study is. */
export function studyLead(study: StudyResult): string {
  const { record, shown, file } = study;
  if (record.headline === null) return record.title;
  const { exhibits } = shown.find(({ name }) => name === record.headline!.stage)!;
  const table = exhibits.find(({ kind }) => kind === "table")!;
  return headlineText(record.headline, { spec: file.spec, table: table.id, few: record.treatment.few });
}

/** What a reader must know before quoting a number. */
export function studyCautions(study: StudyResult): string[] {
  const { record, shown, file, dataFindings } = study;
  const { treatment } = record;
  const { language } = file.spec;
  const findings = shown.flatMap((stage) => stage.findings);
  const isFew = findings.some(({ treated }) => treated < treatment.few);
  const cohorts = treatment.cohorts.filter(({ identified }) => identified.length > 0);
  return [
    ...(isFew ? [words.fewClusters[language]] : []),
    ...(record.assignment ?? []).map((one) => noteText(one, language)),
    ...dataFindings.map((found) => dataFindingText(found, language)),
    ...new Set(shown.flatMap(({ cautions }) => cautions)),
    ...otherwiseText(study),
    ...(cohorts.length > 1 ? [words.staggered[language](file.spec.words.units)] : []),
    ...file.spec.cautions,
  ];
}

/** What a reader must know that no table or figure of the report says beneath it, word for word. */
export function reportCautions(study: StudyResult): string[] {
  const said = new Set(
    study.shown.flatMap(({ exhibits }) =>
      exhibits.flatMap((exhibit) => (exhibit.kind === "table" ? exhibit.table.notes : exhibit.notes)),
    ),
  );
  return studyCautions(study).filter((caution) => !said.has(caution));
}

/** What other estimates of the outcome say that the headline does not. */
function otherwiseText({ file, record, shown }: StudyResult): string[] {
  const { language } = file.spec;
  const found = contradictions(file, record.headline, shown, record.treatment.few);
  return [true, false].flatMap((isOpposite) => {
    const own = found.filter((one) => one.isOpposite === isOpposite);
    if (own.length === 0) return [];
    const named = own.map(({ table, column, label, estimate, p }) =>
      headlineWords.otherEstimate[language](
        exhibitWords.tableName[language](table.replace(/^table/, "")),
        column,
        label,
        formatFixed(estimate, 3),
        formatPEquals(p),
      ),
    );
    return [headlineWords[isOpposite ? "otherSign" : "otherSignificance"][language](named)];
  });
}

/** How each coding makes treatment, and the path it takes over the sample. */
export function studyCodings(study: StudyResult): string[] {
  const { treatment } = study.record;
  const { language } = study.file.spec;
  return treatment.codings.map((coding) =>
    words.coding[language](
      coding.label,
      codingRule(study, coding),
      pathText(coding, language, study.isRestricted === true),
    ),
  );
}

function codingRule(study: StudyResult, { coding }: CodedTreatment): string {
  const { span, events, source } = study.record.treatment;
  const { words: nouns, language } = study.file.spec;
  const [first, last] = span ?? [Number.NaN, Number.NaN];
  switch (coding) {
    case "absorbing":
      return events === null
        ? words.absorbing[language](nouns.unit)
        : words.absorbingEvents[language]({
            spell: nouns.spell,
            spells: nouns.spells,
            ended: formatCount(events.ended),
            all: formatCount(events.spells),
            units: units(study, events.units),
            word: nouns.ended,
            among: unitList(study, events.identified_ended),
          });
    case "common":
      return words.common[language](first, nouns.unit);
    case "as-written":
      return words.asWritten[language](first, last, nouns.unit);
    case "in-force":
      return source === "events"
        ? words.inForceEvents[language](nouns.spell, events!.min_days)
        : words.inForce[language];
  }
}

function pathText({ path }: CodedTreatment, language: Language, isRestricted: boolean): string {
  const counts = (Object.entries(path.units) as [keyof typeof pathWords, readonly string[]][])
    .filter(([, members]) => members.length > 0)
    .map(([kind, members]) => words.pathCount[language](pathWords[kind][language], formatCount(members.length)));
  const off = path.units["switching off"];
  const named =
    off.length === 0 || off.length > 12 || isRestricted ? "" : words.switchesOff[language](list(off, language));
  return `${words.paths[language](counts.join(words.comma[language]))}${named}`;
}

/** Names beyond this many are counted, not listed. */
const MOST_NAMES = 24;

/** Which units the treatment identifies, and what its dates rest on. */
export function treatmentFacts(study: StudyResult): Fact[] {
  const { treatment, sample } = study.record;
  const { words: nouns, language } = study.file.spec;
  const inWords = (time: number): string => periodWords(study.period, time);
  const last = inWords(sample.balance.periods[1]);
  const withStatus = (status: string): string => {
    const found = treatment.units.filter((unit) => unit.status === status);
    if (found.length > MOST_NAMES || (study.isRestricted === true && found.length > 0))
      return units(study, found.length);
    return list(
      found.map(({ unit, cohort }) => `${unit}${cohort === null ? "" : ` (${inWords(cohort)})`}`),
      language,
    );
  };
  // a treatment in force alone has no cohorts
  const hasCohorts = treatment.codings.some(({ coding }) => coding !== "in-force") || treatment.events !== null;
  return [
    ...(hasCohorts
      ? ([
          [words.identified[language], withStatus("identified")],
          [words.neverBefore[language](treatment.from_start), withStatus("never before")],
          [words.neverAfter[language], withStatus("never after")],
          [words.afterSample[language](last), withStatus("after the sample")],
        ] as const)
      : []),
    [
      words.never[language],
      words.ruled[language](units(study, treatment.never.units), ruleText(treatment.never, language)),
    ],
    ...eventFactRows(study, nouns.spell),
  ];
}

/** Units by name; counted where the report names none. */
const unitList = (study: StudyResult, names: readonly string[]): string =>
  study.isRestricted === true && names.length > 0 ? units(study, names.length) : list(names, study.file.spec.language);

function eventFactRows(study: StudyResult, spell: string): Fact[] {
  const { events } = study.record.treatment;
  const { language } = study.file.spec;
  if (events === null) return [];
  const { evidence } = events;
  return [
    [words.withoutRows[language](spell), unitList(study, events.without_rows)],
    ...(evidence === null
      ? []
      : ([
          [words.eventDates[language], words.confirmedDates[language](evidence.date, evidence.month, evidence.no)],
          [
            words.monthDays[language],
            evidence.cells_depending_on_day === 0
              ? words.daysDoNotMatter[language]
              : words.daysMatter[language](formatCount(evidence.cells_depending_on_day)),
          ],
          [
            words.unconfirmed[language],
            unitList(
              study,
              evidence.unconfirmed_in_panel.map(({ unit, event, date }) => `${unit} ${event} ${date}`),
            ),
          ],
        ] as const)),
  ];
}

/** From rows to the sample, and how complete it is. */
export function sampleFacts(study: StudyResult): Fact[] {
  const { sample } = study.record;
  const { balance, steps } = sample;
  const { words: nouns, panel, labels, language } = study.file.spec;
  const [first, last] = balance.periods.map((time) => periodWords(study.period, time));
  return [
    ...steps.map(
      ({ step, rows, dropped }): Fact => [
        language === "en" ? capital(step) : step,
        dropped === 0
          ? words.rows[language](formatCount(rows))
          : words.leftOut[language](words.rows[language](formatCount(rows)), formatCount(dropped)),
      ],
    ),
    [capital(nouns.units), formatCount(balance.units)],
    [words.periods[language](ownOf(labels, panel.time) ?? panel.time), words.fromTo[language](first!, last!)],
    [
      words.balance[language],
      balance.balanced
        ? words.balanced[language](nouns.unit)
        : words.unbalanced[language](balance.minPeriods, balance.maxPeriods, nouns.unit, units(study, balance.gaps)),
    ],
  ];
}

/** How quality was measured, in sentences; none in a study without. */
export const qualityText = ({ record, file }: StudyResult): string[] =>
  record.quality === null ? [] : qualitySentences(record.quality.run, file.spec.language);

/** How the quality of a run was measured. */
export function qualitySentences(run: QualityRecord, language: Language): string[] {
  const { mean, sd } = run.r_quality;
  const fixed = run.sigma.source === "fixed" ? run.sigma.value : null;
  const [sigma, divisor] = fixed === null ? ["sigma", "sigma - 1"] : [fixed, fixed - 1];
  const source = fixed === null ? words.sigmaIs[language](sigmaInWords(run.sigma, language)) : "";
  const effects = Object.entries(run.fixed_effects.effects).map(([name, { levels }]) =>
    words.levels[language](name, formatCount(levels)),
  );
  return [
    words.qualityIs[language](String(sigma), effects.join(words.and[language]), String(divisor), source),
    words.qualityScale[language](run.normalise.within, formatFixed(mean, 3), formatFixed(sd, 3)),
  ];
}

/** Rows of the quality run, and how near simulated quality comes to the truth. */
export function qualityFacts({ record, file }: StudyResult): Fact[] {
  if (record.quality === null) return [];
  const { run, truth } = record.quality;
  const {
    language,
    words: { value },
  } = file.spec;
  const lost = run.waterfall.filter(({ dropped_rows }) => dropped_rows > 0);
  const million = (amount: number): string => words.million[language](formatFixed(amount / 1e6, 1), value);
  return [
    [words.withQuality[language], formatCount(run.nobs)],
    [
      words.withoutQuality[language],
      list(
        lost.map((step) =>
          words.lostRows[language](
            formatCount(step.dropped_rows),
            stepText(step, language),
            million(step.dropped_value),
          ),
        ),
        language,
      ),
    ],
    [words.notNormalised[language], formatCount(run.r_quality.n_degenerate)],
    [
      words.absorbed[language],
      `${methodText(run.solver.method, language)}${run.solver.iterations === 0 ? "" : words.iterations[language](formatCount(run.solver.iterations))}`,
    ],
    ...(truth === null
      ? []
      : ([
          [
            words.trueQuality[language],
            words.trueQualityIs[language](
              formatFixed(truth.correlation, 3),
              formatCount(truth.rows),
              formatFixed(truth.within_correlation, 3),
            ),
          ],
        ] as const)),
  ];
}
