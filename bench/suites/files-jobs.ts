/**
 * The jobs of the suite `files`: a table made of seeded numbers, of so many rows and columns.
 */
import { makeTable, type Table } from "../../src/data/table/table.js";
import { normals } from "../problems/random.js";

/** Formats that are written as well as read. */
type Own = "csv" | "parquet" | "dta";
type FileFormat = Own | "xlsx" | "rds" | "feather" | "sav";
export type Direction = `write-${Own}` | `read-${FileFormat}`;

export const formatOf = (direction: Direction): FileFormat => direction.split("-")[1] as FileFormat;

/** Where a job's table stands, by format. */
export type Made = Readonly<Record<Own, string>> & Partial<Readonly<Record<FileFormat, string>>>;

/** What is done with a file of so many rows and columns. */
export interface FilesJob {
  readonly name: string;
  readonly direction: Direction;
  readonly rows: number;
  readonly columns: number;
}

/** `write-csv-1e6x14`: numbers of all digits but a unit and a year; `write-csv-1e6x14-rounded`: of six decimals. */
const NAME = /^((?:write|read)-(?:csv|parquet|dta)|read-(?:xlsx|rds|feather|sav))-(\d+(?:e\d)?)x(\d+)(-rounded)?$/;

export const isFilesJob = (name: string): boolean => NAME.test(name);

export const standardFilesJobs = [
  "write-csv-1e6x14",
  "write-csv-1e6x14-rounded",
  "read-csv-1e6x14",
  "read-csv-1e6x14-rounded",
  "write-parquet-1e6x12",
  "read-parquet-1e6x12",
  "write-dta-1e6x12",
  "read-dta-1e6x12",
  "read-feather-1e6x12",
  "read-rds-1e6x12",
  "read-sav-1e6x12",
  "read-xlsx-1e5x12",
];

export function filesJob(name: string): FilesJob {
  const [, direction, rows, columns] = NAME.exec(name)!;
  return { name, direction: direction as Direction, rows: Number(rows), columns: Number(columns) };
}

const SEED = 20_261_128;
/** Rows of a unit. */
const YEARS = 10;

export function filesTable({ name, rows, columns }: FilesJob): Table {
  const rounded = name.endsWith("-rounded");
  const numbers = (k: number) => {
    const values = normals(rows, SEED, k);
    return rounded ? values.map((value) => Math.round(1e6 * value) / 1e6) : values;
  };
  const keys = [
    {
      kind: "numeric" as const,
      name: "unit",
      values: Float64Array.from({ length: rows }, (_, i) => Math.floor(i / YEARS)),
    },
    {
      kind: "numeric" as const,
      name: "year",
      values: Float64Array.from({ length: rows }, (_, i) => 2010 + (i % YEARS)),
    },
  ].slice(0, Math.max(0, columns - 12));
  const others = Array.from({ length: columns - keys.length }, (_, k) => ({
    kind: "numeric" as const,
    name: `x${k + 1}`,
    values: numbers(k),
  }));
  return makeTable([...keys, ...others], { name: "made", bytes: 0, sha256: null });
}
