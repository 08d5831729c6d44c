/**
 * The rows of Parquet files as if they were one table, read from the first to the last as often as wanted, some columns at a time
 * and in memory that does not grow with the rows.
 */
import { DataError } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { RowReader, RowSource } from "../../../table/row-source.js";
import { unknownColumn } from "../../../table/typing.js";
import type { ByteSource } from "../../source.js";
import { ChunkReader } from "../chunk-reader.js";
import { isNumeric, leafType } from "../column-type.js";
import { type Footer, readFooter } from "../footer.js";
import { sound } from "../sound.js";
import { type ColumnPart, type ColumnStream, keyStream, numberStream } from "./column-streams.js";
import { ColumnKeys } from "./keys.js";

/** A file, and what its footer says. */
interface File {
  readonly source: ByteSource;
  readonly reader: ChunkReader;
  readonly footer: Footer;
}

export class ParquetRows implements RowSource<ColumnKeys> {
  private constructor(
    private readonly files: readonly File[],
    /** Throws DataError `file_changed` where a file is not what it was. */
    readonly confirm: () => Promise<void>,
  ) {}

  /** The rows of `sources` in their order; `confirm` throws where one of them has changed. Throws DataError as the format does, `parquet_no_rows`. */
  static async open(
    sources: readonly ByteSource[],
    confirm: () => Promise<void> = async () => {},
  ): Promise<ParquetRows> {
    const files: File[] = [];
    for (const source of sources) {
      const footer = await sound(source, () => readFooter(source));
      files.push({ source, reader: new ChunkReader(source), footer });
    }
    const rows = new ParquetRows(files, confirm);
    if (rows.nRows > 0) return rows;
    throw new DataError("parquet_no_rows", `${rows.name} has no rows.`, {
      got: 0,
      expected: "rows",
      source: rows.name,
    });
  }

  /** What messages call them. */
  get name(): string {
    const [first] = this.files;
    return this.files.length === 1
      ? first!.source.name
      : `${this.files.length} files, ${first?.source.name} the first of them,`;
  }

  get nFiles(): number {
    return this.files.length;
  }

  get nRows(): number {
    return this.files.reduce((sum, { footer }) => sum + footer.nRows, 0);
  }

  /** Names of the columns of the first file. */
  get columns(): readonly string[] {
    return this.files[0]!.footer.columns.map(({ name }) => name);
  }

  /** Whether the column holds numbers. Throws as `reader`. */
  isNumeric(name: string): boolean {
    return this.partsOf(name).every(({ type }) => isNumeric(type.meaning));
  }

  keys(engine: Engine, column: string, exact: boolean, most: number): ColumnKeys {
    return new ColumnKeys(engine, column, exact, most);
  }

  /**
   * Reads columns of numbers and of keys from the first row on. Throws DataError `unknown_column`, `parquet_nested`, `parquet_type`,
   * and `text_in_arithmetic` where a column of numbers holds text.
   */
  reader(
    engine: Engine,
    numbers: readonly string[],
    keys: readonly { readonly name: string; readonly keys: ColumnKeys }[],
  ): RowReader {
    return new StreamReader(
      this.nRows,
      numbers.map((name) => numberStream(engine, this.numericParts(name))),
      keys.map(({ name, keys }) => keyStream(engine, this.partsOf(name), keys)),
    );
  }

  private numericParts(name: string): ColumnPart[] {
    const parts = this.partsOf(name);
    const text = parts.find(({ type }) => !isNumeric(type.meaning));
    if (text === undefined) return parts;
    throw new DataError(
      "text_in_arithmetic",
      `${text.reader.name}: column '${name}' is of type ${text.type.stored} where a number is needed; use factor(${name}), compare it with ==, or write it as a number.`,
      { got: text.type.stored, expected: "numbers", column: name },
    );
  }

  private partsOf(name: string): ColumnPart[] {
    return this.files.map(({ source, reader, footer }) => {
      const node = footer.columns.find((column) => column.name === name);
      if (node === undefined) {
        const names = footer.columns.map((column) => column.name);
        throw unknownColumn(name, names, source.name);
      }
      const type = leafType(node, source.name);
      return { reader, name, type, chunks: footer.chunksOf(node) };
    });
  }
}

/** Rows in pieces, a stream a column. */
class StreamReader implements RowReader {
  private done = 0;
  private loaded = 0;

  constructor(
    private readonly nRows: number,
    private readonly numbers: readonly ColumnStream<Float64Array>[],
    private readonly keys: readonly ColumnStream<Uint32Array>[],
  ) {}

  /** Loads the next rows, `most` or as many as are left: how many. */
  async load(most: number): Promise<number> {
    const rows = Math.min(most, this.nRows - this.done);
    for (const stream of [...this.numbers, ...this.keys]) await stream.load(rows);
    this.loaded = rows;
    return rows;
  }

  /** Decodes what is loaded: linear memory may grow. */
  decode(): void {
    for (const stream of [...this.numbers, ...this.keys]) stream.decode();
  }

  /** Hands the rows on that were loaded and decoded, a column into each array. */
  take(numbers: readonly Float64Array<ArrayBufferLike>[], keys: readonly Uint32Array<ArrayBufferLike>[]): void {
    for (const [j, stream] of this.numbers.entries()) stream.take(numbers[j]!.subarray(0, this.loaded) as Float64Array);
    for (const [j, stream] of this.keys.entries()) stream.take(keys[j]!.subarray(0, this.loaded) as Uint32Array);
    this.done += this.loaded;
    this.loaded = 0;
  }
}
