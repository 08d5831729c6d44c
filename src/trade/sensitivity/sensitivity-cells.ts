/**
 * Aggregates of several choices side by side: the cells any of them has, in an order that rows and choices
 * don't change, and each choice's mean in each cell.
 */
import { MISSING_CODE } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import { NORMALISED } from "../quality/options.js";
import type { Keys } from "../quality/plan-names.js";

/** Cells by group (years), and their means. */
export interface AlignedCells {
  /** Label of each cell, "beijing | 2012". */
  readonly labels: readonly string[];
  /** Group g owns cells offsets[g] .. offsets[g+1]-1. */
  readonly offsets: Uint32Array;
  /** For each choice the mean in each cell, NaN where the choice has no such cell. */
  readonly means: readonly Float64Array[];
}

/** Means this near, relative to the power of two at or above the largest, tie: the 1e-10 at which statistics tie. */
const GRID = 2 ** -33;

/** Column of the means in an aggregate's table. */
const MEAN = NORMALISED;

/** The cells of `tables`, each with the columns of `keys` and a mean; grouped by column `group`, one group when null. */
export function alignCells(tables: readonly Table[], keys: Keys, group: string | null): AlignedCells {
  const places = new Map<string, number>();
  const labels: string[] = [];
  const groups: string[] = [];
  const placesOf = tables.map((table) => {
    const texts = keys.columns.map((name) => textsOf(table, name));
    const groupText = group === null ? () => "" : textsOf(table, group);
    return Uint32Array.from({ length: table.nRows }, (_, i) => {
      const parts = texts.map((text) => text(i));
      // labels of two cells may be the same: 'a' and 'b | c', 'a | b' and 'c'
      const key = JSON.stringify(parts);
      const known = places.get(key);
      if (known !== undefined) return known;
      labels.push(parts.join(" | "));
      groups.push(groupText(i));
      places.set(key, places.size);
      return places.size - 1;
    });
  });
  const keysOf = [...places.keys()];
  const order = [...labels.keys()].sort(
    (a, b) => compare(groups[a]!, groups[b]!) || compare(labels[a]!, labels[b]!) || compare(keysOf[a]!, keysOf[b]!),
  );
  const to = new Uint32Array(order.length);
  order.forEach((from, at) => {
    to[from] = at;
  });
  const offsets = [0];
  order.forEach((from, at) => {
    if (at > 0 && groups[from] !== groups[order[at - 1]!]) offsets.push(at);
  });
  if (order.length > 0) offsets.push(order.length);
  return {
    labels: order.map((from) => labels[from]!),
    offsets: Uint32Array.from(offsets),
    means: tables.map((table, t) => {
      const means = new Float64Array(order.length).fill(Number.NaN);
      const rounded = onGrid(table.numeric(MEAN));
      placesOf[t]!.forEach((place, i) => {
        means[to[place]!] = rounded[i]!;
      });
      return means;
    }),
  };
}

/**
 * `values` rounded to multiples of GRID times the power of two at or above the largest of them: the weighted mean of many
 * ones is 1 but for rounding, and must not outrank another such mean.
 */
function onGrid(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) return values;
  let power = 1;
  while (power < largest) power *= 2;
  while (power / 2 >= largest) power /= 2;
  const step = power * GRID;
  return values.map((value) => Math.round(value / step) * step);
}

function textsOf(table: Table, name: string): (row: number) => string {
  const column = table.column(name);
  if (column.kind === "numeric") return (row) => String(column.values[row]);
  return (row) => (column.codes[row] === MISSING_CODE ? "" : column.levels[column.codes[row]!]!);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
