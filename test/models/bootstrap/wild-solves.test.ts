/** A wild test by one regression for each bootstrap cluster gives the draws of the test by moments, where both can be had. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Category } from "../../../src/base/columns.js";
import { combine } from "../../../src/data/panel/order.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { wildDraws, wildTest } from "../../../src/regression/cluster-bootstrap/wild.js";
import type { WildSpec } from "../../../src/regression/cluster-bootstrap/wild-spec.js";
import { drawStatistics, type WildTest } from "../../../src/regression/cluster-bootstrap/wild-statistic.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import { wildTestBySolves } from "../../../src/verbs/bootstrap/wild-solves.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { prepareResampling, type ResamplingModel } from "../../../src/verbs/resampling/model.js";
import { seeded } from "../../support/random.js";
import { smallPanel } from "../../support/small-panel.js";
import { smallPanelTable } from "../../support/small-panel-table.js";
import { numeric } from "../small-panel.js";

/** Two ways of the same regressions. */
const DRAW = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const tableOf = (seed: number): Table => smallPanelTable(smallPanel(seed));

const cellClusterings = ({ clusterings }: ResamplingModel) =>
  clusterings.map((clustering): Category => ({ ...clustering, codes: clustering.ofCell }));

const term = (clusters: Category, sign: 1 | -1 = 1) => ({ clusters, sign, factor: 1.1 });

function expectSame(a: WildTest, b: WildTest, what: string): void {
  expect(Math.abs(a.statistic / b.statistic - 1), what).toBeLessThan(DRAW);
  const request = { first: 0, count: 60, kind: "webb", seed: 5 } as const;
  const [got, want] = [a, b].map((test) => drawStatistics(test, wildDraws(engine, test, request)));
  want!.forEach((t, i) => {
    const isSame = Object.is(got![i], t) || Math.abs(got![i]! - t) <= DRAW * Math.max(1, Math.abs(t));
    expect(isSame, `${what}, draw ${i}: ${got![i]}, by moments ${t}`).toBe(true);
  });
}

describe("a wild test by solves equals that by moments on 20 panels", () => {
  for (let seed = 1; seed <= 20; seed++) {
    it(`panel ${seed}`, () => {
      const table = tableOf(seed);
      const names = smallPanel(seed).names;
      const formula = `y ~ ${names.join(" + ")} | unit + year`;
      const isTwoWay = seed % 4 === 0;
      const clusters = isTwoWay ? [["cluster"], ["year"]] : [["cluster"]];
      engine.scope((scope) => {
        const model = prepareResampling(engine, scope, table, formula, {
          clusters,
          weights: "w",
          fixefRm: "none",
          others: [["unit"]],
        });
        expect(model.refused).toBeNull();
        const groupings = cellClusterings(model);
        const errorClusters = isTwoWay
          ? [term(groupings[0]!), term(groupings[1]!), term(combine(groupings.slice(0, 2)), -1)]
          : [term(groupings[0]!)];
        const bootClusters = seed % 3 === 0 ? groupings.at(-1)! : groupings[0]!;
        for (const imposeNull of [true, false]) {
          for (const hypothesis of [
            { columns: [0], values: [0.2] },
            { columns: [1, 0], values: [0.5, 0.1] },
          ]) {
            const spec: WildSpec = { type: "11", imposeNull, errorClusters, bootClusters };
            const bySolves = wildTestBySolves(engine, scope, model, hypothesis, spec);
            const byMoments = wildTest(engine, scope, model.moments!, hypothesis, spec);
            expectSame(bySolves, byMoments, `null ${imposeNull}, ${hypothesis.columns.length} tested`);
          }
        }
      });
    });
  }

  it("refuses jackknife types, and stops when asked", () => {
    engine.scope((scope) => {
      const model = prepareResampling(engine, scope, tableOf(4), "y ~ D + x1 | unit + year", {
        clusters: [["cluster"]],
      });
      const [bootClusters] = cellClusterings(model) as [Category];
      const spec: WildSpec = { type: "13", imposeNull: true, errorClusters: [term(bootClusters)], bootClusters };
      const hypothesis = { columns: [0], values: [0] };
      expect(() => wildTestBySolves(engine, scope, model, hypothesis, spec)).toThrow(/needs moments by cluster/);
      const stopped = AbortSignal.abort(new Error("enough"));
      expect(() => wildTestBySolves(engine, scope, model, hypothesis, { ...spec, type: "11" }, stopped)).toThrow(
        "enough",
      );
    });
  });

  it("is what the verb takes, and says so, where effects have too many levels for moments", async () => {
    const random = seeded(3);
    const rows = Array.from({ length: 6000 }, (_, i) => {
      const [a, b, x] = [i % 1500, Math.floor(1400 * random()), random() - 0.5];
      return { a, b, x, g: Math.floor(12 * random()), y: x + Math.sin(a) + Math.cos(b) + random() };
    });
    const columns = (["a", "b", "x", "g", "y"] as const).map((name) =>
      numeric(
        name,
        rows.map((row) => row[name]),
      ),
    );
    const table = makeTable(columns, { name: "rows", bytes: 0, sha256: null });
    const formula = "y ~ x | a + b";
    const record = await bootstrap(engine, table, formula, {
      kind: "wild",
      cluster: "g",
      term: "x",
      value: 1,
      draws: 999,
    });
    const fit = feols(engine, table, formula, { vcov: "cluster:g" });
    const { estimate, std_error } = fit.coefficients.x!;
    expect(record.bootstrap.method).toBe("one solve a cluster");
    expect(record.bootstrap.because).toMatch(/levels|dummies|columns/);
    expect(Math.abs(record.observed.statistic / ((estimate - 1) / std_error) - 1)).toBeLessThan(DRAW);
    expect(record.p_value.statistic).toBeGreaterThan(0);
  });
});
