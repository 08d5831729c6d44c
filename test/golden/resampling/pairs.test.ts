/** Pairs cluster bootstrap against fixest, draw by draw under the same clusters. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { categoryOf } from "../../../src/data/panel/codes.js";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrapSummary } from "../../../src/regression/cluster-bootstrap/bootstrap-intervals.js";
import { reweighting, suppliedPairsDraws } from "../../../src/regression/cluster-bootstrap/reweighted.js";
import { FIXEST } from "../../../src/regression/variance/ssc.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { naiveMoments } from "../../support/naive-moments.js";
import { ownFit } from "../../support/own-fit.js";

/** Relative, of every draw and of what is made of them: fixest was run to 1e-11. */
const DRAW = 1e-9;

const path = (name: string) => new URL(`./expected/${name}`, import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(path(`${name}.json`), "utf8"));

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]!);

const cases = [
  {
    name: "pairs_base_did",
    file: "base_did.csv",
    unit: "id",
    time: "period",
    y: "y",
    X: (data: Table) => [data.numeric("x1"), product(data.numeric("treat"), data.numeric("post"))],
    terms: ["x1", "tp"],
  },
  {
    name: "pairs_castle",
    file: "castle.csv",
    unit: "state",
    time: "year",
    y: "l_homicide",
    X: (data: Table) => [data.numeric("post")],
    terms: ["post"],
  },
];

const agree = agreeing("fixest-pairs");

describe.each(cases)("$name reproduces fixest", ({ name, file, unit, time, y, X, terms }) => {
  it("coefficient of every draw, standard error and percentile interval", async () => {
    const expected = read(name);
    const [data, draws, coefs] = await Promise.all([
      goldenTable(file),
      readTable(path(`${name}_draws.csv.gz`)),
      readTable(path(`${name}_coefs.csv.gz`)),
    ]);
    const [unitCodes, timeCodes] = [categoryOf(data.column(unit)), categoryOf(data.column(time))];
    engine.scope((scope) => {
      const moments = naiveMoments(scope, {
        y: data.numeric(y),
        X: X(data),
        effects: [unitCodes, timeCodes],
        clusters: unitCodes,
        weights: null,
        periods: null,
      });
      const ready = reweighting(
        scope,
        moments,
        FIXEST,
        terms.map((_, j) => j),
      );
      const columns = draws.columns.map((column) => draws.numeric(column.name));
      const rows = Array.from({ length: draws.nRows }, (_, d) => columns.map((column) => column[d]!));
      const found = suppliedPairsDraws(engine, ready, rows);
      const own = ownFit(engine, ready);
      expect(found.count).toBe(200);
      terms.forEach((term, j) => {
        const of = (array: Float64Array) =>
          Float64Array.from({ length: found.count }, (_, d) => array[d * terms.length + j]!);
        const wanted = coefs.numeric(coefs.columns[j]!.name);
        of(found.estimates).forEach((value, d) => {
          agree(value, wanted[d]!, DRAW, `draw ${d + 1}`);
        });
        const observed = { estimate: own.estimates[j]!, stdError: own.stdErrors[j]! };
        const summary = bootstrapSummary(observed, of(found.estimates), of(found.stdErrors), { level: 0.95 });
        const only = (values: unknown) =>
          typeof values === "number" ? values : (values as Record<string, number>)[term]!;
        const [low, high] = Object.values(expected.percentile_ci as Record<string, number[]>)[j]!;
        for (const [got, want] of [
          [observed.estimate, expected.coef[term]],
          [summary.mean, only(expected.boot_mean)],
          [summary.stdError, only(expected.boot_se)],
          [summary.percentile.conf_low, low],
          [summary.percentile.conf_high, high],
        ]) {
          agree(got, want, DRAW, term);
        }
      });
    });
  });
});
