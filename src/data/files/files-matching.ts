/**
 * The files that a pattern names, in the order of their names: `*` and `?` within a name, and `**` for any folders between.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { compareCodePoints } from "../../base/columns.js";
import { DataError } from "../../base/errors.js";
import { targetOf } from "../disk/identity.js";

/** A path that exists is itself, whatever characters it has. Throws DataError `no_files` where nothing matches. */
export async function filesMatching(pattern: string): Promise<string[]> {
  if (!/[*?]/.test(pattern) || existsSync(pattern)) return [pattern];
  const parts = partsOf(pattern);
  const root = parts[0] === "" ? "/" : ".";
  const found = await matching(root, parts[0] === "" ? parts.slice(1) : parts);
  if (found.length === 0) {
    throw new DataError("no_files", `No file matches '${pattern}'.`, { got: pattern, expected: "files" });
  }
  return found.sort(compareCodePoints);
}

const partsOf = (path: string): string[] => path.split(sep === "/" ? "/" : /[\\/]/);

/** Whether `pattern` means the file at a path without links, be it there or not. */
export function covers(pattern: string): (target: string) => boolean {
  const parts = partsOf(resolve(pattern));
  const first = parts.findIndex((part) => /[*?]/.test(part));
  const root = targetOf(parts.slice(0, first).join(sep) || sep);
  const wanted = parts.slice(first);
  return (target) => areCovered(wanted, partsOf(relative(root, target)));
}

function areCovered([part, ...rest]: readonly string[], names: readonly string[]): boolean {
  const [name, ...below] = names;
  if (part === undefined || name === undefined) return part === name;
  if (part !== "**") return nameMatching(part).test(name) && areCovered(rest, below);
  return areCovered(rest, names) || (/^[^.]/.test(name) && areCovered([part, ...rest], below));
}

async function matching(folder: string, parts: readonly string[]): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [];
  if (!/[*?]/.test(part)) {
    const path = folder === "." && part !== ".." ? part : join(folder, part);
    if (rest.length > 0) return matching(path, rest);
    return existsSync(path) ? [path] : [];
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = part === "**" ? await matching(folder, rest) : [];
  const named = part === "**" ? /^[^.]/ : nameMatching(part);
  for (const entry of entries.filter(({ name }) => named.test(name))) {
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (part === "**") {
      if (entry.isDirectory()) found.push(...(await matching(path, parts)));
    } else if (rest.length > 0) {
      found.push(...(await matching(path, rest)));
    } else if (!entry.isDirectory()) {
      found.push(path);
    }
  }
  return found;
}

/** A name that begins with a point is matched only by a pattern that does. */
function nameMatching(part: string): RegExp {
  const pattern = part
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${/^[*?]/.test(part) ? "(?!\\.)" : ""}${pattern}$`, "s");
}
