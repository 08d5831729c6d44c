/** Combinations and restrictions as text: names as printed, operators, and what is said of text that is neither. */
import { describe, expect, it } from "vitest";
import { printExpression } from "../../src/formula/print.js";
import { isRestriction, parseCombination, parseRestrictions } from "../../src/formula/read-combination.js";

const NAMES = [
  "(Intercept)",
  "x1",
  "x2",
  "x1:x2",
  "period::6:treat",
  "log(x)",
  "l(x, 1)",
  "I(x1^2)",
  "z::New York",
  "`a-b`",
];

/** Names of coefficients in the order they stand. */
function namesIn(text: string, names: readonly string[] = NAMES, functions = false): string[] {
  const found: string[] = [];
  JSON.stringify(parseCombination(text, names, functions), (key, value) => {
    if (key === "name" && names.includes(value)) found.push(value);
    return value;
  });
  return found;
}

const code = (read: () => unknown): string => {
  try {
    read();
    return "none";
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("coefficients in a combination", () => {
  it("stand as printed, bare or in back-ticks, whatever the spaces", () => {
    for (const name of NAMES.filter((one) => !one.startsWith("`"))) {
      expect(namesIn(`2*${name} - x2/3`), name).toEqual([name, "x2"]);
      expect(namesIn(`\`${name}\``), name).toEqual([name]);
      expect(namesIn(`_b[${name}]`), name).toEqual([name]);
    }
    expect(namesIn("`a-b` + x1")).toEqual(["`a-b`", "x1"]);
    expect(namesIn("period :: 6 : treat-l(x,1)")).toEqual(["period::6:treat", "l(x, 1)"]);
    expect(namesIn("x1:x2 - x1")).toEqual(["x1:x2", "x1"]);
  });

  it("keep the usual precedence, powers to the right", () => {
    expect(printExpression(parseCombination("-x1^2", ["x1"]))).toBe("-x1^2");
    expect(parseCombination("2^3^2", [])).toMatchObject({ operator: "^", right: { operator: "^" } });
    expect(parseCombination("x1 - x2 - 1", NAMES)).toMatchObject({ operator: "-", left: { operator: "-" } });
  });

  it("are ambiguous where the text may be another, and told how to say which", () => {
    const both = ["x", "log(x)"];
    expect(code(() => parseCombination("log(x)", both, true))).toBe("ambiguous_coefficient");
    expect(namesIn("`log(x)` + log(`x`)", both, true)).toEqual(["log(x)", "x"]);
    expect(namesIn("log(x)", both)).toEqual(["log(x)"]);
    expect(namesIn("log(x)", ["log(x)"], true)).toEqual(["log(x)"]);
    expect(code(() => parseCombination("z::a-b", ["z::a", "z::a-b", "b"]))).toBe("ambiguous_coefficient");
  });
});

describe("restrictions", () => {
  it("are equations with commas between them, also in a chain", () => {
    expect(parseRestrictions("x1 = x2 == 0, l(x, 1) = 3", NAMES).map(({ text }) => text)).toEqual([
      "x1 = x2",
      "x2 = 0",
      "l(x, 1) = 3",
    ]);
  });

  it("are told from regular expressions by their equals sign", () => {
    expect(["x1 = x2", "I(x == 1)TRUE = 0"].map(isRestriction)).toEqual([true, true]);
    expect(["period::[1-4]:", "(?=x)x1", "(?<=a)b", "a[=]b"].map(isRestriction)).toEqual([false, false, false, false]);
  });
});

describe("text that is none", () => {
  const refused: readonly (readonly [text: string, code: string])[] = [
    ["", "combination_syntax"],
    ["x1 +", "combination_syntax"],
    ["x1 x2", "combination_syntax"],
    ["2x1", "combination_syntax"],
    ["(x1", "combination_syntax"],
    ["x1)", "combination_syntax"],
    ["x1 = 2", "combination_syntax"],
    ["`x1", "combination_syntax"],
    ["_b[x1", "combination_syntax"],
    ["1e999", "combination_syntax"],
    ["x3", "unknown_coefficient"],
    ["x1:x3", "unknown_coefficient"],
    ["log(y) + x1", "unknown_coefficient"],
    ["`x1 `", "unknown_coefficient"],
    ["__proto__", "unknown_coefficient"],
    ["exp(x1)", "unknown_coefficient"],
    [`${"(".repeat(5000)}x1`, "combination_syntax"],
    [`${"-".repeat(5000)}x1`, "combination_syntax"],
    [Array(3000).fill("x1").join("+"), "combination_syntax"],
  ];
  for (const [text, want] of refused) {
    it(`${want}: ${text.slice(0, 20)}`, () => {
      expect(code(() => parseCombination(text, NAMES))).toBe(want);
    });
  }

  it("is shown with a caret and the nearest name", () => {
    expect(() => parseCombination("x1 + x33", ["x1", "x3"])).toThrow("did you mean 'x3'?\n  x1 + x33\n       ^");
    expect(() => parseRestrictions("x1 = , x2 = 0", NAMES)).toThrow("\n  x1 = , x2 = 0\n       ^");
    expect(() => parseRestrictions("x1 + x2", NAMES)).toThrow("an equation is a = b");
  });
});
