/**
 * Stage `psmatch`: units treated at some time are matched with units that never are, and the study's
 * regressions are estimated on the rows of those matched, without and with the weights. What is shown of it is made
 * elsewhere.
 */

import { UsageError } from "../../../base/errors.js";
import type { Panel } from "../../../data/panel/panel.js";
import { rowsOf } from "../../../data/panel/treatment.js";
import { withColumns } from "../../../data/table/table.js";
import { psmatch } from "../../../verbs/psmatch/fit.js";
import { type MatchingPlan, planMatching } from "../../../verbs/psmatch/plan.js";
import type { MatchedRegression, PsmatchResult } from "../../../verbs/psmatch/record.js";
import type { PsmatchOptions } from "../../../verbs/psmatch/verb.js";
import { type KeyPath, located, locating, type StudyFile } from "../../file/study-file.js";
import { addColumns, keepRows } from "../../inputs/panel.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import { requireCoding } from "../../inputs/treatment-spec.js";
import { computedPart, type StageNode, type StageTools, stageNode } from "../../run/stage-node.js";
import { absorbingCoding, chosenControls, formulaOf } from "../model-choice.js";
import { type OutcomeRows, rowsAsked, withRows } from "../outcome-rows.js";
import type { StagePlace } from "../stage.js";
import { type Stage, treated } from "../stage.js";
import { treatedInRows } from "../treated-in-rows.js";
import type { PsmatchEstimate, PsmatchStageResult } from "./cautions.js";
import { presentMatching } from "./present.js";
import type { PsmatchSpec } from "./schema.js";

/** The stage `place.name`, as `spec` says. Throws UsageError for a treatment not coded, and for choices that do not fit. */
export function psmatchStage(
  file: StudyFile,
  place: StagePlace,
  spec: PsmatchSpec,
  treatment: StageNode<TreatmentMade>,
): Stage<PsmatchStageResult> {
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
    present: (matched, made) => presentMatching(file, place, spec, made, matched),
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
  spec: PsmatchSpec,
  { term, rows }: { readonly term: string; readonly rows: OutcomeRows | undefined },
  made: TreatmentMade,
  tools: StageTools,
): Promise<PsmatchStageResult> {
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
  const models = regressions.map(({ sample, weighted, fit }, r): PsmatchEstimate => {
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

/** Choices that need no data, under the names of `psmatch`. */
function choicesOf(spec: PsmatchSpec): PsmatchOptions {
  const { preset, method, link, ratio, replace, order, ties, exact, caliper, kernel, bandwidth, support, moments } =
    spec;
  const given = {
    ...{ preset, method, link, ratio, replace, order, ties, exact, caliper, kernel, bandwidth, support, moments },
    caliperUnit: spec.caliper_unit,
    weightSum: spec.weight_sum,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as PsmatchOptions;
}

/** The plan of the stage at `path` before data are seen. Throws as `planMatching`, and for `pre` without averages. */
export function matchingPlan(file: StudyFile, path: KeyPath, spec: PsmatchSpec): MatchingPlan {
  if (spec.pre !== undefined && spec.match !== "averages") {
    throw new UsageError(
      "psm_did_pre",
      `${file.at([...path, "pre"])}: pre says which rows units are averaged over, and match: ${spec.match} averages none; leave pre out, or set match: averages.`,
      { got: spec.match, expected: "averages" },
    );
  }
  return locating(file, path, () => planMatching(choicesOf(spec)));
}

/** The samples each equation is estimated on, in their order: one whose weights are negative is left out by `psmatch`. */
export function matchedSamples(
  file: StudyFile,
  path: KeyPath,
  spec: PsmatchSpec,
): readonly Pick<MatchedRegression, "sample" | "weighted">[] {
  const { support } = matchingPlan(file, path, spec);
  return [
    ...(support.rule === "none" ? [] : [{ sample: "on_support", weighted: false } as const]),
    { sample: "matched", weighted: false },
    { sample: "matched", weighted: true },
  ];
}

/** Options of `psmatch` for the sample that `made` is; the seed and the level are the study's. */
function matchingOptions(
  file: StudyFile,
  path: KeyPath,
  spec: PsmatchSpec,
  made: TreatmentMade,
  treatment: string,
): PsmatchOptions {
  const { unit, time } = made.panel;
  return {
    ...choicesOf(spec),
    ...(spec.match === "averages" ? { average: unit.name, pre: preOf(file, path, spec, made) } : {}),
    ...(spec.match === "by-period" ? { by: time.name } : {}),
    timing: treatment,
    seed: file.spec.seed,
    level: file.spec.level,
  };
}

/** The condition on rows averaged: as written, or all periods before the first cohort. */
function preOf(file: StudyFile, path: KeyPath, { pre }: PsmatchSpec, { facts, panel }: TreatmentMade): string {
  if (pre !== undefined) return pre;
  if (facts.span !== null) return `${panel.time.name} < ${facts.span[0]}`;
  throw new UsageError(
    "psm_did_pre",
    `${file.at(path)}: no unit is observed both before and after its treatment began, so there is no first cohort to average before; write pre, such as pre: ${panel.time.name} <= 2011.`,
    { got: null, expected: "pre" },
  );
}

/** The panel with a column that is 1 in every row of units whose `treatment` is 1 in some row; and its name. */
function withEverTreated(panel: Panel, treatment: string): { readonly panel: Panel; readonly name: string } {
  let name = `ever_${treatment}`;
  while (panel.table.has(name)) name = `_${name}`;
  const values = panel.table.numeric(treatment);
  const ever = new Float64Array(values.length);
  for (let u = 0; u < panel.nUnits; u++) {
    const rows = rowsOf(panel, u);
    if (rows.some((row) => values[row] === 1)) for (const row of rows) ever[row] = 1;
  }
  return { panel: addColumns(panel, { [name]: ever }), name };
}
