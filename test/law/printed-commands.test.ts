/**
 * A command that is printed runs as it is printed: what a flag is followed by goes through one function, a shell gives its words back, and the
 * commands read them as the columns they are.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { bareName, columnFlag, columnText, namesIn } from "../../src/base/column-names.js";
import { flagText, quoted, shellWord } from "../../src/base/text.js";
import { unattended } from "../../src/cli/commands/init.js";
import { SHEET_NOTES } from "../../src/data/formats/workbook/messages.js";
import { TABLE_NOTES } from "../../src/data/messages.js";
import { appendTables } from "../../src/data/table/append.js";
import { parseCsv } from "../../src/data/table/csv.js";
import { joinTables } from "../../src/data/table/join.js";
import type { Table } from "../../src/data/table/table.js";
import { commandText } from "../../src/study/code/command-text.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { ASSIGNMENT_NOTES } from "../../src/verbs/assignment/messages.js";
import { commandOf, pgmmPlan } from "../../src/verbs/pgmm/plan.js";
import { STUDY } from "../study/small-study.js";

/** The words of `line` as a shell makes them. */
const wordsOf = (line: string): string[] =>
  execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

const ODD = "the 'unit', a";
const ODDER = ['a "b" $(id) `c`', "-x", "a\\b", "x!y", "city~", "*", "#a", "中 文", " edge ", "`t`", "a+b", ""];

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.gen)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

test("no sentence writes what follows a flag itself", () => {
  const all = [...sources("src"), ...sources("web/src")];
  expect(all.length).toBeGreaterThan(1000);
  const pasted = all.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/--(?:[a-z][a-z-]*|\$\{\w+\}) (?:"?\$\{)(?!quoted\(|why\})[^}]*/g)].map(
      ([found]) => `${path}: ${found}`,
    ),
  );
  expect(pasted).toEqual([]);
});

test("nor the words of a command", () => {
  const open = /(?:`wasmetrics| wasmetrics) [a-z]+ "?\$\{(?!shellWord\(|quoted\(|flagText\(|columnFlag\()([^}]*)/g;
  const pasted = [...sources("src"), ...sources("web/src")].flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(open)].map(([, what]) => `${path}: ${what}`),
  );
  // of study.yaml and words of the program's own, a path that is quoted already, and data that has no name yet
  expect(pasted.map((one) => one.replace(/^.*: /, "")).sort()).toEqual(
    ["shellWord(data)", "STUDY_FILE", "STUDY_NAME", "name", "name", "paths.study"].sort(),
  );
});

describe("a shell gives words back", () => {
  it.each([ODD, ...ODDER])("%j", (text) => {
    expect(wordsOf(shellWord(text))).toEqual([text]);
    expect(wordsOf(quoted(text))).toEqual([text]);
    const [flag, value] = [`--of=${text}`, ["--of", text]];
    expect(wordsOf(flagText("of", text))).toEqual(text.startsWith("-") ? [flag] : value);
  });

  it("law: any text without a null", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\0"));
        expect(wordsOf(shellWord(text))).toEqual([text]);
      }),
      { numRuns: 100 },
    );
  });

  it("and names are read from them as they were", () => {
    const names = [ODD, ...ODDER.slice(0, -1)];
    for (const name of names) expect(bareName(columnText(name))).toBe(name);
    const [, list] = wordsOf(columnFlag("use", "city", ...names));
    expect(namesIn(list!, ",")).toEqual(["city", ...names]);
  });
});

const odd = (value: string): Table => parseCsv(`"${ODD}"\n${value}\n`);
const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};
const FACTS = {
  column: ODD,
  count: 2,
  got: "01",
  cell: "B2",
  cluster: "c",
  clusters: 9,
  treatment: "d",
  levels: [{ column: ODD, groups: 4, treated: 2 }],
};

const noteOf = (wording: string | ((facts: typeof FACTS) => string)): string =>
  typeof wording === "string" ? wording : wording(FACTS);

/** Messages and the flag in them, which names the odd column. */
const MESSAGES: readonly (readonly [flag: string, message: () => string])[] = [
  ["--text-columns", () => messageOf(() => joinTables(odd("1"), odd("x"), { on: [ODD] }))],
  ["--text-columns", () => messageOf(() => appendTables([odd("1"), odd("x")]))],
  ["--text-columns", () => noteOf(SHEET_NOTES.sheet_numbers_as_text.en)],
  ["--text-columns", () => noteOf(SHEET_NOTES.sheet_numbers_as_text.zh)],
  ["--numeric-columns", () => noteOf(TABLE_NOTES.quoted_digits.en)],
  ["--assigned-by", () => noteOf(ASSIGNMENT_NOTES.assignment_level.en)],
  [
    "--unit",
    () => {
      const { decide, requireSure } = unattended();
      const candidates = [{ flag: "unit", value: ODD, because: "it repeats", score: 1 }] as const;
      void decide({ role: "unit", candidates, sure: false });
      return messageOf(() => requireSure(`wasmetrics init ${shellWord("a b.csv")}`));
    },
  ],
];

describe("messages", () => {
  it.each(MESSAGES)("%s of a column with blanks and quotes", (flag, message) => {
    const text = message();
    const [, after] = new RegExp(`${flag} ((?:"[^"]*"|'(?:[^']|'\\\\'')*'|[^\\s)（，）])+)`).exec(text) ?? [];
    expect(after, text).toBeDefined();
    expect(namesIn(wordsOf(after!)[0]!, ",")).toEqual([ODD]);
  });

  it("the command that init offers", () => {
    const [, message] = MESSAGES.at(-1)!;
    const [, command] = /--yes: (.*)$/s.exec(message())!;
    const [program, verb, data, flag, name] = wordsOf(command!);
    expect([program, verb, data, flag, bareName(name!)]).toEqual(["wasmetrics", "init", "a b.csv", "--unit", ODD]);
  });

  it("the command in a record of pgmm", () => {
    const plan = pgmmPlan("y ~ lag(y, 1) | gmm(y, 2:99)", ["y", "t"], { subset: 'g == "it\'s $HOME"' });
    const words = wordsOf(commandOf(plan, { unit: ODD, time: "t" }, "my data.csv"));
    expect(words.slice(0, 4)).toEqual(["wasmetrics", "pgmm", "my data.csv", plan.formula.call]);
    expect(namesIn(words[words.indexOf("--panel") + 1]!, ",")).toEqual([ODD, "t"]);
    expect(words[words.indexOf("--subset") + 1]).toBe(plan.subset);
  });

  it("the command of a stage", () => {
    const file = parseStudy(STUDY, "study.yaml");
    const context = { file, data: "my out/panel.csv", sample: odd("1"), language: "en", isOfRows: false } as const;
    const call = { verb: "bootstrap", formula: "y ~ `a b`", part: 0, options: { term: "`a b`", cluster: [ODD] } };
    const words = wordsOf(commandText(call as Parameters<typeof commandText>[0], context));
    expect(words.slice(0, 4)).toEqual(["wasmetrics", "bootstrap", "my out/panel.csv", "y ~ `a b`"]);
    expect(words[words.indexOf("--term") + 1]).toBe("`a b`");
    expect(namesIn(words[words.indexOf("--cluster") + 1]!, "+")).toEqual([ODD]);
  });
});
