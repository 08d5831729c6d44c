/**
 * Engines for the tests that ask real ones: each is started by its folder's start script, left out by name where its packages can't be
 * had, and a failure where it does not start. Tables of test data go in by statements every engine takes.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, it } from "vitest";
import type { Dialect } from "../../src/sql/dialect.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { SKIPPED } from "./serve.mjs";

/** A started engine: what its script printed, and its script, which takes commands. */
export type Started<Facts> = Facts & {
  /** Has the script run one of its commands. */
  readonly tell: (command: string, ...args: readonly unknown[]) => Promise<unknown>;
};

/**
 * What `test/engines/NAME/start.mjs` prints once its servers serve; they are stopped after the tests of the file. `undefined`, and a
 * skipped test that says why, where their packages can't be had. Call it at the top of a test file, with `await`.
 */
export async function engine<Facts extends object>(name: string): Promise<Started<Facts> | undefined> {
  const script = fileURLToPath(new URL(`${name}/start.mjs`, import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (piece) => {
    complaints = `${complaints}${piece}`.slice(-20_000);
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done !== true) {
    afterAll(() => stop(child, ended), 120_000);
    return { ...(JSON.parse(first.value) as Facts), tell };
  }
  const [status] = await ended;
  if (!SKIPPED.includes(status)) throw new Error(`${name} did not start (${status}):\n${complaints}`);
  leftOut(name, complaints.trim());
  return undefined;

  async function tell(command: string, ...args: readonly unknown[]): Promise<unknown> {
    child.stdin.write(`${JSON.stringify([command, ...args])}\n`);
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`${name} did not ${command}:\n${complaints}`);
    return JSON.parse(value);
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

function leftOut(name: string, reason: string): void {
  describe(name, () => it.skip(`left out: ${reason}`, () => {}));
  const { WASMETRICS_LEFT_OUT: file } = process.env;
  if (file !== undefined) appendFileSync(file, `${name}: ${reason}\n`);
}

/** Every `step`-th case: an engine that takes a second a statement is asked fewer, and others ask the same statements of all. */
export const thinned = <T>(cases: readonly T[], step: number): T[] => cases.filter((_, i) => i % step === 0);

/** Columns of numbers (NaN is NULL) and of texts, all of one length. */
export type TestTable = Readonly<Record<string, ArrayLike<number> | readonly (string | null)[]>>;

/** How many rows `table` has. */
export const rowsOf = (table: TestTable): number => Object.values(table)[0]?.length ?? 0;

const TYPES: Readonly<Record<Dialect["name"], readonly [number: string, text: string]>> = {
  duckdb: ["DOUBLE", "VARCHAR"],
  postgres: ["float8", "text"],
  clickhouse: ["Nullable(Float64)", "Nullable(String)"],
  trino: ["DOUBLE", "VARCHAR"],
  spark: ["DOUBLE", "STRING"],
};

const isText = (column: TestTable[string]): boolean =>
  Array.from<unknown>(column).some((value) => typeof value === "string");

/** The columns of `table` as CREATE TABLE lists them; those of `required` hold no NULL, which ClickHouse has a type for. */
export function columnList({ name, quoted }: Dialect, table: TestTable, required: readonly string[] = []): string {
  const typeOf = (column: string) => {
    const type = TYPES[name][isText(table[column]!) ? 1 : 0]!;
    return required.includes(column) ? (/^Nullable\((.*)\)$/.exec(type)?.[1] ?? type) : type;
  };
  return Object.keys(table)
    .map((column) => `${quoted(column)} ${typeOf(column)}`)
    .join(", ");
}

/** Where statements would be longer than any engine takes, they are cut. */
const CHARACTERS = 200_000;

/** Inserts the rows of `table` into `relation`, which is there. */
export async function insertRows(engine: SqlEngine, relation: string, table: TestTable): Promise<void> {
  const columns = Object.values(table);
  const literal = (value: number | string | null | undefined) =>
    value === null || value === undefined || Number.isNaN(value)
      ? "NULL"
      : typeof value === "string"
        ? engine.dialect.text(value)
        : engine.dialect.number(value);
  const head = `INSERT INTO ${relation} VALUES `;
  let [rows, length]: [string[], number] = [[], 0];
  const flush = async () => {
    if (rows.length > 0) await engine.execute(head + rows.join(", "));
    [rows, length] = [[], 0];
  };
  for (let r = 0; r < rowsOf(table); r++) {
    const row = `(${columns.map((column) => literal(column[r])).join(", ")})`;
    rows.push(row);
    length += row.length;
    if (length > CHARACTERS) await flush();
  }
  await flush();
}

/** Makes `relation` of `table`; `after` follows the columns (ENGINE = .., WITH (..)). */
export async function loadTable(engine: SqlEngine, relation: string, table: TestTable, after = ""): Promise<void> {
  await engine.execute(`CREATE TABLE ${relation} (${columnList(engine.dialect, table)}) ${after}`);
  await insertRows(engine, relation, table);
}

/** `source`, of which `work` is done before the statement number `at` is asked. */
export function interrupted(source: SqlSource, at: number, work: () => Promise<unknown>): SqlSource {
  const { engine } = source;
  const { dialect, limits, shown, version, shard, isSnapshot } = engine;
  let asked = 0;
  return {
    ...source,
    engine: {
      ...{ dialect, limits, shown, version, shard, isSnapshot },
      async query(sql, signal) {
        if (++asked === at) await work();
        return engine.query(sql, signal);
      },
      columnsOf: (relation, signal) => engine.columnsOf(relation, signal),
      execute: (sql, signal) => engine.execute(sql, signal),
      snapshot: (work) => engine.snapshot(work),
      close: () => engine.close(),
    },
  };
}

/** A panel whose units miss periods, in two-digit blocks: what every engine is asked for sums of. */
export function testPanel(units: number, periods: number, seed = 1): TestTable & { readonly unit: readonly string[] } {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const rows = Array.from({ length: units }, (_, u) =>
    Array.from({ length: periods }, (_, t) => ({ u, t })).filter(() => random() < 0.8),
  ).flat();
  const drawn = () => Float64Array.from(rows, () => random() + random() + random() - 1.5);
  return {
    unit: rows.map(({ u }) => `f${u}`),
    blk: rows.map(({ u }) => `c${u % 17}`),
    year: Float64Array.from(rows, ({ t }) => 2001 + t),
    x1: drawn(),
    x2: drawn(),
    y: drawn(),
  };
}
