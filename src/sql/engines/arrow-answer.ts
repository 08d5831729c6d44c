/**
 * An answer out of streams of Arrow, one for each batch of rows: doubles and texts. Knows nothing of who sends them.
 */
import { BufferReader, fieldPlaces } from "../../data/formats/arrow/buffers.js";
import { fixedValues, textValues } from "../../data/formats/arrow/field-values.js";
import { type Batch, readMessages } from "../../data/formats/arrow/messages-in-file.js";
import { type ArrowField, type ArrowType, typeName } from "../../data/formats/arrow/schema.js";
import { bytesSource, damaged } from "../../data/formats/source.js";
import type { AnswerColumn, SqlColumn, SqlKind } from "../engine.js";

type TextType = ArrowType & { readonly is: "text" | "bytes" };

/** Columns in the making, batch after batch. */
export class ArrowAnswer {
  /** Rows gathered so far. */
  rows = 0;
  private fields: readonly ArrowField[] | undefined;
  private parts: AnswerColumn[][] = [];

  /** `name` is what errors call the answer. */
  constructor(private readonly name: string) {}

  /** Takes the rows of one stream. Throws DataError `file_damaged`, `file_truncated`, RangeError for a column of another type. */
  async add(stream: Uint8Array): Promise<void> {
    const source = bytesSource(this.name, stream);
    const { fields, batches } = await readMessages(source);
    if (this.fields === undefined) {
      this.fields = requireKinds(fields);
      this.parts = fields.map(() => []);
    }
    if (typesOf(fields) !== typesOf(this.fields)) {
      throw damaged(this.name, `a batch has columns of ${typesOf(fields)} after one of ${typesOf(this.fields)}`);
    }
    for (const batch of batches) {
      const places = fieldPlaces(fields, batch.variadic);
      for (const [k, field] of fields.entries()) {
        const reader = new BufferReader(source, batch, field.name);
        const { type } = field;
        const part = isText(type)
          ? await texts(reader, batch, places[k]!, type)
          : await numbers(reader, batch, places[k]!);
        this.parts[k]!.push(part);
      }
      this.rows += batch.nRows;
    }
  }

  /** Every column whole. Throws RangeError where nothing was sent. */
  columns(): AnswerColumn[] {
    if (this.fields === undefined) throw new RangeError("it sent an answer without columns");
    return this.fields.map(({ type }, k) => {
      const parts = this.parts[k]!;
      return type.is === "text" ? (parts as string[][]).flat() : wholeOf(parts as Float64Array[], this.rows);
    });
  }
}

/** What the columns of a stream hold. Throws DataError `file_damaged`, `file_truncated`. */
export async function columnsIn(name: string, stream: Uint8Array): Promise<SqlColumn[]> {
  const { fields } = await readMessages(bytesSource(name, stream));
  return fields.map((field) => ({ name: field.name, kind: kindOf(field.type), type: typeName(field) }));
}

function kindOf({ is }: ArrowType): SqlKind {
  if (is === "int" || is === "float" || is === "decimal") return "number";
  if (is === "text") return "text";
  if (is === "bool") return "boolean";
  return is === "date" || is === "time" || is === "timestamp" ? "date" : "other";
}

const isText = (type: ArrowType): type is TextType => type.is === "text";
const typesOf = (fields: readonly ArrowField[]): string => fields.map(typeName).join(", ");

function requireKinds(fields: readonly ArrowField[]): readonly ArrowField[] {
  for (const [k, field] of fields.entries()) {
    const { type, dictionary } = field;
    const isKnown = type.is === "text" || (type.is === "float" && type.bits === 64);
    if (!isKnown || dictionary !== undefined)
      throw new RangeError(`it answered column ${k + 1} of type ${typeName(field)}, which is neither double nor text`);
  }
  return fields;
}

type Place = ReturnType<typeof fieldPlaces>[number];

async function numbers(reader: BufferReader, batch: Batch, place: Place): Promise<Float64Array> {
  const { n, has, data } = await fixedValues(reader, batch, place, 64);
  return Float64Array.from({ length: n }, (_, row) => (has(row) ? data.getFloat64(8 * row, true) : Number.NaN));
}

async function texts(reader: BufferReader, batch: Batch, place: Place, type: TextType): Promise<(string | null)[]> {
  const { n, has, at } = await textValues(reader, batch, place, type);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const out = new Array<string | null>(n).fill(null);
  for (let row = 0; row < n; row++) {
    if (!has(row)) continue;
    at(row, (bytes, start, end) => {
      out[row] = utf8.decode(bytes.subarray(start, end));
    });
  }
  return out;
}

function wholeOf(parts: readonly Float64Array[], rows: number): Float64Array {
  const [only] = parts;
  if (parts.length === 1) return only!;
  const out = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
