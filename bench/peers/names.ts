/**
 * The names of the peers a row can be compared with. `js` is the plain TypeScript twin of the same
 * computation; the others are independent software. Knows nothing of how they are run.
 */

import { didYouMean } from "../../src/base/did-you-mean.js";
import { UsageError } from "../../src/base/errors.js";

export const peerNames = [
  ...([
    "base-r",
    "csdid",
    "data.table",
    "diff-diff",
    "duckdb",
    "fect",
    "fixest",
    "glm",
    "gretl",
    "haven",
    "js",
    "matchit",
    "ml-matrix",
    "pandas",
    "plm",
    "polars",
  ] as const),
  ...(["py_did_multiplegt_dyn", "pyarrow", "pyfixest", "pysyncon", "readxl", "staggered", "synthdid"] as const),
  ...(["webr", "within"] as const),
] as const;
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
