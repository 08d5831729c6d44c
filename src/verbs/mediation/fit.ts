/**
 * `mediation`: how much of a treatment's effect goes through mediators, in a linear panel model with fixed
 * effects: indirect effects as products of coefficients, direct and total effect, by a pairs cluster bootstrap of all
 * equations on the same draws and by the delta method. Orchestrates; every number is made below.
 * Source: Baron & Kenny (1986), Journal of Personality and Social Psychology 51(6), doi:10.1037/0022-3514.51.6.1173; Sobel
 * (1982), Sociological Methodology 13, doi:10.2307/270723; Imai, Keele & Yamamoto (2010), Statistical Science 25(1),
 * doi:10.1214/10-STS321.
 */
import { namesIn } from "../../base/column-names.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { GENERATOR } from "../../engine/kernels/cluster-draws.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printFormula, printTerm } from "../../formula/print.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import { drawnEffect } from "../../regression/cluster-bootstrap/bootstrap-intervals.js";
import { checkSample } from "../../regression/fit-options.js";
import { panelDataOf, specOf } from "../../regression/frame/inputs.js";
import { inferAll } from "../../regression/tests/coefficients.js";
import { indexRows } from "../bootstrap/pairs.js";
import { runInSlices } from "../resampling/draw-loop.js";
import { prepareResampling, termPosition } from "../resampling/model.js";
import {
  effectsOf,
  indirectName,
  mediationNotes,
  placeDraws,
  requireIdentity,
  shareOf,
  varianceAt,
} from "./effects.js";
import { mediationEquations, pathResampling, type Roles } from "./equations.js";
import type { MediatedEffect, MediationRecord } from "./record.js";
import { type MediationOptions, type MediationPlan, mediationPlan } from "./verb.js";

/** Refuses what no data could serve. Throws as `mediation` does for formula and options. */
export function checkMediation(formula: string, options: MediationOptions): void {
  checkSample(formula, options);
  mediationPlan(options);
}

/**
 * Mediation analysis of `formula`, `y ~ treatment + controls | effects`, whose equations are all estimated on the rows that
 * have outcome, treatment, controls and mediators.
 *
 * @param data a table, or a panel.
 * @throws UsageError `mediation_draws`, `mediation_mediators`, `mediator_in_formula`, `mediator_term`, `term`; DataError
 *   `term_dropped`, `cluster_missing`, `bootstrap_no_draw`, `indices_*`; NumericalError `mediation_identity`; NotSupported
 *   `mediation_instruments`, `bootstrap_moments`; the signal's reason when aborted, unless `keepPartial`; and as `feols`.
 */
export async function mediation(
  engine: Engine,
  data: Table | Panel,
  formula: string | ModelSpec,
  options: MediationOptions,
): Promise<MediationRecord> {
  const started = performance.now();
  const plan = mediationPlan(options);
  const { table } = panelDataOf(data);
  const written = specOf(formula, data);
  if (hasInstruments(written)) {
    throw new NotSupported(
      "mediation_instruments",
      `'${written.call}': mediation is for least squares; leave out the part '| endogenous ~ instruments'.`,
      { got: written.call, expected: "y ~ treatment + controls | effects" },
    );
  }
  const spec = outcomeSpec(written, plan.mediators);
  const held = engine.hold((scope) => place(engine, scope, table, spec, plan));
  try {
    return await recordOf(engine, held.value, plan, started);
  } finally {
    held.free();
  }
}

type Placed = ReturnType<typeof place>;

/** The equations, and what draws them again. */
function place(engine: Engine, scope: Scope, table: Table, spec: ModelSpec, plan: MediationPlan) {
  const model = prepareResampling(engine, scope, table, spec, { ...plan, clusters: [namesIn(plan.cluster, "^")] });
  const treatment = termPosition(model, plan.treatment);
  const mediators = plan.mediators.map((name) => termPosition(model, name));
  const others = model.names.flatMap((_, j) => (mediators.includes(j) ? [] : [j]));
  const roles: Roles = { treatment, mediators, others };
  const resampling = pathResampling(engine, scope, model, roles);
  return { model, roles, resampling, equations: mediationEquations(engine, scope, model, roles, plan) };
}

async function recordOf(
  engine: Engine,
  placed: Placed,
  plan: MediationPlan,
  started: number,
): Promise<MediationRecord> {
  const { model, roles, equations } = placed;
  const { level } = plan;
  const { fit, cells } = model;
  const names = roles.mediators.map((j) => model.names[j]!);
  const effects = effectsOf(engine, equations, cells.nLevels, names, level);
  requireIdentity(effects, equations, names.length);
  const drawing = performance.now();
  const draws = await drawEffects(
    placed,
    effects.map(({ name }) => name),
    names,
    plan,
  );
  const { drawn, seed } = draws;
  const drawing_ms = performance.now() - drawing;
  const found = Object.fromEntries(
    effects.map(({ name, inference, influence }): [string, MediatedEffect] => [
      name,
      { ...inference, bootstrap: drawnEffect(engine, inference.estimate, drawn[name]!, influence, level) },
    ]),
  );
  const { direct, indirect, total } = found as Record<"direct" | "indirect" | "total", MediatedEffect>;
  const used = total.bootstrap.used;
  const counts = { requested: draws.requested, done: draws.done, used, undefined: draws.done - used };
  return deepFreeze({
    ...fit,
    kind: "mediation",
    treatment: model.names[roles.treatment]!,
    mediators: names,
    cluster: cells.name,
    paths: pathsOf(engine, equations, names, found, level),
    ...{ direct, indirect, total },
    share: shareOf(indirect.estimate / total.estimate, drawn, level),
    identity: total.estimate - direct.estimate - indirect.estimate,
    joint: jointOf(equations),
    sensitivity: names.length === 1 ? { rho: equations.rho, rho_squared: equations.rho ** 2 } : null,
    bootstrap: {
      kind: "pairs",
      clusters: { name: cells.name, G: cells.nLevels },
      draws: counts,
      ...howDrawn(draws, plan),
    },
    draws: Object.fromEntries(
      Object.entries(drawn).map(([name, values]) => [
        name,
        Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      ]),
    ),
    notes: [...fit.notes, ...mediationNotes(counts, draws.stopped, names.length)],
    timing_ms: { ...fit.timing_ms, draws: drawing_ms, total: performance.now() - started },
    provenance: { ...fit.provenance, seed },
  } satisfies MediationRecord);
}

/** Draws of the effects called `effects`, by name, and levels that each lacks: as many as were made. */
async function drawEffects(
  { model, resampling }: Placed,
  effects: readonly string[],
  mediators: readonly string[],
  plan: MediationPlan,
) {
  const supplied = plan.indices === undefined ? null : indexRows(plan.indices, model.cells.nLevels);
  const requested = supplied?.length ?? plan.draws;
  const seed = supplied === null ? plan.seed : null;
  const draws = Object.fromEntries(effects.map((name) => [name, new Float64Array(requested)]));
  const lacking = new Float64Array(requested);
  const { done, stopped } = await runInSlices(
    requested,
    (first, count) => {
      const made =
        supplied === null
          ? resampling.drawn(first, count, seed!)
          : resampling.given(supplied.slice(first, first + count));
      lacking.set(made.lacking, first);
      placeDraws(draws, made.values, mediators, first);
    },
    { ...plan, columns: { ...draws, lacking }, stage: `pairs draws: ${requested}` },
  );
  const drawn = Object.fromEntries(Object.entries(draws).map(([name, values]) => [name, values.subarray(0, done)]));
  return { drawn, lacking: lacking.subarray(0, done), requested, done, stopped, seed };
}

/** What is recorded of draws beside their number. */
const howDrawn = (
  { stopped, lacking, seed }: Awaited<ReturnType<typeof drawEffects>>,
  { indices, level }: MediationPlan,
) => ({
  partial: stopped,
  absent_levels: lacking.filter((levels) => levels > 0).length,
  generator: seed === null ? null : GENERATOR,
  seed,
  indices: indices === undefined ? null : { name: indices.source.name, sha256: indices.source.sha256 },
  level,
});

/** From the treatment to each mediator, from it to the outcome, and what goes through it. */
function pathsOf(
  engine: Engine,
  equations: Placed["equations"],
  mediators: readonly string[],
  found: Readonly<Record<string, MediatedEffect>>,
  level: number,
): MediationRecord["paths"] {
  const one = (j: number) =>
    inferAll(engine, equations.theta.subarray(j, j + 1), varianceAt(equations, j), equations.df[j]!, level)[0]!;
  return Object.fromEntries(
    mediators.map((name, j) => [
      name,
      { a: one(j), b: one(mediators.length + j), indirect: found[indirectName(name)]! },
    ]),
  );
}

function jointOf({ names, matrix }: Placed["equations"]): MediationRecord["joint"] {
  const row = (i: number) => Array.from(matrix.subarray(i * names.length, (i + 1) * names.length));
  return { names, matrix: names.map((_, i) => row(i)) };
}

/** The formula with the mediators behind its regressors. Throws UsageError `mediator_in_formula`, `mediator_term`. */
function outcomeSpec(spec: ModelSpec, mediators: readonly string[]): ModelSpec {
  const known = spec.terms.map(printTerm);
  const added = mediators.map((text) => {
    const { terms } = parseFormula(`y ~ ${text}`);
    const [term] = terms;
    if (term === undefined || terms.length > 1) {
      throw new UsageError("mediator_term", `Mediator '${text}' is ${terms.length} terms; name each by itself.`, {
        got: text,
        expected: "one term",
      });
    }
    if (known.includes(printTerm(term))) {
      throw new UsageError(
        "mediator_in_formula",
        `Mediator '${text}' is already a regressor of '${spec.call}': leave it out of the formula, which holds treatment and controls.`,
        { got: text, expected: "a formula without the mediators" },
      );
    }
    return term;
  });
  const whole = { ...spec, terms: [...spec.terms, ...added] };
  return { ...whole, call: printFormula(whole) };
}
