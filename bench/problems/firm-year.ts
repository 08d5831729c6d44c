/**
 * `firm-year-SIZE`: effects of n/10 firms, sorted, and of 12 years.
 */
import { FIRM_COLUMNS, firmColumns, firmRows, YEARS } from "./firm-rows.js";
import { type Design, dense, ROWS } from "./problem.js";

export const firmYear: Design = {
  name: "firm-year",
  sizes: ["1e6"],
  size: ROWS,
  columns: FIRM_COLUMNS,
  about: "n/10 firms drawn at random and sorted, 12 years at random, y and ten regressors with firm and year effects",
  make(size, nColumns) {
    const rows = firmRows(size);
    const effects = [dense("firm", rows.firm, rows.nFirms), dense("year", rows.year, YEARS)];
    return { n: rows.n, ...firmColumns(rows, nColumns), effects };
  },
};
