/**
 * What a terminal obeys never reaches it from data: names of columns, labels, levels, sheets, files and folders, words of the command line,
 * are shown with \x1b in place of the character, in results, errors, progress and help. Data that are printed keep their bytes.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { workbookOf } from "../support/workbook-file.js";

const program = new URL("../../bin/wasmetrics", import.meta.url).pathname;

/** What terminals obey: colours, the bell, a control of one byte, a text turned round, a line begun again. */
const HOSTILE = "\x1b[31m\r\x07\x9b\u202e";
const SHOWN = "\\x1b[31m";
const OBEYED = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const named = (name: string): string => `${name}${HOSTILE}`;
const quoted = (name: string): string => `\`${named(name)}\``;
const cell = (text: string): string => `"${text}"`;

let folder: string;
let data: string;
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), "terminal-")), named("folder"));
  mkdirSync(folder);
  data = join(folder, named("data.csv").concat(".csv"));
  const rows = Array.from({ length: 30 }, (_, c) =>
    Array.from({ length: 6 }, (_, t) => {
      const cohort = [2013, 2014, 0][c % 3]!;
      const did = Number(cohort > 0 && 2010 + t >= cohort);
      const x = ((c * 7 + t * 5) % 11) / 4;
      const y = 0.4 * did + 0.2 * x + ((c * c + t * t * 3 + c * t) % 17) / 10;
      return [cell(named(`unit ${c}`)), 2010 + t, y, x, cell(named(["a", "b", "c"][(c + t) % 3]!)), cohort, did].join();
    }),
  ).flat();
  const heads = [named("unit"), "year", named("y"), named("x"), named("level"), "cohort", "did"].map(cell);
  writeFileSync(data, `${heads.join()}\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function started(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  return { status, stdout, stderr };
}

/** Runs the command, which shows what is hostile, `status` its end; gives what it prints. */
function shows(status: number, ...args: string[]): { readonly stdout: string; readonly stderr: string } {
  const found = started(...args);
  expect(found.status, found.stderr).toBe(status);
  for (const text of [found.stdout, found.stderr]) expect(OBEYED.exec(text)?.[0], JSON.stringify(text)).toBeUndefined();
  expect(found.stdout + found.stderr).toContain(SHOWN);
  return found;
}

describe("results", () => {
  it("of a regression with levels, whose columns stand under each other", () => {
    const formula = `${quoted("y")} ~ did + i(${quoted("level")}) | ${quoted("unit")} + year`;
    const { stdout } = shows(0, "feols", data, formula, "--vcov", `cluster:${named("unit")}`);
    const points = stdout.split("\n").flatMap((line) => /^(?:did|level\S*) +-?\d+(?=\.)/.exec(line)?.[0].length ?? []);
    expect(points).toHaveLength(3);
    expect(new Set(points).size).toBe(1);
  });
  it("of records side by side", () => {
    const formula = `${quoted("y")} ~ ${quoted("x")} + did | year`;
    const record = join(folder, named("record"));
    shows(0, "feols", data, formula, "--vcov", "hetero", "--json", "--out", record);
    shows(0, "table", record);
    shows(0, "table", record, record, "--rename", `${quoted("x")}=${named("label")}`);
  });
  it("of difference-in-differences", () => {
    const formula = `${quoted("y")} ~ 1 | ${quoted("unit")} + year`;
    shows(
      0,
      "did",
      data,
      formula,
      "--cohort",
      "cohort",
      "--estimator",
      "cs,sunab",
      "--vcov",
      `cluster:${named("unit")}`,
    );
  });
  it("of what a file holds", () => {
    shows(0, "inspect", data);
    shows(0, "inspect", data, "--panel", `${named("unit")},year`, "--treat", "did");
    shows(0, "xtsum", data, "--panel", `${named("unit")},year`);
  });
  it("of a conversion", () => {
    shows(0, "convert", data, join(folder, named("other").concat(".parquet")));
  });
  it("of a first study and of the study, with its progress, and what is explained of it", () => {
    shows(2, "init", data, "--unit", named("unit"), "--time", "year", "--yes");
    const plain = join(folder, "plain.csv");
    writeFileSync(plain, readFileSync(data, "utf8").replace(/^[^\n]*\n/, "unit,year,y,x,level,cohort,did\n"));
    const file = join(folder, named("study").concat(".yaml"));
    const given = ["--unit", "unit", "--time", "year", "--outcome", "y", "--cohort", "cohort", "--controls", "x"];
    expect(started("init", plain, ...given, "--title", "title\u202e", "--yes", "--out", "study.yaml").status).toBe(0);
    writeFileSync(file, `${readFileSync(join(folder, "study.yaml"), "utf8")}labels: { x: "label\u202e" }\n`);
    const out = join(folder, named("results"));
    shows(0, "study", file, "--dry-run");
    shows(0, "study", file, "--out", out);
    shows(0, "explain", "--from", out);
    shows(0, "explain", "table1", "--from", out);
  });
  it("of an audit", () => {
    const table = join(folder, named("printed").concat(".csv"));
    writeFileSync(table, `,(1)\n${cell(named("x"))},0.50***\n,(0.90)\nObservations,100\n`);
    shows(0, "audit", table);
    shows(0, "audit", table, "--read-only");
  });
});

describe("errors", () => {
  it("of names that are not there, of options and of commands", () => {
    shows(1, "feols", data, `${quoted("y")} ~ ${quoted("z")}`, "--vcov", "iid");
    shows(1, "feols", data, `${quoted("y")} ~ did`, "--vcov", `cluster:${named("z")}`);
    shows(2, "feols", data, `y ~ did +${HOSTILE}`);
    shows(2, "feols", data, "y ~ x", `--${named("option")}`);
    shows(2, "feols", data, "y ~ x", "--format", named("format"));
    shows(2, named("command"));
  });
  it("of files that are not there, or hold something else", () => {
    shows(1, "inspect", join(folder, named("nothing").concat(".csv")));
    const bad = join(folder, named("bad").concat(".dta"));
    writeFileSync(bad, named("no Stata file"));
    shows(1, "inspect", bad);
    shows(1, "table", bad);
  });
  it("of sheets", () => {
    const sheet = strToU8("&#x1b;[31m".concat("x"));
    const parts = unzipSync(workbookOf({ rows: "<row><c><v>1</v></c></row>" }));
    const book = strFromU8(parts["xl/workbook.xml"]!).replace('name="s"', 'name="s\x9b\u202e"');
    const path = join(folder, named("book").concat(".xlsx"));
    writeFileSync(path, zipSync({ ...parts, "xl/workbook.xml": strToU8(book), "docProps/x": sheet }));
    const { stderr } = shows(2, "inspect", path, "--sheet", named("none"));
    expect(stderr).toContain("s\\x9b\\u202e");
  });
  it("of a study", () => {
    const file = join(folder, named("wrong").concat(".yaml"));
    writeFileSync(
      file,
      `title: ${JSON.stringify(named("t"))}\ndata: { ${JSON.stringify(named("d"))}: no.csv }\nwrong: 1\n`,
    );
    shows(2, "study", file);
  });
});

describe("data that are printed", () => {
  it("keep their bytes", () => {
    const table = ["feols", data, `${quoted("y")} ~ ${quoted("x")}`, "--vcov", "iid"];
    expect(started(...table, "--json").stdout).toContain("\\u001b[31m\\r\\u0007\x9b\u202e");
    expect(started(...table, "--format", "csv").stdout).toContain(named("x"));
  });
});

describe("what libraries say", () => {
  const preload = `data:text/javascript,${encodeURIComponent(
    'process.once("beforeExit", () => { process.emitWarning("old\\n\\x1b[31m", "DeprecationWarning"); console.warn("\\x1b[32mwarned"); })',
  )}`;
  const said = (...flags: string[]) =>
    spawnSync(process.execPath, ["--import", preload, program, "inspect", data, ...flags], { encoding: "utf8" });

  it("is not for who runs a command, and a line each with --verbose", () => {
    expect(said().stderr).not.toMatch(/old|warned/);
    expect(said("--verbose", "--quiet").stderr).toBe("");
    const { stderr } = said("--verbose");
    expect(stderr).toMatch(/^a library says: DeprecationWarning: old \\x1b\[31m$/m);
    expect(stderr).toMatch(/^a library says: \\x1b\[32mwarned$/m);
    expect(OBEYED.exec(stderr)).toBeNull();
  });
});

it("one file alone writes to the outputs", () => {
  const source = new URL("../../src/", import.meta.url).pathname;
  const { stdout } = spawnSync(
    "grep",
    ["-rlE", String.raw`(stdout|stderr)\??\.write\(|outputOf\(|\bconsole[.[]`, source],
    {
      encoding: "utf8",
    },
  );
  expect(stdout.trim().split("\n")).toEqual([`${source}cli/process-io.ts`]);
  expect(readFileSync(`${source}cli/process-io.ts`, "utf8")).toContain("visible(");
});
