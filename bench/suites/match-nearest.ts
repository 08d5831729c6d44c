/**
 * The matching jobs of suite `robustness`: from a score to pairs and weights. `js` is the same on the engine made of
 * twins, `matchit` its namesake in R, to whose order and caliper the jobs are set. All are compared with plain loops.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { relativeDifference } from "../difference.js";
import { MatchIt } from "../peers/matchit.js";
import { versionsOf } from "../peers/versions.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import { twinEngine } from "../reference-engine.js";
import type { SuiteRequest } from "../row.js";
import { type Matched, type MatchJob, makeMatchJob, matchedIn, matchJob } from "./match-jobs.js";
import { plainMatch } from "./match-reference.js";

const MB = 1e6;
const REFERENCE = "plain loops";

/** A backend in a race, and how to read what it found after it. */
interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly threads: number;
  readonly engine: Engine | null;
  readonly found: () => Promise<Matched & { readonly peakBytes: number | null }>;
}

export async function runMatchJob(name: string, request: SuiteRequest): Promise<void> {
  const job = makeMatchJob(name);
  const reference = plainMatch(job);
  const matchit = await openMatchIt(job, request);
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const entries = [ours("wasmetrics", engine, job)];
      if (t === 0 && request.peers.has("js"))
        entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 })), job));
      if (t === 0 && matchit !== undefined) entries.push(theirs(matchit, job));
      await runRace(job, entries, reference, request);
      await engine.close();
    }
  } finally {
    await matchit?.close();
  }
}

async function openMatchIt({ name, problem }: MatchJob, request: SuiteRequest): Promise<MatchIt | undefined> {
  if (!request.peers.has("matchit")) return undefined;
  try {
    return await MatchIt.open(problem);
  } catch (error) {
    request.fail(`matchit on ${name}`, error);
    return undefined;
  }
}

function ours(backend: string, engine: Engine, job: MatchJob): Entry {
  return {
    contender: { backend, run: () => matchJob(engine, job) },
    threads: engine.threads,
    engine,
    found: async () => {
      engine.resetPeak();
      const { pairs, weights } = matchJob(engine, job);
      return { ...matchedIn(pairs!, weights), peakBytes: backend === "js" ? null : engine.peakBytes() };
    },
  };
}

function theirs(matchit: MatchIt, { candidates, replace, caliper }: MatchJob): Entry {
  return {
    contender: { backend: "matchit", time: () => matchit.match(replace, caliper) },
    threads: 1,
    engine: null,
    found: async () => {
      const { control, weights } = await matchit.matched();
      return { control, weights: unscaled(weights, candidates.treated), peakBytes: null };
    },
  };
}

/** MatchIt's weights of controls sum to the number of controls used; here they sum to the treated units matched. */
function unscaled(weights: Float64Array, treated: Uint8Array): Float64Array {
  let [nMatched, nUsed] = [0, 0];
  weights.forEach((weight, i) => {
    if (weight === 0) return;
    if (treated[i] === 1) nMatched++;
    else nUsed++;
  });
  return weights.map((weight, i) => (treated[i] === 1 ? weight : (weight * nMatched) / nUsed));
}

async function runRace(
  { name, problem }: MatchJob,
  entries: readonly Entry[],
  reference: Matched,
  request: SuiteRequest,
): Promise<void> {
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, { contender, threads, engine, found }] of entries.entries()) {
    const { control, weights, peakBytes } = await found();
    request.report({
      suite: "robustness",
      problem: name,
      backend: contender.backend,
      n: problem.n,
      k: 1,
      threads,
      ...timings[i]!,
      iterations: null,
      converged: null,
      certificate: null,
      difference: Math.max(shareDiffering(control, reference.control), relativeDifference(weights, reference.weights)),
      reference: REFERENCE,
      peak_mb: peakBytes === null ? null : peakBytes / MB,
      versions: versionsOf(contender.backend, engine?.sha256 ?? ""),
    });
  }
}

/** Share of units that have another control, or one where the other has none. */
function shareDiffering(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count / a.length;
}
