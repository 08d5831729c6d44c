/** Statistics of instruments whose clustered covariance is short of rank are absent, with the reason, and a table says n.a. */
import { beforeAll, describe, expect, it } from "vitest";
import { makeTable } from "../../../src/data/table/table.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../../src/regression/record/fit-record.js";
import { feols } from "../../../src/verbs/feols/feols.js";
import { ivDiagnosticRows } from "../../../src/verbs/iv/report/diagnostics.js";
import { ivLines } from "../../../src/verbs/iv/report/summary.js";
import { type IvFit, ivColumns } from "../../../src/verbs/iv/report/words.js";
import { seeded } from "../../support/random.js";
import { numeric } from "../small-panel.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const GROUPS = 8;
const NAMES = Array.from({ length: 9 }, (_, i) => `z${i + 1}`);

/** Eight groups of rows, and this many of nine instruments. */
function withInstruments(count: number, vcov = "cluster:g"): FitRecord {
  const random = seeded(5);
  const centred = () => random() - 0.5;
  const rows = Array.from({ length: 20 * GROUPS }, (_, i) => {
    const z = NAMES.map(centred);
    const u = centred();
    const x = z.reduce((sum, value) => sum + 0.4 * value, u) + centred();
    return { g: i % GROUPS, x, y: x + u + centred(), z };
  });
  const table = makeTable(
    [
      ...(["g", "x", "y"] as const).map((name) =>
        numeric(
          name,
          rows.map((row) => row[name]),
        ),
      ),
      ...NAMES.map((name, i) =>
        numeric(
          name,
          rows.map(({ z }) => z[i]!),
        ),
      ),
    ],
    { name: "rows", bytes: 0, sha256: null },
  );
  return feols(engine, table, `y ~ 1 | x ~ ${NAMES.slice(0, count).join(" + ")}`, { vcov });
}

const codes = ({ notes }: FitRecord) => notes.map(({ code }) => code);

describe("instruments and clusters", () => {
  it("as many as clusters leave neither first-stage F nor Kleibergen and Paap's statistics, and none in their place", () => {
    const record = withInstruments(GROUPS) as IvFit;
    expect(record.first_stage.x!.partial_F).toMatchObject({ statistic: Number.NaN, p_value: Number.NaN, df1: GROUPS });
    expect(record.tests).not.toHaveProperty("kleibergen_paap_wald");
    expect(record.tests).not.toHaveProperty("kleibergen_paap_lm");
    const reason = record.notes.find(({ code }) => code === "first_stage_rank");
    expect(reason!.detail).toMatchObject({ endogenous: ["x"], reduced_form: true, instruments: GROUPS, rank: 7 });
    const rows = ivDiagnosticRows(ivColumns(record, false));
    for (const name of ["partial_F", "kleibergen_paap_wald", "underidentification"]) {
      const cells = rows.find((row) => row.name === name)!.cells;
      expect(cells, name).toContainEqual(expect.objectContaining({ text: "n.a." }));
    }
    expect(rows.map(({ name }) => name)).not.toContain("cragg_donald");
    const summary = ivLines(record).join("\n");
    expect(summary).toContain("First stage of x: F n.a.");
    expect(summary).not.toMatch(/Anderson LM|Cragg-Donald/);
  });

  it("more than them leave no J either", () => {
    const record = withInstruments(9);
    expect(record.tests).not.toHaveProperty("hansen");
    expect(codes(record)).toEqual(expect.arrayContaining(["first_stage_rank", "singular_weight"]));
  });

  it("more than half as many are cautioned, fewer and other errors are not", () => {
    const many = withInstruments(5);
    expect(many.first_stage.x!.partial_F.statistic).toBeGreaterThan(0);
    const caution = many.notes.find(({ code }) => code === "instruments_by_clusters");
    expect(caution!.detail).toEqual({ instruments: 5, clusters: GROUPS });
    expect(codes(withInstruments(4))).not.toContain("instruments_by_clusters");
    expect(codes(withInstruments(5, "hetero"))).not.toContain("instruments_by_clusters");
  });
});
