/** Levels of clustering against the matrices of the score-variance test on real data, and against pyfixest's causal cluster variance. */
import { beforeAll, expect, test } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { splitVariance } from "../../../src/verbs/cluster-levels/estimator/causal-variance.js";
import { clusterLevels } from "../../../src/verbs/cluster-levels/fit.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import splits from "./causal.json" with { type: "json" };
import scores from "./score-variances.json" with { type: "json" };

/** Relative: least squares on some sixty dummies, by another factorisation; entries, of the largest of theirs. */
const AGREE = 1e-10;

const byMatrices = agreeing("score-variances");
const byPyfixest = agreeing("pyfixest-ccv");
let engine: Engine;
let castle: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const numeric = ([name, values]: readonly [string, readonly number[]]) => ({
    ...({ kind: "numeric", name } as const),
    values: Float64Array.from(values),
  });
  castle = withColumns(await goldenTable("castle.csv"), Object.entries(scores.columns).map(numeric));
});

const named = scores.cases.map((one) => [`${one.terms.join(", ")}: ${one.fine} in ${one.coarse}`, one] as const);
test.each(named)("score variance of %s", async (what, one) => {
  const { terms: term, controls, effects, fine, coarse } = one;
  const formula = `${scores.outcome} ~ ${[...term, ...controls].join(" + ")}${effects.length > 0 ? ` | ${effects.join(" + ")}` : ""}`;
  const levels = fine === "row" ? { coarse } : { fine, coarse };
  const { tests } = await clusterLevels(engine, castle, formula, { ...levels, term, draws: 1 });
  const found = tests.at(-1)!;
  expect(found.terms).toEqual(term);
  byMatrices(found.statistic, one.statistic, AGREE, `${what}, statistic`);
  const compare = (got: readonly number[], want: readonly number[], of: string) => {
    const scale = AGREE * Math.max(...want.map(Math.abs));
    expect(got).toHaveLength(want.length);
    for (const [i, value] of want.entries()) byMatrices(got[i], value, AGREE, `${what}, ${of}`, scale);
  };
  compare(found.difference, one.difference, "difference");
  compare(found.variance.flat(), one.variance.flat(), "variance");
});

test("the causal cluster variance of a split", () => {
  const { n, nClusters, cases } = splits;
  for (const { y, treatment, clusters, split, variance } of cases) {
    const mean = y.reduce((total, value) => total + value, 0) / n;
    const experiment = {
      y: Float64Array.from(y, (value) => value - mean),
      treatment: Uint8Array.from(treatment),
      ...{ clusters: Uint32Array.from(clusters), nClusters },
    };
    byPyfixest(splitVariance(engine, experiment, Uint8Array.from(split)), variance, AGREE, "variance");
  }
});
