/** A first study: what is guessed from data whose roles are known, and a text that is a study, as written and with its suggestions. */
import { describe, expect, test } from "vitest";
import { readTable } from "../../../src/data/files/read-table.js";
import { parseCsv } from "../../../src/data/table/csv.js";
import type { Table } from "../../../src/data/table/table.js";
import { parseStudy } from "../../../src/study/file/study-file.js";
import type { Decision } from "../../../src/study/init/candidate.js";
import { chooseStudy, type GivenChoices } from "../../../src/study/init/choose-study.js";
import { studyYaml } from "../../../src/study/init/study-yaml.js";

const golden = (name: string) => readTable(new URL(`../../golden/data/${name}.csv.gz`, import.meta.url).pathname);
const PATHS = { data: "d.csv", study: "study.yaml" };

async function guessed(table: Table, given: GivenChoices = {}) {
  const unsure: string[] = [];
  const choices = await chooseStudy(table, given, async ({ role, candidates, sure }: Decision) => {
    if (!sure) unsure.push(role);
    return candidates[0]!.value;
  });
  return { choices, unsure, text: studyYaml(choices, PATHS) };
}

/** With the suggestions taken in: the last paragraph, without its heading, uncommented. */
function whole(text: string): string {
  const at = text.lastIndexOf("\n\n");
  const [, ...stages] = text.slice(at + 2).split("\n");
  return `${text.slice(0, at)}\n${stages.map((line) => line.replace(/^ {2}# /, "  ")).join("\n")}`;
}

describe("roles of known data", () => {
  test.each([
    ["smartcity_sim", "city", "year", "g", "quality", "eco", "did"],
    ["mpdta", "countyreal", "year", "first.treat", "lemp", undefined, "did"],
    ["base_stagg", "id", "year", "year_treated", "y", "x1", "did"],
  ])("%s", async (name, unit, time, treatment, outcome, control, coding) => {
    const { choices, unsure, text } = await guessed(await golden(name));
    expect([choices.unit, choices.time, choices.treatment, choices.outcome].map(({ value }) => value)).toEqual([
      ...[unit, time, treatment, outcome],
    ]);
    expect(choices.controls.value[0]).toBe(control);
    expect(choices.coding).toBe(coding);
    expect(unsure).toEqual(control === undefined ? [] : ["controls"]);
    for (const study of [text, whole(text)]) {
      const { spec } = parseStudy(study, "study.yaml");
      expect(spec.panel).toMatchObject({ unit, time, outcome });
      expect(spec.treatment.cohort).toBe(treatment);
      expect(spec.variance).toBe(`cluster:${unit}`);
    }
    expect(Object.keys(parseStudy(text, "s").spec.stages)).toEqual(["summary", "table1", "figure1", "figure2"]);
    expect(Object.keys(parseStudy(whole(text), "s").spec.stages)).toEqual([
      ...["summary", "table1", "figure1", "figure2", "groups", "checks", "referee"],
    ]);
  });

  test("castle: a text unit and its number are one, dates that differ and an outcome among fifty are in doubt", async () => {
    const { choices, unsure } = await guessed(await golden("castle"));
    expect([choices.unit.value, choices.time.value, choices.treatment.value]).toEqual(["state", "year", "effyear"]);
    expect(unsure).toEqual(["treatment", "outcome", "controls"]);
  });

  test("other codings of the treatment are no controls", async () => {
    const { choices } = await guessed(await golden("smartcity_sim"));
    expect(choices.controls.value).not.toContain("did_literal");
    expect(choices.others).not.toContain("did_literal");
  });

  test("a dummy that switches off is coded in-force, without event study and placebo", async () => {
    const { choices, text } = await guessed(await golden("smartcity_sim"), { treat: "did_literal" });
    expect(choices.treatment).toMatchObject({ source: "dummy", coding: "in-force" });
    expect(choices.window).toBeNull();
    expect(Object.keys(parseStudy(text, "s").spec.stages)).toEqual(["summary", "table1"]);
  });

  test("in Chinese", async () => {
    const { text } = await guessed(await golden("mpdta"), { language: "zh" });
    expect(text).toContain("# 处理在个体层面决定");
    expect(parseStudy(text, "s").spec.language).toBe("zh");
  });
});

const PANEL = ["a", "b", "c", "d"].flatMap((unit, u) =>
  [1, 2, 3, 4].map((time) => [unit, time, u < 2 && time > 2 ? 1 : 0, ((u * 7 + time * time) % 5) / 4].join(",")),
);
const made = (head: string, rows: readonly string[] = PANEL) => parseCsv(`${head}\n${rows.join("\n")}\n`);

describe("what can't be chosen", () => {
  test.each<[string, Table, GivenChoices, string, RegExp]>([
    ["rows that repeat", made("u,t,d,y", [...PANEL, PANEL[0]!]), {}, "init_no_panel", /panel\.aggregate/],
    [
      "no treatment",
      made(
        "u,t,d,y",
        PANEL.map((row) => row.replace(/,1,(?=[\d.]+$)/, ",0,")),
      ),
      {},
      "init_no_treatment",
      /--treat/,
    ],
    ["a column there is not", made("unit,time,did,y"), { outcome: "yy" }, "init_column", /did you mean 'y'/],
    ["a name formulas don't take", made('unit,time,did,"my y"'), { outcome: "my y" }, "init_column", /rename/],
    ["both treatments", made("unit,time,did,y"), { cohort: "did", treat: "did" }, "init_both", /not both/],
    ["a column cohort beside a dummy", made("cohort,time,did,y"), { treat: "did" }, "column_taken", /--cohort/],
  ])("%s", async (_, table, given, code, message) => {
    const failed = guessed(table, given);
    await expect(failed).rejects.toMatchObject({ code });
    await expect(failed).rejects.toThrow(message);
  });
});

test("names formulas don't take are left out of guesses, words that look like YAML stay words", async () => {
  const table = made(
    'unit,time,did,y,"<script>","a: b"',
    PANEL.map((row, i) => `${row},${i % 3},${i % 5}`),
  );
  const { choices, text } = await guessed(table, { title: "yes: [no] # <script>" });
  expect(choices.outcome.value).toBe("y");
  expect(choices.controls.value).toEqual([]);
  expect(parseStudy(text, "s").spec.title).toBe("yes: [no] # <script>");
});
