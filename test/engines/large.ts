/**
 * Millions of rows, in files of Parquet or loaded: what an engine finds is what is found in memory, and what it took.
 * Runs where WASMETRICS_LARGE says how many firms there are (520000 give five million rows).
 */
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { sqlBootstrap } from "../../src/sql/verbs/bootstrap.js";
import { sqlDid } from "../../src/sql/verbs/did.js";
import { sqlEventStudy } from "../../src/sql/verbs/event-study.js";
import { sqlFeols } from "../../src/sql/verbs/feols.js";
import { sqlPlacebo } from "../../src/sql/verbs/placebo.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { did } from "../../src/verbs/did/verb/fit.js";
import { eventStudy } from "../../src/verbs/event-study/fit.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { placebo } from "../../src/verbs/placebo/fit.js";
import { seeded } from "../support/random.js";
import { differences } from "./verb-laws.js";

export const FIRMS = Number(process.env.WASMETRICS_LARGE ?? 0);
const PERIODS = 12;
const CITIES = 340;
const SHARDS = 3;
const NAMES = ["firm", "city", "year", "cohort", "did", "x1", "x2", "x3", "x4", "y", "shard"] as const;
const WHOLE = ["firm", "city", "year", "cohort", "shard"];
const KEYS = { unit: "firm", time: "year" };
const FORMULA = "y ~ did + x1 + x2 + x3 + x4 | firm + year";

/** Six digits, which text holds as they are. */
const short = (value: number) => Math.round(value * 1e6) / 1e6;

/** Columns of the panel, and a file of the rows of each shard. */
function made(folder: string) {
  const random = seeded(1);
  const columns = NAMES.map(() => new Float64Array(FIRMS * PERIODS));
  const files = Array.from({ length: SHARDS }, (_, s) => join(folder, `${s + 1}.csv`));
  const open = files.map((file) => openSync(file, "w"));
  const lines = files.map(() => [] as string[]);
  const flush = (s: number) => {
    writeSync(open[s]!, lines[s]!.join(""));
    lines[s] = [];
  };
  let n = 0;
  for (let firm = 0; firm < FIRMS; firm++) {
    const city = firm % CITIES;
    const cohort = city < 60 ? 2005 : city < 120 ? 2008 : 0;
    const own = random();
    for (let year = 2000; year < 2000 + PERIODS; year++) {
      if (random() > 0.805) continue;
      const treated = cohort > 0 && year >= cohort ? 1 : 0;
      const x = [0, 1, 2, 3].map((j) => short(random() + (j === 0 ? own : 0)));
      const y = short(own + treated + x[0]! - x[1]! + 0.1 * (year - 2000) + random() + (city % 7) * random());
      const shard = (firm % SHARDS) + 1;
      const row = [firm, city, year, cohort, treated, ...x, y, shard];
      for (const [c, value] of row.entries()) columns[c]![n] = value;
      lines[shard - 1]!.push(`${row.join(",")}\n`);
      if (lines[shard - 1]!.length > 50_000) flush(shard - 1);
      n++;
    }
  }
  for (const [s, file] of open.entries()) {
    flush(s);
    closeSync(file);
  }
  const all = NAMES.map((name, c) => ({ kind: "numeric" as const, name, values: columns[c]!.subarray(0, n) }));
  return { files, table: makeTable(all, { name: "panel", bytes: 0, sha256: null }), rows: n };
}

export const columnsAs = (whole: string, double: string) =>
  NAMES.map((name) => `${name} ${WHOLE.includes(name) ? whole : double}`).join(", ");

/** The rows of `files` as files of Parquet in `folder`, which is made. */
export async function asParquet(files: readonly string[], folder: string): Promise<void> {
  mkdirSync(folder);
  const types = columnsAs("'INTEGER'", "'DOUBLE'").replaceAll(/(\w+) '/g, "$1: '");
  const duckdb = await openDuckDB();
  for (const [f, file] of files.entries()) {
    const rows = `SELECT * FROM read_csv('${file}', header = false, columns = {${types}})`;
    await duckdb.execute(`COPY (${rows}) TO '${join(folder, `${f}.parquet`)}' (FORMAT parquet)`);
  }
  await duckdb.close();
}

/** Puts the files into an engine and gives the relation they are. */
export interface Place {
  readonly source: () => Promise<SqlSource>;
  readonly load: (files: readonly string[]) => Promise<void>;
}

/** What `engine` is asked from now on. */
function counted(engine: SqlEngine): { statements: number; bytes: number } {
  const count = { statements: 0, bytes: 0 };
  const { query } = Object.getPrototypeOf(engine) as SqlEngine;
  engine.query = async (sql, signal) => {
    const answer = await query.call(engine, sql, signal);
    count.statements++;
    count.bytes += answer.bytes;
    return answer;
  };
  return count;
}

/** The laws of an engine that holds the rows; `place` is undefined where they are not asked for, or its packages can't be had. */
export function manyRows(place: Place | undefined): void {
  describe.runIf(place !== undefined)("many rows", () => {
    let folder: string;
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    let data: ReturnType<typeof made>;
    let kernels: Awaited<ReturnType<typeof loadEngine>>;
    let source: SqlSource;
    beforeAll(async () => {
      kernels = await loadEngine({ threads: 2 });
      folder = mkdtempSync(join(tmpdir(), "wasmetrics-large-"));
      chmodSync(folder, 0o755);
      data = made(folder);
      const started = performance.now();
      await place!.load(data.files);
      source = await place!.source();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${data.rows} rows, ${FIRMS} firms, loaded into ${source.engine.version} in ${seconds} s`);
    }, 600_000);

    const verbs = {
      feols: [
        () => feols(kernels, data.table, FORMULA, { vcov: "cluster:city" }),
        () => sqlFeols(kernels, source, FORMULA, { vcov: "cluster:city" }),
      ],
      "feols, errors by firm": [
        () => feols(kernels, data.table, FORMULA, { vcov: "cluster:firm" }),
        () => sqlFeols(kernels, source, FORMULA, { vcov: "cluster:firm" }),
      ],
      "999 bootstrap draws": [
        () => bootstrap(kernels, data.table, FORMULA, { ...RESAMPLED, kind: "wild", draws: 999 }),
        () => sqlBootstrap(kernels, source, FORMULA, { ...RESAMPLED, kind: "wild", draws: 999 }),
      ],
      "500 placebo draws": [
        () => placebo(kernels, data.table, FORMULA, PLACED),
        () => sqlPlacebo(kernels, source, FORMULA, { ...PLACED }),
      ],
      "event study": [
        () => eventStudy(kernels, panel(data.table, KEYS), "y ~ x1 | firm + year", COHORTS),
        () => sqlEventStudy(kernels, source, KEYS, "y ~ x1 | firm + year", { ...COHORTS }),
      ],
      cs: [
        () => did(kernels, panel(data.table, KEYS), "y ~ 1 | firm + year", { ...COHORTS, estimator: ["cs"] }),
        () => sqlDid(kernels, source, KEYS, "y ~ 1 | firm + year", { ...COHORTS, estimator: ["cs"] }),
      ],
    } satisfies Record<string, readonly [() => unknown, () => Promise<unknown>]>;

    it.each(Object.entries(verbs))("%s", { timeout: 900_000 }, async (verb, [inMemory, inEngine]) => {
      const asked = counted(source.engine);
      const started = performance.now();
      const found = await inEngine();
      const between = performance.now();
      const expected = await inMemory();
      const seconds = [between - started, performance.now() - between].map((ms) => (ms / 1000).toFixed(1));
      console.log(
        `${verb}: ${asked.statements} statements, ${(asked.bytes / 1e6).toFixed(2)} MB back, ${seconds[0]} s; in memory ${seconds[1]} s`,
      );
      expect(differences(expected, found)).toEqual([]);
    });
  });
}

const RESAMPLED = { term: "did", cluster: "city", seed: 3 };
const PLACED = { term: "did", unit: "city", draws: 500, seed: 5 };
const COHORTS = { cohort: "cohort", vcov: "cluster:city" } as const;
