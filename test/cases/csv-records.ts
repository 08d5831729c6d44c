/**
 * Registry rows of the kernels that read records of CSV.
 */

import type { KernelArg } from "../../src/engine/kernels/call.js";
import { powersOfFive } from "../../src/engine/kernels/powers-of-five.js";
import * as twins from "../reference/csv-records.js";
import type { Arrays, KernelRow, Random } from "./row.js";

const SLACK = 64;
const CELLS = [
  ...["", "0", "-0", "7", "2024", "-1.5", "+.25", "4.", "1e5", "-2.5E-300", "1e999", "1e-400", "0.1234567890123456"],
  ...["12345678.12345678", "0.00000000000000012345", "123456789012345", "1234567890123456", "030285", "NA", ".", "-9"],
  ...[
    "-0.02506156897554512",
    "0.00012345678901234567",
    "1234567890.1234567890",
    "123456789012345678.5",
    "+.1234567890123456789",
  ],
  ...[
    "00.123456789012345",
    "12345678901234.",
    "0.0000000000000000000000",
    "1.23456789012345678901234567890",
    "0.12345678e-12345",
  ],
  ...[
    " 7",
    "7 ",
    "  ",
    "Inf",
    "x",
    "3x",
    "1,5",
    "\u6b66\u6c49",
    "\u00e9",
    'say "hi"',
    "line\nend",
    "a\r\nb",
    "a\rb\n\nc",
  ],
  ...[
    "a text of more than sixteen bytes",
    "1e",
    "1e+",
    "--1",
    "1.2.3",
    "e5",
    "-",
    "+",
    "5e-324",
    "2.2250738585072011e-308",
  ],
];
const MARKERS = ["NA", ".", "-9"];

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(from.length * random())]!;

/** A cell as it stands in a file of lines: in quotes where it must be, and at times where it need not be. */
function written(cell: string, random: Random): string {
  if (!/[",\n\r]/.test(cell) && random() < 0.8) return cell;
  const quoted = `"${cell.replaceAll('"', '""')}"`;
  return random() < 0.9 ? quoted : ` ${quoted} `;
}

function number(random: Random): string {
  const value = (2 * random() - 1) * 10 ** Math.floor(40 * random() - 20);
  return random() < 0.5 ? String(value) : value.toPrecision(1 + Math.floor(17 * random()));
}

/** What is done to a text so that it is not sound. */
function damaged(text: string, random: Random): string {
  const slip = pick(["", "", "", "", ",", '"', "\n", "\r", '"x'], random);
  const at = Math.floor(random() * (text.length + 1));
  return text.slice(0, at) + slip + text.slice(at);
}

function recordsProblem(n: number, random: Random): KernelArg[] {
  const nColumns = 1 + (n % 5);
  const newline = pick(["\n", "\n", "\r\n", "\r"], random);
  const row = () =>
    Array.from({ length: nColumns }, () => written(random() < 0.4 ? number(random) : pick(CELLS, random), random)).join(
      ",",
    );
  const rows = Array.from({ length: n }, () => (random() < 0.05 ? "" : row()));
  const body = damaged(rows.join(newline) + (random() < 0.5 ? newline : ""), random);
  const text = new TextEncoder().encode(body);
  const limit = text.length;
  const bytes = new Uint8Array(limit + SLACK);
  bytes.set(text);
  const noText = Math.floor(random() * limit);
  // where a character begins
  if (random() < 0.05 && (bytes[noText]! & 0xc0) !== 0x80) bytes[noText] = 0xff;
  const start = random() < 0.5 ? 0 : Math.floor(random() * limit);
  const end = random() < 0.5 ? limit : start + Math.floor(random() * (limit - start));
  const mode = (start > 0 ? 1 : 0) + (bytes.includes(0xff) || random() < 0.5 ? 2 : 0) + (random() < 0.5 ? 4 : 0);
  const maxRows = random() < 0.2 ? 1 + Math.floor(n * random()) : n + 1;
  const maxOdd = random() < 0.2 ? nColumns : (n + 1) * nColumns;
  const kinds = Array.from({ length: nColumns }, (_, k) => (k + n) % 4);
  const markers = MARKERS.flatMap((marker) => [marker.length, ...new TextEncoder().encode(marker)]);
  const counts = { numbers: 0, texts: 0 };
  const plan = kinds.flatMap((kind) => {
    const place = kind === 3 ? 12 * maxRows * counts.texts++ : kind === 0 ? 0 : 8 * maxRows * counts.numbers++;
    return [kind, place, kind === 2 ? 0 : 3, kind === 2 ? 3 : 1];
  });
  return [
    ...[start, end, limit, mode, 44, { "\n": 10, "\r": 13, "\r\n": 2 }[newline]!, nColumns, maxRows, maxOdd, bytes],
    ...[Uint32Array.from(plan), Uint8Array.from(markers), powersOfFive(), new Float64Array(counts.numbers * maxRows)],
    ...[new Uint32Array(3 * counts.texts * maxRows), new Uint32Array(5 * maxOdd), new Uint8Array(2 * nColumns)],
    new Uint32Array(5),
  ];
}

/** Cells in `bytes`, as `csvRecords` lists them, and a dictionary that has some of them. */
function dictionaryProblem(n: number, random: Random) {
  const cells = Array.from({ length: n }, () =>
    random() < 0.5 ? pick(CELLS, random) : String(Math.floor(n * random())),
  );
  const encoded = cells.map((cell) => new TextEncoder().encode(cell));
  const bytes = Uint8Array.from([...encoded.flatMap((cell) => [...cell]), ...new Uint8Array(SLACK)]);
  const texts = new Uint32Array(3 * n);
  let at = 0;
  encoded.forEach((cell, i) => {
    const hash = cell.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7) >>> (n % 8);
    texts.set([at, cell.length + (i % 11 === 0 && cell.length > 0 ? 0x8000_0000 : 0), hash], 3 * i);
    at += cell.length;
  });
  const cut = Math.floor(n / 3);
  const maxEntries = n % 7 === 6 ? Math.ceil(n / 4) : n + 1;
  const nSlots = 2 ** Math.ceil(Math.log2(2 * maxEntries + 2));
  const poolBytes = n % 7 === 5 ? Math.ceil(at / 2) : at + n + 8;
  const parts = Uint32Array.of(0, cut, 3 * cut, n - cut);
  return { maxEntries, nSlots, poolBytes, parts, bytes, texts };
}

function dictionaryArguments(n: number, random: Random): Arrays<"codeCells"> {
  const problem = dictionaryProblem(n, random);
  return {
    ...problem,
    nParts: 2,
    row: 1000,
    entries: new Uint32Array(5 * problem.maxEntries),
    slots: new Uint32Array(problem.nSlots),
    pool: new Uint8Array(problem.poolBytes),
    state: new Uint32Array(4),
    codes: new Uint32Array(n),
  };
}

function codeProblem(n: number, random: Random): KernelArg[] {
  const { nParts, row, maxEntries, nSlots, poolBytes, parts, ...arrays } = dictionaryArguments(n, random);
  const { bytes, texts, entries, slots, pool, state, codes } = arrays;
  return [nParts, row, maxEntries, nSlots, poolBytes, parts, bytes, texts, entries, slots, pool, state, codes];
}

function orderProblem(n: number, random: Random): KernelArg[] {
  const args = dictionaryArguments(n, random);
  twins.codeCells(args);
  const { entries, pool, state } = args;
  const count = state[0]!;
  return [count, entries, pool, new Uint32Array(count), new Float64Array(count), new Uint32Array(count)];
}

export const csvRecordsRows: readonly KernelRow[] = [
  { name: "csvRecords", family: "text", cost: "O(bytes)", twin: twins.csvRecords, problem: recordsProblem, bound: 0 },
  { name: "codeCells", family: "text", cost: "O(bytes)", twin: twins.codeCells, problem: codeProblem, bound: 0 },
  { name: "orderCells", family: "text", cost: "O(n log n)", twin: twins.orderCells, problem: orderProblem, bound: 0 },
];
