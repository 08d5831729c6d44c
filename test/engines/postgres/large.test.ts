/** Millions of rows on four servers of PostgreSQL. */
import { openSqlEngine, sqlSource } from "../../../src/sql/open.js";
import { columnsAs, FIRMS, manyRows, type Place } from "../large.js";
import { engine } from "../support.js";

async function place(): Promise<Place | undefined> {
  if (FIRMS === 0) return undefined;
  const servers = await engine<{ coordinator: string; workers: string[]; password: string }>("postgres");
  if (servers === undefined) return undefined;
  process.env.PGPASSWORD = servers.password;
  return {
    async load(files) {
      const coordinator = await openSqlEngine(servers.coordinator);
      await coordinator.execute(`CREATE TABLE panel (${columnsAs("int", "float8")}) PARTITION BY LIST (shard)`);
      for (const [w, address] of servers.workers.entries()) {
        const worker = await openSqlEngine(address);
        await worker.execute(`CREATE TABLE panel (${columnsAs("int", "float8")})`);
        await worker.execute(`COPY panel FROM '${files[w]}' WITH (FORMAT csv)`);
        await worker.execute("ANALYZE panel");
        await worker.close();
        await coordinator.execute(
          `CREATE FOREIGN TABLE panel_${w + 1} PARTITION OF panel FOR VALUES IN (${w + 1}) SERVER w${w + 1} OPTIONS (table_name 'panel')`,
        );
      }
      await coordinator.execute("ANALYZE panel");
      await coordinator.close();
    },
    source: async () => sqlSource(await openSqlEngine(`${servers.coordinator}?shard=shard`), "panel"),
  };
}

manyRows(await place());
