/**
 * ClickHouse of today, by chdb in a process of its own: its dialect, its settings and its words, through the client a server is asked by.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { engineAddress, type ServerAddress } from "../../../src/sql/address.js";
import type { SqlEngine } from "../../../src/sql/engine.js";
import { openClickhouse } from "../../../src/sql/engines/clickhouse.js";
import { REQUIRED, WHERE_KNOWN } from "../../../src/sql/engines/clickhouse-settings.js";
import type { SqlSource } from "../../../src/sql/frame.js";
import { sqlSource } from "../../../src/sql/open.js";
import { sqlFeols } from "../../../src/sql/verbs/feols.js";
import { expressionLaws, frameLaws } from "../frame-laws.js";
import { type Rows, sourceOf } from "../frame-rows.js";
import { panelLaws } from "../panel-laws.js";
import { qualityLaws } from "../quality-laws.js";
import { SECRET_ROWS, secretLaws } from "../secret-laws.js";
import { productsOf, unitProducts, worst } from "../sums.js";
import { engine, interrupted, loadTable, rowsOf, type Started, testPanel } from "../support.js";
import { differences, memoryTable, verbLaws, verbPanel } from "../verb-laws.js";

interface Facts {
  readonly address: string;
  readonly password: string;
}

const TOLERANCE = 1e-12;
const TABLE = "ENGINE = MergeTree ORDER BY tuple()";
const server = await engine<Facts>("chdb");

if (server !== undefined) describe("chdb", () => laws(server));

function laws({ address, password }: Started<Facts>): void {
  const panel = testPanel(3000, 8);
  const firms = verbPanel(7);
  let engine: SqlEngine;
  let source: SqlSource;
  beforeAll(async () => {
    engine = await openClickhouse(engineAddress(address, { CLICKHOUSE_PASSWORD: password }) as ServerAddress);
    await loadTable(engine, "panel", panel, TABLE);
    await loadTable(engine, "firms", firms, TABLE);
    source = await sqlSource(engine, "firms");
  });
  afterAll(() => engine.close());

  qualityLaws("chdb", (rows) => sourceOf(engine, "customs", rows, "ENGINE = MergeTree ORDER BY tuple()"), "default");

  describe("over its rows", () => {
    const load = (rows: Rows) => sourceOf(engine, "frame_rows", rows, TABLE);
    frameLaws(load, [1]);
    expressionLaws(load);
    verbLaws(memoryTable(firms), () => source);
    panelLaws(memoryTable(firms), () => source);
  });

  describe("its secret", () => {
    beforeAll(() => loadTable(engine, "secret_panel", SECRET_ROWS, TABLE));
    secretLaws(() => ({
      ...{ address: address.replace("@", `:${encodeURIComponent(password)}@`), plain: address },
      ...{ variable: "CLICKHOUSE_PASSWORD", secret: password, relation: "secret_panel" },
    }));
  });

  it("knows the settings it gets", async () => {
    const { columns } = await engine.query("SELECT name FROM system.settings");
    const known = new Set(columns[0] as string[]);
    expect(Object.keys({ ...REQUIRED, ...WHERE_KNOWN }).filter((name) => !known.has(name))).toEqual([]);
    const changed = await engine.query("SELECT name, value FROM system.settings WHERE changed");
    const values = Object.fromEntries(
      (changed.columns[0] as string[]).map((name, i) => [name, changed.columns[1]![i]]),
    );
    expect(values).toMatchObject({ readonly: "2", join_use_nulls: "1", precise_float_parsing: "1" });
  });

  it("the sums of the panel", async () => {
    expect(engine.version).toMatch(/^ClickHouse 2\d/);
    expect(worst(await engine.query(unitProducts(engine, "panel")), productsOf(panel))).toBeLessThan(TOLERANCE);
    expect((await engine.columnsOf("panel")).map(({ kind, type }) => `${kind} ${type}`)).toEqual([
      ...["text Nullable(String)", "text Nullable(String)", "number Nullable(Float64)"],
      ...Array(3).fill("number Nullable(Float64)"),
    ]);
  });

  it("kinds of columns", async () => {
    const types =
      "toUInt8(1) a, toDecimal64(1, 2) b, toLowCardinality('x') c, true d, now() e, generateUUIDv4() f, [1] g, toDate32('2020-01-01') h, toLowCardinality(toNullable('x')) i";
    const kinds = (await engine.columnsOf(`(SELECT ${types}) q`)).map(({ kind }) => kind);
    expect(kinds).toEqual(["number", "number", "text", "boolean", "date", "text", "other", "date", "text"]);
  });

  it("doubles to the bit, as literals and in lists", async () => {
    const drawn = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 300).map((value) => value + 0);
    const numbers = [...drawn, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3];
    const { number, element } = engine.dialect;
    const { columns } = await engine.query(`SELECT ${numbers.map(number).join(", ")}`);
    expect(columns.map((column) => (column[0] as number) + 0)).toEqual(numbers);
    const listed = await engine.query(
      `SELECT ${element(numbers, "1 + number")} FROM numbers(${numbers.length}) ORDER BY number`,
    );
    expect(Array.from(listed.columns[0] as Float64Array, (value) => value + 0)).toEqual(numbers);
  });

  it("texts, NULL and what is not finite", async () => {
    const { text, double } = engine.dialect;
    const texts = ["a'b", "tab\t", "back\\slash\\N", "línea\n2\r", "统计", "", "\0 \b \f"];
    const row = [
      ...texts.map(text),
      double("NULL"),
      "toFloat64('nan')",
      "-1 / toFloat64('0')",
      "CAST(NULL AS Nullable(String))",
    ];
    const { columns } = await engine.query(`SELECT ${row.join(", ")}`);
    expect(columns.map((column) => column[0])).toEqual([...texts, NaN, NaN, -Infinity, null]);
  });

  it("names with quotes of every sort", async () => {
    const name = "a\"b\\c`d'e";
    await engine.execute(`CREATE TABLE named (${engine.dialect.quoted(name)} Float64) ENGINE = Memory`);
    expect((await engine.columnsOf("named")).map((column) => column.name)).toEqual([name]);
  });

  it("a statement as wide and as long as they become", async () => {
    const sums = Array.from({ length: 1000 }, (_, i) => `sum(x1 * ${engine.dialect.number(i + 0.5)} + x2 * y) s${i}`);
    const sql = `SELECT ${sums.join(", ")}, ${engine.dialect.text("x".repeat(400_000))} FROM panel`;
    const { columns } = await engine.query(sql);
    expect(columns).toHaveLength(1001);
    expect((columns[1000]![0] as string).length).toBe(400_000);
  });

  it("buckets of units are 0 to m - 1, and a unit has one", async () => {
    const { double, bucket } = engine.dialect;
    const inner = `SELECT unit, ${double(bucket("unit", 7))} b FROM panel`;
    const { columns } = await engine.query(
      `SELECT b, ${double("count(DISTINCT unit)")} FROM (${inner}) q GROUP BY b ORDER BY b`,
    );
    expect(Array.from(columns[0] as Float64Array)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((columns[1] as Float64Array).reduce((a, b) => a + b)).toBe(new Set(panel.unit).size);
  });

  it("a table that changes between any two statements of a regression is an error", async () => {
    const kernels = await loadEngine({ threads: 1 });
    const asks = ["y ~ did + x | firm + year", { vcov: "cluster:city" }] as const;
    let statements = 0;
    const right = await sqlFeols(kernels, source, asks[0], { ...asks[1], onStatement: () => statements++ });
    await engine.execute(
      "CREATE TABLE kept ENGINE = MergeTree ORDER BY tuple() AS SELECT * FROM firms WHERE year = 2005",
    );
    for (let at = 2; at <= statements; at++) {
      const changed = interrupted(source, at, () => engine.execute("ALTER TABLE firms DELETE WHERE year = 2005"));
      await expect(sqlFeols(kernels, changed, ...asks)).rejects.toMatchObject({ code: "engine_changed" });
      await engine.execute("INSERT INTO firms SELECT * FROM kept");
    }
    for (let at = 2; at <= statements; at++) {
      const overwritten = interrupted(source, at, () =>
        engine.execute("ALTER TABLE firms UPDATE y = y + 2 WHERE year = 2005 AND firm = (SELECT max(firm) FROM kept)"),
      );
      await expect(sqlFeols(kernels, overwritten, ...asks)).rejects.toMatchObject({ code: "engine_changed" });
      await engine.execute("ALTER TABLE firms DELETE WHERE year = 2005");
      await engine.execute("INSERT INTO firms SELECT * FROM kept");
    }
    expect(differences(right, await sqlFeols(kernels, source, ...asks))).toEqual([]);
  });

  it("reads only, and errors are the server's words without a secret", async () => {
    await expect(engine.query("DROP TABLE panel")).rejects.toMatchObject({ code: "engine_query" });
    const error = await engine.query(`SELECT ${engine.dialect.text(password)}, missing FROM panel`).catch((e) => e);
    expect(error).toMatchObject({ code: "engine_query", detail: { engine_code: "47" } });
    expect(JSON.stringify([error.message, error.detail])).not.toContain(password);
    const wrong = engineAddress(address, { CLICKHOUSE_PASSWORD: "wrong" }) as ServerAddress;
    await expect(openClickhouse(wrong)).rejects.toMatchObject({ code: "engine_credentials" });
    const { columns } = await engine.query("SELECT toFloat64(count()) FROM panel");
    expect(columns[0]![0]).toBe(rowsOf(panel));
  });
}
