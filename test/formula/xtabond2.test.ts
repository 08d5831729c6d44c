/** Lines of xtabond2 to formulas: the lines printed in Roodman (2009), Stata's operators, and what is not translated. */
import { describe, expect, it } from "vitest";
import { NotSupported, UsageError } from "../../src/base/errors.js";
import { parseXtabond2 } from "../../src/formula/xtabond2.js";

const COLUMNS = ["id", "year", "n", "w", "k", "ys", "yr1976", "yr1977", "yr1978"];
const read = (line: string) => parseXtabond2(`xtabond2 ${line}`, COLUMNS);

describe("parseXtabond2", () => {
  it("reads the difference estimator of Roodman (2009)", () => {
    const { formula, ...options } = read(
      "n L.n L2.n w L.w L(0/2).(k ys) yr*, gmm(L.n) iv(w L.w L(0/2).(k ys) yr*) nolevel robust",
    );
    expect(formula.call).toBe(
      "n ~ lag(n, 1:2) + lag(w, 0:1) + lag(k, 0:2) + lag(ys, 0:2) + yr1976 + yr1977 + yr1978 | gmm(n, 2:Inf) + iv(lag(w, 0:1), lag(k, 0:2), lag(ys, 0:2), yr1976, yr1977, yr1978)",
    );
    expect(options).toEqual({
      model: "difference",
      transform: "d",
      steps: 1,
      robust: true,
      small: false,
      h: 3,
      arTests: 2,
      level: 0.95,
      ignored: [],
    });
  });

  it("reads its system estimator: one group of three variables, years in levels alone", () => {
    const { formula, model, small } = read(
      "n L.n L(0/1).(w k) yr*, gmmstyle(L.(n w k)) ivstyle(yr*, equation(level)) robust small",
    );
    expect(formula.call).toBe(
      "n ~ lag(n, 1) + lag(w, 0:1) + lag(k, 0:1) + yr1976 + yr1977 + yr1978 | gmm(n, w, k, 2:Inf) + iv(yr1976, yr1977, yr1978, eq = level)",
    );
    expect([model, small]).toEqual(["system", true]);
  });

  it.each([
    ["n L.n w, gmm(n, lag(2 4) collapse) iv(w)", "gmm(n, 2:4, collapse = TRUE) + iv(w)"],
    ["n L.n w, gmm(L2.n, lag(. 3) eq(diff)) iv(w)", "gmm(n, 3:5, eq = diff) + iv(w)"],
    ["n L.n w, gmm(L.n w) iv(w)", "gmm(n, 2:Inf) + gmm(w, 1:Inf) + iv(w)"],
    ["n L.n w, gmm(L.w, lag(1 1) eq(level)) gmm(n, lag(2 2) e(d))", "gmm(w, 1, eq = level) + gmm(n, 2, eq = diff)"],
    ["n l.n w, gmm (l.n) iv(yr1976-yr1977 i.year)", "gmm(n, 2:Inf) + iv(yr1976, yr1977, factor(year))"],
    ["n L.n w, gmm(L.n, lag(1 .)) iv(L(0 1).w, eq(both))", "gmm(n, 2:Inf) + iv(lag(w, 0:1))"],
  ])("%s has these instruments", (line, instruments) => {
    expect(read(line).formula.call).toBe(`n ~ lag(n, 1) + w | ${instruments}`);
  });

  it("reads options by their shortest names, and names those that change nothing", () => {
    expect(read("n L.n, gmm(L.n) two r sm or noc h(2) ar(3) level(90) nomata svmat")).toMatchObject({
      formula: { intercept: false },
      model: "system",
      transform: "fod",
      steps: 2,
      robust: true,
      small: true,
      h: 2,
      arTests: 3,
      level: 0.9,
      ignored: ["nomata", "svmat"],
    });
  });

  it.each([
    ["n L.n q, gmm(L.n)", UsageError, "xtabond2_names"],
    ["n L.n z*, gmm(L.n)", UsageError, "xtabond2_names"],
    ["L.n w, gmm(L.n)", UsageError, "xtabond2_syntax"],
    ["n L.n, gmm(L.n", UsageError, "xtabond2_syntax"],
    ["n L(x).n, gmm(L.n)", UsageError, "xtabond2_syntax"],
    ["n L.n, gmm(L.n) twostp", UsageError, "xtabond2_option"],
    ["n L.n, gmm(L.n, lag(3 1))", UsageError, "xtabond2_option"],
    ["n L.n, gmm(L.n) h(4)", UsageError, "xtabond2_option"],
    ["n L.n D.w, gmm(L.n)", NotSupported, "xtabond2_operator"],
    ["n L.n c.w#c.k, gmm(L.n)", NotSupported, "xtabond2_operator"],
    ["n L.n if year > 1978, gmm(L.n)", NotSupported, "xtabond2_option"],
    ["n L.n [aw=k], gmm(L.n)", NotSupported, "xtabond2_option"],
    ["n L.n, gmm(L.n, passthru)", NotSupported, "xtabond2_option"],
    ["n L.n, gmm(L.n) iv(w, mz)", NotSupported, "xtabond2_option"],
    ["n L.n, gmm(L.n) cluster(year)", NotSupported, "xtabond2_option"],
    ["n L.n, gmm(L.n, eq(level))", NotSupported, "xtabond2_option"],
  ])("refuses %s", (line, kind, code) => {
    let caught: unknown;
    try {
      read(line);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(kind);
    expect((caught as UsageError).code).toBe(code);
  });
});
