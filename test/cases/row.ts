/**
 * The shape of a registry row: what parity tests, laws and benches iterate over.
 */
import type { KernelArg, KernelArrays, KernelName } from "../../src/engine/kernels/call.js";
import { signatures } from "../../src/engine/wasm/signatures.gen.js";

/** Uniform numbers on [0, 1). */
export type Random = () => number;

/** Arguments of a reference by name. */
export type Arrays<K extends KernelName> = KernelArrays<K>;

/** Arguments in the order of the kernel by name, as its reference takes them. */
export function byName<K extends KernelName>(name: K, args: readonly KernelArg[]): Arrays<K> {
  return Object.fromEntries(signatures[name].params.map(([param], i) => [param, args[i]])) as unknown as Arrays<K>;
}

export interface KernelRow {
  /** The export; the twin and the wrapper bear the same name. */
  readonly name: KernelName;
  readonly family:
    | "blas"
    | "chunks"
    | "counterfactual"
    | "lapack"
    | "groups"
    | "demean"
    | "did"
    | "effects"
    | "glm"
    | "covariance"
    | "gmm"
    | "imputation"
    | "matching"
    | "moments"
    | "panel"
    | "quality"
    | "math"
    | "ranks"
    | "reduced"
    | "resample"
    | "simplex"
    | "simulate"
    | "switching"
    | "text";
  /** Arithmetic cost in the symbols of src/regression/README.md, such as "O(n k)". */
  readonly cost: string;
  /** The same computation in plain TypeScript, by arguments in order; the references take them by name. */
  readonly twin: (...args: never[]) => number;
  /** Valid arguments at size n >= 0; outputs zero-filled, work arrays of the size the wrapper would give. */
  readonly problem: (n: number, random: Random) => KernelArg[];
  /** Largest |kernel - twin| / max(1, |twin|) over results and outputs; 0 where the order of summation is the same. */
  readonly bound: number;
}

/** n numbers on [-1, 1). */
export function centred(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => 2 * random() - 1);
}

/** n codes in 0..nLevels-1, at random. */
export function randomCodes(n: number, nLevels: number, random: Random): Uint32Array {
  return Uint32Array.from({ length: n }, () => Math.floor(random() * nLevels));
}
