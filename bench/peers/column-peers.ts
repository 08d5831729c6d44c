/**
 * Peers that take effects out of columns, as a race sees them: one problem, a number of threads, one way to ask all.
 */
import { certificateOf } from "../certificate.js";
import { relativeDifference } from "../difference.js";
import type { Problem } from "../problems/problem.js";
import type { BenchRow, SuiteRequest } from "../row.js";
import { Fixest } from "./fixest.js";
import type { PeerName } from "./names.js";
import { openPeer } from "./open-peer.js";
import { type ChosenMethods, PythonAbsorber, pythonAbsorbers } from "./python-absorber.js";

export const columnPeerNames = ["fixest", ...pythonAbsorbers] as const satisfies readonly PeerName[];

/** What a backend's result is worth. */
export type Quality = Pick<BenchRow, "iterations" | "converged" | "certificate" | "difference" | "reference">;

/** A program with a problem. */
export interface ColumnPeer {
  /** Such as `fixest` or `within-additive`. */
  readonly backend: string;
  /** Demeans all columns for about a round, by its default tolerance or this; milliseconds of each call. */
  time(tolerance?: number): Promise<readonly number[]>;
  /** Calls `use` with each column of the last call in turn. */
  readDemeaned(use: (column: Float64Array, j: number) => void): Promise<void>;
  /** Iterations and convergence of the last call, where the program tells them. */
  verdict(): Promise<Pick<Quality, "iterations" | "converged">>;
  close(): Promise<void>;
}

/** The peers asked for that could be opened. */
export async function openColumnPeers(
  problem: Problem,
  request: SuiteRequest,
  threads: number,
  chosen: ChosenMethods,
): Promise<readonly ColumnPeer[]> {
  const peers: ColumnPeer[] = [];
  const fixest = await openPeer("fixest", problem, request, Fixest.open);
  if (fixest !== undefined) peers.push(fixestPeer(fixest, threads));
  for (const name of pythonAbsorbers) {
    const peer = await openPeer(name, problem, request, () => PythonAbsorber.open(name, problem, threads, chosen));
    if (peer !== undefined) peers.push(pythonPeer(peer));
  }
  return peers;
}

/** demean() tells neither iterations nor whether it converged: the certificate and the difference do. */
const fixestPeer = (fixest: Fixest, threads: number): ColumnPeer => ({
  backend: "fixest",
  time: (tolerance) => fixest.demean(threads, tolerance),
  readDemeaned: (use) => fixest.readDemeaned(use),
  verdict: async () => ({ iterations: null, converged: null }),
  close: () => fixest.close(),
});

const pythonPeer = (peer: PythonAbsorber): ColumnPeer => ({
  backend: peer.backend,
  time: (tolerance) => peer.demean(tolerance),
  readDemeaned: (use) => peer.readDemeaned(use),
  verdict: () => peer.verdict(),
  close: () => peer.close(),
});

/** What the columns of a peer's last call are worth. */
export async function qualityOf(
  problem: Problem,
  { method, columns }: { readonly method: string; readonly columns: readonly Float64Array[] },
  peer: ColumnPeer,
): Promise<Quality> {
  let [certificate, difference] = [0, 0];
  await peer.readDemeaned((column, j) => {
    certificate = Math.max(certificate, certificateOf(problem, j, column));
    difference = Math.max(difference, relativeDifference(column, columns[j]!));
  });
  return { ...(await peer.verdict()), certificate, difference, reference: method };
}
