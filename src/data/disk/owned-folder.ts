/**
 * Private folders for files in the making, and those that killed processes left behind. Nobody else's folder is
 * removed unless its owner is known to be gone or has not touched it for a day.
 */
import { join } from "node:path";
import { type Disk, realDisk } from "./disk.js";
import { isGone, type Owner, thisProcess } from "./owner.js";

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
export interface Making {
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
