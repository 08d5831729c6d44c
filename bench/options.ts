/**
 * Layer bench. The command line of the bench: what to run, with what, where to write.
 */
import { parseArgs } from "node:util";
import { UsageError } from "../src/base/errors.js";
import { didYouMean } from "../src/base/nearest.js";
import { type PeerName, parsePeers } from "./peers.js";
import type { Suite } from "./row.js";

export interface BenchOptions {
  readonly suites: readonly Suite[];
  /** Regular expression over problem names, or one name in full; null for all. */
  readonly problem: string | null;
  readonly threads: number;
  readonly peers: readonly PeerName[];
  readonly rounds: number;
  /** File for the rows as JSON; null for none. */
  readonly json: string | null;
  /** File for the rows as a Markdown table; null for none. */
  readonly markdown: string | null;
  readonly help: boolean;
}

const DEFAULT_PEERS = "js,ml-matrix";
const DEFAULT_ROUNDS = 5;

/** The text of `--help`. */
export function usage(suites: readonly Suite[]): string {
  return [
    "npm run -s bench -- [options]",
    "",
    `  --suite NAME,...    suites to run (default: all): ${suites.map((suite) => suite.name).join(", ")}`,
    "  --problem REGEX     problems to run, or one problem's full name in any size (default: all of the suite)",
    "  --threads N         threads asked of the engine (default: 1)",
    `  --peers NAME,...    fixest, js, ml-matrix, webr, or an empty list (default: ${DEFAULT_PEERS})`,
    `  --reps R            rounds in which all backends are timed in turn (default: ${DEFAULT_ROUNDS})`,
    "  --json FILE         write the rows as a JSON array",
    "  --markdown FILE     write the rows as a Markdown table",
    "",
    ...suites.map((suite) => `  ${suite.name.padEnd(12)} ${suite.about}`),
  ].join("\n");
}

/** Reads the arguments after the program's name. Throws UsageError. */
export function parseOptions(args: readonly string[], suites: readonly Suite[]): BenchOptions {
  const values = rawValues(args);
  return {
    suites: chooseSuites(values.suite, suites),
    problem: values.problem ?? null,
    threads: positiveInteger("--threads", values.threads ?? "1"),
    peers: parsePeers(values.peers ?? DEFAULT_PEERS),
    rounds: positiveInteger("--reps", values.reps ?? String(DEFAULT_ROUNDS)),
    json: values.json ?? null,
    markdown: values.markdown ?? null,
    help: values.help ?? false,
  };
}

/** The command that asks for the same rows, files left out. */
export function commandLine({ suites, problem, threads, peers, rounds }: BenchOptions): string {
  const names = suites.map((suite) => suite.name).join(",");
  const chosen = problem === null ? "" : ` --problem '${problem}'`;
  return `npm run -s bench -- --suite ${names}${chosen} --threads ${threads} --peers "${peers}" --reps ${rounds}`;
}

function rawValues(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    suite: text,
    problem: text,
    threads: text,
    peers: text,
    reps: text,
    json: text,
    markdown: text,
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError("bad_option", `${message} Options: ${Object.keys(options).join(", ")}.`, {}, { cause });
  }
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

/** Compiles `--problem` into the test a suite applies to its names. Throws UsageError for a malformed expression. */
export function problemSelector(problem: string | null): (name: string) => boolean {
  if (problem === null) return () => true;
  try {
    const expression = new RegExp(problem);
    return (name) => expression.test(name);
  } catch (cause) {
    throw new UsageError(
      "bad_regex",
      `--problem '${problem}' is not a regular expression: ${(cause as Error).message}.`,
      { got: problem },
      { cause },
    );
  }
}
