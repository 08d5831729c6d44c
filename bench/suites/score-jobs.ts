/**
 * Jobs of suite `robustness` round a propensity score: `logit-1e6`, the score of ten covariates, beside R's glm;
 * `match-kernel-1e4x1e6` and `match-epanechnikov-1e4x1e6`, kernel matching of treated units to controls, sorting and all. They
 * are compared with plain loops: coefficients and errors; counterfactuals of a hundred treated units from all pairs.
 */

import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { kernelMatching } from "../../src/verbs/psmatch/estimator/kernel-matching.js";
import { fitPropensity } from "../../src/verbs/psmatch/estimator/propensity.js";
import { largestDifference, relativeDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { Glm } from "../peers/glm.js";
import { indexProblem, treatmentProblem } from "../problems/treatment.js";
import { twinEngine } from "../reference-engine.js";
import type { SuiteRequest } from "../row.js";
import { type Entry, runRace } from "./plain-race.js";
import { plainCounterfactuals, plainLogit } from "./score-reference.js";

const LOGIT = /^logit-(?<size>[1-9]e[3-7])$/;
const KERNEL = /^match-(?<kernel>kernel|epanechnikov)-(?<treated>[1-9]e[2-5])x(?<controls>[1-9]e[2-7])$/;
const MB = 1e6;
/** Of an index whose standard deviation is about one. */
const BANDWIDTH = 0.1;
/** Treated units that are compared. */
const COMPARED = 100;
/** Pairs up to which twins, which make all of them, take part. */
const TWIN_PAIRS = 1e7;

/** The jobs run when none is asked for. */
export const standardScoreJobs: readonly string[] = ["logit-1e6", "match-kernel-1e4x1e6", "match-epanechnikov-1e4x1e6"];

export const isScoreJob = (name: string): boolean => LOGIT.test(name) || KERNEL.test(name);

/** Runs a job that `isScoreJob` accepts. */
export const runScoreJob = (name: string, request: SuiteRequest): Promise<void> =>
  LOGIT.test(name) ? runLogit(name, request) : runKernel(name, request);

async function runLogit(name: string, request: SuiteRequest): Promise<void> {
  const problem = treatmentProblem(Number(LOGIT.exec(name)!.groups!.size));
  const reference = plainLogit(problem);
  const differenceOf = ({ beta, se }: Estimate) => largestDifference([beta, se], [reference.beta, reference.se]);
  const glm = request.peers.has("glm") ? await openGlm(name, problem, request) : undefined;
  const ours = (backend: string, engine: Engine): Entry => ({
    contender: { backend, run: () => fitPropensity(engine, problem, "logit") },
    ...{ threads: engine.threads, engine },
    found: () => {
      engine.resetPeak();
      const fit = fitPropensity(engine, problem, "logit");
      return {
        ...{ iterations: fit.iterations, converged: true, certificate: fit.certificate, difference: differenceOf(fit) },
        peak_mb: backend === "js" ? null : engine.peakBytes() / MB,
      };
    },
  });
  const theirs = (peer: Glm): Entry => {
    let estimate: Estimate | undefined;
    const time = async () => {
      const times = await peer.fit("logit");
      estimate = await peer.estimate();
      return times;
    };
    const nothing = { iterations: null, converged: null, certificate: null, peak_mb: null };
    return {
      ...{ contender: { backend: "glm", time }, threads: 1, engine: null },
      found: () => ({ ...nothing, difference: differenceOf(estimate!) }),
    };
  };
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const entries = [ours("wasmetrics", engine)];
      if (t === 0 && request.peers.has("js")) entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 }))));
      if (t === 0 && glm !== undefined) entries.push(theirs(glm));
      await runRace({ problem: name, n: problem.n, k: problem.X.length }, entries, request);
      await engine.close();
    }
  } finally {
    await glm?.close();
  }
}

async function openGlm(name: string, problem: Parameters<typeof Glm.open>[0], request: SuiteRequest) {
  try {
    return await Glm.open(problem);
  } catch (error) {
    request.fail(`glm on ${name}`, error);
    return undefined;
  }
}

async function runKernel(name: string, request: SuiteRequest): Promise<void> {
  const groups = KERNEL.exec(name)!.groups as { kernel: string; treated: string; controls: string };
  const [nTreated, nControls] = [Number(groups.treated), Number(groups.controls)];
  const kernel = groups.kernel === "kernel" ? "normal" : "epanechnikov";
  const problem = indexProblem(nTreated, nControls);
  const { n, treated, index, outcome } = problem;
  const candidates = { treated, eligible: new Uint8Array(n).fill(1), cells: new Uint32Array(n), nCells: 1 };
  const chosen = Array.from({ length: Math.min(COMPARED, nTreated) }, (_, i) => {
    return Math.floor((i * nTreated) / Math.min(COMPARED, nTreated));
  });
  const reference = plainCounterfactuals(problem, kernel, BANDWIDTH, chosen);
  const options = { kernel, bandwidth: BANDWIDTH, localLinear: false } as const;
  const match = (engine: Engine) => kernelMatching(engine, candidates, index, options, outcome);
  const ours = (backend: string, engine: Engine): Entry => ({
    contender: { backend, run: () => match(engine) },
    ...{ threads: engine.threads, engine },
    found: () => {
      engine.resetPeak();
      const { weights, counterfactual } = match(engine);
      const got = Float64Array.from(chosen, (t) => counterfactual![t]!);
      // the weights of controls say the same as the counterfactuals of all treated units
      const byUnits = counterfactual!.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
      const byWeights = weights.reduce((sum, value, i) => sum + (treated[i] === 1 ? 0 : value * outcome[i]!), 0);
      return {
        ...{ iterations: null, converged: null, certificate: Math.abs(byWeights / byUnits - 1) },
        difference: relativeDifference(got, reference),
        peak_mb: backend === "js" ? null : engine.peakBytes() / MB,
      };
    },
  });
  for (const [t, threads] of request.threads.entries()) {
    const engine = await loadEngine({ threads });
    const entries = [ours("wasmetrics", engine)];
    const twins = t === 0 && request.peers.has("js") && nTreated * nControls <= TWIN_PAIRS;
    if (twins) entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 }))));
    await runRace({ problem: name, n, k: 1 }, entries, request);
    await engine.close();
  }
}
