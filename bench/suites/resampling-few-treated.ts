/**
 * `few-treated-DRAWS`: `bootstrap` of kind ferman-pinto on a million rows of 50 groups of different size and 20 periods, each group and
 * period weighing the same, with its interval, beside plain loops over the averages, which have nothing to do but draws. Every draw is
 * compared.
 */
import { makeTable, withColumns } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { drawnGroups } from "../../src/verbs/bootstrap/few-treated/reference.js";
import { bootstrap } from "../../src/verbs/bootstrap/fit.js";
import { fermanPinto } from "../../test/reference/few-treated.js";
import { seeded } from "../../test/support/random.js";
import { relativeDifference } from "../difference.js";
import { versionsOf } from "../peers/versions.js";
import { raceWithPeers, type TimedPeer } from "../race.js";
import type { SuiteRequest } from "../row.js";

const NAME = /^few-treated-(?<draws>[1-9]\d{0,4})$/;
const [GROUPS, PERIODS, TREATED, FIRST, SEED] = [50, 20, 3, 12, 7];
const MB = 1e6;

export const isFewTreated = (name: string): boolean => NAME.test(name);

/** Rows of group g in each period. */
const rowsOf = (g: number): number => 400 + 60 * (g % 21);

/** Rows of each group and period, and their means. */
function problem() {
  const random = seeded(11);
  const cells = Array.from({ length: GROUPS * PERIODS }, (_, i) => [Math.floor(i / PERIODS), i % PERIODS] as const);
  const rows = cells.flatMap(([g], c) => Array<number>(rowsOf(g)).fill(c));
  const of = (make: (c: number) => number) => Float64Array.from(rows, make);
  const d = (c: number): number => (cells[c]![0] < TREATED && cells[c]![1] >= FIRST ? 1 : 0);
  const shock = cells.map(() => random() / 50);
  const y = of((c) => shock[c]! + random());
  const table = makeTable(
    Object.entries({ g: of((c) => cells[c]![0]), t: of((c) => cells[c]![1]), d: of(d), y }).map(([name, values]) => ({
      ...{ kind: "numeric" as const, name, values },
    })),
    { name: "groups", bytes: 0, sha256: "" },
  );
  const sums = new Float64Array(cells.length);
  rows.forEach((c, i) => {
    sums[c]! += y[i]!;
  });
  const byGroup = (make: (c: number) => number) =>
    Array.from({ length: GROUPS }, (_, g) => Array.from({ length: PERIODS }, (_, t) => make(g * PERIODS + t)));
  const M = (c: number): number => rowsOf(cells[c]![0]);
  const weights = { kind: "numeric" as const, name: "w", values: of((c) => 1 / M(c)) };
  return {
    n: rows.length,
    table: withColumns(table, [weights]),
    panel: { y: byGroup((c) => sums[c]! / M(c)), d: byGroup(d), M: byGroup(M) },
  };
}

export async function runFewTreated(name: string, request: SuiteRequest): Promise<void> {
  const draws = Number(NAME.exec(name)!.groups!.draws);
  const { n, table, panel } = problem();
  const asked = { term: "d", cluster: "g", draws, seed: SEED, fixefRm: "none", weights: "w" } as const;
  for (const threads of request.threads) {
    const engine = await loadEngine({ threads });
    let [ours, theirs]: [readonly (number | null)[], readonly number[]] = [[], []];
    const verb: TimedPeer = {
      backend: "wasmetrics",
      time: timed(async () => {
        ours = (await bootstrap(engine, table, "y ~ d | g + t", { ...asked, kind: "ferman-pinto" })).draws.estimate;
      }),
    };
    const loops: TimedPeer = {
      backend: "plain-loops",
      time: timed(async () => {
        theirs = fermanPinto(panel, 0, donorsOf(engine, draws)).draws;
      }),
    };
    const timings = await raceWithPeers([verb, loops], request.rounds);
    for (const [i, { backend }] of [verb, loops].entries()) {
      request.report({
        ...{ suite: "resampling", problem: name, backend, n, k: 1, threads },
        ...timings[i]!,
        ...{ iterations: null, converged: null, certificate: null },
        difference: i === 0 ? relativeDifference(Float64Array.from(ours, Number), theirs) : null,
        reference: i === 0 ? "plain loops over averages" : null,
        peak_mb: i === 0 ? engine.peakBytes() / MB : null,
        versions: versionsOf(backend, engine.sha256),
      });
    }
    await engine.close();
  }
}

const donorsOf = (engine: Engine, draws: number) =>
  Array.from({ length: draws }, (_, b) => drawnGroups(engine, GROUPS, SEED, b));

const timed = (work: () => Promise<void>) => async (): Promise<number[]> => {
  const started = performance.now();
  await work();
  return [performance.now() - started];
};
