/**
 * Suite `roofline`: what the machine could do. For the work people do most, the time of all of it beside the time of moving its
 * bytes and of its arithmetic alone, on the same engine in the same race. What each must move and compute at least: `roofline-work`.
 */
import { crossProductsWork, ddotWork } from "../../src/engine/kernels/blas.js";
import { type Engine, type F64Block, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import { versionsOf } from "../peers/versions.js";
import { isCold, isProblemName, makeProblem } from "../problems/catalogue.js";
import type { Problem } from "../problems/problem.js";
import { isSlopesName } from "../problems/slopes.js";
import { type Contender, race } from "../race.js";
import type { Suite, SuiteRequest } from "../row.js";
import { whole } from "./absorb-parts.js";
import { fitProblem, tableOf } from "./regression-fit.js";
import { type LeastWork, leastWork, type Work, workOf } from "./roofline-work.js";

const MB = 1e6;
const BYTES = 8;
/** Elements of a task that moves columns: a multiple of the chunk of sums. */
const RUN = 131_072;
/** Rows and columns whose products are computed again and again: they stay in the nearest cache. */
const CACHED = { n: 256, k: 12 } as const;
const LANES = 16;

export const roofline: Suite = {
  name: "roofline",
  about: "the commonest work beside the time of moving its bytes and of its arithmetic alone",
  peers: [],
  problems: [
    ...["regression-firm-year-1e6", "demean-firm-year-1e6", "demean-firm-year-1e6-k1"],
    ...["demean-firm-year-1e6-shuffled", "demean-firm-countryyear-crossed-1e6"],
  ],
  accepts: (name) => {
    const problem = workOf(name)?.problem ?? "";
    return isProblemName(problem) && !isCold(problem) && !isSlopesName(problem);
  },
  async run(request) {
    for (const name of request.problems) {
      try {
        await runWork(name, workOf(name)!, request);
      } catch (error) {
        request.fail(`roofline ${name}`, error);
      }
    }
  },
};

async function runWork(name: string, work: Work, request: SuiteRequest): Promise<void> {
  const problem = makeProblem(work.problem);
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const least = leastWork(engine, work, problem);
    engine.scope((scope) => {
      const contenders = [jobOf(work, problem, engine), moving(least, engine, scope), computing(least, engine, scope)];
      race(contenders, request.rounds).forEach((timing, i) => {
        request.report({
          ...{ suite: "roofline", problem: name, backend: contenders[i]!.backend, threads: engine.threads, ...timing },
          ...{ n: problem.n, k: problem.columns.length, least_work: least.counts },
          ...{ iterations: least.iterations, converged: null, certificate: null, difference: null, reference: null },
          ...{ peak_mb: i === 0 ? engine.peakBytes() / MB : null, versions: versionsOf("wasmetrics", engine.sha256) },
        });
      });
    });
    await engine.close();
  }
}

function jobOf({ job }: Work, problem: Problem, engine: Engine): Contender {
  if (job === "demean") return whole("wasmetrics", problem, engine);
  const table = tableOf(problem);
  return { backend: "wasmetrics", run: () => fitProblem(engine, problem, table) };
}

/** Reads and rewrites as many bytes as the work must: columns read on the engine's threads, copied in by one, rewritten in place. */
function moving({ reads, copied, rewritten }: LeastWork, engine: Engine, scope: Scope): Contender {
  const from = new Float64Array(copied / BYTES);
  const X = scope.f64(Math.max(reads, copied, rewritten) / BYTES);
  const ones = scope.f64(RUN);
  ones.view().fill(1);
  X.view().fill(1);
  const into = X.part(0, from.length);
  from.fill(1);
  const reading = runsOf(reads).map(([at, n]) => [n, X.at(at), X.at(at), scope.f64(ddotWork()).address] as const);
  const rewriting = runsOf(rewritten).map(([at, n]) => [n, 1, ones.address, X.at(at)] as const);
  return {
    backend: "wasmetrics-floor-memory",
    run: () => {
      into.view().set(from);
      engine.run("ddot", reading);
      engine.run("scaleRows", rewriting);
    },
  };
}

function runsOf(bytes: number): (readonly [at: number, n: number])[] {
  const elements = bytes / BYTES;
  return Array.from({ length: Math.ceil(elements / RUN) }, (_, i) => [i * RUN, Math.min(RUN, elements - i * RUN)]);
}

/** As many multiplications and additions as the work must do, of numbers that stay in the cache. */
function computing({ counts }: LeastWork, engine: Engine, scope: Scope): Contender {
  const { n, k } = CACHED;
  const times = Math.ceil(counts.operations / (n * k * (k + 1)));
  // tasks that may run at a time write to lines of their own
  const lanes = Array.from({ length: LANES }, () => productsOf(scope, n, k));
  const tasks = Array.from({ length: times }, (_, t) => lanes[t % LANES]!);
  return { backend: "wasmetrics-floor-arithmetic", run: () => void engine.run("crossProducts", tasks) };
}

function productsOf(scope: Scope, n: number, k: number): readonly number[] {
  const X: F64Block = scope.f64(n * k);
  X.view().fill(1);
  return [n, n, k, X.address, scope.f64(k * k).address, scope.f64(crossProductsWork(n, k)).address];
}
