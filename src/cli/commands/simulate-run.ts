/**
 * Running a simulation of any size: blocks taken one after the other, stopped by Ctrl-C with nothing left behind;
 * options that simulations share.
 */
import { InvalidArgumentError } from "commander";
import { abortError } from "../../base/abort.js";

/** Makes every block and keeps none; the host runs in between, so that Ctrl-C is heard. */
export async function takeAll(blocks: Iterable<unknown>, signal: AbortSignal): Promise<void> {
  for (const _ of blocks) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw abortError();
  }
}

export function parseYears(text: string): [number, number] {
  const found = /^(\d{1,4}):(\d{1,4})$/.exec(text.trim());
  if (found === null) throw new InvalidArgumentError("expected the first and the last year, such as 2010:2016");
  return [Number(found[1]), Number(found[2])];
}
