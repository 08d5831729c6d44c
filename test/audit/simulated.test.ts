/**
 * Simulated papers: the audit calls none of the honest ones inconsistent, and finds planted errors that brute force, which shares nothing with
 * its rules, shows detectable. Few here; bench/audit has thousands, and test/law/audit-simulated hundreds by way of every format.
 */
import { beforeAll, expect, it } from "vitest";
import { cleanStudy, plantedStudy } from "../../bench/audit/study.js";
import { sumOf } from "../../bench/results/audit-tables.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

const PAPERS = 90;
/** Of every kind of error. */
const EACH = 2;
/** Of those that brute force shows detectable: what is published is above it, and draws are the same in every run. */
const LEAST_FOUND = 0.95;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

it("nothing inconsistent in honest papers, by brute force or by the audit", async () => {
  const { byRule, contradicted } = await cleanStudy(engine, PAPERS);
  expect(contradicted).toEqual([]);
  expect(byRule.filter(({ severity }) => severity === "inconsistent")).toEqual([]);
});

it("planted errors are found where they can be, in the columns they are in", async () => {
  const { kinds, missed, unproven } = await plantedStudy(engine, EACH);
  const { planted, detectable, found } = sumOf(kinds);
  expect(planted).toBe(EACH * kinds.length);
  expect(detectable).toBeGreaterThan(planted / 3);
  expect([found / detectable, missed]).toEqual([expect.toSatisfy((share) => share >= LEAST_FOUND), missed]);
  expect(unproven).toEqual([]);
});
