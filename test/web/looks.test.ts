/** Looks of the page: each estimate of the treatment that was shown is counted once. */
import { expect, test } from "vitest";
import {
  estimatesIn,
  keyOf,
  type Look,
  looked,
  readLooks,
  reportedIn,
  reportedKeys,
} from "../../web/src/state/looks.js";

const finding = (estimate: number, outcome = "y") => ({
  treatment: "did",
  outcome,
  estimate,
  conf_low: estimate - 1,
  conf_high: estimate + 1,
});

test("an estimate shown twice is one look, another outcome is another", () => {
  const once = looked([], [finding(1), finding(1), finding(1, "z")], "first");
  expect(once).toHaveLength(2);
  expect(looked(once, [finding(1)], "again")).toBe(once);
  expect(looked(once, [finding(2)], "+ eco").at(-1)).toMatchObject({ what: "+ eco", finding: { estimate: 2 } });
});

test("what could not be estimated is no look", () => {
  expect(looked([], [finding(Number.NaN)], "")).toEqual([]);
});

test("reported are those of the study as it stands; uncovering is a line, no estimate", () => {
  const looks: readonly Look[] = [
    ...looked([], [finding(1), finding(2), finding(3)], ""),
    { what: "uncovered", finding: null },
  ];
  expect(estimatesIn(looks)).toBe(3);
  expect(reportedIn(looks, reportedKeys([finding(3), finding(9)]))).toBe(1);
  expect(keyOf(finding(1))).not.toBe(keyOf(finding(1, "z")));
});

test("outlive a reload", () => {
  const looks = looked([], [finding(1)], "first");
  expect(readLooks(JSON.parse(JSON.stringify(looks)))).toEqual(looks);
  expect(readLooks({ what: "no list" })).toEqual([]);
  for (const finding of [undefined, {}, { ...looks[0]!.finding, estimate: "1" }]) {
    expect(readLooks([{ what: "no finding", finding }])).toEqual([]);
  }
});
