/**
 * Plain TypeScript reference of the kernel that solves specifications: Gram and Schmidt on arrays, forms by full matrices.
 */
import type { Arrays } from "../cases/row.js";

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function net(v: readonly number[], directions: readonly (readonly number[])[]): number[] {
  let left = [...v];
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of directions) {
      const part = dot(direction, left);
      left = left.map((value, i) => value - part * direction[i]!);
    }
  }
  return left;
}

export function specificationFits(given: Arrays<"specificationFits">): number {
  const { low, high, r, most, C, least, K, starts, columns, regressors, outcomes, firsts, counts, fits } = given;
  const column = (j: number): number[] => Array.from(C.subarray(j * r, j * r + r));
  const P = (r * (r + 1)) / 2;
  for (let s = low; s < high; s++) {
    const out = fits.subarray(s * (3 + most), (s + 1) * (3 + most)).fill(0);
    const directions: number[][] = [];
    for (const j of columns.subarray(starts[s]!, starts[s + 1]!)) {
      const left = net(column(j), directions);
      const size = Math.sqrt(dot(left, left));
      if (size > least[j]! && directions.length < r) directions.push(left.map((value) => value / size));
    }
    const x = net(column(regressors[s]!), directions);
    const squares = dot(x, x);
    if (!(Math.sqrt(squares) > least[regressors[s]!]!)) {
      out[0] = Number.NaN;
      continue;
    }
    const y = net(column(outcomes[s]!), directions);
    const estimate = dot(x, y) / squares;
    const b = y.map((value, i) => value - estimate * x[i]!);
    out.set([estimate, squares, dot(b, b)]);
    const v: number[] = [];
    for (let i = 0; i < r; i++) {
      for (let j = 0; j < i; j++) v.push(x[i]! * b[j]! + x[j]! * b[i]!);
      v.push(x[i]! * b[i]!);
    }
    for (let f = 0; f < counts[s]!; f++) {
      const at = (firsts[s]! + f) * P * P;
      let sum = 0;
      for (let i = 0; i < P; i++) {
        for (let j = 0; j < i; j++) sum += 2 * K[at + i * P + j]! * v[i]! * v[j]!;
        sum += K[at + i * P + i]! * v[i]! * v[i]!;
      }
      out[3 + f] = sum;
    }
  }
  return 0;
}
