/**
 * `bootstrap`: inference on a coefficient by resampling clusters. Chooses the kind and puts its findings into
 * the record of the fit they are about; each kind is made beside it.
 */

import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { checkSample } from "../../regression/fit-options.js";
import { panelDataOf } from "../../regression/frame/inputs.js";
import { type PrepareResampling, prepareResampling } from "../resampling/model.js";
import { equationBootstrap } from "./equation.js";
import { fewTreatedBootstrap } from "./few-treated/few-treated.js";
import { jackknifeBootstrap } from "./jackknife.js";
import { pairsBootstrap } from "./pairs.js";
import { type BootstrapPlan, bootstrapPlan } from "./plan.js";
import type { BootstrapFindings, BootstrapRecord } from "./record.js";
import type { BootstrapOptions } from "./verb.js";
import { wildBootstrap } from "./wild.js";

type Kind = (
  engine: Engine,
  prepare: PrepareResampling,
  plan: BootstrapPlan,
  options: BootstrapOptions,
) => Promise<BootstrapFindings>;

const KINDS: Readonly<Record<BootstrapPlan["kind"], Kind>> = {
  wild: wildBootstrap,
  pairs: pairsBootstrap,
  jackknife: jackknifeBootstrap,
  "conley-taber": fewTreatedBootstrap,
  "ferman-pinto": fewTreatedBootstrap,
};

/** Refuses what no data could serve. Throws as `bootstrap` does for formula and options. */
export function checkBootstrap(formula: string, options: BootstrapOptions): void {
  checkSample(formula, options);
  bootstrapPlan(options);
}

/**
 * Bootstrap of `term` in `formula`, errors clustered by `cluster`. With instruments, `y ~ w | fe | x ~ z`, it is the wild
 * restricted efficient bootstrap of the 2SLS t of x, and the Anderson-Rubin test by the same draws.
 *
 * @param data a table, or a panel (its table is used).
 * @throws UsageError as `bootstrapPlan`, `term` for one that is no regressor; DataError `term_dropped`,
 *   `cluster_missing`, `bootstrap_no_draw`, `indices_*`; NumericalError where a statistic has no variance; NotSupported for
 *   what is not validated; the signal's reason when aborted, unless `keepPartial`; and as `feols`.
 */
export async function bootstrap(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: BootstrapOptions,
): Promise<BootstrapRecord> {
  const started = performance.now();
  const plan = bootstrapPlan(options);
  const { table } = panelDataOf(data);
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const findings = hasInstruments(spec)
    ? await equationBootstrap(engine, table, spec, plan, plan.options)
    : await bootstrapFindings(engine, plan, (scope, cut) =>
        prepareResampling(engine, scope, table, spec, { ...plan.options, ...cut }),
      );
  return bootstrapRecord(findings, started);
}

/** What draws say of the regression that `prepare` makes ready. Throws as `bootstrap`. */
export const bootstrapFindings = (
  engine: Engine,
  plan: BootstrapPlan,
  prepare: PrepareResampling,
): Promise<BootstrapFindings> => KINDS[plan.kind](engine, prepare, plan, plan.options);

/** Findings in the record of the fit they are about. */
export function bootstrapRecord(
  { fit, notes, drawing_ms, ...findings }: BootstrapFindings,
  started: number,
): BootstrapRecord {
  return deepFreeze({
    ...fit,
    kind: "bootstrap",
    ...findings,
    notes: [...fit.notes, ...notes],
    timing_ms: { ...fit.timing_ms, draws: drawing_ms, total: performance.now() - started },
    provenance: { ...fit.provenance, seed: findings.bootstrap.seed },
  } satisfies BootstrapRecord);
}
