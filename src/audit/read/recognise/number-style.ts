/** Whether a table has points or commas before its decimals: only commas that can part no thousands, and no point, say commas. */
import type { Grid } from "../../grid.js";

const POINT = /\d*\.\d/u;
/** A comma before one, two or more than three digits, or behind a zero that begins the number. */
const COMMA = /(?:^|[^\d.,])(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))(?![\d.,])/u;

export function decimalPoint({ rows }: Grid): "." | "," {
  let commas = 0;
  for (const [, ...cells] of rows) {
    for (const cell of cells) {
      if (POINT.test(cell)) return ".";
      if (COMMA.test(cell)) commas++;
    }
  }
  return commas > 0 ? "," : ".";
}
