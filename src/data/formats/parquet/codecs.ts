/**
 * Pages of the compressions that are no kernel's: gzip through the host, others through packages, loaded when one is met.
 */
import { NotSupported } from "../../../base/errors.js";
import { unpackZstd } from "../archive/zstd.js";
import { Damage, require } from "./damage.js";

/** Codecs by their numbers in the format. */
export const CODEC = { none: 0, snappy: 1, gzip: 2, lzo: 3, brotli: 4, lz4: 5, zstd: 6, lz4Raw: 7 } as const;
const NAMES = ["none", "Snappy", "gzip", "LZO", "Brotli", "LZ4", "Zstandard", "LZ4"];

/** Unpacks `packed` into `size` bytes. */
export type Unpack = (packed: Uint8Array, size: number) => Uint8Array | Promise<Uint8Array>;

/**
 * What unpacks pages of `codec`; null for those that are not packed and those a kernel unpacks. Throws NotSupported
 * `parquet_compression`.
 */
export async function unpackerOf(codec: number, source: string): Promise<Unpack | null> {
  if (codec === CODEC.none || codec === CODEC.snappy) return null;
  if (codec === CODEC.gzip) return gunzip;
  const name = NAMES[codec];
  if (name === undefined || codec === CODEC.lzo) {
    throw new NotSupported(
      "parquet_compression",
      `${source} is compressed with ${name ?? `method ${codec}`}, which is not read: write it with Snappy, Zstandard or gzip.`,
      { got: name ?? codec, expected: ["Snappy", "Zstandard", "gzip"] },
    );
  }
  if (codec === CODEC.zstd) return unpackZstd;
  const library = await import("hyparquet-compressors");
  if (codec === CODEC.brotli) return library.decompressBrotli;
  if (codec === CODEC.lz4) return library.decompressLz4;
  return library.decompressLz4Raw;
}

async function gunzip(packed: Uint8Array, size: number): Promise<Uint8Array> {
  const stream = new Blob([packed as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const out = new Uint8Array(size);
  let at = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    require(at + next.value.length <= size, "a page that unpacks to more than it says");
    out.set(next.value, at);
    at += next.value.length;
  }
  require(at === size, "a page that unpacks to less than it says");
  return out;
}

/** `unpack`, with what it throws of damaged bytes as Damage. */
export async function unpacked(unpack: Unpack, packed: Uint8Array, size: number): Promise<Uint8Array> {
  if (size === 0) return new Uint8Array(0);
  const out = await Promise.resolve()
    .then(() => unpack(packed, size))
    .catch((error: Error) => {
      throw error instanceof Damage ? error : new Damage(`a page that can't be unpacked (${error.message})`);
    });
  require(out.length === size, `a page that unpacks to ${out.length} bytes and says ${size}`);
  return out;
}
