/**
 * Which peers this machine has, and in what versions. Each is asked for once a process.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { OPTIONAL_PACKAGES } from "../../src/base/optional.js";
import { version } from "../../src/base/version.js";
import { benchFile } from "../bench-file.js";
import { type PeerName, peerNames } from "./names.js";
import { PYTHON } from "./r-session.js";

type Versions = Readonly<Record<string, string>>;

const known = new Map<PeerName, Versions | undefined>();

/** Versions of a peer and of what it runs on, or undefined where it is not installed. */
export function peerVersions(peer: PeerName): Versions | undefined {
  if (!known.has(peer)) known.set(peer, findVersions(peer));
  return known.get(peer);
}

/** The `versions` of a row: ours, or the peer's with the host's. */
export function versionsOf(backend: string, kernelsSha256: string): Versions {
  const peer = peerNames.find((name) => backend === name || backend.startsWith(`${name}-`));
  if (peer === undefined) return { wasmetrics: version, kernels: kernelsSha256.slice(0, 12), ...host() };
  return peerVersions(peer) ?? { [peer]: "not installed" };
}

function findVersions(peer: PeerName): Versions | undefined {
  if (peer === "js") return { wasmetrics: version, ...host() };
  if (["fixest", "plm", "data.table", "haven", "readxl", "fect", "staggered", "synthdid"].includes(peer))
    return rVersions(peer);
  if (["csdid", "pandas", "polars", "pyarrow", "pyfixest", "pysyncon"].includes(peer)) return pythonVersions(peer);
  if (peer === "py_did_multiplegt_dyn") return pythonVersions("did_multiplegt_dyn", peer);
  if (peer === "diff-diff") return pythonVersions("diff_diff", peer);
  if (peer === "within") return pythonVersions(peer, "within-py");
  if (peer === "duckdb") return { duckdb: OPTIONAL_PACKAGES["@duckdb/node-api"], ...host() };
  if (peer === "base-r") return rVersions("base");
  if (peer === "glm") return rVersions("stats");
  if (peer === "gretl") return gretlVersion();
  if (peer === "matchit") return rVersions("MatchIt");
  const found = packageVersion(peer);
  return found === undefined ? undefined : { [peer]: found, ...host() };
}

const host = (): Versions => ({ node: process.versions.node, v8: process.versions.v8 });

/** Version of an npm package: the repository's, or one installed in bench/peers. */
function packageVersion(name: string): string | undefined {
  try {
    const entry = createRequire(benchFile("peers/package.json")).resolve(name);
    const folder = join("node_modules", name);
    const root = entry.slice(0, entry.lastIndexOf(folder) + folder.length);
    return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
  } catch {
    return undefined; // not installed: the only answer asked for
  }
}

function rVersions(name: string): Versions | undefined {
  try {
    const script = `cat(as.character(packageVersion("${name}")), as.character(getRversion()))`;
    const output = execFileSync("Rscript", ["--vanilla", "-e", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [package_, R] = output.split(" ") as [string, string];
    return { [name]: package_, R };
  } catch {
    return undefined; // R or its package is missing
  }
}

/** A module that can be imported, with the version of the package it comes in. */
function pythonVersions(name: string, from: string = name): Versions | undefined {
  try {
    const found = `import platform, ${name}; from importlib.metadata import version`;
    const script = `${found}; print(version("${from}"), platform.python_version())`;
    const output = execFileSync(PYTHON, ["-c", script], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [package_, python] = output.trim().split(" ") as [string, string];
    return { [name]: package_, python };
  } catch {
    return undefined; // Python or its package is missing
  }
}

function gretlVersion(): Versions | undefined {
  try {
    const output = execFileSync("gretlcli", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const version = /gretl.*?version (\S+)/i.exec(output)?.[1];
    return version === undefined ? undefined : { gretl: version };
  } catch {
    return undefined; // not installed
  }
}
