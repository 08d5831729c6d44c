/**
 * Two measures of the same cells compared by rank: correlations, pairs of cells that change order, the cell
 * that moves most, cells that end up in another quintile. Knows nothing of how the measures were made.
 * Source: Knight (1966), Journal of the American Statistical Association 61(314), doi:10.1080/01621459.1966.10480879.
 */
import { MISSING_CODE } from "../../base/columns.js";
import type { Table } from "../../data/table/table.js";
import type { Engine } from "../../engine/kernels/engine.js";
import {
  kendallTauB,
  midranks,
  type PairCounts,
  pairCounts,
  rankCorrelation,
  spearman,
} from "../../engine/kernels/ranks.js";
import type { Keys } from "../quality/options.js";
import { NORMALISED } from "../quality/options.js";

// Aggregates of several choices side by side: the cells any of them has, in an order that rows and choices don't
// change, and each choice's mean in each cell.

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

/** Pairs of cells by how two measures order them, and correlations of ranks; null where a measure is tied throughout. */
export interface RankAgreement {
  readonly spearman: number | null;
  readonly kendall_tau_b: number | null;
  /** discordant / (concordant + discordant): of pairs that neither measure ties, those that change order. */
  readonly share_changed: number | null;
  readonly concordant: number;
  readonly discordant: number;
  readonly tied_first: number;
  readonly tied_second: number;
  readonly tied_both: number;
}

/** Two measures compared on the cells both have. */
export interface RankComparison {
  readonly cells: number;
  readonly only_first: number;
  readonly only_second: number;
  readonly pooled: RankAgreement;
  /** Pairs of cells of the same year; null where the key has no year. */
  readonly within_year: RankAgreement | null;
  /** The cell whose rank changes most, ranks from 1 (lowest) and shared by ties; null without cells. */
  readonly largest_change: {
    readonly cell: string;
    readonly ranks: number;
    readonly from: number;
    readonly to: number;
  } | null;
  readonly other_quintile: { readonly cells: number; readonly share: number | null };
}

const QUINTILES = 5;

/** Compares columns `first` and `second` of `cells.means`; `byYear` says whether the groups of cells are years. */
export function compareRanks(
  engine: Engine,
  cells: AlignedCells,
  first: number,
  second: number,
  byYear: boolean,
): RankComparison {
  const { x, y, places, offsets, onlyFirst, onlySecond } = common(cells, first, second);
  const [from, to] = [midranks(engine, x), midranks(engine, y)];
  let largest = 0;
  let moved = 0;
  for (let i = 0; i < from.length; i++) {
    if (Math.abs(to[i]! - from[i]!) > Math.abs(to[largest]! - from[largest]!)) largest = i;
    if (quintile(from[i]!, from.length) !== quintile(to[i]!, to.length)) moved++;
  }
  const n = x.length;
  return {
    cells: n,
    only_first: onlyFirst,
    only_second: onlySecond,
    pooled: agreement(pairCounts(engine, x, y), rankCorrelation(engine, from, to)),
    within_year: byYear ? agreement(pairCounts(engine, x, y, offsets), spearman(engine, x, y, offsets)) : null,
    largest_change:
      n === 0
        ? null
        : {
            cell: cells.labels[places[largest]!]!,
            ranks: Math.abs(to[largest]! - from[largest]!),
            from: from[largest]!,
            to: to[largest]!,
          },
    other_quintile: { cells: moved, share: n === 0 ? null : moved / n },
  };
}

/** The same comparison with the second measure first. */
export function turnedRound(comparison: RankComparison): RankComparison {
  const { pooled, within_year, largest_change, only_first, only_second } = comparison;
  const turned = (agreement: RankAgreement): RankAgreement => ({
    ...agreement,
    tied_first: agreement.tied_second,
    tied_second: agreement.tied_first,
  });
  return {
    ...comparison,
    only_first: only_second,
    only_second: only_first,
    pooled: turned(pooled),
    within_year: within_year === null ? null : turned(within_year),
    largest_change:
      largest_change === null ? null : { ...largest_change, from: largest_change.to, to: largest_change.from },
  };
}

function agreement(counts: PairCounts, correlation: number): RankAgreement {
  const { concordant, discordant, tiedFirst, tiedSecond, tiedBoth } = counts;
  return {
    spearman: orNull(correlation),
    kendall_tau_b: orNull(kendallTauB(counts)),
    share_changed: orNull(discordant / (concordant + discordant)),
    concordant,
    discordant,
    tied_first: tiedFirst,
    tied_second: tiedSecond,
    tied_both: tiedBoth,
  };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The fifth of n ranks that a rank is in, from 0; ties share one, as they share their rank. */
const quintile = (rank: number, n: number): number => Math.floor((QUINTILES * (rank - 0.5)) / n);

/** The cells both columns have, by group as all cells are. */
function common({ offsets, means, labels }: AlignedCells, first: number, second: number) {
  const [a, b] = [means[first]!, means[second]!];
  const places = new Uint32Array(labels.length);
  const bounds = new Uint32Array(offsets.length);
  let [n, onlyFirst, onlySecond] = [0, 0, 0];
  for (let g = 0; g + 1 < offsets.length; g++) {
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const [inFirst, inSecond] = [!Number.isNaN(a[i]!), !Number.isNaN(b[i]!)];
      if (inFirst && inSecond) places[n++] = i;
      else if (inFirst) onlyFirst++;
      else if (inSecond) onlySecond++;
    }
    bounds[g + 1] = n;
  }
  const [x, y] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    x[i] = a[places[i]!]!;
    y[i] = b[places[i]!]!;
  }
  return { x, y, places, offsets: bounds, onlyFirst, onlySecond };
}
