/**
 * Registry rows of the simulate kernels: a small world, a firm for every 256 of n.
 */
import { PHILOX_WORK } from "../../src/engine/kernels/cluster-draws.js";
import {
  CUSTOMS_CODES,
  CUSTOMS_COUNTS,
  CUSTOMS_NUMBERS,
  CUSTOMS_SUMS,
  customsRowsWork,
} from "../../src/engine/kernels/simulate.js";
import * as twins from "../reference/simulate.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

/** Whole numbers and products with whole numbers on both sides. */
const EXACT = 0;
/** Rounding of normals, sums and exponentials at exponents up to 15, and of sums of up to a hundred rows. */
const ROUNDING = 1e-11;

const word = (random: Random): number => Math.floor(random() * 2 ** 32);

/** First firm, firms, periods, products and destinations at most, probabilities, stream. */
function shape(n: number, random: Random) {
  const nFirms = Math.ceil(n / 256);
  const sizes = [1 + (n % 9), 1 + (n % 4), 1 + (n % 6)] as const;
  const probabilities = [random(), random(), random()] as const;
  return { first: 7, nFirms, sizes, probabilities, stream: [word(random), word(random), word(random)] as const };
}

/** Four counts a firm and their total. */
function countsOf({ first, nFirms, sizes, probabilities, stream }: ReturnType<typeof shape>) {
  const counts = new Uint32Array(CUSTOMS_COUNTS * nFirms);
  const [nYears, mostProducts, mostDests] = sizes;
  const [entry, exit, single] = probabilities;
  const [purpose, k0, k1] = stream;
  const work = new Uint32Array(PHILOX_WORK);
  const own = { firstFirm: first, nFirms, nYears, mostProducts, mostDests, entry, exit, single, purpose, k0, k1 };
  twins.customsCounts({ ...own, counts, work });
  let rows = 0;
  for (let f = 0; f < nFirms; f++) rows += counts[CUSTOMS_COUNTS * f]!;
  return rows;
}

export const simulateRows: readonly KernelRow[] = [
  {
    name: "customsCounts",
    family: "simulate",
    cost: "O(n)",
    twin: twins.customsCounts,
    problem: (n, random) => {
      const { first, nFirms, sizes, probabilities, stream } = shape(n, random);
      const counts = new Uint32Array(CUSTOMS_COUNTS * nFirms);
      return [first, nFirms, ...sizes, ...probabilities, ...stream, counts, new Uint32Array(PHILOX_WORK)];
    },
    bound: EXACT,
  },
  {
    name: "customsDefects",
    family: "simulate",
    cost: "O(n)",
    twin: twins.customsDefects,
    problem: (n, random) => [
      ...[n, word(random), random(), word(random), word(random), word(random)],
      ...[centred(n, random), randomCodes(n, 9, random), new Uint32Array(2 * n), new Uint32Array(5)],
      new Uint32Array(PHILOX_WORK),
    ],
    bound: EXACT,
  },
  {
    name: "customsRows",
    family: "simulate",
    cost: "O(n)",
    twin: twins.customsRows,
    problem: (n, random) => {
      const own = shape(n, random);
      const rows = countsOf(own);
      const { first, nFirms, sizes, probabilities, stream } = own;
      const [nYears, mostProducts, mostDests] = sizes;
      const [nCities, nProducts, nDests] = [1 + (n % 5), mostProducts + (n % 3), mostDests + (n % 7)];
      const sigmas = Float64Array.from({ length: 3 * nProducts }, (_, i) => (i % 3 === 0 ? 2 + random() : random()));
      return [
        ...[first, nFirms, first, rows, nCities, nProducts, nDests, ...sizes, ...probabilities, ...stream, 2010],
        ...[Float64Array.from({ length: 9 }, () => 0.4 * random()), sigmas, randomCodes(2 * nProducts, 6, random)],
        ...[centred(nCities * (2 * nYears + 1), random), randomCodes(nCities, 3, random)],
        ...[centred(nDests * nYears, random), new Float64Array(CUSTOMS_NUMBERS * rows)],
        ...[new Uint32Array(CUSTOMS_CODES * rows), new Float64Array(CUSTOMS_SUMS * nFirms * nYears)],
        ...[new Uint32Array(nFirms), new Float64Array(customsRowsWork(mostProducts, mostDests))],
      ];
    },
    bound: ROUNDING,
  },
];
