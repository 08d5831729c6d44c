/**
 * `influence-SIZE`: what every row, and every city, does to the policy's effect among the cities, and the fewest without which its sign or
 * significance turns, by `sensitivity`; beside it a loop of `feols` without each row, of which some are run and the time of the rest is
 * multiplied up. The change of the coefficient without each of these rows is compared.
 */
import type { Table } from "../../src/data/table/table.js";
import { withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { sensitivity } from "../../src/verbs/sensitivity/fit.js";
import { largestDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { citiesWithPolicy, type PolicyProblem } from "../problems/policy.js";
import { ROWS } from "../problems/problem.js";
import { extrapolated, raceWithPeers, timingOf } from "../race.js";
import type { SuiteRequest } from "../row.js";
import { tableOf } from "./resampling-loop.js";

const MB = 1e6;
const NAME = /^influence-(?<size>.+)$/;
/** Rows that the loop leaves out: those that move the coefficient most. */
const LEFT_OUT = 10;

export const isInfluence = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** Runs a problem whose name `isInfluence` accepts. */
export async function runInfluence(name: string, request: SuiteRequest): Promise<void> {
  const problem = citiesWithPolicy(NAME.exec(name)!.groups!.size!);
  const table = tableOf(problem);
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const found = influenceOf(engine, table, problem);
    const rows = found.influence!.groups[0]!.largest;
    const run = async () => {
      const started = performance.now();
      influenceOf(engine, table, problem);
      return [performance.now() - started];
    };
    const [timing] = await raceWithPeers([{ backend: "wasmetrics", time: run }], request.rounds);
    const times: number[] = [];
    const loop = rows.map(({ name: row }) => {
      const started = performance.now();
      const without = effectWithout(engine, table, problem, Number(row) - 1);
      times.push(performance.now() - started);
      return without - found.classical.estimate;
    });
    const common = { suite: "resampling", problem: name, n: problem.n, k: 1, threads };
    const nothing = { iterations: null, converged: null, certificate: null };
    request.report({
      ...{ ...common, ...nothing, ...timing! },
      backend: "wasmetrics",
      difference: largestDifference([rows.map(({ dfbeta }) => dfbeta!)], [loop]),
      reference: "feols without each row",
      peak_mb: engine.peakBytes() / MB,
      versions: versionsOf("wasmetrics", engine.sha256),
    });
    request.report({
      ...{ ...common, ...nothing, ...extrapolated(timingOf(times), problem.n) },
      backend: "wasmetrics-loop",
      ...{ difference: null, reference: null, peak_mb: null },
      versions: versionsOf("wasmetrics", engine.sha256),
    });
    await engine.close();
  }
}

const formulaOf = ({ effects, names }: PolicyProblem) =>
  `${names[0]} ~ did | ${effects.map(({ name }) => name).join(" + ")}`;

const influenceOf = (engine: Engine, table: Table, problem: PolicyProblem) =>
  sensitivity(engine, table, formulaOf(problem), {
    ...{ term: "did", vcov: `cluster:${problem.cluster.name}`, parts: ["influence"] },
    ...{ by: [problem.cluster.name], named: LEFT_OUT, halvings: 0 },
  });

function effectWithout(engine: Engine, table: Table, problem: PolicyProblem, row: number): number {
  const values = new Float64Array(table.nRows).fill(1);
  values[row] = 0;
  const without = withColumns(table, [{ kind: "numeric", name: "kept", values }]);
  return feols(engine, without, formulaOf(problem), { vcov: "iid", subset: "kept == 1" }).coefficients.did!.estimate;
}
