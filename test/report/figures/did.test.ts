/** Figures of `did`: effects of several estimators, effects by cohort and period, who is treated when. */
import { describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { cellsFigure } from "../../../src/verbs/did/figures/cells.js";
import { designFigure } from "../../../src/verbs/did/figures/design.js";
import { effectsFigure } from "../../../src/verbs/did/figures/effects.js";
import { cell, design, didRecord, EFFECTS, effect, estimate, UNIFORM } from "../sample-did.js";
import { marks, printed } from "./read-svg.js";

/** Pixels: positions are rounded to three decimals. */
const PIXEL = 0.01;
const refused = (code: string) => expect.objectContaining({ code });

describe("figure of effects", () => {
  test("stands where the numbers say, the reference hollow at zero", async () => {
    const svg = await renderSvg(effectsFigure(didRecord([estimate("cs")])));
    const [dots, references] = [marks(svg, "estimate-1"), marks(svg, "reference-1")];
    expect(dots).toHaveLength(3);
    expect(references).toHaveLength(1);
    const perUnit = dots[1]!.y - dots[2]!.y;
    const perPeriod = dots[2]!.x - dots[1]!.x;
    expect(dots[0]!.y - dots[1]!.y).toBeCloseTo(0.9 * perUnit, 1);
    expect(references[0]!.y - dots[0]!.y).toBeCloseTo(0.1 * perUnit, 1);
    expect(references[0]!.x - dots[0]!.x).toBeCloseTo(perPeriod, 1);
    expect(dots[0]!.attributes).toContain("fill=");
    expect(references[0]!.attributes).toMatch(/stroke="#/);
    expect(marks(svg, "onset")[0]!.x - references[0]!.x).toBeCloseTo(perPeriod / 2, 1);
    expect(printed(svg)).toEqual(expect.arrayContaining(["−2", "−1", "0", "1", "Periods since treatment"]));
  });

  test("sets estimators side by side about each event time, in the order of the record, and names them in a key", async () => {
    const three = (["twfe", "cs", "bjs"] as const).map((name) => estimate(name));
    const svg = await renderSvg(effectsFigure(didRecord(three), { names: { cs: "CS" } }));
    const at = [1, 2, 3].map((s) => marks(svg, `estimate-${s}`)[1]!.x);
    expect(at[1]! - at[0]!).toBeGreaterThan(PIXEL);
    expect(at[2]! - at[1]!).toBeCloseTo(at[1]! - at[0]!, 1);
    expect(printed(svg)).toEqual(expect.arrayContaining(["twfe", "CS", "bjs"]));
    expect(printed(await renderSvg(effectsFigure(didRecord([estimate("cs")]))))).not.toContain("cs");
  });

  test("draws a band behind each interval where there is one, and says so", async () => {
    const banded = [effect(-1), effect(0, 1, 0.4, 0.7), effect(1, 2, 0.6, 1.1)];
    const svg = await renderSvg(effectsFigure(didRecord([estimate("cs", banded, UNIFORM), estimate("bjs")])));
    expect(marks(svg, "band-1")).toHaveLength(2);
    expect(marks(svg, "band-2")).toHaveLength(0);
    const [band, interval] = [marks(svg, "band-1")[0]!, marks(svg, "interval-1")[0]!];
    expect(Math.abs(band.dy) / Math.abs(interval.dy)).toBeCloseTo(0.7 / 0.4, 2);
    expect(printed(svg)).toContain("Estimate, 90% confidence interval and (light) uniform 90% band");
    expect(effectsFigure(didRecord([estimate("cs", banded, UNIFORM)])).description).toContain("band 0.3");
  });

  test("draws true effects as lines across their event times, and widens the axis for them", async () => {
    const truth = new Map([
      [0, 1.1],
      [1, 5],
      [7, 9],
    ]);
    const svg = await renderSvg(effectsFigure(didRecord([estimate("cs")]), { truth }));
    expect(marks(svg, "truth")).toHaveLength(2);
    for (const { y } of marks(svg, "truth")) expect(y).toBeGreaterThan(0);
    expect(printed(svg)).toContain("True effect");
  });

  test("of cohorts and periods has their words and no line where treatment begins", async () => {
    const own = [2004, 2006].map((group, j) => {
      const { event: _, ...rest } = effect(0, j + 1, 0.5);
      return { ...rest, group };
    });
    const record = didRecord([estimate("cs", own, { aggregation: "group" })]);
    const svg = await renderSvg(effectsFigure(record, { position: (at) => `${at}m1` }));
    expect(marks(svg, "onset")).toHaveLength(0);
    expect(printed(svg)).toEqual(expect.arrayContaining(["2004m1", "2006m1", "Cohort: first treated period"]));
  });

  test("of many event times labels some of them, zero among them", async () => {
    const long = Array.from({ length: 61 }, (_, j) => (j === 29 ? effect(-1) : effect(j - 30, j / 30, 0.5)));
    const labels = marks(
      await renderSvg(effectsFigure(didRecord([estimate("cs", long)]), { width: 420 })),
      "axis-label",
    );
    const texts = labels.map(({ text }) => text);
    expect(texts).toContain("0");
    expect(texts.filter((text) => /^−?\d+$/.test(text)).length).toBeLessThan(30);
  });

  test("speaks Chinese", () => {
    const { description } = effectsFigure(didRecord([estimate("cs"), estimate("bjs")]), { language: "zh" });
    expect(description).toMatch(/^估计值及 95% 置信区间。cs：−2：.*；−1：0，基期；.*。bjs：/);
    expect(description).not.toMatch(/reference|Estimate/);
  });

  test("is refused without an axis, and for more estimators than have forms", () => {
    const { event: _, ...all } = effect(0, 1, 0.5);
    const simple = estimate("cs", [all], { aggregation: "simple" });
    expect(() => effectsFigure(didRecord([simple]))).toThrow(refused("figure_empty"));
    expect(() => effectsFigure(didRecord(Array.from({ length: 9 }, () => estimate("cs"))))).toThrow(
      refused("figure_series"),
    );
  });
});

describe("figure of effects by cohort and period", () => {
  const CELLS = [
    cell(2002, 2001),
    cell(2002, 2002, 1, 0.5),
    cell(2002, 2003, 2, 0.5),
    cell(2003, 2001, 0.2, 0.5),
    cell(2003, 2003, 1.5, 0.5),
  ];

  test("has a form a cohort, hollow before its treatment; references have no mark", async () => {
    const svg = await renderSvg(cellsFigure(estimate("cs", EFFECTS, { cells: CELLS })));
    expect([1, 2].map((g) => [marks(svg, `before-${g}`).length, marks(svg, `after-${g}`).length])).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect(printed(svg)).toEqual(expect.arrayContaining(["Cohort 2002", "Cohort 2003", "2001", "2003"]));
    expect(marks(svg, "after-1")[1]!.x).toBeLessThan(marks(svg, "after-2")[0]!.x);
  });

  test("takes words for periods, in Chinese too", () => {
    const options = { language: "zh", period: (at: number) => `${at} 年` } as const;
    const { description } = cellsFigure(estimate("cs", EFFECTS, { cells: CELLS }), options);
    expect(description).toContain("2002 年 批次：2002 年：");
    expect(description).not.toContain("Cohort");
  });

  test("of many cohorts lets forms come again", async () => {
    const many = Array.from({ length: 20 }, (_, g) => cell(1990 + g, 1990 + g, g / 10, 0.5));
    const svg = await renderSvg(cellsFigure(estimate("etwfe", EFFECTS, { cells: many })));
    expect(Array.from({ length: 20 }, (_, g) => marks(svg, `after-${g + 1}`).length)).toEqual(Array(20).fill(1));
    expect(printed(svg)).toContain("Cohort 2009");
  });

  test.each([
    ["no cells", null],
    ["references alone", [cell(2002, 2001)]],
  ])("is refused for %s", (_, cells) => {
    expect(() => cellsFigure(estimate("twfe", EFFECTS, { cells }))).toThrow(refused("figure_empty"));
  });
});

describe("figure of the design", () => {
  /** Heights of the rectangles of a layer. */
  const heights = (svg: string, layer: string): number[] =>
    marks(svg, layer).map(({ attributes }) =>
      Math.abs(Number(/d="M[-\d.]+,[-\d.]+h[-\d.]+v([-\d.]+)h/.exec(attributes)?.[1])),
    );

  test("has a strip a history as high as its units, earliest treated on top, with the cohort's name where it is high enough", async () => {
    const svg = await renderSvg(designFigure(design()));
    const [treated, untreated] = [heights(svg, "treated"), heights(svg, "untreated")];
    expect(treated).toHaveLength(3);
    expect(untreated).toHaveLength(3);
    const perUnit = treated[0]! / 20;
    expect(treated[1]).toBeCloseTo(39 * perUnit, 1);
    expect(untreated.at(-1)).toBeCloseTo(60 * perUnit, 1);
    expect(printed(svg)).toEqual(
      expect.arrayContaining(["Treated from the start (20)", "Cohort 2002 (39)", "Never treated (60)", "120"]),
    );
    expect(printed(svg)).not.toContain("Cohort 2003 (1)");
    expect(printed(svg)).not.toContain("Not observed");
    expect(designFigure(design()).description).toContain("Cohort 2003: 1 unit, Never treated: 60 units");
  });

  test("leaves gaps, with a hollow square for them in the key", async () => {
    const histories = [
      { cohort: 2002, statuses: "1022", units: 2 },
      { cohort: null, statuses: "1101", units: 2 },
    ];
    const svg = await renderSvg(designFigure(design({ histories })));
    expect(marks(svg, "treated")).toHaveLength(1);
    expect(marks(svg, "untreated")).toHaveLength(3);
    expect(printed(svg)).toContain("Not observed");
    const [square] = marks(svg, "missing-key");
    expect(square!.attributes).toContain("stroke=");
    expect(square!.attributes).not.toMatch(/fill="#/);
  });

  test("of a treatment that switches off has a strip treated, untreated, treated again", async () => {
    const svg = await renderSvg(designFigure(design({ histories: [{ cohort: 2002, statuses: "1212", units: 3 }] })));
    expect(marks(svg, "treated")).toHaveLength(2);
    expect(marks(svg, "untreated")).toHaveLength(2);
  });

  test("of histories thinned out counts the units of the design, and says so", () => {
    const thinned = design({
      histories_thinned: true,
      histories: [
        { cohort: 2002, statuses: "1222", units: 41.7 },
        { cohort: null, statuses: "1111", units: 78.3 },
      ],
    });
    const { description } = designFigure(thinned);
    expect(description).toContain("of many histories every so many units' is drawn");
    expect(description).toContain("Cohort 2002: 39 units, Never treated: 60 units");
  });

  test("of many cohorts names those that have room, and a dozen in its description", async () => {
    const cohorts = Array.from({ length: 40 }, (_, g) => ({
      ...{ cohort: 1960 + g, units: 1, units_before: 1, first_event: -1, last_event: 1 },
    }));
    const times = cohorts.map(({ cohort }) => cohort);
    const histories = cohorts.map(({ cohort, units }, g) => ({
      ...{ cohort, units, statuses: "1".repeat(g) + "2".repeat(40 - g) },
    }));
    const figure = designFigure(design({ cohorts, times, histories }));
    expect(figure.description).toMatch(/Cohort 1971: 1 unit and 28 more\.$/);
    const svg = await renderSvg(figure);
    expect(printed(svg).filter((text) => text.startsWith("Cohort"))).toHaveLength(0);
    expect(marks(svg, "axis-label").length).toBeLessThan(40);
  });

  test("speaks Chinese, with words for periods", async () => {
    const svg = await renderSvg(designFigure(design(), { language: "zh", period: (at) => `${at}年` }));
    expect(printed(svg)).toEqual(expect.arrayContaining(["受处理", "2002年 批次 (39)", "从未受处理 (60)", "2004年"]));
  });

  test("is refused without units", () => {
    expect(() => designFigure(design({ histories: [] }))).toThrow(refused("figure_empty"));
  });
});
