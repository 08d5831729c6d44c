/**
 * `family-DRAWS-SIZE`: ten outcomes of the cities tested together by `romano-wolf`, beside ten bootstraps one at a time, which is what a
 * program does that resamples model by model. Every draw of every outcome is compared.
 */
import type { Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { romanoWolf } from "../../src/verbs/romano-wolf/fit.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { citiesWithPolicy, type PolicyProblem } from "../problems/policy.js";
import { ROWS } from "../problems/problem.js";
import { raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";
import { SEED, tableOf } from "./resampling-loop.js";

const MB = 1e6;
const OUTCOMES = 10;
const NAME = /^family-(?<draws>[1-9]\d{0,5})-(?<size>.+)$/;

export const isFamily = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** t of every draw, by outcome. */
type Draws = readonly (readonly (number | null)[])[];

/** Runs a problem whose name `isFamily` accepts. */
export async function runFamily(name: string, request: SuiteRequest): Promise<void> {
  const { draws, size } = NAME.exec(name)!.groups as Readonly<Record<"draws" | "size", string>>;
  const problem = citiesWithPolicy(size);
  const table = tableOf(problem);
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const together = timed("wasmetrics", () => familyDraws(engine, table, problem, Number(draws)));
    const each = timed("wasmetrics-each", () => drawsOfEach(engine, table, problem, Number(draws)));
    const timings = await raceWithPeers([together, each], request.rounds);
    const numbers = (found: Draws) => found.map((own) => own.map((t) => t ?? Number.NaN));
    for (const [i, { backend, found }] of [together, each].entries()) {
      request.report({
        ...{ suite: "resampling", problem: name, backend, n: problem.n, k: 1, threads },
        ...timings[i]!,
        ...{ iterations: null, converged: null, certificate: null },
        difference: i === 0 ? largestDifference(numbers(found()), numbers(each.found())) : null,
        reference: i === 0 ? "bootstraps one at a time" : null,
        peak_mb: i === 0 ? engine.peakBytes() / MB : null,
        versions: versionsOf(backend, engine.sha256),
      });
    }
    await engine.close();
  }
}

function timed(backend: string, run: () => Promise<Draws>): TimedPeer & { readonly found: () => Draws } {
  let last: Draws = [];
  const time = async () => {
    const started = performance.now();
    last = await run();
    return [performance.now() - started];
  };
  return { backend, time, found: () => last };
}

const outcomesOf = ({ names }: PolicyProblem) => names.filter((name) => name !== "did").slice(0, OUTCOMES);
const effectsOf = ({ effects }: PolicyProblem) => effects.map(({ name }) => name).join(" + ");

async function familyDraws(engine: Engine, table: Table, problem: PolicyProblem, draws: number): Promise<Draws> {
  const formula = `c(${outcomesOf(problem).join(", ")}) ~ did | ${effectsOf(problem)}`;
  const options = { term: "did", cluster: problem.cluster.name, draws, seed: SEED };
  return (await romanoWolf(engine, table, formula, options)).draws;
}

async function drawsOfEach(engine: Engine, table: Table, problem: PolicyProblem, draws: number): Promise<Draws> {
  const found: (readonly (number | null)[])[] = [];
  for (const outcome of outcomesOf(problem)) {
    const options = { term: "did", cluster: problem.cluster.name, draws, seed: SEED, ci: "none" } as const;
    const { draws: own } = await bootstrap(engine, table, `${outcome} ~ did | ${effectsOf(problem)}`, options);
    found.push(own.statistic);
  }
  return found;
}
