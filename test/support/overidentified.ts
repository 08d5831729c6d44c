/** Equations whose overidentification `test/golden/iv/overidentification.json` has from R, under each error structure. */
import { readFileSync } from "node:fs";
import { ivReference } from "./iv-references.js";
import { type NaiveEquation, type NaiveErrors, type NaiveIv, naiveErrors, naiveIv, naiveSystem } from "./naive-iv.js";

export interface RNumbers {
  readonly coef: number | number[];
  readonly vcov: number | number[];
  readonly sandwich: number | number[];
  /** Coefficients of the first exogenous regressors in GMM, and their standard errors. */
  readonly exogenous_coef: number | number[];
  readonly exogenous_se: number | number[];
  readonly J: number;
  readonly df: number;
  /** The instrument left out. */
  readonly tested: string;
  readonly C: number;
  readonly J_without: number;
  readonly J_without_own_weight: number;
  readonly endogeneity_C: number;
  readonly control_function: number | number[];
  readonly control_function_vcov: number | number[];
  readonly control_function_wald: number;
  readonly least_squares: number | number[];
}

export const R_NUMBERS: Readonly<Record<string, Readonly<Record<NaiveErrors["type"], RNumbers>>>> = JSON.parse(
  readFileSync(new URL("../golden/iv/overidentification.json", import.meta.url), "utf8"),
);

/** [file, errors] of every case. */
export const R_CASES = Object.entries(R_NUMBERS).flatMap(([name, cases]) =>
  Object.keys(cases).map((type) => [name, type] as [string, NaiveErrors["type"]]),
);

export interface Overidentified extends NaiveIv {
  readonly equation: NaiveEquation;
  readonly how: NaiveErrors;
  readonly instruments: readonly string[];
  /** Exogenous regressors as R has them, a constant last; the constant and dummies of absorbed effects. */
  readonly regressors: readonly Float64Array[];
  readonly absorbed: readonly Float64Array[];
}

const built = new Map<string, ReturnType<typeof build>>();

/** The equation of a case and its errors; what does not depend on them is built once. */
export async function overidentified(name: string, type: NaiveErrors["type"]): Promise<Overidentified> {
  if (!built.has(name)) built.set(name, build(name));
  const { clusters, ...rest } = await built.get(name)!;
  const how = type === "cluster" ? { type, by: [clusters!] } : { type };
  return { ...rest, how, errors: naiveErrors(rest, how) };
}

async function build(name: string) {
  const isDerived = name === "card_two_surplus";
  const { names, equation: given, clusters } = await ivReference(isDerived ? "iv_card_two_endogenous" : name);
  const [constant, ...others] = given.W as [Float64Array, ...Float64Array[]];
  const own = [...(isDerived ? [given.X[1]!] : []), ...others.slice(0, names.W.length)];
  const dummies = others.slice(names.W.length);
  const [regressors, absorbed] = dummies.length === 0 ? [[...own, constant], []] : [own, [constant, ...dummies]];
  const X = isDerived ? given.X.slice(0, 1) : given.X;
  const equation = { ...given, X, W: [...absorbed, ...regressors] };
  return { ...naiveSystem(equation), equation, clusters, instruments: names.Z, regressors, absorbed };
}

/** The same errors over the instruments and then the endogenous regressors. */
export const withRegressors = ({ equation, how }: Overidentified): NaiveIv =>
  naiveIv({ ...equation, Z: [...equation.Z, ...equation.X] }, how);

/** Numbers that R wrote as one or as several. */
export const several = (value: number | number[]): number[] => (typeof value === "number" ? [value] : value);
