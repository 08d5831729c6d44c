/**
 * The values of one field in one batch: which rows have one, and numbers or texts of them.
 */
import type { BufferReader, FieldPlace } from "./buffers.js";
import type { Batch } from "./messages-in-file.js";
import type { ArrowType } from "./schema.js";

/** The rows of one field in one batch. */
export interface Rows {
  readonly n: number;
  /** Whether a row has a value. */
  readonly has: (row: number) => boolean;
}

export interface FixedValues extends Rows {
  readonly data: DataView<ArrayBuffer>;
}

export interface TextValues extends Rows {
  /** Passes the bytes of row `row` on: where they are and between which places. */
  readonly at: (row: number, take: (bytes: Uint8Array, start: number, end: number) => void) => void;
}

/** The rows of a field, and where its values begin among the buffers. Throws DataError `file_damaged`. */
export async function rowsOf(reader: BufferReader, batch: Batch, place: FieldPlace): Promise<Rows> {
  const [n, missing] = batch.nodes[place.node] ?? [];
  if (n !== batch.nRows) throw reader.broken(`has ${n} rows in a batch of ${batch.nRows}`);
  if (missing === 0) return { n, has: () => true };
  const bits = await reader.bytes(place.buffer, Math.ceil(n / 8));
  return { n, has: (row) => (bits[row >>> 3]! & (1 << (row & 7))) !== 0 };
}

/** Values of `bits` each. */
export async function fixedValues(
  reader: BufferReader,
  batch: Batch,
  place: FieldPlace,
  bits: number,
): Promise<FixedValues> {
  const rows = await rowsOf(reader, batch, place);
  const data = await reader.bytes(place.buffer + 1, Math.ceil((rows.n * bits) / 8));
  return { ...rows, data: new DataView(data.buffer, data.byteOffset, data.length) };
}

type TextType = ArrowType & { readonly is: "text" | "bytes" };

/** Texts, or bytes of any length. */
export async function textValues(
  reader: BufferReader,
  batch: Batch,
  place: FieldPlace,
  { offsets }: TextType,
): Promise<TextValues> {
  const rows = await rowsOf(reader, batch, place);
  if (rows.n === 0) return { ...rows, at: () => {} };
  if (offsets === "view") return viewValues(reader, batch, place, rows);
  const width = offsets / 8;
  const bytes = await reader.bytes(place.buffer + 1, width * (rows.n + 1));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const offset = (row: number) =>
    width === 4 ? view.getInt32(4 * row, true) : Number(view.getBigInt64(8 * row, true));
  const length = offset(rows.n);
  if (!(length >= 0 && length <= Number.MAX_SAFE_INTEGER)) throw reader.broken("has texts that end before they begin");
  const data = await reader.bytes(place.buffer + 2, length);
  return {
    ...rows,
    at: (row, take) => {
      const [start, end] = [offset(row), offset(row + 1)];
      if (!(start >= 0 && start <= end && end <= length))
        throw reader.broken(`has a text in row ${row + 1} of a batch that is beyond its buffer`);
      take(data, start, end);
    },
  };
}

const VIEW_BYTES = 16;
/** Texts of so few bytes stand in the view itself. */
const INLINE = 12;

async function viewValues(reader: BufferReader, batch: Batch, place: FieldPlace, rows: Rows): Promise<TextValues> {
  const bytes = await reader.bytes(place.buffer + 1, VIEW_BYTES * rows.n);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const needed = new Array<number>(batch.variadic[place.variadic] ?? 0).fill(0);
  for (let row = 0; row < rows.n; row++) {
    const length = view.getInt32(VIEW_BYTES * row, true);
    if (!rows.has(row) || length <= INLINE) continue;
    const buffer = view.getInt32(VIEW_BYTES * row + 8, true);
    const start = view.getInt32(VIEW_BYTES * row + 12, true);
    if (!(buffer >= 0 && buffer < needed.length && start >= 0))
      throw reader.broken(`has a text in row ${row + 1} of a batch that is in no buffer`);
    needed[buffer] = Math.max(needed[buffer]!, start + length);
  }
  const data: Uint8Array[] = [];
  for (const [k, length] of needed.entries()) data.push(await reader.bytes(place.buffer + 2 + k, length));
  return {
    ...rows,
    at: (row, take) => {
      const at = VIEW_BYTES * row;
      const length = view.getInt32(at, true);
      if (length < 0) throw reader.broken(`has a text in row ${row + 1} of a batch of ${length} bytes`);
      if (length <= INLINE) take(bytes, at + 4, at + 4 + length);
      else {
        const start = view.getInt32(at + 12, true);
        take(data[view.getInt32(at + 8, true)]!, start, start + length);
      }
    },
  };
}
