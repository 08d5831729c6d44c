/**
 * `revcov-SIZE` and `revcov-TYPE-SIZE`: another variance of a regression that is held, clustered by a column that
 * is no effect, heteroskedasticity-robust, or by leverage of rows or clusters, for the first time and again, beside fixest's `summary(est, vcov =)`. A fresh
 * `feols` is the reference. The pass that makes residuals, score sums and their meat is timed as what it may cost at most.
 */

import { residualScoresBlock } from "../../src/engine/kernels/cluster-scores.js";
import { clusterMeatBlock } from "../../src/engine/kernels/covariance.js";
import { type Engine, loadEngine, type Scope } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { FittedModel } from "../../src/verbs/feols/fitted/fitted-rows.js";
import { fitFeols } from "../../src/verbs/feols/fitted-model.js";
import { largestDifference } from "../difference.js";
import { Fixest } from "../peers/fixest.js";
import { versionsOf } from "../peers/versions.js";
import { citiesWithPolicy, type PolicyProblem } from "../problems/policy.js";
import { ROWS } from "../problems/problem.js";
import { type Contender, raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";
import { callOf, tableOf } from "./resampling-loop.js";

const MB = 1e6;
const NAME = /^revcov(?:-(?<type>hetero|hc2|hc3|cr2|cr3))?-(?<size>[^-]+)$/;
/** What fixest has, too. */
const SHARED = ["cluster", "hetero"];

export const isRevisedVcov = (name: string): boolean => ROWS.test(NAME.exec(name)?.groups?.size ?? "");

/** A backend, and its errors once it ran; null where it has none. */
interface Entry {
  readonly contender: Contender | TimedPeer;
  readonly found: () => Promise<Float64Array | null>;
}

/** Runs a problem whose name `isRevisedVcov` accepts. */
export async function runRevisedVcov(name: string, request: SuiteRequest): Promise<void> {
  const { type = "cluster", size } = NAME.exec(name)!.groups!;
  const problem = citiesWithPolicy(size!);
  const vcov = vcovOf(type, problem.cluster.name);
  const fixest = request.peers.has("fixest") && SHARED.includes(type) ? await Fixest.open(problem) : undefined;
  try {
    for (const threads of request.threads) await runOnThreads({ name, problem, vcov, fixest }, threads, request);
  } finally {
    await fixest?.close();
  }
}

/** A variance by its name in a problem. */
function vcovOf(type: string, cluster: string): string {
  if (type === "hetero") return type;
  const of = type === "cluster" ? type : type.toUpperCase();
  return of.startsWith("HC") ? of : `${of}:${cluster}`;
}

interface Setting {
  readonly name: string;
  readonly problem: PolicyProblem;
  readonly vcov: string;
  readonly fixest: Fixest | undefined;
}

async function runOnThreads(setting: Setting, threads: number, request: SuiteRequest): Promise<void> {
  const { name, problem, vcov, fixest } = setting;
  const engine = await loadEngine({ threads });
  const table = tableOf(problem);
  const { formula, fixefRm } = callOf(problem);
  const terms = problem.names.slice(1);
  const errorsOf = ({ coefficients }: FitRecord) => Float64Array.from(terms, (term) => coefficients[term]!.std_error);
  const reference = errorsOf(feols(engine, table, formula, { vcov, fixefRm }));
  const hold = () => fitFeols(engine, table, formula, { vcov: "iid", fixefRm });
  const kept = hold();
  const entries = [first(hold, vcov, errorsOf), again(kept, vcov, errorsOf)];
  if (vcov.startsWith("cluster")) entries.push(fusedPass(engine, problem));
  if (fixest !== undefined) {
    const time = () => fixest.reviseVcov(threads, vcov === "hetero" ? "hetero" : `~${problem.cluster.name}`);
    entries.push({ contender: { backend: "fixest", time }, found: async () => await fixest.errorsOf(terms) });
  }
  const timings = await raceWithPeers(
    entries.map(({ contender }) => contender),
    request.rounds,
  );
  for (const [i, { contender, found }] of entries.entries()) {
    const errors = await found();
    request.report({
      suite: "regression",
      problem: name,
      backend: contender.backend,
      n: problem.n,
      k: terms.length,
      threads,
      ...timings[i]!,
      iterations: null,
      converged: null,
      certificate: null,
      difference: errors === null ? null : largestDifference([errors], [reference]),
      reference: errors === null ? null : "feols",
      peak_mb: i === 0 ? engine.peakBytes() / MB : null,
      versions: versionsOf(contender.backend, engine.sha256),
    });
  }
  kept.free();
  await engine.close();
}

/** The variance for the first time: each call on a fit of its own, estimated outside the clock. */
function first(hold: () => FittedModel, vcov: string, errorsOf: (record: FitRecord) => Float64Array): Entry {
  let held: FittedModel | undefined;
  let record: FitRecord | undefined;
  return {
    contender: {
      backend: "wasmetrics",
      prepare: () => {
        held?.free();
        held = hold();
      },
      run: () => {
        record = held!.withVcov(vcov);
      },
    },
    found: async () => {
      held?.free();
      held = undefined;
      return errorsOf(record!);
    },
  };
}

/** The same from what was kept of it. */
function again(held: FittedModel, vcov: string, errorsOf: (record: FitRecord) => Float64Array): Entry {
  let record = held.withVcov(vcov);
  return {
    contender: {
      backend: "wasmetrics-held",
      run: () => {
        record = held.withVcov(vcov);
      },
    },
    found: async () => errorsOf(record),
  };
}

/** Residuals, score sums by cluster and their meat of as many columns. */
function fusedPass(engine: Engine, { n, columns, cluster }: PolicyProblem): Entry {
  const k = columns.length - 1;
  const held = engine.hold((scope) => {
    const X = scope.f64(n * k);
    columns.slice(1).forEach((column, j) => {
      X.part(j * n, n)
        .view()
        .set(column);
    });
    const codes = { codes: scope.copyU32(cluster.codes), nLevels: cluster.nLevels };
    return { X, y: scope.copyF64(columns[0]!), beta: scope.copyF64(new Float64Array(k).fill(0.1)), codes };
  });
  const pass = (scope: Scope) => {
    const { X, y, beta, codes } = held.value;
    const { scores } = residualScoresBlock(engine, scope, n, k, X, y, beta, codes);
    clusterMeatBlock(engine, scope, scores!.length / k, k, scores!);
  };
  return {
    contender: { backend: "wasmetrics-fused-pass", run: () => engine.scope(pass) },
    found: async () => {
      held.free();
      return null;
    },
  };
}
