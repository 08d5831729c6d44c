/** Which p of a bootstrap can be believed: numbers are those of `feols --cluster-diagnostics`, treated clusters are counted, rules hold at their edges. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noteText } from "../../../src/base/messages.js";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { bootstrap } from "../../../src/verbs/bootstrap/fit.js";
import type { BootstrapOptions } from "../../../src/verbs/bootstrap/verb.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { seeded } from "../../support/random.js";

const AGREE = 1e-9;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});
afterAll(() => engine.close());

/** Clusters of 4 to 40 rows, the first `treated` with the policy: in the later half of four periods, or always. */
function sample({ clusters = 40, treated = 10, always = false, sizes = 10, seed = 1 } = {}): Table {
  const random = seeded(seed);
  const rows: Record<string, number>[] = [];
  for (let g = 0; g < clusters; g++) {
    for (let i = 0; i < 4 * (1 + ((7 * g) % sizes)); i++) {
      const time = i % 4;
      const d = g < treated && (always || time >= 2) ? 1 : 0;
      rows.push({ g, time, d, unit: 100 * g + Math.floor(i / 4), x: random(), w: 1 + random(), y: random() + 0.1 * d });
    }
  }
  const columns = Object.keys(rows[0]!).map((name) => ({
    kind: "numeric" as const,
    name,
    values: Float64Array.from(rows, (row) => row[name]!),
  }));
  return makeTable(columns, { name: "clusters.csv", bytes: 0, sha256: null });
}

const DRAWS = { term: "d", cluster: "g", draws: 19, ci: "none" } as const;
const ask = (table: Table, formula: string, more: Partial<BootstrapOptions> = {}) =>
  bootstrap(engine, table, formula, { ...DRAWS, ...more });

describe("numbers are those of the diagnosis of clusters", () => {
  it.each([
    ["y ~ d + x | unit + time", {}],
    ["y ~ d + x | g + time", {}],
    ["y ~ d + x | time", { weights: "w" }],
    ["y ~ d + x", {}],
    ["y ~ d + x | unit + time", { bootCluster: "unit" }],
    ["y ~ d + x | g + unit + time", { weights: "w", term: "x" }],
  ] as const)("%s %o", async (formula, more) => {
    const table = sample();
    const { reliability } = await ask(table, formula, more);
    const {
      weights,
      term = "d",
    }: { readonly weights?: string; readonly term?: string; readonly bootCluster?: string } = more;
    const fit = feols(engine, table, formula, {
      ...{ vcov: "cluster:g", clusterDiagnostics: "g" },
      ...(weights === undefined ? {} : { weights }),
    });
    const { rows, leverage, terms, clusters, table: byCluster } = fit.cluster_diagnostics!;
    expect(reliability).toMatchObject({ term, by: "g", clusters, rows });
    const near = (got: number, want: number) =>
      expect(Math.abs(got - want)).toBeLessThanOrEqual(AGREE * (1 + Math.abs(want)));
    near(reliability!.effective_clusters, terms[term]!.effective_clusters);
    for (const key of ["min", "median", "max", "cv"] as const) {
      near(reliability!.leverage![key], leverage[key]);
      near(reliability!.partial_leverage[key], terms[term]!.partial_leverage[key]);
    }
    const largest = byCluster.find(({ cluster }) => cluster === reliability!.largest.cluster)!;
    near(reliability!.largest.share, largest.partial_leverage[term]!);
  });
});

describe("treated clusters", () => {
  it("are those with a treated row", async () => {
    const { reliability } = await ask(sample({ treated: 7, sizes: 3 }), "y ~ d | g + time");
    expect(reliability!.treated).toMatchObject({ clusters: 7, partly: 7, untreated: 33, rows: { least: 4, most: 12 } });
    const always = await ask(sample({ treated: 7, always: true }), "y ~ d | time");
    expect(always.reliability!.treated).toMatchObject({ clusters: 7, partly: 0, untreated: 33 });
  });

  it("may be very many", async () => {
    const n = 300_000;
    const [g, time] = [
      Float64Array.from({ length: n }, (_, i) => i >> 1),
      Float64Array.from({ length: n }, (_, i) => i & 1),
    ];
    const random = seeded(3);
    const d = Float64Array.from(g, (c, i) => (c % 10 > 0 ? time[i]! : 0));
    const columns = Object.entries({ g, time, d, y: g.map(random) });
    const table = makeTable(
      columns.map(([name, values]) => ({ kind: "numeric" as const, name, values })),
      { name: "many.csv", bytes: 0, sha256: null },
    );
    const { reliability } = await ask(table, "y ~ d | g + time", { draws: 1 });
    expect(reliability!.treated).toMatchObject({ clusters: 135_000, rows: { least: 2, most: 2 } });
  });

  it("are none of a regressor of many values", async () => {
    expect((await ask(sample(), "y ~ d + x | g + time", { term: "x" })).reliability!.treated).toBeNull();
  });
});

describe("the verdict", () => {
  const ofNote = (record: Awaited<ReturnType<typeof ask>>) =>
    record.notes.find(({ code }) => code === "bootstrap_reliability")!;

  it.each([
    [
      "few treated clusters",
      { treated: 6 },
      {},
      "neither",
      ["few_treated"],
      ["randomisation_t", "conley_taber", "ferman_pinto"],
    ],
    [
      "few untreated clusters",
      { treated: 38, always: true },
      {},
      "neither",
      ["few_untreated"],
      ["randomisation_t", "conley_taber", "ferman_pinto"],
    ],
    [
      "few clusters never treated, on one date",
      { treated: 38 },
      {},
      "neither",
      ["few_untreated"],
      ["randomisation_t", "conley_taber", "ferman_pinto"],
    ],
    ["one more treated cluster", { treated: 7 }, {}, "restricted", ["few_effective"], ["type_33"]],
    [
      "the null not imposed",
      { treated: 7 },
      { imposeNull: false },
      "restricted",
      ["few_effective"],
      ["impose_null", "type_33"],
    ],
    [
      "few clusters, of a regressor of many values",
      { clusters: 11, treated: 5 },
      { type: "33", term: "x" },
      "restricted",
      ["few_effective"],
      ["webb"],
    ],
    [
      "pairs of few clusters",
      { clusters: 16, treated: 8 },
      { kind: "pairs", ci: undefined },
      "restricted",
      ["few_effective"],
      ["wild"],
    ],
    ["many alike clusters", { treated: 20, sizes: 1 }, {}, "either", ["enough"], []],
  ] as const)("%s", async (_, design, more, believe, because, prefer) => {
    const formula = "always" in design ? "y ~ d | time" : `y ~ ${"term" in more ? "d + x" : "d"} | g + time`;
    const record = await ask(sample(design), formula, more as Partial<BootstrapOptions>);
    expect(record.reliability).toMatchObject({ believe, because, prefer });
    const note = ofNote(record);
    expect(note.detail).toMatchObject({ believe, because, prefer });
    for (const language of ["en", "zh"] as const) expect(noteText(note, language)).toContain("'g'");
    expect(noteText(note, "zh")).not.toBe(note.message);
  });

  it("is said in words", async () => {
    const few = ofNote(await ask(sample({ treated: 3 }), "y ~ d | g + time"));
    expect(few.message).toContain("With 3 treated clusters of 40 of 'g' neither p is to be believed");
    expect(few.message).toContain("randomisation inference by t (wasmetrics placebo)");
    expect(noteText(few, "zh")).toContain("仅 3 个受处理");
  });

  it("says how coarse randomisation inference is with few clusters", async () => {
    const few = ofNote(await ask(sample({ clusters: 5, treated: 2 }), "y ~ d | g + time", { multipliers: "webb" }));
    expect(few.message).toContain("can be chosen in 10 ways only: p of randomisation inference is at least 0.1.");
    expect(noteText(few, "zh")).toContain("选法仅 10 种");
  });

  it("is left out of a joint hypothesis and of two clusterings", async () => {
    const joint = await ask(sample(), "y ~ d + x | g + time", { term: ["d", "x"] });
    expect(joint.reliability).toBeNull();
    const both = await ask(sample(), "y ~ d + x | unit + time", { cluster: "g+time" });
    expect(both.reliability).toBeNull();
    expect(both.notes.map(({ code }) => code)).not.toContain("bootstrap_reliability");
  });

  it("the jackknife has one, too", async () => {
    const { ci: _ci, draws: _draws, ...rest } = DRAWS;
    const record = await bootstrap(engine, sample({ treated: 3 }), "y ~ d | g + time", { ...rest, kind: "jackknife" });
    expect(record.reliability!.believe).toBe("neither");
  });
});
