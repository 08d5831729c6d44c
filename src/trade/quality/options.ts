/**
 * Names and tables that a run of quality speaks of: roles of columns, columns it adds, tables of elasticities and of codes, and how
 * a command line writes them. Knows nothing of kernels.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import type { Table } from "../../data/table/table.js";
import { FileValue, type OptionsOf, text } from "../../declare/option.js";

/** Columns whose combinations are groups; `written` as the caller spells it. */
export interface Keys {
  readonly written: string;
  readonly columns: readonly string[];
}

/** Names that stand for columns of the data: the roles of a customs-like file. */
export const ROLES = ["firm", "product", "dest", "year", "value", "quantity", "city", "province"] as const;
export type Role = (typeof ROLES)[number];

/** Columns by role; a role left out stands for the column of its own name. */
export type RoleColumns = { readonly [role in Role]?: string };

/** A table of elasticities, a row a product code (or a country and code). */
export interface SigmaTable {
  readonly table: Table;
  /** Column of product codes; codes of any length, of which the longest that begins a product's code counts. Found if not given. */
  readonly code?: string;
  /** Column of the elasticity. Found if not given. */
  readonly sigma?: string;
  /** Column of the country that buys, matched with the destination; null: none. Found if not given. */
  readonly country?: string | null;
}

/** A table from product codes to others, for the rows of some years. */
export interface Concordance {
  readonly table: Table;
  /** Column of the codes as they stand in the data. Found if not given. */
  readonly from?: string;
  /** Column of the codes wanted. Found if not given. */
  readonly to?: string;
  /** First and last year it is for; default all. */
  readonly years?: readonly [number, number];
}

/** What becomes of rows for which there is no elasticity: `exclude`, or this elasticity. */
export type Instead = "exclude" | number;

/** Columns a run adds to the rows; `sigma` where it is not one number. */
export const ROW_COLUMNS = ["unit_value", "quality", "r_quality"] as const;
export const SIGMA_COLUMN = "sigma";
/**
 * Quality as estimated, equation (4), and normalised, equation (5): the same names in rows, aggregates and panels, where they
 * are means. Up to version 0.1.0 aggregates called the normalised mean `quality` and the other `quality_raw`.
 */
export const RAW = "quality";
export const NORMALISED = "r_quality";

/** The lower end of the range that Anderson & van Wincoop (2004), doi:10.1257/0022051042177649, find likely. */
export const DEFAULT_SIGMA = 5;
export const DEFAULT_EFFECTS = "product + dest^year";
export const DEFAULT_CELLS = "product^year";
export const DEFAULT_MIN_F = 10;
/** Memory of DuckDB where a file is streamed. */
export const DEFAULT_MEMORY = "2GB";
/** Words in the names of Chinese trading companies (Ahn, Khandelwal & Wei 2011), and their English ones. */
export const DEFAULT_INTERMEDIARIES = "进出口|贸易|外贸|经贸|工贸|科贸|商贸|外经|import|export|trading|trade";
/** Unit values this many times off the median of their product-year are warned of when they are not dropped. */
export const SUSPECT_RATIO = 100;
/** Digits of the product code a key `hs2`, `hs4` or `hs6` takes. */
export const PREFIXES: Readonly<Record<string, number>> = { hs2: 2, hs4: 4, hs6: 6 };

/** How a run on a file larger than memory is held. */
export const streamOptions = {
  memory: text(
    `stream, engine duckdb: memory DuckDB may hold, such as 500MB (default: ${DEFAULT_MEMORY}); cells come on top`,
    {
      shape: "size",
    },
  ),
  temp: text("stream, engine duckdb: folder for temporary files, a few times the data (default: the system's)", {
    shape: "folder",
  }),
};

export interface StreamOptions extends OptionsOf<typeof streamOptions> {}

/** A number, `iv`, `ols` as they are; the table of `table:FILE[,code=...]`. */
export function readSigma(source: string): number | string | SigmaTable | FileValue<SigmaTable> {
  if (!source.startsWith("table:")) return source;
  return named("--sigma table:", source.slice("table:".length), ["code", "sigma", "country"], (table, parts) => {
    const { country, ...columns } = parts;
    return { table, ...columns, ...(country === undefined ? {} : { country: country === "none" ? null : country }) };
  });
}

export function readConcordanceFile(written: string): FileValue<Concordance> {
  return named("--concordance ", written, ["years", "from", "to"], (table, { years, ...columns }) => ({
    table,
    ...columns,
    ...(years === undefined ? {} : { years: yearsOf(years) }),
  }));
}

/** Parts that name columns of codes, which are read as text. */
const CODE_PARTS = ["code", "from", "to"];

type Parts<N extends string> = { readonly [name in N]?: string };

/** FILE[,name=value]..., as `of` makes a value of them; throws UsageError `file_part` for other names. */
function named<T, N extends string>(
  option: string,
  written: string,
  names: readonly N[],
  of: (table: Table, parts: Parts<N>) => T,
): FileValue<T> {
  const [file = "", ...pieces] = written.split(",");
  const parts = pieces.map((piece) => {
    const at = piece.indexOf("=");
    const name = piece.slice(0, Math.max(0, at)).trim();
    if ((names as readonly string[]).includes(name)) return [name, piece.slice(at + 1).trim()] as const;
    throw new UsageError(
      "file_part",
      `${option}${file}: '${piece}' is not understood${didYouMean(name, names)} After the file come ${names.map((one) => `${one}=...`).join(", ")}.`,
      { got: piece, expected: names },
    );
  });
  const codes = parts.flatMap(([name, part]) => (CODE_PARTS.includes(name) ? [part] : []));
  return new FileValue(file, codes, (table) => of(table, Object.fromEntries(parts) as Parts<N>));
}

/** Years that stand for an open end: the record, which is JSON, has no infinity. */
const [FIRST_YEAR, LAST_YEAR] = [0, 9999];

function yearsOf(written: string): readonly [number, number] {
  const match = /^(\d{4})?-(\d{4})?$/.exec(written) ?? /^(\d{4})$/.exec(written);
  if (match === null) {
    throw new UsageError(
      "concordance_years",
      `Years of a concordance are such as 2017-2021 or 2017-, got '${written}'.`,
      {
        got: written,
        expected: "FIRST-LAST",
      },
    );
  }
  const first = match[1] === undefined ? FIRST_YEAR : Number(match[1]);
  if (match.length === 2) return [first, first];
  return [first, match[2] === undefined ? LAST_YEAR : Number(match[2])];
}
