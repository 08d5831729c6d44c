/** A second try of what only reads, where an engine was lost before anything was answered. */
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds before it. */
const AGAIN = 200;

/** The result of `read`, asked once more if the engine was lost. */
export async function atMostTwice<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as { code?: unknown }).code !== "engine_lost") throw error;
  }
  await delay(AGAIN, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  return read();
}
