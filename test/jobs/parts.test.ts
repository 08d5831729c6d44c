/** Parts of a job: whole or not there, to the bit, merged with each draw exactly once. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type DrawnShare, shareOf } from "../../src/base/replications.js";
import { ranges, readParts, tasksDone, wholeOf, writePart } from "../../src/jobs/parts.js";
import type { JobPlan } from "../../src/jobs/plan.js";
import { refused } from "../support/refused.js";

const root = mkdtempSync(join(tmpdir(), "wasmetrics parts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "job-"));
});

const plan = (tasks: number): JobPlan => ({
  ...{ id: "this", cwd: "", threads: 1 },
  facts: { version: "", kernels_sha256: "", command: [], inputs: [], files: null, tasks },
});

const share = (first: number, count: number, of = 10, stage = "draws"): DrawnShare => ({
  ...{ stage, of, first, count },
  columns: {
    b: Float64Array.from({ length: count }, (_, d) => first + d),
    se: new Float64Array(2 * count).fill(first),
  },
});
const part = (task: number, ...shares: DrawnShare[]) => ({ job: "this", task, shares, record: null });
const at = (task: number) => join(folder, "parts", `part-0000${task}.json`);

describe("a part", () => {
  it("keeps every bit", () => {
    const values = Float64Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, -1e308);
    writePart(folder, part(1, { stage: "s", of: 6, first: 0, count: 6, columns: { values } }));
    const [read] = readParts(folder, plan(1));
    const bytes = (numbers: Float64Array) => Buffer.from(numbers.buffer, 0, numbers.byteLength).toString("hex");
    expect(bytes(read!.shares[0]!.columns.values!)).toBe(bytes(values));
    expect(readdirSync(join(folder, "parts"))).toEqual(["part-00001.json"]);
  });

  it("is refused where it is damaged, out of place or of another job", () => {
    writePart(folder, part(1, share(0, 10)));
    const whole = readFileSync(at(1), "utf8");
    for (const text of [whole.slice(0, -20), whole.replace('"first":0', '"first":1'), "{}", ""]) {
      writeFileSync(at(1), text);
      expect(refused(() => readParts(folder, plan(1)))).toMatchObject({ code: "jobs_part" });
    }
    writeFileSync(at(1), whole);
    renameSync(at(1), at(2));
    expect(refused(() => readParts(folder, plan(2))).message).toContain("it is the part of task 1");
    writePart(folder, { ...part(1, share(0, 10)), job: "other" });
    rmSync(at(2));
    expect(refused(() => readParts(folder, plan(1)))).toMatchObject({ code: "jobs_other", detail: { got: "other" } });
  });

  it("is not taken for one while it is written", () => {
    writePart(folder, part(2, share(0, 10)));
    writeFileSync(join(folder, "parts", "part-00001.json.host-1.tmp"), "{");
    expect(tasksDone(folder)).toEqual([2]);
  });
});

describe("merging", () => {
  it("wants each draw exactly once", () => {
    const whole = wholeOf([part(2, share(4, 6)), part(1, share(0, 4))]);
    const { columns, ...rest } = whole.kind === "whole" ? whole.next() : share(0, 0);
    expect(rest).toEqual({ stage: "draws", of: 10, first: 0, count: 10 });
    expect([...columns.b!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...columns.se!]).toEqual([...new Array(8).fill(0), ...new Array(12).fill(4)]);
    const said = (...shares: DrawnShare[]) => refused(() => wholeOf(shares.map((own, i) => part(i + 1, own)))).message;
    expect(said(share(0, 4), share(5, 5))).toContain("Draws 5 to 5 of 10 (draws) are in no part");
    expect(said(share(0, 4), share(3, 7))).toContain("Draws 4 to 4 of 10 (draws) are in two parts");
    expect(said(share(0, 4), share(0, 4), share(4, 6))).toContain("Draws 1 to 4 of 10 (draws) are in two parts");
    expect(said(share(0, 4), share(4, 5))).toContain("Draws 10 to 10 of 10 (draws) are in no part");
    expect(said(share(0, 4), share(4, 7, 11))).toContain("part of task 2 is of another run");
    expect(said(share(0, 4), share(4, 6, 10, "other"))).toContain("part of task 2 is of another run");
  });

  it("takes as many loops as tasks made, each once", () => {
    const whole = wholeOf([part(1, share(0, 10), share(0, 3, 3))]);
    if (whole.kind !== "whole") throw new TypeError("a whole");
    expect([whole.next().of, whole.next().of]).toEqual([10, 3]);
    expect(refused(() => whole.next())).toMatchObject({ code: "jobs_missing" });
    expect(refused(() => wholeOf([part(1, share(0, 5), share(0, 1, 3)), part(2, share(5, 5))]))).toMatchObject({
      code: "jobs_unlike",
    });
  });
});

it("shares tile the draws, whatever their number", () => {
  for (const draws of [0, 1, 5, 999, 1e7]) {
    for (const tasks of [1, 3, 7, 1000]) {
      let next = 0;
      for (let task = 0; task < tasks; task++) {
        const { first, count } = shareOf(draws, task, tasks);
        expect(first).toBe(next);
        next = first + count;
      }
      expect(next).toBe(draws);
    }
  }
});

it("ranges are written as Slurm reads them", () => {
  expect(ranges([5, 1, 2, 3, 9, 8])).toBe("1-3,5,8-9");
  expect(ranges([])).toBe("");
});
