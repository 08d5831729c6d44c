/** The oracles against each other: sums of naive blocks give the dense regression's coefficients and residual squares. */
import { beforeAll, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { packedFactor, packedSolve } from "../../src/engine/kernels/moments.js";
import { DROP_SHARE } from "../support/dense-columns.js";
import { denseRegression } from "../support/dense-regression.js";
import { naiveMoments } from "../support/naive-moments.js";
import { smallPanel } from "../support/small-panel.js";

/** Normal equations and orthogonal columns on up to 150 rows with conditions up to 1e3. */
const AGREE = 1e-10;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

it.each(Array.from({ length: 20 }, (_, i) => i + 1))("naive blocks of panel %i sum to the regression", (seed) => {
  const panel = smallPanel(seed);
  const dense = denseRegression(panel);
  engine.scope((scope) => {
    const moments = naiveMoments(scope, { ...panel, periods: panel.year });
    const { order, nDummies: m, nRegressors: k } = moments;
    const size = (order * (order + 1)) / 2;
    const blocks = moments.blocks.view();
    const total = new Float64Array(size);
    for (let i = 0; i < blocks.length; i++) total[i % size]! += blocks[i]!;
    const Z = m + k;
    const A = total.slice(0, (Z * (Z + 1)) / 2);
    const diagonal = Float64Array.from({ length: Z }, (_, j) => A[(j * (j + 1)) / 2 + j]!);
    const b = total.slice(A.length, A.length + Z);
    const solution = packedSolve(engine, packedFactor(engine, Z, DROP_SHARE, diagonal, A), 1, b);
    dense.coefficients.forEach((value, j) => {
      expect(Math.abs(solution[m + j]! - value)).toBeLessThan(AGREE * (1 + Math.abs(value)));
    });
    expect([...dense.kept]).toEqual(panel.X.map(() => true));
    expect(moments.periodColumns).toEqual(Uint32Array.from({ length: panel.year.nLevels }, (_, t) => t));
  });
});
