/**
 * Walks through the steps of a long run over a database: says where it is and how long it may take, keeps the
 * time. How far a query is comes from DuckDB; how much a step weighs in the whole is a guess, and so is the time left.
 */

import { type Note, note } from "../base/messages.js";
import { compensatedSum } from "../base/numbers.js";
import type { LongOptions } from "../base/progress.js";
import { STEPS } from "../trade/quality/messages.js";
import { Waterfall } from "../trade/quality/sample.js";
import type { KeyColumns } from "./keys.js";
import type { Session } from "./session.js";
import type { Source } from "./source.js";

/** How often progress within a step is reported. */
const TELL_MS = 500;
/** Before this share of the run is done, the time left is not guessed. */
const ENOUGH = 0.03;

/** Runs steps whose weights add up to `total`. */
export class Steps {
  private readonly times: Record<string, number> = {};
  private readonly start = performance.now();
  private done = 0;

  constructor(
    private readonly total: number,
    private readonly session: Session,
    private readonly options: Pick<LongOptions, "onProgress" | "signal">,
  ) {}

  /** Runs `work` as the step `stage`. Throws the signal's reason when it has been raised. */
  async run<T>(stage: string, weight: number, work: () => T | Promise<T>): Promise<T> {
    this.options.signal?.throwIfAborted();
    this.tell(stage, 0);
    const timer = setInterval(() => this.tell(stage, weight * this.session.queryFraction), TELL_MS);
    const start = performance.now();
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.times[stage] = performance.now() - start;
      this.done += weight;
    }
  }

  /** Milliseconds by step, and the total. */
  get timing(): Readonly<Record<string, number>> {
    return { ...this.times, total: performance.now() - this.start };
  }

  private tell(stage: string, within: number): void {
    const fraction = Math.min(1, (this.done + within) / this.total);
    const spent = performance.now() - this.start;
    const msLeft = fraction > ENOUGH ? (spent * (1 - fraction)) / fraction : null;
    this.options.onProgress?.({ stage, fraction, msLeft });
  }
}

// The rows a run works on, as numbers: table `work` has row_id, value, quantity, price and the codes of the keys.
// Cleaning keeps the rows and counts the others as `quality/cleaning/clean` does in memory, by the first reason that applies;
// optional stages take more away. Sums of values are compensated.

/** Makes `work` from `data`; rows need a positive value and quantity and every one of `required` columns. */
export async function cleanRows(
  session: Session,
  source: Source,
  keys: KeyColumns,
  {
    value,
    quantity,
    required,
  }: { readonly value: string; readonly quantity: string; readonly required: readonly string[] },
): Promise<Waterfall> {
  const sql = (name: string): string => `v${source.columns.find((column) => column.name === name)!.position}`;
  const [v, q] = [sql(value), sql(quantity)];
  const missing = (name: string): string => `${keys.codes([name])} IS NULL`;
  const reasons: readonly (readonly [step: Note, applies: string])[] = [
    [note(STEPS, "column_missing", { column: value }), "value IS NULL"],
    [note(STEPS, "column_missing", { column: quantity }), "quantity IS NULL"],
    [note(STEPS, "not_positive", { column: value }), "value <= 0"],
    [note(STEPS, "not_positive", { column: quantity }), "quantity <= 0"],
    [note(STEPS, "unit_value"), "NOT (price > 0 AND price < 'inf'::DOUBLE)"],
    ...required.map((key) => [note(STEPS, "column_missing", { column: key }), missing(key)] as const),
  ];
  const cases = reasons.map(([, applies], r) => `WHEN ${applies} THEN ${r}`).join(" ");
  const { codes, joins } = keys.joins;
  const coded = `SELECT row_id, ${v} AS value, ${q} AS quantity, ${v} / ${q} AS price, ${codes} FROM data ${joins}`;
  await session.run(
    `CREATE TABLE work AS SELECT *, (CASE ${cases} ELSE ${KEPT} END)::TINYINT AS reason FROM (${coded})`,
  );
  const lost = await session.rows<[number, number, number | null]>(
    "SELECT reason, count(*)::DOUBLE, fsum(value) FILTER (WHERE isfinite(value)) FROM work GROUP BY reason",
  );
  const of = (reason: number) => {
    const [, rows, worth] = lost.find(([r]) => r === reason) ?? [reason, 0, 0];
    return { rows, worth: worth ?? 0 };
  };
  const waterfall = new Waterfall(source.nRows, compensatedSum(lost.map(([, , worth]) => worth ?? 0)));
  reasons.forEach(([step], r) => {
    waterfall.drop(step, of(r).rows, of(r).worth);
  });
  if (of(KEPT).rows < source.nRows) await session.run(`DELETE FROM work WHERE reason <> ${KEPT}`);
  await session.run("ALTER TABLE work DROP COLUMN reason");
  return waterfall;
}

/** The reason of rows that stay. */
const KEPT = -1;

/** Puts in the place of `work` what `select` makes of it. */
export async function replaceWork(session: Session, select: string): Promise<void> {
  await session.run(`CREATE TABLE next_work AS ${select}`);
  await session.run("DROP TABLE work");
  await session.run("ALTER TABLE next_work RENAME TO work");
}

/** Takes the rows of `work` for which `drop` holds away, for the reason `step`. */
export async function dropRows(session: Session, waterfall: Waterfall, step: Note, drop: string): Promise<void> {
  const [rows, worth] = await session.row<[number, number | null]>(
    `SELECT count(*)::DOUBLE, fsum(value) FROM work WHERE ${drop}`,
  );
  waterfall.drop(step, rows, worth ?? 0);
  if (rows > 0) await session.run(`DELETE FROM work WHERE ${drop}`);
}

/** Rows of `work`. */
export async function countRows(session: Session, table: string): Promise<number> {
  const [count] = await session.row<[number]>(`SELECT count(*)::DOUBLE FROM ${table}`);
  return count;
}

/** SQL of ln q and ln p over `work`. */
export const LN_QUANTITY = "ln(quantity)";
export const LN_PRICE = "ln(price)";
