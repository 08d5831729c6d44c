/**
 * `slopes-SIZE`: effects of n/10 firms with a trend each, `firm[year]`, and of 12 years. Run by no suite unless
 * it names it: a peer must know slopes.
 */
import { FIRM_COLUMNS, firmColumns, firmRows, YEARS } from "./firm-rows.js";
import { type Design, dense, ROWS } from "./problem.js";

const NAME = "slopes";

/** Whether a problem of this name has slopes. */
export const isSlopesName = (name: string): boolean => name.startsWith(`${NAME}-`);

export const slopes: Design = {
  name: NAME,
  sizes: [],
  size: ROWS,
  columns: FIRM_COLUMNS,
  about: "the rows of firm-year, a trend for each firm beside its effect",
  make(size, nColumns) {
    const rows = firmRows(size);
    const trend = Float64Array.from(rows.year);
    const firm = {
      ...dense("firm", rows.firm, rows.nFirms),
      slopes: { intercept: true, names: ["year"], columns: [trend] },
    };
    return { n: rows.n, ...firmColumns(rows, nColumns), effects: [firm, dense("year", rows.year, YEARS)] };
  },
};
