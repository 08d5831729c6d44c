/**
 * Elasticities from a table, such as those of Broda & Weinstein by importing country and three digits of
 * the Harmonized System: the row of a product is the one with the longest code its own code begins with.
 * Source: Broda & Weinstein (2006), Quarterly Journal of Economics 121(2), doi:10.1162/qjec.2006.121.2.541.
 */

import type { Column } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";
import { quantile } from "../../../base/numbers.js";
import type { Table } from "../../../data/table/table.js";
import {
  type CodeMap,
  cellText,
  codeWithoutUnit,
  longestCodes,
  mapFor,
  namedColumn,
  readConcordance,
  unclearColumn,
} from "../codes/product-codes.js";
import type { Concordance, SigmaTable } from "../options.js";

/** An elasticity and how it was found: `tier` in words, `whole` when by the whole code and not by first digits. */
export interface FoundSigma {
  readonly sigma: number;
  readonly tier: string;
  readonly whole: boolean;
}

/** A table of elasticities, ready to be asked. */
export interface SigmaLookup {
  readonly name: string;
  readonly columns: { readonly code: string; readonly sigma: string; readonly country: string | null };
  readonly nCodes: number;
  readonly nCountries: number | null;
  readonly concordances: readonly CodeMap[];
  readonly hasCountry: boolean;
  readonly needsYear: boolean;
  /** Least and greatest elasticity of the table. */
  readonly range: readonly [number, number];
  /** The elasticity of a product bought by `country` in `year`; undefined where no code of the table begins it. */
  find(product: string, country: string, year: number): FoundSigma | undefined;
  /** The median over the codes that share most first digits with the product's; undefined where none shares one. */
  median(product: string, year: number): FoundSigma | undefined;
}

const COUNTRY = /^(iso_?3c?|iso|country|importer|reporter|dest(ination)?)$/i;
const SIGMA = /^(sigma|elasticity|elas|es)$/i;
const CODE = /hs|sitc|product|code|cpc|isic/i;

/**
 * Reads `source`. Columns that are not named are found by name; of several codes the longest. Throws UsageError as
 * `readConcordance`, DataError `sigma_table_cell` or `sigma_table_repeats`, naming the row.
 */
export function readSigmaTable(source: SigmaTable, concordances: readonly Concordance[]): SigmaLookup {
  const { table } = source;
  const columns = columnsOf(source);
  const maps = concordances.map(readConcordance);
  const byCode = readRows(table, columns);
  const lengths = [...new Set([...byCode.keys()].map((code) => code.length))].sort((a, b) => b - a);
  const countries = new Set([...byCode.values()].flatMap((entry) => [...entry.keys()]));
  const all = [...byCode.values()].flatMap((entry) => [...entry.values()]);
  const medians = new Map<string, FoundSigma | undefined>();
  const translate = (product: string, year: number): { readonly code: string; readonly said: string } => {
    const codes = mapFor(maps, year)?.codes;
    const to = codes?.get(product) ?? codes?.get(codeWithoutUnit(product));
    const isUnknown = codes !== undefined && to === undefined;
    return { code: to ?? product, said: isUnknown ? ", code not in the concordance" : "" };
  };
  return {
    name: table.source.name,
    columns: { code: columns.code.name, sigma: columns.sigma.name, country: columns.country?.name ?? null },
    nCodes: byCode.size,
    nCountries: columns.country === null ? null : countries.size,
    concordances: maps,
    hasCountry: columns.country !== null,
    needsYear: maps.some(({ years }) => years !== null),
    range: [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))],
    find: (product, country, year) => {
      const { code, said } = translate(product, year);
      for (const length of lengths) {
        if (length > code.length) continue;
        const sigma = byCode.get(code.slice(0, length))?.get(columns.country === null ? "" : country);
        if (sigma === undefined) continue;
        const tier = columns.country === null ? `${length} digits` : `country, ${length} digits`;
        return { sigma, tier: `${tier}${said}`, whole: length === code.length };
      }
      return undefined;
    },
    median: (product, year) => {
      const { code, said } = translate(product, year);
      if (!medians.has(code)) medians.set(code, medianOf(byCode, code));
      const found = medians.get(code);
      return found === undefined ? undefined : { ...found, tier: `${found.tier}${said}` };
    },
  };
}

interface Columns {
  readonly code: Column;
  readonly sigma: Column;
  readonly country: Column | null;
}

function columnsOf({ table, code, sigma, country }: SigmaTable): Columns {
  const named = (pattern: RegExp, taken: readonly (Column | null)[]): readonly Column[] =>
    table.columns.filter((column) => pattern.test(column.name) && !taken.includes(column));
  const sigmas = sigma === undefined ? named(SIGMA, []) : [namedColumn(table, sigma, "elasticity")];
  const sigmaColumn = sigmas.length === 1 ? sigmas[0]! : unclearColumn(table, "elasticity", "sigma");
  const countries = named(COUNTRY, [sigmaColumn]);
  if (country === undefined && countries.length > 1) unclearColumn(table, "country", "country");
  const countryColumn =
    country === undefined ? (countries[0] ?? null) : country === null ? null : namedColumn(table, country, "country");
  const codes =
    code === undefined ? longestCodes(named(CODE, [sigmaColumn, countryColumn])) : [namedColumn(table, code, "code")];
  const codeColumn = codes.length === 1 ? codes[0]! : unclearColumn(table, "product code", "code");
  refuseNumbers(table, codeColumn);
  return { code: codeColumn, sigma: sigmaColumn, country: countryColumn };
}

/** Numbers of unequal length may be codes that lost a zero: 1 for 01, which would begin 11. */
function refuseNumbers(table: Table, code: Column): void {
  if (code.kind === "text") return;
  const lengths = new Set(Array.from(code.values, (value) => String(value).length));
  if (lengths.size < 2) return;
  throw new DataError(
    "code_not_text",
    `${table.source.name}: codes of column '${code.name}' were read as numbers of unequal length, so that 01 may have become 1. ` +
      `Name the column, which reads it as text (--sigma table:FILE,code=${code.name}), or read it as text.`,
    { got: "numbers", expected: "text", column: code.name },
  );
}

type ByCode = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** code -> country ("" where the table has none) -> elasticity. */
function readRows(table: Table, { code, sigma, country }: Columns): ByCode {
  const sigmas = table.numeric(sigma.name);
  const byCode = new Map<string, Map<string, number>>();
  for (let row = 0; row < table.nRows; row++) {
    const key = cellText(code, row);
    const buyer = country === null ? "" : cellText(country, row);
    const value = sigmas[row]!;
    if (key === undefined || buyer === undefined || !(value > 0 && Number.isFinite(value))) {
      const cell = key === undefined ? code : buyer === undefined ? country! : sigma;
      throw new DataError(
        "sigma_table_cell",
        `${table.source.name}: row ${row + 1} has no usable '${cell.name}' (${cell === sigma ? value : "empty"}); fill or remove the row.`,
        { got: value, expected: "a code and an elasticity above 0", column: cell.name, row: row + 1 },
      );
    }
    const entry = byCode.get(key) ?? new Map<string, number>();
    const known = entry.get(buyer);
    if (known !== undefined && known !== value) {
      throw new DataError(
        "sigma_table_repeats",
        `${table.source.name}: '${key}'${buyer === "" ? "" : ` of ${buyer}`} has elasticities ${known} and, in row ${row + 1}, ${value}; keep one.`,
        { got: [known, value], expected: "one elasticity a code", column: code.name, row: row + 1 },
      );
    }
    byCode.set(key, entry.set(buyer, value));
  }
  if (byCode.size > 0) return byCode;
  throw new DataError("sigma_table_cell", `${table.source.name} has no rows.`, { got: 0, expected: "elasticities" });
}

function medianOf(byCode: ByCode, product: string): FoundSigma | undefined {
  for (let digits = product.length; digits >= 1; digits--) {
    const prefix = product.slice(0, digits);
    const near = [...byCode].filter(([code]) => code.startsWith(prefix)).flatMap(([, entry]) => [...entry.values()]);
    if (near.length > 0) {
      return {
        sigma: quantile(Float64Array.from(near).sort(), 0.5),
        tier: `median, ${digits} digits shared`,
        whole: false,
      };
    }
  }
  return undefined;
}
