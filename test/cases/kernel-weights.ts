/**
 * Registry rows of the kernel weights. Twins make all pairs, so that blocks and their points are tested too.
 */
import type { KernelArg } from "../../src/engine/kernels/call.js";
import { blockWidth, chebyshevBasis, SCORE_KERNELS, scorePoints } from "../../src/engine/kernels/kernel-weights.js";

import * as twins from "../reference/kernel-weights.js";
import { centred, type KernelRow, type Random } from "./row.js";

/** Rounding of sums of at most 1e4 terms, of moments of order 22, and of the twins' cosines. */
const SUM = 1e-11;
/** Cells of the problems. */
const CELLS = 2;

/** Controls and treated in two cells, ascending, spread over 0..1; blocks as a kernel of the problem's bandwidth cuts them. */
function problem(n: number, random: Random) {
  const kernel = SCORE_KERNELS[n % 5]!;
  const local = n % 3 === 0;
  const p = scorePoints(kernel, local);
  // few controls are far apart, so that no local line hangs on two of them that are close
  const h = n < 200 ? 0.8 : 0.3;
  const nTreated = Math.min(n, 40);
  const units = (count: number) => {
    const first = Math.floor(count / 3);
    const place = (i: number) => (i < first ? (i + random()) / first : (i - first + random()) / (count - first));
    const score = Float64Array.from({ length: count }, (_, i) => place(i));
    return { score, offsets: Uint32Array.of(0, first, count) };
  };
  const [controls, treated] = [units(n), units(nTreated)];
  const [starts, cellBlocks] = [new Uint32Array(n + 1), new Uint32Array(CELLS + 1)];
  const width = blockWidth(kernel, h);
  const nBlocks = twins.scoreBlocks({
    m: n,
    nCells: CELLS,
    width,
    offsets: controls.offsets,
    x: controls.score,
    starts,
    cellBlocks,
  });
  const outcome = n % 2;
  const y = centred(n, random);
  const { points, values } = chebyshevBasis(p);
  const moments = new Float64Array(nBlocks * p * (1 + outcome));
  const work = new Float64Array(2 * p);
  const used = starts.slice(0, nBlocks + 1);
  twins.blockMoments({ nBlocks, p, outcome, starts: used, x: controls.score, y, basis: values, moments, work });
  const numbers = {
    kernel: SCORE_KERNELS.indexOf(kernel),
    local: local ? 1 : 0,
    outcome,
    h,
    p,
    width,
    nBlocks,
    nTreated,
  };
  return { ...numbers, controls, treated, starts: used, cellBlocks, y, points, values, moments, work };
}

const byCell = (offsets: Uint32Array): Uint32Array =>
  Uint32Array.from({ length: offsets[CELLS]! }, (_, i) => (i < offsets[1]! ? 0 : 1));

export const kernelWeightsRows: readonly KernelRow[] = [
  {
    name: "scoreBlocks",
    family: "matching",
    cost: "O(n)",
    twin: twins.scoreBlocks,
    problem: (n, random) => {
      const { width, controls } = problem(n, random);
      return [n, CELLS, width, controls.offsets, controls.score, new Uint32Array(n + 1), new Uint32Array(CELLS + 1)];
    },
    bound: 0,
  },
  {
    name: "blockMoments",
    family: "matching",
    cost: "O(n p)",
    twin: twins.blockMoments,
    problem: (n, random) => {
      const { nBlocks, p, outcome, starts, controls, y, values, moments, work } = problem(n, random);
      return [nBlocks, p, outcome, starts, controls.score, y, values, new Float64Array(moments.length), work];
    },
    bound: SUM,
  },
  {
    name: "kernelSums",
    family: "matching",
    cost: "O(nTreated p blocks)",
    twin: twins.kernelSums,
    problem: (n, random): KernelArg[] => {
      const { kernel, local, outcome, h, p, treated, controls, cellBlocks, starts, y, moments, points, nTreated } =
        problem(n, random);
      const out = Array.from({ length: 4 }, () => new Float64Array(nTreated));
      const blocks = [byCell(treated.offsets), cellBlocks, starts, controls.score, y, moments, points];
      return [nTreated, kernel, local, outcome, h, p, treated.score, ...blocks, ...out];
    },
    bound: SUM,
  },
  {
    name: "kernelShares",
    family: "matching",
    cost: "O(n + nTreated p blocks)",
    twin: twins.kernelShares,
    problem: (n, random): KernelArg[] => {
      const { kernel, local, h, p, nBlocks, treated, controls, cellBlocks, starts, points, values, work, nTreated } =
        problem(n, random);
      const a = Float64Array.from({ length: nTreated }, () => random());
      const b = local ? centred(nTreated, random) : new Float64Array(nTreated);
      const ofBlocks = [byCell(Uint32Array.from(cellBlocks)), starts, controls.score, treated.offsets, treated.score];
      return [nBlocks, kernel, h, p, ...ofBlocks, a, b, points, values, new Float64Array(n), work];
    },
    bound: SUM,
  },
];
