/**
 * Suite `accuracy`: time at equal accuracy. Each program walks from loose tolerances to tight ones, a row each, until its result is as
 * near to the reference as asked of the last column of the table, or a call takes too long. Where ours is exact, one step is all.
 */
import { WasmetricsError } from "../../src/base/errors.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type ColumnPeer, columnPeerNames, openColumnPeers, type Quality, qualityOf } from "../peers/column-peers.js";
import type { ChosenMethods } from "../peers/python-absorber.js";
import { versionsOf } from "../peers/versions.js";
import { isCold, isProblemName } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { isSlopesName } from "../problems/slopes.js";
import { timingOf } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { demeanAll, differenceFrom, methodOf, type Reference, referenceOf } from "./absorb-reference.js";
import { eachProblem } from "./each-problem.js";

const TOLERANCES = [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] as const;
/** Nearer to the reference than this no program is walked. */
const NEAR_ENOUGH = 1e-10;
/** A call of more is not repeated, milliseconds. */
const LONG = 1_000;
/** After a call of more no tighter tolerance is tried, milliseconds. */
const TOO_LONG = 10_000;

export const accuracy: Suite = {
  name: "accuracy",
  about: "time at equal accuracy: iterative methods at the loosest tolerance whose result is near enough",
  peers: columnPeerNames,
  problems: [
    ...["firm-countryyear-crossed-1e6", "firm-product-countryyear-1e6", "akm-2pct-1e6", "akm-10pct-1e6"],
    ...["difficult2-1e6", "difficult3-1e6"],
  ],
  accepts: (name) => isProblemName(name) && !isCold(name) && !isSlopesName(name),
  run: (request) => eachProblem("accuracy", request, runProblem),
};

/** A program on a problem with a number of threads. */
interface Walker {
  readonly backend: string;
  readonly threads: number;
  readonly sha256: string;
  time(tolerance: number): Promise<readonly number[]>;
  quality(): Promise<Quality>;
}

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const reference = await referenceOf(problem, await methodOf(problem), request.note);
  const chosen: ChosenMethods = new Map();
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const outside = await openColumnPeers(problem, request, threads, chosen);
    try {
      const theirs = outside.map((peer) => peerWalker(problem, reference, peer, threads));
      for (const walker of [ours(problem, reference, engine), ...theirs]) await walk(problem, walker, request);
    } finally {
      for (const peer of outside) await peer.close();
      await engine.close();
    }
  }
}

async function walk(problem: Problem, walker: Walker, request: SuiteRequest): Promise<void> {
  for (const tolerance of TOLERANCES) {
    const backend = `${walker.backend}-${tolerance.toExponential()}`;
    try {
      const times = await timesOf(walker, tolerance, request.rounds);
      const quality = await walker.quality();
      report(problem, walker, backend, times, quality, request);
      if (quality.difference! <= NEAR_ENOUGH || Math.max(...times) > TOO_LONG) return;
    } catch (error) {
      if (isRefused(error)) {
        request.note(`${problem.name} ${backend}: ${error.message}`);
        continue;
      }
      request.fail(`accuracy ${problem.name} ${backend}`, error);
      return;
    }
  }
}

/** Whether a result of ours was found too far from its certificate to be given: the next tolerance is tried. */
const isRefused = (error: unknown): error is WasmetricsError =>
  error instanceof WasmetricsError && error.code === "certificate";

/** Times of `rounds` rounds after a warm-up, or of one long call. */
async function timesOf(walker: Walker, tolerance: number, rounds: number): Promise<readonly number[]> {
  const first = await walker.time(tolerance);
  if (first[0]! > LONG) return first;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(...(await walker.time(tolerance)));
  return times;
}

function ours(problem: Problem, reference: Reference, engine: Engine): Walker {
  let quality: Quality | undefined;
  return {
    backend: "wasmetrics",
    threads: engine.threads,
    sha256: engine.sha256,
    time: async (tolerance) =>
      engine.scope((scope) => {
        const start = performance.now();
        const demeaned = demeanAll(engine, scope, problem, { tolerance });
        const took = performance.now() - start;
        const { iterations, converged, certificate } = demeaned.solve;
        const difference = differenceFrom(reference, demeaned, problem.n);
        quality = { iterations, converged, certificate, difference, reference: reference.method };
        return [took];
      }),
    quality: async () => quality!,
  };
}

const peerWalker = (problem: Problem, reference: Reference, peer: ColumnPeer, threads: number): Walker => ({
  backend: peer.backend,
  threads,
  sha256: "",
  time: (tolerance) => peer.time(tolerance),
  quality: () => qualityOf(problem, reference, peer),
});

function report(
  problem: Problem,
  { threads, sha256 }: Walker,
  backend: string,
  times: readonly number[],
  quality: Quality,
  request: SuiteRequest,
): void {
  request.report({
    suite: "accuracy",
    problem: problem.name,
    backend,
    n: problem.n,
    k: problem.columns.length,
    threads,
    ...timingOf(times),
    ...quality,
    peak_mb: null,
    versions: versionsOf(backend, sha256),
  });
}
