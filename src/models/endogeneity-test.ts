/**
 * Layer models. Wu and Hausman's test of a solved equation under the errors of its fit: the classical F, or a Wald F of the
 * first stages' residuals with robust errors, for which their scores are formed beside those of the instruments.
 */
import {
  controlFunction,
  controlFunctionCovariance,
  regressorsAsInstruments,
  widerCombinations,
} from "../estimators/iv/control-function.js";
import { controlFunctionDf, robustWuHausman, wuHausman } from "../inference/iv/endogeneity.js";
import { errorStructure } from "../inference/iv/error-structure.js";
import type { IvTest } from "../inference/iv/test-record.js";
import type { ParameterCount, Ssc } from "../inference/ssc.js";
import { vcovScale } from "../inference/vcov-scale.js";
import { linearCombinationsBlock } from "../kernels/blas.js";
import type { Engine, Scope } from "../kernels/engine.js";
import type { SolvedEquation } from "./solve-equation.js";

/** The test. Throws NumericalError as `wuHausman` and `controlFunction`. */
export function endogeneityTest(
  engine: Engine,
  scope: Scope,
  { system, fits, clusterTerms }: SolvedEquation,
  {
    type,
    ssc,
    count,
  }: { readonly type: "iid" | "hetero" | "cluster"; readonly ssc: Ssc; readonly count: ParameterCount },
): IvTest {
  const control = controlFunction(engine, system);
  if (type === "iid") return wuHausman(engine, system, control);
  const { n, nEndogenous: kx } = system;
  const { factor, df } = vcovScale(n, type, clusterTerms, ssc, { ...count, slopes: count.slopes + kx });
  return scope.scope((inner) => {
    const more = regressorsAsInstruments(system);
    const from = kx + 1 + system.nInstruments;
    const C = inner.copyF64(widerCombinations(engine, system));
    const net = linearCombinationsBlock(engine, inner, n, from, from + kx, fits.net, C);
    const wider = errorStructure(engine, inner, more, net, type, clusterTerms);
    const covariance = controlFunctionCovariance(engine, system, wider).map((value) => factor * value);
    return robustWuHausman(engine, control, covariance, type === "cluster" ? df : controlFunctionDf(system));
  });
}
