/** K where effects are nested in a cluster: counted by hand as reghdfe's help file and its program count. */
import { describe, expect, it } from "vitest";
import { countK, parseSsc } from "../../src/regression/variance/ssc.js";

const firm = { name: "firm", levels: 12, nested: true };
const year = { name: "year", levels: 8, nested: false };
/** Firms 1-6 are seen in four years, the others in four other ones: two components. */
const count = { slopes: 1, effects: [firm, year], rank: { value: 18, exact: true } };
const K = (rule: string, parameters = count) => countK(parseSsc(rule), parameters).K;

describe("components of a nested effect", () => {
  it("make no level of the others redundant under reghdfe", () => {
    // the slope, the constant, and years less one
    expect(K("reghdfe")).toBe(1 + 1 + 7);
    expect(K("fixest")).toBe(9);
    expect(K("reghdfe", { ...count, rank: { value: 19, exact: true } })).toBe(9);
  });

  it("count where the effect does", () => {
    const effects = [{ ...firm, nested: false }, year];
    expect(K("reghdfe", { ...count, effects })).toBe(1 + 18);
    expect(K("reghdfe,K.fixef=full")).toBe(1 + 18);
  });
});
