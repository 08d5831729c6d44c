/** Rows that can be used, counted by the first reason against the others, and rows of one kind summed. */
import { DataError } from "../../base/errors.js";
import { compensatedSum } from "../../base/numbers.js";
import type { Keys } from "../../trade/quality/options.js";
import type { Reason } from "../../trade/quality/rows.js";
import type { Loss } from "../../trade/quality/sample.js";
import { countOf } from "../dialect.js";
import { type Host, inline, known, orZero, rowOf, rowsWhere, selectWith, sumOf, withMade } from "./host.js";
import { notPushed } from "./options.js";
import { type RowSource, type SqlSample, sameRows } from "./sample.js";

/** Rows to which no reason applies, as `QualityRows.usable`. */
export async function usableRows(host: Host, source: RowSource, reasons: readonly Reason[]) {
  const { dialect } = host;
  const price = withMade(source.relation, { p: `CASE WHEN q > ${dialect.number(0)} THEN v / q END` });
  const cases = reasons.map((reason, r) => `WHEN ${applies(host, source, reason)} THEN ${r}`).join(" ");
  const from = await host.keep(selectWith(price, { reason: `CASE ${cases} ELSE ${reasons.length} END` }));
  const finite = `v - v = ${dialect.number(0)}`;
  const byReason = await host.query(
    `SELECT ${["reason", "count(*)", sumOf(dialect, "v", finite)].map(dialect.double).join(", ")} FROM ${from} GROUP BY reason`,
  );
  const [which, rows, worth] = byReason as Float64Array[];
  const lost = [...reasons, null].map((_, r): Loss => {
    const at = which!.indexOf(r);
    return at < 0 ? { rows: 0, value: 0 } : { rows: rows![at]!, value: orZero(worth![at]!) };
  });
  const n = lost.pop()!.rows;
  sameRows(
    source.nRows,
    rows!.reduce((sum, count) => sum + count, 0),
  );
  return {
    sample: { rows: rowsWhere({ ...price, from }, `reason = ${reasons.length}`), n, cells: null },
    lost,
    value: compensatedSum(worth!.map(orZero)),
  };
}

/** SQL that says whether a reason applies. */
function applies({ dialect }: Host, { value, quantity, keys }: RowSource, reason: Reason): string {
  const zero = dialect.number(0);
  const amount = (name: string) => (name === value ? "v" : name === quantity ? "q" : keys.codes([name])[0]!);
  if (reason.kind === "missing") return `${amount(reason.column)} IS NULL`;
  if (reason.kind === "not_positive") return `${amount(reason.column)} <= ${zero}`;
  if (reason.kind === "unit_value") return `NOT (p > ${zero} AND p - p = ${zero})`;
  throw notPushed("rows of trading companies (intermediaries)", "the names of all firms");
}

/** Two rows of the same keys, as `QualityRows.repeated`. Throws DataError `duplicate_rows` where rows have no numbers. */
export async function repeatedRows(
  host: Host,
  source: RowSource,
  sample: SqlSample,
  keys: Keys,
): Promise<readonly [number, number] | null> {
  const codes = source.keys.codes(keys.columns);
  const least = source.hasId ? "min(id)" : "0";
  const groups = `SELECT ${[...codes, `${least} AS least`].join(", ")} FROM ${sample.rows.from} WHERE ${known(codes)} GROUP BY ${codes.join(", ")} HAVING count(*) > 1`;
  const [n, first] = await rowOf(host, ["count(*)", "min(least)"], inline(groups));
  if (n === 0) return null;
  if (!source.hasId) throw repeatedWithoutNumbers(n!, keys);
  const after = `JOIN (${groups}) AS g ON ${codes.map((code) => `r.${code} = g.${code}`).join(" AND ")} WHERE r.id > g.least`;
  const pairs = inline(`SELECT r.id AS again, g.least AS least FROM (SELECT * FROM ${sample.rows.from}) AS r ${after}`);
  const [again] = await rowOf(host, ["min(again)"], pairs);
  const [own = first] = await rowOf(host, ["min(least)"], `${pairs} WHERE again = ${again}`);
  return [own! + 1, again! + 1];
}

/** One row a combination of keys, as `QualityRows.summed`. */
export async function summedRows(host: Host, source: RowSource, sample: SqlSample, keys: Keys): Promise<SqlSample> {
  const { dialect } = host;
  const codes = source.keys.codes(keys.columns);
  const { from, columns } = sample.rows;
  const groups = `SELECT ${[...codes, "count(*) AS n"].join(", ")} FROM ${from} GROUP BY ${codes.join(", ")}`;
  const several = `n > 1 AND ${known(codes)}`;
  const of = [countOf(dialect, several), `sum(CASE WHEN ${several} THEN n ELSE 0 END)`, "sum(n)"];
  const [repeated, rows, seen] = (await rowOf(host, of, inline(groups))).map(orZero);
  sameRows(sample.n, seen!);
  if (repeated === 0) return sample;
  const [v, q] = [sumOf(dialect, "r.v"), sumOf(dialect, "r.q")];
  // rows of one kind differ in no key of the run but codes that split products, of which the first counts; rows without numbers have no
  // first: the least code
  const own = (name: string): string => {
    if (codes.includes(name)) return `r.${name}`;
    return name === "id" || !columns.includes("id") ? `min(r.${name})` : `arg_min(r.${name}, r.id)`;
  };
  const made = { v, q, p: `${v} / ${q}` } as Readonly<Record<string, string>>;
  const one = columns.map((name) => `${made[name] ?? own(name)} AS ${name}`);
  const kind = codes.map((code) => `r.${code}`);
  const select =
    `SELECT ${one.join(", ")} FROM (SELECT * FROM ${from}) AS r WHERE ${known(kind)} GROUP BY ${kind.join(", ")} ` +
    `UNION ALL SELECT ${columns.join(", ")} FROM ${from} WHERE NOT (${known(codes)})`;
  return { rows: { from: await host.keep(select), columns }, n: sample.n - rows! + repeated!, cells: null };
}

const repeatedWithoutNumbers = (n: number, { written: keys }: Keys): DataError =>
  new DataError(
    "duplicate_rows",
    `${n} combinations of ${keys} stand in several rows; sum them (duplicates: sum) or remove all but one.`,
    { got: n, expected: "one row a combination" },
  );
