/**
 * What must not leave with a study's results: names and cells of the data that are not provided, and of what the study makes of their rows.
 */
import { type Column, MISSING_CODE, type TextColumn } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import type { StudyResult } from "../run-study.js";
import type { HeldColumns } from "./held-values.js";
import { type Names, namesOf } from "./names.js";

/** The rule of a folder. */
export interface DisclosureRule {
  /** Units a cell must rest on to leave. */
  readonly min_cell: number;
  /** Exhibits and files that leave all the same, by who cleared them. */
  readonly cleared: Readonly<Record<string, string>>;
}

/** What is restricted. */
export interface Restricted {
  readonly least: number;
  /** Telling names: of units, and other words of data that few units have. */
  readonly names: Names;
  /** Names of units, short ones and numbers too. */
  readonly units: ReadonlySet<string>;
  /** Numbers of units and of rows of the sample; and with those of its treated and never treated. */
  readonly samples: ReadonlySet<number>;
  readonly sizes: ReadonlySet<number>;
  readonly cells: readonly HeldColumns[];
}

/** What of `study` is restricted whose `tables` are not provided, and whose data sources `open` are. */
export function restrictedOf(
  study: StudyResult,
  tables: readonly Table[],
  open: readonly Table[],
  least: number,
): Restricted {
  const { unit, time } = study.file.spec.panel;
  const made = [
    study.panel,
    ...study.aggregates.map(({ table }) => table),
    ...study.shown.flatMap(({ data }) => Object.values(data)),
  ];
  // what a stage or quality makes of each unit, beside what it makes of draws and periods
  const own = made.filter((table) => table === study.panel || table.columns.some(({ name }) => isKey(name, unit)));
  const all = [...new Set([...tables, ...own])];
  const known = new Set(open.flatMap(({ columns }) => columns.flatMap(levelsOf)));
  const units = new Set(unitNames(study.panel, unit).filter((name) => !known.has(name)));
  const few = all.flatMap((table) => namesOfFew(table, unit, least)).filter((name) => !known.has(name));
  const columns = new Set([...all, ...open].flatMap((table) => table.names));
  const { cohorts, never } = study.record.treatment;
  const samples = [unitNames(study.panel, unit).length, study.panel.nRows];
  const treated = cohorts.reduce((sum, { units: members }) => sum + members.length, 0);
  return {
    least,
    names: namesOf([...units, ...few].filter((name) => !columns.has(name))),
    units,
    samples: new Set(samples),
    sizes: new Set([...samples, treated, never.units]),
    cells: all.map((table) => ({
      columns: table.columns.filter(({ name }) => name !== unit && name !== time),
      unit: unitCodes(table, unit),
    })),
  };
}

/** Whether a column is one of units: that of the panel, or one made of it, such as treated_city. */
const isKey = (name: string, unit: string): boolean => name === unit || name.endsWith(`_${unit}`);

const levelsOf = (column: Column): readonly string[] =>
  column.kind === "text" ? column.levels : [...new Set(column.values)].map(String);

const unitNames = (table: Table, unit: string): readonly string[] =>
  table.has(unit) ? levelsOf(table.column(unit)) : [];

/** Units by row; null where the table has none. */
function unitCodes(table: Table, unit: string): Uint32Array | null {
  if (!table.has(unit)) return null;
  const column = table.column(unit);
  if (column.kind === "text") return column.codes;
  const codes = new Map<number, number>();
  return Uint32Array.from(column.values, (value) => {
    const code = codes.get(value) ?? codes.size;
    codes.set(value, code);
    return code;
  });
}

/** Words of text columns that fewer than `least` units have; rows, in a table without units. */
function namesOfFew(table: Table, unit: string, least: number): string[] {
  const units = unitCodes(table, unit);
  return table.columns
    .filter((column): column is TextColumn => column.kind === "text")
    .flatMap(({ codes, levels }) => {
      const holders = levels.map(() => new Set<number>());
      codes.forEach((code, row) => {
        if (code !== MISSING_CODE && holders[code]!.size < least) holders[code]!.add(units?.[row] ?? row);
      });
      return levels.filter((_, level) => holders[level]!.size < least);
    });
}
