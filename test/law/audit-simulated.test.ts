/** Hundreds of simulated papers, their tables written in every format and read back: what test/audit/simulated asks of a few. */
import { beforeAll, expect, it } from "vitest";
import { throughFormats } from "../../bench/audit/route.js";
import { cleanStudy, plantedStudy } from "../../bench/audit/study.js";
import { sumOf } from "../../bench/results/audit-tables.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";

const PAPERS = 600;
/** Of every kind of error. */
const EACH = 8;
const LEAST_FOUND = 0.95;

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

it("nothing inconsistent in honest papers, whatever their tables are written in", async () => {
  const { byRule, contradicted } = await cleanStudy(engine, PAPERS, throughFormats);
  expect(contradicted).toEqual([]);
  expect(byRule.filter(({ severity }) => severity === "inconsistent")).toEqual([]);
});

it("planted errors are found where they can be", async () => {
  const { kinds, missed, unproven } = await plantedStudy(engine, EACH, throughFormats);
  const { detectable, found } = sumOf(kinds);
  expect([found / detectable, missed]).toEqual([expect.toSatisfy((share) => share >= LEAST_FOUND), missed]);
  expect(unproven).toEqual([]);
});
