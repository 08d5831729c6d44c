/**
 * What can be inferred for the headline at the level at which treatment was assigned, where that is coarser than the clusters of its error:
 * by errors clustered at it, or what serves where its groups are few. With two groups there is none without further assumptions.
 *
 * Sources: Donald & Lang (2007), Review of Economics and Statistics 89(2), doi:10.1162/rest.89.2.221; Conley & Taber (2011), ibid. 93(1),
 * doi:10.1162/REST_a_00049.
 */
import { DataError } from "../../base/errors.js";
import { FEWEST_GROUPS } from "../../verbs/assignment/messages.js";
import type { StudySpec } from "../file/schema.js";
import { levelsAbove } from "../inputs/assignment.js";
import { keepRows } from "../inputs/panel.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { feols } from "../stages/estimates.js";
import { inferenceBy, type Regression, refused } from "./by-clusters.js";
import type { Assigned, AtLevel, Inference, Level } from "./inference.js";

/** Its clusters, and the rows it uses. */
interface Estimated {
  readonly clusterings: readonly string[];
  readonly used: Uint32Array;
  readonly nobs: number;
}

/** Levels above the clusters of a regression, and what is inferred at each. */
export async function levelsOfRegression(
  regression: Regression,
  { clusterings, used, nobs }: Estimated,
  tools: StageTools,
): Promise<Assigned> {
  const { file, made } = regression;
  const isWhole = made.stayed !== undefined || used.length === made.panel.table.nRows;
  const sample = isWhole ? made : { ...made, panel: keepRows(made.panel, used) };
  const { stated, levels } = levelsIn(file.spec, sample, clusterings);
  const found: AtLevel[] = [];
  for (const level of levels) found.push(await inferredAt(regression, level, nobs, tools));
  return { stated, levels: found };
}

/** Levels in a sample; the one that is stated uncounted where rows stay with an engine. */
export function levelsIn(spec: StudySpec, made: TreatmentMade, clusterings: readonly string[]) {
  const { stated, levels } = levelsAbove(spec, made, clusterings);
  const all: readonly Level[] =
    stated !== null && levels.length === 0 ? [{ column: stated, groups: null, treated: null }] : levels;
  return { stated: stated !== null, levels: all };
}

/** That groups are too few for any inference, or for that of an estimator. */
export const tooFew = (code: "few_groups" | "few_at_level", { column, groups, treated }: Level): Inference => ({
  basis: "none",
  because: { code, column, groups, treated },
});

async function inferredAt(regression: Regression, level: Level, nobs: number, tools: StageTools): Promise<AtLevel> {
  const few = (counted: Level): AtLevel => ({ ...counted, inference: tooFew("few_groups", counted) });
  if (level.groups !== null && level.groups <= FEWEST_GROUPS) return few(level);
  try {
    const { column } = level;
    const { file, made, formula, term, sample } = regression;
    const { ssc, level: confidence } = file.spec;
    const vcov = `cluster:${column}`;
    const fit = await feols(made, tools, formula, { vcov, ssc, level: confidence, ...sample });
    requireAllRows(column, fit.nobs, nobs);
    const counted = { ...level, groups: fit.vcov.clusters[column] ?? level.groups };
    if (counted.groups !== null && counted.groups <= FEWEST_GROUPS) return few(counted);
    const { inference } = await inferenceBy(regression, { vcov, clusterings: [column], hasFewTreated: false }, tools);
    const { p_value, std_error, conf_low, conf_high } = fit.coefficients[term]!;
    const byT: Inference = { basis: "level", p_value, std_error, conf_low, conf_high };
    return { ...counted, inference: inference ?? byT };
  } catch (thrown) {
    return { ...level, inference: refused(thrown) };
  }
}

/** Throws DataError `assigned_missing` where rows of the estimate have no group. */
export function requireAllRows(column: string, having: number, nobs: number): void {
  if (having === nobs) return;
  throw new DataError(
    "assigned_missing",
    `'${column}', by which treatment was assigned, is missing in ${nobs - having} of the ${nobs} rows of the headline; fill it in, or leave these rows out of the study.`,
    { got: having, expected: nobs },
  );
}
