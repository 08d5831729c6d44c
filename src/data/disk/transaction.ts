/**
 * Files that appear together or not at all, in one folder or several. POSIX renames one file at a time, so a
 * journal stands beside them while names change: whoever finds it after its owner is gone puts everything back.
 *
 * 1. Each file is written in a folder in the making beside its target, `.wasmetrics-writing-XXXXXX`, and forced to disk.
 * 2. That folder gets the journal and is renamed to `.wasmetrics-writing`. A folder can't be renamed to one that holds
 *    something: so one run at a time changes names, and its journal appears whole.
 * 3. Each file that is to be replaced gets a second name there; then the new ones are renamed to their targets.
 * 4. Removing the journal (of the first folder, if there are several) decides. Until then everything can be put back.
 *
 * Whoever puts back renames that journal first, so that its owner, if he was taken for gone and wakes up, can't decide; and
 * names in the folder begin with a number of the run, so that he finds nothing to rename. Judging wrongly costs a run its
 * files and never makes a mixture. Knows nothing of what files hold.
 */
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DataError, UsageError } from "../../base/errors.js";
import { isStream, writeToStream } from "./descriptor.js";
import { type Disk, ensureFolder, realDisk, syncFile, syncFolder } from "./disk.js";
import { targetOf } from "./identity.js";
import {
  atEnd,
  isAbandoned,
  makeOwnedFolder,
  OWNER,
  type OwnedFolder,
  type Owner,
  thisProcess,
} from "./owned-folder.js";

/** Where the files of a transaction are put before they appear. */
export interface Together {
  /** A place to write the file that will appear at `path`; its name ends as that does. */
  place(path: string): string;
  /** The file that will appear at `path`. */
  put(path: string, content: string | Uint8Array): void;
}

export interface TransactionOptions {
  readonly disk?: Disk;
  readonly owner?: Owner;
  /** How long another run that is changing names is waited for. */
  readonly waitMs?: number;
}

/**
 * Has `produce` make files, and lets them all appear when it is done; none, if it or the disk fails. Folders are made where
 * they are missing. Devices and pipes are written to before names change. Throws what `produce` throws, the system's errors,
 * UsageError `output_twice`, `out_special`, DataError `out_busy`, `write_undone`, `write_unfinished`.
 */
export async function writeTogether<T>(
  produce: (files: Together) => T | Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const transaction = new Transaction(options);
  const forget = atEnd(() => transaction.discard());
  try {
    const result = await produce({
      place: (path) => transaction.place(path),
      put: (path, content) => transaction.put(path, content),
    });
    await transaction.commit();
    return result;
  } catch (error) {
    transaction.discard(error);
    throw error;
  } finally {
    forget();
  }
}

const STAGING = ".wasmetrics-writing-";
const COMMIT = ".wasmetrics-writing";
const JOURNAL = ".journal";
/** The journal of the folder that decides, once it is settled that everything is put back. */
const UNDO = ".undo";
const OLD = ".old";
/** An owner who can't be looked for changes names for milliseconds; after this long he is taken for gone. */
const COMMIT_SILENCE_MS = 600_000;
const WAIT_MS = 30_000;
const LOOK_MS = 50;
/** Forced to disk at the same time: systems write them as one. */
const SYNCED_AT_ONCE = 64;

/** A file on its way: its name in the folder in the making, and the one it will have. */
interface Move {
  readonly staged: string;
  readonly target: string;
  /** What it is known by once it has its name. */
  readonly mark: string;
}

interface Journal {
  readonly id: string;
  /** In the order in which they are locked; the first decides for all. */
  readonly folders: readonly string[];
  readonly moves: readonly Move[];
}

/** A folder that gets files. */
interface Place {
  readonly folder: string;
  readonly making: OwnedFolder;
  readonly files: { readonly staged: string; readonly target: string }[];
}

class Transaction {
  private readonly id = randomBytes(8).toString("hex");
  private readonly disk: Disk;
  private readonly owner: Owner;
  private readonly waitMs: number;
  private readonly places = new Map<string, Place>();
  private readonly streams: { readonly path: string; readonly staged: string }[] = [];
  private readonly madeFolders: string[] = [];
  private readonly locked: string[] = [];
  private streamPlace: OwnedFolder | undefined;
  private count = 0;
  private isDecided = false;

  constructor({ disk = realDisk, owner = thisProcess(), waitMs = WAIT_MS }: TransactionOptions) {
    this.disk = disk;
    this.owner = owner;
    this.waitMs = waitMs;
  }

  place(path: string): string {
    const staged = `${this.id}.${this.count++}${endingOf(path)}`;
    if (isStream(path, this.disk)) {
      this.streamPlace ??= this.makeFolder(tmpdir());
      const place = join(this.streamPlace.path, staged);
      this.streams.push({ path, staged: place });
      return place;
    }
    const target = targetOf(path);
    const { files, making } = this.placeIn(dirname(target));
    if (files.some((file) => file.target === basename(target))) throw twice(path);
    files.push({ staged, target: basename(target) });
    return join(making.path, staged);
  }

  put(path: string, content: string | Uint8Array): void {
    this.disk.writeFileSync(this.place(path), content);
  }

  async commit(): Promise<void> {
    for (const { path, staged } of this.streams) await writeToStream(path, this.disk.readFileSync(staged));
    this.streamPlace?.remove();
    const places = [...this.places.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
    const folders = places.map(({ folder }) => folder);
    const sealed: Move[][] = [];
    for (const place of places) sealed.push(await this.seal(place, folders));
    for (const place of places) await this.lock(place);
    const [first, ...others] = folders.map((folder) => join(folder, COMMIT));
    if (first === undefined) return;
    try {
      for (const [i, folder] of folders.entries()) this.rename(folder, sealed[i]!);
      this.disk.unlinkSync(join(first, this.id + JOURNAL));
    } catch (error) {
      throw this.disk.existsSync(join(first, this.id + JOURNAL)) ? error : undone(folders[0]!, error);
    }
    this.isDecided = true;
    syncFolder(first, this.disk);
    for (const commit of [...others, first]) clear(commit, this.id, this.disk);
  }

  /** Removes what has not appeared; everything is as it was. Throws DataError `write_unfinished` where it can't, with `cause`. */
  discard(cause?: unknown): void {
    if (this.isDecided) return;
    try {
      for (const { making } of this.places.values()) making.remove();
      this.streamPlace?.remove();
      putBack(this.locked, this.id, this.disk);
    } catch (error) {
      if (this.locked.length > 0) throw unfinished(this.locked[0]!, cause ?? error);
    }
    for (const folder of this.madeFolders.splice(0).reverse()) {
      try {
        this.disk.rmdirSync(folder);
      } catch {
        // Somebody else has put something there.
      }
    }
  }

  private placeIn(folder: string): Place {
    const known = this.places.get(folder);
    if (known !== undefined) return known;
    this.madeFolders.push(...ensureFolder(folder, undefined, this.disk));
    settle(folder, this.disk);
    const place: Place = { folder, making: this.makeFolder(folder), files: [] };
    this.places.set(folder, place);
    return place;
  }

  private makeFolder(parent: string): OwnedFolder {
    const { disk, owner, id } = this;
    return makeOwnedFolder(parent, STAGING, { disk, owner, id });
  }

  /** Files, with the mode of those they replace, and the journal, all on the disk. */
  private async seal({ folder, making, files }: Place, folders: readonly string[]): Promise<Move[]> {
    const { disk, id } = this;
    const pathOf = ({ staged }: { readonly staged: string }): string => join(making.path, staged);
    for (let from = 0; from < files.length; from += SYNCED_AT_ONCE) {
      const some = files.slice(from, from + SYNCED_AT_ONCE);
      await Promise.all(
        some.map(async (file) => syncFile(pathOf(file), disk, modeOf(join(folder, file.target), disk))),
      );
    }
    const moves = files.map((file): Move => ({ ...file, mark: markOf(pathOf(file), disk)! }));
    const journal: Journal = { id, folders, moves };
    const path = join(making.path, id + JOURNAL);
    disk.writeFileSync(path, JSON.stringify(journal));
    await syncFile(path, disk);
    syncFolder(making.path, disk);
    return moves;
  }

  /** Renames the folder in the making to the one that only one run has. */
  private async lock({ folder, making }: Place): Promise<void> {
    const { disk } = this;
    const until = Date.now() + this.waitMs;
    for (;;) {
      try {
        disk.renameSync(making.path, join(folder, COMMIT));
        break;
      } catch (error) {
        if (!disk.existsSync(making.path) || !disk.existsSync(join(folder, COMMIT))) throw error;
      }
      settle(folder, disk);
      if (Date.now() >= until) throw busy(folder);
      await sleep(LOOK_MS);
    }
    making.release();
    this.locked.push(folder);
  }

  private rename(folder: string, moves: readonly Move[]): void {
    const { disk } = this;
    const commit = join(folder, COMMIT);
    for (const { staged, target } of moves) keepOld(join(folder, target), join(commit, staged + OLD), disk);
    syncFolder(commit, disk);
    syncFolder(folder, disk);
    for (const { staged, target } of moves) disk.renameSync(join(commit, staged), join(folder, target));
    syncFolder(folder, disk);
  }
}

/**
 * Puts back what a run left that was stopped while it changed names in `folder`; does nothing while that run may be alive, nor for what
 * another user left there.
 * Throws DataError `write_unfinished` where it can't.
 */
export function settle(folder: string, disk: Disk = realDisk): void {
  const commit = join(folder, COMMIT);
  if (!disk.existsSync(commit) || !isOwn(folder, commit, disk)) return;
  try {
    const ids = new Set(disk.readdirSync(commit).map((name) => name.split(".", 1)[0]!));
    if (ids.size > 0 && !isAbandoned(commit, COMMIT_SILENCE_MS, disk)) return;
    for (const id of ids) {
      putBack(journalOf(commit, id, disk)?.folders ?? [], id, disk);
      clear(commit, id, disk);
    }
    if (ids.size === 0) disk.rmdirSync(commit);
  } catch (cause) {
    // Its owner, or another run, was quicker.
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw unfinished(folder, cause);
  }
}

/** Whether `commit` is of this user, or of who owns `folder` and can do there what he likes anyway. */
function isOwn(folder: string, commit: string, disk: Disk): boolean {
  const owner = disk.lstatSync(commit).uid;
  return [process.getuid?.() ?? owner, disk.statSync(folder).uid].includes(owner);
}

/** Everything as before run `id`, unless it had decided; the folder that decides comes last. Can be begun again at any point. */
function putBack(folders: readonly string[], id: string, disk: Disk): void {
  const commits = folders.map((folder) => join(folder, COMMIT));
  const first = commits[0];
  if (first === undefined || journalOf(first, id, disk) === undefined) return;
  if (disk.existsSync(join(first, id + JOURNAL))) disk.renameSync(join(first, id + JOURNAL), join(first, id + UNDO));
  for (const [i, commit] of [...commits.entries()].reverse()) {
    if (!disk.existsSync(commit)) continue;
    const { moves } = journalOf(commit, id, disk) ?? { moves: [] };
    // Without these nothing more gets a name, should the owner go on.
    for (const { staged } of moves) disk.rmSync(join(commit, staged), { force: true });
    for (const move of moves) putBackOne(folders[i]!, move, disk);
    syncFolder(folders[i]!, disk);
    for (const journal of [JOURNAL, UNDO]) disk.rmSync(join(commit, id + journal), { force: true });
    clear(commit, id, disk);
  }
}

/** What was at the target before; what someone else has put there since stays. */
function putBackOne(folder: string, { staged, target, mark }: Move, disk: Disk): void {
  const [path, old] = [join(folder, target), join(folder, COMMIT, staged + OLD)];
  const now = markOf(path, disk);
  if (now !== undefined && now !== mark) return;
  if (disk.existsSync(old)) disk.renameSync(old, path);
  else disk.rmSync(path, { force: true });
}

/** Undefined where run `id` has none in `commit`. Throws where what stands there is none that a run wrote. */
function journalOf(commit: string, id: string, disk: Disk): Journal | undefined {
  const path = [JOURNAL, UNDO].map((ending) => join(commit, id + ending)).find((one) => disk.existsSync(one));
  if (path === undefined) return undefined;
  const journal: Partial<Journal> | null = JSON.parse(disk.readFileSync(path, "utf8"));
  if (isJournal(journal, id)) return journal;
  throw new Error(`'${path}' is no journal of a run`);
}

/** Whether a journal names only files of its run and of the folders it stands in: one may come with data from elsewhere. */
function isJournal(journal: Partial<Journal> | null, id: string): journal is Journal {
  const isName = (name: unknown): boolean =>
    typeof name === "string" && name === basename(name) && ![".", ".."].includes(name);
  return (
    Array.isArray(journal?.folders) &&
    journal.folders.every((folder) => typeof folder === "string" && isAbsolute(folder)) &&
    Array.isArray(journal.moves) &&
    journal.moves.every((move) => isName(move?.staged) && move.staged.startsWith(`${id}.`) && isName(move.target))
  );
}

/** Removes what is left of run `id` in `commit`, its owner last, and the folder unless another run has it by now. */
function clear(commit: string, id: string, disk: Disk): void {
  if (!disk.existsSync(commit)) return;
  const names = disk.readdirSync(commit).filter((name) => name.startsWith(`${id}.`));
  names.sort((a, b) => Number(a.endsWith(OWNER)) - Number(b.endsWith(OWNER)));
  for (const name of names) disk.rmSync(join(commit, name), { force: true });
  try {
    disk.rmdirSync(commit);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}

/** Gives the file at `path`, if there is one, the name `old` too; or only that, where files have one name. */
function keepOld(path: string, old: string, disk: Disk): void {
  const status = disk.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return;
  if (status.isDirectory()) throw Object.assign(new Error(`EISDIR: '${path}' is a folder`), { code: "EISDIR", path });
  try {
    disk.linkSync(path, old);
  } catch {
    disk.renameSync(path, old);
  }
}

const modeOf = (path: string, disk: Disk): number | undefined => {
  const status = disk.statSync(path, { throwIfNoEntry: false });
  return status?.isFile() === true ? status.mode & 0o777 : undefined;
};

/** Changes with whatever is written to a file, and not with its name; undefined where there is no file. */
function markOf(path: string, disk: Disk): string | undefined {
  const status = disk.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return status === undefined ? undefined : `${status.size} ${status.mtimeNs}`;
}

/** `.csv.gz` of a path, by which writers know the format. */
const endingOf = (path: string): string => /(?:\.[a-z]{1,8}){0,2}$/i.exec(basename(path))![0];

const twice = (path: string): UsageError =>
  new UsageError("output_twice", `'${path}' is named for two outputs: give each a file of its own.`, { got: path });

const busy = (folder: string): DataError =>
  new DataError(
    "out_busy",
    `Another run is writing into ${folder}: nothing was written. Run again when it is done; if there is no other run, remove ${join(folder, COMMIT)}.`,
    { got: folder, expected: "a folder no other run is writing into" },
  );

const undone = (folder: string, cause: unknown): DataError =>
  new DataError(
    "write_undone",
    `This process paused for so long while writing to ${folder} that another run assumed it had ended and restored the earlier files. Run again.`,
    { got: folder },
    { cause },
  );

const unfinished = (folder: string, cause: unknown): DataError =>
  new DataError(
    "write_unfinished",
    `A run was interrupted while writing to ${folder}: earlier and new files are mixed there, and the earlier ones can't be restored now (${(cause as Error).message}). Once the cause is removed, the next run restores them from ${join(folder, COMMIT)}.`,
    { got: folder },
    { cause },
  );
