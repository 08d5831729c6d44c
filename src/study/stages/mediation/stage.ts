/**
 * Stage `mediation`: the treatment on each mediator, a column each, and where it is asked for the effect on
 * the outcome through all of them, by a bootstrap of all equations on the same draws.
 */

import { bareName } from "../../../base/column-names.js";
import { UsageError } from "../../../base/errors.js";
import { printName } from "../../../formula/print.js";
import { feols } from "../../../verbs/feols/feols.js";
import { mediation } from "../../../verbs/mediation/fit.js";
import type { MediationRecord } from "../../../verbs/mediation/record.js";
import { type KeyPath, located, locating, requireColumn, type StudyFile } from "../../file/study-file.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { chosenControls, formulaOf } from "../model-choice.js";
import { type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { type Stage, treated } from "../stage.js";
import { treatedInRows } from "../treated-in-rows.js";
import { type MediationResult, type MediatorEstimate, presentMediation } from "./present.js";
import { asksMediation, columnOf, type MediationSpec } from "./schema.js";

/** What every equation of the stage shares. */
interface Plan {
  readonly at: KeyPath;
  readonly controls: readonly string[];
  readonly rows: OutcomeRows | undefined;
  readonly sample: { readonly subset?: string };
  readonly cluster: string;
}

/** The stage `place.name`, as `spec` says. Throws UsageError `unknown_treatment`, `mediation_cluster`. */
export function mediationStage(
  file: StudyFile,
  place: StagePlace,
  spec: MediationSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<MediationResult> {
  const at = ["stages", place.name];
  requireCoding(file, [...at, "treatment"], spec.treatment);
  const [rows] = rowsAsked(file, at, spec.rows);
  const plan: Plan = {
    at,
    rows,
    controls: chosenControls(spec.controls, file.spec),
    sample: withRows(rows, spec.subset),
    cluster: asksMediation(spec) ? clusterOf(file, at, spec) : "",
  };
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools): Promise<MediationResult> => {
    const models = spec.mediators.map((mediator, m) => {
      const path = [...at, "mediators", m];
      const name = columnOf(mediator);
      if (printName(bareName(name)) === name) requireColumn(file, path, bareName(name), made.panel.table);
      return locating(file, path, () => estimate(file, spec, plan, name, made, tools));
    });
    return { models, mediation: asksMediation(spec) ? await mediated(file, spec, plan, made, tools) : null };
  };
  return {
    node: stageNode({
      name: place.name,
      share: asksMediation(spec) ? 4 : 1,
      reads: computedPart(spec),
      needs: [treatment],
      run,
    }),
    present: (value, made) => presentMediation(file, place, spec, made, value),
    calls: ({ models }) =>
      models.map(({ formula }, part) => ({
        verb: "feols",
        formula,
        options: { vcov: file.spec.variance, ...plan.sample, ssc: file.spec.ssc, level: file.spec.level },
        part,
      })),
    results: ({ models }) =>
      models.map((model) => ({ name: model.mediator, record: model.fit, ...treated(spec.treatment, model) })),
  };
}

function estimate(
  { spec: study }: StudyFile,
  spec: MediationSpec,
  { controls, rows, sample }: Plan,
  mediator: string,
  made: TreatmentMade,
  tools: StageTools,
): MediatorEstimate {
  const formula = formulaOf(study, [spec.treatment, ...controls], mediator, spec.fe);
  const options = { vcov: study.variance, ...sample };
  const fit = feols(tools.engine, made.panel, formula, { ...options, ssc: study.ssc, level: study.level });
  return { mediator, formula, fit, ...treatedInRows(tools, made, formula, options, spec.treatment, rows) };
}

async function mediated(
  file: StudyFile,
  spec: MediationSpec,
  { at, controls, sample, cluster }: Plan,
  { panel }: TreatmentMade,
  { engine, signal, progress }: StageTools,
): Promise<MediationRecord> {
  const study = file.spec;
  const asked = spec.mediation;
  try {
    return await mediation(engine, panel, formulaOf(study, [spec.treatment, ...controls], spec.outcome, spec.fe), {
      treatment: spec.treatment,
      mediators: spec.mediators.map(columnOf),
      cluster,
      ...sample,
      ...(typeof asked === "object" ? { draws: asked.draws } : {}),
      ...{ ssc: study.ssc, level: study.level, seed: study.seed },
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ fraction }) => progress(fraction),
    });
  } catch (error) {
    throw located(error, file, [...at, "mediation"]);
  }
}

/** The clusters drawn: those named, or the study's one clustering. */
function clusterOf(file: StudyFile, at: KeyPath, { mediation: asked }: MediationSpec): string {
  if (typeof asked === "object" && asked.cluster !== undefined) return asked.cluster;
  const { variance } = file.spec;
  const [type, columns = ""] = variance.split(":").map((part) => part.trim());
  if (type === "cluster" && columns !== "" && !columns.includes("+")) return columns;
  throw new UsageError(
    "mediation_cluster",
    `${file.at([...at, "mediation"])}: the bootstrap of a mediation analysis draws one clustering, and the variance of the study is ${variance}; name one, as in mediation: {cluster: ${file.spec.panel.unit}}.`,
    { got: variance, expected: "mediation: {cluster: COLUMN}" },
  );
}
