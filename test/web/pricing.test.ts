/** Prices of the page's exhibits by the plan, and which exhibits a change touches. */
import { expect, test } from "vitest";
import type { StudyPlan } from "../../src/study/plan-study.js";
import { fits, pricesOf, sorted } from "../../web/src/state/pricing.js";
import { touchedBy } from "../../web/src/state/touched.js";

const node = (name: string, ms: number, needs: string[] = [], state: "kept" | "make" = "make") => ({
  ...{
    name,
    kind: name,
    needs,
    state,
    ms,
    bytes: 0,
    leastBytes: 0,
    rows: 0,
    models: 0,
    draws: 0,
    where: "here" as const,
  },
});
const plan = (...stages: ReturnType<typeof node>[]): StudyPlan => ({
  kind: "plan",
  stages,
  totals: { kept: 0, make: 0, models: 0, draws: 0, bytes: 0, ms: 0 },
});

test("a stage costs itself and what it needs that is not kept, each once", () => {
  const given = plan(
    node("panel", 100),
    node("treatment", 10, ["panel"]),
    node("table", 5, ["panel", "treatment"]),
    node("placebo", 900, ["treatment"], "make"),
    node("kept", 0, ["treatment"], "kept"),
  );
  expect(pricesOf(given, ["table", "placebo", "kept", "unplanned"]).map(({ ms }) => ms)).toEqual([115, 1010, 0, 0]);
});

test("what the reader looks at comes first, then the cheapest; what is dear waits", () => {
  const prices = [
    { stage: "dear", ms: 9_000, bytes: 0 },
    { stage: "figure", ms: 300, bytes: 0 },
    { stage: "table", ms: 800, bytes: 0 },
    { stage: "quick", ms: 2, bytes: 0 },
  ];
  const { now, later } = sorted(prices, 5_000, "table");
  expect(now.map(({ stage }) => stage)).toEqual(["table", "quick", "figure"]);
  expect(later.map(({ stage }) => stage)).toEqual(["dear"]);
});

test("a change of a stage touches it and those that take its columns; any other change touches all", () => {
  const stage = (name: string, spec: object = {}) => ({ name, kind: "table", caption: null, spec: { ...spec } });
  const stages = [
    stage("a"),
    stage("b", { columns: [{ from: "a" }] }),
    stage("c", { columns: [{ from: "b" }] }),
    stage("d", { columns: [{ treatment: "did" }] }),
  ];
  expect([...touchedBy([["stages", "a", "columns", 0]], stages)!]).toEqual(["a", "b", "c"]);
  expect(touchedBy([["variance"]], stages)).toBeNull();
  expect(touchedBy([["stages", "a"], ["panel"]], stages)).toBeNull();
  expect(touchedBy(undefined, stages)).toBeNull();
});

test("a stage takes the memory of the step that takes most, and does not fit where less is granted", () => {
  const given = plan(
    { ...node("panel", 1), leastBytes: 900 },
    { ...node("table", 1, ["panel"]), leastBytes: 700 },
    { ...node("kept", 1, [], "kept"), leastBytes: 0 },
  );
  const prices = pricesOf(given, ["table", "kept"]);
  expect(prices.map(({ bytes }) => bytes)).toEqual([900, 0]);
  expect(prices.map(fits(800))).toEqual([false, true]);
});
