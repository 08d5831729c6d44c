// Generated from assembly/ by scripts/build.mjs. Do not edit.

/** Raw kernels: every parameter a number; addresses are byte offsets into linear memory. */
export interface KernelExports {
  ddot(n: number, x: number, y: number, work: number): number;
}

/** Direction and element type of an address, or the type of a scalar. */
export type ParamType =
  | "usize" | "u32" | "i32" | "f64"
  | `${"In" | "Out" | "InOut" | "Work"}${"F64" | "U32"}`;

export interface Signature {
  readonly params: readonly (readonly [name: string, type: ParamType])[];
  readonly returns: string;
}

export const signatures: { readonly [name in keyof KernelExports]: Signature } = {
  ddot: { params: [["n", "usize"], ["x", "InF64"], ["y", "InF64"], ["work", "WorkF64"]], returns: "f64" },
};
