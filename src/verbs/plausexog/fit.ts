/**
 * `plausiblyExogenous`: 2SLS when instruments may have a small direct effect on the outcome. Fits the equation
 * as `feols` does, and bounds its coefficients over the direct effects allowed, and over shares of them. Orchestrates; every
 * number is made in a layer below.
 * Source: Conley, Hansen & Rossi (2012), Review of Economics and Statistics 94(1), doi:10.1162/REST_a_00139.
 */

import { NotSupported, UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec, type WithInstruments } from "../../formula/spec.js";
import { requireVcov, sscOf } from "../../regression/fit-options.js";
import { requireLevel } from "../../regression/tests/coefficients.js";
import type { VcovSpec } from "../../regression/variance/plain.js";
import type { FeolsOptions } from "../feols/feols.js";
import { type EstimatedEquation, feolsEquationAnd } from "../iv/feols-equation.js";
import { parseIv } from "../iv/iv-option.js";
import { boundsPath, breakingFraction } from "./direct-effects.js";
import { localBounds, unionBounds } from "./direct-effects-bounds.js";
import {
  type AllowedEffects,
  allowedEffects,
  type DirectEffectsOptions,
  directEffectsNotes,
  effectsInOrder,
} from "./direct-effects-option.js";
import type { PlausiblyExogenousRecord } from "./record.js";

/** Options of the fit, and one of `ranges` and `normal`. */
export type PlausiblyExogenousOptions = FeolsOptions & DirectEffectsOptions;

const LEVEL = 0.95;

type Findings = Pick<PlausiblyExogenousRecord, "direct_effects" | "bounds" | "path" | "breaks_at"> & {
  readonly notes: readonly Note[];
};

/**
 * Bounds of the endogenous regressors' coefficients in `y ~ w | fe | x ~ z` when y depends on Z gamma beside.
 *
 * @param data a table, or a panel (its table is used)
 * @throws UsageError `direct_effects`, `direct_effects_formula`, `direct_effects_instrument`; DataError
 *   `direct_effects_left_out`; NotSupported `direct_effects_estimator` (other than 2SLS), `direct_effects_clusterings` (two),
 *   `direct_effects_ranges` (more than ten); and as `feols`
 */
export function plausiblyExogenous(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: PlausiblyExogenousOptions,
): PlausiblyExogenousRecord {
  const started = performance.now();
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  const allowed = checkPlausiblyExogenous(spec, options);
  const { record, taken } = feolsEquationAnd(
    engine,
    data,
    spec as WithInstruments,
    requireVcov(options.vcov),
    sscOf(options),
    options,
    (estimated) => {
      const fitted = performance.now();
      const found = findingsOf(engine, estimated, allowed, options.level ?? LEVEL);
      return { found, bounds_ms: performance.now() - fitted };
    },
  );
  const { notes, ...found } = taken.found;
  return deepFreeze({
    ...record,
    kind: "plausibly-exogenous",
    ...found,
    notes: [...record.notes, ...notes],
    timing_ms: { ...record.timing_ms, bounds: taken.bounds_ms, total: performance.now() - started },
  } satisfies PlausiblyExogenousRecord);
}

/** The direct effects allowed; throws what no data could serve, as `plausiblyExogenous` does. */
export function checkPlausiblyExogenous(spec: ModelSpec, options: PlausiblyExogenousOptions): AllowedEffects {
  if (!hasInstruments(spec)) {
    throw new UsageError(
      "direct_effects_formula",
      `'${spec.call}' has no instruments, so none can have a direct effect: add "| endogenous ~ instruments".`,
      { got: spec.call, expected: "y ~ w | fixed effects | x ~ z" },
    );
  }
  const { estimator } = parseIv(options.iv ?? "2sls");
  if (estimator !== "2sls") {
    throw new NotSupported(
      "direct_effects_estimator",
      `Bounds over direct effects of instruments are those of 2SLS; got ${estimator}. Leave iv out.`,
      { got: estimator, expected: "2sls" },
    );
  }
  refuseTwoClusterings(requireVcov(options.vcov));
  requireLevel(options.level ?? LEVEL);
  return allowedEffects(options);
}

/** Inclusion less exclusion need not give a sum of squares, on which the bounds rest. */
function refuseTwoClusterings(variance: VcovSpec): void {
  const nClusterings = variance.type === "cluster" ? variance.by.length : 0;
  if (nClusterings < 2) return;
  throw new NotSupported(
    "direct_effects_clusterings",
    `Bounds over direct effects of instruments take at most one clustering; got ${nClusterings}. Cluster by one of them.`,
    { got: nClusterings, expected: "at most 1" },
  );
}

function findingsOf(
  engine: Engine,
  { solved, scale, record }: EstimatedEquation,
  allowed: AllowedEffects,
  level: number,
): Findings {
  const { endogenous, excluded } = record.iv!;
  const effects = effectsInOrder(allowed, excluded, record.collinear);
  const rule = { level, df: scale.df, factor: scale.factor };
  const bound = allowed.method === "union_of_intervals" ? unionBounds : localBounds;
  const { direct_effects, bounds, boundsAt } = bound(engine, solved, excluded, effects, rule);
  const path = boundsPath(boundsAt);
  const byName = <T>(of: (j: number) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(endogenous.map((name, j) => [name, of(j)]));
  return {
    direct_effects,
    bounds: byName((j) => bounds[j]!),
    path: byName((j) => path[j]!),
    breaks_at: byName((j) => breakingFraction(boundsAt, j)),
    notes: directEffectsNotes(allowed, excluded, record.depvar),
  };
}
