/**
 * Stage `psm-did`: units treated at some time are matched with units that never are, and the study's
 * regressions are estimated on the rows of those matched, without and with the weights. What is shown of it is made
 * elsewhere.
 */

import type { Panel } from "../../../data/panel/panel.js";
import { withColumns } from "../../../data/table/table.js";
import { psmatch } from "../../../verbs/psmatch/fit.js";
import type { MatchedRegression, PsmatchResult } from "../../../verbs/psmatch/record.js";
import { located, type StudyFile } from "../../file/study-file.js";
import { keepRows } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { computedPart } from "../computed-part.js";
import { absorbingCoding, chosenControls, formulaOf } from "../model-choice.js";
import { type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../present.js";
import { type Stage, treated } from "../stage.js";
import { treatedInRows } from "../treated-in-rows.js";
import type { PsmDidEstimate, PsmDidResult } from "./cautions.js";
import { matchingOptions, matchingPlan, withEverTreated } from "./matching-options.js";
import { showMatching } from "./present.js";
import type { PsmDidSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment not coded, and for choices that do not fit. */
export function psmDidStage(
  file: StudyFile,
  place: StagePlace,
  spec: PsmDidSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<PsmDidResult> {
  const path = ["stages", place.name];
  if (spec.treatment !== undefined) requireCoding(file, [...path, "treatment"], spec.treatment);
  const term = spec.treatment ?? absorbingCoding(file, path, undefined);
  matchingPlan(file, path, spec);
  const [rows] = rowsAsked(file, path, spec.rows);
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools) => {
    try {
      return await estimate(file, path, spec, { term, rows }, made, tools);
    } catch (error) {
      throw located(error, file, path);
    }
  };
  return {
    node: stageNode({ name: place.name, share: 2, reads: computedPart(spec), needs: [treatment], run }),
    show: (matched, made) => showMatching(file, place, spec, made, matched),
    results: ({ treatment: own, models }) =>
      models.map((model) => ({
        name: `${model.sample.replace("_", " ")}, ${model.weighted ? "weighted" : "unweighted"}`,
        record: model.fit,
        ...treated(own, model),
      })),
  };
}

async function estimate(
  file: StudyFile,
  path: readonly string[],
  spec: PsmDidSpec,
  { term, rows }: { readonly term: string; readonly rows: OutcomeRows | undefined },
  made: TreatmentMade,
  tools: StageTools,
): Promise<PsmDidResult> {
  const { spec: study } = file;
  const { panel, name } = withEverTreated(made.panel, term);
  const covariates = chosenControls(spec.covariates, study);
  const equations = spec.columns.map(({ controls: choice, outcome, fe }) => {
    const controls = chosenControls(choice, study);
    return {
      controls,
      outcome: outcome ?? study.panel.outcome,
      formula: formulaOf(study, [term, ...controls], outcome, fe),
    };
  });
  const result = await psmatch(tools.engine, panel.table, `${name} ~ ${covariates.join(" + ") || "1"}`, {
    ...matchingOptions(file, path, spec, made, term),
    ...withRows(rows),
    regressions: equations.map(({ formula }) => formula),
    vcov: study.variance,
    ssc: study.ssc,
    onProgress: ({ fraction }) => tools.progress(fraction),
    ...(tools.signal === undefined ? {} : { signal: tools.signal }),
  });
  const { regressions, ...matching } = result.record;
  const samples = samplesOf(panel, result);
  const perEquation = regressions.length / equations.length;
  const models = regressions.map(({ sample, weighted, fit }, r): PsmDidEstimate => {
    const equation = equations[Math.floor(r / perEquation)]!;
    const own = { vcov: study.variance, ...withRows(rows) };
    return {
      ...equation,
      sample,
      weighted,
      fit,
      ...treatedInRows(tools, { panel: samples[sample](), truth: made.truth }, equation.formula, own, term, rows),
    };
  });
  return { treatment: term, matching, models, units: result.units, pairs: result.pairs };
}

/** The rows each kind of sample has, made when asked for, once. */
function samplesOf(panel: Panel, { columns }: PsmatchResult): Record<MatchedRegression["sample"], () => Panel> {
  const added = withColumns(panel.table, columns);
  const where = (name: string, keep: (value: number) => boolean) => {
    let kept: Panel | undefined;
    return () => {
      const values = added.numeric(name);
      kept ??= keepRows(
        panel,
        Uint32Array.from(values.keys()).filter((row) => keep(values[row]!)),
      );
      return kept;
    };
  };
  return {
    matched: where("_weight", (weight) => weight !== 0 && !Number.isNaN(weight)),
    on_support: where("_support", (support) => support === 1),
  };
}
