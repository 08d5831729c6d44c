/**
 * What is drawn from a text, kept by what it is drawn from: a figure's SVG by its specification, a PNG by its SVG.
 * The same text gives the same bytes with the same program, so nothing is drawn twice.
 */
import { createHash } from "node:crypto";
import type { CacheFolder } from "./cache-folder.js";

/**
 * What `make` draws in the format `kind` (such as "svg") from `from`, all it depends on; taken from the folder where it was
 * drawn before.
 */
export type Draw = <T extends string | Uint8Array>(kind: string, from: string, make: () => Promise<T>) => Promise<T>;

/** Draws everything anew. */
export const drawAnew: Draw = (_kind, _from, make) => make();

/** Draws what `folder` does not have; `code` is the hash of the program that draws. */
export function drawingCache(folder: CacheFolder, code: string): Draw {
  return async <T extends string | Uint8Array>(kind: string, from: string, make: () => Promise<T>): Promise<T> => {
    const key = createHash("sha256")
      .update(JSON.stringify([code, kind, from]))
      .digest("hex");
    const kept = folder.read("drawing", key);
    if (kept !== undefined)
      return (kept[0] === TEXT ? Buffer.from(kept.subarray(1)).toString("utf8") : kept.subarray(1)) as T;
    const made = await make();
    const isText = typeof made === "string";
    folder.write("drawing", key, Buffer.concat([Buffer.of(isText ? TEXT : BYTES), Buffer.from(made as Uint8Array)]));
    return made;
  };
}

/** First byte of an entry: what was made. */
const TEXT = 0;
const BYTES = 1;
