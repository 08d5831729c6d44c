/**
 * Real ratings of lecturers by students, three crossed effects: every solver gives on a subsample what R's `lm` gives
 * with a dummy for every level, and on all rows what the others give.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative: the tolerances coefficients and errors are held to everywhere. */
const COEFFICIENT = 1e-9;
const STANDARD_ERROR = 1e-8;
/** Two ways of one solve, each within 1e-10 of the demeaned columns. */
const AGREE = 1e-9;

interface Dummies {
  readonly subset: string;
  readonly rows: number;
  readonly rank: number;
  readonly df: number;
  readonly ssr: number;
  readonly service: { readonly estimate: number; readonly std_error: number };
  readonly lectage: { readonly estimate: number; readonly std_error: number };
}
const expected = JSON.parse(
  readFileSync(new URL("./insteval-dummies.json", import.meta.url).pathname, "utf8"),
) as Dummies;

let engine: Engine;
let table: Table;
beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  table = await goldenTable("InstEval.csv");
});

const agree = agreeing("lm-dummies");
const share = (got: number, want: number): number => Math.abs(got - want) / Math.abs(want);

describe("InstEval: students, lecturers, departments", () => {
  for (const solver of ["auto", "direct", "krylov", "map"] as const) {
    it(`${solver} gives the dummy-variable solution on the first students`, () => {
      const fit = feols(engine, table, "y ~ service + lectage | s + d + dept", {
        vcov: "iid",
        ssc: "K.exact=TRUE",
        subset: expected.subset,
        fixefRm: "none",
        solver,
      });
      expect(fit.nobs).toBe(expected.rows);
      agree(fit.fit.ssr, expected.ssr, COEFFICIENT, "ssr");
      // the pairwise rule bounds the rank from above: it may miss levels that only three effects together make redundant
      const slopes = Object.keys(fit.coefficients).length;
      expect(fit.fixed_effects.rank.value + slopes).toBeGreaterThanOrEqual(expected.rank);
      const toExact = Math.sqrt((fit.nobs - fit.vcov.K) / expected.df);
      for (const name of ["service", "lectage"] as const) {
        const { estimate, std_error } = fit.coefficients[name]!;
        agree(estimate, expected[name].estimate, COEFFICIENT, name);
        agree(std_error * toExact, expected[name].std_error, STANDARD_ERROR, name);
      }
    });
  }

  it("all solvers agree on all 73,421 rows", () => {
    const estimates = (["auto", "direct", "krylov", "map"] as const).map((solver) => {
      const fit = feols(engine, table, "y ~ service + lectage | s + d + dept", { vcov: "iid", solver });
      expect(fit.solver.converged).toBe(true);
      return fit.coefficients;
    });
    for (const other of estimates.slice(1)) {
      for (const name of ["service", "lectage"] as const) {
        expect(share(other[name]!.estimate, estimates[0]![name]!.estimate)).toBeLessThan(AGREE);
      }
    }
  });
});
