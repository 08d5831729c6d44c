/**
 * The published run, in pieces that each take a process of their own: problems, peers, threads and rounds
 * chosen so that all of it takes under 25 minutes on two cores. Writes bench/results/PIECE.json, then bench/RESULTS.md and
 * the figure from all of them. Arguments: the pieces to run again; none for all.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const THREADS = ["--threads", "1,2"];
const list = (...names: readonly string[]) => ["--problem", names.join(",")];

/** What the bench is asked in each piece, in the order of the page. */
const PIECES: Readonly<Record<string, readonly string[]>> = {
  "absorb-parts": [
    ...["--suite", "absorb", ...THREADS, "--peers", "fixest,js,within,pyfixest", "--reps", "5"],
    ...list("city-220x12", "firm-year-1e6", "insteval"),
  ],
  "absorb-easy": [
    ...["--suite", "absorb", "--whole", ...THREADS, "--peers", "fixest,within,pyfixest", "--reps", "5"],
    ...list(
      ...["firm-year-1e6-k1", "firm-year-1e6-k2", "firm-year-1e6-k3"],
      ...["firm-year-1e6-shuffled", "firm-year-1e6-cold"],
      ...["firm-countryyear-nested-1e6", "firm-countryyear-crossed-1e6", "firm-product-countryyear-1e6"],
    ),
  ],
  // A call of fixest takes up to 20 s on these.
  "absorb-hard": [
    ...["--suite", "absorb", "--whole", ...THREADS, "--peers", "fixest,within,pyfixest", "--reps", "3"],
    ...list("difficult2-1e6", "difficult3-1e6", "akm-ring-1e6", "akm-2pct-1e6", "akm-10pct-1e6"),
  ],
  accuracy: ["--suite", "accuracy", "--peers", "fixest,within,pyfixest", "--reps", "3"],
  roofline: ["--suite", "roofline", ...THREADS, "--reps", "7"],
  growth: ["--growth", "--reps", "3"],
  "regression-small": [
    "--suite",
    "regression",
    ...THREADS,
    "--peers",
    "fixest,js,ml-matrix,webr",
    ...list("city-220x12"),
  ],
  regression: [
    ...["--suite", "regression", ...THREADS, "--peers", "fixest,js,pyfixest", "--reps", "5"],
    ...list("firm-year-1e6", "firm-countryyear-crossed-1e6", "firm-product-countryyear-1e6"),
  ],
  // Columns that do not fit the engine's memory: made, fitted four times and compared, it takes some minutes and 16 GiB.
  "regression-large": [
    ...["--suite", "regression", "--whole", ...THREADS, "--peers", "", "--reps", "1"],
    ...list("firm-year-5e7-k12"),
  ],
  "regression-after": [
    ...["--suite", "regression", ...THREADS, "--peers", "fixest", "--reps", "7"],
    ...list("slopes-1e6", "revcov-1e6", "revcov-hetero-1e6", "revcov-hc3-1e6", "revcov-cr2-1e6"),
  ],
  fixef: ["--suite", "fixef", ...THREADS, "--peers", "fixest", "--reps", "7"],
  // A turn of fixest's loop takes a second; five of them, and the warm-up.
  resampling: [
    ...["--suite", "resampling", ...THREADS, "--peers", "fixest", "--reps", "5"],
    ...["--problem", "^(placebo|pairs|wild|wre|regression)-"],
  ],
  // Loops of regressions that take hours are timed over a few of their turns.
  referee: [
    ...["--suite", "resampling", ...THREADS, "--peers", "fixest", "--reps", "3"],
    ...["--problem", "^(family|influence|multiverse|few-treated)-"],
  ],
  pretrends: ["--suite", "robustness", ...THREADS, "--peers", "diff-diff", "--reps", "5", "--problem", "^power-"],
  // fixest is given 100 of the products, and of the product-years.
  quality: [
    ...["--suite", "quality", "--whole", ...THREADS, "--peers", "fixest,js", "--reps", "3"],
    ...list("quality-iv-1e6", "quality-iv-pooled-1e6", "quality-iv-groups-1e6", "quality-1e6-shuffled"),
  ],
  "quality-large": [
    ...["--suite", "quality", ...THREADS, "--peers", "fixest", "--reps", "3", "--problem", "quality-1e7"],
  ],
  // A Poisson regression by fixest takes up to ten seconds.
  counts: [
    ...["--suite", "robustness", ...THREADS, "--peers", "fixest", "--reps", "3"],
    ...list("fepois-1e6", "fepois-1e6-shuffled"),
  ],
  robustness: [
    ...["--suite", "robustness", ...THREADS, "--peers", "fixest,js,glm,matchit,plm,gretl", "--reps", "5"],
    ...["--problem", "^(iv|logit|match|gmm)-"],
  ],
  // The fits of csdid take minutes at this size.
  staggered: [
    ...["--suite", "did", ...THREADS, "--peers", "diff-diff,pyfixest", "--reps", "3"],
    ...["--problem", "^(cs|bjs|did2s)-"],
  ],
  // Calls of fect and staggered, which draw, take up to a minute.
  effects: [
    ...["--suite", "did", ...THREADS, "--reps", "1"],
    ...["--peers", "diff-diff,py_did_multiplegt_dyn,pysyncon,synthdid,staggered,fect"],
    ...["--problem", "^(dcdh|cdid|ddd|rs|edid|sdid|sc|fect|ife|mc)-"],
  ],
  honest: ["--suite", "did", ...THREADS, "--peers", "diff-diff", "--reps", "5", "--problem", "^honest-"],
  // Files are read and written as they are on disk; haven takes a second and more, pandas' writer half a minute.
  files: [
    "--suite",
    "files",
    ...THREADS,
    "--peers",
    "base-r,data.table,duckdb,haven,polars,pyarrow,readxl",
    "--reps",
    "3",
  ],
  kernels: ["--suite", "kernels", "--peers", "js,ml-matrix", "--reps", "5"],
};

/** Pieces that run when they are asked for alone. */
const ASKED_FOR: readonly string[] = ["regression-large"];

const compiled = dirname(fileURLToPath(import.meta.url));
const results = join("bench", "results");

/** The pieces that are studies, not races: their programs write files of their own. */
const STUDIES = ["size", "few-clusters", "levels", "coverage", "weak-iv", "panel-gmm", "did", "audit"];

/** Runs a program of the bench; whether it succeeded. */
function run(program: string, args: readonly string[]): boolean {
  return spawnSync(process.execPath, [join(compiled, program), ...args], { stdio: "inherit" }).status === 0;
}

const bench = (args: readonly string[]): boolean => run("main.js", args);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !STUDIES.includes(name) && PIECES[name] === undefined);
if (unknown.length > 0) {
  process.stderr.write(
    `No piece '${unknown.join(", ")}'; the pieces are ${[...Object.keys(PIECES), ...STUDIES].join(", ")}.\n`,
  );
  process.exitCode = 2;
} else {
  mkdirSync(results, { recursive: true });
  const fileOf = (name: string) => join(results, `${name}.json`);
  for (const [name, args] of Object.entries(PIECES)) {
    if (asked.length === 0 ? ASKED_FOR.includes(name) : !asked.includes(name)) continue;
    const started = performance.now();
    if (!bench([...args, "--json", fileOf(name)])) process.exitCode = 1;
    process.stderr.write(`piece ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  }
  for (const study of STUDIES) {
    if ((asked.length === 0 || asked.includes(study)) && !run(`${study}.js`, [])) process.exitCode = 1;
  }
  const files = Object.keys(PIECES).map(fileOf).filter(existsSync);
  if (!bench(["--from", ...files, "--markdown", join("bench", "RESULTS.md")])) process.exitCode = 1;
}
