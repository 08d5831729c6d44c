/**
 * Wrappers of the effects kernels: coefficients of levels from the sums they make, and back; on arrays, and,
 * named ...Block, on blocks in linear memory.
 */
import { copyOut } from "./blas.js";
import { callKernel, checkInfo, checkLength, invoke, invokeChecked, rangesOf, runChecked } from "./call.js";

import type { Engine, F64Block, Scope, U32Block } from "./engine.js";

/** x[i] + sign * coefs[codes[i]] for each row; times z[i] where slopes of z vary by level. */
export function addLevels(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  coefs: Float64Array,
  sign: 1 | -1,
  z?: Float64Array,
): Float64Array {
  return engine.scope((scope) => {
    const block = scope.copyF64(x);
    const variable = z === undefined ? undefined : scope.copyF64(z);
    addLevelsBlock(engine, block, scope.copyU32(codes), scope.copyF64(coefs), sign, variable);
    return copyOut(block);
  });
}

/** As `addLevels`, in place, a task for each range of rows. */
export function addLevelsBlock(
  engine: Engine,
  x: F64Block,
  codes: U32Block,
  coefs: F64Block,
  sign: 1 | -1,
  z?: F64Block,
): void {
  checkLength("addLevels", "codes", codes.length, x.length);
  if (z !== undefined) checkLength("addLevels", "z", z.length, x.length);
  runChecked(
    engine,
    "addLevels",
    rangesOf(x.length, 0).map(({ first, rows }) => {
      const own = { n: rows, codes: codes.at(first), z: z?.at(first), x: x.at(first) };
      return { nLevels: coefs.length, sloped: z ? 1 : 0, sign, coefs, ...own };
    }),
  );
}

/** Coefficients of two effects, and the connected component of each of their levels. */
export interface PropagatedLevels {
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly aComponent: Uint32Array;
  readonly bComponent: Uint32Array;
  readonly nComponents: number;
}

/** Solves s[i] = alpha[a[i]] + beta[b[i]], beta 0 at the first level of each component. Every level has a row. */
export function propagateLevels(
  engine: Engine,
  a: Uint32Array,
  nA: number,
  b: Uint32Array,
  nB: number,
  s: Float64Array,
): PropagatedLevels {
  checkLength("propagateLevels", "b", b.length, a.length);
  checkLength("propagateLevels", "s", s.length, a.length);
  return engine.scope((scope) => {
    const rowsBy = (codes: U32Block, nLevels: number) => {
      const [offsets, order] = [scope.u32(nLevels + 1), scope.u32(codes.length)];
      invokeChecked(engine, "csrOffsets", { n: codes.length, nLevels, codes, offsets });
      scope.scope((inner) => {
        const cursor = inner.u32(nLevels);
        invoke(engine, "csrOrder", { n: codes.length, nLevels, codes, offsets, order, cursor });
      });
      return [offsets, order] as const;
    };
    const [ofA, ofB] = [scope.copyU32(a), scope.copyU32(b)];
    const [aOffsets, aOrder] = rowsBy(ofA, nA);
    const [bOffsets, bOrder] = rowsBy(ofB, nB);
    const [alpha, beta] = [scope.f64(nA), scope.f64(nB)];
    const [aComponent, bComponent] = [scope.u32(nA), scope.u32(nB)];
    const info = invoke(engine, "propagateLevels", {
      n: a.length,
      ...{ nA, nB, a: ofA, b: ofB, s: scope.copyF64(s), aOffsets, aOrder, bOffsets, bOrder },
      ...{ alpha, beta, aComponent, bComponent, work: scope.u32(nA + nB) },
    });
    return {
      nComponents: checkInfo("propagateLevels", info),
      alpha: copyOut(alpha),
      beta: copyOut(beta),
      aComponent: aComponent.view().slice(),
      bComponent: bComponent.view().slice(),
    };
  });
}

/** The label that rows of each level bear, u32[nLevels]; 0 for a level without rows. */
export function labelLevels(engine: Engine, codes: Uint32Array, nLevels: number, labels: Uint32Array): Uint32Array {
  checkLength("labelLevels", "labels", labels.length, codes.length);
  const out = new Uint32Array(nLevels);
  checkInfo("labelLevels", callKernel(engine, "labelLevels", { n: codes.length, nLevels, codes, labels, out }));
  return out;
}

/** Dot products of the rows of two n x k matrices. */
export function rowDots(engine: Engine, n: number, k: number, A: Float64Array, B: Float64Array): Float64Array {
  return engine.scope((scope) => copyOut(rowDotsBlock(engine, scope, n, k, scope.copyF64(A), scope.copyF64(B))));
}

/** As `rowDots`, in linear memory, a task for each range of rows. */
export function rowDotsBlock(engine: Engine, scope: Scope, n: number, k: number, A: F64Block, B: F64Block): F64Block {
  checkLength("rowDots", "A", A.length, n * k);
  checkLength("rowDots", "B", B.length, n * k);
  const out = scope.f64(n);
  engine.run(
    "rowDots",
    rangesOf(n, 0).map(({ first, rows }) => ({
      n: rows,
      stride: n,
      k,
      A: A.at(first),
      B: B.at(first),
      out: out.at(first),
    })),
  );
  return out;
}
