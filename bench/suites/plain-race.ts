/**
 * A race of suite `robustness` whose entries are compared with plain loops: each is timed, then says what it
 * found. Knows no job.
 */
import type { Engine } from "../../src/engine/kernels/engine.js";
import { versionsOf } from "../peers/versions.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import type { BenchRow, SuiteRequest } from "../row.js";

const REFERENCE = "plain loops";

/** A backend, and what its row says besides times. */
export interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly threads: number;
  readonly engine: Engine | null;
  readonly found: () => Pick<BenchRow, "iterations" | "converged" | "certificate" | "difference" | "peak_mb">;
}

/** Times the entries in turn and reports a row of each. */
export async function runRace(
  about: Pick<BenchRow, "problem" | "n" | "k">,
  entries: readonly Entry[],
  request: SuiteRequest,
): Promise<void> {
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  entries.forEach(({ contender, threads, engine, found }, i) => {
    const { backend } = contender;
    const versions = versionsOf(backend, engine?.sha256 ?? "");
    request.report({
      ...{ suite: "robustness", ...about, backend, threads, ...timings[i]! },
      ...{ ...found(), reference: REFERENCE, versions },
    });
  });
}
