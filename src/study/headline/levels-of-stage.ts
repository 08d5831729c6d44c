/**
 * Inference at levels of assignment for a headline other than a regression: its stage is re-estimated with errors clustered at the level, and
 * the t test is taken where there are enough groups; with instruments the Anderson-Rubin test, by the restricted wild bootstrap where groups
 * are few.
 */
import { NumericalError } from "../../base/errors.js";
import { FEW_CLUSTERS } from "../../regression/few-clusters.js";
import { clusteringsOf, clusterName } from "../../regression/frame/clusterings.js";
import { parseRegressionVcov } from "../../regression/variance/variances.js";
import { FEWEST_GROUPS } from "../../verbs/assignment/messages.js";
import type { StudyFile } from "../file/study-file.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { type EffectColumn, isSameEstimate } from "../stages/effect-column.js";
import { effectColumns } from "../stages/effect-columns.js";
import { bootstrap } from "../stages/estimates.js";
import type { StageSpec } from "../stages/schema.js";
import type { Finding, Stage, StageCall } from "../stages/stage.js";
import { refusalIn } from "./by-clusters.js";
import type { Assigned, AtLevel, BelowLevel, Inference, Level } from "./inference.js";
import { levelsIn, requireAllRows, tooFew } from "./levels.js";

/** The stage of a headline: as it is, and as another study file would have it. */
export interface Remade {
  readonly own: Stage;
  readonly as: (file: StudyFile) => Stage;
}

/** Levels above the error of `column` of the stage `name`, of which `value` was made, and what is inferred at each. */
export async function levelsOfStage(
  file: StudyFile,
  name: string,
  column: EffectColumn,
  { own, as }: Remade,
  value: unknown,
  made: TreatmentMade,
  tools: StageTools,
): Promise<Assigned> {
  const { spec } = file;
  const isByUnit = spec.stages[name]!.stage === "pgmm";
  const clusterings = isByUnit ? [spec.panel.unit] : clusteringsOf(parseRegressionVcov(spec.variance)).map(clusterName);
  const { stated, levels } = levelsIn(spec, made, clusterings);
  const finding = await findingOf(own, value, made, column.column);
  const why = isByUnit ? "units_alone" : made.stayed === undefined ? null : "rows_elsewhere";
  const found: AtLevel[] = [];
  for (const level of finding === undefined ? [] : levels) {
    found.push(
      why === null
        ? await inferredAt({ file, name, column, as }, level, finding!.nobs, made, tools)
        : below(level, why),
    );
  }
  return { stated, levels: found };
}

const findingOf = async (
  stage: Stage,
  value: unknown,
  made: TreatmentMade,
  column: number,
): Promise<Finding | undefined> =>
  (await stage.present(value, made)).findings.find((finding) => finding.column === column);

const below = (level: Level, why: BelowLevel): AtLevel => ({
  ...level,
  inference: { basis: "none", because: { code: "below_level", why, ...level } },
});

interface Estimate extends Pick<Remade, "as"> {
  readonly file: StudyFile;
  readonly name: string;
  readonly column: EffectColumn;
}

async function inferredAt(
  { file, name, column, as }: Estimate,
  level: Level,
  nobs: number,
  made: TreatmentMade,
  tools: StageTools,
): Promise<AtLevel> {
  const few = fewIn(level);
  if (few !== null) return { ...level, inference: few };
  try {
    const clustered = clusteredBy(file, name, column, level.column);
    const stage = as(clustered);
    const value = await stage.node.run([made], { ...tools, progress: () => undefined });
    const places = effectColumns(clustered, name, clustered.spec.stages[name]!);
    const at = places.findIndex(({ estimate }) => isSameEstimate(estimate, column.estimate));
    const finding = await findingOf(stage, value, made, places[at]!.column);
    if (finding === undefined) throw noEstimate(level);
    requireAllRows(level.column, finding.nobs, nobs);
    const counted = { ...level, groups: finding.clusters[level.column] ?? level.groups };
    const call = () => stage.calls!(value)[at]!; // of equations with instruments
    const test = () => andersonRubin(clustered, column, call(), counted, made, tools);
    return { ...counted, inference: fewIn(counted) ?? (await inferredFor(finding, counted, test)) };
  } catch (thrown) {
    return below(level, refusalIn(thrown));
  }
}

/** That there are too few groups, or too few of a kind; null where there are enough. Where all are treated at some time none is of a kind alone. */
function fewIn(level: Level): Inference | null {
  const { groups, treated } = level;
  if (groups === null || treated === null) return null;
  if (groups <= FEWEST_GROUPS) return tooFew("few_groups", level);
  const kinds = treated === groups ? [treated] : [treated, groups - treated];
  return Math.min(...kinds) <= FEW_CLUSTERS.treated ? tooFew("few_at_level", level) : null;
}

async function inferredFor(
  { p_value, std_error, conf_low, conf_high, anderson_rubin_p: byF }: Finding,
  level: Level,
  drawn: () => Promise<Inference>,
): Promise<Inference> {
  if (level.groups! < FEW_CLUSTERS.effective) return byF === undefined ? tooFew("few_at_level", level) : drawn();
  if (byF !== undefined) return { basis: "anderson_rubin", p_value: byF };
  if (p_value === null || std_error === null || conf_low === null || conf_high === null) {
    return { basis: "none", because: { code: "no_error" } };
  }
  return { basis: "level", p_value, std_error, conf_low, conf_high };
}

/** The Anderson-Rubin test by the restricted wild bootstrap. */
async function andersonRubin(
  { spec: { ssc, level, seed } }: StudyFile,
  { estimate: { treatment } }: EffectColumn,
  { formula, options: { subset } }: StageCall,
  at: Level,
  made: TreatmentMade,
  tools: StageTools,
): Promise<Inference> {
  const sample = typeof subset === "string" ? { subset } : {};
  const options = { term: treatment, cluster: at.column, ci: "none", ssc, level, seed, ...sample } as const;
  const { anderson_rubin: test, bootstrap: design } = await bootstrap(made, tools, formula, options);
  if (test?.p_value == null) return tooFew("few_at_level", at);
  const drawn = { draws: test.draws.used, seed: design.seed, clusters: design.clusters.G };
  return { basis: "anderson_rubin", p_value: test.p_value, drawn };
}

/** The study with the one estimate, its errors clustered by `by`. */
function clusteredBy(file: StudyFile, name: string, { estimate }: EffectColumn, by: string): StudyFile {
  const own = file.spec.stages[name]!;
  const alone: StageSpec = own.stage === "did" ? { ...own, estimators: [estimate.estimator], interval: "t" } : own;
  return { ...file, spec: { ...file.spec, variance: `cluster:${by}`, stages: { ...file.spec.stages, [name]: alone } } };
}

const noEstimate = ({ column }: Level): NumericalError =>
  new NumericalError("level_no_estimate", `With errors clustered by '${column}' there is no estimate.`, {
    got: null,
    expected: "an estimate",
    column,
  });
