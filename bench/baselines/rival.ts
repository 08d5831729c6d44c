/**
 * The TypeScript a kernel races against: its registry twin; or, where the twin checks the kernel by another
 * and slower method, the kernel's own method, in this folder; or none. A race between methods says nothing of languages.
 */
import type { KernelName } from "../../src/engine/kernels/call.js";
import { signatures } from "../../src/engine/wasm/signatures.gen.js";
import type { KernelRow } from "../../test/cases/row.js";
import { aggregateMeans } from "./aggregate-means.js";
import { boxTree, mahalanobisPoints } from "./box-tree.js";
import { clusterCounts, wildDraws, wildWeights } from "./draws.js";
import { groupIv, leaveOutMeans } from "./instruments.js";
import { minMaxWithin } from "./min-max-within.js";
import { nearestControls, nearestCounts, nearestOnce, scoreCells, scoreOrder } from "./neighbours.js";
import { pairComponents } from "./pair-components.js";
import { philoxNormal, philoxU32, philoxUniform, randomPermutation } from "./philox.js";
import { recursiveSingletons } from "./recursive-singletons.js";
import { customsCounts, customsDefects, customsRows } from "./simulate.js";
import { treeNearest, treeOnce, treeWithin } from "./tree-search.js";
import { tsqr } from "./tsqr.js";
import { weightedGroupMeans } from "./weighted-group-means.js";

const sameMethod: Partial<Record<KernelName, KernelRow["twin"]>> = {
  aggregateMeans,
  boxTree,
  clusterCounts,
  customsCounts,
  customsDefects,
  customsRows,
  groupIv,
  leaveOutMeans,
  mahalanobisPoints,
  minMaxWithin,
  nearestControls,
  nearestCounts,
  nearestOnce,
  pairComponents,
  philoxNormal,
  philoxU32,
  philoxUniform,
  randomPermutation,
  recursiveSingletons,
  scoreCells,
  scoreOrder,
  treeNearest,
  treeOnce,
  treeWithin,
  tsqr,
  weightedGroupMeans,
  wildDraws,
  wildWeights,
};

/** What stands for `row`'s kernel in a race; null for functions of scalars, whose twins integrate and bisect. */
export function rival(row: KernelRow): KernelRow["twin"] | null {
  if (!takesArrays(row.name)) return null;
  return sameMethod[row.name] ?? row.twin;
}

function takesArrays(name: KernelName): boolean {
  return signatures[name].params.some(([, type]) => type.endsWith("F64") || type.endsWith("U32"));
}
