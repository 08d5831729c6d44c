/**
 * `power-DRAWS-UNITS`: power of the two-way regression on units observed in 12 periods, whose errors are an AR(1), by treatments of half of
 * them drawn at random; beside it a loop of `feols` over the same treatments, of which some are run and the time of the rest is
 * multiplied up. Estimate and error of each of these are compared.
 */
import { type Panel, panel } from "../../src/data/panel/panel.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseFormula } from "../../src/formula/parser.js";
import { power } from "../../src/verbs/power/fit.js";
import { assignments } from "../../src/verbs/power/simulation/assignment.js";
import { makeDraws } from "../../src/verbs/power/simulation/draws.js";
import { drawnTreatment, estimatorOf } from "../../src/verbs/power/simulation/estimates.js";
import { untreatedRows } from "../../src/verbs/power/simulation/untreated-rows.js";
import { powerPlan } from "../../src/verbs/power/verb.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { ROWS } from "../problems/problem.js";
import { draws as randomDraws } from "../problems/random.js";
import { extrapolated, raceWithPeers, timingOf } from "../race.js";
import type { SuiteRequest } from "../row.js";
import { SEED } from "./resampling-loop.js";

const MB = 1e6;
const NAME = /^power-(?<draws>[1-9]\d{0,5})-(?<size>.+)$/;
const PERIODS = 12;
const RHO = 0.6;
const FORMULA = "y ~ 1 | unit + period";
/** Treatments that the loop regresses on. */
const TURNS = 5;

export const isPower = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** Runs a problem whose name `isPower` accepts. */
export async function runPower(name: string, request: SuiteRequest): Promise<void> {
  const { draws, size } = NAME.exec(name)!.groups as Readonly<Record<"draws" | "size", string>>;
  const rows = panelOf(Number(size));
  const options = { draws: Number(draws), seed: SEED, by: "simulation" } as const;
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const run = async () => {
      const started = performance.now();
      await power(engine, rows, FORMULA, options);
      return [performance.now() - started];
    };
    const [timing] = await raceWithPeers([{ backend: "wasmetrics", time: run }], request.rounds);
    const { found, loop, times } = await turns(engine, rows, options);
    const common = { suite: "resampling", problem: name, n: rows.table.nRows, k: 1, threads };
    const nothing = { iterations: null, converged: null, certificate: null };
    request.report({
      ...{ ...common, ...nothing, ...timing! },
      backend: "wasmetrics",
      difference: largestDifference(found, loop),
      reference: "loop of feols",
      peak_mb: engine.peakBytes() / MB,
      versions: versionsOf("wasmetrics", engine.sha256),
    });
    request.report({
      ...{ ...common, ...nothing, ...extrapolated(timingOf(times), options.draws) },
      backend: "wasmetrics-loop",
      ...{ difference: null, reference: null, peak_mb: null },
      versions: versionsOf("wasmetrics", engine.sha256),
    });
    await engine.close();
  }
}

/** Estimates and errors of a few draws, by the verb's way and by a regression each. */
async function turns(engine: Engine, rows: Panel, options: { readonly draws: number; readonly seed: number }) {
  const plan = powerPlan({ ...options, draws: Math.max(20, TURNS) }, true);
  const untreated = untreatedRows(engine, rows, parseFormula(FORMULA), plan);
  const assigned = assignments(engine, untreated, plan);
  const { of } = await makeDraws(engine, untreated, assigned, plan, [], {});
  const estimate = estimatorOf(engine, untreated, plan);
  const times: number[] = [];
  const found: number[][] = [[], []];
  const loop: number[][] = [[], []];
  for (let b = 0; b < TURNS; b++) {
    const codes = new Uint32Array(rows.nUnits);
    assigned.assign(b, codes);
    const drawn = drawnTreatment(untreated.panel, codes, assigned.dates, 1, plan.profile);
    const started = performance.now();
    const turn = estimate(drawn, 0);
    times.push(performance.now() - started);
    loop[0]!.push(turn.estimate);
    loop[1]!.push(turn.stdError);
    found[0]!.push(of.estimate(b, 0));
    found[1]!.push(of.stdError(b, 0));
  }
  return { found, loop, times };
}

function panelOf(units: number): Panel {
  const n = units * PERIODS;
  const random = randomDraws(SEED, 1);
  const [unit, period, y] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let u = 0; u < units; u++) {
    let error = random.normal(u * PERIODS);
    for (let t = 0; t < PERIODS; t++) {
      const row = u * PERIODS + t;
      if (t > 0) error = RHO * error + Math.sqrt(1 - RHO * RHO) * random.normal(row);
      unit[row] = u;
      period[row] = t + 1;
      y[row] = (u % 7) + 0.1 * t + error;
    }
  }
  const columns = Object.entries({ unit, period, y }).map(
    ([name, values]) => ({ kind: "numeric", name, values }) as const,
  );
  const table = makeTable(columns, { name: "units", bytes: 0, sha256: null });
  return panel(table, { unit: "unit", time: "period" });
}
