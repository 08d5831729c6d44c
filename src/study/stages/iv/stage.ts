/**
 * Stage `iv`: treatment instrumented, an equation a column, each estimated once with instruments and once by
 * least squares on the same rows. What is shown of them is made elsewhere.
 */

import { DataError } from "../../../base/errors.js";
import { requireEquationVcov } from "../../../regression/fit-options.js";
import { equationChoice } from "../../../verbs/iv/iv-option.js";
import { ivWords } from "../../../verbs/iv/messages.js";
import { isIvFit, ivColumns, type IvColumn as ShownColumn } from "../../../verbs/iv/report/words.js";
import { locating, locatingAwaited, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { feols, rowsUsed } from "../estimates.js";
import { chosenControls, formulaOf, panelEffects } from "../model-choice.js";
import { type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { type Stage, treated } from "../stage.js";
import { treatedAmong } from "../treated-in-rows.js";
import { type IvEstimate, instrumentTerms, requireVarying } from "./instruments.js";
import { presentEquations } from "./present.js";
import type { IvColumn, IvSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment or an estimator that is not known. */
export function ivStage(
  file: StudyFile,
  place: StagePlace,
  spec: IvSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<readonly IvEstimate[]> {
  const path = ["stages", place.name];
  spec.columns.forEach((column, c) => {
    requireCoding(file, [...path, "columns", c, "treatment"], column.treatment);
    const variance = locating(file, ["variance"], () => requireEquationVcov(file.spec.variance));
    locating(file, [...path, "columns", c, "estimator"], () => equationChoice({ iv: column.estimator }, variance));
    locating(file, [...path, "columns", c, "covariance"], () => equationChoice(choiceOf(column), variance));
  });
  const [rows] = rowsAsked(file, path, spec.rows);
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools) => {
    const models: IvEstimate[] = [];
    for (const [c, column] of spec.columns.entries()) {
      tools.signal?.throwIfAborted();
      tools.progress(c / spec.columns.length);
      const at = [...path, "columns", c];
      models.push(await locatingAwaited(file, at, () => estimate(file, at, column, rows, made, tools)));
    }
    return models;
  };
  return {
    node: stageNode({ name: place.name, share: 1, reads: computedPart(spec), needs: [treatment], run }),
    present: (models, made) => presentEquations(file, place, spec, made, models),
    results: (models) =>
      models.flatMap((model, part) =>
        ivColumns(model.fit, spec.reduced_form).map(({ kind, fit: own }) => ({
          name: kind,
          record: own,
          part,
          ...treated(model.treatment, model),
        })),
      ),
    calls: (models) =>
      models.map(({ formula }, part) => ({
        verb: "feols",
        formula,
        options: optionsOf(file, spec.columns[part]!, rows),
        part,
      })),
    called: ({ name, part }) => {
      const kind = ivWords[name as ShownColumn["kind"]][place.language];
      const label = part === undefined || spec.columns.length === 1 ? undefined : spec.columns[part]!.label;
      return label === undefined ? kind : `${label}, ${kind}`;
    },
  };
}

const choiceOf = ({ estimator, covariance }: IvColumn) => ({
  iv: estimator,
  ...(covariance === undefined ? {} : { ivVcov: covariance }),
});

/** Options of an equation; those of its least squares are without what is said of instruments. */
const optionsOf = ({ spec }: StudyFile, column: IvColumn, rows: OutcomeRows | undefined) => ({
  vcov: spec.variance,
  ...withRows(rows, column.subset),
  ssc: spec.ssc,
  level: spec.level,
  ...choiceOf(column),
});

async function estimate(
  file: StudyFile,
  at: readonly (string | number)[],
  column: IvColumn,
  rows: OutcomeRows | undefined,
  made: TreatmentMade,
  tools: StageTools,
): Promise<IvEstimate> {
  const { spec } = file;
  const { treatment } = column;
  const fe = column.fe ?? panelEffects(spec);
  const instruments = await instrumentTerms(file, at, column, made, tools);
  requireVarying(file, at, instruments, fe, made.panel);
  const controls = chosenControls(column.controls, spec);
  const outcome = column.outcome ?? spec.panel.outcome;
  const excluded = instruments.map(({ term }) => term).join(" + ");
  const formula = `${formulaOf(spec, controls, outcome, fe)} | ${treatment} ~ ${excluded}`;
  const fit = await feols(made, tools, formula, optionsOf(file, column, rows));
  const sample = { vcov: spec.variance, ...withRows(rows, column.subset) };
  const options = { ...sample, ssc: spec.ssc, level: spec.level };
  if (!isIvFit(fit)) throw new DataError("no_instruments", `'${formula}' has no instruments.`, { got: formula });
  const leastSquares = await feols(made, tools, formulaOf(spec, [treatment, ...controls], outcome, fe), options);
  const used = await rowsUsed(made, tools, formula, { ...sample, nobs: fit.nobs });
  return {
    treatment,
    instruments,
    controls,
    outcome,
    fe,
    formula,
    fit,
    least_squares: leastSquares.coefficients[treatment]!,
    ...treatedAmong(used, made, treatment, rows, outcome),
  };
}
