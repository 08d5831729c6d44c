/**
 * An equation with instruments from a table to its estimate in linear memory: columns placed and demeaned,
 * rank judged, k-class estimate, fits. What every verb about such an equation starts from. Knows no record.
 */
import type { Category } from "../../base/columns.js";
import { UsageError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { SampleColumn } from "../../base/row-runs.js";
import { categoryAt } from "../../data/panel/codes.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Table } from "../../data/table/table.js";
import { ddotBlock } from "../../engine/kernels/blas.js";
import { reorderColumns } from "../../engine/kernels/columns.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { printExpression } from "../../formula/print.js";
import type { WithInstruments } from "../../formula/spec.js";
import { type Absorber, isAbsorbed, type Solve } from "../../regression/absorb/absorber.js";
import { filledColumns } from "../../regression/absorb/row-batches.js";
import type { SampleNeeds } from "../../regression/frame/clusterings.js";
import { naming, requireOutcome, requireResiduals, requireScale } from "../../regression/frame/enough-variation.js";
import { panelDataOf, requirePanel } from "../../regression/frame/inputs.js";
import { type Expansion, loadFrame, type Placed, type PlaceOptions } from "../../regression/frame/model-frame.js";
import type { Sample } from "../../regression/frame/sample.js";
import {
  type ExpandedInstruments,
  type ExpandedTerms,
  expandInstruments,
  expandTerms,
} from "../../regression/frame/terms.js";
import { absorberOf } from "../../regression/least-squares/absorber-cache.js";
import { clusterParts, demeanAndWeight, weighColumns } from "../../regression/least-squares/least-squares-steps.js";
import type { Dropped } from "../../regression/least-squares/ols.js";
import { collinearTerms } from "../../regression/record/describe-fit.js";
import { type TimeDependence, timeDependence } from "../../regression/variance/along-time.js";
import type { ScoreDependence } from "../../regression/variance/score-dependence.js";
import type { EquationVcov, RegressionVcov } from "../../regression/variance/variances.js";
import type { EquationOptions } from "../feols/verb.js";
import { type Equation, equationOf, type Shape } from "./estimator/equation.js";
import { type EquationFits, equationFits, meatsOfSums } from "./estimator/equation-fits.js";
import { equationFromMoments } from "./estimator/equation-moments.js";
import type { MomentScores } from "./estimator/gmm.js";
import {
  type Explained,
  type LeftOut,
  refuseAbsorbed,
  refuseExplained,
  requireEnoughInstruments,
  requireRank,
} from "./estimator/identification.js";
import { type ErrorStructure, type InstrumentSystem, instrumentSystem } from "./estimator/instrument-system.js";
import { fullerKappa, type KClass, kClass, limlKappa } from "./estimator/k-class.js";
import { errorStructure } from "./inference/error-structure.js";
import { type ScoreForm, scoreForms } from "./inference/score-forms.js";
import { isConstantWithin, variationNotes } from "./instrument-notes.js";
import { type EquationChoice, type IvChoice, parseIv } from "./iv-option.js";

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
  /** Covariances of scores that take no row; null where all do. */
  readonly form: ScoreForm | null;
  readonly errors: ErrorStructure;
  /** Under what two-step GMM is weighed, and J is taken: the variance asked for, unless another was named. */
  readonly weight: { readonly dependence: ScoreDependence; readonly errors: ErrorStructure };
  /** What centring leaves of the residuals' mean square, in classical weights and variances of GMM; null where none was asked for. */
  readonly centredShare: number | null;
  /** What two-step GMM takes of the scores of [Q_W Q]; absent where they are made of rows. */
  readonly momentScores?: MomentScores;
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
  { choice, form: covariance, weight: weighed }: EquationChoice,
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
  const rowsOf = {
    ...{ panel, sample, absorber },
    clusters: (of: SampleNeeds) => clusterParts(engine, of, table, sample, rowOrder),
  };
  const { clusterings, dependence, along } = dependenceOf(rowsOf, variance);
  const weighedBy = weighed === null ? dependence : dependenceOf(rowsOf, weighed).dependence;
  const given = {
    kz: terms.excluded.names.length,
    kw: terms.exogenous.names.length,
    kx: terms.endogenous.names.length,
  };
  const k = names.length;
  const weigh = () => weighColumns(engine, scope, absorber, columns, k + 1, sample.weights);
  const clusterTerms = [dependence, weighedBy].flatMap((one) => (one.type === "cluster" ? one.terms : []));
  const raw = { ...{ absorber, n, k, weigh }, columns: filledColumns(columns, n, k + 1), place: () => columns };
  const moments = equationFromMoments(engine, scope, raw, given, clusterTerms);
  const solve =
    moments?.solve ??
    naming([...names, depvar], () => demeanAndWeight(engine, scope, absorber, columns, k + 1, sample.weights));
  const demeaned = performance.now();

  requireOutcome(y, depvar, solve, sample);
  requireScale(all, solve.normBefore);
  const absorbed = names.map((_, j) => isAbsorbed(solve, j));
  const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
  const equation = moments?.equation ?? equationOf(engine, scope, n, given, columns, absorbed, shrunk);
  const { kz, kw, kx, kept } = equation;
  const variation = variationNotes({
    spec,
    table,
    effects: sample.effects,
    excluded: terms.excluded,
    isConstantWithin: (z: number, grouping: Category) => isConstantWithin(terms.excluded.columns[z]!, grouping),
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
  const sums = moments?.sums ?? null;
  const estimate = kClass(engine, system, kappaOf(system, choice));
  const taken = covariance === "kappa" ? estimate.kappa : 1;
  const fits = equationFits(engine, scope, equation, estimate, taken, sums && meatsOfSums(engine, sums, equation));
  const formOf = (of: ScoreDependence) => sums && scoreForms(engine, system, equation, sums, of);
  const errorsOf = (of: ScoreDependence, by: ScoreForm | null) =>
    errorStructure(engine, scope, system, () => fits.net, of, by);
  const form = formOf(dependence);
  const errors = errorsOf(dependence, form);
  const weightErrors = weighed === null ? errors : errorsOf(weighedBy, formOf(weighedBy));
  const share = choice.isCentred ? centredShare(engine, scope, { sample, absorber, fits }) : null;
  return {
    ...{ sample, all, absorber, solve, clusterings, dependence, along },
    ...{ equation, system, estimate, fits, form, errors, variation },
    weight: { dependence: weighedBy, errors: share === null ? weightErrors : inProportion(weightErrors, share) },
    centredShare: share,
    times: [placed, demeaned, performance.now()],
  };
}

const inProportion = (errors: ErrorStructure, share: number): ErrorStructure => ({
  ...errors,
  covariance: (a, c) => errors.covariance(a, c).map((value) => share * value),
});

/** 1 - ū² / mean of u²; 1 with a constant or effects, which leave no mean. */
function centredShare(
  engine: Engine,
  scope: Scope,
  { sample, absorber, fits }: Pick<SolvedEquation, "sample" | "absorber" | "fits">,
): number {
  const ones = scope.f64(sample.rows.length);
  ones.view().fill(1);
  // times the roots of the weights, as residuals are
  weighColumns(engine, scope, absorber, ones, 1, sample.weights);
  const u = fits.structural.uHat;
  const sum = ddotBlock(engine, scope, ones, u);
  return 1 - (sum / ddotBlock(engine, scope, ones, ones)) * (sum / ddotBlock(engine, scope, u, u));
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

export function kappaOf(system: InstrumentSystem, { estimator, fuller }: IvChoice): number {
  if (estimator === "liml") return limlKappa(system);
  return estimator === "fuller" ? fullerKappa(system, fuller!) : 1;
}

// Refuses an equation that its instruments cannot identify, by the names of its columns.

/**
 * @param given columns of each kind before any was left out
 * @param variation notes on where instruments vary: what they offer stands in the refusal
 * @throws DataError `endogenous_absorbed`, `perfect_first_stage`, `endogenous_collinear`, `under_identified`; UsageError
 *   `under_identified` for a formula with too few instruments
 */
export function requireIdentified(
  { kept, dropped }: Pick<Equation, "kept" | "dropped">,
  given: Shape,
  { names, columns }: MemoryTerms,
  solve: Solve,
  sample: Sample,
  variation: readonly Note[],
): void {
  const firstEndogenous = given.kz + given.kw;
  const kindOf = (j: number) => (j < given.kz ? "instrument" : j < firstEndogenous ? "exogenous" : "endogenous");
  const norm = (j: number): number => solve.normAfter[j]!;
  const reasons = collinearTerms({ names, columns }, dropped, sample);
  const leftOut = (wanted: (each: Dropped) => boolean): LeftOut[] =>
    reasons.filter((_, i) => wanted(dropped[i]!)).map(({ term, because }) => ({ term, because }));
  const isEndogenous = ({ index }: Dropped): boolean => index >= firstEndogenous;
  const isAbsorbed = ({ combination }: Dropped): boolean => combination.length === 0;

  refuseAbsorbed(leftOut((each) => isEndogenous(each) && isAbsorbed(each)));
  requireEnoughInstruments(
    names.slice(firstEndogenous),
    kept.filter((j) => j < given.kz).map((j) => names[j]!),
    leftOut(({ index }) => index < given.kz),
    variation.filter(({ code }) => code === "instrument_absorbed").map(({ message }) => message),
  );
  refuseExplained(
    dropped
      .filter((each) => isEndogenous(each) && !isAbsorbed(each))
      .map(
        ({ index, combination }): Explained => ({
          term: names[index]!,
          norm: norm(index),
          parts: combination.map((part) => ({
            term: names[part.index]!,
            kind: kindOf(part.index),
            coefficient: part.coefficient,
            norm: norm(part.index),
          })),
        }),
      ),
  );
}

// The sample of an equation with instruments and its columns in linear memory, in the order [Z W X y].

/** An equation with instruments: exogenous regressors, and what `expandInstruments` gives. */
export interface EquationTerms extends ExpandedInstruments {
  readonly exogenous: ExpandedTerms;
}

const expansionOf = (iv: string): Expansion<EquationTerms> => ({
  expand: ({ selected, evaluated }, spec, table, functions) => ({
    exogenous: expandTerms(spec, table, functions, selected, evaluated),
    ...expandInstruments(spec as WithInstruments, table, functions, selected, evaluated),
  }),
  columnsOf: ({ excluded, exogenous, endogenous }) => [
    ...excluded.columns,
    ...exogenous.columns,
    ...endogenous.columns,
  ],
  instrumentsOf: ({ excluded, endogenous }) => ({
    instruments: {
      excluded: excluded.names.length,
      endogenous: endogenous.names.length,
      secondStep: parseIv(iv).estimator === "gmm2s",
    },
  }),
});

/**
 * Takes the sample of an equation and places its columns in `scope`: excluded instruments, exogenous regressors, endogenous
 * ones, outcome, in this order, so that those of the first stage are side by side, as are those of the equation itself.
 * Throws as `loadFrame`.
 */
export function placeEquation(
  engine: Engine,
  scope: Scope,
  spec: WithInstruments,
  table: Table,
  variance: RegressionVcov,
  options: PlaceOptions & { readonly iv?: string },
): Placed<EquationTerms> {
  return loadFrame(engine, scope, spec, table, variance, options, expansionOf(options.iv ?? "2sls"));
}

/** Columns in memory order with the names they bear in data, and those of their coefficients. */
export interface MemoryTerms {
  readonly names: readonly string[];
  readonly columns: readonly SampleColumn[];
  readonly asCoefficients: ExpandedTerms;
}

/** All columns of an equation but the outcome, in memory order. */
export function inMemory({ excluded, exogenous, endogenous }: EquationTerms): MemoryTerms {
  const parts = [excluded, exogenous, endogenous];
  const columns = parts.flatMap((part) => part.columns);
  const notes = [...new Map(parts.flatMap((part) => part.notes).map((note) => [note.message, note])).values()];
  const fitted = endogenous.names.map((name) => `fit_${name}`);
  const labels = Object.assign({}, ...parts.map((part) => part.labels));
  return {
    names: parts.flatMap(({ names }) => names),
    columns,
    asCoefficients: { names: [...excluded.names, ...exogenous.names, ...fitted], columns, labels, notes },
  };
}
