/**
 * The bytes of a file that is packed by gzip, bzip2 or xz, unpacked; of any other, as they are.
 */
import { beginsWith } from "../first-bytes.js";
import { type ByteSource, damaged, piecesOf } from "../source.js";
import { unpackBzip2 } from "./bzip2.js";
import { BZIP2, GZIP, XZ } from "./probe.js";
import { mostUnpacked, refusedBomb, unpackGzip } from "./unpack.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes of `source`, unpacked if they are packed. */
export async function unpacked(source: ByteSource): Promise<AsyncIterable<Bytes>> {
  const head = await source.slice(0, XZ.length);
  const packing = { packed: source.size, what: source.name };
  if (beginsWith(head, GZIP)) {
    return unpackGzip(piecesOf(source), { ...packing, failed: (cause) => broken(source.name, "gzip", cause) });
  }
  if (beginsWith(head, BZIP2)) return limited(unpackBzip2(source), source);
  return beginsWith(head, XZ) ? limited(unpackXz(source), source) : piecesOf(source);
}

const broken = (file: string, by: string, cause: unknown) =>
  Object.assign(damaged(file, `its ${by} stream is cut short or wrong`), { cause });

async function* limited(pieces: AsyncIterable<Bytes>, { name, size }: ByteSource): AsyncGenerator<Bytes> {
  let unpackedBytes = 0;
  for await (const piece of pieces) {
    unpackedBytes += piece.length;
    if (unpackedBytes > mostUnpacked(size)) throw refusedBomb(name, size);
    yield piece;
  }
}

async function* unpackXz(source: ByteSource): AsyncGenerator<Bytes> {
  const loaded = await import("xz-decompress");
  // a script of the browser's that Node gives as a default
  const { XzReadableStream } =
    "XzReadableStream" in loaded ? loaded : (loaded as { default: typeof import("xz-decompress") }).default;
  const pieces = piecesOf(source)[Symbol.asyncIterator]();
  let thrown: unknown;
  const packed = new ReadableStream<Bytes>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        thrown = error;
        controller.error(error);
      }
    },
  });
  const reader = new XzReadableStream(packed).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw thrown ?? broken(source.name, "xz", cause);
      });
      if (done) return;
      yield new Uint8Array(value);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
