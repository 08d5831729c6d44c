/**
 * The footer of a Parquet file: its columns, and where their chunks stand. Everything that will be allocated or read for is held against
 * the file and against what else the footer says. Source: Apache Parquet format 2.11, parquet.thrift.
 */
import { DataError } from "../../../base/errors.js";
import { trimCell } from "../../table/cells.js";
import { type ByteSource, bytesAt } from "../source.js";
import { Damage, require } from "./damage.js";
import {
  countIn,
  numberIn,
  ThriftReader as Reader,
  structIn,
  structsIn,
  type ThriftReader,
  type ThriftStruct,
  textIn,
} from "./thrift.js";

/** What a file begins and ends with; an encrypted one has another. */
const MAGIC = "PAR1";
const ENCRYPTED = "PARE";
/** Length of the footer and mark behind it. */
const TAIL = 8;
/** Rows a table may have. */
const MOST_ROWS = 2 ** 31;

/** A node of the schema that holds a value a row, or holds other nodes. */
export interface SchemaNode {
  readonly name: string;
  /** Physical type by its number; undefined for a group. */
  readonly type: number | undefined;
  readonly typeLength: number;
  readonly repetition: "required" | "optional" | "repeated";
  /** `ConvertedType` and `LogicalType` of the format; null where the file says none. */
  readonly converted: number | null;
  readonly logical: ThriftStruct | null;
  readonly scale: number;
  readonly precision: number;
  readonly children: readonly SchemaNode[];
}

/** A column's pages in one row group. */
export interface Chunk {
  readonly codec: number;
  readonly start: number;
  readonly bytes: number;
  /** Rows of the group, and how many stand before it. */
  readonly nRows: number;
  readonly firstRow: number;
}

/** What a file holds. */
export interface Footer {
  readonly nRows: number;
  /** Columns and groups of columns, in file order. */
  readonly columns: readonly SchemaNode[];
  /** The chunks of a column, one a row group; of columns that are no groups. */
  chunksOf(column: SchemaNode): readonly Chunk[];
  readonly createdBy: string | undefined;
}

/** Throws DataError `parquet_format` for another format or an encrypted file, `parquet_truncated`; Damage for what does not fit together. */
export async function readFooter(source: ByteSource): Promise<Footer> {
  await requireMagic(source);
  const tail = await bytesAt(source, source.size - TAIL, TAIL, "the end mark");
  const length = new DataView(tail.buffer).getUint32(0, true);
  require(length <= source.size - TAIL - MAGIC.length, `its footer has ${length} bytes, and the file ${source.size}`);
  const bytes = await source.slice(source.size - TAIL - length, source.size - TAIL);
  return footerOf(new Reader(bytes), source.size - TAIL - length);
}

async function requireMagic(source: ByteSource): Promise<void> {
  const mark = async (start: number) =>
    String.fromCharCode(...(await source.slice(Math.max(0, start), Math.min(source.size, start + MAGIC.length))));
  const { name, size } = source;
  const begin = await mark(0);
  const detail = { path: name, got: begin, expected: MAGIC };
  const encrypted = () =>
    new DataError("parquet_format", `${name} is encrypted Parquet, which is not read; write it in the clear.`, detail);
  if (begin === ENCRYPTED) throw encrypted();
  if (begin !== MAGIC) {
    throw new DataError("parquet_format", `${name} is not a Parquet file: it does not begin with ${MAGIC}.`, detail);
  }
  const end = await mark(size - MAGIC.length);
  if (end === ENCRYPTED && size >= TAIL + MAGIC.length) throw encrypted();
  if (end !== MAGIC || size < TAIL + MAGIC.length) {
    throw new DataError(
      "parquet_truncated",
      `${name} is cut short: it begins as Parquet and has no end mark; copy or download it again.`,
      { ...detail, got: end },
    );
  }
}

function footerOf(reader: ThriftReader, dataEnd: number): Footer {
  const file = reader.struct();
  const root = schemaOf(structsIn(file, 2, "nodes of the schema"));
  const nRows = countIn(file, 3, "the number of rows");
  require(nRows < MOST_ROWS, `it says that it has ${nRows} rows`);
  const groups = structsIn(file, 4, "row groups");
  const rowsOf = groups.map((group) => countIn(group, 3, "the rows of a group"));
  const total = rowsOf.reduce((sum, rows) => sum + rows, 0);
  require(total === nRows, `its row groups have ${total} rows, and the file ${nRows}`);
  const leaves = root.children.flatMap(leavesOf);
  const chunksOf = new Map(leaves.map((leaf): [SchemaNode, Chunk[]] => [leaf, []]));
  let firstRow = 0;
  groups.forEach((group, g) => {
    const nRows = rowsOf[g]!;
    if (nRows === 0) return; // the places of its pages are those of none
    const columns = structsIn(group, 1, "column chunks");
    require(columns.length ===
      leaves.length, `row group ${g + 1} has ${columns.length} columns, and the schema ${leaves.length}`);
    leaves.forEach((leaf, k) => {
      chunksOf.get(leaf)!.push({ ...placeOf(columns[k]!, dataEnd), nRows, firstRow });
    });
    firstRow += nRows;
  });
  return {
    nRows,
    columns: root.children,
    chunksOf: (column) => chunksOf.get(column)!,
    createdBy: textIn(file, 6),
  };
}

const leavesOf = (node: SchemaNode): SchemaNode[] =>
  node.type === undefined ? node.children.flatMap(leavesOf) : [node];

function placeOf(column: ThriftStruct, dataEnd: number) {
  const found = structIn(column, 3);
  if (found === undefined) throw new Damage("a column chunk without a place, as encrypted columns have");
  require(textIn(column, 1) === undefined, "a column chunk in another file");
  const dictionary = countIn(found, 11, "a page's place", 0);
  const data = countIn(found, 9, "a page's place");
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const bytes = countIn(found, 7, "a chunk's length");
  require(start >= MAGIC.length &&
    start + bytes <= dataEnd, `a column's pages are said to stand at byte ${start}, ${bytes} long`);
  return { codec: numberIn(found, 4, "a compression"), start, bytes };
}

const REPETITIONS = ["required", "optional", "repeated"] as const;

/** The root of the tree that `nodes`, depth first, make. */
function schemaOf(nodes: readonly ThriftStruct[]): SchemaNode {
  let next = 0;
  const take = (depth: number): SchemaNode => {
    const node = nodes[next++];
    require(node !== undefined && depth < 64, "its schema ends before it is complete");
    const nChildren = countIn(node, 5, "the number of a node's children", 0);
    const type = node.fields.get(1);
    const isLeaf = nChildren === 0 && typeof type === "number";
    const repetition = REPETITIONS[numberIn(node, 3, "a repetition", 0)];
    require(repetition !== undefined, "a node of unknown repetition");
    require(nChildren <= nodes.length - next, "its schema ends before it is complete");
    const decimal = structIn(structIn(node, 10) ?? { fields: new Map() }, 5);
    return {
      name: trimCell(textIn(node, 4) ?? ""),
      type: isLeaf ? type : undefined,
      typeLength: countIn(node, 2, "the width of a type", 0),
      repetition,
      converted: node.fields.has(6) ? numberIn(node, 6, "a converted type") : null,
      logical: structIn(node, 10) ?? null,
      scale: countIn(decimal ?? node, decimal === undefined ? 7 : 1, "a scale", 0),
      precision: countIn(decimal ?? node, decimal === undefined ? 8 : 2, "a precision", 0),
      children: Array.from({ length: nChildren }, () => take(depth + 1)),
    };
  };
  const root = take(0);
  require(next === nodes.length && root.type === undefined, "its schema is no tree");
  return root;
}
