/** A while, unless the signal is raised before its end: then its reason is thrown. */
import { setTimeout } from "node:timers/promises";

export async function paused(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
