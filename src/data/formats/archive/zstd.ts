/**
 * Zstandard: its authors' decoder in WebAssembly (package `zstddec`), loaded when packed bytes are met; where that cannot be had, the plain
 * JavaScript of `hyparquet-compressors`, ten times slower and for one frame at a time.
 */
type Bytes = Uint8Array<ArrayBuffer>;
type Decode = (packed: Uint8Array, size: number) => Bytes;

/** Bytes up to which the decoder is asked: its memory ends at 2 GiB, and what it once took it keeps. */
const MOST = 2 ** 27;

/** Null where there is none: a page's policy may forbid to load it, and one that was stopped is not used again. */
let decoder: Promise<Decode | null> | undefined;

/** What `packed` holds, one frame or several, never more than `size` bytes: fewer, or an error, where it is damaged or holds more. */
export async function unpackZstd(packed: Uint8Array, size: number): Promise<Bytes> {
  // without a size the decoder would believe the frame's own
  if (size === 0) return new Uint8Array(0);
  decoder ??= loadDecoder().catch(() => null);
  const decode = Math.max(packed.length, size) <= MOST ? await decoder : null;
  try {
    if (decode !== null) return decode(packed, size);
  } catch {
    decoder = Promise.resolve(null);
  }
  const { decompressZstd } = await import("hyparquet-compressors");
  return decompressZstd(packed, new Uint8Array(size)) as Bytes;
}

async function loadDecoder(): Promise<Decode> {
  const { ZSTDDecoder } = await import("zstddec");
  const made = new ZSTDDecoder();
  await made.init();
  return (packed, size) => made.decode(packed, size) as Bytes;
}
