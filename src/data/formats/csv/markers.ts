/**
 * The markers of missing cells as the kernels read them.
 */
import type { Scope, U8Block } from "../../../engine/kernels/engine.js";
import { isNumber, trimCell } from "../../table/cells.js";
import type { TypingRules } from "../../table/typing.js";

export interface Markers {
  readonly block: U8Block;
  /** By column: its markers' place, how many they are, and whether one of them could be read as a number. */
  readonly of: readonly { readonly start: number; readonly count: number; readonly areNumbers: boolean }[];
}

const MOST_MARKER = 255;

/** The markers of columns, each a byte of length and its bytes; those that are long are left to the host's judgement. */
export function placeMarkers(scope: Scope, rules: readonly TypingRules[]): Markers {
  const bytes: number[] = [];
  const known = new Map<ReadonlySet<string>, Markers["of"][number]>();
  const of = rules.map(({ missing }) => {
    let found = known.get(missing);
    if (found === undefined) {
      const start = bytes.length;
      const encoded = [...missing].map((marker) => new TextEncoder().encode(marker));
      const short = encoded.filter(({ length }) => length > 0 && length <= MOST_MARKER);
      for (const marker of short) bytes.push(marker.length, ...marker);
      found = { start, count: short.length, areNumbers: [...missing].some((marker) => isNumber(trimCell(marker))) };
      known.set(missing, found);
    }
    return found;
  });
  return { block: scope.copyU8(Uint8Array.from(bytes)), of };
}
