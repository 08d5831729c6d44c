/**
 * Whether a table has points or commas before its decimals. A mark that can part no thousands says so: before one, two or more than three
 * digits, or behind a zero. Points where numbers say neither or both.
 */
import type { Grid } from "../../grid.js";

const POINT = /(?:^|[^\d.,])(?:0?\.\d+|\d+\.(?:\d{1,2}|\d{4,}))(?![\d.,])|,\d{3}\.\d/u;
const COMMA = /(?:^|[^\d.,])(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))(?![\d.,])|\.\d{3},\d/u;

export function decimalPoint({ rows }: Grid): "." | "," {
  const cells = rows.flatMap(([, ...row]) => row);
  return cells.some((cell) => COMMA.test(cell)) && !cells.some((cell) => POINT.test(cell)) ? "," : ".";
}
