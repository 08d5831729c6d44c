/**
 * What is written as lines that someone runs, or another program reads, holds the lines that are meant and no other: whatever a name, a text or
 * a path brings with it. Slurm's script has a test of its own (test/jobs/script-lines.test.ts).
 */
import { describe, expect, it } from "vitest";
import { makeTable } from "../../src/data/table/table.js";
import { escapeLatex } from "../../src/report/render/latex.js";
import { escapeMarkdown } from "../../src/report/render/markdown.js";
import { engineAddress } from "../../src/sql/address.js";
import type { CodeContext } from "../../src/study/code/context.js";
import { rLines } from "../../src/study/code/r-lines.js";
import { stataLines } from "../../src/study/code/stata-lines.js";
import { parseStudy } from "../../src/study/file/study-file.js";
import { studyYaml } from "../../src/study/init/study-yaml.js";
import { folderData } from "../../src/study/replication/folder-study.js";
import { installFiles } from "../../src/study/replication/install.js";
import type { StageCall } from "../../src/study/stages/stage.js";
import { numeric } from "../models/small-panel.js";
import { STUDY } from "./small-study.js";

const ODD = 'x; system("id")';
const CONTROLS = ["\n", "\r", "\0", "\x1b", "\x85", "\u2028"];

const names = ["quality", "did", "city", "year", "eco", "g", ODD];
const context = (output = "out"): CodeContext => ({
  file: parseStudy(STUDY, "study.yaml"),
  data: `${output}/panel.csv`,
  sample: makeTable(
    names.map((name) => numeric(name, [1, 2])),
    { name: "rows", bytes: 0, sha256: null },
  ),
  language: "en",
  isOfRows: false,
});

const call = (options: object, formula = "quality ~ did | city + year"): StageCall => ({
  ...{ verb: "feols", formula, part: 0 },
  options: { vcov: "cluster:city", ...options },
});

describe.each([
  ["R", rLines],
  ["Stata", stataLines],
])("lines of %s", (_, writer) => {
  it("are written of a call like those below", () => {
    expect(writer(context())(call({ subset: "city == 'a'" })).lines).toHaveLength(1);
  });

  it.each([
    ["a line break in a text", call({ subset: "city == 'a\nshell touch pwned\n'" })],
    ["a text that ends later there", call({ subset: "city == 'a\\' | city == '; system(1); #'" })],
    ["a formula's name", call({}, "quality ~ `did\nshell touch pwned` | city")],
  ])("are none with %s", (_, one) => {
    const { before, lines, notes } = writer(context())(one);
    expect([...before, ...lines]).toEqual([]);
    expect(notes.join()).toContain("has no");
  });

  it.each(CONTROLS)("are none of data in a folder with %j", (control) => {
    expect(writer(context(`out${control}do`))(call({})).before).toEqual([]);
  });

  it("quote the path of data, or are none", () => {
    for (const path of ['a"b', "a`b", "a$b", "it's"]) {
      const [read = ""] = writer(context(path))(call({})).before.filter((line) => line.includes("panel.csv"));
      expect([...read.replace(/\\./g, "").matchAll(/"/g)].length % 2, read).toBe(0);
      if (writer === stataLines) expect(read).not.toMatch(/[`$]/);
    }
  });
});

describe("names that are none of the program's", () => {
  const names = ["the unit", "_x", "if", "year.of", ODD];
  const odd = (name: string): CodeContext => {
    const own = context();
    const panel = { ...own.file.spec.panel, time: name };
    const sample = makeTable([...own.sample.columns.filter((one) => one.name !== name), numeric(name, [1, 2])], {
      name: "rows",
      bytes: 0,
      sha256: null,
    });
    return { ...own, file: { ...own.file, spec: { ...own.file.spec, panel } }, sample };
  };
  const written = (name: string) => (/^\w[\w.]+$/.test(name) && name !== "if" && name !== "_x" ? name : `\`${name}\``);

  it.each(names)("R has %j in back-ticks", (name) => {
    const r = written(name);
    const asked = { vcov: `cluster:\`${name}\`+city`, weights: name };
    const [line] = rLines(odd(name))(call(asked, `quality ~ l(did, 1) + \`${name}\` | city`)).lines;
    expect(line).toContain(`vcov = ~ ${r} + city, `);
    expect(line).toContain(`weights = ~ ${r}, panel.id = ~ city + ${r})`);
    const events = {
      verb: "eventStudy",
      formula: "quality ~ 1 | city",
      part: 0,
      options: { cohort: name, vcov: "iid" },
    };
    const { before } = rLines(odd(name))(events as unknown as StageCall);
    expect(before).toContain(`panel$event <- panel$${r} - panel$${r}`);
  });

  it("R has names in back-ticks that a formula here takes bare", () => {
    const [line] = rLines(odd("_x"))(call({ subset: "if > 0 & y == 'if'" }, "log(_x) ~ did + if | city")).lines;
    expect(line).toContain("feols(log(`_x`) ~ did + `if` | city, ");
    expect(line).toContain("subset = ~ `if` > 0 & y == 'if'");
  });

  it.each(names)("Stata has no line with %j", (name) => {
    for (const one of [
      call({ vcov: `cluster:\`${name}\`` }),
      call({ weights: `\`${name}\`` }),
      call({}, "quality ~ l(did, 1) | city"),
    ]) {
      const { lines, notes } = stataLines(odd(name))(one);
      // _x is a name there
      expect(lines.length === 0).toBe(name !== "_x");
      if (name !== "_x") expect(notes.join()).toContain(`Stata can have no column called \`${name}\`: rename it`);
    }
  });
});

describe("the comments of a first study", () => {
  const choice = (value: string) => ({ value, because: `chosen over ${ODD}\nstages: {}\x85other: 1\r` });
  const choices = {
    ...{ title: "t", language: "en", unit: choice("city"), time: choice("year"), outcome: choice("quality") },
    ...{
      controls: { value: ["eco"], because: "\n- x" },
      cluster: choice("city"),
      coding: "did",
      others: ["a\nseed: 9"],
    },
    treatment: { ...choice("g"), source: "cohort", coding: "absorbing" },
    window: [-2, 2],
  } as unknown as Parameters<typeof studyYaml>[0];

  it("hold no line that is not theirs", () => {
    const text = studyYaml(choices, { data: "a.csv", study: "s.yaml" });
    expect(text.split("\n").filter((line) => /^\s*(stages: \{|other|seed: 9|- x)/.test(line))).toEqual([]);
    expect(text).not.toMatch(/[\r\x85\u2028]/);
    expect(parseStudy(text, "s.yaml").spec.seed).toBe(1);
  });

  it.each(CONTROLS)("refuse a path with %j", (control) => {
    const written = () => studyYaml(choices, { data: "a.csv", study: `'s${control}stages: {}'` });
    expect(written).toThrow(expect.objectContaining({ code: "init_path" }));
  });
});

it("a carriage return alone is no line break of Markdown or LaTeX", () => {
  expect(escapeMarkdown("a\r# b\r\nc\nd")).toBe("a # b c d");
  expect(escapeLatex("a\r\rb\r\nc")).not.toMatch(/[\r\n]/);
});

describe("headers of requests to engines", () => {
  it.each(["trino://a%0Ab@h/c/s", "trino://h/c%0D/s", "trino://h/c/s?source=a%0Ab", "clickhouse://a%00@h/d"])(
    "are refused a control character: %s",
    (address) => {
      expect(() => engineAddress(address, {})).toThrow(expect.objectContaining({ code: "engine_address" }));
    },
  );

  it("and in a token, which is not shown", () => {
    const opened = () => engineAddress("spark://127.0.0.1/", { SPARK_TOKEN: "hidden\n" });
    expect(opened).toThrow(/the token: a control character/);
    expect(opened).not.toThrow(/hidden/);
    expect(() => engineAddress("spark://127.0.0.1/", { SPARK_TOKEN: "hidden" })).not.toThrow();
  });
});

describe("a replication folder", () => {
  const named = (file: string, stage: string) =>
    parseStudy(
      STUDY.replace("cities.csv", JSON.stringify(file)).replace("figure1:", `${JSON.stringify(stage)}:`),
      "study.yaml",
    );
  it.each(CONTROLS.filter((control) => control !== "\u2028"))(
    "takes no name of a file or a stage with %j",
    (control) => {
      const refused = expect.objectContaining({ name: "UsageError" });
      expect(() => folderData(named(`a${control}b.csv`, "figure1"))).toThrow(refused);
      expect(() => named("a.csv", `a${control}b`)).toThrow(refused);
    },
  );

  it("writes a container file and a package of values that are the program's own", () => {
    const software = { name: "w", version: "1.0.0", file: "w.tgz", integrity: "sha512-a", about: {}, beside: {} };
    const files = installFiles({ ...software, node: "24.1.0" });
    expect(files.get("Dockerfile")?.split("\n")).toHaveLength(7);
  });
});
