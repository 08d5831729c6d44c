/**
 * The residual of an equation with instruments at given coefficients, as the combination E a + Q c of
 * `InstrumentSystem`, and its squares by where they lie. No rows here.
 */
import type { InstrumentSystem } from "./instrument-system.js";

/** E a + Q c: `a` has kx + 1 numbers, `c` kz. */
export interface Combination {
  readonly a: Float64Array;
  readonly c: Float64Array;
}

/** y - X b net of W: a = (-b, 1), c = P_y - P_X b. */
export function structuralResidual(system: InstrumentSystem, b: Float64Array): Combination {
  const { nInstruments: kz, nEndogenous: kx, projected } = system;
  const a = Float64Array.from({ length: kx + 1 }, (_, j) => (j < kx ? -b[j]! : 1));
  const c = projected.slice(kx * kz);
  for (let j = 0; j < kx; j++) for (let i = 0; i < kz; i++) c[i]! -= projected[j * kz + i]! * b[j]!;
  return { a, c };
}

/** Squares of a residual: those the instruments explain, and those they don't. Their sum is e'e. */
export interface ResidualSquares {
  readonly explained: number;
  readonly unexplained: number;
}

export function residualSquares({ nEndogenous, unexplained: T }: InstrumentSystem, { a, c }: Combination) {
  const order = nEndogenous + 1;
  let unexplained = 0;
  for (let i = 0; i < order; i++) {
    let sum = 0;
    for (let j = i; j < order; j++) sum += T[j * order + i]! * a[j]!;
    unexplained += sum * sum;
  }
  return { explained: c.reduce((sum, value) => sum + value * value, 0), unexplained } satisfies ResidualSquares;
}
