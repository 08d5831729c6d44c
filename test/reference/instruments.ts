/**
 * References of the kernels of prices and their instruments, in plain TypeScript: passes over places.
 */
import type { Arrays } from "../cases/row.js";

/** Numbers of a group in the output of `groupIv`. */
const FIELDS = 16;

/** Cross-products and coefficients of a group, then residuals and scores cluster by cluster. */
export function groupIv({ low, high, offsets, order, clusters, q, p, z, p0, z0, out }: Arrays<"groupIv">): number {
  for (let g = low; g < high; g++) {
    const [first, end] = [offsets[g]!, offsets[g + 1]!];
    let [pp, pq, zz, zp, zq, pp0, zz0] = [0, 0, 0, 0, 0, 0, 0];
    for (let j = first; j < end; j++) {
      const row = order[j]!;
      const [qi, pi, zi] = [q[row]!, p[row]!, z[row]!];
      pp += pi * pi;
      pq += pi * qi;
      zz += zi * zi;
      zp += zi * pi;
      zq += zi * qi;
      pp0 += p0[row]! * p0[row]!;
      zz0 += z0[row]! * z0[row]!;
    }
    const [slope, plain, stage] = [zq / zp, pq / pp, zp / zz];
    let [nClusters, uu, vv, ee, meatU, meatV, meatE] = [0, 0, 0, 0, 0, 0, 0];
    for (let j = first; j < end; ) {
      const cluster = clusters[j];
      let [zu, zv, pe] = [0, 0, 0];
      for (; j < end && clusters[j] === cluster; j++) {
        const row = order[j]!;
        const [qi, pi, zi] = [q[row]!, p[row]!, z[row]!];
        const [u, v, e] = [qi - slope * pi, pi - stage * zi, qi - plain * pi];
        uu += u * u;
        vv += v * v;
        ee += e * e;
        zu += zi * u;
        zv += zi * v;
        pe += pi * e;
      }
      nClusters++;
      meatU += zu * zu;
      meatV += zv * zv;
      meatE += pe * pe;
    }
    const numbers = [
      end - first,
      nClusters,
      pp,
      zz,
      zp,
      slope,
      plain,
      stage,
      uu,
      vv,
      ee,
      meatU,
      meatV,
      meatE,
      pp0,
      zz0,
    ];
    for (let k = 0; k < FIELDS; k++) out[FIELDS * g + k] = numbers[k]!;
  }
  return 0;
}

/** Sums before the part of each place from one end of the group, and after it from the other. */
export function leaveOutMeans(given: Arrays<"leaveOutMeans">): number {
  const { low, high, weighted, offsets, order, parts, x, w, out, before } = given;
  for (let g = low; g < high; g++) {
    const [first, end] = [offsets[g]!, offsets[g + 1]!];
    let [sum, weight] = [0, 0];
    for (let j = first; j < end; ) {
      const part = parts[j];
      const [startSum, startWeight] = [sum, weight];
      for (; j < end && parts[j] === part; j++) {
        const row = order[j]!;
        const share = weighted ? w[row]! : 1;
        sum += share * x[row]!;
        weight += share;
        out[row] = startSum;
        before[j] = startWeight;
      }
    }
    [sum, weight] = [0, 0];
    for (let j = end; j > first; ) {
      const part = parts[j - 1];
      const [startSum, startWeight] = [sum, weight];
      for (; j > first && parts[j - 1] === part; j--) {
        const row = order[j - 1]!;
        const share = weighted ? w[row]! : 1;
        sum += share * x[row]!;
        weight += share;
        const total = before[j - 1]! + startWeight;
        out[row] = total > 0 ? (out[row]! + startSum) / total : Number.NaN;
      }
    }
  }
  return 0;
}
