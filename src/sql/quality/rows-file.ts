/**
 * The rows with their quality, written by DuckDB: row_id, all columns of the data, unit_value, quality and
 * r_quality, in the order of the data. The file appears under its name when it is complete and the data are known not to have changed, or not
 * at all.
 */
import { DataError } from "../../base/errors.js";
import { systemWords } from "../../base/system-error.js";
import { writeTogether } from "../../data/disk/transaction.js";
import { literal } from "../../data/files/duckdb.js";
import { ROW_COLUMNS, SIGMA_COLUMN } from "../../trade/quality/options.js";
import type { Session } from "../session.js";
import type { Source } from "../source.js";

const ROW_ID = "row_id";

/** Throws DataError `row_name_taken` where the data has a column of a name the rows get. */
export function refuseRowId({ header }: Source): void {
  if (!header.has(ROW_ID)) return;
  throw new DataError(
    "row_name_taken",
    `The rows get columns ${[ROW_ID, ...ROW_COLUMNS].join(", ")}, but ${header.source.name} has a column '${ROW_ID}' already; rename it.`,
    { got: ROW_ID, expected: "another name", column: ROW_ID },
  );
}

/** The rows, and what else they have. */
export interface RowColumns {
  /** SQL that can follow FROM. */
  readonly from: string;
  /** Whether each row has a sigma of its own. */
  readonly sigmaByRow: boolean;
  /** Columns whose numbers are sums of several rows'; null where no rows were summed. */
  readonly summed: { readonly value: string; readonly quantity: string } | null;
}

/**
 * Writes rows to `path`, Parquet or CSV by its name. Columns are as they are in a Parquet file;
 * of a text file they are typed in Parquet, and the same text in CSV. Throws DataError `cannot_write`.
 */
export async function writeRows(
  session: Session,
  source: Source,
  path: string,
  { from, sigmaByRow, summed }: RowColumns,
): Promise<void> {
  const parquet = path.toLowerCase().endsWith(".parquet");
  const typed = parquet && source.format === "text";
  const columns = source.columns.map(({ name, position }) => {
    const made = summed === null ? undefined : ([summed.value, summed.quantity] as const).indexOf(name);
    const own = `${typed ? "v" : "c"}${position}`;
    return `${made === 0 ? "rows.v" : made === 1 ? "rows.q" : own} AS ${identifier(name)}`;
  });
  const [unitValue, quality, rQuality] = ROW_COLUMNS;
  const sigma = sigmaByRow ? `, s AS ${SIGMA_COLUMN}` : "";
  const numbers = `p AS ${unitValue}${sigma}, quality AS ${quality}, rq AS ${rQuality}`;
  const rows = `SELECT row_id AS ${ROW_ID}, ${columns.join(", ")}, ${numbers}
    FROM data JOIN (SELECT id AS row_id, v, q, p, quality, rq${sigmaByRow ? ", s" : ""} FROM ${from}) AS rows USING (row_id) ORDER BY row_id`;
  const format = parquet
    ? "FORMAT parquet, COMPRESSION zstd"
    : `FORMAT csv, HEADER true, COMPRESSION ${path.toLowerCase().endsWith(".gz") ? "gzip" : "none"}`;
  let placed = path;
  await writeTogether(async ({ place }) => {
    placed = place(path);
    await session.run(`COPY (${rows}) TO ${literal(placed)} (${format})`);
    await session.confirm();
  }).catch((error: Error) => {
    // what DuckDB could not write may be a temporary file, too: it names the file
    const cause = error instanceof DataError ? error.cause : error;
    const isOfRows = /^E[A-Z0-9]+$/.test((cause as NodeJS.ErrnoException)?.code ?? "") || said(cause).includes(placed);
    throw isOfRows ? cannotWrite(path, cause) : error;
  });
}

const said = (cause: unknown): string => (cause instanceof Error ? cause.message : "");

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const cannotWrite = (path: string, cause: unknown): DataError =>
  new DataError("cannot_write", `Can't write the rows to '${path}': ${systemWords(cause)}.`, { got: path }, { cause });
