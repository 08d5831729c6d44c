/** What rules on inference find in the paper on smart cities: all of it derived by hand, and nothing else. */
import { describe, expect, test } from "vitest";
import { INFERENCE_RULES } from "../../../src/audit/rules/inference/rules.js";
import { judge } from "../sample/judging.js";
import { smartCity } from "./paper.js";

const findings = INFERENCE_RULES.flatMap((rule) => judge(rule, smartCity).findings);
const factsOf = (code: string, table = "Table") =>
  findings.find((one) => one.code === code && one.where[0]!.table.startsWith(table))!.facts as never as Record<
    string,
    unknown
  >;

describe("the paper on smart cities", () => {
  test("has these findings and no other", () => {
    const found = findings.map(
      ({ code, severity, where: [at] }) => `${severity} ${code}: ${at!.table} ${at!.column} ${at!.row}`,
    );
    expect(found).toEqual([
      "inconsistent parentheses_not_as_stated: Table 1 (2) eco",
      "conditional r2_is_classical: Table 1 (1) r2",
      "conditional r2_is_classical: Table 2 PSM-DID (1) r2",
      "conditional share_treated: Table 1 (1) did",
      "unreported first_stage_f_unreported: Table 2 IV (1) iv",
      "unusual iv_over_ols: Table 2 IV (2) did",
      "inconsistent claim_level: Table 3 (1) did",
    ]);
  });

  test("R2 of t and N", () => {
    // 7.041^2 = 49.575681; over 49.575681 + 3265 it is 0.0149569..., printed 0.015
    const [low, high] = factsOf("r2_is_classical").expected as [number, number];
    expect(low).toBeLessThan(49.575681 / (49.575681 + 3265));
    expect(high).toBeGreaterThan(49.575681 / (49.575681 + 3265));
    expect(high - low).toBeLessThan(1e-5);
    // t of 0.0145 and 0.0155 with 3265 degrees of freedom: sqrt(0.0145*3265/0.9855), sqrt(0.0155*3265/0.9845)
    const implied = factsOf("r2_is_classical").implied as [number, number];
    expect(implied[0]).toBeCloseTo(6.9311, 3);
    expect(implied[1]).toBeCloseTo(7.1697, 3);
  });

  test("the share of treated rows", () => {
    // ((0.258/95.399)/(0.036/7.041))^2 = (0.00270443/0.00511291)^2 = 0.2798; ends with 0.2575, 95.3995, 0.0365, 7.0405 and 0.2585, 95.3985, 0.0355, 7.0415
    const { implied, value } = factsOf("share_treated") as { implied: [number, number]; value: number };
    expect(value).toBeCloseTo(0.28, 2);
    expect(implied[0]).toBeCloseTo((0.2575 / 95.3995 / (0.0365 / 7.0405)) ** 2, 8);
    expect(implied[1]).toBeCloseTo((0.2585 / 95.3985 / (0.0355 / 7.0415)) ** 2, 8);
    expect(implied[0].toFixed(2)).toBe("0.27");
    expect(implied[1].toFixed(2)).toBe("0.29");
  });

  test("F, and 2SLS over least squares", () => {
    // 3.8195^2 = 14.58858025, 3.8205^2 = 14.59622025
    const f = factsOf("first_stage_f_unreported").f as [number, number];
    expect(f[0]).toBeCloseTo(14.58858, 4);
    expect(f[1]).toBeCloseTo(14.59622, 4);
    // 0.2475/0.0095 = 26.0526, 0.2485/0.0085 = 29.2353
    const { range, value } = factsOf("iv_over_ols") as { range: [number, number]; value: number };
    expect(value).toBeCloseTo(27.5556, 3);
    expect(range[0]).toBeCloseTo(26.0526, 3);
    expect(range[1]).toBeCloseTo(29.2353, 3);
  });

  test("p of t 2.385", () => {
    // 2 (1 - Phi(2.385)) = 0.01708; with five degrees of freedom 0.0628
    const p = factsOf("claim_level").p as [number, number];
    expect(p[0]).toBeCloseTo(0.01706, 4);
    expect(p[1]).toBeCloseTo(0.0628, 3);
  });

  test("two of its tables say nothing of their parentheses, which can only be t-values", () => {
    const { notApplied, judged } = judge(INFERENCE_RULES[0]!, smartCity);
    expect(notApplied).toEqual([]);
    expect(judged).toBe(13 + 2 + 11 + 12 + 12 + 11 + 11 + 4);
  });
});
