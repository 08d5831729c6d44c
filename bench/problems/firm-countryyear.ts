/**
 * `firm-countryyear-nested-SIZE`, `firm-countryyear-crossed-SIZE`: effects of n/10 firms and of the 2,004
 * combinations of country and year. Nested: a firm stays in its country, so that the graph falls into a piece a country.
 */
import {
  COUNTRY_YEARS,
  crossedCountryYear,
  FIRM_COLUMNS,
  type FirmRows,
  firmColumns,
  firmRows,
  nestedCountryYear,
} from "./firm-rows.js";
import { type Design, dense, ROWS } from "./problem.js";

export const firmCountryYearNested = design(
  "nested",
  "as firm-year, each firm in one of 167 countries: effects of firms and of country-years",
  nestedCountryYear,
);

export const firmCountryYearCrossed = design(
  "crossed",
  "as firm-year, the country by row and skewed: effects of firms and of country-years",
  crossedCountryYear,
);

function design(kind: string, about: string, countryYear: (rows: FirmRows) => Uint32Array): Design {
  return {
    name: `firm-countryyear-${kind}`,
    sizes: ["1e6"],
    size: ROWS,
    columns: FIRM_COLUMNS,
    about,
    make(size, nColumns) {
      const rows = firmRows(size);
      const effects = [dense("firm", rows.firm, rows.nFirms), dense("countryyear", countryYear(rows), COUNTRY_YEARS)];
      return { n: rows.n, ...firmColumns(rows, nColumns), effects };
    },
  };
}
