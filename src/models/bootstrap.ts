/**
 * Layer models. `bootstrap`: inference on a coefficient by resampling clusters. Chooses the kind and puts its findings into
 * the record of the fit they are about; each kind is made beside it.
 */
import { deepFreeze } from "../formula/freeze.js";
import { parseFormula } from "../formula/parser.js";
import type { ModelSpec } from "../formula/spec.js";
import type { Engine } from "../kernels/engine.js";
import type { Panel } from "../panel/panel.js";
import type { Table } from "../table/table.js";
import { equationBootstrap } from "./bootstrap/equation.js";
import { jackknifeBootstrap } from "./bootstrap/jackknife.js";
import { type BootstrapOptions, type BootstrapPlan, bootstrapPlan } from "./bootstrap/options.js";
import { pairsBootstrap } from "./bootstrap/pairs.js";
import type { BootstrapFindings, BootstrapRecord } from "./bootstrap/record.js";
import { wildBootstrap } from "./bootstrap/wild.js";
import { panelDataOf } from "./regression/panel-of.js";
import { hasInstruments } from "./regression/placed-sample.js";

type Kind = (
  engine: Engine,
  table: Table,
  formula: string | ModelSpec,
  plan: BootstrapPlan,
  options: BootstrapOptions,
) => Promise<BootstrapFindings>;

const KINDS: Readonly<Record<BootstrapPlan["kind"], Kind>> = {
  wild: wildBootstrap,
  pairs: pairsBootstrap,
  jackknife: jackknifeBootstrap,
};

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
  const { fit, notes, drawing_ms, ...findings } = hasInstruments(spec)
    ? await equationBootstrap(engine, table, spec, plan, options)
    : await KINDS[plan.kind](engine, table, spec, plan, options);
  return deepFreeze({
    ...fit,
    kind: "bootstrap",
    ...findings,
    notes: [...fit.notes, ...notes],
    timing_ms: { ...fit.timing_ms, draws: drawing_ms, total: performance.now() - started },
    provenance: { ...fit.provenance, seed: findings.bootstrap.seed },
  } satisfies BootstrapRecord);
}
