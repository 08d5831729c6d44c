/** Figures of what two-way effects compare: every comparison drawn, the coefficient across, words in both languages. */
import { beforeAll, describe, expect, it } from "vitest";
import { panel } from "../../../src/data/panel/panel.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { comparisonFigure } from "../../../src/verbs/did/decomposition/figure.js";
import type { Comparison } from "../../../src/verbs/did/decomposition/record.js";
import { did } from "../../../src/verbs/did/verb/fit.js";
import { goldenTable } from "../../support/golden-table.js";

let found: readonly Comparison[];
beforeAll(async () => {
  const counties = panel(await goldenTable("mpdta.csv"), { unit: "countyreal", time: "year" });
  const estimator = ["bacon", "twfe-weights", "contamination"];
  const engine = await loadEngine({ threads: 1 });
  found = did(engine, counties, "lemp ~ 1 | countyreal + year", { cohort: "first.treat", estimator }).comparisons!;
});

/** Values of the layers of a figure, by name. */
const valuesOf = (figure: object): Record<string, readonly object[]> =>
  Object.fromEntries(
    (figure as { layer: { name: string; data: { values: object[] } }[] }).layer.map(({ name, data }) => [
      name,
      data?.values ?? [],
    ]),
  );

describe("figures of comparisons", () => {
  it("draw every 2x2 by its type, and the coefficient across", async () => {
    const bacon = found[0]!;
    if (bacon.decomposition !== "bacon") throw new Error("bacon first");
    const figure = comparisonFigure(bacon);
    const layers = valuesOf(figure);
    const drawn = bacon.by_type.flatMap((_, s) => layers[`comparisons-${s + 1}`]!);
    expect(drawn).toHaveLength(bacon.comparisons.length);
    expect(layers.coefficient).toEqual([{ coefficient: bacon.coefficient }]);
    expect(await renderSvg(figure)).toContain("later against earlier");
    expect(comparisonFigure(bacon, { language: "zh" }).description).toContain("对 从未受处理");
  });

  it("tell negative weights apart, and effects of other event times", () => {
    const [, weights, contamination] = found;
    const cells = valuesOf(comparisonFigure(weights!));
    expect(cells.negative).toHaveLength(1);
    expect(cells.positive).toHaveLength(6);
    const events = valuesOf(comparisonFigure(contamination!, { language: "zh" }));
    for (const { event, at } of events.own as { event: number; at: number }[]) expect(event).toBe(at);
    for (const { event, at } of events.others as { event: number; at: number }[]) expect(event).not.toBe(at);
  });
});
