/**
 * `wasmetrics explain` as a user meets it: what is asked by name, label or number is answered; what was changed since the run is named, with
 * exit status 1; what is not there, not unique or not readable is refused with what there is.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Explanation } from "../../../src/study/explain/explanation.js";
import { type Run, run } from "../../support/run-cli.js";
import { csvOf, smallRows } from "../small-study.js";

const STUDY = `title: { en: Small, zh: 小型研究 }
data:
  cities: cities.csv
panel: { data: cities, unit: city, time: year, outcome: quality, controls: [eco] }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: { en: Pilot, zh: 试点 } } } }
variance: cluster:city
seed: 7
labels: { eco: { en: Development, zh: 发展水平 } }
stages:
  table1:
    stage: regressions
    caption: Pilots
    columns:
      - { treatment: did, label: Plain }
      - { treatment: did, controls: true, label: Controls }
      - { treatment: did, controls: true, subset: year > 2010, label: "Controls, later" }
  figure1:
    stage: event-study
    treatment: did
    window: [-2, 2]
  figure2:
    stage: placebo
    draws: 40
`;

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-explain-"));
  writeFileSync(join(folder, "study.yaml"), STUDY);
  writeFileSync(join(folder, "cities.csv"), csvOf(smallRows()));
  expect((await run("study", join(folder, "study.yaml"), "--out", join(folder, "out"))).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explain = (...asked: string[]): Promise<Run> =>
  run("explain", ...asked, "--from", join(folder, "out"), "--quiet");
const document = async (...asked: string[]): Promise<Explanation> => {
  const { stdout, status, stderr } = await explain(...asked, "--json");
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as Explanation;
};

/** A copy of the results in which the file `name` is changed. */
function changed(name: string, edit: (text: string) => string): string {
  const at = join(folder, `changed-${made++}`);
  cpSync(join(folder, "out"), at, { recursive: true });
  const before = readFileSync(join(at, name), "utf8");
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(join(at, name), after);
  return at;
}

type Study = {
  stages: Record<string, { models: { fit: { coefficients: Record<string, Record<string, number>> } }[] }>;
};
const results = (): Study => JSON.parse(readFileSync(join(folder, "out", "results.json"), "utf8")) as Study;
const didOf = (model: number) => results().stages.table1!.models[model]!.fit.coefficients.did!;

describe("answers", () => {
  test("an estimate by names, labels and numbers: the same document", async () => {
    const byNumber = await document("Table 1", "did", "2");
    for (const asked of [
      ["table1", "Pilot", "(2)"],
      ["表 1", "1", "2"],
      ["Table 1", "did", "Controls"],
    ])
      expect(await document(...asked)).toEqual(byNumber);
    const { estimate, std_error, statistic } = didOf(1);
    expect(byNumber.number).toMatchObject({
      value: estimate,
      term: "did",
      place: "/stages/table1/models/1/fit/coefficients/did/estimate",
      agrees: true,
    });
    expect(byNumber.arithmetic.map(({ step, made: value }) => [step, value])).toContainEqual([
      "statistic",
      estimate! / std_error!,
    ]);
    expect(statistic).toBeCloseTo(estimate! / std_error!, 12);
    expect(byNumber.study).toMatchObject({ stage: "table1", column_lines: { first: 15, last: 15 } });
    expect(byNumber.files.map(({ file, agrees }) => [file.split("/").at(-1), agrees])).toEqual([
      ["results.json", true],
      ["exhibits.json", true],
      ["study.yaml", true],
      ["cities.csv", true],
    ]);
  });

  test("the error, t, p and interval of an estimate, printed or not", async () => {
    const own = didOf(0);
    for (const quantity of ["std_error", "statistic", "p_value", "conf_low", "conf_high"]) {
      const { number } = await document("Table 1", "did", "1", "--quantity", quantity);
      expect(number).toMatchObject({ is: quantity, value: own[quantity]! });
      expect(number.printed === null).toBe(quantity !== "std_error");
    }
  });

  test("rows used and left out, in one column", async () => {
    const { rows } = await document("Table 1", "did", "3");
    // 24 cities of 8 years, without 2010
    expect(rows).toMatchObject({ used: 168, dropped: { subset: 24 }, not_given: 0 });
  });

  test("an event time of a figure, which begins with a dash", async () => {
    const { number, exhibit } = await document("Figure 1", "-2");
    expect(number).toMatchObject({ term: "event::-2", is: "estimate" });
    expect(exhibit!.name).toMatch(/^Figure 1/);
  });

  test("the command of the estimate alone gives it again, to the bit", async () => {
    const { commands, number } = await document("Table 1", "did", "2");
    const [command] = commands.verbs;
    const words = command!.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ""));
    const again = await run(...words.slice(1), "--json", "--quiet");
    expect(JSON.parse(again.stdout).coefficients.did.estimate).toBe(number.value);
  });

  test("every number of an exhibit as one document, and as lines", async () => {
    const { stdout, status } = await explain("Table 1", "--all", "--json");
    expect(status).toBe(0);
    const all = JSON.parse(stdout);
    expect(all).toMatchObject({ kind: "explanations", exhibit: { id: "table1", stage: "table1" }, agrees: true });
    expect(all.numbers.length).toBeGreaterThan(15);
    const lines = (await explain("Table 1", "--all")).stdout.trim().split("\n");
    expect(lines).toHaveLength(all.numbers.length);
  });

  test("no exhibit: the map; an exhibit alone: what makes it and what can be asked", async () => {
    const map = await explain();
    expect(map.stdout).toMatch(/Table 1 +table1 +.*study\.yaml, lines 10 to 16 +Pilots/);
    const one = await explain("Table 1");
    expect(one.stdout).toContain("--only table1");
    expect(one.stdout).toContain("(3) Controls, later");
  });

  test("text, Markdown, and Chinese of an English report", async () => {
    const text = await explain("Table 1", "did", "1");
    expect(text.stdout).toContain("t with 23 degrees of freedom");
    const markdown = await explain("Table 1", "did", "1", "--format", "markdown");
    expect(markdown.stdout).toMatch(/^## Table 1, did \(Pilot\), column \\?\(1\\?\) Plain/);
    expect(markdown.stdout).toContain("- **p**: 2 Pr(t > ");
    const zh = await explain("Table 1", "did", "1", "--language", "zh");
    expect(zh.stdout).toContain("t 分布，自由度 23");
    expect(zh.stdout).toContain("凡可重新计算或比对者，均与记录一致。");
  });

  test("a record written with --json", async () => {
    const [data, fit] = [join(folder, "cities.csv"), join(folder, "fit.json")];
    const made = await run("feols", data, "quality ~ did + eco | city + year", "--vcov", "hetero", "--json", "--quiet");
    writeFileSync(fit, made.stdout);
    const record = JSON.parse(made.stdout);
    const { stdout, status } = await run("explain", fit, "did", "--json", "--quiet");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      exhibit: null,
      number: { value: record.coefficients.did.estimate, place: "/coefficients/did/estimate" },
      files: [{ agrees: true }],
      agrees: true,
    });
    const t = await run("explain", fit, "did", "t", "--json", "--quiet");
    expect(JSON.parse(t.stdout).number.value).toBe(record.coefficients.did.statistic);
    record.coefficients.did.std_error *= 1.001;
    writeFileSync(fit, JSON.stringify(record));
    const forged = await run("explain", fit, "did", "--quiet");
    expect(forged.status).toBe(1);
    expect(forged.stdout).toContain("Inconsistent with the record: standard error, t or z, p, lower end, upper end.");
  });

  test("a stage or a number that results.json no longer has is told, and nothing said of it that is not so", async () => {
    const stageless = changed("results.json", (text) => {
      const { stages, ...rest } = JSON.parse(text);
      const { table1, ...others } = stages;
      return JSON.stringify({ ...rest, stages: others });
    });
    const without = await run("explain", "Table 1", "did", "1", "--from", stageless, "--quiet");
    expect(without.status).toBe(1);
    expect(without.stdout).toContain("results.json holds no number in its place");
    expect(without.stdout).toContain("Inconsistent with the record: Number, results.json.");
    const moved = changed("results.json", (text) => text.replace(/"within_r2": 0/, '"within_r2": 1'));
    const r2 = await run("explain", "Table 1", "Within R²", "1", "--from", moved, "--quiet");
    expect(r2.status).toBe(1);
    expect(r2.stdout.replaceAll(/\s+/g, " ")).toContain("computed for the table from it, or changed there since");
  });

  test("the line that the report has beneath each table and figure is one that answers", async () => {
    const report = readFileSync(join(folder, "out", "report.html"), "utf8");
    const lines = [...report.matchAll(/<code>wasmetrics (explain [^<]*)<\/code>/g)].map(([, line]) => line!);
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const words = line
        .replaceAll("&quot;", '"')
        .replaceAll("&lt;", "<")
        .match(/"[^"]*"|\S+/g)!;
      const { status, stderr } = await run(...words.map((word) => word.replaceAll('"', "")), "--quiet");
      expect(stderr).toBe("");
      expect(status).toBe(0);
    }
  });

  test("twice the same bytes", async () => {
    expect(await explain("Table 1", "did", "2", "--json")).toEqual(await explain("Table 1", "did", "2", "--json"));
  });
});

describe("what was changed since the run is named, exit status 1", () => {
  test("an estimate in results.json: its place, the table, the hash and what is made of it", async () => {
    const { estimate } = didOf(1);
    const at = changed("results.json", (text) => {
      const study = JSON.parse(text) as Study;
      study.stages.table1!.models[1]!.fit.coefficients.did!.estimate = estimate! + 0.001;
      return `${JSON.stringify(study, null, 2)}\n`;
    });
    const { stdout, status } = await run("explain", "Table 1", "did", "2", "--from", at, "--quiet");
    expect(status).toBe(1);
    expect(stdout).toContain(`results.json holds ${estimate! + 0.001} there`);
    expect(stdout).toMatch(/Inconsistent with the record: Number, t or z, p, lower end, upper end, results\.json\./);
    const other = await run("explain", "Table 1", "did", "1", "--from", at, "--quiet", "--json");
    expect(other.status).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({ number: { agrees: true }, agrees: false });
  });

  test("a number in exhibits.json, the study file, a row of the data", async () => {
    const at = changed("exhibits.json", (text) =>
      text.replace(String(didOf(0).estimate), String(didOf(0).estimate! * 2)),
    );
    const exhibits = await run("explain", "Table 1", "did", "1", "--from", at, "--quiet");
    expect(exhibits.status).toBe(1);
    expect(exhibits.stdout).toMatch(/Inconsistent with the record: Number, exhibits\.json\./);
    const data = join(folder, "cities.csv");
    const before = readFileSync(data, "utf8");
    try {
      writeFileSync(data, before.replace(/\n\d+,/, "\n99,"));
      const { stdout, status } = await explain("Table 1", "did", "1");
      expect(status).toBe(1);
      expect(stdout).toContain("Inconsistent with the record: cities.csv.");
    } finally {
      writeFileSync(data, before);
    }
  });
});

describe("refused", () => {
  test.each([
    [["Table 11", "did", "1"], 2, "no exhibit 'Table 11'; did you mean 'Table 1'?"],
    [["Table 1", "dud", "1"], 2, "Table 1 has no row 'dud'; did you mean 'did'?"],
    [["Table 1", "did", "9"], 2, "Table 1 has no column '9'"],
    [["Table 1", "did", "Contr"], 2, "'Contr' is more than one column of Table 1: (2) Controls, (3) Controls, later"],
    [["Table 1", "did"], 2, "Table 1 has 3 columns"],
    [["Table 1", "eco", "1"], 2, "nothing at 'Development' in column (1); it has something in (2), (3)."],
    [["Table 1", "Observations", "1", "--quantity", "p"], 2, "is no estimate"],
    [["Table 1", "did", "1", "--quantity", "foo"], 2, "no quantity 'foo'; it has estimate, std_error"],
    [["Table 1", "did", "1", "--format", "latex"], 2, "explain prints text, markdown or json"],
    [["Figure 1", "17"], 2, "Figure 1 has no row '17'"],
    [["", "did", "1"], 2, "no exhibit ''"],
    [["__proto__", "constructor", "1"], 2, "no exhibit '__proto__'"],
    [["Table 1", "__proto__", "1"], 2, "no row '__proto__'"],
  ])("%j", async (asked, status, message) => {
    const result = await explain(...asked);
    expect(result.stderr).toContain(message);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe("");
  });

  test("rows of one name are told apart by number", async () => {
    const at = changed("exhibits.json", (text) =>
      text.replaceAll('"name":"eco"', '"name":"did"').replaceAll('"label":"Development"', '"label":"Pilot"'),
    );
    const { stderr, status } = await run("explain", "Table 1", "did", "2", "--from", at, "--quiet");
    expect(status).toBe(2);
    expect(stderr).toContain("'did' is more than one row of Table 1: #1 did (Pilot), #2 did (Pilot).");
    expect((await run("explain", "Table 1", "#2", "2", "--from", at, "--quiet")).stdout).toContain("did (Pilot)");
  });

  test.each([
    ["results.json", () => "{", 1, "results.json can't be read as JSON"],
    ["results.json", () => '{"kind":"ols"}', 1, "is no record of a study"],
    ["results.json", () => "[]", 1, "is no record of a study"],
    ["exhibits.json", () => "nonsense", 1, "exhibits.json can't be read as JSON"],
    ["exhibits.json", () => '{"kind":"exhibits"}', 1, "is no map of a report that this version reads"],
    ["exhibits.json", (text: string) => text.replace('"rows":[', '"rows":[7,'), 1, "table.rows.0"],
  ])("a broken %s", async (name, edit, status, message) => {
    const result = await run("explain", "Table 1", "did", "1", "--from", changed(name, edit), "--quiet");
    expect(result.stderr).toContain(message);
    expect(result.status).toBe(status);
    expect(result.stdout).toBe("");
  });

  test("results of a version without a map name it, and say what to do", async () => {
    const at = changed("results.json", (text) => text.replace(/"version": "[^"]*"/g, '"version": "0.0.9"'));
    rmSync(join(at, "exhibits.json"));
    const { stderr, status } = await run("explain", "Table 1", "did", "1", "--from", at, "--quiet");
    expect(status).toBe(1);
    expect(stderr).toMatch(/results\.json of version 0\.0\.9 and no exhibits\.json.*run the study again/);
  });

  test("a record that holds words, lists and nothing where numbers were: no crash, and it is said", async () => {
    for (const value of ['"high"', "null", "[1,2]", "{}", "1e999"]) {
      const at = changed("results.json", (text) =>
        text.replaceAll(/"(estimate|nobs|df|K|level)": [-\d.e]+/g, `"$1": ${value}`),
      );
      const { stdout, status, stderr } = await run("explain", "Table 1", "did", "2", "--from", at, "--quiet");
      expect(stderr).toBe("");
      expect(status).toBe(1);
      expect(stdout).toContain("Inconsistent with the record");
    }
  });

  test("no folder, a folder without results, a record without estimates", async () => {
    expect((await run("explain", "Table 1", "--from", join(folder, "nowhere"))).stderr).toContain("There is no folder");
    expect((await run("explain", "Table 1", "--from", folder)).stderr).toContain("has no results.json");
    const file = join(folder, "other.json");
    writeFileSync(file, '{"kind":"xtsum"}');
    const { stderr, status } = await run("explain", file, "x");
    expect(status).toBe(1);
    expect(stderr).toContain("has no estimates");
  });
});
