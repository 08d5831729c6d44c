/**
 * Registry rows of the demeaning kernels. Odd n is weighted, even n is not; the number of columns runs
 * through 1..4 and the number of other effects through 1..3.
 */
import {
  demeanByCodeWork,
  demeanGroupsWork,
  demeanWidth,
  projectEffectWork,
  schurComplementWork,
  withinProductsWork,
  withinResidualsWork,
  withinScoresWork,
} from "../../src/engine/kernels/demean.js";
import * as twins from "../reference/demean.js";
import * as groups from "../reference/groups.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Rounding of sums of up to 1e4 terms of size 1 taken in another grouping: some hundred units in the last place. */
const SUM = 1e-11;
/** Rounding of a Cholesky factor or solve of a well-conditioned block of order 40. */
const SOLVE = 1e-10;

interface Panel {
  readonly weighted: number;
  readonly w: Float64Array;
  readonly nGroups: number;
  readonly offsets: Uint32Array;
  readonly nLevels: number;
  readonly codes: Uint32Array;
  readonly totals: Float64Array;
}

/** Codes at random but for the first rows, which use every level once: levels without rows never reach these kernels. */
function everyLevel(n: number, nLevels: number, random: Random): Uint32Array {
  return randomCodes(n, nLevels, random).map((level, i) => (i < nLevels ? i : level));
}

/** Rows ordered by a group of about `size` rows, and p other effects of `each` levels at random, numbered together. */
function panel(n: number, p: number, each: number, random: Random, size = 5): Panel {
  const weighted = n % 2;
  const w = weighted ? Float64Array.from({ length: n }, () => 0.5 + random()) : new Float64Array(0);
  const nGroups = Math.ceil(n / size);
  const offsets = new Uint32Array(nGroups + 1);
  groups.csrOffsets({ n, nLevels: nGroups, codes: randomCodes(n, nGroups, random).sort(), offsets });
  const codes = new Uint32Array(n * p);
  for (let f = 0; f < p; f++) {
    codes.set(
      everyLevel(n, each, random).map((level) => level + f * each),
      f * n,
    );
  }
  const totals = new Float64Array(p * each);
  for (let i = 0; i < n * p; i++) totals[codes[i]!]! += weighted ? w[i % n]! : 1;
  return { weighted, w, nGroups, offsets, nLevels: p * each, codes, totals };
}

/** About n / 20 levels, at least 2 where there are rows for them and at most 40. */
const levelsOf = (n: number): number => Math.min(n, 40, Math.max(2, Math.ceil(n / 20)));
const columnsOf = (n: number): number => 1 + (n % 4);
const othersOf = (n: number): number => 1 + (n % 3);

/** All groups, but for the first and the last quarter where there are many: a call may be given some only. */
const someGroups = (nGroups: number): [number, number] =>
  nGroups > 40 ? [nGroups >> 2, nGroups - (nGroups >> 2)] : [0, nGroups];

/** Every ninth weight 0. */
const zeroed = (w: Float64Array): Float64Array => w.map((value, i) => (i % 9 === 4 ? 0 : value));

/** Components as blocks: levels renumbered component by component. */
function blocksOf(n: number, random: Random) {
  const each = levelsOf(n);
  const rows = panel(n, 1, each, random);
  const group = new Uint32Array(n);
  for (let g = 0; g < rows.nGroups; g++) group.fill(g, rows.offsets[g]!, rows.offsets[g + 1]!);
  const components = new Uint32Array(each);
  const nBlocks = groups.pairComponents({
    n,
    nA: rows.nGroups,
    nB: each,
    a: group,
    b: rows.codes,
    components,
    work: new Uint32Array(0),
  });
  const blocks = new Uint32Array(nBlocks + 1);
  groups.csrOffsets({ n: each, nLevels: nBlocks, codes: components, offsets: blocks });
  const order = new Uint32Array(each);
  groups.csrOrder({
    n: each,
    nLevels: nBlocks,
    codes: components,
    offsets: blocks,
    order,
    cursor: new Uint32Array(nBlocks),
  });
  const label = new Uint32Array(each);
  order.forEach((level, place) => {
    label[level] = place;
  });
  let size = 0;
  for (let b = 0; b < nBlocks; b++) size += (blocks[b + 1]! - blocks[b]!) ** 2;
  return { ...rows, codes: rows.codes.map((level) => label[level]!), nBlocks, blocks, S: new Float64Array(size) };
}

/** The Schur complement of `blocksOf`. */
function schurOf(n: number, random: Random) {
  const rows = blocksOf(n, random);
  const { nGroups, nLevels, nBlocks, weighted, offsets, codes, blocks, w, S } = rows;
  twins.schurComplement({
    low: 0,
    high: nGroups,
    nLevels,
    nBlocks,
    weighted,
    offsets,
    codes,
    blocks,
    w,
    S,
    work: new Float64Array(0),
    index: new Uint32Array(0),
  });
  twins.schurFold({ nBlocks, blocks, S, diagonal: new Float64Array(0) });
  return rows;
}

/** Up to fourteen columns: one to four blocks of four; groups of about five rows, or of ninety, which no buffer holds. */
function regression(n: number, random: Random) {
  const [k, p] = [1 + (n % 14), n % 4];
  const rows = panel(n, p, levelsOf(n), random, n % 3 === 2 ? 90 : 5);
  const [low, high] = someGroups(rows.nGroups);
  const width = 4 * Math.ceil(k / 4);
  const more = n % 4 === 1 ? 1 : 0;
  const before = (length: number) => (more ? centred(length, random) : new Float64Array(length));
  return { k, width, p, rows, more, before, X: centred(n * k, random), apart: 4 * rows.nLevels, low, high };
}

/** Numbers by level, interleaved by four columns, block by block; 0 beyond column k. */
function lanesOf(k: number, width: number, nLevels: number, random: Random): Float64Array {
  return centred(width * nLevels, random).map((value, at) => {
    const column = 4 * Math.floor(at / (4 * nLevels)) + (at % 4);
    return column < k ? value : 0;
  });
}

export const demeanRows: readonly KernelRow[] = [
  {
    name: "demeanGroups",
    family: "demean",
    cost: "O(n k q)",
    twin: twins.demeanGroups,
    problem: (n, random) => {
      const { k, width: columns, p, rows, X, apart, low, high } = regression(n, random);
      const { nLevels, weighted, offsets, codes, w } = rows;
      const width = demeanWidth(k);
      const coefs = lanesOf(k, columns, nLevels, random);
      const sums = new Float64Array(coefs.length);
      const [moments, work] = [new Float64Array(4 * width + 1), new Float64Array(demeanGroupsWork(k))];
      const written = n % 5 > 1 ? 1 : 0;
      return [
        ...[n, k, low, high, nLevels, p, weighted, written, apart, apart, offsets, codes, zeroed(w), coefs, X],
        ...[sums, moments, work],
      ];
    },
    bound: SUM,
  },
  {
    name: "demeanByCode",
    family: "demean",
    cost: "O(n k)",
    twin: twins.demeanByCode,
    problem: (n, random) => {
      const k = columnsOf(n);
      const { nLevels, weighted, codes, w, totals } = panel(n, 1, levelsOf(n), random);
      const X = centred(n * k, random);
      const [before, after] = [new Float64Array(2 * k), new Float64Array(2 * k)];
      const work = new Float64Array(demeanByCodeWork(nLevels));
      return [n, k, nLevels, weighted, codes, w, totals, X, before, after, work];
    },
    bound: SUM,
  },
  {
    name: "withinProducts",
    family: "demean",
    cost: "O(n k (k + q))",
    twin: twins.withinProducts,
    problem: (n, random) => {
      const { k, width, p, rows, more, before, apart, low, high } = regression(n, random);
      const base = rows.offsets[low]!;
      const stride = rows.offsets[high]! - base + (n % 3);
      const X = centred(stride * k, random);
      const { nLevels, weighted, offsets, codes, w } = rows;
      const origins = new Float64Array(width);
      origins.set(centred(k, random));
      const sums = before(apart * (width / 4 - 1) + 4 * nLevels);
      const [XtX, moments] = [before(width * width), before(2 * width + 1)];
      const work = new Float64Array(withinProductsWork(k));
      return [
        ...[n, k, low, high, nLevels, p, weighted, more, apart, base, stride, X, origins, offsets, codes, zeroed(w)],
        ...[sums, XtX, moments, work],
      ];
    },
    bound: SUM,
  },
  {
    name: "withinResiduals",
    family: "demean",
    cost: "O(n k q)",
    twin: twins.withinResiduals,
    problem: (n, random) => {
      const { k, width, p, rows, more, before, apart } = regression(n, random);
      const stride = n + (n % 3);
      const X = centred(stride * k, random);
      const { nLevels, nGroups, weighted, offsets, codes, w } = rows;
      const coefs = lanesOf(k, width, nLevels, random);
      const beta = new Float64Array(width);
      beta.set(centred(k - 1, random));
      beta[k - 1] = 1;
      const [u, sums, measures] = [new Float64Array(n), before(nLevels), before(2).map(Math.abs)];
      const [scored, squared] = [n % 5 === 4 ? 0 : 1, n % 5 > 2 ? 1 : 0];
      const scores = new Float64Array(scored * nGroups * (k - 1));
      const [meat, work] = [before(squared * width * width), new Float64Array(withinResidualsWork(k))];
      return [
        ...[n, k, 0, nGroups, nLevels, p, weighted, scored, squared, more, apart, 0, stride],
        ...[X, offsets, codes, zeroed(w), coefs, beta, u, sums, scores, meat, measures, work],
      ];
    },
    bound: SUM,
  },
  {
    name: "withinScores",
    family: "demean",
    cost: "O(n k (q + r))",
    twin: twins.withinScores,
    problem: (n, random) => {
      const { k, width, p, rows, apart } = regression(n, random);
      const X = centred(n * k, random);
      const { nLevels, nGroups, weighted, offsets, codes, w } = rows;
      const coefs = centred(apart * (width / 4 - 1) + 4 * nLevels, random);
      for (let j = k; j < width; j++) for (let l = 0; l < nLevels; l++) coefs[(j >> 2) * apart + 4 * l + (j & 3)] = 0;
      const r = 1 + (n % 6);
      const lanes = 4 * Math.ceil(r / 4);
      const C = centred(k * lanes, random).map((value, at) => (at % lanes < r ? value : 0));
      const scored = n % 5 === 4 ? 0 : 1;
      const [sums, measures] = [new Float64Array(nLevels * lanes), new Float64Array(2 * lanes)];
      const scores = new Float64Array(scored * r * nGroups * (k - 1));
      const work = new Float64Array(withinScoresWork(k, r));
      return [
        ...[n, k, r, 0, nGroups, nLevels, nGroups, p, weighted, scored, apart, X, offsets, codes, zeroed(w), coefs, C],
        ...[sums, scores, measures, work],
      ];
    },
    bound: SUM,
  },
  {
    name: "schurComplement",
    family: "demean",
    cost: "O(n + sum of m^2)",
    twin: twins.schurComplement,
    problem: (n, random) => {
      const { nGroups, nLevels, nBlocks, weighted, offsets, codes, blocks, w, S } = blocksOf(n, random);
      const work = schurComplementWork(nLevels);
      const [dense, index] = [new Float64Array(work.f64), new Uint32Array(work.u32)];
      const [low, high] = someGroups(nGroups);
      return [low, high, nLevels, nBlocks, weighted, offsets, codes, blocks, zeroed(w), S, dense, index];
    },
    bound: SUM,
  },
  {
    name: "schurFold",
    family: "demean",
    cost: "O(sum of m^2)",
    twin: twins.schurFold,
    problem: (n, random) => {
      const { nBlocks, nLevels, blocks, S } = blocksOf(n, random);
      return [nBlocks, blocks, centred(S.length, random), new Float64Array(nLevels)];
    },
    bound: SUM,
  },
  {
    name: "levelMeans",
    family: "demean",
    cost: "O(L)",
    twin: twins.levelMeans,
    problem: (n, random) => {
      const totals = Float64Array.from({ length: n }, (_, l) => (l % 7 === 3 ? 0 : 0.5 + random()));
      return [n, totals, centred(4 * n, random), new Float64Array(4)];
    },
    bound: SUM,
  },
  {
    name: "schurFactor",
    family: "demean",
    cost: "O(sum of m^3 / 3)",
    twin: twins.schurFactor,
    problem: (n, random) => {
      const { nBlocks, blocks, S } = schurOf(n, random);
      return [nBlocks, blocks, S];
    },
    bound: SOLVE,
  },
  {
    name: "schurSolve",
    family: "demean",
    cost: "O(sum of m^2)",
    twin: twins.schurSolve,
    problem: (n, random) => {
      const { nBlocks, nLevels, blocks, S } = schurOf(n, random);
      twins.schurFactor({ nBlocks, blocks, S });
      return [nBlocks, blocks, S, centred(4 * nLevels, random)];
    },
    bound: SOLVE,
  },
  {
    name: "projectEffect",
    family: "demean",
    cost: "O(n q)",
    twin: twins.projectEffect,
    problem: (n, random) => {
      const p = othersOf(n);
      const each = levelsOf(n);
      const { nGroups, nLevels, weighted, offsets, codes, w, totals } = panel(n, p, each, random);
      const effect = n % p;
      const [low, high] = [effect * each, (effect + 1) * each];
      const [rhs, coefs] = [centred(4 * nLevels, random), centred(4 * nLevels, random)];
      const work = new Float64Array(projectEffectWork(nLevels));
      return [n, nGroups, nLevels, p, effect, low, high, weighted, offsets, codes, w, totals, rhs, coefs, work];
    },
    bound: SUM,
  },
  {
    name: "ironsTuck",
    family: "demean",
    cost: "O(L)",
    twin: twins.ironsTuck,
    problem: (n, random) => {
      const totals = Float64Array.from({ length: n }, () => 0.5 + random());
      const [once, twice, x] = [centred(4 * n, random), centred(4 * n, random), centred(4 * n, random)];
      return [n, totals, once, twice, Float64Array.of(1, 0, 1, 1), x, new Float64Array(8)];
    },
    bound: SUM,
  },
];
