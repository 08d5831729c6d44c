/**
 * The command line of the bench: what to run, with what, where to write.
 */
import { parseArgs } from "node:util";
import { didYouMean } from "../src/base/did-you-mean.js";
import { UsageError } from "../src/base/errors.js";
import { type PeerName, parsePeers } from "./peers/names.js";
import type { Suite } from "./row.js";

export interface BenchOptions {
  readonly suites: readonly Suite[];
  /** Regular expression over problem names, or full names separated by commas; null for all. */
  readonly problem: string | null;
  readonly threads: readonly number[];
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  readonly wholeOnly: boolean;
  /** Files of rows to make the table of, instead of running anything; null to run. */
  readonly from: readonly string[] | null;
  /** File for the rows as JSON; null for none. */
  readonly json: string | null;
  /** File for the page of results; null for none. */
  readonly markdown: string | null;
  readonly help: boolean;
}

const DEFAULT_PEERS = "js,ml-matrix";
const DEFAULT_ROUNDS = 5;
/** What `--growth` stands for, where the other options don't say otherwise. */
const GROWTH = {
  suite: "absorb",
  problem: "firm-year-1e4,firm-year-1e5,firm-year-1e6,firm-year-1e7",
  threads: "1,2",
  peers: "fixest",
} as const;

/** The text of `--help`. */
export function usage(suites: readonly Suite[]): string {
  return [
    "npm run -s bench -- [options]",
    "",
    `  --suite NAME,...    suites to run (default: all): ${suites.map((suite) => suite.name).join(", ")}`,
    "  --problem NAME,...  problems by full name, in any size, or a regular expression (default: all of the suite)",
    "  --threads N,...     numbers of threads, each in turn (default: 1)",
    `  --peers NAME,...    base-r, data.table, duckdb, fixest, glm, haven, js, matchit, ml-matrix,\n                      pandas, polars, pyarrow, pyfixest, readxl, webr, within, or an empty list (default: ${DEFAULT_PEERS})`,
    `  --reps R            rounds in which all backends are timed in turn (default: ${DEFAULT_ROUNDS})`,
    "  --whole             whole runs only, without their parts and the floors",
    `  --growth            stands for --suite ${GROWTH.suite} --problem ${GROWTH.problem}`,
    `                      --threads ${GROWTH.threads} --peers ${GROWTH.peers} --whole`,
    "  --json FILE         write the rows as a JSON array",
    "  --markdown FILE     write the page of results, and growth.svg beside it where rows of several sizes are there",
    "  --from FILE...      run nothing: rows of files that --json wrote",
    "",
    ...suites.map((suite) => `  ${suite.name.padEnd(12)} ${suite.about}`),
  ].join("\n");
}

/** Reads the arguments after the program's name. Throws UsageError. */
export function parseOptions(args: readonly string[], suites: readonly Suite[]): BenchOptions {
  const { values, positionals } = rawValues(args);
  const implied = values.growth ? GROWTH : undefined;
  return {
    suites: chooseSuites(values.suite ?? implied?.suite, suites),
    problem: values.problem ?? implied?.problem ?? null,
    threads: (values.threads ?? implied?.threads ?? "1").split(",").map((text) => positiveInteger("--threads", text)),
    peers: parsePeers(values.peers ?? implied?.peers ?? DEFAULT_PEERS),
    rounds: positiveInteger("--reps", values.reps ?? String(DEFAULT_ROUNDS)),
    wholeOnly: (values.whole ?? false) || implied !== undefined,
    from: filesToRead(values.from, positionals),
    json: values.json ?? null,
    markdown: values.markdown ?? null,
    help: values.help ?? false,
  };
}

function rawValues(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    suite: text,
    problem: text,
    threads: text,
    peers: text,
    reps: text,
    whole: flag,
    growth: flag,
    json: text,
    markdown: text,
    from: text,
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError("bad_option", `${message} Options: ${Object.keys(options).join(", ")}.`, {}, { cause });
  }
}

/** A shell gives `--from *.json` as one value and further arguments. */
function filesToRead(first: string | undefined, further: readonly string[]): readonly string[] | null {
  if (first !== undefined) return [first, ...further];
  if (further.length === 0) return null;
  throw new UsageError("bad_option", `'${further[0]}' is not an option; files to read come after --from.`, {
    got: further[0],
  });
}

function chooseSuites(list: string | undefined, suites: readonly Suite[]): readonly Suite[] {
  if (list === undefined) return suites;
  const known = suites.map((suite) => suite.name);
  return list.split(",").map((name) => {
    const suite = suites.find((candidate) => candidate.name === name);
    if (suite !== undefined) return suite;
    throw new UsageError(
      "unknown_suite",
      `Suite '${name}' is not among ${known.join(", ")}${didYouMean(name, known)}`,
      { got: name, expected: known },
    );
  });
}

function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError("bad_number", `${option} must be a whole number of at least 1, got '${text}'.`, {
    got: text,
    expected: "a whole number >= 1",
  });
}

/**
 * The problems of `suite` that `--problem` asks for: all for null; those named in full, separated by commas; else those
 * of the suite's own list that match it as a regular expression. Throws UsageError for a malformed expression.
 */
export function problemsOf(suite: Suite, problem: string | null): readonly string[] {
  if (problem === null) return suite.problems;
  const names = problem.split(",");
  if (names.every((name) => suite.problems.includes(name) || suite.accepts(name))) return names;
  try {
    const expression = new RegExp(problem);
    return suite.problems.filter((name) => expression.test(name));
  } catch (cause) {
    throw new UsageError(
      "bad_regex",
      `--problem '${problem}' is not a regular expression: ${(cause as Error).message}.`,
      { got: problem },
      { cause },
    );
  }
}
