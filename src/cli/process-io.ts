/**
 * What the command line reads, writes and ends with: the process it runs in, or what the caller of `main` gives in
 * its place. Must not know commands.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { fstatSync } from "node:fs";
import { format } from "node:util";
import type { Replicated } from "../base/replications.js";
import { systemWords } from "../base/system-error.js";
import { visible } from "../base/text.js";
import { ACCESS, accessOf } from "../data/disk/descriptor.js";
import { claims } from "../data/disk/identity.js";

/** An output: the result goes to `stdout`, all else to `stderr`. */
interface Output {
  readonly isTTY?: boolean;
  write(chunk: string | Uint8Array): unknown;
}

/** The part of `process` that commands use, and which draws they make. */
export interface ProcessIo extends Replicated {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode?: number | string | null | undefined;
  /** Threads that kernels run on where --threads does not say; all cores by default. */
  readonly threads?: number;
  /** Given where a command is asked for no more than the paths that it would write. */
  readonly onWritten?: (paths: readonly string[]) => void;
}

/** Runs a command line. */
export type RunCommand = (args: readonly string[], io: ProcessIo) => Promise<void>;

const given = new AsyncLocalStorage<ProcessIo>();

/** That of the command that runs: the process, unless `withIo` gave another. */
export const processIo = (): ProcessIo => given.getStore() ?? process;

/** Runs `work` with `io` in place of the process. */
export const withIo = <T>(io: ProcessIo, work: () => Promise<T>): Promise<T> => given.run(io, work);

/** Output 1 or 2; the other one where that leads to an input, to which nothing may be added; none where both do. */
function outputOf(number: 1 | 2): Output | undefined {
  const io = processIo();
  const free = [number, 3 - number].find((one) => io !== process || !claims.reads(one));
  return free === undefined ? undefined : { 1: io.stdout, 2: io.stderr }[free];
}

/** Words for a person on stderr: what a terminal obeys is seen there, whoever put it into a name, a label or a path. */
export const say = (words: string): void => void outputOf(2)?.write(visible(words));

/** The same, in place of the line before them on a terminal. */
export const sayOver = (words: string): void => void outputOf(2)?.write(`\r\x1b[2K${visible(words)}`);

/** A result on stdout: `words` as `say` has them, data byte by byte, but for a terminal. */
export function printAs(kind: "words" | "data", result: string | Uint8Array): void {
  const output = outputOf(1);
  const isShown = typeof result === "string" && (kind === "words" || output?.isTTY === true);
  output?.write(isShown ? visible(result) : result);
}

/**
 * Warnings of Node and of libraries, and what libraries print, which are not for who runs a command: with --verbose a line each, else
 * nothing.
 */
export function hearLibraries(isVerbose: boolean): void {
  const hear = (text: string): void => {
    if (isVerbose) say(`a library says: ${text.trim().replace(/\s+/g, " ")}\n`);
  };
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => hear(`${name}: ${message}`));
  for (const method of ["debug", "error", "info", "log", "trace", "warn"] as const)
    console[method] = (...given: unknown[]) => hear(format(...given));
}

/**
 * A reader that has gone, as in `| head`, ends the process quietly; an output that can't be written is an error on stderr and
 * exit status 1. What can't be said on stderr is not said: the result matters more.
 */
export function watchStandardStreams(): void {
  process.stderr.on("error", () => {});
  let failed = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    if (!failed) say(`error: the result can't be written to the standard output: ${systemWords(error)}.\n`);
    failed = true;
    process.exitCode = 1;
  });
}

/**
 * Whether what is printed goes nowhere without having been sent there: Node opens the null device, for reading too, in place
 * of an output that was closed. Known on Linux only.
 */
export function leadsNowhere(): boolean {
  if (processIo() !== process || process.platform !== "linux") return false;
  try {
    const output = fstatSync(1);
    return output.isCharacterDevice() && output.rdev === NULL_DEVICE && accessOf(1) === ACCESS.both;
  } catch {
    return false;
  }
}

/** Linux: major 1, minor 3. */
const NULL_DEVICE = 0x103;
