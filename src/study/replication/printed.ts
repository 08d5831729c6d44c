/**
 * Where the report prints a number of results.json, and where results.json has a number that a table prints: by the map of exhibits, and
 * by the value itself, all its digits. What two places share is not guessed at: then there is none.
 */
import { cellText, type NumberCell, type TableModel } from "../../report/table-model.js";
import { type ExhibitMap, type MappedExhibit, pointer } from "../outputs/exhibits.js";

/** A cell of a table as the report prints it. */
export interface Printed {
  /** As sentences call it, such as "Table 1", and its file without the ending. */
  readonly exhibit: string;
  readonly id: string;
  readonly row: string;
  /** From 1, and its heading. */
  readonly column: number;
  readonly head: string;
  readonly text: string;
  /** One unit of its last printed digit. */
  readonly unit: number | null;
}

interface Found extends Printed {
  readonly value: number;
  readonly stage: string | null;
}

/** Looks up places in the tables of `map` and in the record they were made of. */
export interface PrintedCells {
  /** The cell that prints the number at `at`, a JSON pointer, which is `value`. */
  cellOf(at: string, value: number): Printed | null;
  /** The pointer to the number that the table of file `name` prints as `text` in `column`. */
  pointerOf(name: string, column: number, text: string): string | null;
  /** The cell of a file of a table. */
  cellIn(name: string, column: number, text: string): Printed | null;
}

export function printedCells(map: ExhibitMap, record: unknown): PrintedCells {
  const all = map.exhibits.flatMap(cellsOf);
  const columnOf = (at: string): { readonly stage: string; readonly column: number | null } | null => {
    const stage = /^\/stages\/([^/]+)/.exec(at)?.[1]?.replaceAll("~1", "/").replaceAll("~0", "~");
    if (stage === undefined) return null;
    const columns = map.stages[stage]?.columns ?? [];
    const found = columns.flatMap(({ record: place }, c) => (place !== null && at.startsWith(`${place}/`) ? [c] : []));
    return { stage, column: found.length === 1 ? found[0]! + 1 : null };
  };
  const inFile = (name: string, column: number, text: string): Found | null => {
    const id = name.replace(/\.[a-z.]+$/, "");
    const cells = all.filter((cell) => cell.id === id && cell.column === column);
    const isExact = name.endsWith(".csv");
    return only(cells.filter((cell) => (isExact ? String(cell.value) === text : cell.text === plain(text))));
  };
  return {
    cellOf(at, value) {
      const place = columnOf(at);
      if (place === null) return null;
      const own = all.filter(({ stage, value: printed }) => stage === place.stage && Object.is(printed, value));
      return only(place.column === null ? own : own.filter(({ column }) => column === place.column)) ?? only(own);
    },
    pointerOf(name, column, text) {
      const cell = inFile(name, column, text);
      if (cell === null || cell.stage === null) return null;
      const place = map.stages[cell.stage]?.columns[column - 1]?.record ?? pointer(["stages", cell.stage]);
      return only(placesOfValue(valueAt(record, place), cell.value, place));
    },
    cellIn: inFile,
  };
}

const only = <T>(found: readonly T[]): T | null => (found.length === 1 ? found[0]! : null);

/** A cell of LaTeX or Markdown as text. */
const plain = (text: string): string =>
  text
    .replaceAll(/\$-\$/g, "-")
    .replaceAll(/\\textsuperscript\{(.*?)\}|\$\^\{(.*?)\}\$/g, "$1$2")
    .replaceAll(/\\([*%&_#|])/g, "$1");

function cellsOf({ id, name, stage, table }: MappedExhibit): Found[] {
  if (table === undefined) return [];
  let label = "";
  return table.rows.flatMap((row) => {
    if (row.label !== "") label = row.label;
    return row.cells.flatMap((cell, c) =>
      cell.kind !== "number"
        ? []
        : [
            {
              ...{ exhibit: name, id, stage, row: row.label === "" ? `${label} (${row.quantity})` : label },
              ...{ column: c + 1, head: headOf(table, c), text: cellText(cell), value: cell.value, unit: unitOf(cell) },
            },
          ],
    );
  });
}

const headOf = ({ heads }: TableModel, c: number): string => (heads[c] ?? []).filter((line) => line !== "").join(" ");

/** What the last digit of a printed number counts. */
function unitOf({ text }: NumberCell): number | null {
  const [, decimals = "", exponent = "0"] = /^[-−+]?[\d,]*(?:\.(\d+))?(?:e([-+]?\d+))?$/.exec(text) ?? [];
  return /\d/.test(text) && !/^[<>]/.test(text) ? Number(`1e${Number(exponent) - decimals.length}`) : null;
}

const keysOf = (at: string): string[] =>
  at
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

const valueAt = (record: unknown, at: string): unknown =>
  keysOf(at).reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], record);

/** Pointers to what is `wanted` in `value`, which is at `at`. */
function placesOfValue(value: unknown, wanted: number, at: string): string[] {
  if (Object.is(value, wanted)) return [at];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesOfValue(inner, wanted, `${at}${pointer([key])}`));
}
