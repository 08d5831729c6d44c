/**
 * `firm-product-countryyear-SIZE`: three effects, of n/10 firms, 5,000 products drawn by row, and 2,004
 * country-years, crossed.
 */
import { COUNTRY_YEARS, crossedCountryYear, FIRM_COLUMNS, firmColumns, firmRows, products } from "./firm-rows.js";
import { type Design, dense, ROWS } from "./problem.js";

const PRODUCTS = 5_000;

export const firmProductCountryYear: Design = {
  name: "firm-product-countryyear",
  sizes: ["1e6"],
  size: ROWS,
  columns: FIRM_COLUMNS,
  about: "as firm-countryyear-crossed, with an effect of 5,000 products drawn by row",
  make(size, nColumns) {
    const rows = firmRows(size);
    const effects = [
      dense("firm", rows.firm, rows.nFirms),
      dense("product", products(rows, PRODUCTS), PRODUCTS),
      dense("countryyear", crossedCountryYear(rows), COUNTRY_YEARS),
    ];
    return { n: rows.n, ...firmColumns(rows, nColumns), effects };
  },
};
