/** What the record of weak identification holds, where its parts apply, and Stock and Yogo's tables. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { stockYogo, weakIdentification } from "../../../src/verbs/iv/inference/weak-identification.js";
import { ivReference } from "../../support/iv-references.js";
import { naiveErrors, naiveIv, naiveSystem } from "../../support/naive-iv.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

describe("weak identification", () => {
  it("has one record an endogenous regressor, and an effective F for one alone", async () => {
    const two = naiveSystem((await ivReference("iv_card_two_endogenous")).equation);
    const found = weakIdentification(engine, two.system, naiveErrors(two, { type: "iid" }));
    expect(found.sanderson_windmeijer.length).toBe(2);
    expect(found.effective_F).toBeNull();
    expect(found.notes).toEqual([]);
    expect(Object.keys(found.tests)).toEqual([
      "cragg_donald",
      "anderson_lm",
      "kleibergen_paap_wald",
      "kleibergen_paap_lm",
    ]);
    expect(found.tests.anderson_lm.p_value).toBeCloseTo(0.03614, 5); // R: pchisq(6.640850, 2, lower.tail = FALSE)
  });

  it("says which statistics two clusters cannot give", async () => {
    const { equation } = await ivReference("iv_card_over");
    const half = Float64Array.from(equation.y, (_, i) => i % 2);
    const { system, errors } = naiveIv(equation, { type: "cluster", by: [half] });
    const { tests, sanderson_windmeijer, notes } = weakIdentification(engine, system, errors);
    expect(tests.kleibergen_paap_wald).toBeNull();
    expect(sanderson_windmeijer[0]).toMatchObject({ F: null, chi2: null, chi2_free_directions: null });
    expect(sanderson_windmeijer[0]!.partial_r2).toBeGreaterThan(0);
    expect(notes).toMatchObject([{ code: "singular_scores", detail: { instruments: 2, clusters: 2 } }]);
    expect(notes[0]!.message).toMatch(/2 instruments and 2 clusters/);
  });
});

describe("Stock and Yogo's critical values", () => {
  const of = (kx: number, kz: number, type: "iid" | "hetero" = "iid") =>
    stockYogo(
      {
        n: 100,
        nEndogenous: kx,
        nInstruments: kz,
        nExogenous: 1,
        projected: new Float64Array(0),
        unexplained: new Float64Array(0),
        instruments: new Float64Array(0),
      },
      { type, nClusters: null, covariance: () => new Float64Array(0) },
    );
  /** As printed in the authors' tables and by gretl and ivreg2: first, middle and last rows. */
  const printed = [
    [1, 1, "tsls_size", [16.38, 8.96, 6.66, 5.53]],
    [1, 30, "tsls_size", [86.17, 44.78, 30.72, 23.65]],
    [2, 2, "tsls_size", [7.03, 4.58, 3.95, 3.63]],
    [2, 17, "tsls_size", [41.51, 22.35, 15.83, 12.49]],
    [1, 3, "tsls_bias", [13.91, 9.08, 6.46, 5.39]],
    [2, 4, "tsls_bias", [11.04, 7.56, 5.57, 4.73]],
    [3, 5, "tsls_bias", [9.53, 6.61, 4.99, 4.3]],
    [3, 11, "tsls_bias", [17.35, 9.85, 5.87, 4.44]],
    [1, 2, "liml_size", [8.68, 5.33, 4.42, 3.92]],
    [1, 30, "liml_size", [3.88, 2.18, 1.89, 1.75]],
    [2, 30, "liml_size", [4.12, 2.39, 1.95, 1.75]],
    [1, 1, "fuller_bias", [24.09, 19.36, 15.64, 12.71]],
    [2, 30, "fuller_bias", [2.47, 2.28, 2.07, 1.94]],
  ] as const;

  it.each(printed)("%d endogenous, %d instruments: %s", (kx, kz, criterion, want) => {
    const { critical_values, reason } = of(kx, kz)[criterion];
    expect(Object.values(critical_values!)).toEqual(want);
    expect(reason).toBeNull();
    const shares = criterion.endsWith("size") ? ["0.1", "0.15", "0.2", "0.25"] : ["0.05", "0.1", "0.2", "0.3"];
    expect(Object.keys(critical_values!)).toEqual(shares);
  });

  it("fall as more bias or size is tolerated, in every row", () => {
    for (let kx = 1; kx <= 3; kx++) {
      for (let kz = kx; kz <= 30; kz++) {
        for (const { critical_values } of Object.values(of(kx, kz))) {
          const values = Object.values<number>(critical_values ?? {});
          expect(values).toEqual([...values].sort((a, b) => b - a));
        }
      }
    }
  });

  it("say why where there are none", () => {
    expect(of(1, 2).tsls_bias).toEqual({
      critical_values: null,
      reason: "with 1 endogenous regressor it needs 3 instruments",
    });
    expect(of(3, 5).tsls_size.reason).toBe("tabulated for up to 2 endogenous regressors, not for 3");
    expect(of(4, 5).tsls_bias.reason).toBe("tabulated for up to 3 endogenous regressors, not for 4");
    expect(of(1, 31).liml_size.reason).toBe("tabulated for up to 30 instruments, not for 31");
    expect(of(1, 3, "hetero").tsls_bias.reason).toMatch(/homoskedastic/);
  });
});
