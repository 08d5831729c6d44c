/**
 * Layer bench. Suite `absorb`: taking the fixed effects out of all columns of a problem, as a model does. Three parts:
 * everything, from arrays outside to demeaned columns in linear memory; `-plan`, ordering and factorising the effects;
 * `-passes`, the columns alone on a plan already made. `js` is the same pipeline on the engine made of twins.
 */
import { type Absorber, makeAbsorber, type Solve } from "../../src/design/absorber.js";
import { type Engine, type F64Block, loadEngine, type Scope } from "../../src/kernels/engine.js";
import { gatherColumns } from "../../src/kernels/groups.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers.js";
import { isProblemName, makeProblem, standardProblems } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { type Contender, race, type Timing } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { twinEngine } from "../twin-engine.js";

const MB = 1e6;
/** What the backends of parts add to their names; the whole adds nothing. */
const PLAN = "-plan";
const PASSES = "-passes";
/** Round length of cold races: an engine is cold once. */
const ONE_CALL = 0;

export const absorb: Suite = {
  name: "absorb",
  about: "taking fixed effects out of columns: all of it, the plan alone, the passes alone",
  peers: ["js"],
  problems: standardProblems,
  accepts: isProblemName,
  async run(request) {
    const names = request.named === undefined ? standardProblems.filter(request.selects) : [request.named];
    for (const name of names) await runProblem(makeProblem(name), request);
  },
};

/** What a whole run leaves: the columns in the absorber's row order, and what the solver says of them. */
interface Demeaned {
  readonly columns: readonly Float64Array[];
  readonly solve: Solve;
  readonly peakBytes: number;
}

interface Backend {
  readonly name: string;
  readonly engine: Engine;
  readonly demeaned: Demeaned;
}

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const load = () => loadEngine({ threads: request.threads });
  const ours = await backend("wasmetrics", problem, load);
  const js = request.peers.has("js") ? await backend("js", problem, async () => twinEngine(await load())) : undefined;
  const report = (contender: Contender, timing: Timing, { name, engine, demeaned }: Backend) => {
    const solves = !contender.backend.endsWith(PLAN);
    const { iterations, converged, certificate } = demeaned.solve;
    const compared = solves && name !== "js" && js !== undefined;
    request.report({
      suite: "absorb",
      problem: problem.name,
      backend: contender.backend,
      n: problem.n,
      k: problem.columns.length,
      threads: engine.threads,
      ...timing,
      iterations: solves ? iterations : null,
      converged: solves ? converged : null,
      certificate: solves ? certificate : null,
      difference: compared ? largestDifference(demeaned.columns, js.demeaned.columns) : null,
      peak_mb: name === "js" ? null : demeaned.peakBytes / MB,
      versions: versionsOf(name, engine.sha256),
    });
  };

  const backends = js === undefined ? [ours] : [ours, js];
  if (problem.cold) {
    const contenders = await Promise.all(
      backends.map(({ name }) => coldContender(name, problem, load, request.rounds)),
    );
    race(contenders, request.rounds, ONE_CALL).forEach((timing, i) => {
      report(contenders[i]!, timing, backends[i]!);
    });
    return;
  }
  for (const part of [wholeContender, planContender, passesContender]) {
    withScopes(backends, (scopes) => {
      const contenders = backends.map(({ name, engine }, i) => part(name, problem, engine, scopes[i]!));
      race(contenders, request.rounds).forEach((timing, i) => {
        report(contenders[i]!, timing, backends[i]!);
      });
    });
  }
}

/** One whole run on a new engine, for its results and its peak of memory. */
async function backend(name: string, problem: Problem, load: () => Promise<Engine>): Promise<Backend> {
  const engine = await load();
  const demeaned = engine.scope((scope) => {
    const { absorber, columns, solve } = demeanAll(engine, scope, problem);
    const view = columns.view();
    const { nRows } = absorber;
    const copies = problem.columns.map((_, j) => view.slice(j * nRows, (j + 1) * nRows));
    return { columns: copies, solve, peakBytes: engine.peakBytes() };
  });
  return { name, engine, demeaned };
}

function demeanAll(engine: Engine, scope: Scope, problem: Problem) {
  const absorber = makeAbsorber(engine, scope, problem.effects, null);
  const columns = gatherColumns(scope, problem.columns, absorber.rowOrder);
  return { absorber, columns, solve: absorber.demean(columns, problem.columns.length) };
}

/** A scope of each engine, open while `work` runs. */
function withScopes(backends: readonly Backend[], work: (scopes: readonly Scope[]) => void, open: Scope[] = []): void {
  const next = backends[open.length];
  if (next === undefined) work(open);
  else next.engine.scope((scope) => withScopes(backends, work, [...open, scope]));
}

type Part = (name: string, problem: Problem, engine: Engine, scope: Scope) => Contender;

const wholeContender: Part = (backend, problem, engine) => ({
  backend,
  run: () => engine.scope((scope) => void demeanAll(engine, scope, problem)),
});

const planContender: Part = (name, problem, engine) => ({
  backend: `${name}${PLAN}`,
  run: () => engine.scope((scope) => void makeAbsorber(engine, scope, problem.effects, null)),
});

const passesContender: Part = (name, problem, engine, scope) => {
  const absorber: Absorber = makeAbsorber(engine, scope, problem.effects, null);
  const original: F64Block = gatherColumns(scope, problem.columns, absorber.rowOrder);
  const columns = scope.f64(original.length);
  return {
    backend: `${name}${PASSES}`,
    prepare: () => columns.view().set(original.view()),
    run: () => void absorber.demean(columns, problem.columns.length),
  };
};

/** A new engine for every call, made before the race. */
async function coldContender(
  name: string,
  problem: Problem,
  load: () => Promise<Engine>,
  rounds: number,
): Promise<Contender> {
  const fresh: Engine[] = [];
  for (let call = 0; call <= rounds; call++) fresh.push(name === "js" ? twinEngine(await load()) : await load());
  return {
    backend: name,
    run: () => {
      const engine = fresh.pop()!;
      engine.scope((scope) => void demeanAll(engine, scope, problem));
    },
  };
}
