/**
 * A node of the study: which p of its headline can be believed, where that is a regression, by its clusters and at the levels at which
 * treatment was, or may have been, assigned; and which controls of the headline vary over time, so that treatment may have changed them.
 */
import { ownOf } from "../../base/objects.js";
import { parseFormula } from "../../formula/parser.js";
import { columnsOfVariable, variablesOf } from "../../formula/spec.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import type { StudyFile } from "../file/study-file.js";
import { isConstantWithin } from "../inputs/constant-within.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import { type StageNode, type StageTools, stageNode } from "../run/stage-node.js";
import type { EstimateFacts } from "../stages/effect-column.js";
import { feols, rowsUsed } from "../stages/estimates.js";
import { formulaOf } from "../stages/model-choice.js";
import { withRows } from "../stages/outcome-rows.js";
import { treatedAmong } from "../stages/treated-in-rows.js";
import { DRAWS, inferenceBy } from "./by-clusters.js";
import { type Headline, oneEstimate } from "./headline.js";
import type { Assigned, Judged } from "./inference.js";
import { levelsOfRegression } from "./levels.js";
import { levelsOfStage, type Remade } from "./levels-of-stage.js";

/** What is kept of the node. */
export interface HeadlineMade {
  /** Of each column: its controls that vary within units. */
  readonly late: readonly (readonly string[])[];
  /** Null where the headline is no regression, or is not one. */
  readonly judged: Judged | null;
  /** Levels above its clusters; null where the headline is not one. */
  readonly assigned: Assigned | null;
}

/** The node of `headline`, whose stage can be `remade`. */
export function headlineNode(
  file: StudyFile,
  headline: Headline,
  treatment: StageNode<TreatmentMade>,
  remade: Remade,
): StageNode<HeadlineMade> {
  const estimates = headline.columns.map(({ estimate }) => estimate);
  const one = oneEstimate(headline);
  const { stage } = headline;
  const isRegression = file.spec.stages[stage]!.stage === "regressions";
  const run = async (
    [made, value]: readonly [TreatmentMade, ...unknown[]],
    tools: StageTools,
  ): Promise<HeadlineMade> => {
    const late: string[][] = [];
    for (const { controls } of estimates) late.push(await varying(made, controls, tools));
    if (one === null) return { late, judged: null, assigned: null };
    if (!isRegression) {
      return { late, judged: null, assigned: await levelsOfStage(file, stage, one, remade, value, made, tools) };
    }
    return { late, ...(await judge(file, one.estimate, made, tools)) };
  };
  const draws = one === null || !isRegression ? 0 : DRAWS;
  const needs = isRegression ? ([treatment] as const) : ([treatment, remade.own.node] as const);
  const reads = { stage: "headline", estimates, draws, assigned_by: file.spec.assigned_by ?? null };
  return stageNode({ name: "judging the headline", share: 1, reads, needs, run });
}

/** Those of `controls` that have two values in some unit, and are not of the period alone. */
async function varying(made: TreatmentMade, controls: readonly string[], tools: StageTools): Promise<string[]> {
  const found: string[] = [];
  for (const control of controls) {
    const columns = variablesOf(parseFormula(`y ~ ${control}`)).flatMap(columnsOfVariable);
    for (const column of columns) {
      if (column === made.panel.time.name || (await isConstantWithin(made, column, tools.signal))) continue;
      found.push(control);
      break;
    }
  }
  return found;
}

async function judge(
  file: StudyFile,
  { treatment: term, controls, outcome, fe, subset, rows }: EstimateFacts,
  made: TreatmentMade,
  tools: StageTools,
): Promise<Omit<HeadlineMade, "late">> {
  const { spec } = file;
  const formula = formulaOf(spec, [term, ...controls], outcome, fe);
  const sample = withRows(rows ?? undefined, subset ?? undefined);
  const fit = await feols(made, tools, formula, { vcov: spec.variance, ssc: spec.ssc, level: spec.level, ...sample });
  if (ownOf(fit.coefficients, term) === undefined) return { judged: null, assigned: null };
  const used = await rowsUsed(made, tools, formula, { vcov: spec.variance, ...sample, nobs: fit.nobs });
  const { treated } = treatedAmong(used, made, term, undefined, outcome);
  const clusterings = Object.keys(fit.vcov.clusters);
  const regression = { file, made, formula, term, sample };
  // rows that stay elsewhere are not counted by cluster: here by unit
  const error = { vcov: spec.variance, clusterings, hasFewTreated: treated.length <= FEW_CLUSTERS.treated };
  return {
    judged: await inferenceBy(regression, error, tools),
    assigned: await levelsOfRegression(regression, { clusterings, used, nobs: fit.nobs }, tools),
  };
}
