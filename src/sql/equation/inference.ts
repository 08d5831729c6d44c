/**
 * What inference on an equation takes of an engine's sums: scores by the clusters of a variance, those of both steps of GMM, and the solved equation
 * that its record is made of.
 */
import type { Note } from "../../base/messages.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import { type MomentFacts, sampleOf } from "../../regression/least-squares/absent-rows.js";
import type { ClusterParts } from "../../regression/least-squares/least-squares-steps.js";
import { absorberOf, clusterPartsOf, unpacked } from "../../regression/least-squares/of-moments.js";
import type { SolvedMoments } from "../../regression/least-squares/solve-moments.js";
import type { ScoreDependence } from "../../regression/variance/score-dependence.js";
import { type EquationMeats, equationFits } from "../../verbs/iv/estimator/equation-fits.js";
import { exogenousCoordinates, exogenousGmm, type MomentScores, twoStepGmm } from "../../verbs/iv/estimator/gmm.js";
import { residualSquares, structuralResidual } from "../../verbs/iv/estimator/instrument-system.js";
import { errorStructure, scaledIdentity } from "../../verbs/iv/inference/error-structure.js";
import { type ScoreForm, scoreForms } from "../../verbs/iv/inference/score-forms.js";
import type { EquationChoice } from "../../verbs/iv/iv-option.js";
import type { SolvedEquation } from "../../verbs/iv/solve-equation.js";
import type { PushedVcov } from "../regression.js";
import type { Scored, ScorePair } from "../statements/meat.js";
import type { Estimated } from "./estimate.js";
import { type EquationScores, equationScores } from "./scores.js";

/** A term of a variance: its clusters, or the rows, and what they sum to. */
export interface Part {
  readonly name: string;
  readonly sign: 1 | -1;
  readonly nLevels: number;
  readonly label: (cluster: number) => string;
  readonly sums: Float64Array;
}

/** What a variance makes of scores. */
export interface AskedScores {
  readonly dependence: ScoreDependence & { readonly type: PushedVcov["type"] };
  readonly clusterings: ClusterParts["clusterings"];
  readonly parts: readonly Part[];
}

export type AskScores = (by: PushedVcov, scored: Scored, wanted: readonly ScorePair[]) => Promise<AskedScores>;

export function scoresOf({ type }: PushedVcov, parts: readonly Part[]): AskedScores {
  const { clusterings, clusterTerms: terms } = clusterPartsOf(type === "cluster" ? parts : []);
  return { dependence: type === "cluster" ? { type, terms } : { type }, clusterings, parts };
}

/** The sum over the terms of a variance. */
function signed(parts: readonly Part[]): Float64Array {
  const total = new Float64Array(parts[0]!.sums.length);
  for (const { sign, sums } of parts) for (let i = 0; i < total.length; i++) total[i]! += sign * sums[i]!;
  return total;
}

export interface Inference {
  readonly scores: EquationScores;
  readonly own: AskedScores;
  readonly form: ScoreForm;
  readonly weight: Pick<AskedScores, "dependence"> & { readonly form: ScoreForm };
  readonly momentScores: MomentScores | null;
}

export async function inferenceOf(
  engine: Engine,
  { equation, system, estimate, taken }: Estimated,
  variance: PushedVcov,
  { choice, form: covariance, weight: weighed }: EquationChoice,
  ask: AskScores,
): Promise<Inference> {
  const scores = equationScores(engine, system, equation, estimate.endogenous, taken === 1);
  const { scored, wanted } = scores;
  const own = await ask(variance, scored, wanted);
  const ofWeight = weighed === null ? own : await ask(weighed as PushedVcov, scored, wanted);
  const formOf = ({ dependence, parts }: AskedScores): ScoreForm =>
    dependence.type === "iid"
      ? scoreForms(engine, system, equation, { width: 0, by: () => null }, dependence)!
      : scores.form(signed(parts));
  const form = formOf(own);
  const weight = { dependence: ofWeight.dependence, form: ofWeight === own ? form : formOf(ofWeight) };
  if (choice.estimator !== "gmm2s") return { scores, own, form, weight, momentScores: null };

  const L = equation.kw + equation.kz;
  const meanSquares = (squares: number): Float64Array => scaledIdentity(L, squares / equation.n);
  const { explained, unexplained } = residualSquares(system, structuralResidual(system, estimate.endogenous));
  const first =
    ofWeight.dependence.type === "iid"
      ? meanSquares(explained + unexplained)
      : scores.ofMoments(signed(ofWeight.parts));
  const refuse = (): never => {
    throw new RangeError("The form 'efficient' takes no scores of the second step.");
  };
  if (covariance !== "sandwich") return { scores, own, form, weight, momentScores: { first, second: refuse } };
  const gmm = engine.scope((scope) =>
    twoStepGmm(engine, system, errorStructure(engine, scope, system, refuse, weight.dependence, weight.form)),
  );
  const { residual } = exogenousGmm(engine, { coordinates: exogenousCoordinates(equation), scores: first }, gmm);
  const left = { ...gmm.residual, onExogenous: residual };
  const again = scores.second(left);
  const { dependence, parts } = await ask(variance, again.scored, again.wanted);
  const squares = residualSquares(system, left);
  const second =
    dependence.type === "iid"
      ? meanSquares(residual.reduce((sum, value) => sum + value * value, squares.explained + squares.unexplained))
      : unpacked(signed(parts), L);
  return { scores, own, form, weight, momentScores: { first, second: () => second } };
}

/** The sums as the fits take them: by the clusters of a term, or over rows, as clusters of one row each are. */
function meatsOf({ scores, own: { dependence, parts } }: Inference, n: number): EquationMeats {
  const { terms } = dependence.type === "cluster" ? dependence : { terms: [] };
  const sumsOf = (term: (typeof terms)[number] | null) =>
    term === null
      ? parts.find(({ nLevels }) => dependence.type === "hetero" || nLevels === n)
      : parts[terms.findIndex(({ key }) => key === term.key)];
  return {
    ofStage: (term, j) => {
      const part = sumsOf(term);
      return part === undefined ? null : scores.ofStage(part.sums, j);
    },
    ofEquation: (term) => {
      const part = sumsOf(term);
      return part === undefined ? null : scores.ofEquation(part.sums);
    },
  };
}

export function solvedEquation(
  engine: Engine,
  scope: Scope,
  facts: MomentFacts,
  moments: SolvedMoments,
  { equation, all, solve, system, estimate, taken }: Estimated,
  inference: Inference,
  variation: readonly Note[],
  centredShare: SolvedEquation["centredShare"],
): SolvedEquation {
  const { own, form, weight, momentScores } = inference;
  const { dependence, clusterings } = own;
  const fits = equationFits(engine, scope, equation, estimate, taken, meatsOf(inference, equation.n));
  const errorsOf = (of: ScoreDependence, by: ScoreForm) =>
    errorStructure(engine, scope, system, () => fits.net, of, by);
  const errors = errorsOf(dependence, form);
  const now = performance.now();
  return {
    ...{ sample: sampleOf(facts), all, absorber: absorberOf(facts, moments), solve },
    ...{ clusterings, dependence, along: null, equation, system, estimate, fits, form, errors, variation },
    ...(momentScores && { momentScores }),
    centredShare,
    weight: {
      dependence: weight.dependence,
      errors: weight.form === form ? errors : errorsOf(weight.dependence, weight.form),
    },
    times: [now, now, now],
  };
}
