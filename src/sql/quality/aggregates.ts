/**
 * Equations (6) and (7) over rows that stay where they are: normalised means in one statement, whose groups come home.
 */
import { numbersAt } from "../../base/row-runs.js";
import { selectRows } from "../../data/table/table.js";
import type { AggregateMeans } from "../../engine/kernels/quality.js";
import { type Aggregate, aggregateOf } from "../../trade/quality/aggregate.js";
import type { Keys } from "../../trade/quality/options.js";
import type { AggregateOptions } from "../../trade/quality/plan-names.js";
import { countOf } from "../dialect.js";
import { besideRows, type Host, known, orZero, type Relation, rowOf, rowsWhere, sumOf } from "./host.js";
import { columnsOf, groupsHome, groupsInOrder, type KeyBook, tableOf } from "./key-book.js";

/** Means of `rated`, which has quality and rq, by `keys`, and how many rows each statement saw. Throws as `aggregateOf`. */
export async function aggregateRows(
  host: Host,
  book: KeyBook,
  rated: Relation,
  keys: Keys,
  options: AggregateOptions,
  source: string,
): Promise<{ readonly aggregate: Aggregate; readonly seen: readonly number[] }> {
  const { dialect } = host;
  const names = columnsOf([keys]);
  const codes = book.codes(names);
  const isRated = "rq IS NOT NULL";
  const noKeys = `NOT (${known(codes)})`;
  const without = [noKeys, "rq IS NULL", `${isRated} AND ${noKeys}`];
  const counts = ["count(*)", ...without.map((condition) => countOf(dialect, condition))];
  const [rows, noKey, noValue, noGroup] = await rowOf(host, counts, rated.from);
  const inGroups = rowsWhere({ columns: [...codes, "v", "quality", "rq"], from: rated.from }, known(codes));
  const totals = { total: sumOf(dialect, "v", isRated), total_raw: sumOf(dialect, "v") };
  const { from } = besideRows(host, inGroups, [{ keys: codes, added: totals }]);
  const made = [
    "count(rq)",
    "max(total)",
    `max(CASE WHEN ${isRated} THEN v END) / max(total)`,
    sumOf(dialect, "v / total * rq", isRated),
    `${sumOf(dialect, "rq")} / ${dialect.double("nullif(count(rq), 0)")}`,
    sumOf(dialect, "v / total", isRated),
    "count(*)",
    "max(total_raw)",
    sumOf(dialect, "v / total_raw * quality"),
    `${sumOf(dialect, "quality")} / ${dialect.double("count(*)")}`,
    sumOf(dialect, "v / total_raw"),
  ];
  const { keys: values, numbers } = await groupsHome(host, book, from, codes, made);
  const table = await tableOf(book, names, values, source);
  const { groups, order } = groupsInOrder(table, keys);
  const [n, total, largest, mean, plain, shares, nRaw, totalRaw, meanRaw, plainRaw, sharesRaw] = numbers.map((column) =>
    numbersAt(column, order),
  );
  const excluded = { noValue: orZero(noValue!), noGroup: orZero(noGroup!) };
  const of = (count: Float64Array, of: Omit<AggregateMeans, "count" | "excluded">): AggregateMeans => ({
    ...of,
    count: Uint32Array.from(count),
    excluded,
  });
  const means = of(n!, {
    mean: mean!,
    plainMean: plain!,
    weightSum: total!.map(orZero),
    shareSum: shares!.map(orZero),
  });
  const raw = of(nRaw!, { mean: meanRaw!, plainMean: plainRaw!, weightSum: totalRaw!, shareSum: sharesRaw! });
  const keysAt = (filled: Uint32Array) =>
    selectRows(
      table,
      filled.map((group) => order[group]!),
    );
  const seen = nRaw!.reduce((sum, count) => sum + count, orZero(noKey!));
  const aggregate = aggregateOf(keys, { means, raw, largest: largest!, label: groups.label, keysAt }, options);
  return { aggregate, seen: [rows!, seen] };
}
