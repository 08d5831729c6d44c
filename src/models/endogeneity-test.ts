/**
 * Layer models. Wu and Hausman's test of a solved equation under the errors of its fit: the classical F, or a Wald F of the
 * first stages' residuals with robust errors, for which their scores are formed beside those of the instruments.
 */
import { controlFunction, controlFunctionCovariance } from "../estimators/iv/control-function.js";
import { controlFunctionDf, robustWuHausman, wuHausman } from "../inference/iv/endogeneity.js";
import { errorStructure } from "../inference/iv/error-structure.js";
import type { IvTest } from "../inference/iv/test-record.js";
import type { ParameterCount, Ssc } from "../inference/ssc.js";
import { vcovScale } from "../inference/vcov-scale.js";
import { linearCombinationsBlock } from "../kernels/blas.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { dtrtri } from "../kernels/lapack.js";
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
  const { n, nEndogenous: kx, nInstruments: kz, unexplained } = system;
  const more = { ...system, nInstruments: kz + kx };
  const { factor, df } = vcovScale(n, type, clusterTerms, ssc, { ...count, slopes: count.slopes + kx });
  return scope.scope((inner) => {
    const net = withRegressors(engine, inner, n, kx, kz, unexplained, fits.net);
    const wider = errorStructure(engine, inner, more, net, type, clusterTerms);
    const covariance = controlFunctionCovariance(engine, system, wider).map((value) => factor * value);
    return robustWuHausman(engine, control, covariance, type === "cluster" ? df : controlFunctionDf(system));
  });
}

/**
 * [E Q] of the equation with X among its instruments: X is explained, y is left by E_y - E_X T_X^-1 t_y, and E_X T_X^-1 stand
 * after the instruments.
 */
function withRegressors(
  engine: Engine,
  scope: Scope,
  n: number,
  kx: number,
  kz: number,
  T: Float64Array,
  net: F64Block,
): F64Block {
  const from = kx + 1 + kz;
  const to = from + kx;
  const order = kx + 1;
  const leading = new Float64Array(kx * kx);
  for (let j = 0; j < kx; j++) leading.set(T.subarray(j * order, j * order + j + 1), j * kx);
  const inverse = dtrtri(engine, kx, leading);
  const C = new Float64Array(from * to);
  C[kx * from + kx] = 1;
  for (let i = 0; i < kx; i++) {
    for (let j = i; j < kx; j++) {
      C[kx * from + i]! -= inverse[j * kx + i]! * T[kx * order + j]!;
      C[(kx + 1 + kz + j) * from + i] = inverse[j * kx + i]!;
    }
  }
  for (let z = 0; z < kz; z++) C[(kx + 1 + z) * from + kx + 1 + z] = 1;
  return linearCombinationsBlock(engine, scope, n, from, to, net, scope.copyF64(C));
}
