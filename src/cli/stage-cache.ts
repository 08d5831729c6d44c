/**
 * What the stages of a study made, on disk: each value as soon as it is made, so that a killed run goes on where
 * it was; how long stages took, for the estimates of the next run; and what
 * its figures were drawn as.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Keeping } from "../study/plan-study.js";
import type { Pace } from "../study/run/stage-cost.js";
import type { StudyResult } from "../study/run-study.js";
import type { CacheFolder } from "./cache-folder.js";
import { writeFiles } from "./write-outputs.js";

/** Keeps values in `folder`, for the program whose hash is `code`; `warn` hears of values that can't be kept. */
export function stageKeeping(folder: CacheFolder, code: string, warn: (message: string) => void): Keeping {
  return {
    code,
    hash: (text) => createHash("sha256").update(text).digest("hex"),
    store: {
      has: (key) => folder.has("stage", key),
      get(key) {
        const bytes = folder.read("stage", key);
        return bytes === undefined ? undefined : deserialize(bytes);
      },
      put(key, value) {
        try {
          folder.write("stage", key, serialize(value()));
        } catch (cause) {
          warn(`a result is not kept: ${(cause as Error).message}`);
        }
      },
    },
  };
}

const TIMES = "times.json";

/** What stages took against what was estimated, as the last runs in `folder` recorded; nothing where none did. */
export function readPace(folder: string): Pace {
  try {
    const times: unknown = JSON.parse(readFileSync(join(folder, TIMES), "utf8"));
    const known = Object.entries(times as object).filter(([, value]) => Number.isFinite(value) && value > 0);
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}

/** Tells the next run what the stages of this one took. Nothing depends on it, so a folder that can't be written is no error. */
export async function writePace(folder: string, known: Pace, made: StudyResult["made"]): Promise<void> {
  const took = new Map<string, { ms: number; modelled: number }>();
  for (const { pace, ms, modelled } of made) {
    const sum = took.get(pace) ?? { ms: 0, modelled: 0 };
    took.set(pace, { ms: sum.ms + ms, modelled: sum.modelled + modelled });
  }
  if (took.size === 0) return;
  const now = Object.fromEntries([...took].map(([pace, { ms, modelled }]) => [pace, ms / modelled]));
  try {
    await writeFiles(new Map([[join(folder, TIMES), `${JSON.stringify({ ...known, ...now }, null, 2)}\n`]]));
  } catch {}
}

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
