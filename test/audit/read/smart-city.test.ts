/** The transcription of the paper that ships as an example: what it says, read back number by number. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readPaper } from "../../../src/audit/read/read-paper.js";

const FILE = "examples/audit/smart-city-paper.yaml";
const { paper, reading } = await readPaper({ name: FILE, bytes: readFileSync(FILE) });
const table = (name: string) => paper.tables.find((one) => one.name === name)!;
const column = (name: string, c: string) => table(name).columns.find((one) => one.name === c)!;

test("columns of the three tables have the paper's names and outcomes", () => {
  expect(
    paper.tables.map(({ name, columns }) => [name, columns.map((c) => c.name), columns.map((c) => c.outcome)]),
  ).toEqual([
    ["Table 1", ["(1)", "(2)"], ["quality", "quality"]],
    [
      "Table 2",
      ["PSM-DID (1)", "PSM-DID (2)", "GMM (1)", "GMM (2)", "IV (1)", "IV (2)"],
      ["quality", "quality", "quality", "quality", "did", "quality"],
    ],
    ["Table 3", ["(1)", "(2)", "(3)", "(4)"], ["quality", "quality", "quality", "quality"]],
  ]);
});

test("every cell is an estimate with its parenthesis and stars, or a statistic", () => {
  const rows = column("Table 1", "(2)").estimates.map((e) => [e.term, e.estimate.text, e.stars, e.parenthesis?.text]);
  expect(rows).toEqual([
    ["did", "0.009", "***", "2.842"],
    ["eco", "-0.012", "**", "-2.180"],
    ["fin", "-0.004", "**", "-2.068"],
    ["fdi", "0.455", "***", "5.562"],
    ["open", "-0.008", "", "-0.816"],
    ["urban", "-0.018", "", "-0.978"],
    ["ia", "0.670", "***", "30.424"],
    ["edu", "0.478", "***", "4.106"],
    ["infra", "-0.000", "", "-0.536"],
    ["market", "-0.000", "", "-0.100"],
    ["_cons", "0.121", "*", "1.912"],
  ]);
  expect(column("Table 2", "IV (1)").estimates[0]).toMatchObject({
    term: "iv",
    stars: "***",
    estimate: { value: 0.042 },
  });
  expect(column("Table 2", "GMM (2)").statistics.map((s) => [s.name, s.value.value, s.stars])).toEqual([
    ["nobs", 2705, ""],
    ["ar1", 17.97, "***"],
    ["ar2", -0.34, ""],
  ]);
  expect(column("Table 2", "GMM (1)").statistics.map(({ name }) => name)).toEqual(["nobs"]);
  expect(paper.tables.flatMap(({ columns }) => columns.map(({ estimates }) => estimates.length))).toEqual([
    2, 11, 2, 11, 12, 12, 11, 11, 1, 1, 1, 1,
  ]);
});

test("effects, controls, parentheses and stars are as the tables say", () => {
  expect(column("Table 2", "IV (2)").effects).toEqual([
    { name: "Year FE", included: true },
    { name: "City FE", included: false },
  ]);
  expect(column("Table 3", "(4)").hiddenRegressors).toBe(true);
  expect(column("Table 1", "(1)").hiddenRegressors).toBe(false);
  const [noted, ...others] = paper.tables;
  expect(noted!.parentheses).toEqual({ says: "standard deviations", means: "std_error" });
  expect(noted!.stars).toEqual([
    { mark: "***", level: 0.01 },
    { mark: "**", level: 0.05 },
    { mark: "*", level: 0.1 },
  ]);
  for (const { parentheses, stars } of others) expect([parentheses, stars]).toEqual([null, null]);
});

test("no cell is left unread, and what two tables do not say is noted", () => {
  expect(reading.tables.flatMap(({ unread }) => unread)).toEqual([]);
  expect(reading.tables.map(({ notes }) => notes.map(({ code }) => code))).toEqual([
    [],
    ["audit_parentheses_unstated", "audit_stars_unstated"],
    ["audit_parentheses_unstated", "audit_stars_unstated"],
  ]);
});

test("what the text says is found in the tables", () => {
  const { facts } = paper;
  expect(facts.panel).toEqual({ units: 220, periods: 12, balanced: true });
  expect(facts.treatment!.treated.map(({ rows, of }) => [rows, of])).toEqual([
    [276, 3267],
    [276, 2640],
  ]);
  expect(facts.claims).toContainEqual({
    kind: "level",
    cell: { table: "Table 3", column: "(1)", row: "did" },
    level: 0.01,
    says: expect.stringContaining("1% significance level"),
  });
  expect(facts.defined).not.toContain("market");
});
