/**
 * Suite `did`: estimators of effects of a treatment end to end, from a panel in memory to effects, errors and bands. Peers are compared
 * with the first of them: by their effects by cohort and period, or by the effect on all and its error. Jobs that start from effects:
 * `honest-job.ts`.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { DidRecord } from "../../src/verbs/did/design/record.js";
import { did as estimate } from "../../src/verbs/did/verb/fit.js";
import { largestDifference } from "../difference.js";
import { didPeers, type OpenDidPeer, openDidPeer, PEERS_OF } from "../peers/did.js";
import { versionsOf } from "../peers/versions.js";
import { extrapolated, raceWithPeers } from "../race.js";
import type { BenchRow, Suite, SuiteRequest } from "../row.js";
import { type DidJob, isDidJob, makeDidJob, standardDidJobs, standardEffectsJobs } from "./did-jobs.js";
import { isHonestJob, makeHonestJob, runHonestJob, standardHonestJobs } from "./honest-job.js";

const MB = 1e6;
/** Rows beyond which a peer takes minutes, by kind and peer. */
const MOST_ROWS: Readonly<Record<string, number>> = {
  "dcdh diff-diff": 2e5,
  "sdid synthdid": 2e4,
  "sdid diff-diff": 2e4,
  "sc diff-diff": 1e4,
};

export const did: Suite = {
  name: "did",
  about: "effects of a treatment end to end: a panel in memory to effects, errors and a uniform band",
  peers: didPeers,
  problems: [...standardDidJobs, ...standardEffectsJobs, ...standardHonestJobs],
  accepts: (name) => isDidJob(name) || isHonestJob(name),
  async run(request) {
    for (const name of request.problems) {
      try {
        if (isHonestJob(name)) await runHonestJob(makeHonestJob(name), request);
        else await runJob(makeDidJob(name), request);
      } catch (error) {
        request.fail(`did ${name}`, error);
      }
    }
  },
};

async function runJob(job: DidJob, request: SuiteRequest): Promise<void> {
  const peers: OpenDidPeer[] = [];
  for (const name of PEERS_OF[job.kind].filter((peer) => request.peers.has(peer))) {
    if (job.n > (MOST_ROWS[`${job.kind} ${name}`] ?? Number.POSITIVE_INFINITY)) {
      request.note(`left out: ${name} on ${job.name}, which takes minutes: see the job with fewer units`);
      continue;
    }
    try {
      peers.push(await openDidPeer(name, job, request.threads[0]!));
    } catch (error) {
      request.fail(`${name} on ${job.name}`, error);
    }
  }
  try {
    for (const [t, threads] of request.threads.entries()) {
      await runRace(job, await loadEngine({ threads }), t === 0 ? peers : [], request);
    }
  } finally {
    for (const peer of peers) await peer.close();
  }
}

async function runRace(
  job: DidJob,
  engine: Engine,
  peers: readonly OpenDidPeer[],
  request: SuiteRequest,
): Promise<void> {
  let last: DidRecord | undefined;
  const ours = {
    backend: "wasmetrics",
    run: () => {
      last = estimate(engine, job.data, job.formula, job.options);
    },
  };
  const raced = await raceWithPeers([ours, ...peers], request.rounds);
  const timings = raced.map((timing, e) => {
    const turns = e === 0 ? 1 : turnsOf(peers[e - 1]!.backend, job);
    return turns === 1 ? timing : extrapolated(timing, turns);
  });
  const found = [foundBy(job, last!), ...(await Promise.all(peers.map((peer) => peer.found())))];
  [ours, ...peers].forEach(({ backend }, e) => {
    const isReference = e === 1;
    request.report({
      ...{
        suite: "did",
        problem: job.name,
        backend,
        n: job.n,
        k: job.covariates.length,
        threads: e === 0 ? engine.threads : 1,
      },
      ...{ ...timings[e]!, iterations: null, converged: null, certificate: null },
      difference: peers.length === 0 || isReference ? null : largestDifference([found[e]!], [found[1]!]),
      reference: peers.length === 0 || isReference ? null : peers[0]!.backend,
      peak_mb: e === 0 ? engine.peakBytes() / MB : null,
      versions: versionsOf(backend, engine.sha256),
    } satisfies BenchRow);
  });
  await engine.close();
}

/**
 * What the time of a peer is multiplied by that does a share of the work: pysyncon is given the treated unit and 20 of the donors as if they
 * were, synthdid makes a tenth of the draws.
 */
function turnsOf(backend: string, { columns, n }: DidJob): number {
  if (backend === "synthdid") return 10;
  return backend === "pysyncon" ? n / columns.time!.reduce((most, time) => Math.max(most, time)) / 21 : 1;
}

/**
 * What is compared with peers. Effects by cohort, then period, of estimators that have them; by event time from 0 on where there are no
 * cohorts; of doses the mean effect and its slope; where errors are drawn the effect on all; else it and its error.
 */
function foundBy({ kind }: DidJob, { estimates: [found] }: DidRecord): number[] {
  const { cells, overall, effects, details } = found!;
  const estimates = (of: readonly { readonly estimate: number }[]): number[] => of.map(({ estimate }) => estimate);
  if (kind === "cs" || kind === "ddd") return estimates(cells!);
  if (kind === "edid") return estimates(cells!.filter(({ cohort, time }) => time >= cohort));
  if (kind === "dcdh") return estimates(effects.filter(({ event }) => event! >= 0));
  if (kind === "bjs" || kind === "did2s" || kind === "rs") return [overall.estimate, overall.std_error!];
  if (details?.kind === "dose") return [details.overall.att.estimate, details.overall.acrt.estimate];
  return [overall.estimate];
}
