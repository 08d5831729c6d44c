/**
 * Suite `absorb`: taking the fixed effects out of all columns of a problem, as a model does: the whole, from
 * arrays outside to demeaned columns in linear memory, its parts, and the floors below it. `js` is the same pipeline on
 * the engine made of twins; peers outside work on the same arrays. All are compared with one reference solution.
 */

import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { type ColumnPeer, columnPeerNames, openColumnPeers, type Quality, qualityOf } from "../peers/column-peers.js";
import { TIGHT_FIXEST } from "../peers/fixest.js";
import type { ChosenMethods } from "../peers/python-absorber.js";
import { versionsOf } from "../peers/versions.js";
import { isProblemName, standardProblems } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { isSlopesName } from "../problems/slopes.js";
import { type Contender, race, raceWithPeers, type TimedPeer, type Timing, timingOf } from "../race.js";
import { twinEngine } from "../reference-engine.js";
import type { Suite, SuiteRequest } from "../row.js";
import { floorCopy, floorRead, type MakePart, Part, passes, plan, whole } from "./absorb-parts.js";
import { demeanAll, differenceFrom, methodOf, type Reference, referenceOf } from "./absorb-reference.js";
import { eachProblem } from "./each-problem.js";

const MB = 1e6;
/** In the names of rows that do none of the work. */
const FLOOR = "-floor-";
/** Round length of cold races: an engine is cold once. */
const ONE_CALL = 0;

export const absorb: Suite = {
  name: "absorb",
  about: "taking fixed effects out of columns: all of it, the plan alone, the passes alone, and the floors",
  peers: [...columnPeerNames, "js"],
  problems: standardProblems,
  accepts: (name) => isProblemName(name) && !isSlopesName(name),
  run: (request) => eachProblem("absorb", request, runProblem),
};

interface Backend {
  readonly name: "wasmetrics" | "js";
  readonly engine: Engine;
  readonly quality: Quality;
  readonly peakBytes: number;
}

const NOTHING_SOLVED: Quality = {
  iterations: null,
  converged: null,
  certificate: null,
  difference: null,
  reference: null,
};

/** A problem with what its races on one number of threads share. */
interface Trial {
  readonly problem: Problem;
  readonly reference: Reference;
  readonly outside: readonly ColumnPeer[];
  readonly request: SuiteRequest;
}

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const reference = await referenceOf(problem, await methodOf(problem), request.note);
  const chosen: ChosenMethods = new Map();
  for (const [t, threads] of request.threads.entries()) {
    const outside = await openColumnPeers(problem, request, threads, chosen);
    try {
      await runTrial({ problem, reference, outside, request }, threads, t === 0);
    } finally {
      for (const peer of outside) await peer.close();
    }
  }
}

/** All backends with one number of threads; peers that have but one thread run with the first. */
async function runTrial(trial: Trial, threads: number, isFirst: boolean): Promise<void> {
  const { problem, request } = trial;
  const withJs = isFirst && request.peers.has("js");
  const load = (name: Backend["name"]): Promise<Engine> => loadBackend(name, threads);
  const backends: Backend[] = [];
  try {
    for (const name of withJs ? (["wasmetrics", "js"] as const) : (["wasmetrics"] as const)) {
      const backend = await makeBackend(trial, name, load);
      if (backend !== undefined) backends.push(backend);
    }
    await raceWhole(trial, threads, backends, load);
    if (isFirst) await timeTight(trial, threads);
    if (problem.cold || request.wholeOnly) return;
    const ours = backends.filter(({ name }) => name === "wasmetrics");
    raceParts(trial, backends, plan);
    raceParts(trial, backends, passes);
    raceParts(trial, ours, floorRead);
    raceParts(trial, ours, floorCopy);
  } finally {
    for (const { engine } of backends) await engine.close();
  }
}

async function loadBackend(name: Backend["name"], threads: number): Promise<Engine> {
  return name === "js" ? twinEngine(await loadEngine({ threads: 1 })) : await loadEngine({ threads });
}

/** One whole run on a new engine, for what its result is worth; undefined where it fails, which is reported. */
async function makeBackend(
  { problem, reference, request }: Trial,
  name: Backend["name"],
  load: (name: Backend["name"]) => Promise<Engine>,
): Promise<Backend | undefined> {
  const engine = await load(name);
  try {
    return engine.scope((scope) => {
      const demeaned = demeanAll(engine, scope, problem);
      const { iterations, converged, certificate } = demeaned.solve;
      const difference = differenceFrom(reference, demeaned, problem.n);
      const quality = { iterations, converged, certificate, difference, reference: reference.method };
      return { name, engine, quality, peakBytes: engine.peakBytes() };
    });
  } catch (error) {
    await engine.close();
    request.fail(`absorb ${problem.name} ${name}`, error);
    return undefined;
  }
}

/** Whole runs, with the peers outside; every call of a cold race has an engine that has never run. */
async function raceWhole(
  trial: Trial,
  threads: number,
  backends: readonly Backend[],
  load: (name: Backend["name"]) => Promise<Engine>,
): Promise<void> {
  const { problem, reference, outside, request } = trial;
  const contenders: (Contender | TimedPeer)[] = [];
  const fresh: Engine[] = [];
  for (const { name, engine } of backends) {
    contenders.push(
      problem.cold ? await cold(name, problem, load, request.rounds, fresh) : whole(name, problem, engine),
    );
  }
  contenders.push(...outside.map((peer) => ({ backend: peer.backend, time: () => peer.time() })));
  const timings = await raceWithPeers(contenders, request.rounds, problem.cold ? ONE_CALL : undefined);
  for (const engine of fresh) await engine.close();
  for (const [i, backend] of backends.entries()) {
    reportRow(trial, contenders[i]!.backend, timings[i]!, backend.engine.threads, backend.quality, backend);
  }
  for (const [i, peer] of outside.entries()) {
    const timing = timings[backends.length + i]!;
    reportRow(trial, peer.backend, timing, threads, await qualityOf(problem, reference, peer), undefined);
  }
}

/** fixest at a tolerance at which it is as accurate as ours: once, after the race, as it may take minutes. */
async function timeTight(trial: Trial, threads: number): Promise<void> {
  const { outside, problem, reference } = trial;
  const fixest = outside.find(({ backend }) => backend === "fixest");
  if (fixest === undefined || problem.cold) return;
  const timing = timingOf(await fixest.time(TIGHT_FIXEST.tolerance));
  reportRow(trial, TIGHT_FIXEST.backend, timing, threads, await qualityOf(problem, reference, fixest), undefined);
}

/** A part of the work on every backend, in scopes of their engines that are open while it runs. */
function raceParts(trial: Trial, backends: readonly Backend[], part: MakePart): void {
  const { problem, request } = trial;
  withScopes(backends, (scopes) => {
    const contenders = backends.map(({ name, engine }, i) => part(name, problem, engine, scopes[i]!));
    race(contenders, request.rounds).forEach((timing, i) => {
      const { backend } = contenders[i]!;
      const backendOf = backends[i]!;
      const threads = backend.endsWith(Part.copy) ? 1 : backendOf.engine.threads;
      const quality = backend.endsWith(Part.passes) ? backendOf.quality : NOTHING_SOLVED;
      reportRow(trial, backend, timing, threads, quality, backendOf);
    });
  });
}

function reportRow(
  { problem, request }: Trial,
  backend: string,
  timing: Timing,
  threads: number,
  quality: Quality,
  made: Backend | undefined,
): void {
  request.report({
    suite: "absorb",
    problem: problem.name,
    backend,
    n: problem.n,
    k: problem.columns.length,
    threads,
    ...timing,
    ...quality,
    peak_mb: made?.name === "wasmetrics" && !backend.includes(FLOOR) ? made.peakBytes / MB : null,
    versions: versionsOf(made?.name ?? backend, made?.engine.sha256 ?? ""),
  });
}

/** A scope of each engine, open while `work` runs. */
function withScopes(backends: readonly Backend[], work: (scopes: readonly Scope[]) => void, open: Scope[] = []): void {
  const next = backends[open.length];
  if (next === undefined) work(open);
  else next.engine.scope((scope) => withScopes(backends, work, [...open, scope]));
}

/** A new engine for every call, made before the race; all are put in `made` too, to be closed after it. */
async function cold(
  name: Backend["name"],
  problem: Problem,
  load: (name: Backend["name"]) => Promise<Engine>,
  rounds: number,
  made: Engine[],
): Promise<Contender> {
  const fresh: Engine[] = [];
  for (let call = 0; call <= rounds; call++) fresh.push(await load(name));
  made.push(...fresh);
  return {
    backend: name,
    run: () => {
      const engine = fresh.pop()!;
      engine.scope((scope) => void demeanAll(engine, scope, problem));
    },
  };
}
