/** Millions of rows in ClickHouse of today. */
import { openSqlEngine, sqlSource } from "../../../src/sql/open.js";
import { columnsAs, FIRMS, manyRows, type Place } from "../large.js";
import { engine } from "../support.js";

async function place(): Promise<Place | undefined> {
  if (FIRMS === 0) return undefined;
  const server = await engine<{ address: string; password: string }>("chdb");
  if (server === undefined) return undefined;
  process.env.CLICKHOUSE_PASSWORD = server.password;
  return {
    async load(files) {
      const one = await openSqlEngine(server.address);
      const columns = columnsAs("Int32", "Float64");
      await one.execute(`CREATE TABLE panel (${columns}) ENGINE = MergeTree ORDER BY firm`);
      for (const file of files)
        await one.execute(`INSERT INTO panel SELECT * FROM file('${file}', 'CSV', '${columns}')`);
      await one.close();
    },
    source: async () => sqlSource(await openSqlEngine(server.address), "panel"),
  };
}

manyRows(await place());
