/**
 * One pass over rows ordered by group: what the effects leave of up to a dozen columns, measured and, where wanted, written. Turns the
 * long argument list of the kernel into tasks, a slab of whole groups each. Knows no method.
 */
import { ownLines, runChecked, sumFew } from "../../engine/kernels/call.js";
import { demeanGroupsWork, demeanWidth, LANES } from "../../engine/kernels/demean.js";
import type { F64Block, Scope } from "../../engine/kernels/engine.js";
import type { OrderedGroups } from "./ordered-groups.js";

/** What a pass says of columns, in their order. */
export interface GroupPass {
  /** Centred (weighted) sum of squares before; of no meaning where coefficients were taken out. */
  readonly total: Float64Array;
  /** (Weighted) mean before, likewise. */
  readonly mean: Float64Array;
  /** (Weighted) sum of squares of what is left. */
  readonly left: Float64Array;
  /** Largest |group mean| left; 0 where nothing was written. */
  readonly largestMean: Float64Array;
  /** Of all rows. */
  readonly weight: number;
}

/** What a pass does beside measuring. */
export interface PassOptions {
  /** Whether columns become what is left of them. */
  readonly written: boolean;
  /** Of the other effects, as `blocksOfFour`; null where there are none, or nothing is written. */
  readonly coefs: readonly F64Block[] | null;
  /** For sums by level of what is left, as `blocksOfFour`, the part of slab s at s times `levelNumbers`; null with one effect. */
  readonly sums: readonly F64Block[] | null;
}

/** Numbers of a slab for the levels of a block of four columns. */
export const levelNumbers = (nLevels: number): number => ownLines(LANES * nLevels);

/** Room of `size` numbers for each four of k columns, equally far apart. */
export function blocksOfFour(scope: Scope, k: number, size: number): F64Block[] {
  const count = Math.ceil(k / LANES);
  const all = scope.f64(count * size);
  return Array.from({ length: count }, (_, b) => all.part(b * size, size));
}

/** Numbers from one block to the next. */
const apartOf = (blocks: readonly F64Block[] | null): number =>
  blocks === null || blocks.length < 2 ? 0 : (blocks[1]!.address - blocks[0]!.address) / 8;

/** Over k columns `X`, column-major, rows in memory order. */
export function passGroups(
  { engine, given, slabs }: Pick<OrderedGroups, "engine" | "given" | "slabs">,
  X: F64Block,
  k: number,
  { written, coefs, sums }: PassOptions,
): GroupPass {
  const [nSlabs, width, lanes] = [slabs.length - 1, demeanWidth(k), levelNumbers(given.nLevels)];
  const measured = ownLines(4 * width + 1);
  const parts = engine.scope((scope) => {
    const measures = scope.f64(nSlabs * measured);
    const shared = {
      ...{ ...given, k, X, written: Number(written) },
      ...{ coefs: coefs?.[0], coefsApart: apartOf(coefs), apart: apartOf(sums) },
    };
    const tasks = Array.from({ length: nSlabs }, (_, s) => ({
      ...{ ...shared, low: slabs[s]!, high: slabs[s + 1]!, sums: sums?.[0]?.at(s * lanes) },
      ...{ moments: measures.at(s * measured), work: scope.f64(ownLines(demeanGroupsWork(k))) },
    }));
    runChecked(engine, "demeanGroups", tasks);
    return measures.view().slice();
  });
  const sum = sumFew(nSlabs, measured, parts);
  const weight = sum[4 * width]!;
  const shares = Float64Array.from({ length: k }, (_, j) => (weight > 0 ? sum[j]! / weight : 0));
  const left = sum.slice(2 * width, 2 * width + k);
  return {
    total: left.map((square, j) => square + Math.max(0, sum[width + j]! - sum[j]! * shares[j]!)),
    mean: shares.map((share, j) => (given.n > 0 ? X.view()[j * given.n]! + share : 0)),
    left,
    largestMean: left.map((_, j) => {
      let largest = 0;
      for (let s = 0; s < nSlabs; s++) largest = Math.max(largest, parts[s * measured + 3 * width + j]!);
      return largest;
    }),
    weight,
  };
}
