/**
 * A law of every kind of stage: what it computes depends on nothing its key leaves out, and shows the same when it is taken
 * from a store.
 */
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { beforeAll, describe, expect, test } from "vitest";
import type { Table } from "../../../src/data/table/table.js";
import { formatCsv } from "../../../src/data/table/write-csv.js";
import { type Engine, loadEngine } from "../../../src/engine/kernels/engine.js";
import { stageKinds } from "../../../src/study/file/schema.js";
import type { StudyFile } from "../../../src/study/file/study-file.js";
import { type Keeping, planStudy } from "../../../src/study/plan-study.js";
import type { StageStore } from "../../../src/study/run/stage-node.js";
import { computedPart, withoutLabel } from "../../../src/study/run/stage-node.js";
import { runStudy, type StudyResult } from "../../../src/study/run-study.js";
import { studyGraph } from "../../../src/study/study-graph.js";
import { runWholeStudy } from "../../support/run-whole-study.js";
import { EVERY_KIND, everyKind } from "./every-kind.js";

let engine: Engine;
let file: StudyFile;
let tables: ReadonlyMap<string, Table>;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
  ({ file, tables } = await everyKind());
});

test("the study has a stage of every kind", () => {
  expect(new Set(Object.values(file.spec.stages).map(({ stage }) => stage))).toEqual(new Set(stageKinds()));
});

/** `value`, of which, while `lock.on`, only what `allowed` has can be read. */
function guarded<T>(value: T, allowed: unknown, path: string, lock: { on: boolean }): T {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const inner = Reflect.get(target, key);
      if (typeof key === "symbol" || !Object.hasOwn(target, key) || (Array.isArray(target) && key === "length"))
        return inner;
      const may = typeof allowed === "object" && allowed !== null && Object.hasOwn(allowed, key);
      if (lock.on && !may) throw new Error(`${path}.${key} is read, and no part of the key`);
      return guarded(inner, may ? Reflect.get(allowed, key) : undefined, `${path}.${key}`, lock);
    },
  });
}

test("what a stage computes reads nothing that its key leaves out", async () => {
  const lock = { on: false };
  const { spec } = file;
  const codings = Object.fromEntries(
    Object.entries(spec.treatment.codings).map(([name, coding]) => [name, withoutLabel(coding)]),
  );
  const { panel, variance, ssc, level, seed, quality, truth } = spec;
  const stages = Object.fromEntries(Object.entries(spec.stages).map(([name, block]) => [name, computedPart(block)]));
  const common = { panel, treatment: { ...spec.treatment, codings }, variance, ssc, level, seed };
  const read: string[] = [];
  const graph = studyGraph(
    { ...file, spec: guarded(spec, { ...common, quality, truth, stages }, "study", lock) },
    tables,
  );
  const made = new Map<unknown, unknown>();
  for (const node of [graph.quality!, graph.panel, graph.treatment, ...graph.stages.map(({ node }) => node)]) {
    lock.on = true;
    try {
      made.set(
        node,
        await node.run(
          node.needs.map((need) => made.get(need)),
          { engine, progress: () => {} },
        ),
      );
    } finally {
      lock.on = false;
    }
    read.push(node.name);
  }
  expect(read).toHaveLength(3 + Object.keys(spec.stages).length);
});

/** A store in memory that counts. */
function memory(): StageStore & { readonly entries: Map<string, Buffer>; taken: number; put_: number } {
  const entries = new Map<string, Buffer>();
  return {
    entries,
    taken: 0,
    put_: 0,
    has: (key) => entries.has(key),
    get(key) {
      this.taken++;
      const bytes = entries.get(key);
      return bytes === undefined ? undefined : deserialize(bytes);
    },
    put(key, value) {
      this.put_++;
      entries.set(key, serialize(value()));
    },
  };
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

const keepingIn = (store: StageStore): Keeping => ({
  store,
  code: "c",
  hash,
});

/** Hashes of all that is written of a study. */
const bytesOf = ({ record, shown, panel, aggregates }: StudyResult): object => ({
  record: hash(JSON.stringify(record)),
  panel: hash(formatCsv(panel.columns)),
  aggregates: aggregates.map(({ by, table }) => [by, hash(formatCsv(table.columns))]),
  stages: shown.map(({ name, exhibits, data, cautions, findings }) => [
    name,
    hash(JSON.stringify([cautions, findings])),
    ...exhibits.map((exhibit) => [
      exhibit.id,
      hash(JSON.stringify(exhibit)),
      exhibit.kind === "table" ? null : hash(JSON.stringify(exhibit.spec({ theme: "light" }))),
    ]),
    ...Object.entries(data).map(([file, table]) => [file, hash(formatCsv(table.columns))]),
  ]),
});

describe("kept", () => {
  test("shows the same bytes as computed, and nothing is made twice", async () => {
    const store = memory();
    const plain = await runWholeStudy(engine, file, tables);
    const first = await runWholeStudy(engine, file, tables, { keeping: keepingIn(store) });
    expect(bytesOf(first)).toEqual(bytesOf(plain));
    const nodes = 4 + Object.keys(file.spec.stages).length;
    expect(store).toMatchObject({ taken: 0, put_: nodes });
    const second = await runWholeStudy(engine, file, tables, { keeping: keepingIn(store) });
    expect(second.made).toEqual([]);
    expect(store).toMatchObject({ taken: nodes, put_: nodes });
    expect(bytesOf(second)).toEqual(bytesOf(plain));

    const renamed = await everyKind(EVERY_KIND.replace("  table1:", "  first:"));
    expect((await runWholeStudy(engine, renamed.file, tables, { keeping: keepingIn(store) })).made).toEqual([]);
  });

  test("a value that can't be read any more is made after all, with what it needs", async () => {
    const store = memory();
    const only = { only: ["table1"] };
    await runWholeStudy(engine, file, tables, { ...only, keeping: keepingIn(store) });
    const gone = { ...store, get: () => undefined };
    const again = await runWholeStudy(engine, file, tables, { ...only, keeping: keepingIn(gone) });
    expect(again.made.map(({ pace }) => pace)).toEqual(["block panel", "block treatment", "regressions", "headline"]);
  });
});

describe("the plan", () => {
  const states = async (options: Parameters<typeof planStudy>[3]) =>
    Object.fromEntries((await planStudy(engine, file, tables, options)).stages.map(({ name, state }) => [name, state]));

  test("is what the run does: --only takes what is needed, --from makes anew from there on", async () => {
    const store = memory();
    const keeping = keepingIn(store);
    const only = await planStudy(engine, file, tables, { keeping, only: "figure2" });
    expect(only.stages.map(({ name, state }) => [name, state])).toEqual([
      ["building the panel", "make"],
      ["coding treatment", "make"],
      ["figure2", "make"],
    ]);
    expect(only.totals).toMatchObject({ make: 3, kept: 0, models: 1, draws: 19 });
    expect(store.put_).toBe(0);
    await runWholeStudy(engine, file, tables, { keeping, only: "figure2" });
    expect(await states({ keeping, only: ["figure2", "table1"] })).toEqual({
      "building the panel": "kept",
      "coding treatment": "kept",
      table1: "make",
      figure2: "kept",
      "judging the headline": "make",
    });
    const from = await states({ keeping, from: "figure2" });
    expect(from["coding treatment"]).toBe("kept");
    expect(from.figure2).toBe("make");
    const { made } = await runStudy(engine, file, tables, { keeping, only: "figure2", from: "table1" });
    expect(made.map(({ pace }) => pace)).toEqual(["placebo"]);
  });

  test("tells memory and time of what is to be made, by rows, models and draws", async () => {
    const { stages, totals } = await planStudy(engine, file, tables, { pace: { placebo: 10 } });
    const byName = Object.fromEntries(stages.map((stage) => [stage.name, stage]));
    expect(byName.table1).toMatchObject({ rows: 2640, models: 2, draws: 0, kind: "regressions" });
    // 5 + (8 + 0.0004 * 2640 * 4) + 0.00015 * 19 * 2640, ten times
    expect(byName.figure2!.ms).toBeCloseTo(10 * (5 + 8 + 4.224 + 7.524), 9);
    expect(byName.table1!.bytes).toBeGreaterThan(8 * 2640 * 4);
    expect(totals.bytes).toBe(Math.max(...stages.map(({ bytes }) => bytes)));
    expect(totals.ms).toBeCloseTo(
      stages.reduce((sum, { ms }) => sum + ms, 0),
      6,
    );
  });
});
