/**
 * Private folders for files in the making, and those that killed processes left behind: nobody else's folder is removed unless
 * its owner is known to be gone or has not touched it for a day. What is to go with the process goes at every end that can be heard.
 */

import { readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { type Disk, realDisk } from "./disk.js";

// Who made a folder that is not finished, and whether that process is gone. Process numbers mean something only among
// processes that share them: between containers and hosts nothing is concluded from one.

/** A process, as another one can recognise it. */
export interface Owner {
  readonly pid: number;
  /** Boot and space of process numbers `pid` is counted in; null where the system does not say. */
  readonly space: string | null;
  /** When the process started, in ticks since the boot: numbers are used again. */
  readonly started: string | null;
}

/** This process. */
export function thisProcess(): Owner {
  const boot = textOf("/proc/sys/kernel/random/boot_id");
  const space = linkOf("/proc/self/ns/pid");
  return {
    pid: process.pid,
    space: boot === null || space === null ? null : `${boot.trim()} ${space}`,
    started: statusOf("self")?.started ?? null,
  };
}

/** Whether the process has ended; null where that can't be known from here. */
function isGone({ pid, space, started }: Owner): boolean | null {
  const here = thisProcess();
  if (space === null || space !== here.space) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const status = statusOf(String(pid));
  if (status === null) return false;
  return status.started !== started || status.state === "Z" || status.state === "X";
}

/** State and start of a process, as Linux reports them: what follows the name, which may hold spaces and brackets. */
function statusOf(pid: string): { readonly state: string; readonly started: string } | null {
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");
  return fields === undefined ? null : { state: fields[0]!, started: fields[19]! };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

/**
 * What is done when the process ends before its work: by `process.exit`, by an error nobody caught, and by a
 * signal that can be heard. Where the program itself listens to a signal, it decides, and its own clean-up runs.
 */

/** Signals that end a process and that it can hear. */
export const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

const pending = new Set<() => void>();

/** Has `undo` done if the process ends before the function returned is called. It must not wait for anything. */
export function atEnd(undo: () => void): () => void {
  if (pending.size === 0) listen();
  pending.add(undo);
  return () => {
    if (pending.delete(undo) && pending.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", undoAll);
  // First of all listeners, so that those that hear a signal once are still counted.
  for (const signal of ENDING) process.prependListener(signal, onSignal);
}

function stopListening(): void {
  process.removeListener("exit", undoAll);
  for (const signal of ENDING) process.removeListener(signal, onSignal);
}

function undoAll(): void {
  for (const undo of pending) {
    try {
      undo();
    } catch {
      // The process ends; the next run takes away what is left.
    }
  }
  pending.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  undoAll();
  stopListening();
  process.kill(process.pid, signal);
}

/** A folder of this process, with mode 0700. */
export interface OwnedFolder {
  readonly path: string;
  /** Ends the sign of life; the folder stays. */
  release(): void;
  /** Removes the folder with all that is in it. */
  remove(): void;
}

/** Ends the name of the file that says whose a folder is. */
export const OWNER = ".owner";
const SIGN_OF_LIFE_MS = 60_000;
/** Of an owner nobody here can look for, this is taken for his end. */
const SILENCE_MS = 24 * 3_600_000;

/** Who makes a folder, and with what. */
interface Making {
  readonly disk?: Disk;
  readonly owner?: Owner;
  /** Begins the name of the owner's sign. */
  readonly id?: string;
}

/** A new folder `prefix` + something random in `parent`, from which abandoned ones are removed. */
export function makeOwnedFolder(
  parent: string,
  prefix: string,
  { disk = realDisk, owner = thisProcess(), id = "" }: Making = {},
): OwnedFolder {
  removeAbandoned(parent, prefix, disk);
  const path = disk.mkdtempSync(join(parent, prefix));
  const sign = join(path, id + OWNER);
  try {
    disk.writeFileSync(sign, JSON.stringify(owner));
  } catch (error) {
    disk.rmSync(path, { recursive: true, force: true });
    throw error;
  }
  const alive = setInterval(() => {
    const now = new Date();
    disk.utimes(sign, now, now, () => {});
  }, SIGN_OF_LIFE_MS).unref();
  const release = () => clearInterval(alive);
  return {
    path,
    release,
    remove() {
      release();
      disk.rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Whether someone else has a folder of this kind in `parent`. */
export function hasOthers(parent: string, prefix: string, own: OwnedFolder): boolean {
  return foldersIn(parent, prefix, realDisk).some((path) => path !== own.path);
}

function removeAbandoned(parent: string, prefix: string, disk: Disk): void {
  for (const path of foldersIn(parent, prefix, disk)) {
    try {
      if (isAbandoned(path, SILENCE_MS, disk)) disk.rmSync(path, { recursive: true, force: true });
    } catch {
      // Its owner, or another run, was quicker.
    }
  }
}

function foldersIn(parent: string, prefix: string, disk: Disk): string[] {
  const user = process.getuid?.();
  return disk
    .readdirSync(parent)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(parent, name))
    .filter((path) => {
      const status = disk.lstatSync(path, { throwIfNoEntry: false });
      return status?.isDirectory() === true && (user === undefined || status.uid === user);
    });
}

/**
 * Whether the owner of a folder is gone or, where that can't be known, silent for `silence` milliseconds. A folder without an
 * owner that holds anything is nobody's to remove.
 */
export function isAbandoned(path: string, silence: number, disk: Disk = realDisk): boolean {
  const names = disk.readdirSync(path);
  const sign = names.find((name) => name.endsWith(OWNER));
  if (sign === undefined && names.length > 0) return false;
  const owner = sign === undefined ? null : ownerIn(disk.readFileSync(join(path, sign), "utf8"));
  const gone = owner === null ? null : isGone(owner);
  if (gone !== null) return gone;
  const touched = ["", ...names].map((name) => disk.lstatSync(join(path, name)).mtimeMs);
  return Date.now() - Math.max(...touched) > silence;
}

/** Null where the sign was cut short. */
function ownerIn(text: string): Owner | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
