/** Millions of rows in files of Parquet, under a Spark of two workers. */
import { join } from "node:path";
import { openSqlEngine, sqlSource } from "../../../src/sql/open.js";
import { asParquet, FIRMS, manyRows, type Place } from "../large.js";
import { engine } from "../support.js";

async function place(): Promise<Place | undefined> {
  if (FIRMS === 0) return undefined;
  const server = await engine<{ port: number; token: string; files: string }>("spark");
  if (server === undefined) return undefined;
  process.env.SPARK_TOKEN = server.token;
  const address = `spark://127.0.0.1:${server.port}/`;
  return {
    async load(files) {
      const folder = join(server.files, "panel");
      await asParquet(files, folder);
      const spark = await openSqlEngine(address);
      await spark.execute(`CREATE TABLE panel USING parquet LOCATION ${spark.dialect.text(folder)}`);
      await spark.close();
    },
    source: async () => sqlSource(await openSqlEngine(address), "panel"),
  };
}

manyRows(await place());
