/**
 * Stage `pgmm`: the outcome on its own lags, treatment and controls, a model a column, each by GMM on the dynamic
 * panel. What is shown of them is made elsewhere.
 */

import { expressionText } from "../../../formula/parser.js";
import { pgmm, pgmmRows } from "../../../verbs/pgmm/fit.js";
import { pgmmPlan } from "../../../verbs/pgmm/plan.js";
import type { StudySpec } from "../../file/schema.js";
import { locating, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { chosenControls } from "../model-choice.js";
import { type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { type Stage, treated } from "../stage.js";
import { treatedAmong } from "../treated-in-rows.js";
import { type PgmmEstimate, presentPgmm } from "./present.js";
import type { PgmmColumn, PgmmStageSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment that is not known. */
export function pgmmStage(
  file: StudyFile,
  place: StagePlace,
  spec: PgmmStageSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<readonly PgmmEstimate[]> {
  const path = ["stages", place.name];
  spec.columns.forEach((column, c) => {
    requireCoding(file, [...path, "columns", c, "treatment"], column.treatment);
    locating(file, [...path, "columns", c], () =>
      pgmmPlan(dynamicFormula(file.spec, column), [], { model: column.model }),
    );
  });
  const [rows] = rowsAsked(file, path, spec.rows);
  const run = ([made]: readonly [TreatmentMade], tools: StageTools) =>
    spec.columns.map((column, c) => {
      tools.signal?.throwIfAborted();
      tools.progress(c / spec.columns.length);
      return locating(file, [...path, "columns", c], () => estimate(file.spec, column, rows, made, tools));
    });
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    present: (models, made) => presentPgmm(file, place, spec, made, models),
    results: (models) =>
      models.map((model, part) => ({ name: null, record: model.fit, part, ...treated(model.treatment, model) })),
    calls: (models) =>
      models.map(({ formula }, part) => ({
        verb: "pgmm",
        formula,
        options: optionsOf(file.spec, spec.columns[part]!, rows),
        part,
      })),
    called: ({ part }) => (part === undefined ? undefined : spec.columns[part]!.label),
  };
}

/** Options of a column's model. */
function optionsOf({ level }: StudySpec, column: PgmmColumn, rows: OutcomeRows | undefined) {
  const { model, transform, steps, collapse, small, sensitivity } = column;
  return {
    ...{ model, transform, steps, collapse, small, sensitivity },
    timeDummies: column.time_dummies,
    level,
    ...withRows(rows, column.subset),
  };
}

function estimate(
  spec: StudySpec,
  column: PgmmColumn,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  { engine, signal }: StageTools,
): PgmmEstimate {
  const { treatment } = column;
  const formula = dynamicFormula(spec, column);
  const options = { ...optionsOf(spec, column, rows), ...(signal === undefined ? {} : { signal }) };
  const outcome = column.outcome ?? spec.panel.outcome;
  return {
    treatment,
    controls: chosenControls(column.controls, spec),
    outcome,
    formula,
    fit: pgmm(engine, made.panel, formula, options),
    ...treatedAmong(pgmmRows(engine, made.panel, formula, options), made, treatment, rows, outcome),
  };
}

/** `y ~ lag(y, 1) + did + x | gmm(y, 2:Inf) + gmm(x, 1:Inf) + iv(did)`. */
export function dynamicFormula(spec: StudySpec, column: PgmmColumn): string {
  const outcome = expressionText(column.outcome ?? spec.panel.outcome);
  const regressors = [column.treatment, ...chosenControls(column.controls, spec)];
  const [from, farthest] = column.instrument_lags;
  const to = farthest === "all" ? "Inf" : String(farthest);
  const { predetermined, endogenous } = column;
  const exogenous = regressors.filter((term) => !predetermined.includes(term) && !endogenous.includes(term));
  const own = exogenous.join(", ");
  const equations = column.exogenous === "each" ? ["diff", "level"] : [column.exogenous];
  const served = column.model === "difference" ? ["both"] : equations;
  return `${outcome} ~ lag(${outcome}, 1:${column.lags}) + ${regressors.join(" + ")} | ${[
    `gmm(${outcome}, ${from}:${to})`,
    ...predetermined.map((term) => `gmm(${term}, 1:${to})`),
    ...endogenous.map((term) => `gmm(${term}, 2:${to})`),
    ...(exogenous.length === 0 ? [] : served.map((equation) => `iv(${own}, eq = ${equation})`)),
  ].join(" + ")}`;
}
