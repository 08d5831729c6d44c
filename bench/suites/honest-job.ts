/**
 * Jobs of suite `did` that start from effects: `honest-sd-5x5` and `honest-rm-5x5`, of so many event times before and after the
 * reference: sets at five values of M. Under smoothness the peer gives the same fixed-length intervals; under relative magnitudes it gives
 * identified sets, and intervals that are these and 1.96 errors more, so that what is compared is the sets.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { honest } from "../../src/verbs/honest/fit.js";
import type { HonestRecord } from "../../src/verbs/honest/record.js";
import { benchFile } from "../bench-file.js";
import { largestDifference } from "../difference.js";
import { writeArrays } from "../peers/given-problem.js";
import { RSession } from "../peers/r-session.js";
import { versionsOf } from "../peers/versions.js";
import { draws } from "../problems/random.js";
import { raceWithPeers, type TimedPeer } from "../race.js";
import type { BenchRow, SuiteRequest } from "../row.js";

const JOB = /^honest-(?<base>sd|rm)-(?<pre>[2-9])x(?<post>[1-9])$/;
const SEED = 20_261_129;
const MVEC = { sd: [0, 0.05, 0.1, 0.15, 0.2], rm: [0.5, 0.75, 1, 1.5, 2] } as const;
const PEER = "diff-diff";

export const standardHonestJobs: readonly string[] = ["honest-sd-5x5", "honest-rm-5x5"];

export const isHonestJob = (name: string): boolean => JOB.test(name);

export interface HonestJob {
  readonly name: string;
  readonly base: keyof typeof MVEC;
  readonly nPre: number;
  readonly event: readonly number[];
  readonly estimate: Float64Array;
  readonly covariance: readonly Float64Array[];
}

/** Effects of one jump and small errors, which the reference makes correlated. */
export function makeHonestJob(name: string): HonestJob {
  const { base, pre, post } = JOB.exec(name)!.groups as { base: HonestJob["base"]; pre: string; post: string };
  const event = [
    ...Array.from({ length: Number(pre) }, (_, i) => i - Number(pre) - 1),
    ...Array.from({ length: Number(post) }, (_, i) => i),
  ];
  const noise = draws(SEED, 0);
  const covariance = event.map((a) => Float64Array.from(event, (b) => 0.01 * (0.5 ** Math.abs(a - b) + 0.5)));
  const estimate = Float64Array.from(event, (at, i) => (at >= 0 ? 1 : 0) + 0.1 * noise.normal(i));
  return { name, base, nPre: Number(pre), event, estimate, covariance };
}

const run = (engine: Engine, { base, event, estimate, covariance }: HonestJob): HonestRecord =>
  honest(
    engine,
    { event, estimate: [...estimate], covariance: covariance.map((row) => [...row]) },
    { delta: base, mvec: MVEC[base] },
  );

/** Ends of intervals under smoothness, of identified sets under relative magnitudes. */
const endsOf = ({ base }: HonestJob, { sets }: HonestRecord): number[] =>
  sets.flatMap(({ low, high, identified }) =>
    base === "sd" ? [low!, high!] : [identified[0]!.low!, identified.at(-1)!.high!],
  );

export async function runHonestJob(job: HonestJob, request: SuiteRequest): Promise<void> {
  const peer = request.peers.has(PEER) ? await openPeer(job, request) : undefined;
  try {
    for (const [t, threads] of request.threads.entries()) {
      await race(job, await loadEngine({ threads }), t === 0 ? peer : undefined, request);
    }
  } finally {
    await peer?.close();
  }
}

interface OpenPeer extends TimedPeer {
  found(): Promise<readonly number[]>;
  close(): Promise<void>;
}

async function openPeer(job: HonestJob, request: SuiteRequest): Promise<OpenPeer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "wasmetrics-honest-"));
  const session = new RSession(benchFile("peers/honest.py"), "Python", { OMP_NUM_THREADS: "1" });
  const close = async () => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    writeArrays(join(folder, "columns.f64"), [job.estimate, ...job.covariance]);
    await session.ask(`load ${folder} ${job.base} ${job.nPre} ${job.event.length} ${MVEC[job.base].join(",")}`);
  } catch (error) {
    await close();
    request.fail(`${PEER} on ${job.name}`, error);
    return undefined;
  }
  return { backend: PEER, time: () => session.numbers("time"), found: () => session.numbers("found"), close };
}

async function race(job: HonestJob, engine: Engine, peer: OpenPeer | undefined, request: SuiteRequest): Promise<void> {
  let last: HonestRecord | undefined;
  const ours = {
    backend: "wasmetrics",
    run: () => {
      last = run(engine, job);
    },
  };
  const entries = peer === undefined ? [ours] : [ours, peer];
  const timings = await raceWithPeers(entries, request.rounds);
  const theirs = await peer?.found();
  entries.forEach(({ backend }, e) => {
    request.report({
      ...{ suite: "did", problem: job.name, backend, n: job.event.length, k: 0, threads: e === 0 ? engine.threads : 1 },
      ...{ ...timings[e]!, iterations: null, converged: null, certificate: null },
      difference: e === 0 && theirs !== undefined ? largestDifference([endsOf(job, last!)], [theirs]) : null,
      reference: e === 0 && theirs !== undefined ? PEER : null,
      peak_mb: null,
      versions: versionsOf(backend, engine.sha256),
    } satisfies BenchRow);
  });
  await engine.close();
}
