/** Rank tests against the reference files' matrix algebra and the printed output of ivreg2. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { kleibergenPaap, rankTests } from "../../../src/verbs/iv/inference/rank-tests.js";
import { agreeing } from "../../support/agree.js";
import { IV_REFERENCES, ivExpected, ivReference } from "../../support/iv-references.js";
import { naiveErrors, naiveSystem } from "../../support/naive-iv.js";

/** Relative. The reference squares its matrices: its square roots of cross-products cost half the digits. */
const RELATIVE = 1e-7;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const agree = agreeing("iv-algebra");
const expectNear = (got: number, want: number, what: string) => agree(got, want, RELATIVE, what);

describe.each(IV_REFERENCES)("%s", (name) => {
  it("agrees with the algebra block", async () => {
    const { algebra } = ivExpected(name);
    const { equation, clusters } = await ivReference(name);
    const built = naiveSystem(equation);
    const { system } = built;
    const classical = rankTests(engine, system, naiveErrors(built, { type: "iid" }));
    expectNear(classical.anderson_lm.statistic, algebra.anderson_lm, "Anderson LM");
    expect(classical.anderson_lm.df1).toBe(algebra.anderson_lm_df);
    expectNear(classical.cragg_donald.statistic, algebra.cragg_donald_F, "Cragg-Donald");
    expect(classical.cragg_donald.df2).toBe(algebra.n_minus_L);
    expect([classical.kleibergen_paap_wald, classical.kleibergen_paap_lm]).toEqual([null, null]);

    const hetero = naiveErrors(built, { type: "hetero" });
    const robust = rankTests(engine, system, hetero);
    expectNear(kleibergenPaap(system, hetero).wald!, algebra.kp_rk_wald_chi2_hc0, "rk Wald chi2");
    expectNear(robust.kleibergen_paap_wald!.statistic, algebra.kp_rk_wald_F_robust, "rk Wald F");
    expectNear(robust.kleibergen_paap_lm!.statistic, algebra.kp_rk_lm_robust, "rk LM");

    if (clusters === null) return expect(algebra).not.toHaveProperty("kp_rk_wald_F_cluster");
    const cluster = naiveErrors(built, { type: "cluster", by: [clusters] });
    expect(cluster.nClusters).toBe(algebra.G);
    const clustered = rankTests(engine, system, cluster);
    const { wald } = kleibergenPaap(system, cluster);
    expectNear(wald!, algebra.kp_rk_wald_chi2_cluster_unscaled, "clustered rk Wald chi2");
    expectNear(clustered.kleibergen_paap_wald!.statistic, algebra.kp_rk_wald_F_cluster, "clustered rk Wald F");
    expectNear(clustered.kleibergen_paap_lm!.statistic, algebra.kp_rk_lm_cluster_unscaled, "clustered rk LM");
  });
});
