/**
 * Registry row of the kernel of effects by cohort and period.
 */
import { attCellPlaces, attCellWork } from "../../src/engine/kernels/att-cells.js";
import * as twins from "../reference/att-cell.js";
import { centred, type KernelRow, randomCodes } from "./row.js";

/** Newton's method in another order of summation, and solves of well-conditioned systems of order 3. */
const FITTED = 1e-10;
/** Rows at size 0: enough for every regression. */
const FEWEST = 200;

export const attCellRows: readonly KernelRow[] = [
  {
    name: "attCell",
    family: "did",
    cost: "O(n k^2)",
    twin: twins.attCell,
    problem: (n, random) => {
      const rows = FEWEST + n;
      const [k, nClusters] = [1 + (n % 3), 1 + Math.floor(rows / 4)];
      const differences = n % 2;
      const method = differences ? (n >> 1) % 5 : (n >> 1) % 3;
      // ends of the groups: treated after, before, compared with after, before; now and then there are none of these
      const ends = [
        0.2,
        differences ? 0.2 : 0.4,
        n % 13 === 12 ? (differences ? 0.2 : 0.4) : 0.7,
        differences ? 0.7 : 1,
      ].map((share) => Math.floor(share * rows));
      const segments = [0, ...ends.slice(0, 3)].flatMap((first, g) => [g, first, Math.max(first, ends[g]!)]);
      const y1 = centred(rows, random);
      y1[Math.floor(rows / 3)] = Number.NaN;
      return [
        ...[method, differences, (n >> 2) % 2, k, 4, rows, rows, nClusters, n % 5 === 0 ? 0.29 : 0.995, 0.999],
        Uint32Array.from(segments),
        ...[y1, centred(rows, random), centred(rows * (k - 1), random)],
        Float64Array.from({ length: rows }, () => 0.5 + random()),
        randomCodes(rows, nClusters, random),
        ...[new Float64Array(nClusters), new Float64Array(14)],
        ...[new Float64Array(attCellWork(k, rows)), new Uint32Array(attCellPlaces(k, rows))],
      ];
    },
    bound: FITTED,
  },
];
