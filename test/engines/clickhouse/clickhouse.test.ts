/**
 * ClickHouse 18.16, three nodes: what a cluster of servers does that lacks a shard, loses a node or has a careless profile. Its dialect
 * is old; that of today is asked of chdb.
 */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openClickhouse } from "../../../src/sql/engines/clickhouse.js";
import type { SqlSource } from "../../../src/sql/frame.js";
import { sqlSource } from "../../../src/sql/open.js";
import { sqlDid } from "../../../src/sql/verbs/did.js";
import { sqlFeols } from "../../../src/sql/verbs/feols.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { SECRET_ROWS, secretLaws } from "../secret-laws.js";
import { productsOf, unitProducts, worst } from "../sums.js";
import { columnList, engine, insertRows, interrupted, loadTable, rowsOf, type Started, testPanel } from "../support.js";
import { differences, memoryTable, verbPanel } from "../verb-laws.js";

interface Facts {
  readonly addresses: readonly string[];
  readonly password: string;
}

const TOLERANCE = 1e-12;
const MERGE_TREE = "ENGINE = MergeTree ORDER BY tuple()";
const servers = await engine<Facts>("clickhouse");

if (servers !== undefined) describe("ClickHouse", () => laws(servers));

function laws({ addresses, password, tell }: Started<Facts>): void {
  const rows = testPanel(3000, 8);
  const expected = productsOf(rows);
  const opened: SqlEngine[] = [];
  const at = (address: string, secret = password) =>
    engineAddress(address, { CLICKHOUSE_PASSWORD: secret }) as ServerAddress;
  const open = async (address: string) => {
    const engine = await openClickhouse(at(address));
    opened.push(engine);
    return engine;
  };
  const as = (user: string) => addresses[0]!.replace("analyst", user);
  let engine: SqlEngine;
  let nodes: SqlEngine[];
  beforeAll(async () => {
    nodes = await Promise.all(addresses.map(open));
    engine = nodes[0]!;
    const columns = columnList(engine.dialect, rows, Object.keys(rows));
    for (const node of nodes) {
      await node.execute(`CREATE TABLE part (${columns}) ${MERGE_TREE}`);
      for (const [name, cluster] of [
        ["panel", "three"],
        ["short", "four"],
      ]) {
        await node.execute(
          `CREATE TABLE ${name} (${columns}) ENGINE = Distributed(${cluster}, default, part, cityHash64(unit))`,
        );
      }
    }
    await insertRows(engine, "panel", rows);
  });
  afterAll(() => Promise.all(opened.map((one) => one.close())));

  const asked = () => unitProducts(engine, "panel");
  const sum = async (relation: string, of: SqlEngine) =>
    (await of.query(`SELECT toFloat64(count()) FROM ${relation}`)).columns[0]![0];

  const firms = verbPanel(7);
  const table = memoryTable(firms);
  let source: SqlSource;
  beforeAll(async () => {
    const columns = columnList(engine.dialect, firms, Object.keys(firms));
    for (const node of nodes) {
      await node.execute(`CREATE TABLE firms_part (${columns}) ${MERGE_TREE}`);
    }
    await engine.execute(
      `CREATE TABLE firms (${columns}) ENGINE = Distributed(three, default, firms_part, cityHash64(firm))`,
    );
    await insertRows(engine, "firms", firms);
    source = await sqlSource(engine, "firms");
  });

  describe("its secret", () => {
    beforeAll(() => loadTable(engine, "secret_panel", SECRET_ROWS, MERGE_TREE));
    secretLaws(() => ({
      ...{ address: addresses[0]!.replace("@", `:${encodeURIComponent(password)}@`), plain: addresses[0]! },
      ...{ variable: "CLICKHOUSE_PASSWORD", secret: password, relation: "secret_panel", lacksWindows: true },
    }));
  });

  describe("over its rows", () => {
    it("two-way effects and cohorts are those of memory", async () => {
      const kernels = await loadEngine({ threads: 1 });
      const two = ["y ~ did + x + z | firm + year", { vcov: "cluster:city" }] as const;
      expect(differences(feols(kernels, table, ...two), await sqlFeols(kernels, source, ...two))).toEqual([]);
      const keys = { unit: "firm", time: "year" };
      const cohorts = ["y ~ 1 | firm + year", { cohort: "cohort", estimator: ["cs"], vcov: "cluster:city" }] as const;
      const found = await sqlDid(kernels, source, keys, ...cohorts);
      expect(differences(did(kernels, panel(table, keys), ...cohorts), found)).toEqual([]);
    });

    it("what needs windows, which it lacks, ends in its words", async () => {
      const kernels = await loadEngine({ threads: 1 });
      const asked = sqlFeols(kernels, source, "y ~ did + x | firm + year", { vcov: "hetero" });
      await expect(asked).rejects.toMatchObject({ code: "engine_query", detail: { engine_code: "62" } });
    });
  });

  it("its rows lie on three nodes and add up to the whole", async () => {
    expect(engine.version).toMatch(/^ClickHouse 18\.16/);
    const each = await Promise.all(nodes.map((node) => sum("part", node)));
    expect(Math.min(...(each as number[]))).toBeGreaterThan(1000);
    expect(await sum("panel", engine)).toBe(rowsOf(rows));
    expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    expect((await engine.columnsOf("panel")).map(({ kind }) => kind)).toEqual([
      ...["text", "text", "number", "number", "number", "number"],
    ]);
  });

  it("doubles and texts, NULL as what stands for it", async () => {
    const { number, text, double } = engine.dialect;
    const numbers = [0.1, 1 / 3, 1e-300, 1.7976931348623157e308, 2 ** 53 + 2, -1e-7];
    const texts = ["a'b", "tab\t", "back\\slash\\N", "línea\n2", "统计", ""];
    const row = [...numbers.map(number), ...texts.map(text), double("NULL"), "toFloat64('nan')", "-1 / toFloat64('0')"];
    const { columns, rows: n } = await engine.query(`SELECT ${row.join(", ")}`);
    expect(n).toBe(1);
    expect(columns.map((column) => column[0])).toEqual([...numbers, ...texts, NaN, NaN, -Infinity]);
  });

  it("a join of distributed tables is one of all their rows; what it doesn't find is NULL", async () => {
    const some = "(SELECT unit, toFloat64(count()) n FROM panel WHERE year > 2004 GROUP BY unit)";
    const { columns } = await engine.query(
      `SELECT toFloat64(count()), toFloat64(count(n)), sum(n) FROM (SELECT unit FROM panel WHERE year < 2006) ANY LEFT JOIN ${some} USING unit`,
    );
    const years = rows.year as Float64Array;
    const left = years.reduce((n, year) => n + (year < 2006 ? 1 : 0), 0);
    expect(columns[0]![0]).toBe(left);
    expect(columns[1]![0]).toBeLessThan(left);
    expect(columns[1]![0]).toBeGreaterThan(left / 2);
  });

  it("reads only", async () => {
    await expect(engine.query("DROP TABLE panel")).rejects.toMatchObject({ code: "engine_query" });
    await expect(engine.query("SELECT count() FROM panel")).rejects.toThrow(/neither double nor text/);
    expect(await sum("panel", engine)).toBe(rowsOf(rows));
  });

  it("errors are the server's words, without a secret", async () => {
    const error = await engine.query(`SELECT ${engine.dialect.text(password)}, missing FROM panel`).catch((e) => e);
    expect(error).toMatchObject({ name: "DataError", code: "engine_query", detail: { engine_code: "47" } });
    expect(error.message).toContain("missing");
    expect(JSON.stringify([error.message, error.detail])).not.toContain(password);
  });

  it("who is not let in", async () => {
    for (const [address, secret] of [
      [addresses[0]!, "wrong"],
      [as("nobody"), password],
    ] as const) {
      await expect(openClickhouse(at(address, secret))).rejects.toMatchObject({ code: "engine_credentials" });
    }
    await expect(openClickhouse(at("clickhouse://127.0.0.1:1"))).rejects.toMatchObject({ code: "engine_lost" });
    // such a user can't be given what keeps an answer whole
    await expect((await open(as("reader"))).query(asked())).rejects.toThrow(/readonly mode/);
  });

  describe("faults", () => {
    it("a missing shard is an error, where the profile would leave its rows out in silence", async () => {
      const raw = await fetch(`http://127.0.0.1:${new URL(addresses[0]!).port}/?query=SELECT+count()+FROM+short`, {
        headers: { Authorization: `Basic ${btoa(`careless:${password}`)}` },
      });
      expect(raw.status).toBe(200);
      for (const user of ["analyst", "careless"]) {
        await expect(sum("short", await open(as(user)))).rejects.toMatchObject({ code: "engine_lost" });
      }
    });

    it("groups that are not counted are an error, where the profile would count the first", async () => {
      const careless = await open(as("careless"));
      await expect(careless.query(asked())).rejects.toMatchObject({ code: "engine_query" });
      expect(await sum("panel", careless)).toBe(rowsOf(rows));
    });

    it("a statement that is aborted stops on the server, with the signal's reason", async () => {
      const stop = new AbortController();
      const reason = new Error("enough");
      setTimeout(() => stop.abort(reason), 300);
      const started = performance.now();
      const slow = engine.query("SELECT toFloat64(sum(number)) FROM system.numbers /* slow one */", stop.signal);
      await expect(slow).rejects.toBe(reason);
      expect(performance.now() - started).toBeLessThan(6000);
      for (let tries = 0; tries < 20; tries++) {
        const { columns } = await engine.query(
          "SELECT toFloat64(count()) FROM system.processes WHERE query LIKE '%slow' || ' one%'",
        );
        if (columns[0]![0] === 0) return;
        await delay(500);
      }
      throw new Error("it goes on");
    });

    it("a node that is lost in the middle: an error, and the right answer once it is back", async () => {
      const slow = engine.query("SELECT toFloat64(count()), sum(y) FROM panel WHERE sleepEachRow(0.0003) = 0");
      const fails = expect(slow).rejects.toMatchObject({ code: "engine_lost" });
      await delay(500);
      await tell("stop", 2);
      await fails;
      await expect(engine.query(asked())).rejects.toMatchObject({ code: "engine_lost" });
      await tell("start", 2);
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    it("a node that is lost within a regression: an error, and the same numbers once it is back", async () => {
      const kernels = await loadEngine({ threads: 1 });
      const asks = ["y ~ did + x | firm + year", { vcov: "cluster:city" }] as const;
      const right = await sqlFeols(kernels, source, ...asks);
      const lost = sqlFeols(
        kernels,
        interrupted(source, 4, () => tell("stop", 1)),
        ...asks,
      );
      await expect(lost).rejects.toMatchObject({ code: "engine_lost" });
      await tell("start", 1);
      expect(differences(right, await sqlFeols(kernels, source, ...asks))).toEqual([]);
    });

    it("a node that is asked and starts anew between two statements: asked again", async () => {
      await tell("stop", 0);
      await tell("start", 0);
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });

    it("a table that is gone on one node is an error", async () => {
      await nodes[1]!.execute("RENAME TABLE part TO away");
      await expect(engine.query(asked())).rejects.toThrow(/default\.part/);
      await nodes[1]!.execute("RENAME TABLE away TO part");
      expect(worst(await engine.query(asked()), expected)).toBeLessThan(TOLERANCE);
    });
  });
}
