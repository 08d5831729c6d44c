/** Nearest names: what is suggested, and how the sentence ends when nothing is. */
import { expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/base/nearest.js";

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
