/**
 * What the command line reads, writes and ends with: the process it runs in, or what the caller of `main` gives in
 * its place. Must not know commands.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** An output: the result goes to `stdout`, all else to `stderr`. */
export interface Output {
  readonly isTTY?: boolean;
  write(chunk: string | Uint8Array): unknown;
}

/** The part of `process` that commands use. */
export interface ProcessIo {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  exitCode?: number | string | null | undefined;
  /** Threads that kernels run on where --threads does not say; all cores by default. */
  readonly threads?: number;
}

const given = new AsyncLocalStorage<ProcessIo>();

/** That of the command that runs: the process, unless `withIo` gave another. */
export const processIo = (): ProcessIo => given.getStore() ?? process;

/** Runs `work` with `io` in place of the process. */
export const withIo = <T>(io: ProcessIo, work: () => Promise<T>): Promise<T> => given.run(io, work);
