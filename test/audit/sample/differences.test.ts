/** Differences claimed between estimates, with z reckoned by hand. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Beneath } from "../../../src/audit/paper.js";
import { differences } from "../../../src/audit/rules/sample/cells/differences.js";
import { runs } from "../../support/laws.js";
import { cell, column, paper, table } from "./hand.js";
import { codes, judge } from "./judging.js";

const of = (a: string, b: string, means: Beneath | null = null, levels: readonly number[] = [0.01, 0.05, 0.1]) =>
  paper(
    [
      table("T", [column("(1)", { did: a }), column("(2)", { did: b })], {
        parentheses: means === null ? null : { says: "", means },
        stars: levels.map((level, i) => ({ mark: "*".repeat(levels.length - i), level })),
      }),
    ],
    { comparisons: [{ a: cell("T", "(1)", "did"), b: cell("T", "(2)", "did"), says: "larger" }] },
  );

interface Facts {
  readonly z: number;
  readonly range: readonly [number, number];
  readonly correlation: number | null;
  readonly error: number;
}

const factsOf = (paperOf: ReturnType<typeof of>) => judge(differences, paperOf).findings[0]!.facts as unknown as Facts;

describe("counting stars", () => {
  test("0.012 (2.385) and 0.005 (1.086), errors 0.00503 and 0.00460: z = 1.03", () => {
    const given = of("0.012** (2.385)", "0.005 (1.086)");
    expect(judge(differences, given).findings).toMatchObject([
      {
        code: "difference_unsupported",
        severity: "conditional",
        where: [cell("T", "(1)", "did"), cell("T", "(2)", "did")],
      },
    ]);
    const { z, range, correlation, error } = factsOf(given);
    // 0.0050314² + 0.0046041² = 4.65128e-5, root 0.0068200
    expect(error).toBeCloseTo(0.00682, 5);
    expect(z).toBeCloseTo(1.0264, 3);
    // (0.0125 - 0.0045)/sqrt((0.0125/2.3855)² + (0.0045/1.0865)²) and (0.0115 - 0.0055)/sqrt((0.0115/2.3845)² + (0.0055/1.0855)²)
    expect(range[1]).toBeCloseTo(1.1975, 3);
    expect(range[0]).toBeCloseTo(0.8577, 3);
    // (4.65128e-5 - (0.007/1.644854)²)/(2 × 0.0050314 × 0.0046041)
    expect(correlation).toBeCloseTo(0.613, 3);
  });

  test("0.013 (2.850) and 0.006 (1.389): z = 1.11", () => {
    expect(factsOf(of("0.013*** (2.850)", "0.006 (1.389)")).z).toBeCloseTo(1.1142, 3);
  });

  test("errors printed as errors: (0.50 - 0.20)/sqrt(0.10² + 0.15²) = 1.66 is significant at 10%, not at 5%", () => {
    const [a, b] = ["0.500*** (0.100)", "0.200 (0.150)"];
    expect(codes(differences, of(a, b, "std_error"))).toEqual([]);
    expect(codes(differences, of(a, b, "std_error", [0.01, 0.05]))).toEqual(["difference_unsupported"]);
  });

  test("what rounding could make significant is not held against the claim", () => {
    // 0.3 - 0.2 of errors 0.1: z between 0 and 1.9
    expect(codes(differences, of("0.3*** (0.1)", "0.2 (0.1)", "std_error"))).toEqual([]);
  });

  test("estimates of opposite signs have the wider range of intervals", () => {
    const { z, range } = factsOf(of("0.0040 (1.000)", "-0.0030 (-0.900)", "statistic"));
    expect(z).toBeCloseTo(0.007 / Math.sqrt(0.004 ** 2 + (0.003 / 0.9) ** 2), 6);
    expect(range[0]).toBeLessThan(z);
    expect(range[1]).toBeGreaterThan(z);
  });

  test("parentheses that may be several things, or p-values, are not reckoned with", () => {
    for (const given of [of("0.50 (0.40)", "0.20 (0.50)"), of("0.50 (0.04)", "0.20 (0.50)", "p_value")]) {
      expect(judge(differences, given)).toMatchObject({
        judged: 0,
        findings: [],
        notApplied: [{ lacks: "standard_error" }],
      });
    }
  });

  test("law: the printed numbers' z is within its range, as is that of any numbers that print so", () => {
    const estimate = fc.integer({ min: -900, max: 900 });
    const t = fc.integer({ min: 5, max: 90 });
    const within = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(estimate, estimate, t, t, fc.tuple(within, within, within, within), (a, b, s, u, off) => {
        fc.pre(a !== 0 && b !== 0);
        const text = (est: number, stat: number) =>
          `${(est / 1000).toFixed(3)} (${est < 0 ? "-" : ""}${(stat / 10).toFixed(1)})`;
        const given = of(text(a, s), text(b, u), "statistic", [1e-12]);
        const found = judge(differences, given).findings;
        fc.pre(found.length > 0);
        const { range } = found[0]!.facts as unknown as Facts;
        const [x, y] = [(a + off[0]) / 1000, (b + off[1]) / 1000];
        const [tx, ty] = [(s + off[2]) / 10, (u + off[3]) / 10];
        const z = (x - y) / Math.sqrt((x / tx) ** 2 + (y / ty) ** 2);
        expect(z).toBeGreaterThanOrEqual((range[0] ?? Number.NEGATIVE_INFINITY) - 1e-9);
        expect(z).toBeLessThanOrEqual((range[1] ?? Number.POSITIVE_INFINITY) + 1e-9);
      }),
      runs(300),
    );
  });
});
