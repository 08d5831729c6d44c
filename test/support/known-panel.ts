/** Seeded panels whose truth is known: who is treated when, by how much, and whose shocks the errors are. */
import type { NumericColumn } from "../../src/base/columns.js";
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable, type Table } from "../../src/data/table/table.js";
import { seeded } from "./random.js";

export const FIRST = 2001;

/** A row, before its outcome is made: numbers of units from 1, `g` 0 for never. */
export interface KnownRow {
  readonly unit: number;
  readonly year: number;
  readonly g: number;
  readonly did: number;
}

export interface KnownPanel {
  readonly seed?: number;
  readonly units: number;
  readonly years?: number;
  /** First treated period of a unit, 0 for never. */
  readonly start: (unit: number) => number;
  /** Whether a row is treated, where that is not from the start on. */
  readonly treated?: (unit: number, year: number) => boolean;
  /** What treatment adds to a treated row, and what else differs between units over time. */
  readonly effect?: (row: KnownRow) => number;
  readonly trend?: (row: KnownRow) => number;
  /** Whose shock, beside a row's own, an outcome has: the same number, the same shock. */
  readonly shock?: (row: KnownRow) => number;
  /** Standard deviation of a row's own error; default 1. */
  readonly noise?: number;
  readonly keep?: (row: KnownRow) => boolean;
  /** Further columns; may draw numbers. */
  readonly columns?: Readonly<Record<string, (row: KnownRow, normal: () => number) => number>>;
  /** The outcome, of what it would be by the above and of the further columns. */
  readonly outcome?: (y: number, row: Readonly<Record<string, number>>) => number;
}

/** Columns unit, year, g, did, y, true_effect and the further ones. */
export function knownPanel(design: KnownPanel): Table {
  const { units, years = 10, start, noise = 1, columns = {}, outcome = (y: number) => y } = design;
  const next = seeded(design.seed ?? 1);
  const normal = (): number => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6);
  const periods = Array.from({ length: years }, () => normal());
  const shocks = new Map<number, number>();
  const shockOf = (key: number): number => {
    const own = shocks.get(key) ?? normal();
    shocks.set(key, own);
    return own;
  };
  const rows = Array.from({ length: units }, (_, u) => u + 1).flatMap((unit) => {
    const [g, level] = [start(unit), 2 * normal()];
    return periods.flatMap((period, t) => {
      const year = FIRST + t;
      const isTreated = design.treated?.(unit, year) ?? (g > 0 && year >= g);
      const row: KnownRow = { unit, year, g, did: Number(isTreated) };
      const true_effect = isTreated ? (design.effect?.(row) ?? 0) : 0;
      const shared = design.shock === undefined ? 0 : shockOf(design.shock(row));
      const y = level + period + true_effect + (design.trend?.(row) ?? 0) + shared + noise * normal();
      const more = Object.fromEntries(Object.entries(columns).map(([name, of]) => [name, of(row, normal)]));
      const whole: Record<string, number> = { ...row, true_effect, ...more };
      return design.keep?.(row) === false ? [] : [{ ...whole, y: outcome(y, whole) }];
    });
  });
  const named = Object.keys(rows[0]!).map(
    (name): NumericColumn => ({
      kind: "numeric",
      name,
      values: Float64Array.from(rows, (row) => row[name as keyof typeof row]),
    }),
  );
  return makeTable(named, { name: "known.csv", bytes: 0, sha256: null });
}

export const asPanel = (table: Table, unit = "unit"): Panel => panel(table, { unit, time: "year" });
