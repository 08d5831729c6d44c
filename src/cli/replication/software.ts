/**
 * This program as an archive that npm installs where no registry has it: what runs of the package, as it is installed or checked out here,
 * without types, examples and page; and the lock of the packages beside it.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { DataError } from "../../base/errors.js";
import { version } from "../../base/version.js";
import type { Locked, Software } from "../../study/replication/install.js";
import { SOFTWARE } from "../../study/replication/layout.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { type Packed, packArchive } from "./archive.js";

/** Folders and files of the package that run, or say under which licence. */
const RUNS = ["bin", "dist", "data", "LICENSE"];
/** What no one reads who runs it; the smallest entry and its kernels are for pages. */
const LEFT_OUT = /^dist\/(?:types|browser)\/|^dist\/(?:feols\.|wasmetrics\.wasm)/;
const KEPT = ["name", "version", "description", "license", "type", "engines", "bin", "dependencies"];
/** What npm's lock says of a package beside its version. */
const LOCKED = ["license", "bin", "engines", "dependencies", "optionalDependencies"];
/** Of the optional packages, that of databases is for data that no folder holds. */
const DATABASE = "@duckdb/node-api";

/** The program, and its archive. Throws DataError `replication_software` where the package is not built. */
export function packSoftware(root = PACKAGE_ROOT): { readonly software: Software; readonly archive: Uint8Array } {
  if (!existsSync(join(root, "dist/lock.json")) || !existsSync(join(root, "dist/cli/main.js"))) {
    throw new DataError(
      "replication_software",
      "The program in this checkout is not built, so that no folder can hold it: npm run bundle, then the same again.",
      { got: root, expected: "dist/" },
    );
  }
  const about = trimmed(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const beside = JSON.parse(readFileSync(join(root, "dist/lock.json"), "utf8")) as Readonly<Record<string, Locked>>;
  const files = new Map<string, Packed>();
  for (const path of RUNS.flatMap((name) => filesAt(root, name))) {
    if (LEFT_OUT.test(path)) continue;
    files.set(`package/${path}`, { bytes: readFileSync(join(root, path)), isProgram: path.startsWith("bin/") });
  }
  files.set("package/package.json", { bytes: Buffer.from(`${JSON.stringify(about, null, 2)}\n`) });
  const archive = packArchive(files);
  const name = String(about.name);
  const software = {
    ...{ name, version, file: `${SOFTWARE}${name}-${version}.tgz` },
    integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}`,
    about: Object.fromEntries(LOCKED.filter((key) => about[key] !== undefined).map((key) => [key, about[key]])),
    beside,
    node: process.versions.node,
  };
  return { software, archive };
}

/** A package.json with what an installed program needs. */
function trimmed(all: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const optional = Object.entries((all.optionalDependencies ?? {}) as Readonly<Record<string, string>>);
  return {
    ...Object.fromEntries(KEPT.filter((key) => all[key] !== undefined).map((key) => [key, all[key]])),
    optionalDependencies: Object.fromEntries(optional.filter(([name]) => name !== DATABASE)),
  };
}

/** Files at `name` of the package and below, by their paths with `/`. */
function filesAt(root: string, name: string): string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => relative(root, join(parentPath, file)).split(sep).join("/"));
}
