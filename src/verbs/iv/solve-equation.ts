/**
 * An equation with instruments from a table to its estimate in linear memory: columns placed and demeaned,
 * rank judged, k-class estimate, fits. What every verb about such an equation starts from. Knows no record.
 */
import type { Category } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { categoryAt } from "../../data/panel/codes.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { WithInstruments } from "../../formula/spec.js";
import { type Absorber, isAbsorbed, type Solve } from "../../regression/absorb/absorber.js";
import type { SampleNeeds } from "../../regression/frame/clusterings.js";
import { naming, requireOutcome, requireResiduals, requireScale } from "../../regression/frame/enough-variation.js";
import { panelDataOf, requirePanel } from "../../regression/frame/panel-of.js";
import type { Sample } from "../../regression/frame/sample.js";
import { absorberOf } from "../../regression/least-squares/absorber-cache.js";
import { clusterParts, demeanAndWeight } from "../../regression/least-squares/least-squares-steps.js";
import { type TimeDependence, timeDependence } from "../../regression/variance/along-time.js";
import type { ScoreDependence } from "../../regression/variance/score-dependence.js";
import type { EquationVcov } from "../../regression/variance/variances.js";
import type { EquationOptions } from "../feols/verb.js";
import { type EquationTerms, inMemory, type MemoryTerms, placeEquation } from "./equation-frame.js";
import { type Equation, equationOf } from "./estimator/equation.js";
import { type EquationFits, equationFits } from "./estimator/equation-fits.js";
import { requireRank } from "./estimator/identification.js";
import { type ErrorStructure, type InstrumentSystem, instrumentSystem } from "./estimator/instrument-system.js";
import { fullerKappa, type KClass, kClass, limlKappa } from "./estimator/k-class.js";
import { errorStructure } from "./inference/error-structure.js";
import { variationNotes } from "./instrument-variation.js";
import type { EquationChoice, IvChoice } from "./iv-option.js";
import { requireIdentified } from "./require-identified.js";

/** An estimated equation; what lies in linear memory is valid while its scope is. */
export interface SolvedEquation {
  readonly sample: Sample;
  readonly all: MemoryTerms;
  readonly absorber: Absorber;
  readonly solve: Solve;
  /** Groupings of the sample that effects may be nested in: the clusterings, or units and periods. */
  readonly clusterings: readonly Category[];
  /** Which scores go together under the variance asked for. */
  readonly dependence: ScoreDependence;
  /** What the record says of a variance along time. */
  readonly along: Pick<TimeDependence, "about" | "notes"> | null;
  readonly equation: Equation;
  readonly system: InstrumentSystem;
  /** 2SLS for two-step GMM, its first step. */
  readonly estimate: KClass;
  readonly fits: EquationFits;
  readonly errors: ErrorStructure;
  /** Under what two-step GMM is weighed, and J is taken: the variance asked for, unless another was named. */
  readonly weight: { readonly dependence: ScoreDependence; readonly errors: ErrorStructure };
  /** Where instruments vary, as `variationNotes` says. */
  readonly variation: readonly Note[];
  /** `performance.now()` when columns were placed, demeaned, estimated. */
  readonly times: readonly [number, number, number];
}

/**
 * Estimates `spec`. Throws as `feols`, and as `requireIdentified` and `requireRank`.
 *
 * @param data of a panel, instruments that vary by unit or by period alone are noted
 */
export function solveEquation(
  engine: Engine,
  scope: Scope,
  data: Table | Panel,
  spec: WithInstruments,
  variance: EquationVcov,
  { choice, form, weight: weighed }: EquationChoice,
  options: EquationOptions,
): SolvedEquation {
  const { table, panel } = panelDataOf(data, options.panel);
  requirePanel(variance, panel);
  const { sample, terms, y, columns } = placeEquation(engine, scope, spec, table, variance, options);
  const placed = performance.now();
  const all = inMemory(terms);
  refuseOutcome(spec, terms);
  const { names } = all;
  const n = sample.rows.length;
  const depvar = printExpression(spec.lhs);
  const absorber = absorberOf(engine, scope, sample, options);
  const { rowOrder, rank } = absorber;
  if (rowOrder !== null) reorderColumns(engine, scope, n, names.length + 1, rowOrder, columns);
  const solve = naming([...names, depvar], () =>
    demeanAndWeight(engine, scope, absorber, columns, names.length + 1, sample.weights),
  );
  const demeaned = performance.now();

  requireOutcome(y, depvar, solve, sample);
  requireScale(all, solve.normBefore);
  const rowsOf = {
    ...{ panel, sample, absorber },
    clusters: (of: SampleNeeds) => clusterParts(engine, of, table, sample, rowOrder),
  };
  const { clusterings, dependence, along } = dependenceOf(rowsOf, variance);
  const absorbed = names.map((_, j) => isAbsorbed(solve, j));
  const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
  const given = {
    kz: terms.excluded.names.length,
    kw: terms.exogenous.names.length,
    kx: terms.endogenous.names.length,
  };
  const equation = equationOf(engine, scope, n, given, columns, absorbed, shrunk);
  const { kz, kw, kx, kept } = equation;
  const variation = variationNotes({
    spec,
    table,
    sample,
    excluded: terms.excluded,
    absorbed: absorbed.slice(0, given.kz).flatMap((flag, z) => (flag ? [z] : [])),
    groupings: [...clusterings, ...(panel === undefined ? [] : [categoryAt(panel.unit, sample.rows)])],
    time: panel?.time.name,
  });
  requireIdentified(equation, given, all, solve, sample, variation);
  if (rank.exact) requireResiduals(n, kw + Math.max(kz, kx) + rank.value);
  const system = instrumentSystem(n, rank.value, equation, equation.R);
  const namesOf = (first: number, end: number) => kept.slice(first, end).map((j) => names[j]!);
  const norms = kept.slice(kz + kw).map((j) => solve.normAfter[j]!);
  requireRank(system, namesOf(kz + kw, kept.length), namesOf(0, kz), norms);
  const estimate = kClass(engine, system, kappaOf(system, choice));
  const fits = equationFits(engine, scope, equation, estimate, form === "kappa" ? estimate.kappa : 1);
  const errors = errorStructure(engine, scope, system, fits.net, dependence);
  const weightOf = (other: ScoreDependence) => {
    return { dependence: other, errors: errorStructure(engine, scope, system, fits.net, other) };
  };
  return {
    ...{ sample, all, absorber, solve, clusterings, dependence, along },
    ...{ equation, system, estimate, fits, errors, variation },
    weight: weighed === null ? { dependence, errors } : weightOf(dependenceOf(rowsOf, weighed).dependence),
    times: [placed, demeaned, performance.now()],
  };
}

/** Which rows' scores go together under a variance. Throws as `timeDependence`. */
function dependenceOf(
  rows: Parameters<typeof timeDependence>[0],
  variance: EquationVcov,
): Pick<SolvedEquation, "clusterings" | "dependence" | "along"> {
  if (variance.type === "NW" || variance.type === "DK") {
    const { clusterings, dependence, ...along } = timeDependence(rows, variance);
    return { clusterings, dependence, along };
  }
  const { clusterings, clusterTerms } = rows.clusters(variance);
  const { type } = variance;
  return { clusterings, dependence: type === "cluster" ? { type, terms: clusterTerms } : { type }, along: null };
}

/** Throws UsageError `outcome_instrumented` for an outcome that stands among the endogenous regressors or instruments. */
function refuseOutcome({ lhs, call }: WithInstruments, { endogenous, excluded }: EquationTerms): void {
  const outcome = printExpression(lhs);
  const role = endogenous.names.includes(outcome) ? "endogenous regressor" : "instrument";
  if (![...endogenous.names, ...excluded.names].includes(outcome)) return;
  throw new UsageError(
    "outcome_instrumented",
    `'${call}': the outcome '${outcome}' is an ${role}, too; an equation says nothing of a variable by itself. Leave it out there.`,
    { got: outcome, expected: "another variable" },
  );
}

function kappaOf(system: InstrumentSystem, { estimator, fuller }: IvChoice): number {
  if (estimator === "liml") return limlKappa(system);
  return estimator === "fuller" ? fullerKappa(system, fuller!) : 1;
}
