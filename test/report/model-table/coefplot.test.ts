import { describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/figures/render-svg.js";
import { coefplot, coefplotNumbers } from "../../../src/verbs/table/coefplot.js";
import type { ModelRecord, NamedResult } from "../../../src/verbs/table/model-column.js";
import { marks, printed } from "../figures/read-svg.js";

const b = (estimate: number, half: number) => ({
  ...{ estimate, std_error: half / 2, statistic: 1, p_value: 0.2 },
  ...{ conf_low: estimate - half, conf_high: estimate + half },
});
const result = (label: string, coefficients: object, level = 0.95): NamedResult => ({
  label,
  record: {
    ...{ kind: "pgmm", depvar: "y", model: "system", steps: 2, nobs: 90, n_groups: 30, n_instruments: 12 },
    ...{ dropped: {}, coefficients, collinear: [], notes: [] },
    vcov: { type: "windmeijer", clusters: { id: 30 }, df: null, level },
    tests: { ar1: null, ar2: null, hansen: null, sargan: null },
  } as unknown as ModelRecord,
});
const ols = result("OLS", { did: b(0.2, 0.1), eco: b(0.5, 0.2), fin: b(-0.4, 0.1) });
const iv = result("2SLS", { fit_did: b(0.3, 0.3), eco: b(0.4, 0.2) });
const both = [ols, iv];
const shared = { rename: { fit_did: "did" } };

describe("a row a coefficient", () => {
  test("results lie side by side about its label, each in a colour and form of its own, with a key", async () => {
    const svg = await renderSvg(coefplot(both, shared));
    const [first, second] = [marks(svg, "estimate"), marks(svg, "estimate-2")];
    const labels = marks(svg, "label");
    expect([first.length, second.length]).toEqual([3, 2]);
    expect(labels.map(({ text }) => text)).toEqual(["did", "eco", "fin"]);
    for (const r of [0, 1]) {
      expect(second[r]!.y - first[r]!.y).toBeCloseTo(17, 2);
      expect((first[r]!.y + second[r]!.y) / 2).toBeCloseTo(labels[r]!.y - 3, 2);
    }
    const look = ({ attributes }: { attributes: string }) => [
      /fill="([^"]*)"/.exec(attributes)![1],
      / d="([^"]*)"/.exec(attributes)![1],
    ];
    expect(look(first[0]!)[0]).not.toBe(look(second[0]!)[0]);
    expect(look(first[0]!)[1]).not.toBe(look(second[0]!)[1]);
    expect(printed(svg)).toEqual(
      expect.arrayContaining(["OLS", "2SLS", "0.200 (0.100, 0.300)", "0.300 (0.000, 0.600)"]),
    );
  });

  test("estimates lie to scale from the mark", async () => {
    const at = async (mark: number) => {
      const svg = await renderSvg(coefplot([ols], { mark, rows: "coefficients" }));
      return [marks(svg, "zero")[0]!.x, ...marks(svg, "estimate").map(({ x }) => x)];
    };
    const [zero, did, eco, fin] = (await at(0)) as [number, number, number, number];
    expect((eco - zero) / (did - zero)).toBeCloseTo(2.5, 2);
    expect((fin - zero) / (did - zero)).toBeCloseTo(-2, 2);
    const [mark, did2, eco2] = (await at(0.1)) as [number, number, number];
    expect((eco2 - mark) / (did2 - mark)).toBeCloseTo(4, 2);
  });

  test("headings stand above their coefficients, after those under none", async () => {
    const svg = await renderSvg(coefplot([ols], { headings: [{ label: "Controls", terms: ["/^eco|did/"] }] }));
    const labels = marks(svg, "label");
    expect(labels.map(({ text }) => text)).toEqual(["fin", "did", "eco"]);
    const [heading, ...others] = marks(svg, "heading");
    expect([heading!.text, others.length]).toEqual(["Controls", 0]);
    expect(heading!.y).toBeGreaterThan(labels[0]!.y + 14);
    expect(heading!.y).toBeLessThan(labels[1]!.y - 14);
    expect(() => coefplot([ols], { headings: ["A", "B"].map((label) => ({ label, terms: ["eco"] })) })).toThrow(
      /'eco' stands under two headings, 'A' and 'B'/,
    );
  });
});

describe("a row a result", () => {
  test("where one coefficient is shown, under headings of results, with what is true", async () => {
    const options = { ...shared, keep: ["did"], spans: [{ label: "Instruments", from: 2, to: 2 }] };
    const svg = await renderSvg(coefplot(both, { ...options, truth: [{ did: 0.25 }, { did: 0.35 }] }));
    expect(marks(svg, "label").map(({ text }) => text)).toEqual(["OLS", "2SLS"]);
    expect(marks(svg, "heading").map(({ text }) => text)).toEqual(["Instruments"]);
    const [did, iv2] = marks(svg, "estimate");
    const perUnit = (iv2!.x - did!.x) / 0.1;
    const truth = marks(svg, "truth");
    expect(truth.map(({ x }) => x - did!.x)).toEqual([
      expect.closeTo(0.05 * perUnit, 1),
      expect.closeTo(0.15 * perUnit, 1),
    ]);
    expect(printed(svg)).toContain("True effect");
    expect(coefplot(both, { ...options, truth: [{ did: 0.25 }, undefined] }).description).toMatch(
      /^Estimates with 95% confidence intervals\. OLS: 0\.200 \(0\.100, 0\.300\), true effect 0\.250; 2SLS: 0\.300 \(0\.000, 0\.600\)\.$/,
    );
    expect(
      marks(await renderSvg(coefplot(both, { ...shared, keep: ["did"], rows: "coefficients" })), "label"),
    ).toHaveLength(1);
  });
});

test("levels are those of the records, words those of the language", () => {
  const ninety = result("90", { did: b(1, 1) }, 0.9);
  expect(coefplot([ninety]).description).toMatch(/^Estimates with 90% /);
  expect(coefplot([ninety, result("95", { did: b(1, 2) })]).description).toMatch(/^Estimates with 90% \/ 95% /);
  expect(coefplot([ninety], { language: "zh" }).description).toMatch(/^估计值及 90% 置信区间。did：/);
});

test("a narrow figure leaves the numbers out and its words stay inside", async () => {
  const svg = await renderSvg(coefplot(both, { ...shared, width: 370 }));
  expect(printed(svg).some((text) => text.includes("("))).toBe(false);
  const wide = result("a result with a long name of many words", { did: b(1, 1) });
  const keys = await renderSvg(
    coefplot([wide, { ...wide, label: "and another of the same kind" }], { rows: "coefficients", width: 370 }),
  );
  expect(marks(keys, "series-2-words")[0]!.y).toBeCloseTo(marks(keys, "series-words")[0]!.y + 18, 5);
});

test("the numbers are those drawn", () => {
  const numbers = coefplotNumbers(both, { ...shared, keep: ["did"] });
  expect(numbers.map(({ result: of, term, estimate }) => [of, term, estimate])).toEqual([
    ["OLS", "did", 0.2],
    ["2SLS", "did", 0.3],
  ]);
});

test("refusals name what is wrong and what to do", () => {
  expect(() => coefplot([])).toThrow(/at least one result/);
  expect(() => coefplot(both, { keep: ["did"] })).toThrow(/'2SLS' has none of the coefficients shown \(did\).*fit_did/);
  expect(() => coefplot(both, { spans: [{ label: "A", from: 2, to: 3 }] })).toThrow(
    /'A' is over columns 2 to 3.*1 to 2/,
  );
  const spans = [
    { label: "A", from: 1, to: 2 },
    { label: "B", from: 2, to: 2 },
  ];
  expect(() => coefplot(both, { spans })).toThrow(/Column 2 has two headings, 'A' and 'B'/);
  const many = [..."abcdefghi"].map((label) => result(label, { did: b(1, 1), x: b(1, 1) }));
  expect(() => coefplot(many)).toThrow(/distinguishes at most 8 series by colour and form, and got 9/);
  expect(() => coefplot([result("a", { did: b(Number.NaN, 1) })])).toThrow(/expected a finite number/);
});
