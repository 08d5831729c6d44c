/**
 * `power-LEADS`: `pretrends` on a path whose leads share a factor, so that their probabilities are integrals over one variable, beside
 * diff-diff's power. Compared: power of any significant lead at a slope, with that integral.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { pretrends } from "../../src/verbs/pretrends/fit.js";
import { benchFile } from "../bench-file.js";
import { relativeDifference } from "../difference.js";
import { RSession } from "../peers/r-session.js";
import { versionsOf } from "../peers/versions.js";
import { raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";

const NAME = /^power-(?<leads>[2-9]|1\d)$/;
const [SLOPE, SHARED, REFERENCE] = [0.03, 0.5, "an integral over the factor"];

export const standardPowerJobs: readonly string[] = ["power-4", "power-7"];
export const isPowerJob = (name: string): boolean => NAME.test(name);

interface Entry {
  readonly contender: TimedPeer;
  readonly found: () => Promise<number>;
}

export async function runPowerJob(name: string, request: SuiteRequest): Promise<void> {
  const n = Number(NAME.exec(name)!.groups!.leads);
  const events = [...Array.from({ length: n }, (_, i) => i - n - 1), 0, 1];
  const sd = events.map((_, i) => 0.1 + 0.01 * i);
  const covariance = sd.map((a, i) => sd.map((b, j) => (i === j ? 1 : SHARED) * a * b));
  const engine = await loadEngine({ threads: 1 });
  const leads = covariance.slice(0, n).map((row) => row.slice(0, n));
  const weights = events.slice(0, n).map((event) => -1 - event);
  const peer = request.peers.has("diff-diff") ? await openPeer(weights, leads) : null;
  try {
    const entries = [ours(engine, events, covariance), ...(peer === null ? [] : [peer.entry])];
    const timings = await raceWithPeers(
      entries.map(({ contender }) => contender),
      request.rounds,
    );
    const exact = powerByFactor(engine, weights, sd);
    for (const [i, { contender, found }] of entries.entries()) {
      request.report({
        ...{ suite: "robustness", problem: name, backend: contender.backend, n, k: 1, threads: 1 },
        ...timings[i]!,
        ...{ iterations: null, converged: null, certificate: null, reference: REFERENCE },
        difference: relativeDifference([await found()], [exact]),
        peak_mb: null,
        versions: versionsOf(contender.backend, engine.sha256),
      });
    }
  } finally {
    await peer?.close();
    await engine.close();
  }
}

function ours(engine: Engine, event: readonly number[], covariance: readonly (readonly number[])[]): Entry {
  const source = { event, estimate: event.map(() => 0), covariance };
  const run = () => pretrends(engine, source, { slopes: [SLOPE], power: [0.8] });
  let last = run();
  const time = async () => {
    const started = performance.now();
    last = run();
    return [performance.now() - started];
  };
  return { contender: { backend: "wasmetrics", time }, found: async () => last.trends[0]!.power };
}

async function openPeer(weights: readonly number[], covariance: readonly (readonly number[])[]) {
  const session = new RSession(benchFile("peers/power.py"), "Python");
  await session.ask(`load ${SLOPE} ${weights.join()} ${covariance.flat().join()}`);
  const contender = { backend: "diff-diff", time: () => session.numbers("time") };
  const found = async () => (await session.numbers("found"))[0]!;
  return { entry: { contender, found } satisfies Entry, close: () => session.close() };
}

/** One less the integral over the factor of the product of each lead's probability to be insignificant. */
function powerByFactor({ kernels }: Engine, weights: readonly number[], sd: readonly number[]): number {
  const [reach, steps] = [9, 4000];
  const critical = kernels.qnorm(0.025, 1);
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const z = -reach + (2 * reach * i) / steps;
    let product = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    weights.forEach((weight, k) => {
      const at = (-SLOPE * weight) / sd[k]! + Math.sqrt(SHARED) * z;
      const rest = Math.sqrt(1 - SHARED);
      product *= kernels.pnorm((critical - at) / rest, 0) - kernels.pnorm((-critical - at) / rest, 0);
    });
    sum += product;
  }
  return 1 - (sum * 2 * reach) / steps;
}
