/**
 * A source over bytes that were unpacked piece by piece.
 */
import type { MemoryBudget } from "../memory-budget.js";
import type { ByteSource } from "../source.js";

/** The bytes of `pieces`, all of which are held in `memory`, as the source `name`. Throws as `pieces`, DataError `file_memory`. */
export async function piecesSource(
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  memory: MemoryBudget,
): Promise<ByteSource> {
  const held: Uint8Array[] = [];
  const ends: number[] = [];
  let size = 0;
  for await (const piece of pieces) {
    memory.take(piece.length, "what is packed in it");
    held.push(piece);
    size += piece.length;
    ends.push(size);
  }
  return {
    name,
    size,
    memory,
    async slice(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      for (let k = pieceAt(ends, start), at = start; at < start + bytes.length; k++) {
        const piece = held[k]!;
        const from = at - (ends[k]! - piece.length);
        const part = piece.subarray(from, from + start + bytes.length - at);
        bytes.set(part, at - start);
        at += part.length;
      }
      return bytes;
    },
  };
}

/** The piece in which the byte at `place` is: the first that ends behind it. */
function pieceAt(ends: readonly number[], place: number): number {
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
