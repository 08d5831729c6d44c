/**
 * Layer study. Trade rows to one row a country and year: exports, breadth, and value-weighted quality on both scales.
 * Knows nothing of treatment.
 */
import { type Category, MISSING_CODE } from "../base/columns.js";
import type { Engine } from "../kernels/engine.js";
import { weightedGroupMeans } from "../kernels/quality.js";
import { categoryOf } from "../panel/codes.js";
import { combine } from "../panel/combine.js";
import { type Panel, panel } from "../panel/panel.js";
import { assertSharesSumToOne } from "../quality/aggregate.js";
import { makeTable, type Table, withColumns } from "../table/table.js";

/** Columns of the trade rows. */
export interface TradeKeys {
  readonly country: string;
  readonly year: string;
  readonly dest: string;
  readonly product: string;
  readonly value: string;
}

/** Quality of the rows that have one: `rows` are rows of the trade table, the others run along them, NaN = none. */
export interface RowQuality {
  readonly rows: Uint32Array;
  /** Residual demand over sigma - 1, a logarithm. */
  readonly quality: Float64Array;
  /** The same on [0, 1] within product and year. */
  readonly normalised: Float64Array;
}

/**
 * The panel of country-years that occur in `trade`, sorted by country and year, with columns `i`, `t`, `exports` (sum of
 * value), `destinations` and `products` (distinct), over all rows; `quality` (normalised) and `quality_log`, means
 * weighted by value over the rows that have them, NaN where none has, and `rows` that entered `quality`.
 */
export function countryYears(engine: Engine, trade: Table, keys: TradeKeys, rowQuality: RowQuality): Panel {
  const country = categoryOf(trade.column(keys.country));
  const year = categoryOf(trade.column(keys.year));
  const cell = combine([country, year]);
  const value = trade.numeric(keys.value);
  const { rows, quality, normalised } = rowQuality;
  const codes = Uint32Array.from(rows, (row) => cell.codes[row]!);
  const weights = Float64Array.from(rows, (row) => value[row]!);
  const means = weightedGroupMeans(engine, normalised, weights, codes, cell.nLevels);
  const logMeans = weightedGroupMeans(engine, quality, weights, codes, cell.nLevels);
  for (const made of [means, logMeans]) assertSharesSumToOne(made, cell.name, cell.label);

  const first = firstRows(cell);
  const unit = country.nLevels;
  const levels = Array.from({ length: unit }, (_, u) => country.label(u));
  const numeric = (name: string, values: Float64Array) => ({ kind: "numeric" as const, name, values });
  const table = makeTable(
    [
      { kind: "text", name: "i", codes: Uint32Array.from(first, (row) => country.codes[row]!), levels },
      numeric(
        "t",
        Float64Array.from(first, (row) => Number(year.label(year.codes[row]!))),
      ),
      numeric("quality", means.mean),
      numeric("quality_log", logMeans.mean),
      numeric("rows", Float64Array.from(means.count)),
      numeric("exports", sums(cell, value)),
      numeric("destinations", distinctWithin(cell, categoryOf(trade.column(keys.dest)))),
      numeric("products", distinctWithin(cell, categoryOf(trade.column(keys.product)))),
    ],
    trade.source,
  );
  return panel(table, { unit: "i", time: "t" });
}

/** The panel with columns added. */
export function addColumns(data: Panel, columns: Readonly<Record<string, Float64Array>>): Panel {
  const added = Object.entries(columns).map(([name, values]) => ({ kind: "numeric" as const, name, values }));
  return panel(withColumns(data.table, added), { unit: data.unit.name, time: data.time.name });
}

/** A row of each level. */
function firstRows({ codes, nLevels }: Category): Uint32Array {
  const rows = new Uint32Array(nLevels);
  for (let row = codes.length - 1; row >= 0; row--) if (codes[row] !== MISSING_CODE) rows[codes[row]!] = row;
  return rows;
}

function sums({ codes, nLevels }: Category, values: Float64Array): Float64Array {
  const total = new Float64Array(nLevels);
  for (let row = 0; row < codes.length; row++) if (codes[row] !== MISSING_CODE) total[codes[row]!]! += values[row]!;
  return total;
}

/** How many levels of `what` occur in each level of `cell`. */
function distinctWithin(cell: Category, what: Category): Float64Array {
  const pairs = combine([cell, what]);
  const counts = new Float64Array(cell.nLevels);
  for (const row of firstRows(pairs)) counts[cell.codes[row]!]!++;
  return counts;
}
