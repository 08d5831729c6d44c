/**
 * What every command shares: common options, where output goes, and how errors become exit statuses.
 * stdout carries the result alone; progress and warnings go to stderr. 0 ok, 1 data or estimation failed, 2 wrong use.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { DataError, NotSupported, UsageError, WasmetricsError } from "../base/errors.js";
import type { Progress } from "../base/progress.js";
import { isTiming } from "../base/progress.js";
import { ShareMade } from "../base/replications.js";
import { isOutOfMemory, systemProblem, systemWords } from "../base/system-error.js";
import { fileOption } from "./named-files.js";
import { leadsNowhere, printAs, processIo, say, sayOver } from "./process-io.js";

const FORMATS = ["text", "markdown", "latex", "html", "csv", "docx", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** Options every command takes, as commander parses them. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** JSON with the times of its steps, which differ from run to run. */
  readonly times?: boolean;
  readonly threads?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly format: Format;
}

/** Where a command writes. */
export interface CommandIo {
  /** The result, once: text as is, or the bytes of a file. */
  print(result: string | Uint8Array): void;
  /** The result as one JSON document. */
  printJson(value: unknown): void;
  /** A line on stderr, unless --quiet. */
  warn(message: string): void;
  /** A line on stderr with --verbose only. */
  detail(message: string): void;
  /** Progress on stderr: rewritten in place on a terminal, a line a stage elsewhere; silent with --quiet. */
  progress(progress: Progress): void;
}

/** Adds --json, --quiet, --threads, --out, --format, and --seed where the verb has not declared it. */
export function addCommonOptions(command: Command): Command {
  if (!command.options.some(({ long }) => long === "--seed")) {
    command.option("--seed <n>", "seed of random draws", parseWholeNumber);
  }
  return command
    .option("--json", "print one JSON document on stdout and nothing else")
    .option("--quiet", "no progress or warnings on stderr")
    .option("--verbose", "on stderr: threads, memory needed and used, how effects are absorbed and why, times")
    .option("--times", "in JSON: timing_ms, what each step took; without it the same inputs give the same bytes")
    .option("--threads <n>", "threads (default: all cores); results do not depend on it", parsePositiveInteger)
    .addOption(
      fileOption("written", "--out <file>", "write the result to this file or folder, whole or not at all").argParser(
        parseOut,
      ),
    )
    .addOption(new Option("--format <format>", "format of the result").choices(FORMATS).default("text"));
}

/**
 * Runs a command's body; prints errors as a message (or JSON with --json) and sets the exit status, of every error `failed` where that is
 * given, as where 1 is a result.
 */
export async function runCommand(
  options: CommonOptions,
  body: (io: CommandIo) => Promise<void>,
  failed?: number,
): Promise<void> {
  const asJson = options.json === true || options.format === "json";
  const kind = !asJson && [undefined, "text", "docx"].includes(options.format) ? "words" : "data";
  const meter = new ProgressMeter(options.quiet === true);
  const warn = (message: string): void => {
    if (options.quiet === true) return;
    meter.clear();
    say(`${message}\n`);
  };
  const print = (result: string | Uint8Array): void => {
    if (leadsNowhere())
      warn("the standard output is closed or leads nowhere: what is printed is lost; give --out FILE");
    printAs(kind, typeof result !== "string" || result.endsWith("\n") ? result : `${result}\n`);
  };
  try {
    await body({
      print,
      printJson: (value) => print(recordJson(value, options)),
      warn,
      detail: (message) => {
        if (options.verbose !== true || options.quiet === true) return;
        meter.clear();
        say(`${message}\n`);
      },
      progress: (progress) => meter.show(progress),
    });
    meter.clear();
  } catch (error) {
    meter.clear();
    if (error instanceof ShareMade) return;
    const status = reportError(error, asJson);
    processIo().exitCode = failed ?? status;
  }
}

/** `error` in words, where the system or the host lacks something; anything else as it is. */
function worded(error: unknown): unknown {
  if (error instanceof WasmetricsError) return error;
  const cause = { cause: error };
  const problem = systemProblem(error);
  if (problem !== undefined) {
    const { path } = error as NodeJS.ErrnoException;
    const where = path === undefined ? "The system refused something" : `'${path}'`;
    return new DataError(
      "system",
      `${where}: ${systemWords(error)}.`,
      { got: problem.code, ...(path === undefined ? {} : { path }) },
      cause,
    );
  }
  if (!isOutOfMemory(error)) return error;
  const message = `There is not enough memory: ${(error as Error).message}. Use fewer rows, columns or draws, or a machine with more.`;
  return new DataError("out_of_memory", message, { got: (error as Error).message }, cause);
}

/** Prints an error and returns its exit status. A defect (an error not thrown on purpose) shows its stack. */
export function reportError(thrown: unknown, asJson: boolean): number {
  const error = worded(thrown);
  const known = error instanceof WasmetricsError;
  const status = error instanceof UsageError || error instanceof NotSupported ? 2 : 1;
  if (asJson) {
    const { code, message, detail } = known ? error : { code: "defect", message: String(error), detail: {} };
    printAs("data", `${JSON.stringify({ error: { code, message, detail } }, null, 2)}\n`);
  } else if (known) {
    say(`error: ${error.message}\n`);
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    say(`error: a defect in wasmetrics, please report it with the command and this text:\n${stack}\n`);
  }
  return status;
}

/** Parses a whole number of at least 1. */
export function parsePositiveInteger(text: string): number {
  const value = parseWholeNumber(text);
  if (value < 1) throw new InvalidArgumentError("expected a whole number of at least 1");
  return value;
}

/** Parses a whole number of at least 0. */
export function parseWholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("expected a whole number");
  return Number(text);
}

/** Parses a path that is not empty. */
function parseOut(text: string): string {
  if (text.trim() === "")
    throw new InvalidArgumentError("expected the path of a file or folder; leave --out away to print");
  return text;
}

/** Parses a finite number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("expected a number");
  return value;
}

class ProgressMeter {
  private lastStage = "";
  private dirty = false;

  constructor(private readonly silent: boolean) {}

  show({ stage, fraction, msLeft }: Progress): void {
    if (this.silent) return;
    const left = msLeft === null ? "" : `, about ${(msLeft / 1000).toFixed(0)} s left`;
    if (processIo().stderr.isTTY) {
      sayOver(`${stage} ${(100 * fraction).toFixed(0)}%${left}`);
      this.dirty = true;
    } else if (stage !== this.lastStage) {
      say(`${stage}${left}\n`);
    }
    this.lastStage = stage;
  }

  clear(): void {
    if (this.dirty) sayOver("");
    this.dirty = false;
  }
}

/** `record` indented by two; its times, `timing_ms`, with --times alone. */
export function recordJson(record: unknown, { times = false }: { readonly times?: boolean } = {}): string {
  function timeless(this: object, key: string, value: unknown): unknown {
    return isTiming(this, key) ? undefined : value;
  }
  return times ? JSON.stringify(record, null, 2) : JSON.stringify(record, timeless, 2);
}
