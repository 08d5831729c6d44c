/** Functions of the host's Math that round as each host does: nothing that is estimated may rest on them. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hypot } from "../../src/base/hypot.js";

const BY_HOST = /Math\.(?:a?cosh?|a?sinh?|a?tanh?|atan2|cbrt|expm1|exp|hypot|log1p|log10|log2|log|pow)\(/;

/** What rests on such a function here is no estimate: pictures and their axes, progress, units of sizes, the range of a check. */
const NO_ESTIMATES = [
  /^report\//,
  "audit/rules/inference/stars/stars.ts",
  "data/formats/memory-budget.ts",
  "engine/kernels/chunks.ts",
  "sql/frame/expression.ts",
  "sql/moments/conjugate-gradients.ts",
  "verbs/did/estimators/sc/figures.ts",
  "verbs/glm/climb-progress.ts",
];

const root = new URL("../../src/", import.meta.url);
const users = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts") && BY_HOST.test(readFileSync(new URL(name, root), "utf8")));

describe("functions that round as each host does", () => {
  it("are used for no estimate", () => {
    const known = (name: string) =>
      NO_ESTIMATES.some((one) => (typeof one === "string" ? one === name : one.test(name)));
    expect(users.filter((name) => !known(name))).toEqual([]);
  });
  it("are used where the list says", () => {
    for (const one of NO_ESTIMATES) if (typeof one === "string") expect(users).toContain(one);
  });
});

describe("hypot", () => {
  it("neither overflows nor underflows, and passes on what is no number", () => {
    expect(hypot(3, -4)).toBe(5);
    expect(hypot(3e200, 4e200) / 5e200).toBeCloseTo(1, 15);
    expect(hypot(3e-200, 4e-200) / 5e-200).toBeCloseTo(1, 15);
    expect(hypot()).toBe(0);
    expect(hypot(0, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(hypot(1, Number.NaN)).toBeNaN();
  });
});
