/**
 * Opens a peer outside this process on a problem. One that can't be opened is reported, and the other
 * backends go on without it.
 */
import type { Problem } from "../problems/problem.js";
import type { SuiteRequest } from "../row.js";
import type { PeerName } from "./names.js";

/** The peer, or undefined where it is not asked for or fails to start. */
export async function openPeer<P>(
  name: PeerName,
  problem: Problem,
  request: SuiteRequest,
  open: (problem: Problem) => Promise<P>,
): Promise<P | undefined> {
  if (!request.peers.has(name)) return undefined;
  try {
    return await open(problem);
  } catch (error) {
    request.fail(`${name} on ${problem.name}`, error);
    return undefined;
  }
}
