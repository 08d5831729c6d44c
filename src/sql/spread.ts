/**
 * How unit values differ between goods of one product, as `quality/product-spread` defines it, over table `work`.
 */
import { type ProductSpread, productSpread, type Splitter } from "../trade/quality/product-spread.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import { LN_PRICE } from "./work.js";

/** The spread of products by each of `splitters`, whose columns are keys. */
export async function streamedSpreads(
  session: Session,
  keys: KeyColumns,
  splitters: readonly Splitter[],
): Promise<ProductSpread[]> {
  const spreads: ProductSpread[] = [];
  for (const splitter of splitters) {
    const [product, good] = keys.codes([splitter.product, splitter.column]);
    const [rows, goods, products, ofSeveral, withinGoods, betweenGoods] = await session.row<
      [number, number, number, number, number | null, number | null]
    >(
      `WITH known AS (SELECT ${product} AS p, ${good} AS g, ${LN_PRICE} AS y FROM work WHERE ${good} IS NOT NULL AND ${product} IS NOT NULL),
         goods AS (SELECT p, g, count(*) AS n, fsum(y) / count(*) AS mean FROM known GROUP BY p, g),
         products AS (SELECT p, count(DISTINCT g) AS goods, fsum(y) / count(*) AS mean FROM known GROUP BY p),
         within AS (SELECT fsum((y - mean) * (y - mean)) AS squares FROM known JOIN goods USING (p, g)),
         between_goods AS (SELECT fsum(n * (goods.mean - products.mean) * (goods.mean - products.mean)) AS squares
           FROM goods JOIN products USING (p))
       SELECT (SELECT count(*) FROM known)::DOUBLE, (SELECT count(*) FROM goods)::DOUBLE,
         (SELECT count(*) FROM products)::DOUBLE, (SELECT count(*) FROM products WHERE goods > 1)::DOUBLE,
         (SELECT squares FROM within), (SELECT squares FROM between_goods)`,
    );
    const sums = { rows, goods, products, ofSeveral, withinGoods: withinGoods ?? 0, betweenGoods: betweenGoods ?? 0 };
    spreads.push(productSpread(splitter, sums));
  }
  return spreads;
}
