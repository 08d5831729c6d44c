/** Quality on a scale within cells, and its moments. */
import type { NormaliseRule } from "../../trade/quality/normalise.js";
import type { Summary } from "../../trade/quality/summary.js";
import { countOf } from "../dialect.js";
import { besideRows, type Host, inline, orZero, rowOf, selectWith, sumOf, withColumns } from "./host.js";
import { percentilesBeside, type SqlRated, sameRows } from "./sample.js";

/** Quality on [0, 1] within cells, which SQL columns make, in column rq, and what has none. */
export async function normaliseRows(
  host: Host,
  { rows: rated, n }: SqlRated,
  cell: readonly string[],
  rule: NormaliseRule,
) {
  const { double, number } = host.dialect;
  const [zero, one] = [number(0), number(1)];
  const share = rule.kind === "percentile" ? { low: rule.share, high: 1 - rule.share } : null;
  const ends = { low: "min(quality)", high: "max(quality)" };
  const bounded =
    share === null
      ? besideRows(host, rated, [{ keys: cell, added: ends }])
      : percentilesBeside(host, rated, cell, "quality", share);
  const scaled = "(quality - low) / (high - low)";
  const clipped = share === null ? scaled : `least(greatest(${scaled}, ${zero}), ${one})`;
  const rq = rule.kind === "none" ? "quality" : `CASE WHEN high > low THEN ${clipped} END`;
  const from = await host.keep(
    selectWith({ ...rated, from: bounded.from }, { rq, ...(share === null ? {} : { low: "low", high: "high" }) }),
  );
  const outside = countOf(host.dialect, "high > low AND (quality < low OR quality > high)");
  const bounds = share === null ? [ends.low, ends.high, zero] : ["min(low)", "min(high)", outside];
  const cells = `SELECT ${bounds[0]} AS lo, ${bounds[1]} AS hi, ${bounds[2]} AS clipped, count(*) AS n FROM ${from} GROUP BY ${cell.join(", ")}`;
  const alone = countOf(host.dialect, "lo = hi");
  const sums = [
    "count(*)",
    alone,
    `sum(CASE WHEN lo = hi THEN ${double("n")} ELSE ${zero} END)`,
    "sum(clipped)",
    "sum(n)",
  ];
  const [nCells, degenerate, rows, nClipped, seen] = await rowOf(host, sums, inline(cells));
  sameRows(n, seen!);
  const counts =
    rule.kind === "none"
      ? { nCells: nCells!, nDegenerateCells: 0, nDegenerateRows: 0, nClipped: 0 }
      : { nCells: nCells!, nDegenerateCells: degenerate!, nDegenerateRows: rows!, nClipped: nClipped! };
  return { rated: { rows: withColumns(rated, from, "rq"), n }, counts };
}

/** Moments of quality and of normalised quality: squares about the mean, in a second statement. */
export async function summariesOf(
  host: Host,
  { rows: { from }, n: nRows }: SqlRated,
): Promise<{ readonly quality: Summary; readonly rQuality: Summary }> {
  const { dialect } = host;
  const names = ["quality", "rq"];
  const moments = names.flatMap((name) => [`count(${name})`, sumOf(dialect, name), `min(${name})`, `max(${name})`]);
  const first = await rowOf(host, moments, from);
  sameRows(nRows, first[0]!);
  const means = names.map((_, j) => orZero(first[4 * j + 1]! / first[4 * j]!));
  const squares = names.map((name, j) => {
    const centred = `(${name} - ${dialect.number(means[j]!)})`;
    return sumOf(dialect, `${centred} * ${centred}`);
  });
  const [seen, ...second] = await rowOf(host, ["count(*)", ...squares], from);
  sameRows(nRows, seen!);
  const [quality, rQuality] = names.map((_, j): Summary => {
    const [n, , min, max] = first.slice(4 * j, 4 * j + 4) as [number, number, number, number];
    if (n === 0) return { n, mean: Number.NaN, sd: Number.NaN, min: Number.NaN, max: Number.NaN };
    return { n, mean: means[j]!, sd: Math.sqrt(second[j]! / (n - 1)), min, max };
  });
  return { quality: quality!, rQuality: rQuality! };
}
