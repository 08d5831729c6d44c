/**
 * What the stage `referee` shows: a table of its questions with the number each is answered by, the answers in words, and their figures.
 */

import { noteText } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { decimalsFor, formatFixed, formatP, formatPEquals } from "../../../report/format-number.js";
import { emptyCell, numberCell, type TableModel, textCell } from "../../../report/table-model.js";
import type { StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { USUAL_LEVEL } from "../../usual-level.js";
import { aboutStudy, termWords, varianceNote } from "../beneath.js";
import type { EstimateFacts } from "../effect-column.js";
import { rowsNotes } from "../outcome-rows.js";
import {
  type Exhibit,
  figureId,
  figureName,
  figureTitle,
  type ShownFigure,
  type StagePlace,
  type StageShown,
  tableId,
  tableTitle,
} from "../stage.js";
import { FEWEST_TREATED } from "./dynamic.js";
import { FIGURED } from "./exhibits.js";
import {
  type FiguredQuestion,
  figureWords,
  inWordsOf,
  measureWords,
  type QuestionName,
  questionWords,
  shortNumber,
  refereeWords as words,
} from "./messages.js";
import type { Answered, Verdict } from "./question.js";
import { QUESTIONS } from "./questions.js";
import type { RefereeSpec } from "./schema.js";

/** What is kept of the stage. */
export interface RefereeResult {
  readonly effect: Coefficient;
  readonly fit: FitRecord;
  readonly answers: readonly Answered[];
  /** Event times that the questions on trends leave out. */
  readonly leftOut: readonly number[];
  /** Units treated in its rows. */
  readonly treated: number;
  /** Simulated data: what the regression estimates. */
  readonly true_effect?: number;
}

export function presentReferee(
  file: StudyFile,
  place: StagePlace,
  spec: RefereeSpec,
  facts: EstimateFacts,
  made: TreatmentMade,
  { fit, effect, answers, leftOut, treated, true_effect }: RefereeResult,
): StageShown {
  const { language } = place;
  const labels = termWords(file.spec, { labels: {} });
  const called = (name: string) => ownOf(labels, name) ?? name;
  const about = aboutStudy(file, place, made, { seed: file.spec.seed });
  const estimates = [{ name: null, facts, estimate: effect.estimate, nobs: fit.nobs }];
  const drawn = figuresOf(place, answers, { about, labels, estimates });
  const decimals = decimalsFor([effect.std_error]);
  const of = words.about[language](
    called(facts.treatment),
    called(facts.outcome),
    formatFixed(effect.estimate, decimals),
    formatFixed(effect.std_error, decimals),
    formatPEquals(effect.p_value),
  );
  const count = (verdict: Verdict) => answers.filter(({ answer }) => answer.verdict === verdict).length;
  const tally = words.tally[language](count("supports"), count("weakens"), count("open"), count("not asked"));
  const truth = true_effect === undefined ? [] : [words.truth[language](formatFixed(true_effect, decimals))];
  const few = treated < made.facts.few ? [words.few[language](treated, file.spec.words)] : [];
  const cautions = [
    ...(effect.p_value < USUAL_LEVEL ? [] : [words.insignificant[language]]),
    ...few,
    ...(leftOut.length === 0 ? [] : [words.leftOut[language](leftOut, FEWEST_TREATED)]),
  ];
  const table: TableModel = {
    title: tableTitle(place, spec.caption ?? words.title[language]),
    stub: words.question[language],
    heads: [[words.measure[language]], [words.value[language]], [words.verdict[language]], [words.see[language]]],
    rows: answers.map(({ question, answer: { measure, value, verdict } }) => ({
      label: questionWords[question][language],
      name: question,
      quantity: measure ?? "",
      cells: [
        measure === null ? emptyCell() : textCell(measureWords[measure][language]),
        value === null
          ? emptyCell()
          : numberCell(value, measure?.startsWith("p_") ? formatP(value) : shortNumber(value)),
        textCell(words[verdict][language]),
        textCell(drawn.get(question)?.name ?? ""),
      ],
      ruleAbove: false,
    })),
    notes: [
      of,
      ...truth,
      ...cautions,
      words.verdictNote[language],
      ...varianceNote(fit, file.spec.labels, language),
      ...rowsNotes(facts.rows ?? undefined, made.panel.table, language),
      ...spec.notes,
    ],
  };
  return {
    name: place.name,
    exhibits: [
      { kind: "table", id: tableId(place), stage: place.name, table, about, estimates },
      ...[...drawn.values()].map(({ exhibit }) => exhibit),
    ],
    section: {
      heading: words.title[language],
      lead: [of, ...truth, ...cautions, tally].join(language === "en" ? " " : ""),
      answers: answers.map(({ question, answer: { note } }) => ({
        question: questionWords[question][language],
        answer: noteText(inWordsOf(labels, note), language),
        exhibit: drawn.get(question)?.exhibit.id ?? null,
      })),
    },
    data: {},
    record: {
      stage: "referee",
      call: fit.call,
      effect,
      true_effect: true_effect ?? null,
      answers: answers.map(publishedAnswer),
    },
    cautions: [],
    findings: [],
  };
}

interface Drawn {
  readonly name: string;
  readonly exhibit: Exhibit;
}

/** Figures of the questions answered, by question; each keeps the number it was given before anything ran. */
function figuresOf(
  place: StagePlace,
  answers: readonly Answered[],
  { about, labels, estimates }: FigureContext,
): ReadonlyMap<QuestionName, Drawn> {
  const { language } = place;
  const drawn = new Map<QuestionName, Drawn>();
  for (const { question, record } of answers) {
    const figured = FIGURED.find((name) => name === question);
    const { figure } = QUESTIONS.find(({ name }) => name === question)!;
    if (record === null || figured === undefined || figure === undefined) continue;
    const at = FIGURED.indexOf(figured);
    drawn.set(question, {
      name: figureName(place, at),
      exhibit: {
        kind: "figure",
        id: figureId(place, at),
        stage: place.name,
        caption: figureTitle(place, figureWords[figured][language], at),
        notes: [],
        about,
        ...(OF_THE_ESTIMATE.includes(figured) ? { estimates } : {}),
        spec: (look) => figure(record, { ...look, language, labels }),
      },
    });
  }
  return drawn;
}

/** What figures need beside answers. */
interface FigureContext extends Required<Pick<ShownFigure, "about" | "estimates">> {
  /** Words for columns and terms. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Figures about the estimate itself; the others are of effects by event time. */
const OF_THE_ESTIMATE: readonly FiguredQuestion[] = ["specifications", "omitted", "influence"];

/** An answer as results.json has it. */
function publishedAnswer({ question, answer, record }: Answered): object {
  const { published } = QUESTIONS.find(({ name }) => name === question)!;
  return { question, ...answer, record: record === null || published === undefined ? record : published(record) };
}
