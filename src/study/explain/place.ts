/**
 * Where results.json has what a cell prints. An estimate has its place by the column's record, its term and what it is; any other number
 * is looked for, to the bit, in what the record of its stage holds, nearest first to what its row and column are called. Several places
 * may hold one number: all are given. What no place holds, the table made of the record itself.
 */
import { LANGUAGES } from "../../base/messages.js";
import { droppedText } from "../../report/messages.js";
import type { NumberCell, TableModel, TextCell } from "../../report/table-model.js";
import type { ExhibitMap, MappedExhibit } from "../outputs/exhibits.js";
import { type CellAt, endsOf, type RowGroup, rowGroups, textNumber } from "./cell.js";
import { finite, isObject, numbersBeneath, type Path, pathOf, valueAt } from "./document.js";
import { aliases, plain, QUANTITIES, type Quantity, quantityChoices } from "./names.js";

/**
 * How results.json holds a number: as it is, as the length of a list, as the share of a percentage; in several places of which none is this
 * cell's by name; or not as such, where the table made it.
 */
export type Held = "number" | "count" | "share" | "several" | "made";

export interface Found {
  readonly value: number | null;
  readonly held: Held;
  readonly path: Path | null;
  /** Other places beneath the same record with the same number. */
  readonly also: readonly Path[];
  /** What `path` holds, where that is another number than the one printed. */
  readonly instead?: number | null;
  /** The record of the column, where the table has one for it. */
  readonly record: Path | null;
  /** The name of the coefficient, where it is one. */
  readonly term: string | null;
}

/** Results of a study with the map of its report. */
export interface StudyResults {
  readonly map: ExhibitMap;
  readonly results: unknown;
}

/** Where the number at `cell` of the table of `exhibit` stands. */
export function placeOf({ map, results }: StudyResults, exhibit: MappedExhibit, table: TableModel, at: CellAt): Found {
  const groups = rowGroups(table);
  const group = groups[at.group]!;
  const row = table.rows[at.line]!;
  const cell = row.cells[at.column] as NumberCell | TextCell;
  const { record, isOfColumn } = recordOf(map, exhibit, table, groups, at);
  const quantity = at.quantity ?? quantityOf(row.quantity);
  if (record !== null && isOfColumn && quantity !== null) {
    const found = coefficientAt(results, record, group, at.quantity === null ? cell : null, quantity);
    if (found !== null) return found;
  }
  const printed = numberOf(cell);
  if (printed === null) return { value: null, held: "made", path: null, also: [], record, term: null };
  const names = namesOf(map, table, group, at);
  const roots = [...(record === null ? [] : [record, besides(record)]), pathOf(exhibit.record), ...taken(map, exhibit)];
  const found = roots.map((root) => search(results, root, printed, names)).filter((one) => one !== null);
  const best = found.find(({ path }) => path !== null) ?? found.at(-1);
  if (best !== undefined) return { ...best, record, term: best.path === null ? null : termIn(best.path) };
  return {
    value: printed.decimals === null ? printed.value : null,
    held: "made",
    path: null,
    also: [],
    record,
    term: null,
  };
}

/** Where a stage has what it says of a record besides: `models/1` of `models/1/fit`. */
const besides = (record: Path): Path =>
  record.length === 0 || /^\d+$/.test(record.at(-1)!) ? record : record.slice(0, -1);

const quantityOf = (quantity: string): Quantity | null =>
  (QUANTITIES as readonly string[]).includes(quantity) ? (quantity as Quantity) : null;

/** Records of the stages that a stage takes its columns from. */
const taken = (map: ExhibitMap, { stage }: MappedExhibit): Path[] =>
  stage === null
    ? []
    : (map.stages[stage]?.columns ?? []).flatMap(({ record, from }) =>
        from === undefined || record === null ? [] : [pathOf(record)],
      );

/** The record of a cell's column, or of its row where rows are the estimates. */
function recordOf(
  map: ExhibitMap,
  { stage, id, number }: MappedExhibit,
  table: TableModel,
  groups: readonly RowGroup[],
  { column, group }: CellAt,
): { readonly record: Path | null; readonly isOfColumn: boolean } {
  const none = { record: null, isOfColumn: false };
  if (stage === null || number === null) return none;
  const { columns = [] } = map.stages[stage] ?? {};
  // the first table of a stage is that of its columns
  const first = map.exhibits.find((one) => one.stage === stage && one.kind === "table");
  if (first !== undefined && first.id !== id) return none;
  const isOfColumn = columns.length === table.heads.length;
  const found = isOfColumn ? columns[column] : columns.length === groups.length ? columns[group] : undefined;
  const record = found?.record ?? null;
  return { record: record === null ? null : pathOf(record), isOfColumn };
}

/** The coefficient of the row in `record`; null where it has none of that name, nor any with this value. */
function coefficientAt(
  results: unknown,
  record: Path,
  { name }: RowGroup,
  cell: NumberCell | TextCell | null,
  quantity: Quantity,
): Found | null {
  const sets = ["coefficients", "combinations"].filter((key) => isObject(valueAt(results, [...record, key])));
  const values = sets.flatMap((key) =>
    Object.keys(valueAt(results, [...record, key]) as object).map((term) => ({
      term,
      path: [...record, key, term, quantity],
    })),
  );
  const att = valueAt(results, [...record, "att"]);
  const all = isObject(att) ? [...values, { term: "ATT", path: [...record, "att", quantity] }] : values;
  const printed = cell?.kind === "number" ? cell.value : null;
  const own = all.find(({ term }) => term === name) ?? all.find(({ term }) => term === `fit_${name}`);
  const equal = all.filter(({ path }) => Object.is(finite(valueAt(results, path)), printed));
  const found = own ?? (printed !== null && equal.length === 1 ? equal[0] : undefined);
  if (found === undefined) return null;
  const held = finite(valueAt(results, found.path));
  const differs = printed !== null && !Object.is(held, printed);
  return {
    value: printed ?? held,
    held: "number",
    path: found.path,
    also: [],
    ...(differs ? { instead: held } : {}),
    record,
    term: found.term,
  };
}

/** A printed number: exact where `decimals` is null. */
interface Printed {
  readonly value: number;
  readonly decimals: number | null;
}

function numberOf(cell: NumberCell | TextCell): Printed | null {
  if (cell.kind === "number") return { value: cell.value, decimals: null };
  const ends = endsOf(cell);
  if (ends !== null) return ends[0] === null ? null : { value: ends[0], decimals: null };
  return textNumber(cell.text);
}

/** What a search beneath one record gave. */
type Searched = Omit<Found, "record" | "term">;

/**
 * The place of `printed` beneath `root`. A number of many digits is the same wherever it stands; one of few (a count, 0, a p of 500 draws)
 * is only where a key or name on the way is what its row and column are called, and more so than anywhere else. Null where none is.
 */
function search(
  results: unknown,
  root: Path,
  { value, decimals }: Printed,
  names: ReadonlySet<string>,
): Searched | null {
  const isWhole = Number.isInteger(value);
  const is = (held: number): boolean =>
    decimals === null || isWhole ? held === value : Number(held.toFixed(decimals)) === value;
  const all = [...numbersBeneath(results, root)].filter(({ held }) => held === "number" || isWhole);
  const hits = all.filter((one) => is(one.value));
  const shares = hits.length > 0 ? [] : all.filter((one) => 100 * one.value === value);
  const scored = [...hits, ...shares].map((one) => ({ ...one, fits: fitsOf(results, root, one.path, names) }));
  if (scored.length === 0) return null;
  const most = Math.max(...scored.map(({ fits }) => fits));
  const best = scored.filter(({ fits }) => fits === most);
  const numbers = best.filter(({ held }) => held === "number");
  const fitting = numbers.length > 0 ? numbers : best;
  const isSure = decimals === null && String(value).replace(/^-?0?\.?0*|e.*$/g, "").length > FEW_DIGITS;
  const others = scored.length - fitting.length;
  if (!isSure && (most === 0 || fitting.length > 1)) {
    return decimals === null || isWhole
      ? { value, held: "several", path: null, also: scored.map(({ path }) => path) }
      : null;
  }
  const [first, ...rest] = fitting;
  return {
    value: decimals === null ? value : first!.value,
    held: shares.length > 0 ? "share" : first!.held,
    path: first!.path,
    also: isSure
      ? [...rest, ...(others > 0 ? scored.filter((one) => !fitting.includes(one)) : [])].map(({ path }) => path)
      : [],
  };
}

/** Digits up to which a number may stand in a record by chance. */
const FEW_DIGITS = 8;

/** How many keys on the way from `root` to `path`, and names of what is there, are those of the row and the column. */
function fitsOf(results: unknown, root: Path, path: Path, names: ReadonlySet<string>): number {
  const met = new Set<string>();
  for (let end = root.length; end <= path.length; end++) {
    const key = path[end];
    if (key !== undefined && end >= root.length) for (const one of namesOfKey(key)) if (names.has(one)) met.add(one);
    const value = end < path.length ? valueAt(results, path.slice(0, end)) : undefined;
    if (!isObject(value) || Array.isArray(value)) continue;
    for (const [inner, name] of Object.entries(value)) {
      const isName =
        typeof name === "string" ? name.length <= LONGEST_NAME : typeof name === "number" && COUNTED.has(inner);
      if (isName && names.has(asKey(String(name)))) met.add(asKey(String(name)));
    }
  }
  // what is called so itself goes before what is in something called so
  return met.size + (namesOfKey(path.at(-1) ?? "").some((one) => names.has(one)) ? 0.5 : 0);
}

const LONGEST_NAME = 80;
/** Keys whose numbers are names. */
const COUNTED = new Set(["event", "cohort", "time", "period", "level", "year", "from", "to"]);

const namesOfKey = (key: string): string[] => [
  asKey(key),
  ...LANGUAGES.map((language) => asKey(droppedText(key, language))),
];

/** Names of a cell's row and column as keys of a record would have them. */
function namesOf(
  { words }: ExhibitMap,
  table: TableModel,
  { name, label }: RowGroup,
  { line, column }: CellAt,
): ReadonlySet<string> {
  const { quantity } = table.rows[line]!;
  const called = [name, label, quantity, ...(table.heads[column] ?? [])].filter((word) => word !== "");
  const keys = called.flatMap((word) => [
    word,
    ...aliases(word),
    ...quantitiesCalled(word),
    ...eventOf(word),
    ...(plain(word) === plain(words.units) ? ["units", "n_units"] : []),
  ]);
  return new Set(keys.map(asKey));
}

/** A name as a key of a record in words: `withinR2` and `within_r2` are one. */
const asKey = (name: string): string => plain(name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " "));

const quantitiesCalled = (word: string): string[] =>
  quantityChoices.flatMap(({ keys, value }) => (keys.some((key) => plain(key) === plain(word)) ? [value] : []));

/** The event time of a name such as `event::-2`. */
const eventOf = (word: string): string[] => {
  const found = /::(-?\d+)$/.exec(word)?.[1];
  return found === undefined ? [] : [found];
};

/** The coefficient a place is in. */
function termIn(path: Path): string | null {
  const at = path.findIndex((key) => key === "coefficients" || key === "combinations");
  return at < 0 ? null : (path[at + 1] ?? null);
}
