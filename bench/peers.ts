/**
 * Layer bench. The peers a row can be compared with, and whether this machine has them. `js` is the plain TypeScript
 * twin of the same computation; the others are independent software.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { UsageError } from "../src/base/errors.js";
import { didYouMean } from "../src/base/nearest.js";
import { version } from "../src/base/version.js";

export const peerNames = ["fixest", "js", "ml-matrix", "webr"] as const;
export type PeerName = (typeof peerNames)[number];

/** The peers of a comma-separated list, none for an empty one. Throws UsageError naming an unknown peer. */
export function parsePeers(list: string): PeerName[] {
  const names = list.split(",").filter((name) => name !== "");
  return names.map((name) => {
    const peer = peerNames.find((known) => known === name);
    if (peer !== undefined) return peer;
    throw new UsageError(
      "unknown_peer",
      `Peer '${name}' is not among ${peerNames.join(", ")}${didYouMean(name, peerNames)}`,
      { got: name, expected: peerNames },
    );
  });
}

/** Version of a peer on this machine, or undefined where it is not installed. */
export function peerVersion(peer: PeerName): string | undefined {
  switch (peer) {
    case "js":
      return process.versions.v8;
    case "ml-matrix":
    case "webr":
      return packageVersion(peer);
    case "fixest":
      return rPackageVersion("fixest");
  }
}

/** The `versions` of a row: ours, or the peer's with the host's. */
export function versionsOf(backend: string, kernelsSha256: string): Readonly<Record<string, string>> {
  const host = { node: process.versions.node, v8: process.versions.v8 };
  const peer = peerNames.find((name) => name === backend);
  if (peer === undefined) return { wasmetrics: version, kernels: kernelsSha256.slice(0, 12), ...host };
  return peer === "js" ? { wasmetrics: version, ...host } : { [peer]: peerVersion(peer) ?? "not installed", ...host };
}

function packageVersion(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = join("node_modules", name);
    const root = entry.slice(0, entry.lastIndexOf(folder) + folder.length);
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return manifest.version;
  } catch {
    return undefined; // not installed: the only answer asked for
  }
}

function rPackageVersion(name: string): string | undefined {
  try {
    const script = `cat(as.character(packageVersion("${name}")))`;
    return execFileSync("Rscript", ["--vanilla", "-e", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined; // R or its package is missing
  }
}
