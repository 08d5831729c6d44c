/** Numbers with a point or an exponent that stand in a statement outside quotes: decimals to four engines of five. */
import type { Dialect } from "../../src/sql/dialect.js";

/** Texts and names in quotes, which are doubled within; in some, a backslash comes before them. */
const DOUBLED = /E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"/gs;
const ESCAPED = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`/gs;
const NUMBER = /(?<![\w.])(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w.])/g;

/** The bare decimals of `sql`. */
export function bareDecimals(sql: string, { name }: Pick<Dialect, "name">): string[] {
  const quoted = name === "clickhouse" || name === "spark" ? ESCAPED : DOUBLED;
  return (sql.replaceAll(quoted, "''").match(NUMBER) ?? []).filter((number) => /[.eE]/.test(number));
}
