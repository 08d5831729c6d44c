/**
 * `wampler-SIZE`: a quintic like NIST's Wampler5, whose errors cancel within each value of x, so that every
 * coefficient is exactly 1 whatever the rows. `feols` refines it; the same formula of noise is what it costs where nothing
 * is nearly collinear.
 */

import { makeTable, type Table } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { relativeDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { ROWS } from "../problems/problem.js";
import { normals } from "../problems/random.js";
import { type Contender, race } from "../race.js";
import type { SuiteRequest } from "../row.js";

const MB = 1e6;
const NAME = /^wampler-(?<size>[^-]+)$/;
const DEGREE = 5;
/** Values of x, from 0: each has errors 1 and -1 as often, for rows that are a multiple of twice as many. */
const VALUES = 20;
const ERROR = 25_000_000;
const SEED = 20_261_128;

export const isWampler = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** Runs a problem whose name `isWampler` accepts. */
export async function runWampler(name: string, request: SuiteRequest): Promise<void> {
  const n = Number(NAME.exec(name)!.groups!.size);
  const table = quintic(n);
  const formulaOf = (name: string) =>
    `y ~ ${Array.from({ length: DEGREE }, (_, p) => `I(${name}^${p + 1})`).join(" + ")}`;
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    const refined = contender("wasmetrics", engine, table, formulaOf("x"));
    const contenders = [refined, contender("wasmetrics-plain", engine, table, formulaOf("z"))];
    const timings = race(contenders, request.rounds);
    const { coefficients, solver } = refined.record();
    if (!solver.refined) request.note(`regression ${name}: not refined`);
    const estimates = Float64Array.from(Object.values(coefficients), ({ estimate }) => estimate);
    contenders.forEach(({ backend }, i) => {
      const isRefined = i === 0;
      request.report({
        suite: "regression",
        problem: name,
        backend,
        n,
        k: DEGREE + 1,
        threads,
        ...timings[i]!,
        iterations: null,
        converged: null,
        certificate: null,
        difference: isRefined ? relativeDifference(estimates, new Float64Array(DEGREE + 1).fill(1)) : null,
        reference: isRefined ? "exact" : null,
        peak_mb: isRefined ? engine.peakBytes() / MB : null,
        versions: versionsOf(backend, engine.sha256),
      });
    });
    await engine.close();
  }
}

function contender(
  backend: string,
  engine: Engine,
  table: Table,
  formula: string,
): Contender & { record: () => FitRecord } {
  let record: FitRecord | undefined;
  const run = () => {
    record = feols(engine, table, formula, { vcov: "iid" });
  };
  return { backend, run, record: () => record! };
}

function quintic(n: number): Table {
  const x = Float64Array.from({ length: n }, (_, i) => (i >> 1) % VALUES);
  const y = x.map((value, i) => {
    let sum = 0;
    for (let p = 0; p <= DEGREE; p++) sum = sum * value + 1;
    return sum + (i % 2 === 0 ? ERROR : -ERROR);
  });
  const columns = { y, x, z: normals(n, SEED, 0) };
  return makeTable(
    Object.entries(columns).map(([name, values]) => ({ kind: "numeric", name, values })),
    { name: "wampler", bytes: 0, sha256: null },
  );
}
