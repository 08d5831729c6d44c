/** Patterns of users: JavaScript's meaning where both have one, time linear in the text, and a sentence for what RE2 lacks. */
import { describe, expect, it } from "vitest";
import { namePattern, wildcard } from "../../src/base/name-pattern.js";

describe("namePattern", () => {
  const NAMES = ["x1", "x10", "log(x)", "period::6:treat", "(Intercept)", "中国:年", "a.b", "İstanbul", ""];
  it.each([
    "^x\\d$",
    "treat",
    "::\\d+:",
    "^(?:x|log)",
    "[^x]",
    "\\(",
    "\\p{L}+:",
    "^.{2}$",
    "中|年",
    "x1?0",
    "^$",
    "\\bx\\b",
  ])("%s matches as JavaScript's", (text) => {
    const regex = new RegExp(text, "u");
    const pattern = namePattern(text);
    expect(NAMES.filter((name) => pattern.test(name))).toEqual(NAMES.filter((name) => regex.test(name)));
  });
  it("ignores case, of any script", () => {
    expect(namePattern("trading|ООО", { ignoreCase: true }).test("ооо вега")).toBe(true);
  });
  it.each(["(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x$", "^(([a-z])+.)+[A-Z]([a-z])+$", "a*a*a*a*a*a*b"])(
    "%s, which backtracks without end elsewhere, is answered",
    (text) => {
      expect(namePattern(text).test(`${"a".repeat(5_000)}!`)).toBe(false);
    },
  );
  it.each([
    ["[", "missing closing ]"],
    ["(", "missing closing )"],
    ["(?=x)y", "looking ahead or behind is not known"],
    ["(x)\\1", "repetitions of a group are not known"],
    ["\\p{Script=Han}", "\\p{Han}"],
    ["\\u4e2d", "\\x{4e2d}"],
    ["x{1001}", "invalid repeat count"],
    ["(((x{100}){100}){100}){100}", "invalid repeat count"],
    [`${"(".repeat(400)}x${")".repeat(400)}`.repeat(2), "1602 characters"],
  ])("%.30s is refused: %s", (text, part) => {
    expect(() => namePattern(text)).toThrow(part);
  });
});

describe("wildcard", () => {
  it.each([
    ["*", ["", "x", "yr"], ["", "x", "yr"]],
    ["yr*", ["yr", "yr1980", "xyr"], ["yr", "yr1980"]],
    ["x?", ["x", "x1", "x12"], ["x1"]],
    ["*_usd*", ["gdp_usd", "gdp", "gdp_usd_real"], ["gdp_usd", "gdp_usd_real"]],
    ["a*b*c", ["abc", "a-b-c", "ab", "acb", "abcbc"], ["abc", "a-b-c", "abcbc"]],
    ["a.c", ["abc", "a.c"], ["a.c"]],
    ["年?", ["年1", "年", "月1"], ["年1"]],
  ])("%s among %j", (text, names, found) => {
    expect(names.filter((name) => wildcard(text).test(name))).toEqual(found);
  });
  it("many stars are answered", () => {
    expect(wildcard(`${"*a".repeat(2_000)}b`).test("a".repeat(5_000))).toBe(false);
  });
});
