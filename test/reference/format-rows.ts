/**
 * Reference of the kernel that writes rows: the engine's own shortest digits, cell by cell.
 */
import { MISSING_CODE } from "../../src/base/columns.js";
import { formatNumber } from "../../src/data/table/write-csv.js";
import type { Arrays } from "../cases/row.js";

const SLACK = 32;

/** The lines of `n` rows, and zeros behind them. */
export function formatRows(args: Arrays<"formatRows">): number {
  const { n, nColumns, kinds, numbers, codes, starts, offsets, bytes, out } = args;
  const encoder = new TextEncoder();
  let at = 0;
  const write = (piece: Uint8Array) => {
    out.set(piece, at);
    at += piece.length;
  };
  for (let i = 0; i < n; i++) {
    let [number, text] = [0, 0];
    for (let column = 0; column < nColumns; column++) {
      if (kinds[column] === 0) {
        write(encoder.encode(formatNumber(numbers[i + n * number++]!)));
      } else {
        const code = codes[i + n * text]!;
        const [start, end] = [starts[text]!, starts[text + 1]!];
        text++;
        if (code !== MISSING_CODE) {
          if (start + code + 1 >= end) return -5;
          write(bytes.subarray(offsets[start + code], offsets[start + code + 1]));
        }
      }
      write(encoder.encode(column < nColumns - 1 ? "," : "\n"));
    }
  }
  out.fill(0, at, at + SLACK);
  return at;
}
