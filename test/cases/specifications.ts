/**
 * Registry row of the kernel that solves specifications.
 */
import { specificationWork } from "../../src/engine/kernels/specifications.js";
import * as twins from "../reference/specifications.js";
import { centred, type KernelRow } from "./row.js";

/** Rounding of forms of a few hundred products, after columns have been made orthogonal. */
const FORMS = 1e-10;

export const specificationsRows: readonly KernelRow[] = [
  {
    name: "specificationFits",
    family: "moments",
    cost: "O(n)",
    twin: twins.specificationFits,
    problem: (n, random) => {
      // columns 0 to 2 are controls, 3 is twice 0, 4 a regressor, 5 an outcome
      const [r, p, most] = [6, 6, 2];
      const count = Math.min(n, 300);
      const C = centred(r * p, random);
      for (let i = 0; i < r; i++) C[3 * r + i] = 2 * C[i]!;
      for (let j = 0; j < p; j++) C[j * r + (j % r)]! += 4;
      for (let i = 0; i < r; i++) C[3 * r + i] = 2 * C[i]!;
      const P = (r * (r + 1)) / 2;
      const G = centred(P * 8 * 3, random);
      const K = Float64Array.from({ length: P * P * 3 }, (_, at) => {
        const [form, i, j] = [Math.floor(at / (P * P)), Math.floor(at / P) % P, at % P];
        let sum = 0;
        for (let g = 0; g < 8; g++) sum += G[(form * 8 + g) * P + i]! * G[(form * 8 + g) * P + j]!;
        return sum;
      });
      const lists = Array.from({ length: count }, (_, s) => [0, 1, 2, 3].filter((j) => (s >> j) & 1));
      const starts = new Uint32Array(count + 1);
      lists.forEach((list, s) => {
        starts[s + 1] = starts[s]! + list.length;
      });
      const { f64, u32 } = specificationWork(r, p);
      const each = (of: (s: number) => number) => Uint32Array.from({ length: count }, (_, s) => of(s));
      return [
        ...[0, count, r, p, most, C, new Float64Array(p).fill(1e-9), K, starts, Uint32Array.from(lists.flat())],
        ...[each((s) => (s % 7 === 0 ? 3 : 4)), each(() => 5), each((s) => s % 2), each((s) => s % 3)],
        ...[new Float64Array(count * (3 + most)), new Float64Array(f64), new Uint32Array(u32)],
      ];
    },
    bound: FORMS,
  },
];
