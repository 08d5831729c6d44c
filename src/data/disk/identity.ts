/**
 * Which file a path means, by whatever name: links, spellings and letter case lead to one device and inode. And
 * what a run reads and writes, so that no output takes the place of an input.
 */
import { type BigIntStats, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
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

  /** An input called `name`. Throws UsageError `output_is_input` where it is to be written, too. */
  input(name: string, path: string, status: BigIntStats): void {
    for (const key of keysOf(targetOf(path), status)) {
      this.inputs.set(key, name);
      const output = this.outputs.get(key);
      if (output !== undefined) throw overwrites(output, name);
    }
  }

  /** An output, as the user said it (`--out p.csv`). Throws UsageError `output_is_input` where it is read, too. */
  output(path: string, said: string): void {
    for (const key of keysAt(path)) {
      this.outputs.set(key, said);
      const input = this.inputs.get(key);
      if (input !== undefined) throw overwrites(said, input);
    }
  }

  /** Outputs are written: what is read from now on may be one of them. */
  written(): void {
    this.outputs.clear();
  }

  /** Another run begins. */
  clear(): void {
    this.inputs.clear();
    this.outputs.clear();
  }
}

/** The claims of the command that runs. */
export const claims = new Claims();

/** A file is known by its inode, and by its place should it be replaced meanwhile. Some file systems have no inodes. */
const keysOf = (target: string, status: BigIntStats | undefined): string[] =>
  status === undefined || status.ino === 0n ? [target] : [target, `${status.dev}:${status.ino}`];

/** None for a folder, nor where nothing can be: whoever writes there says why. */
function keysAt(path: string): string[] {
  try {
    const status = statSync(path, { bigint: true, throwIfNoEntry: false });
    return status?.isDirectory() === true ? [] : keysOf(targetOf(path), status);
  } catch {
    return [];
  }
}

const overwrites = (output: string, input: string): UsageError =>
  new UsageError(
    "output_is_input",
    `${output} would overwrite ${input}, which is read here: nothing was written. Name another place.`,
    { got: output, expected: "a file that is not read", path: input },
  );
