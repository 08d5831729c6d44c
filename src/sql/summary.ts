/**
 * Summary statistics of a column or an expression over rows that stay: counts, mean, deviation, extremes, and how it varies between units
 * and within them. Method: deviations from the mean are added up by unit in a second statement. Quantiles are no sums.
 */
import { parseExpression } from "../formula/parser.js";
import { SourceColumns } from "./frame/columns.js";
import { Expressions } from "./frame/expression.js";
import { Layers, layerOf } from "./frame/layers.js";
import type { SqlSource } from "./frame.js";
import { requireSameRows } from "./moments/guards.js";
import type { Queries } from "./queries.js";

/** Statistics of the finite values; null where there are too few. */
export interface SqlSummary {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly variation: { readonly between: number | null; readonly within: number | null; readonly units: number };
}

/** The summary of `written` over the `nRows` rows of `source`. Throws as expressions do, DataError `engine_changed`, and as the engine. */
export async function summaryOnEngine(
  queries: Queries,
  source: SqlSource,
  unit: string,
  written: string,
  nRows: number,
): Promise<SqlSummary> {
  const { dialect } = source.engine;
  const { double, number } = dialect;
  const layers = new Layers(source);
  const columns = new SourceColumns(source, layers);
  const expressions = new Expressions(dialect, columns, layers, undefined);
  const expression = columns.header.has(written)
    ? ({ kind: "name", name: written } as const)
    : parseExpression(written);
  const [value, finite] = [expressions.numbers(expression), expressions.isFinite(expression)];
  const { sql: x } = layers.column({
    sql: `CASE WHEN ${finite.sql} THEN ${value.sql} END`,
    layer: layerOf(value, finite),
  });
  const { sql: key } = columns.key(unit);
  const ask = async (sql: string): Promise<number[]> =>
    (await queries.ask(sql)).columns.map((column) => Number(column[0]));
  const [rows, n, sum, min, max] = await ask(
    `SELECT ${double("count(*)")}, ${double(`count(${x})`)}, sum(${x}), min(${x}), max(${x}) FROM ${layers.from}`,
  );
  requireSameRows(source, nRows, rows!);
  if (n === 0) {
    return { n: 0, mean: null, sd: null, min: null, max: null, variation: { between: null, within: null, units: 0 } };
  }
  const centre = sum! / n!;
  const away = `(${x} - ${number(centre)})`;
  const units = `(SELECT ${double(`count(${x})`)} AS n, sum(${away}) AS s, sum(${away} * ${away}) AS q FROM ${layers.from} GROUP BY ${key} HAVING count(${x}) > 0) AS units`;
  const [nUnits, total, off, squares, explained, means, meanSquares] = (await ask(
    `SELECT ${double("count(*)")}, sum(n), sum(s), sum(q), sum(s * s / n), sum(s / n), sum((s / n) * (s / n)) FROM ${units}`,
  )) as [number, number, number, number, number, number, number];
  requireSameRows(source, n!, total);
  const root = (sumOfSquares: number, degrees: number) =>
    degrees > 0 ? Math.sqrt(Math.max(0, sumOfSquares) / degrees) : null;
  return {
    ...{ n: n!, min: min!, max: max! },
    mean: centre + off / n!,
    sd: root(squares - (off * off) / n!, n! - 1),
    variation: {
      between: root(meanSquares - (means * means) / nUnits, nUnits - 1),
      within: root(squares - explained, n! - 1),
      units: nUnits,
    },
  };
}
