/**
 * Suite `robustness`: `feols` with instruments end to end, from a table and a formula to the whole record, and
 * beside it `feols` of the same y on the same regressors without them. `js` is the first on the engine made of twins,
 * `fixest` both by its namesake in R. All are compared with plain loops. Jobs of counts: `count-jobs.ts`; of propensity scores: `score-jobs.ts`; of
 * matching: `match-nearest.ts`.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { largestDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { Fixest } from "../peers/fixest.js";
import { versionsOf } from "../peers/versions.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import { twinEngine } from "../reference-engine.js";
import type { Suite, SuiteRequest } from "../row.js";
import { isCountJob, runCountJob, standardCountJobs } from "./count-jobs.js";
import { isMatchJob, standardMatchJobs } from "./match-jobs.js";
import { runMatchJob } from "./match-nearest.js";
import { runPanelGmm } from "./panel-gmm.js";
import { isPanelGmmJob, standardPanelGmmJobs } from "./panel-gmm-jobs.js";
import {
  coefficientsOf,
  estimateIn,
  fitJob,
  formulaOf,
  isRobustnessJob,
  makeRobustnessJob,
  type Regression,
  type RobustnessJob,
  regressions,
  standardRobustnessJobs,
} from "./robustness-jobs.js";
import { isPowerJob, runPowerJob, standardPowerJobs } from "./robustness-power.js";
import { plainRegressions } from "./robustness-reference.js";
import { isScoreJob, runScoreJob, standardScoreJobs } from "./score-jobs.js";

const MB = 1e6;
const REFERENCE = "plain loops";
/** What a row's backend is called after, by regression. */
const SUFFIX: Readonly<Record<Regression, string>> = { iv: "", ols: "-ols" };

export const robustness: Suite = {
  name: "robustness",
  about:
    "feols with instruments, fepois, pgmm: table and formula in, estimates and tests out; propensity scores; matching",
  peers: ["diff-diff", "fixest", "glm", "gretl", "js", "matchit", "plm"],
  problems: [
    ...standardRobustnessJobs,
    ...standardCountJobs,
    ...standardScoreJobs,
    ...standardMatchJobs,
    ...standardPanelGmmJobs,
    ...standardPowerJobs,
  ],
  accepts: (name) =>
    isRobustnessJob(name) ||
    isCountJob(name) ||
    isScoreJob(name) ||
    isMatchJob(name) ||
    isPanelGmmJob(name) ||
    isPowerJob(name),
  async run(request) {
    for (const name of request.problems) {
      try {
        if (isCountJob(name)) await runCountJob(name, request);
        else if (isScoreJob(name)) await runScoreJob(name, request);
        else if (isMatchJob(name)) await runMatchJob(name, request);
        else if (isPanelGmmJob(name)) await runPanelGmm(name, request);
        else if (isPowerJob(name)) await runPowerJob(name, request);
        else await runJob(makeRobustnessJob(name), request);
      } catch (error) {
        request.fail(`robustness ${name}`, error);
      }
    }
  },
};

/** A backend in a race, and how to read what it found after it. */
interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly of: Regression;
  readonly threads: number;
  /** Kernels of ours. */
  readonly engine: Engine | null;
  readonly found: () => Found;
}

/** What a backend found; a record is ours, and so are bytes of linear memory. */
interface Found {
  readonly estimate: Estimate;
  readonly record: FitRecord | null;
  readonly peakBytes: number | null;
}

type References = Readonly<Record<Regression, Estimate>>;

async function runJob(job: RobustnessJob, request: SuiteRequest): Promise<void> {
  const reference = plainRegressions(job.problem);
  const fixest = request.peers.has("fixest") ? await openFixest(job, request) : undefined;
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const entries = regressions.map((of) => ours(`wasmetrics${SUFFIX[of]}`, engine, job, of));
      if (t === 0 && request.peers.has("js")) {
        entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 })), job, "iv"));
      }
      if (fixest !== undefined) entries.push(...regressions.map((of) => theirs(fixest, job, of, threads)));
      await runRace(job, entries, reference, request);
      await engine.close();
    }
  } finally {
    await fixest?.close();
  }
}

async function openFixest({ name, problem }: RobustnessJob, request: SuiteRequest): Promise<Fixest | undefined> {
  try {
    return await Fixest.open(problem);
  } catch (error) {
    request.fail(`fixest on ${name}`, error);
    return undefined;
  }
}

function ours(backend: string, engine: Engine, job: RobustnessJob, of: Regression): Entry {
  return {
    contender: { backend, run: () => fitJob(engine, job, of) },
    of,
    threads: engine.threads,
    engine,
    found: () => {
      // both regressions take turns on the engine: each has its own peak in a run of its own
      engine.resetPeak();
      const record = fitJob(engine, job, of);
      const peakBytes = backend === "js" ? null : engine.peakBytes();
      return { estimate: estimateIn(record, coefficientsOf(job.problem, of)), record, peakBytes };
    },
  };
}

function theirs(fixest: Fixest, { problem }: RobustnessJob, of: Regression, threads: number): Entry {
  let estimate: Estimate | undefined;
  return {
    contender: {
      backend: `fixest${SUFFIX[of]}`,
      time: async () => {
        const times = await fixest.fit(threads, formulaOf(problem, of));
        estimate = await fixest.estimateOf(coefficientsOf(problem, of));
        return times;
      },
    },
    of,
    threads,
    engine: null,
    found: () => ({ estimate: estimate!, record: null, peakBytes: null }),
  };
}

async function runRace(
  { name, problem }: RobustnessJob,
  entries: readonly Entry[],
  reference: References,
  request: SuiteRequest,
): Promise<void> {
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, { contender, of, threads, engine, found }] of entries.entries()) {
    const { backend } = contender;
    const { estimate, record, peakBytes } = found();
    const { beta, se } = reference[of];
    request.report({
      suite: "robustness",
      problem: name,
      backend,
      n: problem.n,
      k: problem.controls.length + 1,
      threads,
      ...timings[i]!,
      iterations: record?.solver.iterations ?? null,
      converged: record?.solver.converged ?? null,
      certificate: record?.solver.certificate ?? null,
      difference: largestDifference([estimate.beta, estimate.se], [beta, se]),
      reference: REFERENCE,
      peak_mb: peakBytes === null ? null : peakBytes / MB,
      versions: versionsOf(backend.replace(/-.*/, ""), engine?.sha256 ?? ""),
    });
  }
}
