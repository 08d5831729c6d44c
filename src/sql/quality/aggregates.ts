/**
 * Equations (6) and (7) over rows that stay where they are: normalised means in one statement, whose groups come home.
 */
import { selectRows } from "../../data/table/table.js";
import type { AggregateMeans } from "../../engine/kernels/quality.js";
import { type Aggregate, aggregateOf } from "../../trade/quality/aggregate.js";
import type { Keys } from "../../trade/quality/options.js";
import type { AggregateOptions } from "../../trade/quality/plan-names.js";
import { Groups } from "../../trade/quality/sample.js";
import { countOf } from "../dialect.js";
import { besideRows, type Host, inline, orZero, type Relation, rowOf, selectWith, sumOf } from "./host.js";
import { type KeyBook, tableOf } from "./key-book.js";

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
  const names = [...new Set(keys.columns)];
  const codes = book.codes(names);
  const known = codes.map((code) => `${code} IS NOT NULL`).join(" AND ");
  const [rows, noKey, noValue, noGroup] = await rowOf(
    host,
    [
      "count(*)",
      countOf(dialect, `NOT (${known})`),
      countOf(dialect, "rq IS NULL"),
      countOf(dialect, `rq IS NOT NULL AND NOT (${known})`),
    ],
    rated.from,
  );
  const columns = [...codes, "v", "quality", "rq"];
  const inGroups = { columns, from: inline(selectWith({ columns, from: rated.from }, {}, ` WHERE ${known}`)) };
  const isRated = "rq IS NOT NULL";
  const totals = { total: sumOf(dialect, "v", isRated), total_raw: sumOf(dialect, "v") };
  const { from } = besideRows(host, inGroups, [{ keys: codes, added: totals }]);
  const made = [
    ...["count(rq)", "max(total)", `max(CASE WHEN ${isRated} THEN v END) / max(total)`],
    ...[
      sumOf(dialect, "v / total * rq", isRated),
      `${sumOf(dialect, "rq")} / ${dialect.double("nullif(count(rq), 0)")}`,
    ],
    ...[sumOf(dialect, "v / total", isRated), "count(*)", "max(total_raw)", sumOf(dialect, "v / total_raw * quality")],
    ...[`${sumOf(dialect, "quality")} / ${dialect.double("count(*)")}`, sumOf(dialect, "v / total_raw")],
  ];
  const answer = await host.query(
    `SELECT ${[...codes.map((code) => book.home(code)), ...made.map(dialect.double)].join(", ")} FROM ${from} GROUP BY ${codes.join(", ")}`,
  );
  const table = await tableOf(book, names, answer.slice(0, codes.length), source);
  const groups = new Groups(
    table,
    Uint32Array.from({ length: table.nRows }, (_, i) => i),
  ).by(keys);
  const row = new Uint32Array(groups.nLevels);
  groups.codes.forEach((group, i) => {
    row[group] = i;
  });
  const ordered = (answer.slice(codes.length) as Float64Array[]).map((column) =>
    Float64Array.from(row, (i) => column[i]!),
  );
  const [n, total, largest, mean, plain, shares, nRaw, totalRaw, meanRaw, plainRaw, sharesRaw] = ordered;
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
      filled.map((group) => row[group]!),
    );
  const seen = nRaw!.reduce((sum, count) => sum + count, orZero(noKey!));
  const aggregate = aggregateOf(keys, { means, raw, largest: largest!, label: groups.label, keysAt }, options);
  return { aggregate, seen: [rows!, seen] };
}
