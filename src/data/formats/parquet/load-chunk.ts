/**
 * Pages as they were read to pages that kernels take: those whose compression has no kernel are unpacked on the host.
 */
import type { ByteSource } from "../source.js";
import type { LoadedChunk } from "./batch.js";
import { unpacked, unpackerOf } from "./codecs.js";
import type { Chunk } from "./footer.js";
import type { Page } from "./pages.js";

/** `pages` of a chunk, which stand in `bytes`. Throws Damage, NotSupported `parquet_compression`. */
export async function loadedChunk(
  { name, memory }: Pick<ByteSource, "name" | "memory">,
  { codec, firstRow }: Pick<Chunk, "codec" | "firstRow">,
  pages: readonly Page[],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<LoadedChunk> {
  const unpack = await unpackerOf(codec, name);
  const done: (Uint8Array | undefined)[] = [];
  for (const { start, end, size, packed, levels } of pages) {
    if (unpack === null || !packed) {
      done.push(undefined);
      continue;
    }
    memory.require(size, "a page");
    const plain = levels ?? 0;
    const rest = await unpacked(unpack, bytes.subarray(start + plain, end), size - plain);
    if (plain === 0) done.push(rest);
    else {
      const whole = new Uint8Array(size);
      whole.set(bytes.subarray(start, start + plain));
      whole.set(rest, plain);
      done.push(whole);
    }
  }
  return { codec, firstRow, pages, bytes, unpacked: done };
}
