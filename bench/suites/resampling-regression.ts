/**
 * `regression-moments-SIZE`: one regression with errors clustered by city, by moments, beside `feols` by rows
 * and fixest's. Knows nothing of draws.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { Coefficient } from "../../src/regression/tests/coefficients.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { momentsFit } from "../../src/verbs/feols/moments-fit.js";
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
const NAME = /^regression-moments-(?<size>.+)$/;

const sizeOf = (name: string): string | undefined => NAME.exec(name)?.groups?.size;

export const isMomentsRegression = (name: string): boolean => ROWS.test(sizeOf(name) ?? "");

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

/** Runs a problem whose name `isMomentsRegression` accepts. */
export async function runMomentsRegression(name: string, request: SuiteRequest): Promise<void> {
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
  const [engine, rowEngine] = [await loadEngine({ threads }), await loadEngine({ threads })];
  const entries = ours(engine, rowEngine, problem);
  if (fixest !== undefined) {
    const contender = { backend: "fixest", time: () => fixest.regress(threads) };
    entries.push({ contender, found: async () => (await fixest.estimate()).estimate });
  }
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  const byRows = await entries[1]!.found();
  for (const [i, { contender, found }] of entries.entries()) {
    const { beta, se } = await found();
    const isReference = i === 1;
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
      difference: isReference ? null : largestDifference([beta, se], [byRows.beta, byRows.se]),
      reference: isReference ? null : "feols",
      peak_mb: i < 2 ? [engine, rowEngine][i]!.peakBytes() / MB : null,
      versions: versionsOf(contender.backend, engine.sha256),
    });
  }
  await engine.close();
  await rowEngine.close();
}

/** By moments, then by rows. */
function ours(engine: Engine, rowEngine: Engine, problem: PolicyProblem): Entry[] {
  const table = tableOf(problem);
  const { formula, ...how } = callOf(problem);
  const cluster = problem.cluster.name;
  return [
    entry("wasmetrics", problem, () => momentsFit(engine, table, formula, { cluster, fixefRm: how.fixefRm })),
    entry("wasmetrics-feols", problem, () => feols(rowEngine, table, formula, how)),
  ];
}

function entry(
  backend: string,
  { names }: PolicyProblem,
  regress: () => { readonly coefficients: Readonly<Record<string, Coefficient>> },
): Entry {
  let estimate: Estimate | undefined;
  const run = () => {
    const { coefficients } = regress();
    const found = names.slice(1).map((term) => coefficients[term]!);
    estimate = {
      beta: Float64Array.from(found, (coefficient) => coefficient.estimate),
      se: Float64Array.from(found, (coefficient) => coefficient.std_error),
    };
  };
  return { contender: { backend, run }, found: () => estimate! };
}
