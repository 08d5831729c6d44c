/** A Spark of two workers keeps the laws of engines, lets in whom it should, and ends or fails as a whole. */
import { once } from "node:events";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { kill } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { createServer as createSecureServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataError } from "../../../src/base/errors.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openDuckDB } from "../../../src/sql/engines/duckdb.js";
import { openSpark } from "../../../src/sql/engines/spark.js";
import { SECRET_ROWS, secretLaws } from "../secret-laws.js";
import { engine, loadTable, testPanel } from "../support.js";
import { sparkLaws } from "./laws.js";

interface Facts {
  readonly port: number;
  /** A folder for files of Parquet. */
  readonly files: string;
  readonly token: string;
  /** Process ids. */
  readonly workers: readonly [number, number];
  readonly driver: number;
}

const facts = await engine<Facts>("spark");
const panel = testPanel(6300, 5);
const rows = panel.unit.length;

/** Minutes of work, and some seconds of it. */
const long = (n: number) =>
  `SELECT CAST(sum(CASE WHEN sin(t.x1 * r.id) < 2 THEN 1 ELSE 0 END) AS DOUBLE) AS n FROM panel t CROSS JOIN range(${n}) r`;
const [LONG, MIDDLING] = [long(1_000_000), long(4000)];
const COUNT = "SELECT CAST(count(*) AS DOUBLE) AS n FROM panel";

describe.runIf(facts)("Spark", () => {
  const { port, files, token, workers, driver } = facts ?? ({} as Facts);
  const ends: (() => unknown)[] = [];
  let spark: SqlEngine;
  let duckdb: SqlEngine;

  const open = async (parameters = "", own: { at?: number; host?: string; token?: string } = {}) => {
    const address = `spark://${own.host ?? "127.0.0.1"}:${own.at ?? port}/${parameters}`;
    const opened = await openSpark(engineAddress(address, { SPARK_TOKEN: own.token ?? token }) as ServerAddress);
    ends.push(() => opened.close());
    return opened;
  };
  const counted = async (opened: SqlEngine) => (await opened.query(COUNT)).columns[0]![0];
  const failure = (work: Promise<unknown>): Promise<DataError> =>
    work.then(
      () => expect.unreachable("it did not fail"),
      (error: DataError) => error,
    );

  /** Files of Parquet as DuckDB writes them, for two workers, as a table of Spark. */
  const written = async (name: string) => {
    const folder = join(files, name);
    await duckdb.execute(
      `COPY (SELECT * EXCLUDE part FROM (SELECT *, hash(unit) % 4 AS part FROM panel)) TO '${folder}' (FORMAT parquet, PER_THREAD_OUTPUT false, FILE_SIZE_BYTES '300KB', ROW_GROUP_SIZE 2048)`,
    );
    await spark.execute(`CREATE TABLE ${name} USING parquet LOCATION ${spark.dialect.text(folder)}`);
    return folder;
  };

  beforeAll(async () => {
    spark = await open();
    duckdb = await openDuckDB();
    await loadTable(duckdb, "panel", panel);
    await written("panel");
  }, 300_000);
  afterAll(async () => {
    for (const end of ends) await end();
    await duckdb?.close();
  });

  it("is the version that was asked for", () => expect(spark.version).toBe("Spark 4.3.0"));

  sparkLaws(
    () => spark,
    () => duckdb,
    panel,
  );

  describe("its secret", () => {
    beforeAll(() => loadTable(spark, "secret_panel", SECRET_ROWS, "USING parquet"));
    const plain = `spark://127.0.0.1:${port}/`;
    secretLaws(() => ({
      ...{ address: `${plain};token=${encodeURIComponent(token)}`, plain },
      ...{ variable: "SPARK_TOKEN", secret: token, relation: "secret_panel" },
    }));
  });

  it("reads files without a table", async () => {
    const relation = `parquet.\`${join(files, "panel")}/*.parquet\``;
    expect((await spark.query(`SELECT CAST(count(*) AS DOUBLE) AS n FROM ${relation}`)).columns[0]![0]).toBe(rows);
    expect((await spark.columnsOf(relation)).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      ...["unit text", "blk text", "year number", "x1 number", "x2 number", "y number"],
    ]);
  });

  it("takes a text for what it says", async () => {
    const variables = ["spark.sql.shuffle.partitions", "env:HOME"].map((name) => `$\{${name}}`);
    const texts = [...variables, "\\u0041", "\\101", "\u0000", "\r\n", "'' ''"];
    const select = texts.map((text, j) => `${spark.dialect.text(text)} AS t${j}`).join(", ");
    expect((await spark.query(`SELECT ${select}`)).columns.map((column) => column[0])).toEqual(texts);
  });

  it("knows what columns hold", async () => {
    const values =
      "1 a, 1L b, 1.5 c, 1D d, 'x' e, true f, DATE'2020-01-01' g, TIMESTAMP'2020-01-01 00:00:00' h, array(1) i";
    expect((await spark.columnsOf(`(SELECT ${values}) t`)).map(({ kind }) => kind)).toEqual([
      ...["number", "number", "number", "number", "text", "boolean", "date", "date", "other"],
    ]);
  });

  it("brings whole answers of many batches and streams", async () => {
    const sql = "SELECT t.x1, t.unit FROM panel t CROSS JOIN range(10) r";
    const answer = await spark.query(sql);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b);
    expect(answer.rows).toBe(10 * rows);
    expect(sum(answer.columns[0] as Float64Array)).toBeCloseTo(10 * sum(panel.x1 as Float64Array), 6);
    expect(answer.bytes).toBeGreaterThan(8 * answer.rows);
  });

  it("answers statements that are asked at once", async () => {
    const asked = [1, 2, 3].map((n) => spark.query(`SELECT x1 FROM panel LIMIT ${n * 1000}`));
    expect((await Promise.all(asked)).map((answer) => answer.rows)).toEqual([1000, 2000, 3000]);
  });

  it("writes a table and reads it back", async () => {
    await spark.execute("CREATE TABLE written USING parquet AS SELECT unit, sum(y) AS y FROM panel GROUP BY unit");
    const { columns } = await spark.query("SELECT CAST(count(*) AS DOUBLE) AS n FROM written");
    expect(columns[0]![0]).toBe(new Set(panel.unit).size);
  });

  it("reports what is wrong with a statement, or with its rows", async () => {
    const refused = async (sql: string) => {
      const { code, detail } = await failure(spark.query(sql));
      return [code, detail.engine_code];
    };
    expect(await refused("SELECT nothing FROM panel")).toEqual([
      ...["engine_query", "UNRESOLVED_COLUMN.WITH_SUGGESTION"],
    ]);
    expect(await refused("SELEC x1 FROM panel")).toEqual(["engine_query", "PARSE_SYNTAX_ERROR"]);
    expect(await refused("SELECT x1 / (year - year) AS q FROM panel")).toEqual(["engine_query", "DIVIDE_BY_ZERO"]);
    expect(await refused("SELECT CAST(unit AS DOUBLE) AS q FROM panel")).toEqual([
      "engine_query",
      "CAST_INVALID_INPUT",
    ]);
    expect((await failure(spark.query("SELECT 1.5 AS q"))).message).toMatch(/column 1 of type decimal128\(2, 1\)/);
  });

  it("a file that is damaged is an error, not fewer rows", async () => {
    const folder = await written("damaged");
    const [name] = readdirSync(folder).filter((file) => file.endsWith(".parquet"));
    truncateSync(join(folder, name!), 5000);
    const error = await failure(spark.query("SELECT CAST(sum(x1) AS DOUBLE) AS x FROM damaged"));
    expect(error.code).toBe("engine_query");
  });

  it("ends a statement whose signal is raised, or which takes longer than it may", async () => {
    const [reason, controller] = [new Error("enough"), new AbortController()];
    setTimeout(() => controller.abort(reason), 3000);
    await expect(spark.query(LONG, controller.signal)).rejects.toBe(reason);
    const brief = await open(";statement_timeout=3");
    expect((await failure(brief.query(LONG))).message).toMatch(/longer than 3 s/);
    // both executors are free again
    expect(await counted(await open(";statement_timeout=30"))).toBe(rows);
  });

  it("lets in who has the token, also behind what encrypts", async () => {
    const refused = await failure(open("", { token: "another" }));
    expect(refused.code).toBe("engine_credentials");
    expect(refused.message).not.toContain("another");
    const pem = readFileSync(fileURLToPath(new URL("../../sql/spark/localhost.pem", import.meta.url)), "utf8");
    const front = createSecureServer({ key: pem, cert: pem, ALPNProtocols: ["h2"] }, (socket) => {
      const onward = connect(port, "127.0.0.1");
      for (const end of [socket, onward]) end.on("error", () => end.destroy());
      socket.pipe(onward).pipe(socket);
    });
    const at = await listening(front);
    ends.push(() => front.close());
    const authority = fileURLToPath(new URL("../../sql/spark/localhost.pem", import.meta.url));
    expect(await counted(await open(`?use_ssl=true&sslrootcert=${authority}`, { at, host: "localhost" }))).toBe(rows);
    expect((await failure(open("?use_ssl=true", { at, host: "localhost" }))).code).toBe("engine_lost");
  });

  it("a connection that is cut within a statement is taken up again", async () => {
    const sockets: Socket[] = [];
    const between = createServer((socket) => {
      const onward = connect(port, "127.0.0.1");
      for (const end of [socket, onward]) sockets.push(end.on("error", () => end.destroy()));
      socket.pipe(onward).pipe(socket);
    });
    const opened = await open("", { at: await listening(between) });
    ends.push(() => between.close());
    const work = opened.query(MIDDLING);
    await delay(1500);
    for (const socket of sockets) socket.destroy();
    expect((await work).columns[0]![0]).toBe(4000 * rows);
  });

  // the last two tests leave one worker, and then nothing
  it("a worker that is killed within a statement: an error, or the right answer from the one that is left", async () => {
    const work = spark.query(MIDDLING).then(
      ({ columns }) => columns[0]![0],
      (error: unknown) => error,
    );
    await delay(1500);
    kill(workers[1], "SIGKILL");
    const outcome = await work;
    console.log("a worker killed:", outcome);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: "DataError" });
    else expect(outcome).toBe(4000 * rows);
    expect(await counted(spark)).toBe(rows);
  });

  it("a server that is killed within a statement is an error", async () => {
    const brief = await open(";connect_timeout=2");
    const work = failure(brief.query(LONG));
    await delay(1500);
    kill(driver, "SIGKILL");
    expect((await work).code).toBe("engine_lost");
    expect((await failure(brief.query(COUNT))).code).toBe("engine_lost");
    expect((await failure(open())).code).toBe("engine_lost");
  });
});

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
