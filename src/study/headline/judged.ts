/**
 * A node of the study: which p of its headline can be believed, where that is a regression, and which controls of the headline vary
 * over time, so that treatment may have changed them. Few clusters take the restricted wild bootstrap, few treated ones the assignments
 * that chance could have made.
 */
import { WasmetricsError } from "../../base/errors.js";
import { ownOf } from "../../base/objects.js";
import { parseFormula } from "../../formula/parser.js";
import { columnsOfVariable, variablesOf } from "../../formula/spec.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { Believed } from "../../verbs/bootstrap/reliability/record.js";
import { FEW_TREATED } from "../../verbs/bootstrap/reliability/reliability.js";
import type { StudyFile } from "../file/study-file.js";
import { isConstantWithin } from "../inputs/constant-within.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import { type StageNode, type StageTools, stageNode } from "../run/stage-node.js";
import type { EstimateFacts } from "../stages/effect-column.js";
import { bootstrap, feols, placebo, rowsUsed } from "../stages/estimates.js";
import { formulaOf } from "../stages/model-choice.js";
import { withRows } from "../stages/outcome-rows.js";
import { treatedAmong } from "../stages/treated-in-rows.js";
import { type Headline, oneEstimate } from "./headline.js";
import type { Inference, Judged } from "./inference.js";

/** What is kept of the node. */
export interface HeadlineMade {
  /** Of each column: its controls that vary within units. */
  readonly late: readonly (readonly string[])[];
  /** Null where the headline is no regression, or is not one. */
  readonly judged: Judged | null;
}

/** Random assignments at most; fewer that differ are each drawn once. */
const DRAWS = 999;

/** The node of `headline`. */
export function headlineNode(
  file: StudyFile,
  headline: Headline,
  treatment: StageNode<TreatmentMade>,
): StageNode<HeadlineMade> {
  const estimates = headline.columns.map(({ estimate }) => estimate);
  const one = oneEstimate(headline);
  const isRegression = file.spec.stages[headline.stage]?.stage === "regressions";
  const run = async ([made]: readonly [TreatmentMade], tools: StageTools): Promise<HeadlineMade> => {
    const late: string[][] = [];
    for (const { controls } of estimates) late.push(await varying(made, controls, tools));
    return { late, judged: one === null || !isRegression ? null : await judge(file, one.estimate, made, tools) };
  };
  const reads = { stage: "headline", estimates, draws: one === null || !isRegression ? 0 : DRAWS };
  return stageNode({ name: "judging the headline", share: 1, reads, needs: [treatment], run });
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

interface Regression {
  readonly formula: string;
  readonly fit: FitRecord;
  readonly term: string;
  readonly sample: { readonly subset?: string };
}

async function judge(
  file: StudyFile,
  { treatment: term, controls, outcome, fe, subset, rows }: EstimateFacts,
  made: TreatmentMade,
  tools: StageTools,
): Promise<Judged | null> {
  const { spec } = file;
  const formula = formulaOf(spec, [term, ...controls], outcome, fe);
  const sample = withRows(rows ?? undefined, subset ?? undefined);
  const fit = await feols(made, tools, formula, { vcov: spec.variance, ssc: spec.ssc, level: spec.level, ...sample });
  if (ownOf(fit.coefficients, term) === undefined) return null;
  const used = await rowsUsed(made, tools, formula, { vcov: spec.variance, ...sample, nobs: fit.nobs });
  const { treated } = treatedAmong(used, made, term, undefined, outcome);
  const regression = { formula, fit, term, sample };
  const drawn: BootstrapRecord[] = [];
  try {
    for (const cluster of Object.keys(fit.vcov.clusters)) {
      drawn.push(await restricted(file, regression, [cluster], made, tools));
    }
    const worst = worstOf(drawn);
    // rows that stay elsewhere are not counted by cluster: here by unit
    const believe = treated.length <= FEW_TREATED ? "neither" : (worst?.believe ?? "either");
    if (believe === "either") return { believe, inference: null };
    if (believe === "neither") {
      const by = worst?.by ?? spec.panel.unit;
      return { believe, inference: await randomised(file, regression, by, made, tools) };
    }
    const all = drawn.length === 1 ? drawn[0]! : await restricted(file, regression, undefined, made, tools);
    return { believe, inference: ofDraws(all, worst!) };
  } catch (error) {
    if (!(error instanceof WasmetricsError)) throw error;
    const { code, message, detail } = error;
    return {
      believe: "neither",
      inference: { basis: "none", because: { code: "refused", refusal: { code, message, detail } } },
    };
  }
}

/** The wild bootstrap under the hypothesis; by all clusterings of the error unless some are given. */
const restricted = (
  { spec: { ssc, level, seed } }: StudyFile,
  { formula, fit, term, sample }: Regression,
  cluster = Object.keys(fit.vcov.clusters),
  made: TreatmentMade,
  tools: StageTools,
): Promise<BootstrapRecord> =>
  bootstrap(made, tools, formula, { term, cluster: cluster.join("+"), ssc, level, seed, ...sample });

/** From the least to be trusted on. */
const TRUST: readonly Believed[] = ["neither", "restricted", "either"];

/** The clustering of the error that bears least; undefined without clusters. */
const worstOf = (drawn: readonly BootstrapRecord[]) =>
  drawn
    .flatMap(({ reliability }) => reliability ?? [])
    .sort(
      (a, b) => TRUST.indexOf(a.believe) - TRUST.indexOf(b.believe) || a.effective_clusters - b.effective_clusters,
    )[0];

function ofDraws(
  { p_value, interval, bootstrap: design }: BootstrapRecord,
  { clusters, effective_clusters }: { readonly clusters: number; readonly effective_clusters: number },
): Inference {
  if (p_value.statistic === null) return { basis: "none", because: { code: "few_clusters", clusters } };
  return {
    basis: "restricted",
    p_value: p_value.statistic,
    conf_low: interval?.conf_low ?? null,
    conf_high: interval?.conf_high ?? null,
    draws: design.draws.used,
    seed: design.enumerated ? null : design.seed,
    clusters,
    effective_clusters,
  };
}

/** By t, treatments assigned anew over the clusters of the error. */
async function randomised(
  { spec: { variance: vcov, ssc, level, seed, panel } }: StudyFile,
  { formula, term, sample }: Regression,
  by: string,
  made: TreatmentMade,
  tools: StageTools,
): Promise<Inference> {
  const options = { term, draws: DRAWS, vcov, ssc, level, seed, ...sample };
  const record = await placebo(made, tools, formula, {
    ...options,
    ...(by === panel.unit ? {} : { unit: by }),
  });
  const { p_value, counts, enumeration, pool, unit, source } = record;
  if (Number.isNaN(p_value.statistic) || pool === null) return { basis: "none", because: { code: "no_error" } };
  return {
    basis: "randomisation",
    p_value: p_value.statistic,
    least_p: 1 / (enumeration ? counts.used : 1 + counts.used),
    assignments: counts.assignments,
    draws: counts.used,
    enumerated: enumeration,
    seed: "seed" in source ? source.seed : null,
    unit,
    pool: { units: pool.units, treated: pool.treated, detail: pool.detail },
  };
}
