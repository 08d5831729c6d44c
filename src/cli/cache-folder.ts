/**
 * Layer cli. A folder of entries by key, each whole or not there: its bytes stand behind their SHA-256, written beside and
 * renamed. A damaged entry is told, thrown away and not there. Knows nothing of what entries hold.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureFolder, isAlive } from "./write-outputs.js";

/** Entries by kind (such as `stage`) and key (hexadecimal). */
export interface CacheFolder {
  has(kind: string, key: string): boolean;
  /** The bytes of an entry; undefined where there is none or it is damaged. */
  read(kind: string, key: string): Uint8Array | undefined;
  /** Keeps an entry; what can't be written is told once and not kept. */
  write(kind: string, key: string, bytes: Uint8Array): void;
  /** Removes every entry neither read, written nor asked for since the folder was opened. */
  removeUnused(): void;
}

const HEADER = "wasmetrics 1 ";
const HASH = 64;
const ENTRY = /^[0-9a-f]{64}\.[a-z]+$/;
const TEMPORARY = /^\.making-(\d+)-/;

/** Signature by which backup programs know a folder they may leave out (bford.info/cachedir). */
const TAG =
  "Signature: 8a477f597d28d172789f06886806bc55\n# What wasmetrics computed, kept for the next run. Delete the folder to remove it.\n";

/** The entries in `folder`, which is made with the first one. `warn` hears what goes wrong, in a line. */
export function openCacheFolder(folder: string, warn: (message: string) => void): CacheFolder {
  const used = new Set<string>();
  let isBroken = false;
  let isReady = false;
  const nameOf = (kind: string, key: string): string => {
    const name = `${key}.${kind}`;
    used.add(name);
    return name;
  };
  const prepare = (): void => {
    if (isReady) return;
    ensureFolder(resolve(folder), 0o700);
    if (!existsSync(join(folder, "CACHEDIR.TAG"))) writeFileSync(join(folder, "CACHEDIR.TAG"), TAG);
    if (!existsSync(join(folder, ".gitignore"))) writeFileSync(join(folder, ".gitignore"), "*\n");
    for (const name of readdirSync(folder)) {
      const pid = TEMPORARY.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder, name), { force: true });
    }
    isReady = true;
  };
  return {
    has: (kind, key) => existsSync(join(folder, nameOf(kind, key))),
    read(kind, key) {
      const name = nameOf(kind, key);
      const path = join(folder, name);
      if (!existsSync(path)) return undefined;
      const payload = payloadOf(path);
      if (payload !== undefined) return payload;
      warn(`${path} is damaged: thrown away, and made again`);
      rmSync(path, { force: true });
      return undefined;
    },
    write(kind, key, bytes) {
      if (isBroken) return;
      const name = nameOf(kind, key);
      const temporary = join(folder, `.making-${process.pid}-${name}`);
      try {
        prepare();
        writeFileSync(temporary, `${HEADER}${hashOf(bytes)}\n`);
        writeFileSync(temporary, bytes, { flag: "a" });
        renameSync(temporary, join(folder, name));
      } catch (cause) {
        isBroken = true;
        warn(`can't keep results in ${folder}: ${(cause as Error).message}; the run goes on without`);
        if (isReady) rmSync(temporary, { force: true });
      }
    },
    removeUnused() {
      if (isBroken || !existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (ENTRY.test(name) && !used.has(name)) rmSync(join(folder, name), { force: true });
      }
    },
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
