/** Nearest names: what is suggested, and how the sentence ends when nothing is. */
import { expect, it } from "vitest";
import { didYouMean, didYouMeanOrKnown, nearest } from "../../src/base/did-you-mean.js";

it.each([
  ["yaer", ["y", "year", "x"], "year"],
  ["Year", ["year"], "year"],
  ["idd", ["id", "period"], "id"],
  ["zz", ["y", "x1"], undefined],
  ["x", ["y"], undefined],
])("'%s' among %j: %s", (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});

it("ends the sentence either way", () => {
  expect(didYouMean("idd", ["id"])).toBe("; did you mean 'id'?");
  expect(didYouMean("zzz", ["id"])).toBe(".");
});

it("lists up to twelve known names where none is near, and says how many more", () => {
  const names = Array.from({ length: 15 }, (_, i) => `v${i + 1}`);
  const twelve = names.slice(0, 12);
  expect(didYouMeanOrKnown("population", "columns", names)).toBe(`; its columns are ${twelve.join(", ")} and 3 more.`);
  expect(didYouMeanOrKnown("population", "columns", twelve)).toBe(`; its columns are ${twelve.join(", ")}.`);
  expect(didYouMeanOrKnown("v16", "columns", ["v1", "v2"])).toBe("; did you mean 'v1'?");
  expect(didYouMeanOrKnown("x", "columns", [])).toBe(".");
});
