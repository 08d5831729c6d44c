/**
 * The estimate of an equation with instruments from cross-products net of all effects: what is kept, its triangle, the k-class estimate. Knows no
 * variance.
 */
import { NumericalError } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import type { Engine, F64Block } from "../../engine/kernels/engine.js";
import { dtrtri } from "../../engine/kernels/lapack.js";
import { requireResiduals, requireScale } from "../../regression/frame/enough-variation.js";
import { columnOf, INTERCEPT, type MomentFacts, noRows, sampleOf } from "../../regression/least-squares/absent-rows.js";
import { rankOf } from "../../regression/least-squares/of-moments.js";
import { LEAST_SHARE, leastShare } from "../../regression/least-squares/ols.js";
import type { SolvedMoments } from "../../regression/least-squares/solve-moments.js";
import { triangleOfProducts } from "../../regression/least-squares/triangle.js";
import type { Equation } from "../../verbs/iv/estimator/equation.js";
import { requireRank } from "../../verbs/iv/estimator/identification.js";
import { type InstrumentSystem, instrumentSystem } from "../../verbs/iv/estimator/instrument-system.js";
import { type KClass, kClass } from "../../verbs/iv/estimator/k-class.js";
import type { EquationChoice } from "../../verbs/iv/iv-option.js";
import { kappaOf, requireIdentified, type SolvedEquation } from "../../verbs/iv/solve-equation.js";
import type { SqlFrame } from "../frame.js";
import type { EquationTriangles } from "./scores.js";

export interface Estimated {
  readonly equation: Equation & EquationTriangles;
  readonly all: SolvedEquation["all"];
  readonly solve: SolvedEquation["solve"];
  readonly system: InstrumentSystem;
  readonly estimate: KClass;
  /** Share of E taken from X for its scores. */
  readonly taken: number;
}

/** Positions in memory order, [Z W X], of columns in that of the frame, [W Z X]. */
function memoryOrder({ names, instruments }: SqlFrame) {
  const { excluded: kz, endogenous: kx } = instruments!;
  const kw = names.length - kz - kx;
  return { kz, kw, kx, placeOf: (j: number) => (j < kw ? kz + j : j < kw + kz ? j - kw : j) };
}

/** As `solveEquation`. */
export function estimated(
  engine: Engine,
  frame: SqlFrame,
  facts: MomentFacts,
  solved: SolvedMoments,
  { choice, form }: EquationChoice,
  variation: readonly Note[],
): Estimated {
  const { spec, nobs: n } = facts;
  const { placeOf, ...given } = memoryOrder(frame);
  const inMemory = <T>(values: ArrayLike<T>): T[] => {
    const out = Array.from(values);
    for (let j = 0; j < values.length; j++) out[placeOf(j)] = values[j]!;
    return out;
  };
  const [normBefore, normAfter] = [inMemory(solved.solve.normBefore), inMemory(solved.solve.normAfter)];
  const solve = { ...solved.solve, normBefore: Float64Array.from(normBefore), normAfter: Float64Array.from(normAfter) };
  const kept = solved.kept.map(placeOf).sort((a, b) => a - b);
  const dropped = solved.dropped
    .map(({ index, combination }) => ({
      index: placeOf(index),
      combination: combination.map((part) => ({ ...part, index: placeOf(part.index) })),
    }))
    .sort((a, b) => a.index - b.index);
  const firstEndogenous = given.kz + given.kw;
  const [kz, kx] = [kept.filter((j) => j < given.kz).length, kept.filter((j) => j >= firstEndogenous).length];
  const kw = kept.length - kz - kx;
  const all = termsInMemory(inMemory(frame.names), inMemory(frame.names.map((_, j) => columnOf(facts, j))), {
    labels: facts.labels,
    firstEndogenous,
  });
  requireScale(all, normBefore);
  requireIdentified({ kept, dropped }, given, all, solve, sampleOf(facts), variation);
  const rank = rankOf(facts, solved);
  if (rank.exact) requireResiduals(n, kw + Math.max(kz, kx) + rank.value);
  const centred = triangle(engine, facts, solved);
  const equation = {
    ...{ n, kz, kw, kx, kept, dropped, centred },
    R: aboutZero(facts, solved.kept, centred),
    least_squares: "moments" as const,
    get columns(): F64Block {
      throw noRows(spec, "its columns row by row");
    },
  };
  const system = instrumentSystem(n, rank.value, equation, centred);
  const namesOf = (first: number, end: number) => kept.slice(first, end).map((j) => all.names[j]!);
  const norms = kept.slice(kz + kw).map((j) => normAfter[j]!);
  requireRank(system, namesOf(kz + kw, kept.length), namesOf(0, kz), norms);
  const estimate = kClass(engine, system, kappaOf(system, choice));
  return { equation, all, solve, system, estimate, taken: form === "kappa" ? estimate.kappa : 1 };
}

function termsInMemory(
  names: readonly string[],
  columns: SolvedEquation["all"]["columns"],
  { labels, firstEndogenous }: { readonly labels: MomentFacts["labels"]; readonly firstEndogenous: number },
): SolvedEquation["all"] {
  const asCoefficients = names.map((name, j) => (j < firstEndogenous ? name : `fit_${name}`));
  return { names, columns, asCoefficients: { names: asCoefficients, columns, labels, notes: [] } };
}

/** Triangle of the columns kept and the outcome, less their means. */
function triangle(engine: Engine, { spec }: MomentFacts, { kept, XtX, moments }: SolvedMoments): Float64Array {
  const width = moments.nRegressors + 1;
  const places = [...kept, width - 1];
  const products = Float64Array.from(places.flatMap((j) => places.map((i) => XtX[j * width + i]!)));
  const isIndependent = (R: Float64Array) => leastShare(R, dtrtri(engine, kept.length, R)) >= LEAST_SHARE;
  const R = triangleOfProducts(engine, places.length, products, LEAST_SHARE, isIndependent);
  if (R !== null) return R;
  throw new NumericalError(
    "engine_digits",
    `'${spec.call}': instruments and regressors are so nearly collinear that sums made far away have too few digits. Bring the columns home, or leave one out.`,
    { got: "nearly collinear", expected: "columns that differ" },
  );
}

/** The triangle of the columns as they are: beside a constant, the first of them, those of the moments are less their means. */
function aboutZero({ names, effects, means }: MomentFacts, kept: readonly number[], centred: Float64Array) {
  if (effects.length > 0 || names[kept[0]!] !== INTERCEPT) return centred;
  const R = centred.slice();
  const order = kept.length + 1;
  for (let j = 1; j < order; j++) R[j * order]! += R[0]! * (j < kept.length ? means[kept[j]!]! : means.at(-1)!);
  return R;
}
