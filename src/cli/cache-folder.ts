/**
 * A folder of entries by key, each whole or not there: its bytes stand behind their SHA-256, written beside and
 * renamed. A damaged entry is reported, removed and treated as absent. Knows nothing of what entries hold.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { deserialize, serialize } from "node:v8";
import { UsageError } from "../base/errors.js";
import { ensureFolder } from "../data/disk/disk.js";
import { atEnd, hasOthers, makeOwnedFolder, type OwnedFolder } from "../data/disk/owned-folder.js";
import type { Draw } from "../study/outputs/figure-drawing.js";
import type { Keeping } from "../study/plan-study.js";
import type { Pace } from "../study/run/stage-cost.js";
import type { StudyResult } from "../study/run-study.js";
import { writeFiles } from "./write-outputs.js";

/** Entries by kind (such as `stage`) and key (hexadecimal). */
export interface CacheFolder {
  has(kind: string, key: string): boolean;
  /** The bytes of an entry; undefined where there is none or it is damaged. */
  read(kind: string, key: string): Uint8Array | undefined;
  /** Keeps an entry; what can't be written is reported once and not kept. */
  write(kind: string, key: string, bytes: Uint8Array): void;
  /** Removes every entry neither read, written nor asked for since the folder was opened, unless another run has it open. */
  removeUnused(): void;
  /** This run is over: others may take away what it used. */
  close(): void;
}

const HEADER = "wasmetrics 1 ";
const HASH = 64;
const ENTRY = /^[0-9a-f]{64}\.[a-z]+$/;
/** Begins the name of a folder that says a run uses this one, and holds its entries in the making. */
const RUN = ".running-";

const TAG_FILE = "CACHEDIR.TAG";
const IGNORE_FILE = ".gitignore";
/** Signature by which backup programs know a folder they may leave out (bford.info/cachedir). */
const TAG =
  "Signature: 8a477f597d28d172789f06886806bc55\n# What wasmetrics computed, kept for the next run. Delete the folder to remove it.\n";

/**
 * Throws UsageError `cache_foreign` where `folder` holds files that are not of a cache: what is removed, marked as not worth a
 * backup and ignored by git would be theirs.
 */
export function requireOwnCache(folder: string): void {
  if (isOwn(folder)) return;
  const foreign = namesIn(folder).find((name) => !name.startsWith(RUN) && ![TAG_FILE, IGNORE_FILE].includes(name));
  if (foreign === undefined) return;
  throw new UsageError(
    "cache_foreign",
    `${folder} holds files that are not of a cache, such as ${foreign}: name a folder for kept results alone (--cache FOLDER), or keep none (--no-cache).`,
    { got: folder, expected: "a folder that is new, empty, or a cache of wasmetrics" },
  );
}

const isOwn = (folder: string): boolean =>
  existsSync(join(folder, TAG_FILE)) && readFileSync(join(folder, TAG_FILE), "utf8") === TAG;

/** None where nothing is or can be read: the run says so when it keeps something. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The entries in `folder`, which is made with the first one. `warn` hears what goes wrong, in a line. */
export function openCacheFolder(folder: string, warn: (message: string) => void): CacheFolder {
  const used = new Set<string>();
  let isBroken = false;
  let run: OwnedFolder | undefined;
  let forget = (): void => {};
  const nameOf = (kind: string, key: string): string => {
    const name = `${key}.${kind}`;
    used.add(name);
    return name;
  };
  const prepare = (): OwnedFolder => {
    if (run !== undefined) return run;
    ensureFolder(resolve(folder), 0o700);
    if (!existsSync(join(folder, TAG_FILE))) writeFileSync(join(folder, TAG_FILE), TAG);
    if (!existsSync(join(folder, IGNORE_FILE))) writeFileSync(join(folder, IGNORE_FILE), "*\n");
    const own = makeOwnedFolder(folder, RUN);
    forget = atEnd(close);
    run = own;
    return own;
  };
  const close = (): void => {
    forget();
    run?.remove();
    run = undefined;
  };
  /** Lets other runs know that this one uses what is here; a folder that can only be read does as well. */
  const appear = (): void => {
    try {
      prepare();
    } catch {}
  };
  return {
    has: (kind, key) => existsSync(join(folder, nameOf(kind, key))),
    read(kind, key) {
      const name = nameOf(kind, key);
      const path = join(folder, name);
      if (!existsSync(path)) return undefined;
      const payload = payloadOf(path);
      if (payload !== undefined) {
        appear();
        return payload;
      }
      warn(`${path} is damaged: thrown away, and made again`);
      rmSync(path, { force: true });
      return undefined;
    },
    write(kind, key, bytes) {
      if (isBroken) return;
      const name = nameOf(kind, key);
      try {
        const temporary = join(prepare().path, name);
        writeFileSync(temporary, `${HEADER}${hashOf(bytes)}\n`);
        writeFileSync(temporary, bytes, { flag: "a" });
        renameSync(temporary, join(folder, name));
      } catch (cause) {
        isBroken = true;
        warn(`can't keep results in ${folder}: ${(cause as Error).message}; the run goes on without`);
        if (run !== undefined) rmSync(join(run.path, name), { force: true });
      }
    },
    removeUnused() {
      if (isBroken || !existsSync(folder) || hasOthers(folder, RUN, prepare())) return;
      for (const name of readdirSync(folder)) {
        if (ENTRY.test(name) && !used.has(name)) rmSync(join(folder, name), { force: true });
      }
    },
    close,
  };
}

/** What stands behind the header; undefined where the two don't fit or the file can't be read. */
function payloadOf(path: string): Uint8Array | undefined {
  try {
    const bytes = readFileSync(path);
    const start = HEADER.length + HASH + 1;
    const payload = bytes.subarray(start);
    const header = bytes.subarray(0, start).toString("latin1");
    return header === `${HEADER}${hashOf(payload)}\n` ? payload : undefined;
  } catch {
    return undefined;
  }
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

// What the stages of a study made, on disk.

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

/** Writes down for the next run what the stages of this one took. Nothing depends on it, so a folder that can't be written is no error. */
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
