/**
 * Layer quality. Products that trade too little to tell quality from demand are left out, and products in several units
 * of quantity are held to one.
 */
import type { Engine } from "../../kernels/engine.js";
import { groupCounts, groupSums } from "../../kernels/groups.js";
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

/** The sample with, of each product, the unit of most value alone (ties: the first by its text). */
export function keepMainUnit(
  engine: Engine,
  sample: Sample,
  product: Keys,
  unit: string,
  waterfall: Waterfall,
): Sample {
  const products = sample.groups.by(product);
  const pairs = sample.groups.by({ written: `${product.written}^${unit}`, columns: [...product.columns, unit] });
  const value = groupSums(engine, sample.value, pairs.codes, pairs.nLevels);
  const main = new Uint32Array(products.nLevels).fill(pairs.nLevels);
  const most = new Float64Array(products.nLevels);
  for (let i = 0; i < pairs.codes.length; i++) {
    const [at, pair] = [products.codes[i]!, pairs.codes[i]!];
    const better = value[pair]! > most[at]! || (value[pair] === most[at] && pair < main[at]!);
    if (better) [main[at], most[at]] = [pair, value[pair]!];
  }
  const keep = new Uint8Array(pairs.codes.length);
  for (let i = 0; i < keep.length; i++) if (main[products.codes[i]!] === pairs.codes[i]) keep[i] = 1;
  return keepRows(sample, keep, `another ${unit} than the main one of ${product.written}`, waterfall);
}
