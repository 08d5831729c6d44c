/**
 * Registry rows of the kernels for rows that come in batches, and of those that number their keys.
 */
import { clusterNumbers, rowNumbers, unitNumbers } from "../../src/engine/kernels/chunks.js";
import { packedSize } from "../../src/engine/kernels/moments.js";
import * as twins from "../reference/chunks.js";
import { centred, type KernelRow, type Random, randomCodes } from "./row.js";

const NONE = 0xffff_ffff;
/** Sums of products of numbers below 1, up to 64 in a lane against row by row, or fewer: 1e-16 n, relative, at n = 1e6. */
const GROUPED_SUMS = 1e-10;

/** Four units a cluster, five periods; p turns with n. */
function shape(n: number) {
  const nUnits = 1 + Math.floor(n / 6);
  return {
    p: 1 + (n % 9),
    m: 5,
    nUnits,
    nClusters: 1 + Math.floor(nUnits / 4),
    weighted: n % 2,
    words: n % 3 === 0 ? 1 : 0,
  };
}

/** Codes of rows as `chunkRows` leaves them: some rows are left out. */
function coded(n: number, random: Random) {
  const { nUnits, nClusters, m } = shape(n);
  const unit = randomCodes(n, nUnits, random).map((u) => (random() < 0.1 ? NONE : u));
  const cluster = unit.map((u) => (u === NONE ? nClusters : Math.floor(u / 4)));
  return { unit, cluster, time: randomCodes(n, m, random) };
}

const weights = (n: number, random: Random) => Float64Array.from({ length: n }, () => 0.5 + random());

/** What is known of units: periods as bits or as sums, the cluster of each, none of some. */
function units(n: number, random: Random) {
  const { nUnits, m, words } = shape(n);
  const masks = Uint32Array.from({ length: nUnits * words }, () => 1 + Math.floor(31 * random()));
  const levels = new Float64Array(words > 0 ? 0 : nUnits * (m + 1));
  for (let u = 0; words === 0 && u < nUnits; u++) {
    levels[u * (m + 1)] = 1;
    levels[u * (m + 1) + m] = 1;
    for (let t = 1; t < m; t++) {
      if (random() < 0.5) continue;
      levels[u * (m + 1) + t] = 0.5 + random();
      levels[u * (m + 1) + m]!++;
    }
  }
  return {
    masks,
    levels,
    owners: Uint32Array.from({ length: nUnits }, (_, u) => (random() < 0.1 ? NONE : Math.floor(u / 4))),
  };
}

function rowsProblem(n: number, random: Random) {
  const { p, nUnits, nClusters, weighted } = shape(n);
  const [stride, lanes] = [n + 3, 1 + (n % 3)];
  const X = centred(stride * (p + 1), random);
  for (let j = 0; j <= p; j++)
    for (let i = 0; i < n; i++) if (random() < 0.05) X[j * stride + i] = [Number.NaN, Number.POSITIVE_INFINITY][j % 2]!;
  for (let i = 0; i < n; i++) X[p * stride + i] = [0, -1, 0.5, 1, 2][Math.floor(5 * random())]!;
  const centre = new Float64Array(rowNumbers(p));
  centre.set(centred(p, random));
  const codes = (levels: number) => randomCodes(n, levels, random).map((code) => (random() < 0.05 ? NONE : code));
  return [
    ...[0, n, p, stride, weighted, nClusters, lanes, Math.floor(nUnits / 4), Math.ceil(nUnits / 2)],
    ...[X, centre, codes(5), codes(nUnits), codes(nClusters), new Float64Array(n * rowNumbers(p))],
    ...[new Uint32Array(2 * (p + 2)), new Uint32Array(3)],
  ];
}

function sumsProblem(n: number, random: Random) {
  const { p, m, nUnits, weighted, words } = shape(n);
  const { unit, cluster, time } = coded(n, random);
  const rows = new Float64Array(n * rowNumbers(p));
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) rows[i * rowNumbers(p) + j] = 2 * random() - 1;
  return [
    ...[n, p, m, words, weighted, n % 2, 2, rows, weights(n, random), unit, time, cluster],
    ...[new Float64Array(nUnits * unitNumbers(p)), new Float64Array(words > 0 ? 0 : nUnits * (m + 1))],
    ...[new Uint32Array(nUnits * words), new Uint32Array(nUnits).fill(NONE)],
  ];
}

function meansProblem(n: number, random: Random) {
  const { p, m, nUnits, nClusters, words } = shape(n);
  const { masks, levels, owners } = units(n, random);
  return [
    ...[
      nUnits,
      p,
      m,
      words,
      n % 4 === 0 ? 1 : 0,
      n % 2,
      2,
      levels,
      masks,
      owners,
      centred(nUnits * unitNumbers(p), random),
    ],
    ...[new Float64Array(nClusters * clusterNumbers(p, m)), new Float64Array(3 * nClusters)],
    ...[new Float64Array(m), new Uint32Array(m + 1)],
  ];
}

function productsProblem(n: number, random: Random) {
  const { p, m, nUnits, nClusters, weighted } = shape(n);
  const [, , , , , , , rows, w] = sumsProblem(n, random);
  const { unit, cluster, time } = coded(n, random);
  const order = Uint32Array.from(unit.keys())
    .filter((i) => unit[i] !== NONE)
    .sort((a, b) => cluster[a]! - cluster[b]! || a - b);
  const means = new Float64Array(nUnits * unitNumbers(p));
  for (let u = 0; u < nUnits; u++) for (let j = 0; j < p; j++) means[u * unitNumbers(p) + j] = random();
  return [
    ...[0, order.length, p, m, weighted, order, rows!, w!, unit, time, cluster, means],
    ...[new Float64Array(nClusters * clusterNumbers(p, m)), new Float64Array(64 * rowNumbers(p))],
  ];
}

function scoresProblem(n: number, random: Random) {
  const { p, m, nUnits, weighted } = shape(n);
  const { unit, time } = coded(n, random);
  return [
    ...[n, p, weighted, n % 2, 2, centred(n * rowNumbers(p + 1), random), weights(n, random), unit, time],
    ...[centred(nUnits * unitNumbers(p + 1), random), centred(p, random), centred(m * (p + 1), random)],
    new Float64Array(nUnits * p),
  ];
}

function meatProblem(n: number, random: Random) {
  const { p, m, nUnits, words } = shape(n);
  const { masks, levels, owners } = units(n, random);
  return [
    ...[0, nUnits, p, m, words, levels, masks, owners, centred(m * (p + 1), random), centred(nUnits * p, random)],
    ...[new Float64Array(packedSize(p)), new Float64Array(m), new Uint32Array(m + 1), new Float64Array(p)],
  ];
}

/** Years, some missing; one that has no slot, or is none, in every third column. */
function tableProblem(n: number, random: Random) {
  const x = Float64Array.from({ length: n }, () => (random() < 0.1 ? Number.NaN : 1990 + Math.floor(40 * random())));
  if (n % 3 === 2) x[Math.floor(n / 2)] = [1989, 2030, 2000.5][Math.floor(3 * random())]!;
  return [
    n,
    0,
    40,
    1990,
    x,
    new Uint32Array(40).fill(NONE),
    new Float64Array(n),
    new Uint32Array(n),
    new Uint32Array(1),
  ];
}

const WORDS = [
  "",
  "a",
  "b ",
  " b",
  "\u00a0c",
  "c\u3000",
  "firm 12",
  "firm 13",
  "\ufeff",
  "\u2003long enough for words\t",
  "é",
  "\u0085",
];

function bytesProblem(n: number, random: Random) {
  const cells = Array.from({ length: n }, () => new TextEncoder().encode(WORDS[Math.floor(WORDS.length * random())]!));
  const ends = new Uint32Array(n);
  let total = 0;
  for (const [i, cell] of cells.entries()) ends[i] = total += cell.length;
  const starts = Uint32Array.from(ends, (end, i) => end - cells[i]!.length);
  const bytes = Uint8Array.from(cells.flatMap((cell) => [...cell]));
  const [maxFound, poolBytes] = [n % 4 === 3 ? 3 : 12, n % 4 === 2 ? 8 : 256];
  return [
    ...[n, n % 5 === 0 ? 0 : 1, maxFound, 32, poolBytes, starts, ends, bytes, new Uint32Array(32)],
    ...[new Uint32Array(maxFound + 1), new Uint8Array(poolBytes), new Uint32Array(3), new Uint32Array(n)],
  ];
}

function placeProblem(n: number) {
  const pool = new TextEncoder().encode(Array.from({ length: n }, (_, i) => String(i).padStart(6, "0")).join(""));
  const nSlots = 2 ** Math.ceil(Math.log2(2 * Math.max(1, n)));
  return [n, nSlots, Uint32Array.from({ length: n + 1 }, (_, i) => 6 * i), pool, new Uint32Array(nSlots)];
}

const row = (
  name: KernelRow["name"],
  cost: string,
  twin: KernelRow["twin"],
  problem: KernelRow["problem"],
  bound: number,
): KernelRow => ({ name, family: "chunks", cost, twin, problem, bound });

export const chunksRows: readonly KernelRow[] = [
  row("chunkRows", "O(n k)", twins.chunkRows, rowsProblem, 0),
  row("unitSums", "O(n k)", twins.unitSums, sumsProblem, 0),
  row("unitMeans", "O(n k)", twins.unitMeans, meansProblem, GROUPED_SUMS),
  row("unitProducts", "O(n k^2)", twins.unitProducts, productsProblem, GROUPED_SUMS),
  row("unitScores", "O(n k)", twins.unitScores, scoresProblem, GROUPED_SUMS),
  row("unitMeat", "O(n k^2)", twins.unitMeat, meatProblem, GROUPED_SUMS),
  row("tableCodes", "O(n)", twins.tableCodes, tableProblem, 0),
  row("byteCodes", "O(n)", twins.byteCodes, bytesProblem, 0),
  row("placeBytes", "O(n)", twins.placeBytes, placeProblem, 0),
];
