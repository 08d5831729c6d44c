/**
 * Tests of whether the treatment's coefficient is the same in all groups, by one regression with everything
 * by group, by one with the treatment alone by group, as if groups were independent samples, and by permuting units.
 * A test that is not defined says why; none is left out silently.
 */

import { DataError, NotSupported, NumericalError } from "../../../base/errors.js";
import { hypot } from "../../../base/hypot.js";
import type { Note } from "../../../base/messages.js";
import { ownOf } from "../../../base/objects.js";
import { pchisq, pnorm } from "../../../engine/kernels/math.js";
import { type FitRecord, readByT } from "../../../regression/record/fit-record.js";
import type { Coefficient } from "../../../regression/tests/coefficients.js";
import { lincom } from "../../../verbs/combinations/infer-combinations.js";
import { wald } from "../../../verbs/combinations/wald.js";
import { interactedFormula } from "../../../verbs/group-difference/fit.js";
import type { StudySpec } from "../../file/schema.js";
import type { TreatmentMade } from "../../inputs/treatment.js";
import type { StageTools } from "../../run/stage-node.js";
import { feols, groupDifference } from "../estimates.js";
import { formulaOf } from "../model-choice.js";
import type { DifferenceTestName } from "./schema.js";

/** Why a test has no result. `text` is the message of an error, for reasons that have no word of their own. */
export interface Undefined {
  readonly because: "treatment" | "units-change" | "groups" | "error";
  readonly text: string;
}

/** What a test says: of two groups the first's coefficient less the second's, of more a joint test without a difference. */
export interface DifferenceTest {
  readonly test: DifferenceTestName;
  readonly undefined: Undefined | null;
  readonly estimate: number | null;
  readonly std_error: number | null;
  /** t, z, F or chi2; of a permutation test the t whose draws are compared. */
  readonly statistic: number | null;
  readonly distribution: "t" | "z" | "F" | "chi2" | "permutation";
  readonly df: readonly number[];
  readonly p_value: number | null;
  /** Of a permutation test, whose p compares differences: p of the comparison of t. */
  readonly p_statistic: number | null;
  /** The regression it comes from, with the parameters its small-sample factor counts; null without one. */
  readonly regression: { readonly call: string; readonly nobs: number; readonly K: number } | null;
  readonly draws: {
    readonly used: number;
    readonly requested: number;
    readonly enumerated: boolean;
    readonly seed: number | null;
  } | null;
  readonly notes: readonly Note[];
}

/** What the tests of one split are made on. */
export interface TestedGroups {
  readonly study: StudySpec;
  /** With the text column `group` of the keys `keys`, and a dummy `group_KEY` for each but the last. */
  readonly sample: Pick<TreatmentMade, "panel" | "stayed">;
  readonly group: string;
  readonly keys: readonly string[];
  /** The regression of each group, in the order of `keys`. */
  readonly fits: readonly FitRecord[];
  readonly treatment: string;
  readonly controls: readonly string[];
  readonly outcome: string;
  readonly fe: string | undefined;
  /** Rows of any group. */
  readonly subset: string;
  readonly fixefRm: "singletons" | "none";
  readonly permutations: number;
  /** Units in more than one group. */
  readonly changing: number;
}

/** The name of the dummy of a group. */
export const dummyOf = (group: string, key: string): string => `${group}_${key}`;

const NONE = {
  ...{ undefined: null, estimate: null, std_error: null, statistic: null, df: [], p_value: null, p_statistic: null },
  ...{ regression: null, draws: null, notes: [] },
} as const;

/** The test called `test`. Throws UsageError as `feols`; data and arithmetic that can't serve make it undefined. */
export async function differenceTest(
  test: DifferenceTestName,
  tested: TestedGroups,
  tools: StageTools,
): Promise<DifferenceTest> {
  const distribution = distributionOf(test, tested.keys.length);
  const without = tested.keys.filter((_, g) => ownOf(tested.fits[g]!.coefficients, tested.treatment) === undefined);
  const because = (reason: Undefined["because"], text = ""): DifferenceTest => ({
    ...{ test, distribution, ...NONE, undefined: { because: reason, text } },
  });
  if (without.length > 0) return because("treatment", without.join(" "));
  try {
    const found = await resultOf(test, tested, tools, because);
    return { test, distribution, ...NONE, ...found };
  } catch (error) {
    if (error instanceof NotSupported || error instanceof DataError || error instanceof NumericalError) {
      return because("error", error.message);
    }
    throw error;
  }
}

function distributionOf(test: DifferenceTestName, nGroups: number): DifferenceTest["distribution"] {
  if (test === "permutation") return test;
  if (test === "independent") return nGroups === 2 ? "z" : "chi2";
  return nGroups === 2 ? "t" : "F";
}

function resultOf(
  test: DifferenceTestName,
  tested: TestedGroups,
  tools: StageTools,
  because: (reason: Undefined["because"]) => DifferenceTest,
): Partial<DifferenceTest> | Promise<Partial<DifferenceTest>> {
  switch (test) {
    case "interacted":
      return interacted(tested, tools);
    case "restricted":
      return restricted(tested, tools);
    case "independent":
      return independent(tested, tools);
    case "permutation":
      if (tested.keys.length > 2) return because("groups");
      return tested.changing > 0 ? because("units-change") : permuted(tested, tools);
  }
}

/** Everything by group in one regression: the columns' coefficients, with their covariance. */
async function interacted(tested: TestedGroups, tools: StageTools): Promise<Partial<DifferenceTest>> {
  const { study, treatment, controls, outcome, fe, group, keys } = tested;
  const formula = interactedFormula(formulaOf(study, [treatment, ...controls], outcome, fe), group);
  const fit = await fitted(tested, tools, formula);
  const names = keys.map((key) => `${group}${key}:${treatment}`);
  if (keys.length > 2)
    return joint(
      tools,
      fit,
      names.slice(1).map((name) => `${names[0]} = ${name}`),
    );
  const text = `${names[0]} - ${names[1]}`;
  const { combinations, df, df_by_combination } = lincom(tools.engine, fit, text);
  return { ...numbersOf(combinations[text]!, ownOf(df_by_combination, text) ?? df!), ...about(fit) };
}

/** The treatment alone by group; the last group is the one the others are compared with. */
async function restricted(tested: TestedGroups, tools: StageTools): Promise<Partial<DifferenceTest>> {
  const { study, treatment, controls, outcome, fe, group, keys } = tested;
  const dummies = keys.slice(0, -1).map((key) => dummyOf(group, key));
  const products = dummies.map((dummy) => `${treatment}:${dummy}`);
  const formula = formulaOf(study, [treatment, ...products, ...dummies, ...controls], outcome, fe);
  const fit = await fitted(tested, tools, formula);
  const lost = products.find((name) => ownOf(fit.coefficients, name) === undefined);
  if (lost !== undefined) {
    const { because } = fit.collinear.find(({ term }) => term === lost) ?? { because: "" };
    throw new DataError("difference_collinear", `${lost} omitted: ${because}.`, { got: lost });
  }
  if (keys.length > 2)
    return joint(
      tools,
      fit,
      products.map((name) => `${name} = 0`),
    );
  const name = products[0]!;
  return { ...numbersOf(fit.coefficients[name]!, ownOf(fit.vcov.df_by_term, name) ?? fit.vcov.df), ...about(fit) };
}

/** As if no unit were in two groups: z of two, Cochran's Q of more (Cochran 1954, Biometrics 10(1), doi:10.2307/3001666). */
function independent({ fits, treatment }: TestedGroups, { engine }: StageTools): Partial<DifferenceTest> {
  const own = fits.map(({ coefficients }) => coefficients[treatment]!);
  if (own.length === 2) {
    const estimate = own[0]!.estimate - own[1]!.estimate;
    const std_error = hypot(own[0]!.std_error, own[1]!.std_error);
    const statistic = estimate / std_error;
    return { estimate, std_error, statistic, p_value: 2 * pnorm(engine, -Math.abs(statistic)) };
  }
  const weights = own.map(({ std_error }) => std_error ** -2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = own.reduce((sum, { estimate }, g) => sum + weights[g]! * estimate, 0) / total;
  const statistic = own.reduce((sum, { estimate }, g) => sum + weights[g]! * (estimate - mean) ** 2, 0);
  const df = own.length - 1;
  return { statistic, df: [df], p_value: pchisq(engine, statistic, df, true) };
}

/** Labels permuted over units. The record has the second group less the first. */
async function permuted(tested: TestedGroups, tools: StageTools): Promise<Partial<DifferenceTest>> {
  const { study, sample, treatment, controls, outcome, fe, group, subset, fixefRm, permutations } = tested;
  const formula = formulaOf(study, [treatment, ...controls], outcome, fe);
  const { observed, p_value, counts, enumerated, source, notes } = await groupDifference(sample, tools, formula, {
    ...{
      term: treatment,
      by: group,
      unit: sample.panel.unit.name,
      draws: permutations,
      seed: study.seed,
      ssc: study.ssc,
    },
    ...{ subset, fixefRm },
  });
  const { statistic } = observed;
  return {
    estimate: -observed.estimate,
    std_error: statistic === null ? null : observed.estimate / statistic,
    statistic: statistic === null ? null : -statistic,
    p_value: p_value.estimate,
    p_statistic: p_value.statistic,
    draws: { used: counts.used, requested: counts.requested, enumerated, seed: source?.seed ?? null },
    notes,
  };
}

const fitted = ({ study, sample, subset, fixefRm }: TestedGroups, tools: StageTools, formula: string) =>
  feols(sample, tools, formula, {
    ...{ vcov: study.variance, ssc: study.ssc, level: study.level, subset, fixefRm },
  });

const about = ({ call, nobs, vcov, notes }: FitRecord) => ({ regression: { call, nobs, K: vcov.K }, notes });

const numbersOf = ({ estimate, std_error, statistic, p_value }: Coefficient, df: number) => ({
  ...{ estimate, std_error, statistic, p_value, df: [df] },
});

/** With the degrees of freedom of t. `notes` say of a covariance of lower rank, which tests fewer restrictions. */
function joint({ engine }: StageTools, fit: FitRecord, restrictions: readonly string[]): Partial<DifferenceTest> {
  const { statistic, df1, notes, ...test } = wald(engine, fit, restrictions);
  const { df2, p_value } = readByT(test);
  return { ...about(fit), statistic, p_value, df: df2 === null ? [df1] : [df1, df2], notes: [...fit.notes, ...notes] };
}
