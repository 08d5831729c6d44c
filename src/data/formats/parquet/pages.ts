/**
 * The pages of a column chunk: what their headers say, held against the bytes there are and against each other, and their checksums.
 * Source: Apache Parquet format 2.11, README.md and parquet.thrift.
 */
import { crc32 } from "../crc32.js";
import { Damage, require } from "./damage.js";
import type { Chunk } from "./footer.js";
import { countIn, numberIn, structIn, ThriftReader } from "./thrift.js";

export const ENCODING = {
  plain: 0,
  plainDictionary: 2,
  runs: 3,
  deltaPacked: 5,
  deltaLength: 6,
  deltaBytes: 7,
  dictionary: 8,
  split: 9,
} as const;

/** Bytes of a page: those of levels that are not packed stand first. */
export interface Page {
  readonly kind: "data" | "dictionary";
  readonly nValues: number;
  readonly encoding: number;
  /** Where its packed bytes stand in the chunk. */
  readonly start: number;
  readonly end: number;
  /** Bytes once unpacked. */
  readonly size: number;
  readonly packed: boolean;
  /** Bytes of levels by themselves, at the start; null where a length stands before them among the packed ones. */
  readonly levels: number | null;
  /** What start and end are places in, where that is not the chunk's bytes. */
  readonly within?: Uint8Array<ArrayBuffer>;
}

const TYPE = { data: 0, index: 1, dictionary: 2, dataV2: 3 };

/** The most that a byte becomes, by codec: for Snappy and LZ4 as their formats are, for others what no table needs. */
const MOST_TIMES = [1, 32, 1_100, 0, 50_000, 256, 50_000, 256];
const MOST_BYTES = 2 ** 31;

/** The pages of `chunk`, whose bytes are `bytes`. Throws Damage. */
export const pagesOf = (chunk: Chunk, bytes: Uint8Array): Page[] => [...pagesFrom(chunk, bytes, 0)];

/** The pages of `chunk` from one on that begins where `bytes` do; `rows` stand before it. Throws Damage at the first that is not whole. */
export function* pagesFrom(chunk: Chunk, bytes: Uint8Array, rows: number): Generator<Page> {
  for (let at = 0; rows < chunk.nRows; ) {
    const reader = new ThriftReader(bytes, at);
    const page = pageAt(reader, chunk, bytes);
    at = reader.at + page.length;
    if (page.found === undefined) continue;
    if (page.found.kind === "data") rows += page.found.nValues;
    yield page.found;
  }
  require(rows === chunk.nRows, `pages of ${rows} rows in a row group of ${chunk.nRows}`);
}

function pageAt(reader: ThriftReader, { codec }: Chunk, bytes: Uint8Array): { length: number; found?: Page } {
  const header = reader.struct();
  const type = numberIn(header, 1, "a page's type");
  const size = countIn(header, 2, "a page's size");
  const length = countIn(header, 3, "a page's packed size");
  const start = reader.at;
  require(start + length <= bytes.length, `a page of ${length} bytes where ${bytes.length - start} are left`);
  if (type === TYPE.index) return { length };
  const most = (MOST_TIMES[codec] ?? 0) * length + 64;
  require(size <= most && size < MOST_BYTES, `a page of ${length} bytes that says it unpacks to ${size}`);
  const sum = header.fields.get(4);
  if (typeof sum === "number") {
    require((crc32(bytes.subarray(start, start + length)) | 0) === (sum | 0), "a page whose checksum is another");
  }
  const place = { start, end: start + length, size };
  if (type === TYPE.dictionary) {
    const own = structIn(header, 7);
    require(own !== undefined, "a dictionary without a header");
    const nValues = countIn(own, 1, "the size of a dictionary");
    const encoding = numberIn(own, 2, "an encoding");
    return { length, found: { kind: "dictionary", nValues, encoding, ...place, packed: codec !== 0, levels: null } };
  }
  if (type === TYPE.data) {
    const own = structIn(header, 5);
    require(own !== undefined, "a page without a header");
    const nValues = countIn(own, 1, "the number of a page's values");
    const encoding = numberIn(own, 2, "an encoding");
    return { length, found: { kind: "data", nValues, encoding, ...place, packed: codec !== 0, levels: null } };
  }
  if (type !== TYPE.dataV2) throw new Damage(`a page of unknown type ${type}`);
  const own = structIn(header, 8);
  require(own !== undefined, "a page without a header");
  const nValues = countIn(own, 1, "the number of a page's values");
  const encoding = numberIn(own, 4, "an encoding");
  const levels = countIn(own, 5, "the length of levels", 0) + countIn(own, 6, "the length of levels", 0);
  require(levels <= length && levels <= size, `a page of ${length} bytes with ${levels} of levels`);
  const packed = codec !== 0 && own.fields.get(7) !== false;
  return { length, found: { kind: "data", nValues, encoding, ...place, packed, levels } };
}
