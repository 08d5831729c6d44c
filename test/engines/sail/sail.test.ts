/** Sail, another server of Spark Connect, keeps the laws of engines by Spark's client and dialect. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openDuckDB } from "../../../src/sql/engines/duckdb.js";
import { openSpark } from "../../../src/sql/engines/spark.js";
import { sourceOf } from "../frame-rows.js";
import { qualityLaws } from "../quality-laws.js";
import { FILES, sparkLaws } from "../spark/laws.js";
import { engine, loadTable, testPanel } from "../support.js";

const facts = await engine<{ readonly port: number; readonly files: string }>("sail");
const panel = testPanel(6300, 5);

describe.runIf(facts)("Sail", () => {
  const { port, files } = facts ?? { port: 0, files: "" };
  let sail: SqlEngine;
  let duckdb: SqlEngine;

  beforeAll(async () => {
    sail = await openSpark(engineAddress(`spark://127.0.0.1:${port}`, {}) as ServerAddress);
    duckdb = await openDuckDB();
    await loadTable(duckdb, "panel", panel);
    const folder = join(files, "panel");
    await duckdb.execute(`COPY panel TO '${folder}' (FORMAT parquet, PER_THREAD_OUTPUT true)`);
    await sail.execute(`CREATE TABLE panel USING parquet LOCATION ${sail.dialect.text(folder)}`);
  });
  afterAll(async () => {
    await sail?.close();
    await duckdb?.close();
  });

  // expressions aside: a power of 0 that Spark has infinite is an error here
  sparkLaws(
    () => sail,
    () => duckdb,
    panel,
  );
  qualityLaws("Sail", (rows) => sourceOf(sail, "quality_rows", rows as never, FILES));

  it("ends a statement whose signal is raised", async () => {
    const [reason, controller] = [new Error("enough"), new AbortController()];
    setTimeout(() => controller.abort(reason), 1000);
    const long = "SELECT CAST(sum(sin(t.x1 * r.id)) AS DOUBLE) AS n FROM panel t CROSS JOIN range(1000000) r";
    await expect(sail.query(long, controller.signal)).rejects.toBe(reason);
    const { columns } = await sail.query("SELECT CAST(count(*) AS DOUBLE) AS n FROM panel");
    expect(columns[0]![0]).toBe(panel.unit.length);
  });
});
