/** How unit values differ between goods of one product, as `trade/quality/product-spread` defines it. */
import type { Splitter, SpreadSums } from "../../trade/quality/product-spread.js";
import { countOf } from "../dialect.js";
import { besideRows, type Host, inline, known, orZero, type Relation, rowOf, sumOf } from "./host.js";
import type { KeyBook } from "./key-book.js";

export async function spreadSums(
  host: Host,
  book: KeyBook,
  { from }: Relation,
  { product, column }: Splitter,
): Promise<SpreadSums> {
  const { dialect } = host;
  const [own, good] = [book.codes([product])[0]!, book.codes([column])[0]!];
  const rows: Relation = {
    columns: ["product", "good", "y"],
    from: inline(`SELECT ${own} AS product, ${good} AS good, ln(p) AS y FROM ${from} WHERE ${known([own, good])}`),
  };
  const ofGood = { keys: ["product", "good"], added: { n_good: "count(*)", y_good: sumOf(dialect, "y") } };
  const gap = "(y - y_good / n_good)";
  const goods: Relation = {
    columns: ["product", "good", "n", "m", "squares"],
    from: inline(
      `SELECT product, good, ${dialect.double("count(*)")} AS n, ${sumOf(dialect, "y")} / ${dialect.double("count(*)")} AS m, ` +
        `${sumOf(dialect, `${gap} * ${gap}`)} AS squares FROM ${besideRows(host, rows, [ofGood]).from} GROUP BY product, good`,
    ),
  };
  const ofProduct = { keys: ["product"], added: { n_all: "sum(n)", y_all: sumOf(dialect, "n * m") } };
  const off = "(m - y_all / n_all)";
  const [nRows, nGoods, withinGoods, betweenGoods] = await rowOf(
    host,
    ["sum(n)", "count(*)", sumOf(dialect, "squares"), sumOf(dialect, `n * ${off} * ${off}`)],
    besideRows(host, goods, [ofProduct]).from,
  );
  const products = `SELECT count(*) AS goods FROM ${inline(`SELECT product, good FROM ${rows.from} GROUP BY product, good`)} GROUP BY product`;
  const [nProducts, ofSeveral] = await rowOf(host, ["count(*)", countOf(dialect, "goods > 1")], inline(products));
  return {
    rows: orZero(nRows!),
    goods: nGoods!,
    products: nProducts!,
    ofSeveral: orZero(ofSeveral!),
    withinGoods: orZero(withinGoods!),
    betweenGoods: orZero(betweenGoods!),
  };
}
