/** The cluster jackknife against summclust and regressions by lm without each cluster. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { categoryOf } from "../../../src/data/panel/codes.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { jackknife, jackknifeVariance } from "../../../src/verbs/bootstrap/jackknife.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { naiveMoments } from "../../support/naive-moments.js";

/** Relative: solutions of lm, written with 15 digits. */
const RELATIVE = 1e-9;

const read = (name: string) => JSON.parse(readFileSync(new URL(`./expected/${name}.json`, import.meta.url), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]!);

const cases = [
  {
    name: "jackknife_base_did_id",
    y: "y",
    X: (data: Table) => [data.numeric("x1"), product(data.numeric("treat"), data.numeric("post"))],
    time: "period",
    cluster: (data: Table) => categoryOf(data.column("id")),
  },
  {
    name: "jackknife_castle_grp9",
    y: "l_homicide",
    X: (data: Table) => [data.numeric("post"), data.numeric("l_police")],
    time: "year",
    cluster: (data: Table) =>
      categoryOf({ kind: "numeric", name: "grp", values: data.numeric("sid").map((sid) => sid % 9) }),
  },
];

const agree = agreeing("summclust");

describe.each(cases)("$name", ({ name, y, X, time, cluster }) => {
  it("estimates without each cluster, leverages, CV3 and CV3J", async () => {
    const expected = read(name);
    const data = await goldenTable(expected.data_file);
    const clusters = cluster(data);
    const found = engine.scope((scope) => {
      const effects = [categoryOf(data.column(time))];
      const input = { y: data.numeric(y), X: X(data), effects, clusters, weights: null, periods: null };
      return jackknife(engine, naiveMoments(scope, input));
    });
    const expectNear = (got: number, want: number) => {
      agree(got, want, RELATIVE, name);
    };
    found.leverage.forEach((value, c) => {
      expectNear(value, expected.leverage[c]);
    });
    Object.keys(expected.coefficients).forEach((term, j) => {
      expectNear(found.estimates[j]!, expected.coefficients[term]);
      expect(found.nClusters).toBe(expected.clusters.length);
      for (let c = 0; c < found.nClusters; c++) {
        expect(clusters.label(c)).toBe(String(expected.clusters[c]));
        expectNear(found.without[c * found.estimates.length + j]!, expected.without[term][c]);
      }
      const stdError = (centre: "estimate" | "mean") =>
        Math.sqrt(jackknifeVariance(found, { wanted: [j], centre, label: clusters.label })[0]!);
      expectNear(stdError("estimate"), expected.CV3[term]);
      expectNear(stdError("mean"), expected.CV3J[term]);
    });
  });
});

/** clubSandwich 0.5.11, CR3 of lm(y ~ x1 + treat + post + tp): it has no factor (G - 1) / G. */
const CR3: Record<string, Record<string, number>> = {
  id: { x1: 0.04383455370096524, treat: 0.3731234459874445, post: 0.3208020093376014, tp: 0.45978526052150215 },
  period: { x1: 0.05264119911865738, treat: 0.3813205783518664, post: 0.3944535094283339, tp: 1.1211442201686401 },
};

describe.each(Object.keys(CR3))("clubSandwich's CR3 by %s", (by) => {
  it("is the jackknife's variance but for (G - 1) / G", async () => {
    const data = await goldenTable("base_did.csv");
    const [treat, post] = [data.numeric("treat"), data.numeric("post")];
    const X = [data.numeric("x1"), treat, post, product(treat, post), new Float64Array(data.nRows).fill(1)];
    const clusters = categoryOf(data.column(by));
    const input = { y: data.numeric("y"), X, effects: [], clusters, weights: null, periods: null };
    const found = engine.scope((scope) => jackknife(engine, naiveMoments(scope, input)));
    Object.entries(CR3[by]!).forEach(([term, want], j) => {
      const [variance] = jackknifeVariance(found, { wanted: [j], centre: "estimate", label: clusters.label });
      const got = Math.sqrt((variance! * clusters.nLevels) / (clusters.nLevels - 1));
      agree.by("clubSandwich's CR3 has no factor (G - 1) / G; ours over it equals")(got, want, RELATIVE, term);
    });
  });
});
