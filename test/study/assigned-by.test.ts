/** By what the treatment of a study was assigned: its report asks, the referee reckons at the level, and the study settles it. */
import { beforeAll, expect, test } from "vitest";
import type { Note } from "../../src/base/messages.js";
import { noteText } from "../../src/base/messages.js";
import { type Engine, loadEngine } from "../../src/engine/kernels/engine.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyCautions } from "../../src/study/page/text.js";
import { firmsInCities } from "../support/firms-in-cities.js";
import { runWholeStudy } from "../support/run-whole-study.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine({ threads: 1 });
});

const SEED = 15;
/** An effect that the shocks of cities do not hide. */
const CLEAR = 5;

const study = (keys: string): string => `title: Firms in cities
data: { firms: firms.csv }
panel: { data: firms, unit: firm, time: year, outcome: y }
treatment: { cohort: g, codings: { treated: { coding: absorbing } } }
variance: cluster:firm
${keys}
stages:
  main: { stage: regressions, columns: [{ treatment: treated }] }
  asked: { stage: referee, draws: 199 }
`;

interface Told {
  readonly question: string;
  readonly verdict: string;
  readonly value: number | null;
  readonly note: Note;
}

async function asked(keys = "seed: 7", effect = 0) {
  const file = parseStudy(study(keys), "study.yaml");
  const result = await runWholeStudy(engine, file, new Map([["firms", firmsInCities(SEED, effect)]]), {});
  const { answers } = result.record.stages.asked as unknown as { readonly answers: readonly Told[] };
  const of = (question: string): Told => answers.find((one) => one.question === question)!;
  return { result, cautions: studyCautions(result), clusters: of("clusters"), chance: of("assignment") };
}

const LEVEL = { column: "city", groups: 20 };
const OPEN = { treatment: "treated", cluster: "firm", clusters: 400, levels: [{ ...LEVEL, treated: 10 }] };

test("not said, and the level takes significance: it weakens, once among the cautions", async () => {
  const { result, cautions, clusters, chance } = await asked();
  expect(result.record.assignment).toMatchObject([{ code: "assignment_level", detail: OPEN }]);
  expect(cautions.filter((text) => text.includes("--assigned-by city"))).toHaveLength(1);
  expect(clusters).toMatchObject({ verdict: "weakens", note: { detail: { assigned: null, levels: [LEVEL] } } });
  expect(chance).toMatchObject({ verdict: "weakens", note: { detail: { assigned: null, levels: [LEVEL] } } });
  for (const { note } of [clusters, chance]) {
    const { levels } = note.detail as { levels: readonly { p: number }[] };
    expect(levels[0]!.p).toBeGreaterThan(0.05);
    expect(noteText(note, "zh")).toContain("处理是否按 city 分配？");
  }
  expect(clusters.value).toBeLessThan(0.05);
});

test("not said, and the estimate is significant at the level, too: it is open", async () => {
  const { clusters, chance } = await asked("seed: 7", CLEAR);
  expect(clusters).toMatchObject({ verdict: "open", note: { detail: { levels: [LEVEL] } } });
  expect(chance).toMatchObject({ verdict: "open", note: { detail: { levels: [LEVEL] } } });
});

test("assigned by the unit: the verdicts below, and nothing is asked", async () => {
  const { result, clusters, chance } = await asked("assigned_by: unit");
  expect(result.record).not.toHaveProperty("assignment");
  expect(clusters).toMatchObject({ verdict: "supports", note: { detail: { levels: [], assigned: null } } });
  expect(chance).toMatchObject({ verdict: "supports", note: { detail: { levels: [], assigned: null } } });
});

test("assigned by the column: errors below it are cautioned, and the verdicts are at it", async () => {
  const at = await asked("assigned_by: city");
  const below = { code: "assignment_below", detail: { column: "city", groups: 20, cluster: "firm", clusters: 400 } };
  expect(at.result.record.assignment).toMatchObject([below]);
  expect(at.clusters).toMatchObject({ verdict: "weakens", note: { detail: { assigned: "city" } } });
  expect(at.chance).toMatchObject({ verdict: "weakens", note: { detail: { assigned: "city" } } });
  expect(at.clusters.value).toBeGreaterThan(0.05);
  const kept = await asked("assigned_by: city", CLEAR);
  expect(kept.clusters.verdict).toBe("supports");
  expect(kept.chance.verdict).toBe("supports");
});

test("a column that is not there is refused at its line", async () => {
  await expect(asked("assigned_by: town")).rejects.toThrow(/study\.yaml:6.*town/);
});

test("columns of levels are called as the study calls them, in the cautions and by the referee; the record has their names", async () => {
  const labels = "labels: { city: municipality, firm: company }";
  for (const [keys, code] of [
    ["seed: 7", "assignment_level"],
    ["assigned_by: city", "assignment_below"],
  ] as const) {
    const { result, cautions } = await asked(`${keys}\n${labels}`);
    const [caution] = result.record.assignment!;
    expect(caution!.code).toBe(code);
    expect(JSON.stringify(caution!.detail)).toContain('"column":"city"');
    expect(cautions).toContain(caution!.message);
    const { answers } = result.shown.find(({ name }) => name === "asked")!.section!;
    const said = [caution!.message.replace("--assigned-by city", ""), ...answers.map(({ answer }) => answer)];
    expect(said.filter((text) => text.includes("municipality"))).toHaveLength(3);
    expect(said.filter((text) => /\b(city|firm)\b/.test(text))).toEqual([]);
  }
});
