/**
 * Suite `regression`: `feols` end to end, from a table and a formula to coefficients and errors clustered by
 * the first effect. `js` is `feols` on the engine made of twins, `fixest` and `pyfixest` its namesakes in R and Python, `webr` and
 * `ml-matrix` solve by dummy variables where they fit. All are compared with one reference.
 */

import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import type { Estimate } from "../peers/estimate.js";
import { Fixest, TIGHT_FIXEST } from "../peers/fixest.js";
import { dummyElements, MOST_DUMMY_ELEMENTS, regressByDummies } from "../peers/ml-matrix.js";
import type { PeerName } from "../peers/names.js";
import { openPeer } from "../peers/open-peer.js";
import { type ChosenMethods, PythonAbsorber } from "../peers/python-absorber.js";
import { versionsOf } from "../peers/versions.js";
import { WebRLm } from "../peers/webr.js";
import { columnsOf, isCold, isProblemName, standardProblems } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { type Contender, raceWithPeers, type TimedPeer, type Timing, timingOf } from "../race.js";
import { twinEngine } from "../reference-engine.js";
import type { Suite, SuiteRequest } from "../row.js";
import { eachProblem } from "./each-problem.js";
import { timeCancel } from "./regression-cancel.js";
import { estimateOf, fitProblem, tableOf } from "./regression-fit.js";
import { differenceFrom, type ReferenceEstimate, referenceOf } from "./regression-reference.js";
import { isRevisedVcov, runRevisedVcov } from "./regression-vcov.js";
import { isWampler, runWampler } from "./regression-wampler.js";

const MB = 1e6;
const KIB = 2 ** 10;
const GIB = 2 ** 30;
/** Rows from which the memory of the whole process is told. */
const LARGE = 1e7;
const not = (is: (name: string) => boolean) => (name: string) => !is(name);
/** Milliseconds a fit must take for an abort to fall into it. */
const LONG_ENOUGH_TO_ABORT = 40;

/** Problems that are no design of the catalogue. */
const ownProblems = ["revcov-1e6", "revcov-hetero-1e6", "revcov-hc3-1e6", "revcov-cr2-1e6", "wampler-1e6"];
const isOwn = (name: string): boolean => isRevisedVcov(name) || isWampler(name);

export const regression: Suite = {
  name: "regression",
  about: "feols end to end: table and formula in, coefficients and clustered errors out",
  peers: ["fixest", "js", "ml-matrix", "pyfixest", "webr"],
  problems: [...standardProblems, "slopes-1e6", ...ownProblems],
  accepts: (name) => isOwn(name) || (isProblemName(name) && !isCold(name) && columnsOf(name) > 1),
  async run(request) {
    await eachProblem("regression", { ...request, problems: request.problems.filter(not(isOwn)) }, runProblem);
    for (const name of request.problems.filter(isOwn)) {
      try {
        await (isWampler(name) ? runWampler : runRevisedVcov)(name, request);
      } catch (error) {
        request.fail(`regression ${name}`, error);
      }
    }
  },
};

/** A backend in a race, and how to read what it found after it. */
interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly threads: number;
  /** Kernels of ours. */
  readonly engine: Engine | null;
  readonly found: () => Found | Promise<Found>;
}

/** What a backend found; a record is ours. */
interface Found {
  readonly estimate: Estimate;
  readonly record: FitRecord | null;
  readonly iterations: number | null;
}

/** Processes of peers that hold a problem. */
interface Outside {
  readonly fixest: Fixest | undefined;
  readonly webr: WebRLm | undefined;
}

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const table = tableOf(problem);
  const { method } = fitProblem(await loadEngine({ threads: 1 }), problem, table).solver;
  const reference = await referenceOf(problem, table, method);
  const outside: Outside = {
    fixest: await openPeer("fixest", problem, request, Fixest.open),
    webr: fitsDummies("webr", problem, request) ? await openPeer("webr", problem, request, WebRLm.open) : undefined,
  };
  const chosen: ChosenMethods = new Map();
  try {
    for (const [t, threads] of request.threads.entries()) {
      const engine = await loadEngine({ threads });
      const pyfixest = await openPyfixest(problem, request, threads, chosen);
      const entries = [ours("wasmetrics", engine, problem, table)];
      if (t === 0) entries.push(...(await oneThreaded(problem, table, request, outside)));
      if (outside.fixest !== undefined) entries.push(fixestEntry(outside.fixest, threads));
      if (pyfixest !== undefined) entries.push(pyfixestEntry(pyfixest, threads));
      const [timing] = await runRace(problem, entries, reference, request);
      if (t === 0 && outside.fixest !== undefined)
        await timeTight(problem, outside.fixest, threads, reference, request);
      await pyfixest?.close();
      await engine.close();
      if (!request.wholeOnly && timing!.ms >= LONG_ENOUGH_TO_ABORT) {
        await runCancel(problem, table, threads, timing!, engine.sha256, request);
      }
    }
  } finally {
    outside.webr?.close();
    await outside.fixest?.close();
  }
  if (problem.n >= LARGE) {
    const peak = (process.resourceUsage().maxRSS * KIB) / GIB;
    request.note(
      `regression ${problem.name}: this process took at most ${peak.toFixed(1)} GiB, data and reference included`,
    );
  }
}

async function runRace(
  problem: Problem,
  entries: readonly Entry[],
  reference: ReferenceEstimate,
  request: SuiteRequest,
): Promise<Timing[]> {
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, entry] of entries.entries()) await reportEntry(problem, entry, timings[i]!, reference, request);
  return timings;
}

async function reportEntry(
  problem: Problem,
  { contender: { backend }, threads, engine, found }: Entry,
  timing: Timing,
  reference: ReferenceEstimate,
  request: SuiteRequest,
): Promise<void> {
  const { estimate, record, iterations } = await found();
  const isReference = backend === reference.method;
  request.report({
    suite: "regression",
    problem: problem.name,
    backend,
    n: problem.n,
    k: problem.columns.length - 1,
    threads,
    ...timing,
    iterations,
    converged: record?.solver.converged ?? null,
    certificate: record?.solver.certificate ?? null,
    difference: isReference ? null : differenceFrom(reference, estimate),
    reference: isReference ? null : reference.method,
    peak_mb: backend === "wasmetrics" ? engine!.peakBytes() / MB : null,
    versions: versionsOf(backend, engine?.sha256 ?? ""),
  });
}

/** fixest at a tolerance at which it is as accurate as ours: once, after the race, as it may take minutes. */
async function timeTight(
  problem: Problem,
  fixest: Fixest,
  threads: number,
  reference: ReferenceEstimate,
  request: SuiteRequest,
): Promise<void> {
  const { backend, tolerance } = TIGHT_FIXEST;
  const contender = { backend, time: () => fixest.regress(threads, tolerance) };
  const entry = { ...fixestEntry(fixest, threads), contender };
  await reportEntry(problem, entry, timingOf(await contender.time()), reference, request);
}

/** How long the verb in a thread of its own takes to stop. */
async function runCancel(
  problem: Problem,
  table: Table,
  threads: number,
  whole: Timing,
  sha256: string,
  request: SuiteRequest,
): Promise<void> {
  const { timing, ran } = await timeCancel(problem, table, threads, request.rounds, whole.ms);
  request.report({
    suite: "regression",
    problem: problem.name,
    backend: "wasmetrics-cancel",
    n: problem.n,
    k: problem.columns.length - 1,
    threads: ran,
    ...timing,
    iterations: null,
    converged: null,
    certificate: null,
    difference: null,
    reference: null,
    peak_mb: null,
    versions: versionsOf("wasmetrics", sha256),
  });
}

/** Peers without threads. */
async function oneThreaded(problem: Problem, table: Table, request: SuiteRequest, { webr }: Outside): Promise<Entry[]> {
  const entries: Entry[] = [];
  if (request.peers.has("js")) entries.push(ours("js", twinEngine(await loadEngine({ threads: 1 })), problem, table));
  if (fitsDummies("ml-matrix", problem, request)) entries.push(dummies(problem));
  if (webr !== undefined) {
    entries.push({
      contender: { backend: "webr", time: () => webr.regress() },
      threads: 1,
      engine: null,
      found: async () => ({ estimate: await webr.estimate(), record: null, iterations: null }),
    });
  }
  return entries;
}

function ours(backend: "wasmetrics" | "js", engine: Engine, problem: Problem, table: Table): Entry {
  let record: FitRecord | undefined;
  return {
    contender: {
      backend,
      run: () => {
        record = fitProblem(engine, problem, table);
      },
    },
    threads: engine.threads,
    engine,
    found: () => ({
      estimate: estimateOf(problem, record!),
      record: record!,
      iterations: record!.solver.iterations,
    }),
  };
}

function fixestEntry(fixest: Fixest, threads: number): Entry {
  return {
    contender: { backend: "fixest", time: () => fixest.regress(threads) },
    threads,
    engine: null,
    found: async () => ({ ...(await fixest.estimate()), record: null }),
  };
}

function pyfixestEntry(pyfixest: PythonAbsorber, threads: number): Entry {
  return {
    contender: { backend: pyfixest.backend, time: () => pyfixest.regress() },
    threads,
    engine: null,
    found: async () => ({ estimate: await pyfixest.estimate(), record: null, iterations: null }),
  };
}

/** Not where effects have slopes, which pyfixest does not know. */
function openPyfixest(problem: Problem, request: SuiteRequest, threads: number, chosen: ChosenMethods) {
  if (problem.effects.every(({ slopes }) => slopes === undefined)) {
    return openPeer("pyfixest", problem, request, async () => {
      const pyfixest = await PythonAbsorber.open("pyfixest", problem, threads, chosen);
      try {
        await pyfixest.regress(); // it calls some regressions collinear: no reason for the others to be left out
        return pyfixest;
      } catch (error) {
        await pyfixest.close();
        throw error;
      }
    });
  }
  if (request.peers.has("pyfixest")) request.note(`skipped: pyfixest on ${problem.name} (it knows no slopes)`);
  return undefined;
}

function dummies(problem: Problem): Entry {
  let estimate: Estimate | undefined;
  return {
    contender: {
      backend: "ml-matrix",
      run: () => {
        estimate = regressByDummies(problem);
      },
    },
    threads: 1,
    engine: null,
    found: () => ({ estimate: estimate!, record: null, iterations: null }),
  };
}

/** Whether a peer that solves by dummies is asked for and can: that it can't is noted. */
function fitsDummies(peer: PeerName, problem: Problem, request: SuiteRequest): boolean {
  if (!request.peers.has(peer)) return false;
  const elements = dummyElements(problem);
  if (elements <= MOST_DUMMY_ELEMENTS) return true;
  request.note(`skipped: ${peer} on ${problem.name} (its dummy matrix has ${elements} elements)`);
  return false;
}
