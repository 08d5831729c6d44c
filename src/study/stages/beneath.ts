/**
 * What a table or figure rests on, in a line: the study's sample, the variance, the seed.
 */

import type { Language } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";
import { periodWords } from "../../data/panel/period-text.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { regressionWords, regressionWords as words } from "../../report/messages/regression.js";
import { droppedText } from "../../report/messages.js";
import { degreesWords, varianceWords } from "../../report/regression/variance-words.js";
import type { StudySpec } from "../file/schema.js";
import type { StudyFile } from "../file/study-file.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import { exhibitWords, studyWords } from "../messages/study.js";
import type { About, StagePlace } from "./stage.js";
import type { TreatedRows } from "./treated-in-rows.js";

/** With the study's variance; `differs` says what is otherwise: another variance or none, the seed of random draws. */
export function aboutStudy(
  { spec }: StudyFile,
  { language }: StagePlace,
  { balance, panel }: Pick<TreatmentMade, "balance" | "panel">,
  differs: Partial<About> = {},
): About {
  const units = studyWords.count[language](formatCount(balance.units), spec.words.units);
  const [first, last] = balance.periods.map((time) => periodWords(panel.period, time));
  const time = ownOf(spec.labels, panel.time.name) ?? panel.time.name;
  return {
    sample: exhibitWords.sample[language](formatCount(panel.table.nRows), units, time, first!, last!),
    variance: spec.variance,
    seed: null,
    ...differs,
  };
}

// Sample and variance of a fit in a sentence, as it stands beneath a figure.

/** Rows, errors, clusters, small-sample rule and degrees of freedom; `labels` are words for cluster columns. */
export function varianceNote(
  { nobs, dropped, vcov }: Pick<FitRecord, "nobs" | "dropped" | "vcov">,
  labels: Readonly<Record<string, string>>,
  language: Language = "en",
): string[] {
  const clusters = Object.entries(vcov.clusters).map(([name, n]) =>
    words.nClusters[language](ownOf(labels, name) ?? name, formatCount(n)),
  );
  const correlated =
    vcov.about === undefined
      ? words.errorsOf[language](vcov.type)
      : words.errorsAre[language](varianceWords(vcov, language));
  const errors =
    clusters.length === 0 ? correlated : words.errorsClustered[language](clusters.join(words.and[language]));
  const lost = Object.entries(dropped)
    .filter(([, n]) => n > 0)
    .map(([reason, n]) => words.droppedRows[language](formatCount(n), droppedText(reason, language)));
  return [
    words.sampleNote[language](
      formatCount(nobs),
      lost.join(words.comma[language]),
      errors,
      String(vcov.ssc.preset),
      formatCount(vcov.K),
      degreesWords(vcov, "degrees of freedom", language),
    ),
  ];
}

// Words for columns and terms in what a stage shows.

export type TermWords = Readonly<Record<string, string>>;

/** Words of the treatment codings that have some. */
export const treatmentWords = ({ treatment }: Pick<StudySpec, "treatment">): TermWords =>
  Object.fromEntries(
    Object.entries(treatment.codings).flatMap(([name, { label }]) => (label === undefined ? [] : [[name, label]])),
  );

/** Words of the study with those of a stage. */
export const termWords = (
  study: Pick<StudySpec, "treatment" | "labels">,
  { labels }: { labels: TermWords },
): TermWords => ({
  ...study.labels,
  ...treatmentWords(study),
  ...labels,
});

// Rows every table of estimates has beneath its coefficients.

/** A fact of every column of a table. */
export interface ColumnFact {
  readonly label: string;
  readonly texts: readonly string[];
}

/** How many units, called `units`, are treated in the rows of each column. */
export const treatedFact = (units: string, models: readonly TreatedRows[], language: Language = "en"): ColumnFact => ({
  label: regressionWords.treated[language](units),
  texts: models.map(({ treated }) => formatCount(treated.length)),
});

/** How many outcomes of each column were imputed; none where no column chose its rows. */
export const imputedFacts = (models: readonly TreatedRows[], language: Language = "en"): ColumnFact[] =>
  models.some(({ rows }) => rows !== undefined)
    ? [{ label: regressionWords.imputed[language], texts: models.map(({ imputed }) => formatCount(imputed ?? 0)) }]
    : [];

/** The effect that simulated data were made with: `truth` where the stage gives it, else that of each column's rows. */
export const trueEffect = (truth: number | undefined, model: Pick<TreatedRows, "true_effect">): number | undefined =>
  truth ?? model.true_effect;

/** A row of them; none where no column has one. `label` where it is not "True effect (simulated)". */
export function truthFacts(
  truth: number | undefined,
  models: readonly Pick<TreatedRows, "true_effect">[],
  label?: string,
  language: Language = "en",
): ColumnFact[] {
  const known = models.map((model) => trueEffect(truth, model));
  if (known.every((value) => value === undefined)) return [];
  return [
    {
      label: label ?? regressionWords.truth[language],
      texts: known.map((value) => (value === undefined ? "" : formatFixed(value, 4))),
    },
  ];
}
