/**
 * Ctrl-C during a study: the first one stops it between pieces of work and says that the next run goes on from
 * there, the second ends the process. While one piece of work holds the thread no signal could be heard, so the first one
 * ends the process then, at once: what was kept is whole in any case.
 */
import { processIo } from "./process-io.js";
import type { CommandIo } from "./shared.js";

const INTERRUPTED = 130;

/**
 * Runs `work` with a signal that Ctrl-C aborts; `busy` tells that a piece of work begins. `told` is said when it stopped; the
 * result is undefined then, and the exit status 130.
 */
export async function resumable<T>(
  io: CommandIo,
  told: string,
  work: (signal: AbortSignal, busy: () => void) => Promise<T>,
): Promise<T | undefined> {
  const control = new AbortController();
  const stop = (): void => control.abort();
  const listen = (): void => {
    process.removeListener("SIGINT", stop);
    if (!control.signal.aborted) process.once("SIGINT", stop);
  };
  let listening: NodeJS.Immediate | undefined;
  const busy = (): void => {
    process.removeListener("SIGINT", stop);
    clearImmediate(listening);
    // runs when the thread is free again, which is when a signal would be heard
    listening = setImmediate(listen);
  };
  listen();
  try {
    return await work(control.signal, busy);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    io.warn(told);
    processIo().exitCode = INTERRUPTED;
    return undefined;
  } finally {
    clearImmediate(listening);
    process.removeListener("SIGINT", stop);
  }
}
