/** The statements of frames, regressions and event studies in every dialect: no bare decimal, names and texts quoted. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { type Dialect, dialects } from "../../src/sql/dialect.js";
import type { Answer, SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import type { SqlSource } from "../../src/sql/frame.js";
import { engineVerbs } from "../../src/sql/verbs/catalogue.js";
import { randomRows, sourceOf } from "../engines/frame-rows.js";
import { bareDecimals } from "../support/bare-decimals.js";

let kernels: Engine;
let engine: SqlEngine;
let source: SqlSource;
beforeAll(async () => {
  [kernels, engine] = await Promise.all([loadEngine({ threads: 1 }), openDuckDB({ memory: 5e8 })]);
  source = await sourceOf(engine, "rows", randomRows(600, 5, 0.03));
});
afterAll(() => engine.close());

const KEYS = { unit: "unit", time: "year" };
const CASES: readonly (readonly [verb: string, formula: string, options: object])[] = [
  ["feols", "x ~ z | unit + year", { vcov: "cluster:unit" }],
  ["feols", "x ~ I(0.25 * z)", { vcov: "hetero", subset: 'x > 0.5 & region != "a\'b\\\\c"' }],
  [
    "feols",
    "log(x) ~ I(z^1.5) + exp(z / 2.5) + i(count, ref = 2) + region:z | unit",
    { vcov: "cluster:unit", weights: "weight" },
  ],
  ["feols", "x ~ `my sector` + l(z, 1) + I(count %% 2) | unit + year", { vcov: "cluster:group", panel: KEYS }],
  ["event-study", "x ~ z | unit + year", { cohort: "cohort", ref: [-2], vcov: "cluster:unit", subset: "z > -2.5" }],
  ["event-study", "x ~ 1 | unit + year", { treat: "treat", ref: [-2], vcov: "cluster:unit" }],
  ["did", "x ~ 1 | unit + year", { estimator: ["cs"], cohort: "cohort", vcov: "cluster:city" }],
  ["did", "x ~ 1 | unit + year", { treat: "treat", estimator: ["bjs"], vcov: "cluster:cohort", subset: "z > -2.5" }],
  ["bootstrap", "x ~ z | unit + year", { kind: "pairs", term: "z", cluster: "unit", draws: 20, seed: 1 }],
  ["group-difference", "x ~ z | year", { term: "z", by: "half", unit: "unit", draws: 20, seed: 1 }],
  ["placebo", "x ~ treat + z | unit + year", { term: "treat", draws: 20, seed: 1, vcov: "cluster:unit" }],
];

/** An engine of another dialect that has the answers to statements asked in this order. */
function replayed(dialect: Dialect, answers: readonly Answer[], asked: string[]): SqlEngine {
  let at = 0;
  return {
    ...{ dialect, limits: engine.limits, shown: dialect.name, version: "1", isSnapshot: true },
    columnsOf: async () => [...source.columns],
    query: async (sql) => {
      asked.push(sql);
      return answers[at++]!;
    },
    execute: async () => {
      throw new Error("nothing is written");
    },
    snapshot: (work) => work(),
    close: async () => {},
  };
}

describe("no generated statement holds a bare decimal", () => {
  it("the lexer finds them, and not those in quotes", () => {
    expect(bareDecimals("SELECT 1.0, .5e3, 2e0 FROM t1.x2", dialects.trino)).toEqual(["1.0", ".5e3", "2e0"]);
    const doubled = `'1.0'::DOUBLE, "a 1.5" , 'it''s 2.5', '\\' = v1.x, E'\\' 3.5', 7`;
    expect(bareDecimals(doubled, dialects.postgres)).toEqual([]);
    expect(bareDecimals("'\\' 3.5', `4.5`, \"5\\\" 6.5\"", dialects.spark)).toEqual([]);
  });

  it.each(CASES)("%s %s", async (verb, formula, options) => {
    const answers: Answer[] = [];
    const recording: SqlEngine = {
      ...replayed(dialects.duckdb, [], []),
      query: async (sql) => {
        const answer = await engine.query(sql);
        answers.push(answer);
        return answer;
      },
    };
    const run = async (by: SqlEngine) => {
      const call = await engineVerbs[verb]!();
      return (await call(kernels, { ...source, engine: by }, KEYS, formula, options)) as { coefficients?: unknown };
    };
    const record = await run(recording);
    for (const dialect of Object.values(dialects)) {
      const asked: string[] = [];
      const { coefficients } = await run(replayed(dialect, answers, asked));
      expect(coefficients).toEqual(record.coefficients);
      expect(asked.length).toBe(answers.length);
      for (const sql of asked) expect(bareDecimals(sql, dialect), sql).toEqual([]);
    }
  });

  it("of any verb", () => {
    expect([...new Set(CASES.map(([verb]) => verb))].sort()).toEqual(Object.keys(engineVerbs).sort());
  });
});
