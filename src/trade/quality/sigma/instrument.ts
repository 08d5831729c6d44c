/**
 * The price instrument: the mean price of the same firm, product and year in its other destinations. What
 * moves it is the firm's cost, not the demand of this destination. A firm-product-year with one destination has none;
 * what then happens is the caller's choice, and counted.
 * Source: Hausman (1996), in Bresnahan & Gordon (eds), The Economics of New Goods, ch. 5, for prices elsewhere; for
 * export quality Shi & Shao (2014), China Economic Quarterly 14(1), and Khandelwal (2010), Review of Economic Studies
 * 77(4), doi:10.1111/j.1467-937X.2010.00602.x.
 */
import type { Category } from "../../../base/columns.js";
import { type Note, note } from "../../../base/messages.js";
import { compensatedSum } from "../../../base/numbers.js";
import { rowsByPair } from "../../../data/panel/order.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { type LoadedRows, leaveOutMeans } from "../../../engine/kernels/instruments.js";
import { log } from "../../../engine/kernels/math.js";
import { STEPS } from "../messages.js";
import type { Loss, Sample } from "../sample.js";
import type { InstrumentPlan } from "./plan-sigma.js";

// Rows in the order of a group and its parts, as the kernels of instruments take them.

/** Rows by (group, part), ties in row order; rows missing in either are placed nowhere. */
export function placeRows(groups: Category, parts: Category): LoadedRows {
  const { rows, a, b } = rowsByPair(groups, parts);
  const offsets = new Uint32Array(groups.nLevels + 1);
  for (let j = 0; j < a.length; j++) offsets[a[j]! + 1]!++;
  for (let g = 0; g < groups.nLevels; g++) offsets[g + 1]! += offsets[g]!;
  return { offsets, order: rows, parts: b };
}

/** Rows and value by where the instrument comes from. */
export interface InstrumentSource {
  readonly rows: number;
  readonly value: number;
  /** Shares of the rows and the value the instrument was built on. */
  readonly share_rows: number;
  readonly share_value: number;
}

/** What the record says of the instrument. */
export interface InstrumentRecord {
  readonly mean: "log" | "level";
  readonly weights: "none" | "quantity";
  readonly single_destination: "drop" | "other-years" | "product-mean";
  /** Rows whose firm sells the product elsewhere in the year; rows given another mean; rows with none, which are dropped. */
  readonly other_destinations: InstrumentSource;
  readonly substitute: InstrumentSource;
  readonly none: InstrumentSource;
}

/** Rows by where their instrument is from: prices elsewhere, the substitute, nowhere. */
export type InstrumentSources = Readonly<Record<keyof typeof FROM, Loss>>;

/** The instrument by row of the sample, NaN where there is none, and where it is from. */
interface Instrument {
  readonly values: Float64Array;
  readonly sources: InstrumentSources;
}

/** Where the instrument of a row comes from. */
const FROM = { own: 0, substitute: 1, none: 2 } as const;

/** The instrument of every row; `logPrice` f64[n] is the log of its unit value. */
export function priceElsewhere(
  engine: Engine,
  sample: Sample,
  plan: InstrumentPlan,
  logPrice: Float64Array,
): Instrument {
  const { firm, product, dest, year } = plan;
  const mean = (group: readonly string[], part: string): Float64Array => {
    const [groups, parts] = [group, [part]].map((columns) => sample.groups.by({ written: columns.join("^"), columns }));
    const placed = placeRows(groups!, parts!);
    const weights = plan.weights === "quantity" ? sample.quantity : null;
    if (plan.mean === "log") return leaveOutMeans(engine, placed, logPrice, weights);
    return log(engine, leaveOutMeans(engine, placed, sample.unitValue, weights));
  };
  const own = mean([firm, product, year], dest);
  const substitute =
    plan.singleDest === "drop"
      ? null
      : plan.singleDest === "other-years"
        ? mean([firm, product], year)
        : mean([product, year], firm);
  const values = own.slice();
  const from = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(own[i]!)) continue;
    from[i] = FROM.none;
    if (substitute === null || Number.isNaN(substitute[i]!)) continue;
    values[i] = substitute[i]!;
    from[i] = FROM.substitute;
  }
  const source = (which: number): Loss => {
    const worth = new Float64Array(values.length);
    let rows = 0;
    for (let i = 0; i < from.length; i++) if (from[i] === which) worth[rows++] = sample.value[i]!;
    return { rows, value: compensatedSum(worth.subarray(0, rows)) };
  };
  const { own: ownRows, substitute: others, none } = FROM;
  return { values, sources: { own: source(ownRows), substitute: source(others), none: source(none) } };
}

/** The record of the instrument, of rows worth `total`. */
export function instrumentRecord(plan: InstrumentPlan, sources: InstrumentSources, total: number): InstrumentRecord {
  const n = sources.own.rows + sources.substitute.rows + sources.none.rows;
  const share = ({ rows, value }: Loss): InstrumentSource => ({
    ...{ rows, value },
    share_rows: rows / n,
    share_value: value / total,
  });
  return {
    mean: plan.mean,
    weights: plan.weights,
    single_destination: plan.singleDest,
    other_destinations: share(sources.own),
    substitute: share(sources.substitute),
    none: share(sources.none),
  };
}

/** The step that takes rows without an instrument. */
export const noInstrument = ({ singleDest }: InstrumentPlan): Note =>
  note(STEPS, "no_price_elsewhere", { rule: singleDest === "drop" ? null : singleDest });
