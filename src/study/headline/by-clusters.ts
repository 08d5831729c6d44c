/**
 * Which p of a regression can be believed with given clusterings of its error, and that p. Few clusters take the restricted wild
 * bootstrap, few treated ones the assignments that chance could have made. Knows nothing of levels of assignment.
 */
import { WasmetricsError } from "../../base/errors.js";
import type { BootstrapRecord } from "../../verbs/bootstrap/record.js";
import type { Believed } from "../../verbs/few-clusters/messages.js";
import { leastP } from "../../verbs/placebo/least-p.js";
import type { StudyFile } from "../file/study-file.js";
import type { TreatmentMade } from "../inputs/treatment.js";
import type { StageTools } from "../run/stage-node.js";
import { bootstrap, placebo } from "../stages/estimates.js";
import type { Inference, Judged, Refusal } from "./inference.js";

/** A regression, and the coefficient in question. */
export interface Regression {
  readonly file: StudyFile;
  readonly made: TreatmentMade;
  readonly formula: string;
  readonly term: string;
  readonly sample: { readonly subset?: string };
}

/** Its error: as written, and its clusterings. */
export interface ErrorBy {
  readonly vcov: string;
  readonly clusterings: readonly string[];
  /** Whether too few units are treated for any p of t or draws, whatever the clusters. */
  readonly hasFewTreated: boolean;
}

/** Random assignments at most; fewer that differ are each drawn once. */
export const DRAWS = 999;

/** What the error bears, and what is inferred. An inference that is refused is the reason why nothing is. */
export async function inferenceBy(regression: Regression, error: ErrorBy, tools: StageTools): Promise<Judged> {
  const drawn: BootstrapRecord[] = [];
  try {
    for (const cluster of error.clusterings) drawn.push(await restricted(regression, [cluster], tools));
    const worst = worstOf(drawn);
    const believe = error.hasFewTreated ? "neither" : (worst?.believe ?? "either");
    if (believe === "either") return { believe, inference: null };
    if (believe === "neither") {
      const by = worst?.by ?? regression.file.spec.panel.unit;
      return { believe, inference: await randomised(regression, error.vcov, by, tools) };
    }
    const all = drawn.length === 1 ? drawn[0]! : await restricted(regression, error.clusterings, tools);
    return { believe, inference: ofDraws(all, worst!) };
  } catch (thrown) {
    return { believe: "neither", inference: refused(thrown) };
  }
}

/** That nothing can be said for what was thrown; throws it again where it is no refusal. */
export const refused = (thrown: unknown): Inference => ({
  basis: "none",
  because: { code: "refused", refusal: refusalIn(thrown) },
});

/** What was thrown as a refusal; throws it again where it is none. */
export function refusalIn(thrown: unknown): Refusal {
  if (!(thrown instanceof WasmetricsError)) throw thrown;
  const { code, message, detail } = thrown;
  return { code, message, detail };
}

/** The wild bootstrap under the hypothesis. */
const restricted = (
  {
    file: {
      spec: { ssc, level, seed },
    },
    made,
    formula,
    term,
    sample,
  }: Regression,
  cluster: readonly string[],
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

/** By t with the error `vcov`, treatments assigned anew over groups of the column `by`. */
async function randomised(
  {
    file: {
      spec: { ssc, level, seed, panel },
    },
    made,
    formula,
    term,
    sample,
  }: Regression,
  vcov: string,
  by: string,
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
    least_p: leastP(record),
    assignments: counts.assignments,
    draws: counts.used,
    enumerated: enumeration,
    seed: "seed" in source ? source.seed : null,
    unit,
    pool: { units: pool.units, treated: pool.treated, detail: pool.detail },
  };
}
