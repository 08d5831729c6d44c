/**
 * An equation with instruments over rows that stay with an engine: the cross-products of [Z W X y] net of all effects give its triangle,
 * and blocks by cluster the scores that variances, first stages and tests are made of.
 */
import { NotSupported, NumericalError } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import type { Engine, F64Block, Scope } from "../../engine/kernels/engine.js";
import { printTerm } from "../../formula/print.js";
import type { Term, WithInstruments } from "../../formula/spec.js";
import { requireEquationVcov, sscOf } from "../../regression/fit-options.js";
import { clusterName } from "../../regression/frame/clusterings.js";
import { columnOf, type MomentFacts, noRows } from "../../regression/least-squares/absent-rows.js";
import { leastSquaresOfMoments } from "../../regression/least-squares/of-moments.js";
import { type SolvedMoments, scoresOfCombination } from "../../regression/least-squares/solve-moments.js";
import { LEAST_PIVOT_OF_SQUARES, triangleOfProducts } from "../../regression/least-squares/triangle.js";
import type { FitRecord } from "../../regression/record/fit-record.js";
import type { FeolsOptions } from "../../verbs/feols/verb.js";
import { type Equation, rankedEquation, type Shape } from "../../verbs/iv/estimator/equation.js";
import { equationFits } from "../../verbs/iv/estimator/equation-fits.js";
import type { EquationSums } from "../../verbs/iv/estimator/equation-moments.js";
import { requireRank } from "../../verbs/iv/estimator/identification.js";
import { instrumentSystem } from "../../verbs/iv/estimator/instrument-system.js";
import { kClass } from "../../verbs/iv/estimator/k-class.js";
import { netCoefficients } from "../../verbs/iv/estimator/net-coefficients.js";
import { equationRecord } from "../../verbs/iv/feols-equation.js";
import { errorStructure } from "../../verbs/iv/inference/error-structure.js";
import { scoreForms } from "../../verbs/iv/inference/score-forms.js";
import { equationChoice } from "../../verbs/iv/iv-option.js";
import { kappaOf, requireIdentified, type SolvedEquation } from "../../verbs/iv/solve-equation.js";
import type { SqlFrame, SqlSource } from "../frame.js";
import { makeFrame } from "../make-frame.js";
import { momentsOf } from "../regression.js";
import { type EngineOptions, frameOptions, ownOptions, queriesOf } from "./model.js";

/**
 * 2SLS, LIML or Fuller's estimate with fixed effects, errors classical or by one clustering that holds whole units.
 *
 * @throws NotSupported `engine_equation`, and as `sqlFeols` and `feols` of an equation with instruments
 */
export async function sqlEquation(
  engine: Engine,
  source: SqlSource,
  spec: WithInstruments,
  asked: FeolsOptions & EngineOptions,
): Promise<FitRecord> {
  const started = performance.now();
  const options = ownOptions(asked);
  const variance = requireEquationVcov(options.vcov);
  const choice = equationChoice(options, variance);
  const ssc = sscOf(options);
  const { endogenous, excluded } = spec.instruments;
  const terms = [...excluded, ...spec.terms, ...endogenous];
  requireSimple(spec, terms);
  if (choice.choice.estimator === "gmm2s") throw refused(spec, "two-step GMM");
  const clustered = variance.type === "cluster" && variance.by.length === 1;
  if (variance.type !== "iid" && !clustered) {
    throw refused(
      spec,
      `a variance '${variance.type === "cluster" ? variance.by.map(clusterName).join("+") : variance.type}'`,
    );
  }
  const queries = queriesOf(source, asked);
  const { instruments: _, ...plain } = spec;
  return source.engine.snapshot(async () => {
    const frame = await makeFrame(queries, source, { ...plain, terms }, variance, frameOptions(asked));
    if (frame.names.length !== terms.length) throw refused(spec, "factors");
    const blocks = clustered ? "required" : "preferred";
    const found = await momentsOf(engine, queries, frame, { blocks, fixefRm: options.fixefRm ?? "singletons" });
    return engine.scope((scope) => {
      const facts = { ...found.facts, spec };
      const solved = { ...found.solved, moments: found.pushed.place(scope) };
      const given = { kz: excluded.length, kw: spec.terms.length, kx: endogenous.length };
      const count = { slopes: given.kw + given.kx, effects: facts.effects, rank: found.rank };
      const made = solvedEquation(engine, scope, { frame, facts, solved, given, choice, clustered, count });
      const { table } = facts;
      const { record } = equationRecord(
        engine,
        scope,
        {
          started,
          table,
          spec,
          variance,
          ssc,
          options,
          solved: made,
          count: { ...count, slopes: made.equation.kw + made.equation.kx },
        },
        () => undefined,
      );
      return deepFreeze(record);
    });
  });
}

const refused = ({ call }: WithInstruments, what: string): NotSupported =>
  new NotSupported(
    "engine_equation",
    `'${call}': over an engine an equation with instruments has fixed effects, numbers for regressors, and errors that are classical or by one clustering that holds whole units; ${what} needs the rows. Bring the columns home for it.`,
    { got: what },
  );

/** A column a term, and effects that span the constant. */
function requireSimple(spec: WithInstruments, terms: readonly Term[]): void {
  if (spec.fixedEffects.length === 0) throw refused(spec, "an equation without fixed effects");
  const factor = terms.find(({ variables }) =>
    variables.some(({ kind }) => kind === "factor" || kind === "indicator" || kind === "polynomial"),
  );
  if (factor !== undefined) throw refused(spec, `'${printTerm(factor)}'`);
}

interface Given {
  readonly frame: SqlFrame;
  readonly facts: MomentFacts;
  readonly solved: SolvedMoments;
  readonly given: Shape;
  readonly choice: ReturnType<typeof equationChoice>;
  readonly clustered: boolean;
  readonly count: { readonly rank: { readonly value: number; readonly exact: boolean } };
}

/** As `solveEquation`, of moments. */
function solvedEquation(engine: Engine, scope: Scope, made: Given): SolvedEquation {
  const { frame, facts, solved, given, choice, clustered, count } = made;
  const { names } = frame;
  const { clusters } = solved.moments;
  const terms = clustered ? [{ ...clusters, sign: 1 as const, meat: null }] : [];
  const timing = { sample: 0, demean: 0, least_squares: 0 };
  const regression = leastSquaresOfMoments(engine, facts, solved, { terms, rowMeat: null }, timing);
  const { clusterTerms, clusterings } = regression.clusters({ type: "cluster" });
  const { solve, sample, absorber } = regression;
  const k = names.length;
  const R = triangleOfProducts(engine, k + 1, solved.XtX, LEAST_PIVOT_OF_SQUARES);
  if (R === null) {
    throw new NumericalError(
      "engine_digits",
      `'${facts.spec.call}': instruments and regressors are so nearly collinear that sums made far away have too few digits. Bring the columns home, or leave one out.`,
      { got: "nearly collinear", expected: "columns that differ" },
    );
  }
  const shrunk = solve.normBefore.map((norm, j) => norm / solve.normAfter[j]!);
  const present = Array.from({ length: k }, (_, j) => j).filter((j) => solve.normAfter[j]! > 0);
  const ranked = rankedEquation(engine, facts.nobs, given, present, { R, leastSquares: "moments" }, shrunk);
  const equation: Equation = {
    ...ranked,
    get columns(): F64Block {
      throw noRows(facts.spec, "its columns row by row");
    },
  };
  const fitted = names.slice(given.kz + given.kw).map((name) => `fit_${name}`);
  const columns = names.map((_, j) => columnOf(facts, j));
  const all = {
    names,
    columns,
    asCoefficients: {
      names: [...names.slice(0, given.kz + given.kw), ...fitted],
      columns,
      labels: facts.labels,
      notes: [],
    },
  };
  requireIdentified(equation, given, all, solve, sample, []);
  const system = instrumentSystem(facts.nobs, count.rank.value, equation, equation.R);
  const { kz, kw, kept } = equation;
  const namesOf = (first: number, end: number) => kept.slice(first, end).map((j) => names[j]!);
  requireRank(
    system,
    namesOf(kz + kw, kept.length),
    namesOf(0, kz),
    kept.slice(kz + kw).map((j) => solve.normAfter[j]!),
  );
  const sums = clusterSums(engine, scope, solved, equation, clustered);
  const estimate = kClass(engine, system, kappaOf(system, choice.choice));
  const fits = equationFits(engine, scope, equation, estimate, choice.form === "kappa" ? estimate.kappa : 1, sums);
  const dependence = clustered ? ({ type: "cluster", terms: clusterTerms } as const) : ({ type: "iid" } as const);
  const form = scoreForms(engine, system, equation, sums, dependence);
  const errors = errorStructure(engine, scope, system, () => fits.net, dependence, form);
  const now = performance.now();
  return {
    ...{ sample, all, absorber, solve, clusterings, dependence, along: null },
    ...{ equation, system, estimate, fits, form, errors, variation: [] },
    weight: { dependence, errors },
    times: [now, now, now],
  };
}

/** Sums by cluster of [Z W X] times E and F, from the blocks. */
function clusterSums(
  engine: Engine,
  scope: Scope,
  solved: SolvedMoments,
  equation: Equation,
  clustered: boolean,
): EquationSums {
  const { kept } = equation;
  const { unexplained, beyondExogenous } = netCoefficients(engine, equation);
  const { nRegressors: k } = solved.moments;
  let made: F64Block | undefined;
  return {
    width: kept.length,
    by: () => {
      if (!clustered) return null;
      if (made !== undefined) return made;
      const parts = [...unexplained, ...beyondExogenous].map((combination) => {
        const of = new Float64Array(k + 1);
        kept.forEach((j, i) => {
          of[j] = combination[i]!;
        });
        of[k] = combination[kept.length]!;
        return scoresOfCombination(engine, solved, kept, of);
      });
      made = scope.copyF64(Float64Array.from(parts.flatMap((part) => [...part])));
      return made;
    },
  };
}
