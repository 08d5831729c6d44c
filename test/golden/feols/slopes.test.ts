/**
 * feols against fixest where slopes vary by effects in all combinations: without intercepts anywhere, several slopes, effects
 * nested in others, the same grouping twice. Coefficients, errors, K under every rule, R2 in all and within.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { parseSsc } from "../../../src/regression/variance/ssc.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: fixest was run to 3e-12. */
const COEFFICIENT = 1e-8;
const STD_ERROR = 1e-7;
const R_SQUARED = 1e-8;

type ByTerm = Readonly<Record<string, number>>;
interface Expected {
  readonly effects: string;
  readonly weights: boolean;
  readonly coef: ByTerm;
  readonly fit: Readonly<Record<"r2" | "adj_r2" | "within_r2" | "adj_within_r2", number>>;
  readonly variants: Readonly<Record<string, { readonly K: number; readonly se: ByTerm }>>;
}

const VARIANTS: Readonly<Record<string, { readonly vcov: string; readonly ssc: string }>> = {
  iid: { vcov: "iid", ssc: "fixest" },
  iid_none: { vcov: "iid", ssc: "K.fixef=none" },
  iid_full: { vcov: "iid", ssc: "K.fixef=full" },
  hetero: { vcov: "hetero", ssc: "fixest" },
  id: { vcov: "cluster:id", ssc: "fixest" },
  id_full: { vcov: "cluster:id", ssc: "K.fixef=full" },
  id_none: { vcov: "cluster:id", ssc: "K.fixef=none" },
  period: { vcov: "cluster:period", ssc: "fixest" },
  both: { vcov: "cluster:id+period", ssc: "fixest" },
};

const { fits }: { readonly fits: readonly Expected[] } = JSON.parse(
  readFileSync(new URL("./slopes.json", import.meta.url), "utf8"),
);

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  const given = await goldenTable("base_did.csv");
  const id = given.numeric("id");
  const derived = {
    city: id.map((value) => value % 7),
    region: id.map((value) => Math.floor(value / 20)),
    z: id.map((_, i) => Number((10 * Math.sin(i + 1)).toFixed(6))),
    w: id.map((value) => 1 + (value % 5) / 2),
  };
  table = withColumns(
    given,
    Object.entries(derived).map(([name, values]) => ({ kind: "numeric" as const, name, values })),
  );
});

const closeTo = agreeing("fixest-slopes");

describe("feols with slopes reproduces fixest", () => {
  for (const { effects, weights, coef, fit: statistics, variants } of fits) {
    // fixest takes a power in [ ] as it stands
    const formula = `y ~ x1 + treat:post | ${effects}`.replace("x1^2]", "I(x1^2)]");
    it(`${formula}${weights ? ", weighted" : ""}`, () => {
      for (const [name, { K, se }] of Object.entries(variants)) {
        const { vcov, ssc } = VARIANTS[name]!;
        const fit = feols(engine, table, formula, {
          vcov,
          ssc: parseSsc(ssc),
          fixefRm: "none",
          ...(weights ? { weights: "w" } : {}),
        });
        expect(Object.keys(fit.coefficients)).toEqual(Object.keys(coef));
        expect(fit.vcov.K, name).toBe(K);
        for (const [term, estimate] of Object.entries(coef)) {
          closeTo(fit.coefficients[term]!.estimate, estimate, COEFFICIENT, `${term}: estimate`);
          closeTo(fit.coefficients[term]!.std_error, se[term]!, STD_ERROR, `${term}, ${name}: std_error`);
        }
        for (const [statistic, value] of Object.entries(statistics)) {
          closeTo(fit.fit[statistic as keyof typeof statistics], value, R_SQUARED, statistic);
        }
      }
    });
  }
});
