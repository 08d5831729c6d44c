/**
 * Jobs of suite `robustness` for counts: `fepois-1e6`, perhaps `-shuffled`, is `fepois` end to end, from a table and
 * a formula to the whole record, beside fixest's by its defaults. Compared with plain loops: coefficients and errors.
 */
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { fepois } from "../../src/verbs/glm/fit-glm.js";
import type { GlmRecord } from "../../src/verbs/glm/record.js";
import { largestDifference } from "../difference.js";
import type { Estimate } from "../peers/estimate.js";
import { Fixest } from "../peers/fixest.js";
import { inRandomOrder } from "../problems/catalogue.js";
import { countProblem } from "../problems/counts.js";
import { type Problem, ROWS } from "../problems/problem.js";
import { twinEngine } from "../reference-engine.js";
import type { SuiteRequest } from "../row.js";
import { plainPoisson } from "./count-reference.js";
import { type Entry, runRace } from "./plain-race.js";
import { callOf, tableOf } from "./regression-fit.js";

const JOB = /^fepois-(?<size>\de\d)(?<shuffled>-shuffled)?$/;
const MB = 1e6;

/** The jobs run when none is asked for. */
export const standardCountJobs: readonly string[] = ["fepois-1e6", "fepois-1e6-shuffled"];

/** Whether `name` is a job, of 1e3 to 9e7 rows. */
export const isCountJob = (name: string): boolean => ROWS.test(JOB.exec(name)?.groups?.size ?? "");

/** The data of a job called `name`. */
export function makeCountProblem(name: string): Problem {
  const { size, shuffled } = JOB.exec(name)!.groups as { size: string; shuffled?: string };
  const made = countProblem(size);
  return { ...(shuffled === undefined ? made : inRandomOrder(made)), name, cold: false };
}

/** Runs a job that `isCountJob` accepts. */
export async function runCountJob(name: string, request: SuiteRequest): Promise<void> {
  const problem = makeCountProblem(name);
  const reference = plainPoisson(problem);
  const table = tableOf(problem);
  const { formula, ...how } = callOf(problem);
  const terms = problem.names.slice(1);
  const differenceOf = ({ beta, se }: Estimate) => largestDifference([beta, se], [reference.beta, reference.se]);
  const fixest = request.peers.has("fixest") ? await openFixest(problem, request) : undefined;
  const ours = (backend: string, engine: Engine): Entry => {
    const run = () => fepois(engine, table, formula, how);
    return {
      contender: { backend, run },
      ...{ threads: engine.threads, engine },
      found: () => {
        engine.resetPeak();
        const record = run();
        return {
          ...{ iterations: record.climb.iterations, converged: record.climb.converged },
          ...{ certificate: record.solver.certificate, difference: differenceOf(estimateIn(record, terms)) },
          peak_mb: backend === "js" ? null : engine.peakBytes() / MB,
        };
      },
    };
  };
  const theirs = (peer: Fixest, threads: number): Entry => {
    let estimate: Estimate | undefined;
    const time = async () => {
      const times = await peer.fit(threads, formula.replaceAll(" ", ""), "fepois");
      estimate = await peer.estimateOf(terms);
      return times;
    };
    const nothing = { iterations: null, converged: null, certificate: null, peak_mb: null };
    return {
      ...{ contender: { backend: "fixest", time }, threads, engine: null },
      found: () => ({ ...nothing, difference: differenceOf(estimate!) }),
    };
  };
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const entries = [ours("wasmetrics", engine)];
      if (t === 0 && request.peers.has("js")) entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 }))));
      if (fixest !== undefined) entries.push(theirs(fixest, threads));
      await runRace({ problem: name, n: problem.n, k: terms.length }, entries, request);
      await engine.close();
    }
  } finally {
    await fixest?.close();
  }
}

async function openFixest(problem: Problem, request: SuiteRequest): Promise<Fixest | undefined> {
  try {
    return await Fixest.open(problem);
  } catch (error) {
    request.fail(`fixest on ${problem.name}`, error);
    return undefined;
  }
}

function estimateIn({ coefficients }: GlmRecord, terms: readonly string[]): Estimate {
  const found = terms.map((term) => coefficients[term]!);
  return {
    beta: Float64Array.from(found, ({ estimate }) => estimate),
    se: Float64Array.from(found, ({ std_error }) => std_error),
  };
}
