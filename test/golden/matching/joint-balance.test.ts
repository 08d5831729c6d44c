/** The score fitted again before and after matching, Rubin's B and R, against glm on lalonde. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { type JointForm, jointTest } from "../../../src/verbs/psmatch/estimator/joint-balance.js";
import { agreeing } from "../../support/agree.js";
import { lalondeCovariates } from "./covariates.js";
import { expectedTable, lalonde } from "./reference.js";

/** Relative, of statistics of a maximum that both find to rounding. */
const TOLERANCE = 1e-9;
/** Of p values below 1e-50: the tail multiplies errors of its statistic. */
const P_TOLERANCE = 1e-8;

const expected = JSON.parse(readFileSync(new URL("./joint-balance.json", import.meta.url), "utf8"));

let engine: Engine;
let data: Awaited<ReturnType<typeof lalonde>>;

beforeAll(async () => {
  engine = await loadEngine({ threads: 2 });
  data = await lalonde();
});

const agree = agreeing("balance");

describe("the score fitted again", () => {
  for (const link of ["logit", "probit"] as const) {
    for (const name of Object.keys(expected[link])) {
      it(`${link}, ${name}`, async () => {
        const [, file, ending] = name.match(/^(.*?)(?:_(unweighted|weighted))?$/)!;
        const form = (ending ?? "all") as JointForm;
        const weights =
          form === "all"
            ? null
            : Float64Array.from((await expectedTable(`match_lalonde_${file}_weights.csv`)).numeric("weight"));
        const columns = lalondeCovariates(data.data);
        const found = jointTest(engine, columns, data.candidates.treated, weights, form, link);
        if ("because" in found) throw new Error(found.because);
        const reference = expected[link][name];
        expect([found.nobs, found.df]).toEqual([reference.nobs, reference.df]);
        expect(found.dropped.map(({ term }) => term)).toEqual(["racewhite"]);
        const pairs = [
          ["pseudo R2", found.pseudoR2, reference.pseudo_r2],
          ["LR", found.lrChi2, reference.lr],
          ["Rubin's B", found.rubin.b, reference.rubin_b],
          ["Rubin's R", found.rubin.r, reference.rubin_r],
        ] as const;
        for (const [what, got, want] of pairs) agree(got, want, TOLERANCE, what);
        agree(found.p, reference.p, P_TOLERANCE, "p");
      });
    }
  }

  it("says why where covariates separate the matched groups", () => {
    const { treated } = data.candidates;
    const apart = [{ name: "apart", values: Float64Array.from(treated, (t, i) => t * 10 + (i % 7)) }];
    const found = jointTest(engine, apart, treated, null, "all", "logit");
    expect(found).toMatchObject({ code: "separation", form: "all" });
    expect("because" in found && found.because).toContain("separates");
  });
});
