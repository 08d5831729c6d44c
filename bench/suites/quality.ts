/**
 * Suite `quality`: `estimateQuality` end to end, from a table in memory to quality of rows and aggregates, and
 * its stages. `js` is the same on the engine made of twins; `fixest` does the estimation alone, on logs and an instrument
 * made for it. All are compared with plain loops.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { estimateQuality, type QualityResult } from "../../src/trade/quality/fit.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { type Contender, raceWithPeers, type TimedPeer, type Timing, timingOf } from "../race.js";
import { twinEngine } from "../reference-engine.js";
import type { BenchRow, Suite, SuiteRequest } from "../row.js";
import { openQualityFixest, type QualityFixest } from "./quality-fixest.js";
import { isQualityJob, makeQualityJob, type QualityJob, standardQualityJobs } from "./quality-jobs.js";
import { plainResult } from "./quality-reference.js";

const MB = 1e6;
const REFERENCE = "plain loops";

export const quality: Suite = {
  name: "quality",
  about: "estimateQuality end to end: table in, quality of rows, elasticities and aggregates out",
  peers: ["fixest", "js"],
  problems: standardQualityJobs,
  accepts: isQualityJob,
  async run(request) {
    for (const name of request.problems) {
      try {
        await runJob(makeQualityJob(name), request);
      } catch (error) {
        request.fail(`quality ${name}`, error);
      }
    }
  },
};

async function runJob(job: QualityJob, request: SuiteRequest): Promise<void> {
  const reference = plainResult(job.kind, job.rows);
  const fixest = request.peers.has("fixest") ? await openFixest(job, request) : undefined;
  try {
    for (const [t, threads] of request.threads.entries()) {
      const entries = [ours("wasmetrics", await loadEngine({ threads }), job)];
      if (t === 0 && request.peers.has("js")) {
        entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 })), job));
      }
      await runRace(job, threads, entries, { reference, fixest }, request);
    }
  } finally {
    await fixest?.close();
  }
}

async function openFixest(job: QualityJob, request: SuiteRequest): Promise<QualityFixest | undefined> {
  try {
    return await openQualityFixest(job);
  } catch (error) {
    request.fail(`fixest on ${job.name}`, error);
    return undefined;
  }
}

/** A backend that runs the verb: every result's stages, and the last result. */
interface Entry {
  readonly contender: Contender & { readonly backend: "wasmetrics" | "js" };
  readonly engine: Engine;
  readonly stages: Readonly<Record<string, number>>[];
  readonly last: () => QualityResult;
}

function ours(backend: "wasmetrics" | "js", engine: Engine, job: QualityJob): Entry {
  let last: QualityResult | undefined;
  const stages: Readonly<Record<string, number>>[] = [];
  return {
    engine,
    stages,
    last: () => last!,
    contender: {
      backend,
      prepare: () => {
        last = undefined;
      },
      run: () => {
        last = estimateQuality(engine, job.table, job.options);
        stages.push(last.record.timing_ms);
      },
    },
  };
}

interface Against {
  readonly reference: readonly Float64Array[];
  readonly fixest: QualityFixest | undefined;
}

async function runRace(
  job: QualityJob,
  threads: number,
  entries: readonly Entry[],
  { reference, fixest }: Against,
  request: SuiteRequest,
): Promise<void> {
  const peer: TimedPeer[] = fixest === undefined ? [] : [{ backend: fixest.backend, time: () => fixest.time(threads) }];
  const timings = await raceWithPeers([...entries.map(({ contender }) => contender), ...peer], request.rounds);
  const row = (backend: string, ran: number, timing: Timing): BenchRow => ({
    suite: "quality",
    problem: job.name,
    backend,
    n: job.rows.n,
    k: job.kind === "quality" ? 1 : 3,
    threads: ran,
    ...timing,
    iterations: null,
    converged: null,
    certificate: null,
    difference: null,
    reference: null,
    peak_mb: null,
    versions: versionsOf(backend, entries[0]!.engine.sha256),
  });
  for (const [e, { contender, engine, stages, last }] of entries.entries()) {
    const { backend } = contender;
    const { iterations, converged, certificate } = last().record.solver;
    request.report({
      ...row(backend, engine.threads, timings[e]!),
      ...{ iterations, converged, certificate },
      difference: largestDifference(vectorsOf(job, last()), reference),
      reference: REFERENCE,
      peak_mb: backend === "wasmetrics" ? engine.peakBytes() / MB : null,
    });
    // the first call is the warm-up's
    for (const [stage, timing] of stageTimings(stages.slice(1))) {
      if (request.wholeOnly && fixest?.backend !== `fixest-${stage}`) continue;
      request.report(row(`${backend}-${stage}`, engine.threads, timing));
    }
    await engine.close();
  }
  if (fixest === undefined) return;
  const timing = fixest.whole(timings.at(-1)!);
  request.report({
    ...row(fixest.backend, threads, timing),
    difference: largestDifference(await fixest.found(), fixest.sameOf(reference)),
    reference: REFERENCE,
  });
}

/** Median and least time by stage; aggregates as one. */
function stageTimings(runs: readonly Readonly<Record<string, number>>[]): [string, Timing][] {
  const times = (matches: (stage: string) => boolean) =>
    runs.map((run) => Object.entries(run).reduce((sum, [stage, ms]) => (matches(stage) ? sum + ms : sum), 0));
  const stages = ["clean", "sigma", "demand", "normalise", "aggregate"];
  return stages.map((stage) => [stage, timingOf(times((name) => name.split(" ")[0] === stage))]);
}

/** What the reference has, of a result of ours, rows in the order they were made in. */
function vectorsOf({ kind, order, rows }: QualityJob, result: QualityResult): readonly Float64Array[] {
  if (kind !== "quality") return ["sigma_hat", "std_error"].map((name) => result.sigmas!.numeric(name));
  const back = (values: Float64Array) => {
    const all = new Float64Array(rows.n).fill(Number.NaN);
    result.sample.forEach((row, i) => {
      all[order === null ? row : order[row]!] = values[i]!;
    });
    return all;
  };
  const cities = result.aggregates.find(({ by }) => by === "city^year")!.table;
  return [
    back(result.quality),
    back(result.rQuality),
    cities.numeric("r_quality").filter((mean) => !Number.isNaN(mean)),
  ];
}
