/**
 * HC0 to HC5, CR2 with its degrees of freedom, and CR3 against sandwich, clubSandwich and estimatr: every `hc_*` file, as
 * dummy variables and with the dummies absorbed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Table, withColumns } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { HC_TYPES } from "../../../src/regression/variance/hc.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import type { FeolsOptions } from "../../../src/verbs/feols/verb.js";
import { agreeing } from "../../support/agree.js";
import { goldenTable } from "../../support/golden-table.js";

/** Relative. Castle's weights, up to 4e7, cost R itself some 1e-9. */
const CLOSE = 1e-8;
/** Relative, of degrees of freedom; castle's again. */
const DEGREES = 1e-7;
/** Relative, of p-values: t of 30 and df good to 1e-7 leave this. */
const P_VALUE = 1e-5;

type ByTerm = Readonly<Record<string, number>>;
interface Clustered {
  readonly CR2: ByTerm;
  readonly CR3: ByTerm | null;
  readonly CR2_satterthwaite_df: ByTerm;
  readonly CR2_satterthwaite_p: ByTerm;
  readonly n_clusters: number;
}
interface Expected {
  readonly id: string;
  readonly dataset: string;
  readonly call: string;
  readonly coef: ByTerm;
  readonly nobs: number;
  readonly df_residual: number;
  readonly se_by_type: Readonly<Record<string, ByTerm>>;
  readonly cluster: Readonly<Record<string, Clustered>>;
}

const folder = new URL("./expected/", import.meta.url);
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T;
const ESTIMATR = "hc_base_did_estimatr_fe_id.json";
const all = readdirSync(folder).sort();
const files = all.filter((name) => name !== ESTIMATR);

/** Dummies by R as ours, and absorbed; `race` is text in R's model, a factor by itself. */
const FORMULAS: Readonly<Record<string, readonly string[]>> = {
  hc_base_did_pooled: ["y ~ x1 + treat + post + tp"],
  hc_base_did_twfe_dummies: [
    "y ~ x1 + tp + factor(id) + factor(period)",
    "y ~ x1 + tp + factor(period) | id",
    "y ~ x1 + tp | id + period",
  ],
  hc_base_did_twfe_weighted: ["y ~ x1 + tp + factor(id) + factor(period)", "y ~ x1 + tp | id + period"],
  hc_lalonde_ols: [
    "re78 ~ treat + age + educ + race + married + nodegree + re74 + re75",
    "re78 ~ treat + age + educ + married + nodegree + re74 + re75 | race",
  ],
  hc_castle_popwt: [
    "l_homicide ~ post + l_police + unemployrt + factor(state) + factor(year)",
    "l_homicide ~ post + l_police + unemployrt | state + year",
  ],
};

let engine: Engine;
const tables = new Map<string, Promise<Table>>();

beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

async function tableOf(dataset: string): Promise<Table> {
  const made = tables.get(dataset) ?? goldenTable(`${dataset}.csv`).then((table) => derived(dataset, table));
  tables.set(dataset, made);
  return made;
}

function derived(dataset: string, table: Table): Table {
  if (dataset !== "base_did") return table;
  const [treat, post, id] = ["treat", "post", "id"].map((name) => table.numeric(name));
  return withColumns(table, [
    { kind: "numeric", name: "tp", values: treat!.map((value, i) => value * post![i]!) },
    { kind: "numeric", name: "wt", values: id!.map((unit) => 1 + (unit % 5) / 2) },
  ]);
}

const weightsOf = ({ call }: Expected): Pick<FeolsOptions, "weights"> => {
  const weights = /weights=\s*(\w+)/.exec(call)?.[1];
  return weights === undefined ? {} : { weights };
};

const close = agreeing("sandwich");

describe("HC and CR variances reproduce sandwich and clubSandwich", () => {
  it("has a formula for every file", () => {
    expect(files.map((name) => name.slice(0, -".json".length))).toEqual(Object.keys(FORMULAS).sort());
    expect(all).toContain(ESTIMATR);
  });

  for (const file of files) {
    const expected = read<Expected>(file);
    for (const formula of FORMULAS[expected.id]!) {
      it(`${expected.id}: ${formula}`, async () => {
        const table = await tableOf(expected.dataset);
        const terms = Object.keys(expected.coef);
        const under = (vcov: string) => feols(engine, table, formula, { vcov, ...weightsOf(expected) });
        for (const type of ["const", ...HC_TYPES]) {
          const record = under(type === "const" ? "iid" : type);
          expect(record.nobs).toBe(expected.nobs);
          expect(record.vcov.df).toBe(expected.df_residual);
          for (const term of terms) {
            close(record.coefficients[term]!.estimate, expected.coef[term]!, CLOSE, term);
            // with weights sandwich's "const" is a sandwich of X'X without them; R's vcov(lm) is in `small-sample.json`
            if (type === "const" && record.weights !== null) continue;
            close(record.coefficients[term]!.std_error, expected.se_by_type[type]![term]!, CLOSE, `${type} ${term}`);
          }
        }
        for (const [by, want] of Object.entries(expected.cluster)) {
          const cr2 = under(`CR2:${by}`);
          expect(cr2.vcov.clusters[by]).toBe(want.n_clusters);
          expect(cr2.vcov.df).toBe(want.n_clusters - 1);
          for (const term of terms) {
            const what = `CR2:${by} ${term}`;
            close(cr2.coefficients[term]!.std_error, want.CR2[term]!, CLOSE, what);
            close(cr2.vcov.df_by_term![term], want.CR2_satterthwaite_df[term]!, DEGREES, `${what}, df`);
            close(cr2.coefficients[term]!.p_value, want.CR2_satterthwaite_p[term]!, P_VALUE, `${what}, p`);
          }
          // castle's is the inverse of a matrix that is singular, rounding: dummies of states are identified by a state
          // alone. `small-sample.json` has it by refits without each state
          if (want.CR3 === null || expected.id === "hc_castle_popwt") continue;
          const cr3 = under(`CR3:${by}`);
          for (const term of terms)
            close(cr3.coefficients[term]!.std_error, want.CR3[term]!, CLOSE, `CR3:${by} ${term}`);
        }
      });
    }
  }

  it("hc_base_did_estimatr_fe_id", async () => {
    interface Estimatr {
      readonly coef: ByTerm;
      readonly by_type: Readonly<Record<string, { se: ByTerm; df: ByTerm; p: ByTerm }>>;
      readonly CR2: { se: ByTerm; df: ByTerm; p: ByTerm };
      readonly stata_cluster: { se: ByTerm; df: ByTerm; p: ByTerm };
    }
    const expected = read<Estimatr>(ESTIMATR);
    const table = await tableOf("base_did");
    for (const formula of ["y ~ x1 + tp | id", "y ~ x1 + tp + factor(id)"]) {
      const compare = (vcov: string, want: Estimatr["CR2"], ssc: string) => {
        const { coefficients, vcov: record } = feols(engine, table, formula, { vcov, ssc });
        for (const term of Object.keys(expected.coef)) {
          close(coefficients[term]!.std_error, want.se[term]!, CLOSE, `${vcov} ${term}`);
          close(record.df_by_term?.[term] ?? record.df, want.df[term]!, DEGREES, `${vcov} ${term}, df`);
          close(coefficients[term]!.p_value, want.p[term]!, P_VALUE, `${vcov} ${term}, p`);
        }
      };
      for (const [type, want] of Object.entries(expected.by_type)) compare(type, want, "fixest");
      compare("CR2:id", expected.CR2, "fixest");
      compare("cluster:id", expected.stata_cluster, "K.fixef=full");
    }
  });
});
