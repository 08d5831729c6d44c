/**
 * PostgreSQL 18: a coordinator with three workers. Sums are pushed to the workers, a snapshot holds, and whatever fails ends in an error
 * or, once it is mended, in the right answer.
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openPostgres } from "../../../src/sql/engines/postgres.js";
import type { SqlSource } from "../../../src/sql/frame.js";
import { sqlSource } from "../../../src/sql/open.js";
import { sqlFeols } from "../../../src/sql/verbs/feols.js";
import { expressionLaws, frameLaws } from "../frame-laws.js";
import { type Rows, sourceOf } from "../frame-rows.js";
import { panelLaws } from "../panel-laws.js";
import { qualityLaws } from "../quality-laws.js";
import { SECRET_ROWS, secretLaws } from "../secret-laws.js";
import { productsOf, unitProducts, worst } from "../sums.js";
import { columnList, engine, interrupted, loadTable, rowsOf, type Started, testPanel } from "../support.js";
import { differences, memoryTable, verbLaws, verbPanel } from "../verb-laws.js";
import { distribute, sharded } from "./tables.js";

interface Facts {
  readonly coordinator: string;
  readonly workers: readonly string[];
  readonly password: string;
  readonly certificates: string;
}

const TOLERANCE = 1e-12;
const servers = await engine<Facts>("postgres");

if (servers !== undefined) describe("PostgreSQL", () => laws(servers));

function laws({ coordinator, workers, password, certificates, tell }: Started<Facts>): void {
  const panel = sharded(testPanel(3000, 8), "unit");
  const expected = productsOf(panel);
  const at = (address: string, environment = { PGPASSWORD: password }) =>
    engineAddress(address, environment) as ServerAddress;
  const opened: SqlEngine[] = [];
  const open = async (address: string) => {
    const engine = await openPostgres(at(address));
    opened.push(engine);
    return engine;
  };
  const firms = verbPanel(7);
  let source: SqlSource;
  let engine: SqlEngine;
  /** Without a shard, for tables that have none. */
  let whole: SqlEngine;
  let direct: SqlEngine[];
  beforeAll(async () => {
    engine = await open(`${coordinator}?shard=shard`);
    whole = await open(coordinator);
    direct = await Promise.all(workers.map(open));
    await distribute(engine, direct, "panel", panel);
    await distribute(engine, direct, "firms", sharded(firms, "city"));
    source = await sqlSource(engine, "firms");
  });
  afterAll(() => Promise.all(opened.map((one) => one.close())));

  const asked = () => unitProducts(engine, "panel", [engine.shard!]);
  const plan = async (sql: string) => {
    const { columns } = await engine.query(`EXPLAIN (VERBOSE, COSTS OFF) ${sql}`);
    return (columns[0] as string[]).join("\n");
  };

  describe("its secret", () => {
    beforeAll(() => loadTable(whole, "secret_panel", SECRET_ROWS));
    secretLaws(() => ({
      ...{ address: coordinator.replace("@", `:${encodeURIComponent(password)}@`), plain: coordinator },
      ...{ variable: "PGPASSWORD", secret: password, relation: "secret_panel" },
    }));
  });

  describe("over its rows", () => {
    const load = (rows: Rows) => sourceOf(whole, "frame_rows", rows);
    frameLaws(load, [1]);
    expressionLaws(load);
    qualityLaws("PostgreSQL", (rows) => sourceOf(engine, "customs", rows), "public");
    verbLaws(memoryTable(firms), () => source);
    panelLaws(memoryTable(firms), () => source);
  });

  it("says its version, and the kinds of columns", async () => {
    expect(engine.version).toMatch(/^PostgreSQL 18/);
    expect(engine.shown).toBe(`${coordinator}?shard=shard`);
    const types =
      "SELECT 1::int4 a, 2::numeric b, 'x'::varchar c, true d, now() e, gen_random_uuid() f, '{1}'::int[] g, 3::money h";
    const columns = await engine.columnsOf(`(${types}) q`);
    expect(columns.map(({ kind }) => kind)).toEqual([
      ...["number", "number", "text", "boolean", "date", "text", "other", "other"],
    ]);
    expect(columns.map(({ name, type }) => `${name} ${type}`).slice(0, 3)).toEqual([
      ...["a integer", "b numeric", "c character varying"],
    ]);
  });

  it("doubles and texts to the bit, NULL as what stands for it", async () => {
    const numbers = [0.1, -0, 1 / 3, 5e-324, 1.7976931348623157e308, 2 ** 53 + 2];
    const { double, number, text } = engine.dialect;
    const texts = ["a'b", 'q"', "back\\slash", "línea\n2", "统计", ""];
    const values = numbers.map((value, i) => `(${number(value)}, ${text(texts[i]!)})`).join(", ");
    const answer = await engine.query(`SELECT v, t FROM (VALUES ${values}) s(v, t)`);
    expect(Array.from(answer.columns[0] as Float64Array)).toEqual(numbers.map((value) => value + 0));
    expect(answer.columns[1]).toEqual(texts);
    const special = await engine.query(
      `SELECT ${double("NULL")}, CAST(NULL AS text), 'NaN'::float8, '-Infinity'::float8, ${double("count(*)")} FROM panel`,
    );
    expect(special.columns.map((column) => column[0])).toEqual([NaN, null, NaN, -Infinity, rowsOf(panel)]);
    expect(special.bytes).toBeGreaterThan(20);
  });

  it("workers add up what they hold, where the shard is a key of units", async () => {
    expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    const pushed = await plan(asked());
    expect(pushed.match(/Remote SQL: SELECT [^\n]* sum\([^\n]*GROUP BY/g)).toHaveLength(3);
    const without = unitProducts(engine, "panel");
    expect(await plan(without)).not.toMatch(/Remote SQL: [^\n]*GROUP BY/);
    expect(worst(await engine.query(without), expected)).toBeLessThan(TOLERANCE);
  });

  it("what a regression asks of units is added up by the workers", async () => {
    const statements: string[] = [];
    const source = await sqlSource(engine, "panel");
    await sqlFeols(await loadEngine({ threads: 1 }), source, "y ~ x1 + log(x2 + 2) | unit + year", {
      ...{ vcov: "cluster:blk", subset: "x1 > -5" },
      onStatement: ({ sql }) => statements.push(sql),
    });
    const ofUnits = statements.filter((sql) => /GROUP BY k1, k\d/.test(sql));
    const plans = await Promise.all(ofUnits.map(plan));
    expect(plans.map((text) => text.match(/Remote SQL: SELECT [^\n]*GROUP BY/g)?.length)).toEqual([3, 3, 3, 3]);
  });

  it("reads only: nothing of a statement that reads can write", async () => {
    await expect(engine.query("CREATE TABLE sneaked (a int)")).rejects.toMatchObject({ code: "engine_query" });
    await expect(engine.query("SELECT 1::float8; DROP TABLE panel")).rejects.toMatchObject({ code: "engine_query" });
    await expect(engine.query("COMMIT; CREATE TABLE sneaked (a int)")).rejects.toMatchObject({ code: "engine_query" });
    await expect(engine.query("SELECT count(*) FROM panel")).rejects.toThrow(/neither double nor text/);
    expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
  });

  it("a snapshot sees one state, whatever others write meanwhile", async () => {
    const count = "SELECT CAST(count(*) AS float8), sum(y) FROM panel";
    const before = await engine.query(count);
    await engine.snapshot(async () => {
      expect((await engine.query(count)).columns).toEqual(before.columns);
      await direct[0]!.execute("INSERT INTO panel SELECT * FROM panel LIMIT 5");
      expect((await engine.query(count)).columns).toEqual(before.columns);
    });
    expect((await engine.query(count)).columns[0]![0]).toBe(rowsOf(panel) + 5);
    await direct[0]!.execute(
      "DELETE FROM panel WHERE ctid IN (SELECT max(ctid) FROM panel GROUP BY unit, year HAVING count(*) > 1)",
    );
    expect((await engine.query(count)).columns[0]![0]).toBe(rowsOf(panel));
  });

  it("errors are the server's words, without a secret, and the statement's beginning", async () => {
    const sql = `SELECT ${engine.dialect.text(password)}, missing FROM panel`;
    const error = await engine.query(sql).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "DataError", code: "engine_query", detail: { engine_code: "42703" } });
    expect(error.message).toContain('column "missing" does not exist');
    expect(JSON.stringify([error.message, error.detail])).not.toContain(password);
  });

  it("who is not let in", async () => {
    for (const wrong of ["wrong", ""]) {
      const opening = openPostgres(at(coordinator, { PGPASSWORD: wrong }));
      await expect(opening).rejects.toMatchObject({ code: "engine_credentials" });
    }
    await expect(openPostgres(at(`${coordinator}x`))).rejects.toMatchObject({ code: "engine_query" });
    await expect(openPostgres(at("postgres://u@127.0.0.1:1/db"))).rejects.toMatchObject({ code: "engine_lost" });
  });

  describe("TLS", () => {
    const port = new URL(coordinator).port;
    const secure = (host: string, mode: string, ca = `${certificates}/ca.crt`) =>
      openPostgres(
        at(`postgres://analyst@${host}:${port}/postgres?sslmode=${mode}${ca === "" ? "" : `&sslrootcert=${ca}`}`),
      );
    const isEncrypted = async (opening: Promise<SqlEngine>) => {
      const engine = await opening;
      const { columns } = await engine.query("SELECT CAST(ssl AS text) FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
      await engine.close();
      return columns[0]![0];
    };

    it("verified by the authority that is named", async () => {
      expect(await isEncrypted(secure("localhost", "verify-full"))).toBe("true");
      expect(await isEncrypted(secure("127.0.0.1", "verify-ca"))).toBe("true");
      expect(await isEncrypted(secure("localhost", "require", ""))).toBe("true");
    });

    it("refused where it is not who it says, or nobody known says so", async () => {
      await expect(secure("localhost", "verify-full", "")).rejects.toMatchObject({ code: "engine_lost" });
      await expect(secure("127.0.0.1", "verify-full")).rejects.toThrow(/altnames/);
      const worker = new URL(workers[0]!).port;
      await expect(openPostgres(at(`postgres://analyst@localhost:${worker}/postgres?sslmode=require`))).rejects.toThrow(
        /SSL/,
      );
    });

    it("with a certificate of the client", async () => {
      const own = `sslcert=${certificates}/analyst.crt&sslkey=${certificates}/analyst.key&sslrootcert=${certificates}/ca.crt`;
      const engine = await openPostgres(at(`postgres://analyst@localhost:${port}/postgres?sslmode=verify-full&${own}`));
      const { columns } = await engine.query(
        "SELECT CAST(client_dn AS text) FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
      );
      expect(columns[0]![0]).toContain("analyst");
      await engine.close();
    });
  });

  describe("faults", () => {
    let other: SqlEngine;
    const running = async (words: string) => {
      const { columns } = await other.query(
        `SELECT CAST(count(*) AS float8) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${words}%' AND pid <> pg_backend_pid()`,
      );
      return columns[0]![0];
    };
    const cut = (pattern: string) =>
      other.query(
        `SELECT CAST(pg_terminate_backend(pid) AS text) FROM pg_stat_activity WHERE query LIKE '%${pattern}%' AND pid <> pg_backend_pid()`,
      );
    /** All rows, of which the second worker takes its time. */
    const slowly = "(SELECT * FROM panel_1 UNION ALL SELECT * FROM slowly UNION ALL SELECT * FROM panel_3) q";
    beforeAll(async () => {
      other = await open(coordinator);
      await direct[1]!.execute(
        "CREATE VIEW slowly AS SELECT * FROM panel WHERE (SELECT CAST(pg_sleep(1.5) AS text)) IS NOT NULL",
      );
      const columns = columnList(engine.dialect, panel);
      await engine.execute(`CREATE FOREIGN TABLE slowly (${columns}) SERVER w2 OPTIONS (table_name 'slowly')`);
    });

    it("a statement that is aborted stops on the server, with the signal's reason", async () => {
      const stop = new AbortController();
      const reason = new Error("enough");
      const slow = engine.query("SELECT CAST(pg_sleep(60) AS text) /* slow one */", stop.signal);
      setTimeout(() => stop.abort(reason), 300);
      const started = performance.now();
      await expect(slow).rejects.toBe(reason);
      expect(performance.now() - started).toBeLessThan(4000);
      expect(await running("slow one")).toBe(0);
      await expect(engine.query(asked(), stop.signal)).rejects.toBe(reason);
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    it("a time limit of the address", async () => {
      const hasty = await open(`${coordinator}?statement_timeout=0.2`);
      await expect(hasty.query("SELECT CAST(pg_sleep(60) AS text)")).rejects.toMatchObject({
        ...{ code: "engine_query", detail: { engine_code: "57014" } },
      });
    });

    it("a connection cut between two statements, or in one: asked again", async () => {
      await cut("panel");
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
      const slow = engine.query(`${asked()} HAVING pg_sleep(0.05) IS NOT NULL /* cut me */`);
      await delay(200);
      await cut("cut me");
      expect(worst(await slow, expected)).toBeLessThan(TOLERANCE);
    });

    it("within a snapshot it ends with an error", async () => {
      const lost = engine.snapshot(async () => {
        await engine.query("SELECT sum(y) FROM panel /* in snapshot */");
        await cut("in snapshot");
        return engine.query(asked());
      });
      await expect(lost).rejects.toMatchObject({ code: "engine_lost" });
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    it("a worker's process that ends in the middle: the right answer, from a second try", async () => {
      const slow = engine.query(unitProducts(engine, slowly));
      await delay(700);
      const { columns } = await direct[1]!.query(
        "SELECT CAST(pg_terminate_backend(pid) AS text) FROM pg_stat_activity WHERE application_name = 'postgres_fdw' AND state = 'active'",
      );
      expect(columns[0]).toEqual(["true"]);
      expect(worst(await slow, expected)).toBeLessThan(TOLERANCE);
    });

    it("a worker that is gone: an error that names it, and the right answer once it is back", async () => {
      const fails = expect(engine.query(unitProducts(engine, slowly))).rejects.toMatchObject({ code: "engine_lost" });
      await delay(700);
      await tell("stop", 2);
      await fails;
      await expect(engine.query(asked())).rejects.toThrow(/"w2"/);
      await tell("start", 2);
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    describe("within a regression", () => {
      const asks = ["y ~ did + x | firm + year", { vcov: "cluster:city" }] as const;
      const regression = async (source: SqlSource) => sqlFeols(await loadEngine({ threads: 1 }), source, ...asks);
      const statements = async (source: SqlSource) => {
        let n = 0;
        await sqlFeols(await loadEngine({ threads: 1 }), source, asks[0], { ...asks[1], onStatement: () => n++ });
        return n;
      };

      it("a table that changes is the one of its first statement", async () => {
        const right = await regression(source);
        await direct[0]!.execute("CREATE TABLE kept AS SELECT * FROM firms");
        for (const at of [2, 5, await statements(source)]) {
          const change = () => direct[0]!.execute("DELETE FROM firms WHERE year = 2005");
          expect(differences(right, await regression(interrupted(source, at, change)))).toEqual([]);
          expect((await regression(source)).nobs).toBeLessThan(right.nobs);
          await direct[0]!.execute("INSERT INTO firms SELECT * FROM kept WHERE year = 2005");
        }
        expect(differences(right, await regression(source))).toEqual([]);
      });

      it("a worker's process that ends is an error, and the same numbers when it is asked again", async () => {
        const right = await regression(source);
        const end = () =>
          direct[1]!.query(
            "SELECT CAST(pg_terminate_backend(pid) AS text) FROM pg_stat_activity WHERE application_name = 'postgres_fdw'",
          );
        await expect(regression(interrupted(source, 4, end))).rejects.toMatchObject({ code: "engine_lost" });
        expect(differences(right, await regression(source))).toEqual([]);
      });
    });

    it("a shard that is missing is an error, not a smaller answer", async () => {
      await direct[2]!.close();
      direct[2] = await open(workers[2]!);
      await direct[2]!.execute("ALTER TABLE panel RENAME TO away");
      await expect(engine.query(asked())).rejects.toMatchObject({ code: "engine_query" });
      await direct[2]!.execute("ALTER TABLE away RENAME TO panel");
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    it("a table that changes between two statements: guarded by the snapshot, an error where it has gone", async () => {
      await direct[0]!.execute("ALTER TABLE panel DROP COLUMN x2");
      await expect(engine.query(asked())).rejects.toMatchObject({ code: "engine_query" });
      await direct[0]!.execute("ALTER TABLE panel ADD COLUMN x2 float8");
      const { columns } = await engine.query("SELECT CAST(count(*) AS float8), CAST(count(x2) AS float8) FROM panel");
      expect(columns[0]![0]).toBe(rowsOf(panel));
      expect(columns[1]![0]).toBeLessThan(rowsOf(panel));
    });
  });
}
