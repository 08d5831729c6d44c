/** Keys change with all a stage depends on and with nothing else. */
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTable, type Table } from "../../../src/data/table/table.js";
import { parseStudy, type StudyFile } from "../../../src/study/file/study-file.js";
import { stageKeys } from "../../../src/study/plan-study.js";
import { type StageNode, withNeeds } from "../../../src/study/run/stage-node.js";
import { studyGraph } from "../../../src/study/study-graph.js";
import { EVERY_KIND, everyKind } from "./every-kind.js";

let tables: ReadonlyMap<string, Table>;
beforeAll(async () => {
  ({ tables } = await everyKind());
});

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Keys by the place of the node, since names may change. */
function keys(text = EVERY_KIND, data = tables, program: { readonly code?: string; readonly kernels?: string } = {}) {
  const file: StudyFile = parseStudy(text, "study.yaml");
  const { quality, stages } = studyGraph(file, data);
  const nodes: StageNode<unknown>[] = [...withNeeds([quality!, ...stages.map(({ node }) => node)])];
  const made = stageKeys(nodes, { code: "c", kernels: "k", ...program, spec: file.spec, hash });
  return nodes.map((node) => made.get(node)!);
}

/** Names of the nodes whose key another text gives another value. */
function changed(from: string, to: string): string[] {
  expect(EVERY_KIND).toContain(from);
  const [before, after] = [keys(), keys(EVERY_KIND.replace(from, to))];
  return NODES.filter((_, i) => before[i] !== after[i]);
}

const STAGES = [
  "table1",
  "wild",
  "figure1",
  "staggered",
  "figure2",
  "table2",
  "matched",
  "table3",
  "split",
  "checks",
  "ways",
  "counts",
  "varies",
  "could",
  "odds",
  "facts",
  "beside",
  "drawn",
  "asked",
];
const CUSTOMS = ["customs", "change"];
const NODES = ["quality", "panel", "treatment", ...STAGES, ...CUSTOMS];

test("every node has a key of its own, the same every time", () => {
  expect(keys()).toEqual(keys());
  expect(keys()).toHaveLength(NODES.length);
  expect(new Set(keys()).size).toBe(NODES.length);
  for (const key of keys()) expect(key).toMatch(/^[0-9a-f]{64}$/);
});

describe("change nothing:", () => {
  test.each([
    ["title", "title: Every kind", "title: Another"],
    ["summary", "summary: [Words]", "summary: [Other words]"],
    ["cautions", "cautions: [Words]", "cautions: []"],
    ["sources", "sources: [Words]", "sources: [Elsewhere]"],
    ["labels", "quality: Words", "quality: Quality"],
    ["nouns", "units: cities", "units: towns"],
    ["language", "title: Every kind", "language: zh\ntitle: Every kind"],
    ["folder of results", "title: Every kind", "output: elsewhere\ntitle: Every kind"],
    ["label of a coding", "label: Pilot", "label: A pilot"],
    ["heading of a column", "{ treatment: did, label: Words }", "{ treatment: did, label: Other }"],
    ["caption", "caption: Words", "caption: Other"],
    ["notes", "notes: [Words]", "notes: []"],
    ["labels of a table", "labels: { did: Words }", "labels: {}"],
    ["appendix", "caption: Words\n", "caption: Words\n    appendix: true\n"],
    ["name of a stage", "  table1:", "  first:"],
    ["order of keys in a block", "draws: 19, caption: Words", "caption: Words, draws: 19"],
    ["a stage more", "  matched:", "  more: { stage: placebo, draws: 9 }\n  matched:"],
  ])("%s", (_, from, to) => {
    expect(EVERY_KIND).toContain(from);
    const after = keys(EVERY_KIND.replace(from, to));
    for (const key of keys()) expect(after).toContain(key);
  });

  test("where the data lie, as long as the study file calls them the same", () => {
    const moved = new Map([...tables].map(([name, table]) => [name, makeTable(table.columns, table.source)]));
    expect(keys(EVERY_KIND, moved)).toEqual(keys());
  });
});

describe("change what depends on it and no more:", () => {
  const all = [...STAGES, ...CUSTOMS];
  const sample = ["panel", "treatment", ...all];
  test.each([
    ["quality", "sigma: 5", "sigma: 4", ["quality", ...CUSTOMS]],
    ["panel", "controls: [eco, fin]", "controls: [eco]", sample],
    ["treatment", "coding: common", "coding: as-written", ["treatment", ...all]],
    ["truth", "variance: cluster:city", "truth: { quality: eco }\nvariance: cluster:city", ["treatment", ...STAGES]],
    ["variance", "cluster:city", "cluster:year", all],
    ["small-sample rule", "seed: 3", "ssc: none\nseed: 3", all],
    ["level", "seed: 3", "level: 0.9\nseed: 3", all],
    ["seed", "seed: 3", "seed: 4", all],
    ["a column", "controls: true }]", "controls: [fin] }]", ["table1"]],
    ["draws", "draws: 19", "draws: 29", ["figure2"]],
    ["a window", "[-3, 3]", "[-3, 4]", ["figure1"]],
    ["matching", "replace: true", "replace: false", ["matched"]],
    ["lags, and the table of its columns", "[2, 3]", "[2, 4]", ["table3", "beside"]],
    ["splits", "by: eco", "by: fin", ["split"]],
    ["by what treatment was assigned", "seed: 3", "assigned_by: unit\nseed: 3", ["asked"]],
  ])("%s", (_, from, to, nodes) => {
    expect(changed(from, to)).toEqual(nodes);
  });

  test("the order of codings, whose first absorbing one is the usual", () => {
    const swapped = EVERY_KIND.replace("did: { coding: absorbing, label: Pilot }\n    common:", "x:").replace(
      "x: { coding: common, label: Since 2012 }",
      "common: { coding: common, label: Since 2012 }\n    did: { coding: absorbing, label: Pilot }",
    );
    const [before, after] = [keys(), keys(swapped)];
    expect(NODES.filter((_, i) => before[i] !== after[i])).toEqual(["treatment", ...all]);
  });

  test("the data", () => {
    const other = (of: string) =>
      new Map(
        [...tables].map(([name, table]) => [
          name,
          name === of ? makeTable(table.columns, { ...table.source, sha256: "other" }) : table,
        ]),
      );
    const differs = (of: string) => {
      const [before, after] = [keys(), keys(EVERY_KIND, other(of))];
      return NODES.filter((_, i) => before[i] !== after[i]);
    };
    expect(differs("customs")).toEqual(["quality", ...CUSTOMS]);
    expect(differs("cities")).toEqual(["panel", "treatment", ...STAGES]);
  });

  test("the program and its kernels: all", () => {
    for (const program of [{ code: "other" }, { kernels: "other" }]) {
      const after = keys(EVERY_KIND, tables, program);
      keys().forEach((key, i) => {
        expect(after[i]).not.toBe(key);
      });
    }
  });
});

test("what reads rows that were not hashed has no key, nor has what needs it", () => {
  const bare = new Map(
    [...tables].map(([name, table]) => [name, makeTable(table.columns, { ...table.source, sha256: null })]),
  );
  expect(keys(EVERY_KIND, bare)).toEqual(NODES.map(() => null));
});
