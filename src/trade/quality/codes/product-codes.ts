/**
 * Product codes as the run uses them: brought to one revision, one unit of quantity each, and their first
 * digits as columns of their own. The codes as recorded are kept beside them.
 */
import { type Column, compareCodePoints, MISSING_CODE, type TextColumn } from "../../../base/columns.js";
import { DataError } from "../../../base/errors.js";

import { type Table, withColumns } from "../../../data/table/table.js";
import { PREFIXES } from "../options.js";
import { type CodeMap, cellText, mapFor } from "./concordance.js";

/** What a concordance did. */
export interface Recoded {
  readonly concordances: readonly { readonly name: string; readonly years: readonly [number, number] | null }[];
  /** Rows whose code changed, and rows a concordance is for that lacks their code: they keep it. */
  readonly rows_changed: number;
  readonly rows_unknown: number;
  /** Codes that a concordance lacks, at most ten. */
  readonly unknown: readonly string[];
  readonly codes_before: number;
  readonly codes_after: number;
}

/** The name of the column that keeps codes as recorded. */
export const recordedName = (product: string): string => `${product}_as_recorded`;

/** The table with the codes of `product` translated by the map that is for the row's year; codes as recorded beside them. */
export function recode(
  table: Table,
  product: string,
  year: string,
  maps: readonly CodeMap[],
): { table: Table; recoded: Recoded } {
  const column = codesOf(table, product);
  const years = table.numeric(year);
  const unknown = new Set<string>();
  const [counts, labels] = [{ changed: 0, unknown: 0 }, new Map<string, number>()];
  const translated = maps.map((map) => column.levels.map((level) => map.codes.get(level.trim())));
  const codes = new Uint32Array(table.nRows);
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i]!;
    const map = mapFor(maps, years[i]!);
    if (code === MISSING_CODE) {
      codes[i] = MISSING_CODE;
      continue;
    }
    const level = column.levels[code]!;
    const to = map === undefined ? level : translated[maps.indexOf(map)]![code];
    if (to === undefined) {
      counts.unknown++;
      unknown.add(level);
    } else if (to !== level) counts.changed++;
    codes[i] = numberOf(labels, to ?? level);
  }
  const made = sortedText(product, codes, labels);
  return {
    table: withColumns(table, [made, { ...column, name: recordedName(product) }]),
    recoded: {
      concordances: maps.map(({ name, years: range }) => ({ name, years: range })),
      rows_changed: counts.changed,
      rows_unknown: counts.unknown,
      unknown: [...unknown].sort(compareCodePoints).slice(0, 10),
      codes_before: column.levels.length,
      codes_after: made.levels.length,
    },
  };
}

/** The code of a product that was split by unit, `code (unit)`; other texts as they are. */
export const codeWithoutUnit = (product: string): string => product.replace(/ \(.*\)$/s, "");

/** The table with each product in several units made several products, `code (unit)`; and how many there were. */
export function splitByUnit(table: Table, product: string, unit: string): { table: Table; nSplit: number } {
  const [codesColumn, units] = [codesOf(table, product), table.column(unit)];
  const unitsOf = new Map<number, Set<string>>();
  const unitText = (row: number): string => cellText(units, row) ?? "no unit";
  for (let i = 0; i < table.nRows; i++) {
    const code = codesColumn.codes[i]!;
    if (code === MISSING_CODE) continue;
    const known = unitsOf.get(code);
    if (known === undefined) unitsOf.set(code, new Set([unitText(i)]));
    else known.add(unitText(i));
  }
  const several = new Set([...unitsOf].filter(([, known]) => known.size > 1).map(([code]) => code));
  if (several.size === 0) return { table, nSplit: 0 };
  const labels = new Map<string, number>();
  const codes = codesColumn.codes.map((code, i) => {
    if (code === MISSING_CODE) return code;
    const level = codesColumn.levels[code]!;
    return numberOf(labels, several.has(code) ? `${level} (${unitText(i)})` : level);
  });
  const recorded = recordedName(product);
  const kept = table.has(recorded) ? [] : [{ ...codesColumn, name: recorded }];
  return { table: withColumns(table, [sortedText(product, codes, labels), ...kept]), nSplit: several.size };
}

/** The table with columns `hs2`, `hs4`, `hs6` that `keys` name and it lacks: first digits of the product codes. */
export function withPrefixes(table: Table, product: string | undefined, keys: readonly string[]): Table {
  const wanted = [...new Set(keys)].filter((key) => !table.has(key) && Object.hasOwn(PREFIXES, key));
  if (wanted.length === 0 || product === undefined) return table;
  const column = codesOf(table, product);
  return withColumns(
    table,
    wanted.map((key) => {
      const labels = new Map<string, number>();
      const ofLevel = column.levels.map((level) => numberOf(labels, level.slice(0, PREFIXES[key]!)));
      const codes = column.codes.map((code) => (code === MISSING_CODE ? code : ofLevel[code]!));
      return sortedText(key, codes, labels);
    }),
  );
}

/** Product codes as text. Throws DataError `product_not_text`: codes read as numbers have lost their leading zeros. */
export function codesOf(table: Table, product: string): TextColumn {
  const column: Column = table.column(product);
  if (column.kind === "text") return column;
  throw new DataError(
    "product_not_text",
    `Column '${product}' holds numbers: codes such as 030285 would have lost their zero. Read it as text (--text-columns ${product}), ` +
      "or from a file whose codes have their zeros.",
    { got: "numbers", expected: "text", column: product },
  );
}

function numberOf(labels: Map<string, number>, label: string): number {
  const known = labels.get(label);
  if (known !== undefined) return known;
  labels.set(label, labels.size);
  return labels.size - 1;
}

/** A text column of `codes` into the labels, levels sorted by code point. */
function sortedText(name: string, codes: Uint32Array, labels: ReadonlyMap<string, number>): TextColumn {
  const levels = [...labels.keys()].sort(compareCodePoints);
  const place = new Uint32Array(levels.length);
  levels.forEach((level, at) => {
    place[labels.get(level)!] = at;
  });
  return { kind: "text", name, codes: codes.map((code) => (code === MISSING_CODE ? code : place[code]!)), levels };
}
