/**
 * Suite `fixef`: the absorbed effects of a fit that is made, as coefficients of their levels; `fixest` is its
 * namesake in R. Every backend's coefficients are added up row by row and compared with y - xb - residual of our fit.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FittedModel } from "../../src/verbs/feols/fitted/fitted-rows.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { Fixest } from "../peers/fixest.js";
import { openPeer } from "../peers/open-peer.js";
import { versionsOf } from "../peers/versions.js";
import { columnsOf, isCold, isProblemName } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { eachProblem } from "./each-problem.js";
import { callOf, tableOf } from "./regression-fit.js";

const MB = 1e6;

export const fixef: Suite = {
  name: "fixef",
  about: "the effects of a fit as coefficients of their levels: a fit in memory in, levels out",
  peers: ["fixest"],
  problems: ["firm-year-1e6"],
  accepts: (name) => isProblemName(name) && !isCold(name) && columnsOf(name) > 1,
  run: (request) => eachProblem("fixef", request, runProblem),
};

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const fixest = await openPeer("fixest", problem, request, Fixest.open);
  try {
    for (const threads of request.threads) {
      const engine = await loadEngine({ threads });
      await runThreads(problem, engine, threads, fixest, request);
      await engine.close();
    }
  } finally {
    await fixest?.close();
  }
}

async function runThreads(
  problem: Problem,
  engine: Engine,
  threads: number,
  fixest: Fixest | undefined,
  request: SuiteRequest,
): Promise<void> {
  const table = tableOf(problem);
  const { formula, ...how } = callOf(problem);
  const hold = () => fitFeols(engine, table, formula, how);
  let held: FittedModel = hold();
  const { effects: sums } = held.fitted();
  const ours: Contender = {
    backend: "wasmetrics",
    // a fit keeps what it has found: a new one each time, not timed
    prepare: () => {
      held.free();
      held = hold();
    },
    run: () => held.fixef(),
  };
  const theirs: TimedPeer[] = fixest === undefined ? [] : [{ backend: "fixest", time: () => fixest.recover(threads) }];
  const timings = await raceWithPeers([ours, ...theirs], request.rounds);
  const found = held.fixef().effects;
  const added = sums.map((_, i) =>
    problem.effects.reduce((sum, { codes }, f) => sum + found[f]!.coefficients[codes[i]!]!, 0),
  );
  const all = [added];
  if (fixest !== undefined) await fixest.readRecovered((column) => all.push(column.slice()));
  for (const [i, backend] of ["wasmetrics", ...theirs.map((peer) => peer.backend)].entries()) {
    request.report({
      suite: "fixef",
      problem: problem.name,
      backend,
      n: problem.n,
      k: null,
      threads,
      ...timings[i]!,
      iterations: null,
      converged: null,
      certificate: null,
      difference: distance(all[i]!, sums),
      reference: "y - xb - residual",
      peak_mb: backend === "wasmetrics" ? engine.peakBytes() / MB : null,
      versions: versionsOf(backend, engine.sha256),
    });
  }
  held.free();
}

/** ||a - b|| / ||b|| */
function distance(a: Float64Array, b: Float64Array): number {
  let [apart, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    apart += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(apart / size);
}
