/**
 * Wu and Hausman's test of a solved equation under the errors of its fit: the classical F, or a Wald F of the
 * first stages' residuals with robust errors, which takes one residual and its scores on [E Q].
 */

import { linearCombinationsBlock } from "../../engine/kernels/blas.js";
import type { Engine, Scope } from "../../engine/kernels/engine.js";
import type { ParameterCount } from "../../regression/least-squares/least-squares-steps.js";
import type { IvTest } from "../../regression/record/iv-record.js";
import { vcovScale } from "../../regression/variance/score-dependence.js";
import type { Ssc } from "../../regression/variance/ssc.js";
import { controlFunction, controlFunctionCovariance, widerCombinations } from "./estimator/control-function.js";
import type { ErrorStructure, InstrumentSystem } from "./estimator/instrument-system.js";
import { controlFunctionDf, robustWuHausman, wuHausman } from "./inference/endogeneity.js";
import { scoreProducts } from "./inference/score-products.js";
import type { SolvedEquation } from "./solve-equation.js";

/** The test. Throws NumericalError as `wuHausman` and `controlFunction`. */
export function endogeneityTest(
  engine: Engine,
  scope: Scope,
  { system, fits, errors, dependence }: SolvedEquation,
  { ssc, count }: { readonly ssc: Ssc; readonly count: ParameterCount },
): IvTest {
  const control = controlFunction(engine, system);
  const { type } = dependence;
  if (type === "iid") return wuHausman(engine, system, control);
  const { n, nEndogenous: kx } = system;
  const { factor, df } = vcovScale(n, dependence, ssc, { ...count, slopes: count.slopes + kx });
  const products = (weights: Float64Array, R: Float64Array) =>
    scope.scope((inner) => {
      const k = weights.length;
      const e = linearCombinationsBlock(engine, inner, n, k, 1, fits.net, inner.copyF64(weights));
      return scoreProducts(engine, n, k, fits.net, e, dependence, R);
    });
  const wider = widerErrors(system, errors, widerCombinations(engine, system), products);
  const covariance = controlFunctionCovariance(engine, system, wider).map((value) => factor * value);
  return robustWuHausman(engine, control, covariance, type === "hetero" ? controlFunctionDf(system) : df);
}

/**
 * The error structure of `regressorsAsInstruments` without its columns: its residuals are combinations of [E Q], and its
 * instruments are [E Q] R^-1 but for the column of y, with R the triangle of E_X beside ones.
 *
 * @param C as `widerCombinations` gives it
 * @param products sum of s s', s the scores of [E Q] R^-1 and the residual of these weights of [E Q]
 */
function widerErrors(
  { nEndogenous: kx, nInstruments: kz, unexplained: T }: InstrumentSystem,
  errors: ErrorStructure,
  C: Float64Array,
  products: (weights: Float64Array, R: Float64Array) => Float64Array,
): ErrorStructure {
  const k = kx + 1 + kz;
  const R = Float64Array.from({ length: k * k }, (_, at) => Number(at % (k + 1) === 0));
  for (let j = 0; j < kx; j++) R.set(T.subarray(j * (kx + 1), j * (kx + 1) + j + 1), j * k);
  const places = [...Array.from({ length: kz }, (_, i) => kx + 1 + i), ...Array.from({ length: kx }, (_, j) => j)];
  return {
    ...errors,
    covariance: (a, c) => {
      const weights = new Float64Array(k);
      [...a, ...c].forEach((share, j) => {
        for (let i = 0; i < k; i++) weights[i]! += share * C[j * k + i]!;
      });
      const all = products(weights, R);
      return Float64Array.from(places.flatMap((p) => places.map((q) => all[p * k + q]!)));
    },
  };
}
