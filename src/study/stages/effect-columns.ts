/**
 * The columns of a stage that state one effect of a treatment each, known before anything runs: those a report can lead with. Columns
 * are counted as `Stage.results` counts them.
 */
import { codingWords, regressionWords } from "../../report/messages/regression.js";
import { ESTIMATOR_NAMES } from "../../verbs/did/shared/names.js";
import { ivWords } from "../../verbs/iv/messages.js";
import { gmmWords } from "../../verbs/pgmm/messages.js";
import { sampleText } from "../../verbs/psmatch/report/table.js";
import type { StudyFile } from "../file/study-file.js";
import type { DidSpec } from "./did/schema.js";
import { type EffectColumn, estimateFacts } from "./effect-column.js";
import type { EventStudySpec } from "./event-study/schema.js";
import { type IvSpec, secondStage } from "./iv/schema.js";
import { absorbingCoding } from "./model-choice.js";
import { rowsAsked } from "./outcome-rows.js";
import type { PgmmStageSpec } from "./pgmm/schema.js";
import { headingOf } from "./psmatch/present.js";
import type { PsmatchSpec } from "./psmatch/schema.js";
import { matchedSamples } from "./psmatch/stage.js";
import type { RegressionsSpec } from "./regressions/schema.js";
import type { StageSpec } from "./schema.js";

/** Of the stage `name`; none for a kind whose columns state no effect, or several. */
export function effectColumns(file: StudyFile, name: string, spec: StageSpec): readonly EffectColumn[] {
  switch (spec.stage) {
    case "regressions":
      return ofRegressions(file, name, spec);
    case "iv":
      return ofEquations(file, name, spec);
    case "pgmm":
      return ofDynamicPanels(file, name, spec);
    case "psmatch":
      return ofMatching(file, name, spec);
    case "did":
      return ofEstimators(file, name, spec);
    case "event-study":
      return [ofEventStudy(file, name, spec)];
    default:
      return [];
  }
}

function ofRegressions(file: StudyFile, name: string, spec: RegressionsSpec): EffectColumn[] {
  const { language, treatment } = file.spec;
  const asked = rowsAsked(file, ["stages", name], spec.rows);
  return spec.columns
    .flatMap((column) => asked.map((rows) => ({ column, rows })))
    .map(({ column, rows }, c) => {
      const coding = treatment.codings[column.treatment]?.coding ?? "absorbing";
      const label = column.label ?? codingWords[coding][language];
      return {
        column: c + 1,
        label:
          spec.rows === "both" && rows !== undefined
            ? regressionWords.onRows[language](label, regressionWords[rows][language])
            : label,
        estimate: estimateFacts(file, column, { rows: rows ?? null }),
      };
    });
}

/** The second stage of each equation. */
function ofEquations(file: StudyFile, name: string, spec: IvSpec): EffectColumn[] {
  const [rows] = rowsAsked(file, ["stages", name], spec.rows);
  return spec.columns.map((column, c) => {
    const estimate = estimateFacts(file, column, {
      estimator: "instruments",
      rows: rows ?? null,
      average: "compliers",
    });
    const label = column.label ?? ivWords.effectsHeading[file.spec.language](estimate.fe);
    return { column: secondStage(spec, c), label, estimate };
  });
}

function ofDynamicPanels(file: StudyFile, name: string, spec: PgmmStageSpec): EffectColumn[] {
  const { panel, language } = file.spec;
  const [rows] = rowsAsked(file, ["stages", name], spec.rows);
  return spec.columns.map((column, c) => ({
    column: c + 1,
    label: column.label ?? gmmWords[column.model][language],
    estimate: estimateFacts(
      file,
      { ...column, fe: column.time_dummies ? undefined : panel.unit },
      {
        estimator: column.model,
        rows: rows ?? null,
        average: "impact",
      },
    ),
  }));
}

function ofMatching(file: StudyFile, name: string, spec: PsmatchSpec): EffectColumn[] {
  const path = ["stages", name];
  const { language } = file.spec;
  const treatment = spec.treatment ?? absorbingCoding(file, path, undefined);
  const [rows] = rowsAsked(file, path, spec.rows);
  const samples = matchedSamples(file, path, spec);
  return spec.columns
    .flatMap((column, equation) => samples.map((sample) => ({ column, equation, sample })))
    .map(({ column, equation, sample }, c) => {
      const estimate = estimateFacts(
        file,
        { ...column, treatment },
        {
          rows: rows ?? null,
          matched: sample.sample,
          weights: sample.weighted ? "_weight" : null,
        },
      );
      const heading = headingOf(language, spec, estimate, equation);
      return { column: c + 1, label: `${heading}, ${sampleText(sample, language)}`, estimate };
    });
}

/** The average of the effects from the start of treatment on. */
function ofEventStudy(file: StudyFile, name: string, spec: EventStudySpec): EffectColumn {
  const path = ["stages", name];
  const treatment = absorbingCoding(file, path, spec.treatment);
  const [rows] = rowsAsked(file, path, spec.rows);
  return {
    column: 1,
    label: regressionWords.lagsAverage[file.spec.language],
    estimate: estimateFacts(
      file,
      { treatment, controls: spec.controls },
      { estimator: "event_path", rows: rows ?? null, average: "lags" },
    ),
  };
}

/** A column an estimator: its average of all that is treated. */
function ofEstimators(file: StudyFile, name: string, spec: DidSpec): EffectColumn[] {
  const [rows] = rowsAsked(file, ["stages", name], spec.rows);
  const treatment = spec.treatment ?? Object.keys(file.spec.treatment.codings)[0]!;
  const named = spec.estimators.flatMap((name) => ESTIMATOR_NAMES.find((estimator) => estimator === name) ?? []);
  return named.map((estimator, c) => ({
    column: c + 1,
    label: estimator,
    estimate: estimateFacts(
      file,
      { treatment, controls: spec.controls },
      {
        estimator,
        rows: rows ?? null,
        average: spec.aggregate,
      },
    ),
  }));
}
