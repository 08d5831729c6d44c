/**
 * Which file a path means, by whatever name: links, spellings and letter case lead to one device and inode. And
 * what a run reads and writes, so that no output takes the place of an input.
 */
import { type BigIntStats, fstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { UsageError } from "../../base/errors.js";

/** The path at which a file written to `path` ends: links are followed, also to where nothing is yet. */
export function targetOf(path: string): string {
  let target = resolve(path);
  for (let hops = 0; hops < MOST_LINKS; hops++) {
    const at = join(realFolder(dirname(target)), basename(target));
    const link = linkAt(at);
    if (link === undefined) return at;
    target = resolve(dirname(at), link);
  }
  throw Object.assign(new Error(`ELOOP: too many symbolic links, '${path}'`), { code: "ELOOP", path });
}

const MOST_LINKS = 40;

/** `folder` without links; what of it does not exist stays as written. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || folder === dirname(folder)) throw error;
    const link = linkAt(folder);
    if (link !== undefined) return realFolder(resolve(dirname(folder), link));
    return join(realFolder(dirname(folder)), basename(folder));
  }
}

/** Where the symbolic link at `path` leads, as it is written; undefined where none is. */
export function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** What a run has said it reads and writes. */
export class Claims {
  private readonly inputs = new Map<string, string>();
  private readonly outputs = new Map<string, string>();
  /** Inputs of which there may be more than there are now: whether one would lie at a place. */
  private readonly ranges: { readonly name: string; readonly covers: (target: string) => boolean }[] = [];
  private depth = 0;

  /** An input called `name`. Throws UsageError `output_is_input` where it is to be written, too. */
  input(name: string, path: string, status: BigIntStats): void {
    this.claimInput(name, keysOf(targetOf(path), status));
  }

  /** Inputs called `name`, by where they lie: a file that a run puts there is read by the next one. Throws as `input`. */
  inputsWithin(name: string, covers: (target: string) => boolean): void {
    this.ranges.push({ name, covers });
    for (const [target, output] of this.outputs)
      if (isAbsolute(target) && covers(target)) throw overwrites(output, name);
  }

  /** What a descriptor is open on, where that is a file. Throws as `input` and `output`. */
  descriptor(name: string, number: number, role: "input" | "output"): void {
    const status = statusOf(number);
    if (status?.isFile() !== true) return;
    const keys = keysOf(undefined, status);
    if (role === "input") this.claimInput(name, keys);
    else this.claimOutput(name, keys);
  }

  /** Whether what a descriptor is open on is an input. */
  reads(number: number): boolean {
    return keysOf(undefined, statusOf(number)).some((key) => this.inputs.has(key));
  }

  /** An output, as the user said it (`--out p.csv`). Throws UsageError `output_is_input` where it is read, too, and `output_dash` for `-`. */
  output(path: string, said: string): void {
    requireNamed(path, said);
    this.claimOutput(said, keysAt(path));
  }

  /** Outputs are written: what is read from now on may be one of them. */
  written(): void {
    this.outputs.clear();
  }

  /** Runs `work`, which claims anew, but within another run beside what that has claimed. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.depth === 0) for (const claimed of [this.inputs, this.outputs]) claimed.clear();
    if (this.depth++ === 0) this.ranges.length = 0;
    try {
      return await work();
    } finally {
      this.depth--;
    }
  }

  private claimInput(name: string, keys: readonly string[]): void {
    for (const key of keys) this.inputs.set(key, name); // all: what is thrown is said where no input is added to
    const key = keys.find((one) => this.outputs.has(one));
    if (key !== undefined) throw overwrites(this.outputs.get(key)!, name);
  }

  private claimOutput(said: string, keys: readonly string[]): void {
    for (const key of keys) {
      this.outputs.set(key, said);
      const input = this.inputs.get(key) ?? this.ranges.find(({ covers }) => isAbsolute(key) && covers(key))?.name;
      if (input !== undefined) throw overwrites(said, input);
    }
  }
}

/** The claims of the command that runs. */
export const claims = new Claims();

/** A file is known by its inode, and by its place should it be replaced meanwhile. Some file systems have no inodes. */
const keysOf = (target: string | undefined, status: BigIntStats | undefined): string[] => [
  ...(target === undefined ? [] : [target]),
  ...(status === undefined || status.ino === 0n ? [] : [`${status.dev}:${status.ino}`]),
];

/** Of the file at a descriptor; undefined where it is closed. */
function statusOf(descriptor: number): BigIntStats | undefined {
  try {
    return fstatSync(descriptor, { bigint: true });
  } catch {
    return undefined;
  }
}

/** None for a folder, nor where nothing can be: whoever writes there says why. */
function keysAt(path: string): string[] {
  try {
    const status = statSync(path, { bigint: true, throwIfNoEntry: false });
    return status?.isDirectory() === true ? [] : keysOf(targetOf(path), status);
  } catch {
    return [];
  }
}

/** Throws UsageError `output_dash` for an output `-`, which is no standard output: a file or folder of this name would be made. */
export function requireNamed(path: string, said: string): void {
  if (path !== "-") return;
  throw new UsageError(
    "output_dash",
    `${said}: an output is a file or folder, and - is not the standard output. Leave it out where the command prints its result, and redirect that with >; a file of this name is ./-.`,
    { got: path, expected: "the path of a file or folder" },
  );
}

const overwrites = (output: string, input: string): UsageError =>
  new UsageError(
    "output_is_input",
    `${output} would overwrite ${input}, which is read here: nothing was written. Name another place.`,
    { got: output, expected: "a file that is not read", path: input },
  );
