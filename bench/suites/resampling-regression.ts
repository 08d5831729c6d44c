/** `regression-city-SIZE`: one regression with errors clustered by city, beside fixest's. Knows nothing of draws. */
import { loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../src/verbs/feols/verb.js";
import { largestDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { Fixest } from "../peers/fixest.js";
import { versionsOf } from "../peers/versions.js";
import { citiesWithPolicy, type PolicyProblem } from "../problems/policy.js";
import { ROWS } from "../problems/problem.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";
import { callOf, tableOf } from "./resampling-loop.js";

const MB = 1e6;
const NAME = /^regression-city-(?<size>.+)$/;

const sizeOf = (name: string): string | undefined => NAME.exec(name)?.groups?.size;

export const isCityRegression = (name: string): boolean => ROWS.test(sizeOf(name) ?? "");

/** A backend, and its estimate once it ran. */
interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly found: () => Estimate | Promise<Estimate>;
}

/** y and ten controls of the cities, without their policy. */
function controlsOnly(size: string): PolicyProblem {
  const problem = citiesWithPolicy(size);
  const kept = <T>(values: readonly T[]) => values.filter((_, j) => problem.names[j] !== "did");
  return { ...problem, names: kept(problem.names), columns: kept(problem.columns) };
}

/** Runs a problem whose name `isCityRegression` accepts. */
export async function runCityRegression(name: string, request: SuiteRequest): Promise<void> {
  const problem = controlsOnly(sizeOf(name)!);
  const fixest = request.peers.has("fixest") ? await Fixest.open(problem) : undefined;
  try {
    for (const threads of request.threads) await runOnThreads(name, problem, fixest, threads, request);
  } finally {
    await fixest?.close();
  }
}

async function runOnThreads(
  name: string,
  problem: PolicyProblem,
  fixest: Fixest | undefined,
  threads: number,
  request: SuiteRequest,
): Promise<void> {
  const engine = await loadEngine({ threads });
  const table = tableOf(problem);
  const { formula, ...how } = callOf(problem);
  const estimateBy = (options: Pick<FeolsOptions, "solver">) =>
    estimateOf(problem, feols(engine, table, formula, { ...how, ...options }));
  const reference = estimateBy({ solver: "krylov" });
  let ours: Estimate | undefined;
  const run = () => {
    ours = estimateBy({});
  };
  const entries: Entry[] = [{ contender: { backend: "wasmetrics", run }, found: () => ours! }];
  if (fixest !== undefined) {
    const contender = { backend: "fixest", time: () => fixest.regress(threads) };
    entries.push({ contender, found: async () => (await fixest.estimate()).estimate });
  }
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, { contender, found }] of entries.entries()) {
    const { beta, se } = await found();
    request.report({
      suite: "resampling",
      problem: name,
      backend: contender.backend,
      n: problem.n,
      k: problem.columns.length - 1,
      threads,
      ...timings[i]!,
      iterations: null,
      converged: null,
      certificate: null,
      difference: largestDifference([beta, se], [reference.beta, reference.se]),
      reference: "demeaned columns, krylov",
      peak_mb: i === 0 ? engine.peakBytes() / MB : null,
      versions: versionsOf(contender.backend, engine.sha256),
    });
  }
  await engine.close();
}

function estimateOf({ names }: PolicyProblem, { coefficients }: Pick<FitRecord, "coefficients">): Estimate {
  const found = names.slice(1).map((term) => coefficients[term]!);
  return {
    beta: Float64Array.from(found, (coefficient) => coefficient.estimate),
    se: Float64Array.from(found, (coefficient) => coefficient.std_error),
  };
}
