/**
 * Registry rows of the kernels that raise clusters' scores by their leverage.
 */
import { clusterAdjustmentsWork, weightedAdjustmentsWork } from "../../src/engine/kernels/adjustments.js";
import { packedSize } from "../../src/engine/kernels/moments.js";
import * as twins from "../reference/adjustments.js";
import { packedFactor } from "../reference/moments.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of eigenvectors by two methods, in inverse roots of matrices whose least eigenvalue is about a tenth. */
const EIGEN = 1e-10;
const TOLERANCE = 1e-10;

/** Blocks of random rows: enough of them that no cluster alone identifies anything. */
function blocksOf(r: number, nClusters: number, random: Random): Float64Array {
  const size = packedSize(r + 1);
  const blocks = new Float64Array(nClusters * size);
  for (let c = 0; c < nClusters; c++) {
    for (let row = 0; row < 2 * r + 2; row++) {
      const z = centred(r + 1, random);
      for (let i = 0; i <= r; i++) for (let j = 0; j <= i; j++) blocks[c * size + packedSize(i) + j]! += z[i]! * z[j]!;
    }
  }
  return blocks;
}

/** Columns net of those with sqrt(w) in the rows of a group. */
function offGroups(U: Float64Array, w: Float64Array, groups: Uint32Array): Float64Array {
  const n = w.length;
  return U.map((value, at) => {
    const [row, first] = [at % n, at - (at % n)];
    let [along, total] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (groups[i] !== groups[row]) continue;
      along += Math.sqrt(w[i]!) * U[first + i]!;
      total += w[i]!;
    }
    return value - (Math.sqrt(w[row]!) * along) / total;
  });
}

export const adjustmentsRows: readonly KernelRow[] = [
  {
    name: "clusterAdjustments",
    family: "covariance",
    cost: "O(G k^3)",
    twin: twins.clusterAdjustments,
    problem: (n, random) => {
      const [m, k, q] = [n % 4, 1 + (n % 5), n % 3];
      const p = Math.min(q, (n >> 1) % 3);
      const r = m + k;
      const stride = packedSize(r + 1);
      const nClusters = 4 + Math.min(40, Math.floor(n / 3));
      const blocks = blocksOf(r, nClusters, random);
      const L = new Float64Array(packedSize(r));
      blocks.forEach((value, i) => {
        if (i % stride < L.length) L[i % stride]! += value;
      });
      const scale = Float64Array.from({ length: r }, (_, j) => L[packedSize(j) + j]!);
      packedFactor({ n: r, tolerance: TOLERANCE, scale, A: L, kept: new Uint32Array(r), column: new Float64Array(0) });
      return [
        ...[stride, nClusters, m, k, q, p, nClusters, 1 + (n % 2), TOLERANCE],
        ...[blocks, L, centred(k * q, random)],
        ...[new Float64Array(nClusters * k), new Float64Array(nClusters * r * q)],
        ...[new Float64Array(nClusters * q * 4), new Float64Array(nClusters)],
        ...[new Float64Array(nClusters * p * p), new Float64Array(clusterAdjustmentsWork(r, p))],
      ];
    },
    bound: EIGEN,
  },
  {
    name: "weightedAdjustments",
    family: "covariance",
    cost: "O(n c^2), c rows a cluster",
    twin: twins.weightedAdjustments,
    problem: (n, random) => {
      const k = 1 + (n % 3);
      const [r, q] = [k + (n % 4), n % 3];
      const p = Math.min(q, (n >> 1) % 3);
      const nClusters = 3 + Math.min(20, n >> 2);
      const sizes = Array.from({ length: nClusters }, (_, c) => 4 + (c % 5));
      const offsets = Uint32Array.from({ length: nClusters + 1 }, (_, c) =>
        sizes.slice(0, c).reduce((sum, size) => sum + size, 0),
      );
      const rows = offsets[nClusters]!;
      const w = Float64Array.from({ length: rows }, () => 1 + random());
      const groups = Uint32Array.from(
        sizes.flatMap((size, c) => Array.from({ length: size }, (_, i) => 10 * c + (i >> 1))),
      );
      // small rows, so that the working variance stays near the identity off the groups' columns
      const U = offGroups(
        centred(rows * r, random).map((value) => 0.2 * value),
        w,
        groups,
      );
      const S = Float64Array.from({ length: r * r }, (_, i) => {
        const [a, b] = [i % r, Math.floor(i / r)];
        return w.reduce((sum, weight, row) => sum + weight * U[row + a * rows]! * U[row + b * rows]!, 0);
      });
      const most = Math.max(...sizes);
      return [
        ...[rows, nClusters, most, r, k, q, p, nClusters, n % 2, TOLERANCE],
        ...[offsets, U, centred(rows, random), w, groups, S, centred(k * q, random)],
        ...[new Float64Array(nClusters * k), new Float64Array(nClusters * 2 * r * q)],
        ...[new Float64Array(nClusters * q * 2), new Float64Array(nClusters * p * p)],
        new Float64Array(weightedAdjustmentsWork(most, r, p)),
      ];
    },
    bound: EIGEN,
  },
];
