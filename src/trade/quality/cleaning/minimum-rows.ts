/**
 * Products that trade too little to tell quality from demand are left out, and products in several units
 * of quantity are held to one.
 */
import { MISSING_CODE } from "../../../base/columns.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupCounts, groupSums } from "../../../engine/kernels/groups.js";
import type { Keys } from "../plan-names.js";
import { keepRows, type Sample } from "../sample.js";
import type { Waterfall } from "../waterfall.js";
import type { CleaningPlan } from "./plan-cleaning.js";

/** The sample without groups of fewer than `rows` rows. */
export function requireRows(
  engine: Engine,
  sample: Sample,
  { rows, within }: NonNullable<CleaningPlan["minRows"]>,
  waterfall: Waterfall,
): Sample {
  const { codes, nLevels } = sample.groups.by(within);
  const counts = groupCounts(engine, codes, nLevels);
  const keep = new Uint8Array(codes.length);
  for (let i = 0; i < keep.length; i++) if (counts[codes[i]!]! >= rows) keep[i] = 1;
  return keepRows(sample, keep, `fewer than ${rows} rows of ${within.written}`, waterfall);
}

/**
 * The sample with, of each product, the unit of most value alone (ties: the first by its text). Rows without a unit count
 * as a unit of their own, the last; rows without a product stay.
 */
export function keepMainUnit(
  engine: Engine,
  sample: Sample,
  product: Keys,
  unit: string,
  waterfall: Waterfall,
): Sample {
  const products = sample.groups.by(product);
  const pairs = sample.groups.by({ written: `${product.written}^${unit}`, columns: [...product.columns, unit] });
  const noProduct = pairs.nLevels + products.nLevels;
  const units = pairs.codes.map((pair, i) => {
    const at = products.codes[i]!;
    return at === MISSING_CODE ? noProduct : pair === MISSING_CODE ? pairs.nLevels + at : pair;
  });
  const value = groupSums(engine, sample.value, units, noProduct + 1);
  const main = new Uint32Array(products.nLevels).fill(noProduct);
  const most = new Float64Array(products.nLevels);
  for (let i = 0; i < units.length; i++) {
    const [at, own] = [products.codes[i]!, units[i]!];
    if (own === noProduct) continue;
    const better = value[own]! > most[at]! || (value[own] === most[at] && own < main[at]!);
    if (better) [main[at], most[at]] = [own, value[own]!];
  }
  const keep = new Uint8Array(units.length);
  for (let i = 0; i < keep.length; i++)
    if (units[i] === noProduct || main[products.codes[i]!] === units[i]) keep[i] = 1;
  return keepRows(sample, keep, `another ${unit} than the main one of ${product.written}`, waterfall);
}
