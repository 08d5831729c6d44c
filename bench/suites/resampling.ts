/**
 * Suite `resampling`: our verbs, whole and their draws alone, beside the loop of full regressions they
 * replace, by our own `feols` and by fixest's. Of the loops a few turns are timed, data at hand before the clock starts,
 * and multiplied up; the draws are the same, so that every row is compared draw by draw.
 */

import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { largestDifference } from "../difference.js";
import { Fixest } from "../peers/fixest.js";
import { versionsOf } from "../peers/versions.js";
import { extrapolated, raceWithPeers, type TimedPeer, type Timing, timingOf } from "../race.js";
import type { BenchRow, Suite, SuiteRequest } from "../row.js";
import { isFamily, runFamily } from "./resampling-family.js";
import { isFewTreated, runFewTreated } from "./resampling-few-treated.js";
import { isInfluence, runInfluence } from "./resampling-influence.js";
import { isJob, makeJob, type ResamplingJob, standardJobs } from "./resampling-jobs.js";
import { type DrawnData, type DrawnEstimate, drawnData, fitDrawn, tableOf } from "./resampling-loop.js";
import { isMultiverse, runMultiverse } from "./resampling-multiverse.js";
import { isPower, runPower } from "./resampling-power.js";
import { isCityRegression, runCityRegression } from "./resampling-regression.js";
import { type Draws, runVerb, statisticOf } from "./resampling-verbs.js";

const MB = 1e6;
const REFERENCE = "loop of feols";

export const resampling: Suite = {
  name: "resampling",
  about: "placebo and bootstraps end to end, beside loops of full regressions",
  peers: ["fixest"],
  problems: [
    ...standardJobs,
    "family-9999-1e6",
    "influence-1e6",
    "multiverse-1e6",
    "regression-city-1e6",
    "few-treated-9999",
    "power-1000-1e5",
  ],
  accepts: (name) =>
    isJob(name) ||
    isFamily(name) ||
    isInfluence(name) ||
    isMultiverse(name) ||
    isCityRegression(name) ||
    isFewTreated(name) ||
    isPower(name),
  async run(request) {
    for (const name of request.problems) {
      try {
        if (isCityRegression(name)) await runCityRegression(name, request);
        else if (isFamily(name)) await runFamily(name, request);
        else if (isMultiverse(name)) await runMultiverse(name, request);
        else if (isInfluence(name)) await runInfluence(name, request);
        else if (isFewTreated(name)) await runFewTreated(name, request);
        else if (isPower(name)) await runPower(name, request);
        else await runJob(makeJob(name), request);
      } catch (error) {
        request.fail(`resampling ${name}`, error);
      }
    }
  },
};

/** A job, with what all of its rows share. */
interface Setting {
  readonly job: ResamplingJob;
  readonly table: Table;
  readonly draw: (b: number) => DrawnData;
  /** The estimate of the sample itself. */
  readonly observed: number;
  readonly fixest: Fixest | undefined;
}

/** A backend in the race and what it found. */
interface Entry {
  readonly contender: TimedPeer;
  readonly found: Draws;
}

async function runJob(job: ResamplingJob, request: SuiteRequest): Promise<void> {
  const table = tableOf(job.problem);
  const { estimate } = fitDrawn(await loadEngine({ threads: 1 }), job.problem, table);
  // fixest's server regresses by least squares alone
  const isPeer = request.peers.has("fixest") && job.problem.instruments === undefined;
  const fixest = isPeer ? await Fixest.open(job.problem) : undefined;
  try {
    const setting = { job, table, draw: await drawnData(job), observed: estimate, fixest };
    for (const threads of request.threads) await runOnThreads(setting, threads, request);
  } finally {
    await fixest?.close();
  }
}

async function runOnThreads(setting: Setting, threads: number, request: SuiteRequest): Promise<void> {
  const { job, fixest } = setting;
  const engine = await loadEngine({ threads });
  const loopEngine = await loadEngine({ threads });
  const drawsMs: number[] = [];
  const ours = verbEntry(engine, setting, drawsMs);
  const loop = loopEntry(loopEngine, setting);
  const entries = [ours, loop, ...(fixest === undefined ? [] : [fixestEntry(fixest, threads, setting)])];
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  const row = (backend: string, timing: Timing): BenchRow => ({
    suite: "resampling",
    problem: job.name,
    backend,
    n: job.problem.n,
    k: job.problem.columns.length - 1,
    threads,
    ...timing,
    iterations: null,
    converged: null,
    certificate: null,
    difference: null,
    reference: null,
    peak_mb: null,
    versions: versionsOf(backend, engine.sha256),
  });
  const apart = ({ found }: Entry) => ({ difference: differenceOf(found, loop.found), reference: REFERENCE });
  request.report({ ...row("wasmetrics", timings[0]!), ...apart(ours), peak_mb: engine.peakBytes() / MB });
  request.report({ ...row("wasmetrics-draws", timingOf(drawsMs.slice(1))), ...apart(ours) });
  request.report(row("wasmetrics-loop", extrapolated(timings[1]!, job.draws)));
  if (entries.length > 2) {
    request.report({ ...row("fixest", extrapolated(timings[2]!, job.draws)), ...apart(entries[2]!) });
  }
  await engine.close();
  await loopEngine.close();
}

/** Whole calls of the verb; what its draws alone took goes to `drawsMs`, the warm-up's first. */
function verbEntry(engine: Engine, { job, table }: Setting, drawsMs: number[]): Entry {
  const found: Draws = { estimates: [], statistics: [] };
  return {
    found,
    contender: {
      backend: "wasmetrics",
      time: async () => {
        const start = performance.now();
        const result = await runVerb(engine, job, table);
        const ms = performance.now() - start;
        found.estimates = result.estimates;
        found.statistics = result.statistics;
        drawsMs.push(result.drawsMs);
        return [ms];
      },
    },
  };
}

/** A turn of the loop by `feols`: its data and table are made before the clock starts. */
function loopEntry(engine: Engine, setting: Setting): Entry {
  return turns("wasmetrics-loop", setting, async ({ data }) => {
    const table = tableOf(data);
    const start = performance.now();
    const estimate = fitDrawn(engine, data, table);
    return { ms: performance.now() - start, estimate };
  });
}

/** A turn of the loop by fixest, by R's clock and without the time to make its data. */
function fixestEntry(fixest: Fixest, threads: number, setting: Setting): Entry {
  return turns("fixest", setting, async ({ data, replaced }) => {
    if (replaced === null) await fixest.load(data);
    else await fixest.replaceColumn(replaced.name, replaced.values);
    const ms = timingOf(await fixest.regress(threads)).ms;
    const { beta, se } = (await fixest.estimate()).estimate;
    const at = data.names.indexOf("did") - 1;
    return { ms, estimate: { estimate: beta[at]!, stdError: se[at]! } };
  });
}

function turns(
  backend: string,
  { job, draw, observed }: Setting,
  turn: (data: DrawnData) => Promise<{ readonly ms: number; readonly estimate: DrawnEstimate }>,
): Entry {
  const found: Draws = { estimates: [], statistics: [] };
  return {
    found,
    contender: {
      backend,
      time: async () => {
        const b = found.estimates.length % job.draws;
        const { ms, estimate } = await turn(draw(b));
        found.estimates.push(estimate.estimate);
        found.statistics.push(statisticOf(job, estimate, observed));
        return [ms];
      },
    },
  };
}

/** Largest relative difference of the vectors of estimates and of t, over the turns the loop took. */
function differenceOf(found: Draws, looped: Draws): number {
  const nTurns = looped.estimates.length;
  const sides = ({ estimates, statistics }: Draws) =>
    [estimates, statistics].map((values) => values.slice(0, nTurns).map((value) => value ?? Number.NaN));
  return largestDifference(sides(found), sides(looped));
}
