/** Millions of rows in files of Parquet, under a Trino of two workers. */
import { join } from "node:path";
import { openSqlEngine, sqlSource } from "../../../src/sql/open.js";
import { asParquet, columnsAs, FIRMS, manyRows, type Place } from "../large.js";
import { engine } from "../support.js";

async function place(): Promise<Place | undefined> {
  if (FIRMS === 0) return undefined;
  const server = await engine<{ http: number; user: string; files: string }>("trino");
  if (server === undefined) return undefined;
  const address = `trino://${server.user}@127.0.0.1:${server.http}/hive/test`;
  return {
    async load(files) {
      const folder = join(server.files, "panel");
      await asParquet(files, folder);
      const trino = await openSqlEngine(address);
      await trino.execute("CREATE SCHEMA hive.test");
      const where = "WITH (format = 'PARQUET', external_location = 'local:///panel')";
      await trino.execute(`CREATE TABLE panel (${columnsAs("INTEGER", "DOUBLE")}) ${where}`);
      await trino.close();
    },
    source: async () => sqlSource(await openSqlEngine(address), "panel"),
  };
}

manyRows(await place());
