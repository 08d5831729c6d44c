// Generated from assembly/ by scripts/build.mjs. Do not edit.

/** Raw kernels: every parameter a number; addresses are byte offsets into linear memory. */
export interface KernelExports {
  ddot(n: number, x: number, y: number, work: number): number;
  csrOffsets(n: number, nLevels: number, codes: number, offsets: number): number;
  csrOrder(n: number, nLevels: number, codes: number, offsets: number, order: number, cursor: number): number;
  gatherF64(n: number, nSource: number, x: number, order: number, out: number): number;
  gatherU32(n: number, nSource: number, x: number, order: number, out: number): number;
  scatterF64(n: number, x: number, order: number, out: number): number;
  groupCounts(n: number, nLevels: number, codes: number, counts: number): number;
  groupMeans(n: number, nLevels: number, weighted: number, x: number, codes: number, w: number, means: number, totals: number): number;
  groupSums(n: number, nLevels: number, weighted: number, x: number, codes: number, w: number, sums: number): number;
  nestedIn(n: number, nA: number, a: number, b: number, owner: number): number;
  pairComponents(n: number, nA: number, nB: number, a: number, b: number, components: number, work: number): number;
  recursiveSingletons(n: number, q: number, levels: number, codes: number, drop: number, work: number): number;
  minMaxWithin(n: number, nGroups: number, x: number, codes: number, out: number, work: number): number;
  weightedGroupMeans(n: number, nGroups: number, x: number, w: number, codes: number, mean: number, weightSum: number, shareSum: number, count: number): number;
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
  csrOffsets: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["offsets", "OutU32"]], returns: "i32" },
  csrOrder: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["offsets", "InU32"], ["order", "OutU32"], ["cursor", "WorkU32"]], returns: "i32" },
  gatherF64: { params: [["n", "usize"], ["nSource", "usize"], ["x", "InF64"], ["order", "InU32"], ["out", "OutF64"]], returns: "i32" },
  gatherU32: { params: [["n", "usize"], ["nSource", "usize"], ["x", "InU32"], ["order", "InU32"], ["out", "OutU32"]], returns: "i32" },
  scatterF64: { params: [["n", "usize"], ["x", "InF64"], ["order", "InU32"], ["out", "OutF64"]], returns: "i32" },
  groupCounts: { params: [["n", "usize"], ["nLevels", "usize"], ["codes", "InU32"], ["counts", "OutU32"]], returns: "i32" },
  groupMeans: { params: [["n", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["x", "InF64"], ["codes", "InU32"], ["w", "InF64"], ["means", "OutF64"], ["totals", "OutF64"]], returns: "i32" },
  groupSums: { params: [["n", "usize"], ["nLevels", "usize"], ["weighted", "i32"], ["x", "InF64"], ["codes", "InU32"], ["w", "InF64"], ["sums", "OutF64"]], returns: "i32" },
  nestedIn: { params: [["n", "usize"], ["nA", "usize"], ["a", "InU32"], ["b", "InU32"], ["owner", "WorkU32"]], returns: "i32" },
  pairComponents: { params: [["n", "usize"], ["nA", "usize"], ["nB", "usize"], ["a", "InU32"], ["b", "InU32"], ["components", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  recursiveSingletons: { params: [["n", "usize"], ["q", "usize"], ["levels", "InU32"], ["codes", "InU32"], ["drop", "OutU32"], ["work", "WorkU32"]], returns: "i32" },
  minMaxWithin: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["codes", "InU32"], ["out", "OutF64"], ["work", "WorkF64"]], returns: "i32" },
  weightedGroupMeans: { params: [["n", "usize"], ["nGroups", "usize"], ["x", "InF64"], ["w", "InF64"], ["codes", "InU32"], ["mean", "OutF64"], ["weightSum", "OutF64"], ["shareSum", "OutF64"], ["count", "OutU32"]], returns: "i32" },
};
