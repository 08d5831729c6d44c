/**
 * Regressions on several large effects whose cells do not come home: conjugate gradients with statements as products find what memory finds;
 * what does not converge, or changes on the way, is an error.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import { type Dialect, dialects } from "../../src/sql/dialect.js";
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import type { SqlSource } from "../../src/sql/frame.js";
import type { CrossedOptions } from "../../src/sql/moments/pushed-moments.js";
import { openSqlEngine, sqlSource } from "../../src/sql/open.js";
import type { Asked } from "../../src/sql/queries.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { byGradients, type CrossedModel } from "../engines/crossed.js";
import { loadTable, type TestTable } from "../engines/support.js";
import { differences, memoryTable } from "../engines/verb-laws.js";
import { bareDecimals } from "../support/bare-decimals.js";
import { seeded } from "../support/random.js";

const kernels = await loadEngine({ threads: 1 });

/** Workers who move between firms over years; some are seen once, some firms have one row; firms 300.. are apart from the others. */
function workers(seed: number, nWorkers = 330, nFirms = 160): TestTable {
  const random = seeded(seed);
  const rows: Record<string, number | string>[] = [];
  const row = (worker: string, firm: number, year: number, own: number) => {
    const x = random() + 0.3 * own + 0.002 * firm;
    const z = random() * (1 + (year % 3));
    const y = 2 + x - z + own + Math.sin(firm) + 0.1 * year + random() * (1 + (firm % 4));
    const w = 1 + Math.floor(3 * random());
    const job = Math.floor(170 * random());
    rows.push({ worker, firm, year, sector: firm % 7, town: firm % 23, job, x, z, y, w });
  };
  for (let i = 0; i < nWorkers; i++) {
    const own = random();
    const base = i % 5 === 0 ? 300 : 0;
    let firm = Math.floor(random() * (base > 0 ? 30 : nFirms));
    for (let year = 2000; year < 2006; year++) {
      if (random() < (i % 29 === 0 ? 0.8 : 0.2)) continue;
      if (random() < 0.25) firm = Math.floor(random() * (base > 0 ? 30 : nFirms));
      row(`w${i}`, base + firm, year, own);
    }
  }
  // a chain of rows that go one after the other: each leaves the next alone
  for (let step = 0; step < 4; step++) {
    row(`c${step}`, 900 + step, 2000, 0.5);
    row(`c${step}`, 901 + step, 2001, 0.5);
  }
  const column = (name: string) => rows.map((one) => one[name]!);
  return Object.fromEntries(
    Object.keys(rows[0]!).map((name) => [
      name,
      name === "worker" ? (column(name) as string[]) : Float64Array.from(column(name) as number[]),
    ]),
  );
}

const crossed = (rows: SqlSource, formula: string, options: CrossedModel, own?: CrossedOptions) =>
  byGradients(kernels, rows, formula, options, own);

const rows = workers(11);
const table = memoryTable(rows);
let engine: SqlEngine;
let source: SqlSource;
beforeAll(async () => {
  engine = await openSqlEngine("duckdb");
  await loadTable(engine, "jobs", rows);
  source = await sqlSource(engine, "jobs");
});
afterAll(() => engine.close());

const CASES: readonly (readonly [formula: string, options: CrossedModel])[] = [
  ["y ~ x + z | worker + firm", { vcov: "cluster:town" }],
  ["y ~ x + z | firm + worker", { vcov: "iid" }],
  ["y ~ x + z | worker + firm", { vcov: "cluster:worker", weights: "w" }],
  ["y ~ x + z | worker + firm", { vcov: "hetero" }],
  ["y ~ x + z | worker + firm", { vcov: "hetero", weights: "w", fixefRm: "none" }],
  ["y ~ x + z | worker + firm", { vcov: "cluster:town+year", fixefRm: "none" }],
  ["y ~ x + I(z^2) + i(year) | worker + firm", { vcov: "cluster:firm+year", subset: "year > 2000" }],
  ["y ~ x + z | worker + firm + year", { vcov: "cluster:town" }],
  ["y ~ x + z | year + worker + job + firm", { vcov: "cluster:worker+firm", weights: "w" }],
  ["y ~ x + z | worker + firm^year + sector", { vcov: "cluster:firm" }],
  ["y ~ x | worker + firm + town^year + sector", { vcov: "iid" }],
  ["log(y + 9) ~ x + sector | worker + firm", { vcov: "cluster:town" }],
];

describe("what is found in memory is found by statements", () => {
  it.each(CASES)("%s %o", async (formula, options) => {
    const expected = feols(kernels, table, formula, options as never);
    const found = await crossed(source, formula, options);
    expect(found.notes.map(({ code }) => code)).toContain("rows_stayed");
    expect(differences(expected, found)).toEqual([]);
  });
});

/** The engine of `source` with something of its own. */
const withEngine = (own: Partial<SqlEngine>): SqlSource => ({
  ...source,
  engine: Object.assign(Object.create(engine), own) as SqlEngine,
});

const FORMULA = "y ~ x + z | worker + firm";
const TOWN = { vcov: "cluster:town" } as const;

describe("robust errors ask for it", () => {
  it.each(["y ~ x + z | worker + firm", "y ~ z | worker + firm | x ~ w + I(x * z)"])("%s", async (formula) => {
    const options = { vcov: "hetero", fixefRm: "none" } as const;
    const found = await sqlFeols(kernels, source, formula, options);
    expect(differences(feols(kernels, table, formula, options), found)).toEqual([]);
  });
});

describe("what it says and takes", () => {
  it("how far it is, statements and bytes; a raised signal stops it", async () => {
    const [stages, asked]: [string[], Asked[]] = [[], []];
    const stop = new AbortController();
    const onStatement = (one: Asked) => void asked.push(one);
    const options = { ...TOWN, onStatement, onProgress: ({ stage }: { stage: string }) => void stages.push(stage) };
    const { solver } = await crossed(source, FORMULA, options);
    expect(solver).toMatchObject({ method: "pushed" });
    const iterations = stages.filter((stage) => /^iteration \d+ at duckdb/.test(stage));
    expect(iterations.length).toBeGreaterThan(5);
    for (const { expected, bytes, sql } of asked)
      expect(bytes, sql.slice(0, 300)).toBeLessThanOrEqual(expected ?? Infinity);
    const onProgress = ({ stage }: { stage: string }) => {
      if (stage.startsWith("iteration 3")) stop.abort();
    };
    await expect(crossed(source, FORMULA, { ...TOWN, onProgress, signal: stop.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("the same where a statement takes two columns at a time, and a refusal where it takes none", async () => {
    const whole = await crossed(source, "y ~ x + z + w | worker + firm", { vcov: "hetero" });
    let [longest, parts] = [0, 0];
    const onStatement = ({ sql }: Asked) => {
      longest = Math.max(longest, sql.length);
      parts++;
    };
    const limited = (text: number) => withEngine({ limits: { text, width: Infinity } });
    const found = await crossed(limited(22_000), "y ~ x + z + w | worker + firm", { vcov: "hetero", onStatement });
    expect([longest <= 22_000, parts > 60]).toEqual([true, true]);
    expect(differences(whole, found)).toEqual([]);
    await expect(crossed(limited(6_000), FORMULA, TOWN)).rejects.toMatchObject({ code: "engine_text" });
  });
});

/** A person has two places, a place two persons, one after the other; `times` rows of each pair. */
function path(n: number, times: number): TestTable {
  const pairs = Array.from({ length: 2 * n * times }, (_, i) => [(i >> 1) % n, ((i >> 1) % n) + (i % 2)] as const);
  const random = seeded(3);
  const drawn = (): Float64Array => Float64Array.from(pairs, () => random());
  const [person, place] = [0, 1].map((side) => Float64Array.from(pairs, (pair) => pair[side]!)) as [
    Float64Array,
    Float64Array,
  ];
  return { person, place, x: drawn(), y: drawn() };
}

describe("what is no answer", () => {
  const alongPath = async (columns: TestTable, own: CrossedOptions = {}) => {
    await engine.execute("DROP TABLE IF EXISTS path");
    await loadTable(engine, "path", columns);
    return crossed(await sqlSource(engine, "path"), "y ~ x | person + place", { vcov: "iid" }, own);
  };

  it("effects that hang together by a chain, where few iterations are allowed", async () => {
    const asked = alongPath(path(400, 2), { maxIterations: 40 });
    await expect(asked).rejects.toMatchObject({ code: "not_converged", detail: { iterations: 40, expected: 1e-11 } });
  });

  it("rows that leave each other alone, one after the other: none is left, or there are too many rounds", async () => {
    const short = path(160, 1);
    const formula = "y ~ x | person + place";
    expect(() => feols(kernels, memoryTable(short), formula, { vcov: "iid" })).toThrow(
      expect.objectContaining({ code: "no_rows_left" }),
    );
    await expect(alongPath(short)).rejects.toMatchObject({ code: "no_rows_left" });
    await expect(alongPath(path(230, 1))).rejects.toMatchObject({ code: "engine_levels" });
  });

  it("rows that change before any statement", async () => {
    const few = workers(4, 400, 151);
    await loadTable(engine, "few", few);
    await engine.execute("CREATE TABLE kept AS SELECT * FROM few");
    const rows = await sqlSource(engine, "few");
    const over = (query: SqlEngine["query"]): SqlSource => ({
      ...rows,
      engine: Object.assign(Object.create(engine), { query }) as SqlEngine,
    });
    let statements = 0;
    await crossed(rows, FORMULA, { ...TOWN, onStatement: () => void statements++ });
    const changes = {
      deleted: "DELETE FROM few WHERE year = 2003 AND worker LIKE 'w1%'",
      inserted: "INSERT INTO few SELECT * REPLACE (concat(worker, 'x') AS worker) FROM few WHERE worker LIKE 'w1%'",
    };
    for (const [what, change] of Object.entries(changes)) {
      for (let at = 2; at <= statements; at += 9) {
        let asked = 0;
        const query = async (sql: string, signal?: AbortSignal): Promise<Answer> => {
          if (++asked === at) await engine.execute(change);
          return engine.query(sql, signal);
        };
        const found = crossed(over(query), FORMULA, TOWN);
        await expect(found, `${what} before statement ${at}`).rejects.toMatchObject({ code: "engine_changed" });
        expect(asked).toBeLessThan(statements + 5);
        await engine.execute("CREATE OR REPLACE TABLE few AS SELECT * FROM kept");
      }
    }
  });
});

describe("no statement holds a bare decimal", () => {
  it.each([
    ["y ~ x + z | worker + firm", { vcov: "cluster:town", weights: "w" }],
    ["y ~ x + z | worker + firm + year", { vcov: "hetero" }],
  ] as const)("%s %o", async (formula, options) => {
    const answers: Answer[] = [];
    const query = async (sql: string): Promise<Answer> => {
      const answer = await engine.query(sql);
      answers.push(answer);
      return answer;
    };
    const record = await crossed(withEngine({ query }), formula, options);
    for (const dialect of Object.values<Dialect>(dialects)) {
      const asked: string[] = [];
      const replay = async (sql: string): Promise<Answer> => {
        asked.push(sql);
        return answers[asked.length - 1]!;
      };
      const again = await crossed(withEngine({ query: replay, dialect }), formula, options);
      expect(again.coefficients).toEqual(record.coefficients);
      for (const sql of asked) expect(bareDecimals(sql, dialect), sql.slice(0, 2000)).toEqual([]);
    }
  });
});
