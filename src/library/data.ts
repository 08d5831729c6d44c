/** Reading, joining and writing tables, formulas in words, effects prepared ahead, and threads: as callers have them. */
import type { Column } from "../base/columns.js";
import { DataError } from "../base/errors.js";
import { csvPieces as csv } from "../data/formats/csv/write-csv.js";
import { parquetPieces as parquet } from "../data/formats/parquet/write/write-parquet.js";
import { type ReadFileOptions, readFile as read } from "../data/formats/read-file.js";
import { withoutLabels as bare } from "../data/labels.js";
import { lag as lagged } from "../data/panel/panel.js";
import { describe as summaries } from "../data/panel/sample.js";
import { type JoinKey, type JoinOptions, joinTables as join, MATCHES } from "../data/table/join.js";
import { withColumns as andColumns, selectRows as rowsOf, type Table } from "../data/table/table.js";
import { formatCsv as written } from "../data/table/write-csv.js";
import { argument, checked, optional } from "../declare/checked.js";
import {
  callback,
  closed,
  column,
  either,
  listOf,
  looked,
  named,
  needed,
  number,
  shape,
  signal,
  text,
  truth,
  words,
  yes,
} from "../declare/shape.js";
import { type ModelSpecInput, parseFormula as parseOne, modelSpec as spec } from "../formula/parser.js";
import { parsePanelGmm as parseGmm } from "../formula/read-panel-gmm.js";
import { parseFormulas as parseSeveral } from "../formula/several.js";
import { parseStata as parseLines, type StataReading } from "../formula/stata/parse-stata.js";
import type { StataPanel } from "../formula/stata/stata-model.js";
import { type Dimensions, memoryNeed as need } from "../regression/frame/memory-need.js";
import { type PlanOptions, prepareFixedEffects as prepare } from "../regression/least-squares/absorber-cache.js";
import { parseSsc as parseRule } from "../regression/variance/ssc.js";
import { data, engine, panel, table, tableShape } from "../verbs/argument-kinds.js";
import { fromStata as stata } from "../verbs/feols/from-stata.js";
import { type EngineWorkerOptions, startEngineWorker as start } from "../worker/client.js";
import { columns } from "./columns.js";

const texts = listOf(text);
const names = listOf(column);
const given = argument("text", text);

// Tables.

export const cellOptions = { text: names, numeric: names, missing: either(texts, named(texts, column)) };
export const formatOptions = {
  numericNames: yes,
  ...cellOptions,
  columns: names,
  encoding: text,
  delimiter: words(",", ";", "\t", "|"),
  sheet: either(text, number),
  range: text,
  headerRows: number,
};
export const contextOptions = {
  engine: looked<NonNullable<ReadFileOptions["engine"]>>(),
  maxMemory: number,
  onProgress: callback<NonNullable<ReadFileOptions["onProgress"]>>(),
  signal,
};

export const readFile = checked("readFile", read, () => [
  argument(
    "file",
    shape<Uint8Array | Blob>(
      "bytes (Uint8Array) or a Blob",
      (value) => value instanceof Uint8Array || value instanceof Blob,
    ),
  ),
  optional(argument("options", closed<ReadFileOptions>({ ...formatOptions, ...contextOptions, name: text }))),
]);
export const joinTables = checked("joinTables", join, () => [
  argument("left", tableShape),
  argument("right", tableShape),
  argument(
    "options",
    closed<JoinOptions>({
      on: needed(
        listOf(either(column, closed<Exclude<JoinKey, string>>({ left: needed(column), right: needed(column) }))),
      ),
      how: words("left", "inner", "outer"),
      match: words(...MATCHES),
      take: names,
    }),
  ),
]);
export const withColumns = checked("withColumns", andColumns, () => [table, columns]);
export const selectRows = checked(
  "selectRows",
  (of: Table, rows: Uint32Array) => {
    requireRows(of, rows);
    return rowsOf(of, rows);
  },
  () => [
    table,
    argument(
      "rows",
      shape<Uint32Array>("a Uint32Array of rows from 0", (value) => value instanceof Uint32Array),
    ),
  ],
);
/** Throws DataError `row_range` for a row that the table does not have. */
function requireRows({ nRows }: Table, rows: Uint32Array): void {
  const outside = rows.find((row) => row >= nRows);
  if (outside === undefined) return;
  throw new DataError("row_range", `selectRows: there is no row ${outside}: the table has ${nRows}, counted from 0.`, {
    got: outside,
    expected: `0..${nRows - 1}`,
  });
}

export const withoutLabels = checked("withoutLabels", bare, () => [table]);
export const describe = checked("describe", summaries, () => [table]);
export const lag = checked("lag", lagged, () => [
  panel,
  argument(
    "values",
    shape<Float64Array>("a Float64Array", (value) => value instanceof Float64Array),
  ),
  argument("k", number),
]);

const header = optional(argument("header", truth));
const iterable = <T>() =>
  shape<Iterable<T>>(
    "a list of tables",
    (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
  );

export const formatCsv = checked(
  "formatCsv",
  written as (columns: readonly Column[], header?: boolean) => string,
  () => [columns, header],
);
export const csvPieces = checked("csvPieces", csv, () => [
  engine,
  argument("tables", iterable()),
  header,
  optional(argument("room", looked())),
]);
export const parquetPieces = checked("parquetPieces", parquet, () => [
  engine,
  argument("tables", iterable()),
  optional(argument("integers", names)),
]);

// Formulas.

const known = optional(
  argument("known", closed<{ readonly columns?: readonly string[] | "any" }>({ columns: either(words("any"), texts) })),
);
const reading = optional(
  argument(
    "reading",
    closed<StataReading>({ columns: texts, panel: closed<StataPanel>({ unit: needed(column), time: column }) }),
  ),
);

export const parseFormula = checked("parseFormula", parseOne, () => [given, known]);
export const parseFormulas = checked("parseFormulas", parseSeveral, () => [given, known]);
export const parsePanelGmm = checked("parsePanelGmm", parseGmm, () => [given]);
export const parseStata = checked("parseStata", parseLines, () => [given, reading]);
export const fromStata = checked("fromStata", stata, () => [given, reading]);
export const parseSsc = checked("parseSsc", parseRule, () => [given]);
export const modelSpec = checked("modelSpec", spec, () => [
  argument(
    "input",
    closed<ModelSpecInput>({
      depvar: needed(text),
      terms: texts,
      intercept: truth,
      fixedEffects: texts,
      instruments: closed<NonNullable<ModelSpecInput["instruments"]>>({
        endogenous: needed(texts),
        excluded: needed(texts),
      }),
    }),
  ),
]);

// Effects, memory, threads.

export const prepareFixedEffects = checked("prepareFixedEffects", prepare, () => [
  engine,
  data,
  argument("effects", text),
  optional(
    argument(
      "options",
      closed<PlanOptions>({
        solver: words("auto", "direct", "map", "krylov"),
        tolerance: number,
        maxIterations: number,
        weights: text,
        subset: text,
        fixefRm: words("singletons", "once", "none"),
      }),
    ),
  ),
]);

const counts = listOf(number);

export const memoryNeed = checked("memoryNeed", need, () => [
  argument(
    "dimensions",
    closed<Dimensions>({
      n: needed(number),
      k: needed(number),
      instruments: closed<NonNullable<Dimensions["instruments"]>>({
        excluded: needed(number),
        endogenous: needed(number),
        secondStep: needed(truth),
      }),
      levels: needed(counts),
      slopes: counts,
      weighted: needed(truth),
      rowsAtATime: number,
      clusters: needed(counts),
      places: number,
      scoreSums: looked(),
    }),
  ),
]);
export const startEngineWorker = checked("startEngineWorker", start, () => [
  optional(argument("options", closed<EngineWorkerOptions>({ threads: looked(), wasm: looked() }))),
]);
