/**
 * TSQR against the QR of ml-matrix and against TSQR in TypeScript, on the tall matrix
 * of a regression with ten regressors and y. A problem of suite `kernels`.
 */
import { Matrix, QrDecomposition } from "ml-matrix";
import { type Engine, type F64Block, loadEngine } from "../../src/engine/kernels/engine.js";
import { tsqrBlock } from "../../src/engine/kernels/lapack.js";
import { tsqr } from "../../test/reference/lapack.js";
import { relativeDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { draws } from "../problems/random.js";
import { type Contender, race } from "../race.js";
import type { SuiteRequest } from "../row.js";

export const tsqrProblem = "tsqr-1e6x11";

const ROWS = 1_000_000;
const COLUMNS = 11;
const SEED = 20_240_905;
const MB = 1e6;

/** A contender whose triangle, diagonal made non-negative, can be read after the race. */
interface Qr extends Contender {
  triangle(): Float64Array;
}

/** Runs the problem. ml-matrix comes last where it takes part, and is the reference; else the TypeScript is. */
export async function runTsqr(request: SuiteRequest): Promise<void> {
  const X = tallMatrix();
  const engine = await loadEngine({ threads: 1 });
  engine.scope((scope) => {
    const contenders = [ourQr(engine, scope.copyF64(X))];
    if (request.peers.has("js")) contenders.push(jsQr(X));
    if (request.peers.has("ml-matrix")) contenders.push(mlMatrixQr(X));
    const timings = race(contenders, request.rounds);
    const reference = contenders.length > 1 ? contenders.at(-1) : undefined;
    contenders.forEach((contender, i) => {
      const isCompared = reference !== undefined && contender !== reference;
      const isOurs = contender.backend === "wasmetrics";
      request.report({
        suite: "kernels",
        problem: tsqrProblem,
        backend: contender.backend,
        n: ROWS,
        k: COLUMNS,
        threads: 1,
        ...timings[i]!,
        iterations: null,
        converged: null,
        certificate: null,
        difference: isCompared ? relativeDifference(contender.triangle(), reference.triangle()) : null,
        reference: isCompared ? reference.backend : null,
        peak_mb: isOurs ? engine.peakBytes() / MB : null,
        versions: versionsOf(contender.backend, engine.sha256),
      });
    });
  });
}

function ourQr(engine: Engine, X: F64Block): Qr {
  let R = new Float64Array();
  return {
    backend: "wasmetrics",
    run: () => {
      R = engine.scope((scope) => tsqrBlock(engine, scope, ROWS, COLUMNS, X).view().slice());
    },
    triangle: () => R,
  };
}

function jsQr(X: Float64Array): Qr {
  const R = new Float64Array(COLUMNS * COLUMNS);
  const run = () => tsqr({ n: ROWS, stride: ROWS, k: COLUMNS, X, R, work: new Float64Array() });
  return { backend: "js", run, triangle: () => R };
}

function mlMatrixQr(X: Float64Array): Qr {
  const matrix = Matrix.zeros(ROWS, COLUMNS);
  for (let j = 0; j < COLUMNS; j++) for (let i = 0; i < ROWS; i++) matrix.set(i, j, X[i + j * ROWS]!);
  let R = Matrix.zeros(COLUMNS, COLUMNS);
  return {
    backend: "ml-matrix",
    run: () => {
      R = new QrDecomposition(matrix).upperTriangularMatrix;
    },
    triangle: () =>
      Float64Array.from({ length: COLUMNS * COLUMNS }, (_, at) => {
        const [i, j] = [at % COLUMNS, Math.floor(at / COLUMNS)];
        return (R.get(i, i) < 0 ? -1 : 1) * R.get(i, j);
      }),
  };
}

/** Ten regressors, N(0,1) plus a common factor, and their sum with noise; column-major. */
function tallMatrix(): Float64Array {
  const common = draws(SEED, 0);
  const X = new Float64Array(ROWS * COLUMNS);
  const y = X.subarray((COLUMNS - 1) * ROWS);
  for (let j = 0; j < COLUMNS; j++) {
    const noise = draws(SEED, 1 + j);
    const column = X.subarray(j * ROWS, (j + 1) * ROWS);
    for (let i = 0; i < ROWS; i++) {
      if (j === COLUMNS - 1) {
        column[i] = column[i]! + noise.normal(i);
        continue;
      }
      column[i] = noise.normal(i) + 0.5 * common.normal(i);
      y[i] = y[i]! + 0.3 * column[i]!;
    }
  }
  return X;
}
