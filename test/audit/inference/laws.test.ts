/**
 * Laws: a regression computed from rows and rounded as journals do is never found fault with, whatever is printed beneath its estimates; and a
 * number changed by more than rounding is found.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  Beneath,
  PrintedClaim,
  PrintedColumn,
  PrintedEstimate,
  PrintedPaper,
  PrintedStatistic,
} from "../../../src/audit/paper.js";
import { INFERENCE_RULES } from "../../../src/audit/rules/inference/rules.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { distributions } from "../../../src/engine/kernels/math.js";
import { runs } from "../../support/laws.js";
import { seeded } from "../../support/random.js";
import { cell, number, paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";

const d = distributions(await loadEngine({ threads: 1 }));

const CONVENTIONS = [
  [
    { mark: "***", level: 0.01 },
    { mark: "**", level: 0.05 },
    { mark: "*", level: 0.1 },
  ],
  [
    { mark: "***", level: 0.001 },
    { mark: "**", level: 0.01 },
    { mark: "*", level: 0.05 },
  ],
  [{ mark: "*", level: 0.05 }],
] as const;

/** y on one regressor and a constant, by the sums of any textbook. */
function simple(seed: number, n: number, share: number, effect: number) {
  const random = seeded(seed);
  // a sum of uniforms is near enough to the normal
  const noise = () => random() + random() + random() + random() - 2;
  const treated = Math.min(n - 2, Math.max(2, Math.round(share * n)));
  const x = Array.from({ length: n }, (_, i): number => (i < treated ? 1 : 0));
  const y = x.map((one) => 0.7 + effect * one + noise());
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
  const syy = y.reduce((sum, one) => sum + (one - my) ** 2, 0);
  const slope = x.reduce((sum, one, i) => sum + (one - mx) * (y[i]! - my), 0) / sxx;
  const constant = my - slope * mx;
  const ssr = y.reduce((sum, one, i) => sum + (one - constant - slope * x[i]!) ** 2, 0);
  const s2 = ssr / (n - 2);
  return {
    n,
    treated,
    rows: [
      { term: "did", b: slope, se: Math.sqrt(s2 / sxx) },
      { term: "_cons", b: constant, se: Math.sqrt(s2 * (1 / n + mx ** 2 / sxx)) },
    ],
    r2: 1 - ssr / syy,
    adjusted: 1 - ssr / (n - 2) / (syy / (n - 1)),
  };
}

type Fit = ReturnType<typeof simple>;

interface Style {
  readonly digits: number;
  readonly inParentheses: Beneath;
  readonly inBrackets: Beneath | "interval" | null;
  readonly isStated: boolean;
  readonly convention: number;
  readonly r2Digits: number;
}

const style: fc.Arbitrary<Style> = fc.record({
  digits: fc.integer({ min: 2, max: 5 }),
  inParentheses: fc.constantFrom<Beneath>("std_error", "statistic", "p_value"),
  inBrackets: fc.constantFrom<Beneath | "interval" | null>("std_error", "statistic", "p_value", "interval", null),
  isStated: fc.boolean(),
  convention: fc.nat(CONVENTIONS.length - 1),
  r2Digits: fc.integer({ min: 2, max: 4 }),
});

const sample = fc.record({
  seed: fc.nat(),
  n: fc.integer({ min: 30, max: 400 }),
  share: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
  effect: fc.double({ min: -0.6, max: 0.6, noNaN: true }),
});

/** The paper that prints a regression in a style. */
function printed(fit: Fit, of: Style, rest: Partial<PrintedColumn> = {}): PrintedPaper {
  const levels = CONVENTIONS[of.convention]!;
  const at = (value: number, digits = of.digits) => number(value.toFixed(digits));
  const estimates = fit.rows.map(({ term, b, se }): PrintedEstimate => {
    const t = b / se;
    const p = 2 * d.pt(Math.abs(t), fit.n - 2, true);
    const half = se * d.qt(0.025, fit.n - 2, true);
    const values = { std_error: se, statistic: t, p_value: p };
    const one = (means: Beneath) => at(values[means], means === "statistic" ? 3 : of.digits);
    return {
      term,
      at: null,
      estimate: at(b),
      stars: levels.find(({ level }) => p < level)?.mark ?? "",
      parenthesis: one(of.inParentheses),
      bracket:
        of.inBrackets === null
          ? null
          : of.inBrackets === "interval"
            ? [at(b - half), at(b + half)]
            : one(of.inBrackets),
    };
  });
  const statistic = (name: "nobs" | "r2" | "adj_r2" | "f", value: number, digits: number): PrintedStatistic => ({
    name,
    label: name,
    value: at(value, digits),
    stars: "",
    isP: false,
    parenthesis: null,
    at: null,
  });
  const column: PrintedColumn = {
    name: "(1)",
    outcome: "y",
    estimator: "ols",
    errors: "classical",
    clusters: null,
    effects: [],
    hiddenRegressors: false,
    weighted: false,
    estimates,
    statistics: [
      statistic("nobs", fit.n, 0),
      statistic("r2", fit.r2, of.r2Digits),
      statistic("adj_r2", fit.adjusted, of.r2Digits),
      statistic("f", (fit.r2 * (fit.n - 2)) / (1 - fit.r2), of.r2Digits),
    ],
    ...rest,
  };
  const claims = estimates.map(
    ({ term, stars }): PrintedClaim =>
      stars === ""
        ? { kind: "insignificant", cell: cell("T", "(1)", term), level: levels.at(-1)!.level, says: "" }
        : {
            kind: "level",
            cell: cell("T", "(1)", term),
            level: levels.find(({ mark }) => mark === stars)!.level,
            says: "",
          },
  );
  const values = estimates.map(
    ({ term, estimate }): PrintedClaim => ({
      kind: "value",
      cell: cell("T", "(1)", term),
      value: number(estimate.value.toFixed(2)),
      says: "",
    }),
  );
  return paper(
    [
      table("T", [column], {
        parentheses: of.isStated ? { says: "", means: of.inParentheses } : null,
        brackets: of.inBrackets === null ? null : { says: "95% intervals", means: of.inBrackets },
        stars: levels,
      }),
    ],
    {
      treatment: { term: "did", treated: [{ says: "", rows: fit.treated, of: fit.n }] },
      claims: [...claims, ...values],
    },
  );
}

const found = (one: PrintedPaper) => INFERENCE_RULES.flatMap((rule) => judge(rule, one).findings);
const codes = (one: PrintedPaper) => found(one).map(({ code, severity }) => `${severity} ${code}`);

/** `one` with its first estimate, or its statistics, changed. */
function changed(
  one: PrintedPaper,
  estimate: (e: PrintedEstimate) => Partial<PrintedEstimate>,
  statistic: (s: PrintedStatistic) => Partial<PrintedStatistic> = () => ({}),
): PrintedPaper {
  const tables = one.tables.map((t) => ({
    ...t,
    columns: t.columns.map((c) => ({
      ...c,
      estimates: c.estimates.map((e, i) => (i === 0 ? { ...e, ...estimate(e) } : e)),
      statistics: c.statistics.map((s) => ({ ...s, ...statistic(s) })),
    })),
  }));
  return { ...one, tables, facts: { ...one.facts, claims: [] } };
}

describe("a regression printed in any style", () => {
  test("is judged by all rules that its numbers concern", () => {
    const of = {
      digits: 4,
      inParentheses: "statistic",
      inBrackets: "interval",
      isStated: true,
      convention: 0,
      r2Digits: 3,
    } as const;
    const one = printed(simple(1, 100, 0.5, -0.9), of);
    const judged = INFERENCE_RULES.filter((rule) => judge(rule, one).judged > 0).map(({ name }) => name);
    expect(judged).toEqual([
      "parentheses",
      "sign_of_statistic",
      "stars",
      "beneath_estimates",
      "r2_of_t",
      "share_treated",
      "adjusted_r2",
      "f_of_t",
      "claims",
    ]);
  });

  test("has no finding", () => {
    fc.assert(
      fc.property(sample, style, ({ seed, n, share, effect }, of) => {
        expect(codes(printed(simple(seed, n, share, effect), of))).toEqual([]);
      }),
      runs(400),
    );
  });

  test("has none that is inconsistent where it states less", () => {
    const less = fc.record({
      estimator: fc.constantFrom("ols", "2sls", "other", "nonlinear", null),
      errors: fc.constantFrom("robust", "cluster", "bootstrap", "other", null),
      hiddenRegressors: fc.constantFrom(true, false, null),
      effects: fc.constantFrom([], [{ name: "City FE", included: true }]),
    }) as fc.Arbitrary<Partial<PrintedColumn>>;
    fc.assert(
      fc.property(sample, style, less, ({ seed, n, share, effect }, of, rest) => {
        const severities = found(printed(simple(seed, n, share, effect), of, rest)).map(({ severity }) => severity);
        expect(severities).not.toContain("inconsistent");
      }),
      runs(400),
    );
  });
});

describe("a number changed by more than rounding is found", () => {
  /** Samples whose regression is significant, so that what is changed has something to contradict. */
  const strong = fc.record({
    seed: fc.nat(),
    n: fc.integer({ min: 200, max: 400 }),
    effect: fc.constantFrom(0.6, -0.6),
  });
  const finds = (code: string, of: Partial<Style>, change: (one: PrintedPaper) => PrintedPaper) =>
    fc.assert(
      fc.property(strong, style, ({ seed, n, effect }, any) => {
        const full = { ...any, digits: 4, isStated: true, convention: 0, ...of };
        expect(codes(change(printed(simple(seed, n, 0.5, effect), full)))).toContainEqual(
          expect.stringContaining(code),
        );
      }),
      runs(60),
    );

  test("R2", () => {
    finds("inconsistent r2_not_of_t", { r2Digits: 3, inParentheses: "statistic", inBrackets: null }, (one) =>
      changed(
        one,
        () => ({}),
        (s) => (s.name === "r2" ? { value: number((s.value.value + 0.02).toFixed(3)) } : {}),
      ),
    );
  });
  test("F", () => {
    finds("inconsistent f_of_t", { r2Digits: 3, inParentheses: "statistic" }, (one) =>
      changed(
        one,
        () => ({}),
        (s) => (s.name === "f" ? { value: number((s.value.value * 1.1).toFixed(3)) } : {}),
      ),
    );
  });
  test("adjusted R2", () => {
    finds("adjusted_above_r2", { r2Digits: 3 }, (one) =>
      changed(
        one,
        () => ({}),
        (s) => (s.name === "adj_r2" ? { value: number((s.value.value + 0.02).toFixed(3)) } : {}),
      ),
    );
  });
  test("stars that are gone", () => {
    finds("conditional stars_too_few", { inBrackets: null }, (one) => changed(one, () => ({ stars: "" })));
  });
  test("stars that are too many", () => {
    finds("inconsistent stars_too_many", { inParentheses: "std_error", inBrackets: null }, (one) =>
      changed(one, (e) => ({ stars: "***", estimate: number((e.parenthesis!.value * 1.1).toFixed(4)) })),
    );
  });
  test("the sign of t", () => {
    finds("sign_of_statistic", { inParentheses: "statistic", inBrackets: null }, (one) =>
      // a table with a minus sign elsewhere: t-values are printed with theirs
      changed(one, (e) => ({
        parenthesis: number((-Math.abs(e.parenthesis!.value)).toFixed(3)),
        estimate: number(Math.abs(e.estimate.value).toFixed(4)),
      })),
    );
  });
  test("t beside an error", () => {
    finds("inconsistent statistic_of_error", { inParentheses: "std_error", inBrackets: "statistic" }, (one) =>
      changed(one, (e) => ({ bracket: number(((e.bracket as { value: number }).value * 1.2).toFixed(3)) })),
    );
  });
  test("p beside t", () => {
    finds("inconsistent p_of_statistic", { inParentheses: "statistic", inBrackets: "p_value" }, (one) =>
      changed(one, (e) => ({
        parenthesis: number((Math.sign(e.parenthesis!.value) * 2.1).toFixed(3)),
        bracket: number("0.0010"),
      })),
    );
  });
  test("an end of an interval", () => {
    finds("interval_off_centre", { inParentheses: "std_error", inBrackets: "interval" }, (one) =>
      changed(one, (e) => {
        const [low, high] = e.bracket as unknown as readonly [{ value: number }, { value: number }];
        return { bracket: [number(low.value.toFixed(4)), number((high.value + 0.05).toFixed(4))] };
      }),
    );
  });
  test("the share treated", () => {
    finds("inconsistent share_treated", { inParentheses: "std_error", inBrackets: null }, (one) => {
      const { treatment } = one.facts;
      const { of } = treatment!.treated[0]!;
      const treated = [{ says: "", rows: Math.round(0.2 * of), of }];
      return { ...one, facts: { ...one.facts, treatment: { term: "did", treated } } };
    });
  });
});
