/**
 * Ctrl-C during a long command: with --keep-partial the first one asks for what is done so far, the second ends
 * the process; without it the first one does.
 */
import type { LongOptions } from "../base/progress.js";
import { processIo } from "./process-io.js";
import type { CommandIo } from "./shared.js";

/** Runs `work` with a signal that the first Ctrl-C aborts, where partial results are kept. */
export async function interruptible<T>(
  keepPartial: boolean,
  io: CommandIo,
  work: (options: Pick<LongOptions, "signal" | "keepPartial" | "onProgress">) => Promise<T>,
): Promise<T> {
  if (!keepPartial) return work({ onProgress: io.progress });
  const control = new AbortController();
  const stop = () => {
    io.warn("stopping: the draws made so far are kept; once more to stop without them");
    control.abort();
  };
  process.once("SIGINT", stop);
  try {
    return await work({ keepPartial, signal: control.signal, onProgress: io.progress });
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

/** Exit status of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Runs `work`; the first Ctrl-C stops it, nothing of it stays, and `remains` says so. */
export async function stoppable<T>(
  io: CommandIo,
  remains: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const control = new AbortController();
  const stop = () => control.abort();
  process.once("SIGINT", stop);
  try {
    return await work(control.signal);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    io.warn(`stopped: ${remains}`);
    processIo().exitCode = INTERRUPTED;
    return undefined;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}
