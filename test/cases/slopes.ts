/**
 * Registry rows of the kernels of effects with slopes. Odd n is weighted, with some weights 0; slopes of the
 * ordered effect run through 0..2, with and without intercepts; one or two other effects, the first with a slope.
 */
import { slopeLeveragesWork, slopePassWork, slopeSchurWork } from "../../src/engine/kernels/demean.js";
import * as groups from "../reference/groups.js";
import * as twins from "../reference/slopes.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of sums of up to a few thousand terms of size 1. */
const SUM = 1e-10;
/** Share of a variable's norm that must be left. */
const TOLERANCE = 1e-9;

function slopeRows(n: number, random: Random) {
  const nGroups = Math.ceil(n / 9);
  const offsets = new Uint32Array(nGroups + 1);
  groups.csrOffsets({ n, nLevels: nGroups, codes: randomCodes(n, nGroups, random).sort(), offsets });
  const weighted = n % 2;
  const w = Float64Array.from({ length: weighted * n }, (_, i) => (i % 9 === 4 ? 0 : 0.5 + random()));
  const nSlopes = Math.floor(n / 2) % 3;
  // one direction at least
  const intercept = nSlopes === 0 || n % 5 < 3 ? 1 : 0;
  const B = centred(n * nSlopes, random);
  const kept = new Uint32Array(nGroups * nSlopes);
  const none = new Uint32Array(0);
  twins.levelBasis({
    n,
    nGroups,
    low: 0,
    high: nGroups,
    nSlopes,
    centred: intercept,
    weighted,
    ordered: 1,
    tolerance: TOLERANCE,
    offsets,
    order: none,
    w,
    B,
    kept,
  });
  const each = Math.min(6, Math.max(1, n));
  const owners = n % 3 === 0 ? Uint32Array.of(1, 1) : Uint32Array.of(1, 1, 2);
  const p = owners.length;
  const codes = new Uint32Array(n * p);
  const first = randomCodes(n, each, random);
  codes.set(first, 0);
  codes.set(
    first.map((level) => level + each),
    n,
  );
  if (p > 2)
    codes.set(
      randomCodes(n, each, random).map((level) => level + 2 * each),
      2 * n,
    );
  const terms = Uint32Array.of(0, 1, 0).subarray(0, p);
  const [low, high] = nGroups > 8 ? [2, nGroups - 2] : [0, nGroups];
  const sizes = [p * each, p, nSlopes, intercept, weighted] as const;
  const values = centred(n, random);
  return { n, nGroups, offsets, weighted, w, nSlopes, intercept, B, owners, codes, terms, values, low, high, sizes };
}

export const slopesRows: readonly KernelRow[] = [
  {
    name: "levelBasis",
    family: "demean",
    cost: "O(n k^2)",
    twin: twins.levelBasis,
    problem: (n, random) => {
      const { nGroups, offsets, weighted, w, low, high } = slopeRows(n, random);
      const nSlopes = n % 4;
      const ordered = n % 3 === 0 ? 1 : 0;
      const order = Uint32Array.from({ length: n }, (_, i) => n - 1 - i);
      const B = centred(n * nSlopes, random);
      // a constant, and a combination of the columns before
      if (nSlopes === 1) B.fill(0.3, 0, n >> 1);
      if (nSlopes === 3) for (let i = 0; i < n; i++) B[2 * n + i] = B[i]! + 2 * B[n + i]!;
      const kept = new Uint32Array(nGroups * nSlopes);
      const sizes = [nSlopes, Math.floor(n / 3) % 2, weighted, ordered, TOLERANCE];
      return [n, nGroups, low, high, ...sizes, offsets, order, w, B, kept];
    },
    // few rows leave little of a column beside others
    bound: 1e-8,
  },
  {
    name: "slopePass",
    family: "demean",
    cost: "O(n k (p + slopes))",
    twin: twins.slopePass,
    problem: (n, random) => {
      const { offsets, codes, terms, values, B, w, low, high, sizes, nSlopes } = slopeRows(n, random);
      const k = 1 + (n % 4);
      const nLevels = sizes[0];
      const groupsIn = [n, k, low, high, ...sizes, Math.floor(n / 4) % 3];
      const inputs = [offsets, codes, terms, values, B, w, centred(4 * nLevels, random), centred(4, random)];
      const outputs = [centred(n * k, random), new Float64Array(4 * nLevels), new Float64Array(17)];
      return [...groupsIn, ...inputs, ...outputs, new Float64Array(slopePassWork(nSlopes, n))];
    },
    bound: SUM,
  },
  {
    name: "slopeApply",
    family: "demean",
    cost: "O(n (p + slopes))",
    twin: twins.slopeApply,
    problem: (n, random) => {
      const { offsets, codes, terms, values, B, w, low, high, sizes, nSlopes } = slopeRows(n, random);
      const lanes = 4 + 4 * (n % 3);
      const size = sizes[0] * lanes;
      const inputs = [offsets, codes, terms, values, B, w, centred(size, random), centred(size, random)];
      return [n, lanes, lanes - 4, low, high, ...sizes, ...inputs, new Float64Array(slopePassWork(nSlopes, n))];
    },
    bound: SUM,
  },
  {
    name: "slopeLeverages",
    family: "demean",
    cost: "O(sum of levels met^2)",
    twin: twins.slopeLeverages,
    problem: (n, random) => {
      const { offsets, codes, terms, values, B, w, low, high, sizes, nSlopes } = slopeRows(n, random);
      const nLevels = sizes[0];
      const stride = nLevels + 1;
      const M = centred(nLevels * stride, random);
      for (let a = 0; a < nLevels; a++) for (let b = 0; b < a; b++) M[a * stride + b] = M[b * stride + a]!;
      const size = slopeLeveragesWork(nLevels, nSlopes);
      const scratch = [new Float64Array(size.f64), new Uint32Array(size.u32)];
      const inputs = [offsets, codes, terms, values, B, w, M, new Float64Array(n)];
      return [n, low, high, stride, ...sizes, ...inputs, ...scratch];
    },
    bound: SUM,
  },
  {
    name: "slopeDiagonal",
    family: "demean",
    cost: "O(n p slopes)",
    twin: twins.slopeDiagonal,
    problem: (n, random) => {
      const { offsets, codes, terms, values, B, w, low, high, sizes, nSlopes } = slopeRows(n, random);
      const size = slopeSchurWork(sizes[0], nSlopes);
      const outputs = [new Float64Array(sizes[0]), new Float64Array(size.f64), new Uint32Array(size.u32)];
      return [n, low, high, ...sizes, offsets, codes, terms, values, B, w, ...outputs];
    },
    bound: SUM,
  },
  {
    name: "slopeSchur",
    family: "demean",
    cost: "O(n p^2 + sum of levels met^2)",
    twin: twins.slopeSchur,
    problem: (n, random) => {
      const { offsets, codes, terms, owners, values, B, w, low, high, sizes, nSlopes } = slopeRows(n, random);
      const size = slopeSchurWork(sizes[0], nSlopes);
      const outputs = [new Float64Array(sizes[0] ** 2), new Float64Array(size.f64), new Uint32Array(size.u32)];
      return [n, low, high, ...sizes, offsets, codes, terms, owners, values, B, w, ...outputs];
    },
    bound: SUM,
  },
  {
    name: "slopeFold",
    family: "demean",
    cost: "O(L^2)",
    twin: twins.slopeFold,
    problem: (n, random) => {
      const m = Math.min(n, 70);
      return [m, centred(m, random), centred(m, random), centred(m * m, random)];
    },
    bound: SUM,
  },
];
