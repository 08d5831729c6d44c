/** The words of variances by leverage, and the diagnosis of clusters as text, on a real fit. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { regressionTable } from "../../src/report/regression/regression-table.js";
import { renderTable } from "../../src/report/render/render.js";
import { feols } from "../../src/verbs/feols/feols.js";
import { fitSummary } from "../../src/verbs/feols/present.js";
import { goldenTable } from "../support/golden-table.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const FORMULA = "l_homicide ~ post + l_police + unemployrt | state + year";

describe("CR2 and the diagnosis of clusters in words", () => {
  it("summary: degrees of freedom of each coefficient, effective numbers, influential clusters", async () => {
    const castle = await goldenTable("castle.csv");
    const options = { vcov: "CR2:state", weights: "popwt", clusterDiagnostics: "state" };
    const record = feols(engine, castle, FORMULA, options);
    const text = fitSummary(record);
    expect(text).toContain(
      "Std. errors: CR2, clustered by state (50); t with 4.2 to 8.3 df by coefficient (Bell-McCaffrey);",
    );
    // clubSandwich: 7.05, 8.31, 4.24
    for (const [term, df] of [
      ["post", "7.05"],
      ["l_police", "8.31"],
      ["unemployrt", "4.24"],
    ]) {
      expect(text).toMatch(new RegExp(`^${term} .* ${df} `, "m"));
    }
    // clubSandwich 0.5.8 (golden/after/htz.json): F 0.97928 on 3 and 5.41798, p 0.46793
    expect(text).toMatch(/^Wald test \(slopes\): F\(3, 5\.42\) = 0\.979275, p = 0\.4679 \(HTZ\)$/m);
    expect(text.match(/joint tests are HTZ/g)).toHaveLength(1);
    expect(text).toContain("Clusters by state: 50, of 11 rows each");
    // without California, by lm: 0.0433257...
    expect(text).toMatch(/^post +\d+\.\d +0\.\d{4} +\S+ +California +0\.043326 +-0\.01750/m);
    expect(record.notes.map(({ code }) => code)).toContain("few_effective_clusters");
    expect(record.cluster_diagnostics!.table).toHaveLength(50);
  });

  it("table: the type and its degrees of freedom, beside a column that has one number", async () => {
    const castle = await goldenTable("castle.csv");
    const fits = ["CR2:state", "cluster:state", "HC3"].map((vcov) => ({
      label: vcov,
      fit: feols(engine, castle, FORMULA, { vcov, weights: "popwt" }),
    }));
    const text = renderTable(regressionTable(fits), "markdown");
    expect(text).toContain("CR2: state");
    expect(text).toContain(
      "t with 4.2 to 8.3 degrees of freedom by coefficient (Bell-McCaffrey), 49 degrees of freedom, 487 degrees of freedom",
    );
    expect(renderTable(regressionTable(fits.slice(1)), "markdown")).toContain("t with 49, 487 degrees of freedom.");
  });
});
