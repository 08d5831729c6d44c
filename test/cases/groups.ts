/**
 * Registry rows of the groups kernels.
 */
import { pairComponentsWork } from "../../src/engine/kernels/groups.js";
import * as twins from "../reference/groups.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Integer results, and sums in row order on both sides. */
const EXACT = 0;

/** About five rows a level, at least one level when there are rows. */
const levelsOf = (n: number): number => Math.ceil(n / 5);

const positive = (n: number, random: Random): Float64Array => Float64Array.from({ length: n }, () => 0.5 + random());

/** A random permutation of 0..n-1 (Fisher & Yates). */
function permutation(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Sorted codes for odd n, so that both paths of the ordering kernels are met. */
function codesOf(n: number, random: Random): Uint32Array {
  const codes = randomCodes(n, levelsOf(n), random);
  return n % 2 === 1 ? codes.sort() : codes;
}

function offsetsOf(codes: Uint32Array, nLevels: number): Uint32Array {
  const offsets = new Uint32Array(nLevels + 1);
  twins.csrOffsets({ n: codes.length, nLevels, codes, offsets });
  return offsets;
}

/** Numbers on [-1, 1), every other one of them one of nine. */
const withTies = (n: number, random: Random): Float64Array =>
  centred(n, random).map((value) => (random() < 0.5 ? Math.round(4 * value) / 4 : value));

export const groupsRows: readonly KernelRow[] = [
  {
    name: "groupCounts",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.groupCounts,
    problem: (n, random) => [n, levelsOf(n), randomCodes(n, levelsOf(n), random), new Uint32Array(levelsOf(n))],
    bound: EXACT,
  },
  {
    name: "groupSums",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.groupSums,
    problem: (n, random) => {
      const [nLevels, weighted] = [levelsOf(n), n % 2];
      const w = weighted ? positive(n, random) : new Float64Array(0);
      const codes = randomCodes(n, nLevels, random);
      return [n, nLevels, weighted, centred(n, random), codes, w, new Float64Array(nLevels)];
    },
    bound: EXACT,
  },
  {
    name: "groupMeans",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.groupMeans,
    problem: (n, random) => {
      const [nLevels, weighted] = [levelsOf(n), n % 2];
      const w = weighted ? positive(n, random) : new Float64Array(0);
      const [x, codes] = [centred(n, random), randomCodes(n, nLevels, random)];
      return [n, nLevels, weighted, x, codes, w, new Float64Array(nLevels), new Float64Array(nLevels)];
    },
    bound: EXACT,
  },
  {
    name: "placeByGroup",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.placeByGroup,
    problem: (n, random) => {
      const [nLevels, weighted] = [levelsOf(n), n % 2];
      const codes = randomCodes(n, nLevels, random);
      const x = centred(n, random).map((value) => (random() < 0.2 ? Number.NaN : value));
      const w = weighted ? positive(n, random) : new Float64Array(0);
      const out = [new Uint32Array(nLevels), new Float64Array(n), new Float64Array(weighted * n)];
      return [n, nLevels, weighted, x, codes, w, offsetsOf(codes, nLevels), ...out];
    },
    bound: EXACT,
  },
  {
    name: "groupQuantiles",
    family: "groups",
    cost: "O(n log n)",
    twin: twins.groupQuantiles,
    problem: (n, random) => {
      const [nLevels, weighted, p] = [n % 3 === 0 ? Math.min(n, 1) : levelsOf(n), n % 2, [0, 0.25, 0.5, 0.99, 1]];
      const offsets = offsetsOf(randomCodes(n, nLevels, random), nLevels);
      // one value short where a group has two: a row of it was missing
      const ends = Uint32Array.from({ length: nLevels }, (_, g) =>
        Math.max(offsets[g + 1]! - 1, Math.min(offsets[g]! + 1, offsets[g + 1]!)),
      );
      const w = weighted ? randomCodes(n, 3, random).map((weight) => weight + 1) : [];
      return [
        ...[0, nLevels, nLevels, p.length, weighted, offsets, ends, withTies(n, random), Float64Array.from(w)],
        ...[Float64Array.from(p), new Float64Array(nLevels * p.length)],
      ];
    },
    bound: EXACT,
  },
  {
    name: "csrOffsets",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.csrOffsets,
    problem: (n, random) => [n, levelsOf(n), codesOf(n, random), new Uint32Array(levelsOf(n) + 1)],
    bound: EXACT,
  },
  {
    name: "csrOrder",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.csrOrder,
    problem: (n, random) => {
      const nLevels = levelsOf(n);
      const codes = codesOf(n, random);
      return [n, nLevels, codes, offsetsOf(codes, nLevels), new Uint32Array(n), new Uint32Array(nLevels)];
    },
    bound: EXACT,
  },
  {
    name: "gatherF64",
    family: "groups",
    cost: "O(n)",
    twin: twins.gatherF64,
    problem: (n, random) => [n, n, centred(n, random), permutation(n, random), new Float64Array(n)],
    bound: EXACT,
  },
  {
    name: "gatherU32",
    family: "groups",
    cost: "O(n)",
    twin: twins.gatherU32,
    problem: (n, random) => [n, n, randomCodes(n, n, random), permutation(n, random), new Uint32Array(n)],
    bound: EXACT,
  },
  {
    name: "bucketPlaces",
    family: "groups",
    cost: "O(n)",
    twin: twins.bucketPlaces,
    problem: (n, random) => {
      const shift = 3 + (n % 3);
      const [inverse, cursor] = [new Uint32Array(n), new Uint32Array((n >> shift) + 1)];
      return [n, shift, permutation(n, random), new Uint32Array(n), new Uint32Array(n), inverse, cursor];
    },
    bound: EXACT,
  },
  {
    name: "scatterF64",
    family: "groups",
    cost: "O(n)",
    twin: twins.scatterF64,
    problem: (n, random) => [n, n, centred(n, random), permutation(n, random), new Float64Array(n)],
    bound: EXACT,
  },
  {
    name: "pairComponents",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.pairComponents,
    problem: (n, random) => {
      // as many levels as rows: many components, some of them long chains
      const [a, b] = [randomCodes(n, n, random), randomCodes(n, n, random)];
      return [n, n, n, a, b, new Uint32Array(n), new Uint32Array(pairComponentsWork(n, n))];
    },
    bound: EXACT,
  },
  {
    name: "recursiveSingletons",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.recursiveSingletons,
    problem: (n, random) => {
      const levels = Uint32Array.of(Math.ceil(n / 2), Math.ceil(n / 3), Math.ceil(n / 4));
      const codes = new Uint32Array(3 * n);
      levels.forEach((nLevels, e) => {
        codes.set(randomCodes(n, nLevels, random), e * n);
      });
      const total = levels.reduce((sum, nLevels) => sum + nLevels, 0);
      const [counts, rows] = [new Uint32Array(total), new Uint32Array(total)];
      levels.reduce((base, nLevels, e) => {
        const [own, behind] = [codes.subarray(e * n, (e + 1) * n), base + nLevels];
        const parts = { counts: counts.subarray(base, behind), rows: rows.subarray(base, behind) };
        twins.levelRows({ n, nLevels, codes: own, ...parts });
        return behind;
      }, 0);
      return [n, 3, levels, codes, counts, rows, new Uint32Array(n), new Uint32Array(total)];
    },
    bound: EXACT,
  },
  {
    name: "levelRows",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.levelRows,
    problem: (n, random) => {
      const nLevels = levelsOf(n);
      return [n, nLevels, codesOf(n, random), new Uint32Array(nLevels), new Uint32Array(nLevels)];
    },
    bound: EXACT,
  },
  {
    name: "nestedIn",
    family: "groups",
    cost: "O(n + L)",
    twin: twins.nestedIn,
    problem: (n, random) => {
      const nLevels = levelsOf(n);
      const a = randomCodes(n, nLevels, random);
      const b = n % 2 === 1 ? a.map((level) => level >> 1) : randomCodes(n, 3, random);
      return [n, nLevels, a, b, new Uint32Array(nLevels)];
    },
    bound: EXACT,
  },
  {
    name: "ascending",
    family: "groups",
    cost: "O(n)",
    twin: twins.ascending,
    problem: (n, random) => {
      const codes = randomCodes(n, n, random).sort();
      // one fall at most, at any place, also to codes that a signed comparison takes for negative
      if (n % 3 !== 0) codes[Math.floor(n * random())]! += n % 2 === 0 ? 0x8000_0000 : 1;
      return [n, codes];
    },
    bound: EXACT,
  },
  {
    name: "integerRange",
    family: "groups",
    cost: "O(n)",
    twin: twins.integerRange,
    problem: (n, random) => {
      const x = integersOrMissing(n, -n, n, random);
      if (n % 4 === 3) x[Math.floor(n * random())] = [0.5, 2 ** 53, Number.NEGATIVE_INFINITY][n % 3]!;
      return [n, x, Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)];
    },
    bound: EXACT,
  },
  {
    name: "slotIntegers",
    family: "groups",
    cost: "O(n)",
    twin: twins.slotIntegers,
    problem: (n, random) => {
      const nSlots = 2 * n + 1;
      return [n, -n, nSlots, integersOrMissing(n, -n, n, random), new Uint32Array(nSlots), new Uint32Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "numberSlots",
    family: "groups",
    cost: "O(L)",
    twin: twins.numberSlots,
    problem: (n, random) => [n, -n, randomCodes(n, 4, random), new Float64Array(n + 1), new Uint32Array(n + 1)],
    bound: EXACT,
  },
  {
    name: "codeAscending",
    family: "groups",
    cost: "O(n)",
    twin: twins.codeAscending,
    problem: (n, random) => {
      const x = Float64Array.from({ length: n }, () => Math.floor(n * random()) / 3 - n / 7).sort();
      const state = n % 2 === 1 ? Float64Array.of(Number.NEGATIVE_INFINITY, 0, 0) : Float64Array.of(-n, 5, 7);
      return [n, x, state, new Float64Array(n + 1), new Uint32Array(n + 1), new Uint32Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "placeLevels",
    family: "groups",
    cost: "O(n)",
    twin: twins.placeLevels,
    problem: (n, random) => [n, slotsFor(n), distinct(n, random), new Uint32Array(slotsFor(n))],
    bound: EXACT,
  },
  {
    name: "hashCodes",
    family: "groups",
    cost: "O(n)",
    twin: twins.hashCodes,
    problem: (n, random) => {
      const [nFound, nSlots] = [Math.min(n, 2), slotsFor(n + 2)];
      const [slots, levels] = [new Uint32Array(nSlots), new Float64Array(n + nFound)];
      levels.set([0, -1e300].slice(0, nFound));
      twins.placeLevels({ n: nFound, nSlots, levels, slots });
      const values = distinct(Math.ceil(n / 3), random);
      const x = Float64Array.from({ length: n }, () => {
        return random() < 0.1
          ? [Number.NaN, -0, -1e300][Math.floor(3 * random())]!
          : values[Math.floor(values.length * random())]!;
      });
      return [n, nFound, nSlots, x, slots, levels, new Uint32Array(n + nFound), new Uint32Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "sortLevels",
    family: "groups",
    cost: "O(n)",
    twin: twins.sortLevels,
    problem: (n, random) => {
      const work = [new Float64Array(2 * n), new Uint32Array(2 * n), new Uint32Array(2048)] as const;
      return [n, distinct(n, random), randomCodes(n, 9, random), new Uint32Array(n), ...work];
    },
    bound: EXACT,
  },
  {
    name: "renumberCodes",
    family: "groups",
    cost: "O(n)",
    twin: twins.renumberCodes,
    problem: (n, random) => {
      const codes = randomCodes(n, 2 * n + 1, random).map((code) => (random() < 0.1 ? 0xffff_ffff : code));
      return [n, 2 * n + 1, randomCodes(2 * n + 1, 2 * n + 1, random), codes];
    },
    bound: EXACT,
  },
];

/** n integers from low to high, one in ten of them NaN. */
function integersOrMissing(n: number, low: number, high: number, random: Random): Float64Array {
  const number = () => low + Math.floor((high - low + 1) * random());
  return Float64Array.from({ length: n }, () => (random() < 0.1 ? Number.NaN : number()));
}

/** A power of 2 that is at least twice n. */
const slotsFor = (n: number): number => 2 ** (33 - Math.clz32(Math.max(1, n)));

/** n numbers in random order, no two alike: of either sign, small and large, integers and fractions, both infinities. */
function distinct(n: number, random: Random): Float64Array {
  const values = Float64Array.from({ length: n }, (_, i) => {
    return i < 2 ? (i === 0 ? 1 : -1) * Number.POSITIVE_INFINITY : (i % 2 === 0 ? 1 : -1) * i * 2 ** ((i % 7) * 9 - 30);
  });
  return Float64Array.from(permutation(n, random), (place) => values[place]!);
}
