/**
 * What the stages of a study made, on disk: each value as soon as it is made, so that a killed run goes on where
 * it was; and how long stages took, for the estimates of the next run.
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
