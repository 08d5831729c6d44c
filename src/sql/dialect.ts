/**
 * How the engines write the few things that statements need and that they write differently. Statements are functions of a
 * specification and a dialect; nothing else in the library knows which engine it speaks to. Numbers are typed from text: a bare `1.0`
 * is a decimal in four of the five, which Trino rounds and PostgreSQL reckons with slowly.
 */

/** One engine's way of writing. */
export interface Dialect {
  readonly name: "duckdb" | "postgres" | "clickhouse" | "trino" | "spark";
  /** `expression` as a double. */
  readonly double: (expression: string) => string;
  /** `expression` as text. */
  readonly varchar: (expression: string) => string;
  /** `expression`, a whole number, as an integer of 64 bits that is never NULL: what windows of so many periods are over. */
  readonly whole: (expression: string) => string;
  /** A finite number as a literal of type double. */
  readonly number: (value: number) => string;
  /** Infinity as a literal of type double. */
  readonly infinity: string;
  /** A double, NULL where it is NaN; written out up to three times. */
  readonly withoutNaN: (expression: string) => string;
  /** What is no error but infinite, 0 or NaN, as IEEE 754 has it: a quotient by 0; powers and e^x at their limits. */
  readonly ieee: { readonly division: boolean; readonly powers: boolean };
  /** What is left of x over y, doubles, y not 0, with the sign of x; undefined where this can't be had of any two. */
  readonly remainder: ((x: string, y: string) => string) | undefined;
  /** A text to compare by code point. */
  readonly codePoints: (expression: string) => string;
  /** A text as a literal. */
  readonly text: (value: string) => string;
  /** A name of a column or table, quoted. */
  readonly quoted: (name: string) => string;
  /**
   * Ends a SELECT within another whose columns are named many times, so that each is reckoned once: an engine may write them out where
   * they are named.
   */
  readonly once: string;
  /** Element `index` (SQL, counted from 1) of a list of doubles. */
  readonly element: (values: ArrayLike<number>, index: string) => string;
  /** Which of `m` buckets an expression's value falls into, 0 to m - 1: the same within an engine, not between engines. */
  readonly bucket: (expression: string, m: number) => string;
}

const cast = (type: string) => (expression: string) => `CAST(${expression} AS ${type})`;
/** The shortest decimal that is read back as `value`. */
function digits(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no literal.`);
  return Object.is(value, -0) ? "0" : String(value);
}
/** Finite numbers as one text, with commas. */
export const doubleList = (values: ArrayLike<number>): string => Array.from(values, digits).join(",");
const doubled = (quote: string) => (text: string) => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
const plain = doubled("'");
const same = (expression: string): string => expression;
/** Where NaN equals itself. */
const nullif = (nan: string) => (expression: string) => `nullif(${expression}, ${nan})`;
const escaped = (quote: string) => (text: string) =>
  `${quote}${text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;

const duckdb: Dialect = {
  name: "duckdb",
  double: cast("DOUBLE"),
  varchar: cast("VARCHAR"),
  whole: cast("BIGINT"),
  number: (value) => `'${digits(value)}'::DOUBLE`,
  infinity: "'Infinity'::DOUBLE",
  ieee: { division: true, powers: true },
  withoutNaN: nullif("'NaN'::DOUBLE"),
  remainder: (x, y) => `(${x} % ${y})`,
  codePoints: same,
  text: plain,
  quoted: doubled('"'),
  once: "",
  element: (values, index) => `(string_split('${doubleList(values)}', ',')::DOUBLE[])[${index}]`,
  bucket: (expression, m) => `(hash(${expression}) % ${m})`,
};

const postgres: Dialect = {
  name: "postgres",
  double: cast("float8"),
  varchar: cast("text"),
  whole: cast("bigint"),
  number: (value) => `'${digits(value)}'::float8`,
  infinity: "'Infinity'::float8",
  ieee: { division: false, powers: false },
  // NULLIF is computed where rows are gathered, CASE where they are (postgres_fdw)
  withoutNaN: (expression) => `CASE WHEN ${expression} <> 'NaN'::float8 THEN ${expression} END`,
  // its % is of integers and of decimals
  remainder: undefined,
  codePoints: (expression) => `${expression} COLLATE "C"`,
  // a backslash is itself whatever standard_conforming_strings says, where E'' doubles it
  text: (value) => (value.includes("\\") ? ` E${escaped("'")(value)}` : plain(value)),
  quoted: doubled('"'),
  once: " OFFSET 0",
  element: (values, index) => `(string_to_array('${doubleList(values)}', ',')::float8[])[${index}]`,
  bucket: (expression, m) => `mod(mod(hashtextextended(CAST(${expression} AS text), 0), ${m}) + ${m}, ${m})`,
};

const clickhouse: Dialect = {
  name: "clickhouse",
  double: (expression) => `toFloat64(${expression})`,
  varchar: (expression) => `toString(${expression})`,
  whole: (expression) => `assumeNotNull(toInt64(${expression}))`,
  number: (value) => `toFloat64('${digits(value)}')`,
  infinity: "toFloat64('inf')",
  ieee: { division: true, powers: true },
  withoutNaN: (expression) => `CASE WHEN ${expression} = ${expression} THEN ${expression} END`,
  remainder: (x, y) => `(${x} % ${y})`,
  codePoints: same,
  text: escaped("'"),
  quoted: escaped('"'),
  once: "",
  element: (values, index) => `arrayMap(x -> toFloat64(x), splitByChar(',', '${doubleList(values)}'))[${index}]`,
  bucket: (expression, m) => `(cityHash64(${expression}) % ${m})`,
};

const trino: Dialect = {
  name: "trino",
  double: cast("DOUBLE"),
  varchar: cast("VARCHAR"),
  whole: cast("BIGINT"),
  number: (value) => `DOUBLE '${digits(value)}'`,
  infinity: "infinity()",
  ieee: { division: true, powers: true },
  withoutNaN: (expression) => `CASE WHEN ${expression} = ${expression} THEN ${expression} END`,
  remainder: (x, y) => `mod(${x}, ${y})`,
  codePoints: same,
  text: plain,
  quoted: doubled('"'),
  once: "",
  element: (values, index) => `element_at(CAST(split('${doubleList(values)}', ',') AS ARRAY(DOUBLE)), ${index})`,
  bucket: (expression, m) =>
    `mod(mod(from_big_endian_64(xxhash64(to_utf8(CAST(${expression} AS VARCHAR)))), ${m}) + ${m}, ${m})`,
};

const spark: Dialect = {
  name: "spark",
  double: cast("DOUBLE"),
  varchar: cast("STRING"),
  whole: cast("BIGINT"),
  number: (value) => `CAST('${digits(value)}' AS DOUBLE)`,
  infinity: "CAST('Infinity' AS DOUBLE)",
  ieee: { division: false, powers: true },
  withoutNaN: nullif("CAST('NaN' AS DOUBLE)"),
  remainder: (x, y) => `(${x} % ${y})`,
  codePoints: same,
  text: escaped("'"),
  quoted: doubled("`"),
  once: "",
  element: (values, index) =>
    `element_at(CAST(split('${doubleList(values)}', ',') AS ARRAY<DOUBLE>), CAST(${index} AS INT))`,
  bucket: (expression, m) => `pmod(xxhash64(${expression}), ${m})`,
};

export const dialects = { duckdb, postgres, clickhouse, trino, spark } as const satisfies Record<string, Dialect>;

/** 1 where a condition holds, 0 where it does not or is not known. */
export const flag = ({ number }: Pick<Dialect, "number">, condition: string): string =>
  `CASE WHEN ${condition} THEN ${number(1)} ELSE ${number(0)} END`;

/** The number of rows of which a condition holds; NULL of no rows. */
export const countOf = (dialect: Pick<Dialect, "number">, condition: string): string =>
  `sum(${flag(dialect, condition)})`;

/** 1 where a condition holds, 0 where it does not, NULL where it is not known. */
export const truth = ({ number }: Pick<Dialect, "number">, condition: string): string =>
  `CASE WHEN ${condition} THEN ${number(1)} WHEN NOT ${condition} THEN ${number(0)} END`;

/** Any double as a literal; NaN is NULL. */
export function doubleLiteral({ number, double, infinity }: Dialect, value: number): string {
  if (Number.isNaN(value)) return double("NULL");
  if (Number.isFinite(value)) return number(value);
  return value > 0 ? infinity : `(- ${infinity})`;
}
