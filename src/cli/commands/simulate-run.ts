/**
 * Running a simulation of any size: blocks taken one after the other, stopped by Ctrl-C with nothing left behind;
 * options that simulations share.
 */
import { InvalidArgumentError } from "commander";
import { abortError } from "../../base/abort.js";
import { processIo } from "../process-io.js";
import type { CommandIo } from "../shared.js";

/** Exit status of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Makes every block and keeps none; the host runs in between, so that Ctrl-C is heard. */
export async function takeAll(blocks: Iterable<unknown>, signal: AbortSignal): Promise<void> {
  for (const _ of blocks) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw abortError();
  }
}

/** Runs `work`; the first Ctrl-C stops it, and nothing of it stays. */
export async function stoppable<T>(io: CommandIo, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const control = new AbortController();
  const stop = () => control.abort();
  process.once("SIGINT", stop);
  try {
    return await work(control.signal);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    io.warn("stopped: no file was written");
    processIo().exitCode = INTERRUPTED;
    return undefined;
  } finally {
    process.removeListener("SIGINT", stop);
  }
}

export function parseYears(text: string): [number, number] {
  const found = /^(\d{1,4}):(\d{1,4})$/.exec(text.trim());
  if (found === null) throw new InvalidArgumentError("expected the first and the last year, such as 2010:2016");
  return [Number(found[1]), Number(found[2])];
}
