/** Studies that mean harm, or look like it: refused with the place, or shown as plain text in every file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../support/run-cli.js";

const SCRIPT = "<script>alert(1)</script>";
const IMAGE = '"><img src=x onerror=alert(1)>';
const NAMES = [SCRIPT, IMAGE, "=cmd()", "@SUM(A1)", "+1+1", "-x", "\u001b[31mred", "\\input{x}", "a|b`c", "city"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hostile-"));
  const rows = NAMES.flatMap((name, c) =>
    [2010, 2011, 2012, 2013, 2014, 2015].map((year) => {
      const quality = ((c * 31 + year * 17) % 23) / 10;
      return [`"${name.replaceAll('"', '""')}"`, year, quality, c % 2 === 0 ? 2013 : 0].join(",");
    }),
  );
  writeFileSync(join(folder, "cities.csv"), `city,year,quality,g\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const study = (edit: (text: string) => string = (text) => text): string =>
  edit(`title: ${JSON.stringify(SCRIPT)}
summary: [${JSON.stringify(IMAGE)}]
data: { cities: cities.csv }
panel: { data: cities, unit: city, time: year, outcome: quality }
treatment: { cohort: g, codings: { did: { coding: absorbing, label: "=cmd()" } } }
variance: cluster:city
stages:
  table1:
    stage: regressions
    caption: ${JSON.stringify(SCRIPT)}
    columns: [{ treatment: did, label: ${JSON.stringify(IMAGE)} }]
    notes: ["@SUM(A1)", ${JSON.stringify(IMAGE)}]
  figure1: { stage: event-study, caption: "</title><script>alert(1)</script>" }
labels: { quality: "-2+3 & <i>" }
cautions: [${JSON.stringify(SCRIPT)}]
`);

const runText = async (content: string | Uint8Array) => {
  const path = join(folder, "study.yaml");
  writeFileSync(path, content);
  return await run("study", path, "--out", join(folder, "out"), "--quiet", "--no-cache");
};

test("labels, captions, notes and cells are text in every file", async () => {
  const { status, stdout } = await runText(study());
  expect(status).toBe(0);
  expect(stdout).not.toContain("\u001b");
  const file = (name: string) => readFileSync(join(folder, "out", name), "utf8");
  const page = file("report.html");
  expect(page).not.toContain(SCRIPT);
  expect(page).not.toContain("<img src=x");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(file("figure1.svg")).not.toContain("<script");
  expect(file("table1.md")).not.toContain("<script");
  expect(file("table1.tex")).toContain("\\textless{}script\\textgreater{}");
  for (const name of ["report.html", "table1.md", "table1.tex", "figure1.svg"]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(file(name), name).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  }
  const cells = file("panel.csv")
    .split("\n")
    .map((line) => line.split(",")[0]!);
  for (const word of ["=cmd()", "@SUM(A1)", "+1+1", "-x"]) {
    expect(cells).toContain(`'${word}`);
    expect(cells).not.toContain(word);
  }
  expect(file("table1.csv")).toMatch(/,estimate,-?\d/);
});

describe("a file of 10,000 columns", () => {
  const MOST_MS = 60_000;
  beforeAll(() => {
    const head = ["city", "year", "quality", "g", ...Array.from({ length: 9996 }, (_, k) => `x${k}`)];
    const rows = Array.from({ length: 120 }, (_, i) => {
      const [c, year] = [Math.floor(i / 10), 2008 + (i % 10)];
      const numbers = Array.from({ length: 9997 }, (_, k) => ((i * 31 + k * 17 + (i % 7) * k) % 101) / 10);
      return [`c${c}`, year, numbers[0], c % 2 === 0 ? 2012 : 0, ...numbers.slice(1)].join(",");
    });
    writeFileSync(join(folder, "wide.csv"), `${head.join(",")}\n${rows.join("\n")}\n`);
  });
  const wide = (text: string) => text.replace("cities.csv", "wide.csv");

  test("runs", { timeout: MOST_MS }, async () => {
    const { status, stderr } = await runText(study(wide));
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("messages name a few of the columns and count the rest", { timeout: MOST_MS }, async () => {
    const { status, stderr } = await runText(study((text) => wide(text).replace("unit: city", "unit: municipality")));
    expect(status).toBe(1);
    expect(stderr).toMatch(/no column 'municipality' among city, year, quality, g, x0, .* and 9988 more/);
    expect(stderr.length).toBeLessThan(500);
  });
});

describe("refused, with the place", () => {
  test.each([
    ["../x", "stages"],
    ["/etc/x", "stages"],
    ["a\\b", "stages"],
    [".hidden", "stages"],
    ["CON", "stages"],
    ["lpt1.txt", "stages"],
  ])("a stage called %s", async (name) => {
    const { status, stderr } = await runText(study((text) => text.replace("  figure1:", `  ${JSON.stringify(name)}:`)));
    expect(status).toBe(2);
    expect(stderr).toMatch(/study\.yaml:13:3: the name of the stage/);
  });

  test.each(["../out", "/tmp/out", "C:\\out", "a/../../b", "out/NUL"])("output: %s", async (output) => {
    const { status, stderr } = await runText(study((text) => `${text}output: ${JSON.stringify(output)}\n`));
    expect(status).toBe(2);
    expect(stderr).toMatch(/study\.yaml:16:9: output/);
  });

  test.each([
    ["a NUL in a text", study((text) => text.replace("title: ", 'title: "\\0" #')), /study\.yaml:1:8: .*U\+0000/],
    ["an escape in a note", study((text) => text.replace('"@SUM(A1)"', '"\\e[31m"')), /study\.yaml:12:13: .*U\+001B/],
    ["a key twice", study((text) => `${text}title: again\n`), /study\.yaml:16:1: .*unique/],
    ["binary", Uint8Array.from({ length: 512 }, (_, i) => i % 256), /no text in UTF-8/],
    ["UTF-16", Buffer.from(study(), "utf16le"), /no text in UTF-8/],
    ["Latin-1", Buffer.from("title: \u00e9t\u00e9\n", "latin1"), /no text in UTF-8/],
    ["10 MB", `title: t\nsources:\n${'  - "x"\n'.repeat(1_300_000)}`, /at most 2000000/],
    ["a list", "- a\n", /study\.yaml:1:1: the study is a list; expected a map/],
    ["deep nesting", `title: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, /study\.yaml:1:\d+: .*nested too deep/],
    ["deep nesting of lists", `${"- ".repeat(50_000)}x\n`, /study\.yaml:1:\d+: .*nested too deep/],
    ["nesting of 200", `title: ${"{ a: ".repeat(200)}x${" }".repeat(200)}\n`, /study\.yaml:1:\d+: .*nested too deep/],
    [
      "aliases of aliases",
      `${Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${(i === 0 ? "x" : `*a${i - 1}`).concat(",").repeat(9)}]`).join("\n")}\n`,
      /aliases .* stand for too much/,
    ],
  ])("%s", async (_, content, message) => {
    const { status, stderr } = await runText(content);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("defect");
  });

  test("a folder in place of the study", async () => {
    const path = join(folder, "folder.yaml");
    mkdirSync(path);
    const { status, stderr } = await run("study", path, "--out", join(folder, "out"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/Can't read the study file .*folder\.yaml/);
  });
});
