/**
 * Layer bench. Suite `regression`: `feols` end to end, from a table and a formula to coefficients and errors clustered by
 * the first effect. `js` is `feols` on the engine made of twins; `ml-matrix` solves by dummy variables where they fit.
 */
import type { Column } from "../../src/base/columns.js";
import { type Engine, loadEngine } from "../../src/kernels/engine.js";
import { feols } from "../../src/models/feols.js";
import type { FitRecord } from "../../src/models/fit-record.js";
import { makeTable, type Table } from "../../src/table/table.js";
import { largestDifference } from "../difference.js";
import { type PeerName, versionsOf } from "../peers.js";
import type { Estimate } from "../pipelines/estimate.js";
import { regressByDummies } from "../pipelines/ml-matrix.js";
import { isCold, isProblemName, makeProblem, standardProblems } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { type Contender, race } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { twinEngine } from "../twin-engine.js";

const MB = 1e6;
/** Most elements of a dummy matrix given to ml-matrix: its QR takes some seconds there. */
const DUMMY_ELEMENTS = 2_000_000;

export const regression: Suite = {
  name: "regression",
  about: "feols end to end: table and formula in, coefficients and clustered errors out",
  peers: ["js", "ml-matrix"],
  problems: standardProblems,
  accepts: (name) => isProblemName(name) && !isCold(name),
  async run(request) {
    const names = request.named === undefined ? standardProblems.filter(request.selects) : [request.named];
    for (const name of names) await runProblem(makeProblem(name), request);
  },
};

interface Backend extends Contender {
  readonly run: () => unknown;
  /** Estimates of one run, and the record of those that make one. */
  readonly estimate: Estimate;
  readonly fit: FitRecord | null;
  readonly peakBytes: number | null;
  readonly threads: number;
}

async function runProblem(problem: Problem, request: SuiteRequest): Promise<void> {
  const engine = await loadEngine({ threads: request.threads });
  const table = tableOf(problem);
  const backends = [ours("wasmetrics", engine, problem, table)];
  if (request.peers.has("js")) backends.push(ours("js", twinEngine(await loadEngine()), problem, table));
  if (request.peers.has("ml-matrix")) {
    if (dummyElements(problem) <= DUMMY_ELEMENTS) backends.push(dummies(problem));
    else
      request.note(`skipped: ml-matrix on ${problem.name} (its dummy matrix has ${dummyElements(problem)} elements)`);
  }
  const timings = race(backends, request.rounds);
  const reference = backends.length > 1 ? backends.at(-1) : undefined;
  backends.forEach((backend, i) => {
    const solver = backend.fit?.solver;
    request.report({
      suite: "regression",
      problem: problem.name,
      backend: backend.backend,
      n: problem.n,
      k: problem.columns.length - 1,
      threads: backend.threads,
      ...timings[i]!,
      iterations: solver?.iterations ?? null,
      converged: solver?.converged ?? null,
      certificate: solver?.certificate ?? null,
      difference:
        reference === undefined || backend === reference
          ? null
          : largestDifference(vectors(backend.estimate), vectors(reference.estimate)),
      peak_mb: backend.backend === "wasmetrics" ? backend.peakBytes! / MB : null,
      versions: versionsOf(backend.backend, engine.sha256),
    });
  });
}

/** The problem as a reader would give it: every column numeric. */
function tableOf({ name, names, columns, effects }: Problem): Table {
  const numeric = (column: string, values: Float64Array): Column => ({ kind: "numeric", name: column, values });
  return makeTable(
    [
      ...names.map((column, j) => numeric(column, columns[j]!)),
      ...effects.map((effect) => numeric(effect.name, Float64Array.from(effect.codes))),
    ],
    { name, bytes: 0, sha256: null },
  );
}

/** `feols` on an engine; rows alone in an effect are kept, so that every backend uses the same rows. */
function ours(name: "wasmetrics" | PeerName, engine: Engine, { names, effects }: Problem, table: Table): Backend {
  const formula = `${names[0]} ~ ${names.slice(1).join(" + ")} | ${effects.map((effect) => effect.name).join(" + ")}`;
  const run = () => feols(engine, table, formula, { vcov: { cluster: [effects[0]!.name] }, fixefRm: "none" });
  const fit = run();
  const coefficients = names.slice(1).map((term) => fit.coefficients[term]!);
  return {
    backend: name,
    run,
    fit,
    estimate: {
      beta: Float64Array.from(coefficients, ({ estimate }) => estimate),
      se: Float64Array.from(coefficients, ({ std_error }) => std_error),
    },
    peakBytes: engine.peakBytes(),
    threads: engine.threads,
  };
}

function dummies(problem: Problem): Backend {
  const run = () => regressByDummies(problem);
  return { backend: "ml-matrix", run, fit: null, estimate: run(), peakBytes: null, threads: 1 };
}

const dummyElements = ({ n, columns, effects }: Problem): number =>
  n * (columns.length + effects.reduce((sum, effect) => sum + effect.nLevels, 0));

const vectors = ({ beta, se }: Estimate): Float64Array[] => [beta, se];
