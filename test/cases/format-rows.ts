/**
 * Registry row of the kernel that writes rows as text.
 */
import { MISSING_CODE } from "../../src/base/columns.js";
import { FORMAT_SLACK, formatRowsBytes, powersOfTen, rowBytes } from "../../src/engine/kernels/format-rows.js";
import * as twins from "../reference/format-rows.js";
import type { KernelRow, Random } from "./row.js";

const LEVELS = ["", "a", "Wuhan", "Z\u00fcrich", "\u6b66\u6c49", "a text of more than sixteen bytes"];

/** Numbers of every spelling: whole, of few decimals, of all digits, with an exponent, infinite, missing. */
function numberOfAnyKind(random: Random): number {
  const [kind, x] = [Math.floor(10 * random()), 2 * random() - 1];
  if (kind === 0) return Number.NaN;
  if (kind === 1) return x < -0.5 ? Number.NEGATIVE_INFINITY : x < 0 ? Number.POSITIVE_INFINITY : -0;
  if (kind < 4) return Math.round(x * 10 ** Math.floor(18 * random()));
  if (kind < 6) return Math.round(x * 1e6) / 10 ** Math.floor(12 * random());
  return kind < 8 ? x : x * 10 ** Math.floor(600 * random() - 300);
}

export const formatRowsRows: readonly KernelRow[] = [
  {
    name: "formatRows",
    family: "text",
    cost: "O(n nColumns)",
    twin: twins.formatRows,
    problem: (n, random) => {
      const kinds = Uint32Array.from({ length: 1 + (n % 5) }, (_, k) => (k % 3 === 1 ? 1 : 0));
      const texts = kinds.filter((kind) => kind === 1).length;
      const numbers = Float64Array.from({ length: n * (kinds.length - texts) }, () => numberOfAnyKind(random));
      const codes = Uint32Array.from({ length: n * texts }, () => {
        const code = Math.floor((LEVELS.length + 1) * random());
        return code === LEVELS.length ? MISSING_CODE : code;
      });
      const encoded = LEVELS.map((level) => new TextEncoder().encode(level));
      const offsets = [0];
      for (const { length } of encoded) offsets.push(offsets.at(-1)! + length);
      const starts = Uint32Array.from({ length: texts + 1 }, (_, k) => k * offsets.length);
      const all = Uint32Array.from(Array.from({ length: texts }, () => offsets).flat());
      const bytes = Uint8Array.from([...encoded.flatMap((level) => [...level]), ...new Uint8Array(8)]);
      const widest = rowBytes(
        kinds.length - texts,
        Array.from({ length: texts }, () => bytes.length),
      );
      const out = new Uint8Array(formatRowsBytes(n, widest));
      const work = new Uint8Array(FORMAT_SLACK);
      return [n, kinds.length, kinds, numbers, codes, starts, all, bytes, powersOfTen(), out, work];
    },
    bound: 0,
  },
];
