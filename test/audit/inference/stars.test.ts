/** Stars against numbers. Critical values are those of textbook tables: 1.645, 1.960, 2.576; of t with 10: 1.812, 2.228, 3.169. */
import { describe, expect, test } from "vitest";
import type { Beneath, PrintedColumn, PrintedTable } from "../../../src/audit/paper.js";
import { CLUSTERS } from "../../../src/audit/rules/inference/stars/few-clusters.js";
import { STARS } from "../../../src/audit/rules/inference/stars/stars.js";
import { column, number, paper, table } from "../sample/hand.js";
import { judge } from "../sample/judging.js";
import { bracketed } from "./bracketed.js";

const LEVELS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];
const of = (
  means: Beneath,
  cells: Record<string, string>,
  rest: Partial<PrintedColumn> = {},
  also: Partial<PrintedTable> = {},
) =>
  paper([
    table(
      "T",
      [
        column(
          "(1)",
          {
            z: means === "p_value" ? "9.9*** (0.000)" : means === "statistic" ? "9.9*** (99.0)" : "9.9*** (0.1)",
            ...cells,
          },
          {},
          rest,
        ),
      ],
      {
        parentheses: { says: means, means },
        stars: LEVELS,
        ...also,
      },
    ),
  ]);
const stars = (...of_: Parameters<typeof of>) =>
  judge(STARS, of(...of_)).findings.map(({ code, severity, where }) => `${severity} ${code} ${where[0]!.row}`);

describe("more stars than numbers give", () => {
  test("t", () => {
    // 1.960 is in the range of 1.96 and of 1.95 it is not: p of 1.9549 is 0.0506
    expect(stars("statistic", { a: "1.0** (1.96)" })).toEqual([]);
    expect(stars("statistic", { a: "1.0*** (1.20)" })).toEqual(["inconsistent stars_too_many a"]);
    // one-sided, 1.645 is enough at 5%
    expect(stars("statistic", { a: "1.0** (1.90)" })).toEqual(["conditional stars_too_many a"]);
    // 1.64 may be 1.645, whose p is 0.1
    expect(stars("statistic", { a: "1.0* (1.64)" })).toEqual([]);
  });
  test("estimate over error, as far as rounding goes", () => {
    // 0.10/0.05 is between 0.095/0.055 = 1.73 and 0.105/0.045 = 2.33
    expect(stars("std_error", { a: "0.10** (0.05)" })).toEqual([]);
    expect(stars("std_error", { a: "0.10*** (0.05)" })).toEqual(["conditional stars_too_many a"]);
    // 0.105/0.095 = 1.1; of cut digits 0.11/0.09 = 1.22, whose one-sided p is 0.11
    expect(stars("std_error", { a: "0.10*** (0.10)" }, { estimator: "ols" })).toEqual([
      "inconsistent stars_too_many a",
    ]);
  });
  test("p", () => {
    expect(stars("p_value", { a: "0.1** (0.05)" })).toEqual([]);
    expect(stars("p_value", { a: "0.1** (0.300)" })).toEqual(["inconsistent stars_too_many a"]);
  });
  test("without stated levels is conditional", () => {
    expect(stars("statistic", { a: "1.0*** (1.20)" }, {}, { stars: null })).toEqual(["conditional stars_too_many a"]);
  });
  test("beside a bootstrap, or of a nonlinear model, is conditional", () => {
    expect(stars("statistic", { a: "1.0*** (1.20)" }, { errors: "bootstrap" })).toEqual([
      "conditional stars_too_many a",
    ]);
    expect(stars("statistic", { a: "1.0*** (1.20)" }, {}, { notes: ["Wild bootstrap p-values"] })).toEqual([
      "conditional stars_too_many a",
    ]);
    expect(stars("std_error", { a: "0.10*** (0.10)" }, { estimator: "nonlinear" })).toEqual([
      "conditional stars_too_many a",
    ]);
  });
  test("of odds ratios: 0.10 (0.08) has log 0.10 / 0.8 = -2.88", () => {
    expect(stars("std_error", { a: "0.10*** (0.08)" })).toEqual(["conditional stars_too_many a"]);
    expect(stars("std_error", { a: "0.10*** (0.08)" }, { estimator: "ols" })).toEqual([
      "inconsistent stars_too_many a",
    ]);
  });
});

describe("fewer stars than numbers give", () => {
  test("is conditional, and only where t with few degrees of freedom gives them", () => {
    // t of 5 degrees of freedom: 4.032 at 1%
    expect(stars("statistic", { a: "1.0** (4.5)" })).toEqual(["conditional stars_too_few a"]);
    expect(stars("statistic", { a: "1.0** (3.9)" })).toEqual([]);
    expect(stars("statistic", { a: "1.0 (8.0)" })).toEqual(["conditional stars_too_few a"]);
  });
  test("names the mark that is owed", () => {
    const owed = (cell: string, also: Partial<PrintedTable> = {}) =>
      judge(STARS, of("statistic", { a: cell }, {}, also)).findings.map(
        ({ facts }) => (facts as { owed: string }).owed,
      );
    // t of 5 degrees of freedom: 2.571, 4.032 and 6.869 at 5%, 1% and 0.1%
    expect(owed("1.0 (2.10)")).toEqual(["*"]);
    expect(owed("1.0 (3.00)")).toEqual(["**"]);
    expect(owed("1.0 (9.00)")).toEqual(["***"]);
    // of levels that nobody states the strictest are thought of, and the usual ones named
    expect(owed("1.0 (2.10)", { stars: null })).toEqual([]);
    expect(owed("1.0 (3.00)", { stars: null })).toEqual(["**"]);
  });
  test("counts stated clusters: 11 of them give t 3.169 at 1%", () => {
    const clusters = { errors: "cluster", clusters: number("11") } as const;
    expect(stars("statistic", { a: "1.0** (3.10)" }, clusters)).toEqual([]);
    expect(stars("statistic", { a: "1.0** (3.30)" }, clusters)).toEqual(["conditional stars_too_few a"]);
  });
  test("is not asked of constants that never have stars, nor of tables without stars", () => {
    expect(stars("statistic", { _cons: "1.0 (80.0)" })).toEqual([]);
    const bare = paper([
      table("T", [column("(1)", { a: "1.0 (8.0)" })], { parentheses: { says: "t", means: "statistic" } }),
    ]);
    expect(judge(STARS, bare)).toMatchObject({ judged: 0, findings: [] });
  });
  test("of p", () => {
    expect(stars("p_value", { a: "0.1 (0.040)" })).toEqual(["conditional stars_too_few a"]);
    expect(stars("p_value", { a: "0.1* (0.05)" })).toEqual([]);
  });
});

describe("stars against an interval alone", () => {
  const found = (cell: string, says = "95% intervals") => {
    const column = bracketed("(1)", { a: cell, b: "-1.0" }, {}, { estimator: "ols", errors: "classical" });
    const one = table("T", [column], { stars: LEVELS, brackets: { says, means: "interval" } });
    return judge(STARS, paper([one])).findings.map(({ code, severity }) => `${severity} ${code}`);
  };
  test("an interval of 95% that holds 0 has no two stars", () => {
    expect(found("0.50** [0.01, 0.99]")).toEqual([]);
    // 0.50/1.50 * 1.96 = 0.65: p 0.51, of one side 0.26
    expect(found("0.50** [-1.00, 2.00]")).toEqual(["inconsistent stars_too_many"]);
    expect(found("0.50** [-1.00, 2.00]", "intervals")).toEqual(["conditional stars_too_many"]);
    expect(found("0.50 [0.40, 0.60]")).toEqual(["conditional stars_too_few"]);
  });
  test("one that is not around its estimate is no test", () => {
    expect(found("0.50** [-1.00, 0.60]")).toEqual([]);
  });
});

describe("few clusters", () => {
  const clustered = (n: string) => ({ errors: "cluster", clusters: number(n) }) as const;
  const found = (cells: Record<string, string>, n: string) =>
    judge(CLUSTERS, of("statistic", cells, clustered(n))).findings.map(({ code, severity }) => `${severity} ${code}`);
  test("fewer than 20 are unusual, and take stars that the normal gives", () => {
    // t with 10 degrees of freedom: 2.228 at 5%
    expect(found({ a: "1.0** (2.10)" }, "11")).toEqual(["conditional stars_of_few_clusters", "unusual few_clusters"]);
    expect(found({ a: "1.0** (2.30)" }, "11")).toEqual(["unusual few_clusters"]);
    expect(found({ a: "1.0** (2.10)" }, "50")).toEqual([]);
    // 49 degrees of freedom: 2.010
    expect(found({ a: "1.0** (1.98)" }, "50")).toEqual(["conditional stars_of_few_clusters"]);
  });
  test("without their number nothing is said", () => {
    const one = of("statistic", { a: "1.0** (2.10)" }, { errors: "cluster" });
    expect(judge(CLUSTERS, one)).toMatchObject({ judged: 0, findings: [], notApplied: [{ lacks: "clusters" }] });
  });
  test("critical values are those of tables", () => {
    const facts = judge(CLUSTERS, of("statistic", {}, clustered("11"))).findings[0]!.facts as never as {
      criticals: { level: number; t: number; normal: number }[];
    };
    const at5 = facts.criticals.find(({ level }) => level === 0.05)!;
    expect(at5.t).toBeCloseTo(2.2281, 4);
    expect(at5.normal).toBeCloseTo(1.96, 4);
  });
});
