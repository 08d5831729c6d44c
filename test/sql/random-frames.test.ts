/** Frames of random formulas over rows that stay with DuckDB are those of memory, and so are refusals. */
import fc from "fast-check";
import { afterAll, beforeAll, it } from "vitest";
import type { SqlEngine } from "../../src/sql/engine.js";
import { openDuckDB } from "../../src/sql/engines/duckdb.js";
import type { FrameOptions } from "../../src/sql/make-frame.js";
import { expectFrame } from "../engines/frame-laws.js";
import { randomRows, sourceOf } from "../engines/frame-rows.js";

let engine: SqlEngine;
beforeAll(async () => {
  engine = await openDuckDB({ memory: 5e8 });
});
afterAll(() => engine.close());

const VARIABLES = [
  ...[
    "z",
    "count",
    "post",
    "region",
    "`my sector`",
    "group",
    "log(z)",
    "sqrt(v2)",
    "I(z^2)",
    "I(z > 1)",
    "I(count %in% 1:2)",
  ],
  ...[
    "factor(count)",
    "factor(year)",
    "i(count)",
    "i(region, z)",
    "i(count, ref = 3)",
    "i(region, group)",
    "i(year, post)",
  ],
  ...[
    'i(region, keep = "North")',
    "i(count, bin = 0:1)",
    "poly(z, 2, raw = TRUE)",
    "l(z, 1)",
    "d(x, 1)",
    "I(post == 1)",
  ],
  ...["i(group, i.count)", 'i(region, ref = "absent")', "i(count, ref = c(0, 1, 2, 3, 4))", "I(region)", "nothing"],
];
const variable = fc.constantFrom(...VARIABLES);
const term = fc.array(variable, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(":"));
const formula = fc
  .tuple(
    fc.constantFrom("x", "log(x)", "I(x > 0)", "d(x, 1)"),
    fc.constantFrom("", "0 + "),
    fc.array(term, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", " | unit", " | unit + year", " | region^count", " | group"),
  )
  .map(([lhs, intercept, terms, effects]) => `${lhs} ~ ${intercept}${terms.join(" + ")}${effects}`);
const options: fc.Arbitrary<FrameOptions> = fc.record(
  {
    weights: fc.constantFrom("weight", "count", "x"),
    subset: fc.constantFrom("year > 2003", 'region == "North" | post == 1', "x > 1e9", "l(z, 1) > 0", "!is.na(group)"),
    panel: fc.constantFrom(
      { unit: "unit", time: "year" },
      { unit: "group", time: "year" },
      { unit: "city", time: "year" },
    ),
  },
  { requiredKeys: [] },
);

it("random formulas, weights, conditions and panels", async () => {
  await fc.assert(
    fc.asyncProperty(formula, options, fc.integer({ min: 1, max: 1e6 }), async (written, drawn, seed) => {
      const { panel, ...others } = drawn;
      const hasLags = /\b[ld]\(/.test(`${written} ${drawn.subset}`);
      const chosen = hasLags && panel !== undefined ? { ...others, panel } : others;
      await expectFrame((rows) => sourceOf(engine, "rows", rows), randomRows(90, seed, 0.03), written, chosen);
    }),
    { numRuns: 60 },
  );
});
