/**
 * What the references' files lack, on an unbalanced panel by explicit matrices in base R and by sandwich, clubSandwich and
 * lm (`make-small-sample.R`): HC with two and three absorbed effects and weights; CR2 by clusters that are, hold and split
 * the effects' levels; CR3 and the diagnosis of clusters by refits without each.
 */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { HC_TYPES } from "../../../src/regression/variance/hc.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { fitFeols } from "../../../src/verbs/feols/fitted-model.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";
import { variancesTable } from "../../support/variances-table.js";

/** Relative: R's own rounding in explicit inverses and refits. */
const CLOSE = 1e-9;
/** Relative, of p-values down to 1e-20: t good to 1e-9 in a tail of 60 to 100 degrees of freedom. */
const P_VALUE = 1e-6;
/** Relative to the coefficient, of its distance from those of a refit. */
const REFIT = 1e-9;

type ByTerm = Readonly<Record<"x1" | "tp", number>>;
type Hc = Readonly<Record<"HC0" | "HC1" | "HC2" | "HC3" | "HC4" | "HC4m" | "HC5" | "classical" | "coef", ByTerm>> & {
  readonly df_residual: number;
};
interface Cr {
  readonly CR2: ByTerm;
  readonly CR2_covariance: number;
  readonly CR2_df: ByTerm;
  readonly CR2_p: ByTerm;
  readonly CR3: ByTerm;
  readonly without_x1: readonly number[];
  readonly without_tp: readonly number[];
  readonly leverage: readonly number[];
  readonly partial_x1: readonly number[];
  readonly partial_tp: readonly number[];
  readonly effective: ByTerm;
}
const expected = JSON.parse(readFileSync(new URL("./small-sample.json", import.meta.url), "utf8")) as {
  readonly castle_popwt_cr3: readonly number[];
  readonly hc: Readonly<Record<string, Hc>>;
  readonly cr: Readonly<Record<string, Cr>>;
};

const TERMS = ["x1", "tp"] as const;
const formulaOf = (name: string): readonly string[] =>
  name.startsWith("three")
    ? ["y ~ x1 + tp | id + period + area", "y ~ x1 + tp + factor(area) | id + period"]
    : ["y ~ x1 + tp | id + period", "y ~ x1 + tp + factor(period) | id"];
const weightsOf = (name: string) => (name.endsWith("_weighted") ? { weights: "wt" } : {});
const byOf = (name: string) => name.replace("_weighted", "").replace("three_effects_", "");

let engine: Engine;
let table: Table;

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  table = await variancesTable();
});

const close = agreeing("lm-refits");

describe("variances by leverage on an unbalanced panel", () => {
  for (const [name, want] of Object.entries(expected.hc)) {
    for (const formula of formulaOf(name)) {
      it(`HC, ${name}: ${formula}`, () => {
        // with three effects only the rank counts every dummy that lm counts
        const options = { ...weightsOf(name), ssc: "K.exact=true" };
        for (const type of ["classical", ...HC_TYPES] as const) {
          const record = feols(engine, table, formula, { vcov: type === "classical" ? "iid" : type, ...options });
          for (const term of TERMS)
            close(record.coefficients[term]!.std_error, want[type][term], CLOSE, `${type} ${term}`);
          expect(record.notes.map(({ code }) => code)).not.toContain("leverage_one");
          expect(record.vcov.df).toBe(want.df_residual);
        }
      });
    }
  }

  for (const [name, want] of Object.entries(expected.cr)) {
    for (const formula of formulaOf(name)) {
      it(`CR2 and CR3, ${name}: ${formula}`, () => {
        const by = byOf(name);
        const cr2 = feols(engine, table, formula, { vcov: `CR2:${by}`, ...weightsOf(name) });
        const cr3 = feols(engine, table, formula, { vcov: `CR3:${by}`, ...weightsOf(name) });
        for (const term of TERMS) {
          close(cr2.coefficients[term]!.std_error, want.CR2[term], CLOSE, `CR2 ${term}`);
          close(cr2.vcov.df_by_term![term], want.CR2_df[term], CLOSE, `df ${term}`);
          close(cr2.coefficients[term]!.p_value, want.CR2_p[term], P_VALUE, `p ${term}`);
          close(cr3.coefficients[term]!.std_error, want.CR3[term], CLOSE, `CR3 ${term}`);
        }
        const [i, j] = TERMS.map((term) => cr2.vcov.names.indexOf(term));
        const scale = want.CR2.x1 * want.CR2.tp;
        expect(Math.abs(cr2.vcov.matrix[i!]![j!]! - want.CR2_covariance) <= CLOSE * scale).toBe(true);
      });
    }

    it(`diagnosis of clusters, ${name}`, () => {
      const held = fitFeols(engine, table, formulaOf(name)[0]!, { vcov: "iid", ...weightsOf(name) });
      const found = held.clusterDiagnostics(byOf(name));
      held.free();
      expect(found.clusters).toBe(want.leverage.length);
      // labels are numbers, sorted as such, as R's split and unique do
      found.table.forEach((row, c) => {
        close(row.leverage, want.leverage[c]!, CLOSE, `leverage of ${row.cluster}`);
        for (const term of TERMS) {
          close(row.without[term], want[`without_${term}`][c]!, REFIT, `${term} without ${row.cluster}`);
          const share = row.partial_leverage[term];
          close.within(share, want[`partial_${term}`][c]!, CLOSE, `partial leverage of ${term} in ${row.cluster}`);
        }
      });
      for (const term of TERMS) close(found.terms[term]!.effective_clusters, want.effective[term], CLOSE, `G* ${term}`);
    });
  }

  it("CR3 of the castle data with weights is that of refits without each state", async () => {
    const castle = await goldenTable("castle.csv");
    const formula = "l_homicide ~ post + l_police + unemployrt | state + year";
    const { coefficients } = feols(engine, castle, formula, { vcov: "CR3:state", weights: "popwt" });
    ["post", "l_police", "unemployrt"].forEach((term, i) => {
      close(coefficients[term]!.std_error, expected.castle_popwt_cr3[i]!, 1e-8, term);
    });
  });
});
