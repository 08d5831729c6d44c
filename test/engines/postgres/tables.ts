/** A panel on three workers, in one partitioned table: rows of a unit are where `shard` says, and the rows again in memory. */
import type { SqlEngine } from "../../../src/sql/engine.js";
import { columnList, insertRows, rowsOf, type TestTable } from "../support.js";

const WORKERS = 3;

/** `panel` with the column that says its worker, by the digits of what the column `by` holds. */
export function sharded(panel: TestTable, by: string): TestTable {
  const held = Array.from<unknown>(panel[by]!);
  return { ...panel, shard: Float64Array.from(held, (value) => (Number(/\d+/.exec(String(value))![0]) % WORKERS) + 1) };
}

/** Makes `name`, partitioned by shard over the workers, and fills it. `workers` are reached directly, to make what is theirs. */
export async function distribute(
  coordinator: SqlEngine,
  workers: readonly SqlEngine[],
  name: string,
  table: TestTable,
): Promise<void> {
  const columns = columnList(coordinator.dialect, table);
  await coordinator.execute(`CREATE TABLE ${name} (${columns}) PARTITION BY LIST (shard)`);
  for (const [w, worker] of workers.entries()) {
    const rows = Array.from({ length: rowsOf(table) }, (_, r) => r).filter(
      (r) => (table.shard![r] as number) === w + 1,
    );
    const part = Object.fromEntries(Object.entries(table).map(([key, column]) => [key, rows.map((r) => column[r])]));
    await worker.execute(`CREATE TABLE ${name} (${columns})`);
    await insertRows(worker, name, part as TestTable);
    await worker.execute(`ANALYZE ${name}`);
    await coordinator.execute(
      `CREATE FOREIGN TABLE ${name}_${w + 1} PARTITION OF ${name} FOR VALUES IN (${w + 1}) SERVER w${w + 1} OPTIONS (table_name '${name}')`,
    );
  }
}
