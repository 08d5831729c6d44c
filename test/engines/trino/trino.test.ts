/** A Trino of a coordinator and two workers keeps the laws of engines, lets in whom it should, and ends or fails as a whole. */

import { join } from "node:path";
import { kill } from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DataError } from "../../../src/base/errors.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openDuckDB } from "../../../src/sql/engines/duckdb.js";
import { openTrino } from "../../../src/sql/engines/trino.js";
import type { SqlSource } from "../../../src/sql/frame.js";
import { sqlSource } from "../../../src/sql/open.js";
import { expressionLaws, frameLaws, type Load } from "../frame-laws.js";
import { sourceOf } from "../frame-rows.js";
import { dialectLaws, statementLaws } from "../laws.js";
import { panelLaws } from "../panel-laws.js";
import { qualityLaws } from "../quality-laws.js";
import { SECRET_ROWS, secretLaws } from "../secret-laws.js";
import { columnList, engine, loadTable, type TestTable, testPanel } from "../support.js";
import { memoryTable, verbLaws, verbPanel } from "../verb-laws.js";

interface Facts {
  readonly http: number;
  readonly https: number;
  /** The folder of catalog hive's files. */
  readonly files: string;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  /** Files in PEM. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** Process ids. */
  readonly workers: readonly [number, number];
}

const facts = await engine<Facts>("trino");
const panel = testPanel(6300, 5);
const TABLE = "hive.test.panel";

const address = (text: string, environment: Record<string, string> = {}): ServerAddress =>
  engineAddress(text, environment) as ServerAddress;

/** So many times 25 million rows of work. */
const work = (n: number) =>
  `SELECT CAST(count(*) AS DOUBLE) AS n FROM panel CROSS JOIN UNNEST(sequence(1, 1000)) AS s(i) CROSS JOIN UNNEST(sequence(1, ${n})) AS t(j) WHERE sin(x1 * i) < 2`;
const LONG = work(10_000);

/** Rows once loaded, which a law asks for again and again. */
function loader(trino: () => SqlEngine): Load {
  const loaded = new Map<string, Promise<SqlSource>>();
  return (rows) => {
    const key = JSON.stringify(rows);
    if (!loaded.has(key)) loaded.set(key, sourceOf(trino(), `memory.default.rows${loaded.size}`, rows));
    return loaded.get(key)!;
  };
}

describe.runIf(facts)("Trino", () => {
  const { http, https, files, user, password, token, ca, certificate, key, workers } = facts ?? ({} as Facts);
  let trino: SqlEngine;
  let duckdb: SqlEngine;

  beforeAll(async () => {
    trino = await openTrino(address(`trino://${user}@127.0.0.1:${http}/hive/test`));
    duckdb = await openDuckDB();
    await trino.execute("CREATE SCHEMA hive.test");
    await loadTable(duckdb, "panel", panel);
    // four files, for two workers
    const folder = join(files, "panel");
    await duckdb.execute(
      `COPY (SELECT *, hash(unit) % 4 AS part FROM panel) TO '${folder}' (FORMAT parquet, PARTITION_BY (part))`,
    );
    const columns = columnList(trino.dialect, panel);
    await trino.execute(
      `CREATE TABLE ${TABLE} (${columns}, part BIGINT) WITH (format = 'PARQUET', partitioned_by = ARRAY['part'], external_location = 'local:///panel')`,
    );
    await trino.execute("CALL hive.system.sync_partition_metadata('test', 'panel', 'ADD')");
  }, 300_000);
  afterAll(() => duckdb?.close());

  const inMemory = async (name: string, rows: TestTable) => {
    await loadTable(trino, `memory.default.${name}`, rows);
    return sqlSource(trino, `memory.default.${name}`);
  };
  const load = loader(() => trino);
  dialectLaws(() => trino);
  expressionLaws(load);
  frameLaws(load, [1], 3);
  const firms = verbPanel(7);
  let source: SqlSource;
  beforeAll(async () => {
    source = await inMemory("firms", firms);
  });
  verbLaws(memoryTable(firms), () => source, 2);
  panelLaws(memoryTable(firms), () => source);
  let made = 0;
  qualityLaws("Trino", (rows) => inMemory(`customs${made++}`, rows as TestTable), "memory.default", 1000);
  statementLaws(panel, [() => trino, TABLE], [() => duckdb, "panel"]);

  it("is the version that was asked for", () => expect(trino.version).toBe("Trino 476"));

  it("answers statements that are asked at once", async () => {
    const asked = [1, 2, 3, 4, 5].map((n) => trino.query(`SELECT x1 FROM panel LIMIT ${n * 1000}`));
    expect((await Promise.all(asked)).map(({ rows }) => rows)).toEqual([1000, 2000, 3000, 4000, 5000]);
  });

  it("brings whole answers of many pages", async () => {
    const { rows, columns, bytes } = await trino.query(
      "SELECT x1, unit FROM panel CROSS JOIN UNNEST(sequence(1, 10)) AS t(i)",
    );
    const expected = (panel.x1 as Float64Array).reduce((a, b) => a + b) * 10;
    expect(rows).toBe(10 * panel.unit.length);
    expect((columns[0] as Float64Array).reduce((a, b) => a + b)).toBeCloseTo(expected, 6);
    expect(bytes).toBeGreaterThan(100_000);
  });

  it("knows what columns hold", async () => {
    await trino.execute(
      "CREATE TABLE memory.default.kinds (a BIGINT, b REAL, c DECIMAL(12, 2), d CHAR(2), e DATE, f TIMESTAMP(3) WITH TIME ZONE, g BOOLEAN, h ARRAY(DOUBLE))",
    );
    const kinds = (await trino.columnsOf("memory.default.kinds")).map(({ kind }) => kind);
    expect(kinds).toEqual(["number", "number", "number", "text", "date", "date", "boolean", "other"]);
  });

  it("writes a table and reads it back", async () => {
    await trino.execute(
      `CREATE TABLE hive.test.written WITH (bucketed_by = ARRAY['unit'], bucket_count = 4) AS SELECT unit, sum(y) AS y FROM panel GROUP BY unit`,
    );
    const { columns } = await trino.query("SELECT CAST(count(*) AS DOUBLE), sum(y) FROM hive.test.written");
    expect(columns[0]![0]).toBe(new Set(panel.unit).size);
    expect(columns[1]![0]).toBeCloseTo(
      (panel.y as Float64Array).reduce((a, b) => a + b),
      8,
    );
  });

  it("reports what is wrong with a statement", async () => {
    const error = await trino.query("SELECT nothing FROM panel").catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: "engine_query", detail: { engine_code: "COLUMN_NOT_FOUND" } });
    await expect(
      trino.query("SELECT unit FROM panel WHERE x1 / 0 > 1 OR 1 / CAST(x1 - x1 AS BIGINT) = 1"),
    ).rejects.toThrow(/Division by zero/);
    await expect(trino.query("SELECT 1.5 AS d")).rejects.toThrow(/column d of type decimal\(2, ?1\)/);
  });

  it("ends a statement that takes longer than it may", async () => {
    const brief = await openTrino(
      address(
        `trino://${user}@127.0.0.1:${http}/hive/test?statement_timeout=2&session=task_concurrency:2;hive.parquet_ignore_statistics:true`,
      ),
    );
    await expect(brief.query(LONG)).rejects.toMatchObject({ detail: { engine_code: "EXCEEDED_TIME_LIMIT" } });
  });

  it("ends a statement whose signal is raised", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const asked = trino.query(LONG, controller.signal);
    setTimeout(() => controller.abort(reason), 1500);
    await expect(asked).rejects.toBe(reason);
    const { columns } = await trino.query(
      "SELECT state, error_code FROM system.runtime.queries WHERE query LIKE '%sequence(1, 10000)%' AND query NOT LIKE '%runtime%' ORDER BY created DESC LIMIT 1",
    );
    expect(columns.map((column) => column[0])).toEqual(["FAILED", "USER_CANCELED"]);
  });

  describe("lets in", () => {
    const secure = (more = "") => `trino+https://${user}@localhost:${https}/hive/test?sslrootcert=${ca}${more}`;
    const counted = async (text: string, environment: Record<string, string> = {}) => {
      const { columns } = await (await openTrino(address(text, environment))).query(
        "SELECT max(current_user), CAST(count(*) AS DOUBLE) FROM panel",
      );
      return columns.map((column) => column[0]);
    };
    const refused = (text: string, environment: Record<string, string> = {}) =>
      openTrino(address(text, environment)).then(
        () => "let in",
        ({ code, message }: DataError) => `${code} ${message}`,
      );
    const ok = [user, panel.unit.length];

    it("who has the password", async () => {
      expect(await counted(secure(), { TRINO_PASSWORD: password })).toEqual(ok);
      const words = await refused(secure(), { TRINO_PASSWORD: `${password}x` });
      expect(words).toMatch(/^engine_credentials .*Invalid credentials.*TRINO_PASSWORD/);
      expect(words).not.toContain(password);
    });

    describe("its secret", () => {
      beforeAll(() => loadTable(trino, "secret_panel", SECRET_ROWS));
      secretLaws(() => ({
        ...{ address: secure().replace("@", `:${encodeURIComponent(password)}@`), plain: secure() },
        ...{ variable: "TRINO_PASSWORD", secret: password, relation: "secret_panel" },
      }));
    });

    it("who has the token", async () => {
      expect(await counted(secure(), { TRINO_TOKEN: token })).toEqual(ok);
      expect(await refused(secure(), { TRINO_TOKEN: `${token}x` })).toMatch(/^engine_credentials/);
    });

    it("who has the certificate", async () => {
      expect(await counted(secure(`&sslcert=${certificate}&sslkey=${key}`))).toEqual(ok);
      expect(await refused(secure())).toMatch(/^engine_credentials/);
    });

    it("nobody by a certificate that is not known, or of another name", async () => {
      const unknown = `trino+https://${user}@localhost:${https}/hive/test`;
      expect(await refused(unknown, { TRINO_PASSWORD: password })).toMatch(/^engine_lost .*certificate/i);
      const other = secure().replace("localhost", "127.0.0.2");
      expect(await refused(other, { TRINO_PASSWORD: password })).toMatch(/^engine_lost/);
      const byIp = secure().replace("localhost", "127.0.0.1");
      expect(await counted(byIp, { TRINO_PASSWORD: password })).toEqual(ok);
    });

    it("nobody by a password over plain http", async () => {
      const words = await refused(`trino://${user}@127.0.0.1:${http}`, { TRINO_PASSWORD: password });
      expect(words).toMatch(/^engine_credentials .*insecure/);
    });
  });

  it("a worker that is held up for a while: the right answer", async () => {
    const asked = trino.query(work(1));
    await new Promise((resolve) => setTimeout(resolve, 500));
    kill(workers[0], "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 4000));
    kill(workers[0], "SIGCONT");
    expect((await asked).columns[0]![0]).toBe(1000 * panel.unit.length);
  });

  // the last test: it leaves one worker
  it("a worker that is killed within a statement: an error, or the right answer from the one that is left", async () => {
    const asked = trino.query(work(4)).then(
      ({ columns }) => columns.map((column) => column[0]),
      (error: unknown) => error,
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    kill(workers[1], "SIGKILL");
    const outcome = await asked;
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: "engine_lost" });
    else expect(outcome).toEqual([4000 * panel.unit.length]);
    console.log("a worker killed:", outcome);
    const { columns } = await trino.query("SELECT CAST(count(*) AS DOUBLE) FROM panel");
    expect(columns[0]![0]).toBe(panel.unit.length);
  });
});
