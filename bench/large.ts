/**
 * Regressions on files of Parquet that memory does not hold: two effects, ten regressors, clustered.
 *
 *   bench:large -- make FILE ROWS             writes the panel of `large/panel`
 *   bench:large -- run FILE [CLUSTER] [THREADS] [WAY]   times one regression, and adds it to bench/results/large.json
 *   bench:large -- figure                     draws all that were timed by city, bench/large.svg
 *
 * CLUSTER is city (340 of them, the default) or firm; WAY is chunks, the file in passes by our kernels, or duckdb, sums by DuckDB within 6 GB.
 * The peak is that of the process, which does nothing else.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { withParquetRows } from "../src/data/files/parquet-files.js";
import { type Engine, loadEngine } from "../src/engine/kernels/engine.js";
import type { FitRecord } from "../src/regression/record/fit-record.js";
import { renderSvg } from "../src/report/figures/render-svg.js";
import { openSqlEngine, sqlSource } from "../src/sql/open.js";
import { parquetFeols } from "../src/sql/parquet/verbs.js";
import { sqlFeols } from "../src/sql/verbs/feols.js";
import type { EngineOptions } from "../src/sql/verbs/model.js";
import type { FeolsOptions } from "../src/verbs/feols/verb.js";
import { REGRESSORS, SLOPES, writePanel } from "./large/panel.js";
import { machineLine } from "./machine.js";
import { growthOf } from "./results/growth.js";

const RESULTS = join("bench", "results", "large.json");
const FORMULA = `y ~ ${REGRESSORS.join(" + ")} | firm + year`;
const FIGURE = join("bench", "large.svg");
const MIB = 2 ** 20;
/** Memory DuckDB may hold. */
const DUCKDB_BYTES = 6e9;

/** How rows are read, as the figure names it. */
const WAYS = { chunks: "in passes", duckdb: "DuckDB" } as const;

/** A regression that was timed. */
interface LargeRow {
  readonly way: keyof typeof WAYS;
  readonly rows: number;
  readonly cluster: string;
  readonly threads: number;
  readonly seconds: number;
  /** Seconds of each pass. */
  readonly passes: Readonly<Record<string, number>>;
  readonly peakMiB: number;
  readonly linearMiB: number;
  /** Largest difference of a coefficient from that of the design, in standard deviations of the noise over the root of the rows. */
  readonly farthest: number;
  readonly machine: string;
  readonly date: string;
}

const [what, path, third, fourth, fifth] = process.argv.slice(2);
if (what === "make" && path !== undefined) await writePanel(path, Number(third), availableParallelism());
else if (what === "run" && path !== undefined)
  keep(
    await timed(path, third ?? "city", Number(fourth ?? availableParallelism()), fifth === "duckdb" ? fifth : "chunks"),
  );
else if (what === "figure") writeFileSync(FIGURE, await renderSvg(growth(timedBefore())));
else {
  process.stderr.write("Use: bench:large -- make FILE ROWS, or run FILE [city|firm] [THREADS] [chunks|duckdb].\n");
  process.exitCode = 2;
}

async function timed(file: string, cluster: string, threads: number, way: LargeRow["way"]): Promise<LargeRow> {
  const engine = await loadEngine({ threads });
  const started = performance.now();
  const passes: Record<string, number> = {};
  let [pass, since] = ["", started];
  const reached = (next: string) => {
    if (next === pass) return;
    const now = performance.now();
    if (pass !== "") passes[pass] = (now - since) / 1000;
    [pass, since] = [next, now];
  };
  const options = { vcov: `cluster:${cluster}`, onProgress: ({ stage }: { readonly stage: string }) => reached(stage) };
  const fit =
    way === "duckdb"
      ? await inDuckDB(engine, file, options)
      : await withParquetRows([file], (rows) => parquetFeols(engine, rows, FORMULA, options));
  reached("");
  const seconds = (performance.now() - started) / 1000;
  const row = {
    way,
    rows: fit.nobs,
    cluster,
    threads: engine.threads,
    seconds,
    passes,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    linearMiB: engine.peakBytes() / MIB,
    farthest: farthest(fit),
    machine: machineLine(),
    date: new Date().toISOString().slice(0, 10),
  };
  await engine.close();
  return row;
}

async function inDuckDB(engine: Engine, file: string, options: FeolsOptions & EngineOptions): Promise<FitRecord> {
  const database = await openSqlEngine("duckdb", { memory: DUCKDB_BYTES });
  try {
    return await sqlFeols(engine, await sqlSource(database, file), FORMULA, options);
  } finally {
    await database.close();
  }
}

function farthest({ nobs, fit: { ssr }, coefficients }: FitRecord): number {
  // the noise of a regressor is uniform on [-1/2, 1/2): its variance is 1/12
  const error = Math.sqrt((12 * ssr) / nobs / nobs);
  return Math.max(...SLOPES.map((slope, j) => Math.abs(coefficients[REGRESSORS[j]!]!.estimate - slope) / error));
}

function keep(row: LargeRow): void {
  process.stdout.write(`${JSON.stringify(row, null, 2)}\n`);
  const before = timedBefore();
  const isSame = (other: LargeRow) =>
    (["way", "rows", "cluster", "threads"] as const).every((key) => row[key] === other[key]);
  const all = [...before.filter((other) => !isSame(other)), row].sort(
    (a, b) => a.rows - b.rows || a.threads - b.threads,
  );
  writeFileSync(RESULTS, `${JSON.stringify(all, null, 2)}\n`);
}

function timedBefore(): LargeRow[] {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as LargeRow[]) : [];
}

/** Seconds against rows, by way. */
function growth(rows: readonly LargeRow[]) {
  const labels = new Map<string, LargeRow[]>();
  for (const row of rows.filter(({ cluster }) => cluster === "city")) {
    const label = WAYS[row.way];
    labels.set(label, [...(labels.get(label) ?? []), row]);
  }
  const series = [...labels].map(([label, own]) => ({
    label,
    isOurs: own[0]!.way === "chunks",
    threads: own[0]!.threads,
    points: own.map(({ rows: n, seconds: ms }) => ({ n, ms })),
  }));
  return growthOf(series, "Seconds", "regress on ten columns and two effects of a file of Parquet, clustered");
}
