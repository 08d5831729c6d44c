/**
 * Registry rows of the kernels that unpack pages.
 */
import { PACK_WORK, PAGE_SLACK, packedBytes } from "../../src/engine/kernels/pages.js";
import * as twins from "../reference/pages.js";
import type { KernelRow, Random } from "./row.js";

const EXACT = 0;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A block of Snappy of `m` bytes: literals and copies of every kind. */
function snappyBlock(m: number, random: Random): Uint8Array {
  const bytes = varint(m);
  for (let to = 0; to < m; ) {
    const kind = to === 0 ? 0 : Math.floor(4 * random());
    const most = Math.min(m - to, [300, 11, 64, 64][kind]!);
    const size = 1 + Math.floor(most * random());
    const back = 1 + Math.floor(Math.min(to, kind === 1 ? 2047 : 60_000) * random());
    if (kind === 0 || (kind === 1 && (size < 4 || back > 2047)) || back > to) {
      bytes.push(...(size <= 60 ? [(size - 1) << 2] : [61 << 2, (size - 1) & 255, (size - 1) >> 8]));
      for (let i = 0; i < size; i++) bytes.push(Math.floor(256 * random()));
    } else if (kind === 1) bytes.push(1 | ((size - 4) << 2) | ((back >> 8) << 5), back & 255);
    else bytes.push(kind | ((size - 1) << 2), back & 255, back >> 8, ...(kind === 3 ? [0, 0] : []));
    to += size;
  }
  return Uint8Array.from(bytes);
}

/** Runs and bit-packed groups of `count` values of `width` bits. */
function runs(count: number, width: number, random: Random): number[] {
  const bytes: number[] = [];
  const most = 2 ** width;
  for (let done = 0; done < count; ) {
    const size = 1 + Math.floor(20 * random());
    if (random() < 0.5) {
      const value = Math.floor(most * random());
      bytes.push(...varint(2 * size));
      for (let i = 0; i < Math.ceil(width / 8); i++) bytes.push(Math.floor(value / 256 ** i) % 256);
      done += size;
    } else {
      bytes.push(...varint(2 * size + 1));
      for (let i = 0; i < size * width; i++) bytes.push(Math.floor(256 * random()));
      done += 8 * size;
    }
  }
  return bytes;
}

export const pagesRows: readonly KernelRow[] = [
  {
    name: "unpackSnappy",
    family: "text",
    cost: "O(n)",
    twin: twins.unpackSnappy,
    problem: (n, random) => {
      const packed = snappyBlock(n, random);
      return [packed.length, n, packed, new Uint8Array(n)];
    },
    bound: EXACT,
  },
  {
    name: "packSnappy",
    family: "text",
    cost: "O(n)",
    twin: twins.packSnappy,
    problem: (n, random) => {
      // words of few kinds, in runs: matches near and far, long and short
      const words = Array.from({ length: 9 }, () => Math.floor(256 * random()));
      const length = 20 * n;
      const bytes = new Uint8Array(length);
      for (let i = 0, word = 0; i < length; i++) {
        if (random() < 0.1) word = Math.floor(256 * random());
        bytes[i] = random() < 0.9 ? words[(word + i) % 9]! : Math.floor(256 * random());
      }
      return [length, bytes, new Uint8Array(packedBytes(length)), new Uint32Array(PACK_WORK)];
    },
    bound: EXACT,
  },
  {
    name: "unpackRuns",
    family: "text",
    cost: "O(n)",
    twin: twins.unpackRuns,
    problem: (n, random) => {
      const width = n % 33;
      const bytes = runs(n, width, random);
      return [bytes.length, width, n, Uint8Array.from([...bytes, ...new Uint8Array(PAGE_SLACK)]), new Uint32Array(n)];
    },
    bound: EXACT,
  },
];
