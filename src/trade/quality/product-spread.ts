/**
 * Whether a product is one good: how much of the variance of log unit values within products lies between
 * finer codes, or units of quantity, that the data have and the run does not use. Knows nothing of how rows are held.
 *
 * With K products, F goods (product and finer code) and n rows, the share is 1 - (SSE / (n - F)) / (SSW / (n - K)): SSE within
 * goods, SSW within products. Corrected for degrees of freedom, it is about 0 where codes are assigned at random.
 * Sources: Schott (2004), Quarterly Journal of Economics 119(2), doi:10.1162/0033553041382201; Hallak & Schott (2011),
 * Quarterly Journal of Economics 126(1), doi:10.1093/qje/qjq003.
 */

import { columnFlag } from "../../base/column-names.js";
import { MISSING_CODE } from "../../base/columns.js";
import { type Note, note } from "../../base/messages.js";
import { compensatedSum } from "../../base/numbers.js";
import { codesAt, numbersAt } from "../../base/row-runs.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { log } from "../../engine/kernels/math.js";
import { weightedGroupMeans } from "../../engine/kernels/quality.js";
import { QUALITY_NOTES } from "./messages.js";
import type { Keys } from "./options.js";
import type { Sample } from "./sample.js";

/** A column that splits products further, and the option that would use it. */
export interface Splitter {
  readonly kind: "code" | "unit";
  readonly column: string;
  readonly product: string;
}

/** Goods of one product, by a column that is not used. */
export interface ProductSpread extends Splitter {
  /** Products, and those of several goods. */
  readonly products: number;
  readonly of_several: number;
  /** Of the variance of log unit values within products, what lies between goods; 0 to 1. */
  readonly share: number;
}

/**
 * From this share on a caution. Between goods demand is no demand for the same thing: what a dear good and a cheap one sell
 * may be alike in value (an elasticity of 1) or in quantity (0). An elasticity of 5 over prices a tenth of whose variance lies
 * between goods comes out at 0.9 * 5 + 0.1 * 1 = 4.6 or less, and quality is off by a tenth or more.
 */
export const SPREAD_CAUTION = 0.1;

/** Sums a share is made of. */
export interface SpreadSums {
  readonly rows: number;
  readonly goods: number;
  readonly products: number;
  readonly ofSeveral: number;
  /** Squares of log unit values about the means of goods, and of goods' means about those of products. */
  readonly withinGoods: number;
  readonly betweenGoods: number;
}

/** The record of `sums`. */
export function productSpread(splitter: Splitter, sums: SpreadSums): ProductSpread {
  const { rows, goods, products, ofSeveral, withinGoods, betweenGoods } = sums;
  const inProducts = (withinGoods + betweenGoods) / (rows - products);
  const inGoods = rows > goods ? withinGoods / (rows - goods) : 0;
  const share = ofSeveral === 0 || !(inProducts > 0) ? 0 : Math.min(1, Math.max(0, 1 - inGoods / inProducts));
  return { ...splitter, products, of_several: ofSeveral, share };
}

/** Sums of the sample's products, by each of `splitters`. */
export function spreadsOf(engine: Engine, sample: Sample, splitters: readonly Splitter[]): SpreadSums[] {
  if (splitters.length === 0) return [];
  const price = log(engine, sample.unitValue);
  return splitters.map((splitter) => spreadSums(engine, sample, price, splitter));
}

function spreadSums(engine: Engine, sample: Sample, price: Float64Array, { product, column }: Splitter): SpreadSums {
  const keys = (columns: readonly string[]): Keys => ({ written: columns.join("^"), columns });
  const goods = sample.groups.by(keys([product, column]));
  const known: number[] = [];
  for (let i = 0; i < goods.codes.length; i++) if (goods.codes[i] !== MISSING_CODE) known.push(i);
  const rows = Uint32Array.from(known);
  const y = numbersAt(price, rows);
  const ones = new Float64Array(rows.length).fill(1);
  const good = codesAt(goods.codes, rows);
  const own = sample.groups.by(keys([product]));
  const ofProduct = codesAt(own.codes, rows);
  const goodMeans = weightedGroupMeans(engine, y, ones, good, goods.nLevels);
  const productMeans = weightedGroupMeans(engine, y, ones, ofProduct, own.nLevels);
  const squares = new Float64Array(rows.length);
  const productOf = new Uint32Array(goods.nLevels);
  for (let i = 0; i < squares.length; i++) {
    squares[i] = (y[i]! - goodMeans.mean[good[i]!]!) ** 2;
    productOf[good[i]!] = ofProduct[i]!;
  }
  const between = new Float64Array(goods.nLevels);
  const goodsOf = new Uint32Array(own.nLevels);
  let nGoods = 0;
  for (let g = 0; g < between.length; g++) {
    if (goodMeans.count[g] === 0) continue;
    nGoods++;
    goodsOf[productOf[g]!]!++;
    between[g] = goodMeans.count[g]! * (goodMeans.mean[g]! - productMeans.mean[productOf[g]!]!) ** 2;
  }
  return {
    rows: rows.length,
    goods: nGoods,
    products: goodsOf.filter((n) => n > 0).length,
    ofSeveral: goodsOf.filter((n) => n > 1).length,
    withinGoods: compensatedSum(squares),
    betweenGoods: compensatedSum(between),
  };
}

/** What readers must know of products of several goods. */
export function spreadNotes(spreads: readonly ProductSpread[]): Note[] {
  return spreads
    .filter(({ of_several }) => of_several > 0)
    .map((spread) => {
      const facts = { ...spread };
      return spread.share >= SPREAD_CAUTION
        ? note(QUALITY_NOTES, "product_spread", facts)
        : note(QUALITY_NOTES, "finer_product", facts);
    });
}

/** What an error on an unusable sigma should add: the widest spread that calls for caution. */
export function spreadAdvice(spreads: readonly ProductSpread[]): string {
  const [widest] = spreads.filter(({ share }) => share >= SPREAD_CAUTION).sort((a, b) => b.share - a.share);
  if (widest === undefined) return "";
  return ` ${Math.round(100 * widest.share)}% of the variance of log unit values within '${widest.product}' lies between values of '${widest.column}': use ${columnFlag(widest.kind === "code" ? "product" : "unit", widest.column)}.`;
}
