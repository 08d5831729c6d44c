/** The study of few treated clusters: its designs against the library's own diagnosis, its resumption, and that the table of cut-offs says what it found. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutOf, type FewClustersStudy, fewClustersTables } from "../../bench/results/few-clusters-tables.js";
import { fewClustersDesigns, meanRows, moreReplications, noReplication } from "../../bench/size/few-clusters-size.js";
import { makeTable } from "../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { FEW_CLUSTERS } from "../../src/regression/few-clusters.js";
import { feols } from "../../src/verbs/feols/feols.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

const design = { clusters: 20, treated: 6, which: "largest", errors: 3 } as const;

it("the effective number of clusters is that of the diagnosis of a regression on all rows", () => {
  const { weights, did, cluster, after } = meanRows(design);
  const rows = Array.from(weights).flatMap((count, i) => new Array<number>(count).fill(i));
  const column = (name: string, of: (row: number) => number) => ({
    ...{ kind: "numeric" as const, name },
    values: Float64Array.from(rows, of),
  });
  const table = makeTable(
    [
      ...[column("d", (i) => did[i]!), column("g", (i) => cluster[i]!), column("after", (i) => after[i]!)],
      column("y", (i) => Math.sin(7 * i)),
    ],
    { name: "rows", bytes: 0, sha256: null },
  );
  const fit = feols(engine, table, "y ~ d | g + after", { vcov: "cluster:g", clusterDiagnostics: "g" });
  const { effective } = noReplication(design);
  expect(effective).toBeCloseTo(fit.cluster_diagnostics!.terms.d!.effective_clusters, 9);
  expect(Math.min(...weights)).toBe(2);
  expect(Math.max(...weights)).toBe(200);
});

it("goes on where it ended", () => {
  const once = moreReplications(engine, noReplication(design), 30);
  const twice = moreReplications(engine, moreReplications(engine, noReplication(design), 10), 20);
  expect(twice).toEqual(once);
  expect(once.rejected["t(G-1)"]).toBeGreaterThanOrEqual(once.rejected["t(G*-1)"]);
});

describe("the published study", () => {
  const study = JSON.parse(
    readFileSync(new URL("../../bench/results/few-clusters.json", import.meta.url), "utf8"),
  ) as FewClustersStudy;

  it("is of all designs, and the table of cut-offs has its cut", () => {
    expect(study.sizes.map(({ clusters, treated, which, errors }) => ({ clusters, treated, which, errors }))).toEqual(
      fewClustersDesigns,
    );
    expect(FEW_CLUSTERS.treated).toBe(cutOf(study.sizes));
    expect(fewClustersTables(study).join("\n")).toContain(`in some design: **${FEW_CLUSTERS.treated}**`);
  });
});
