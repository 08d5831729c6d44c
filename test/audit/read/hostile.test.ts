/** Cells, notes and tables as they come: read to what they say, or listed as unread; never silently skipped. */
import { describe, expect, test } from "vitest";
import { readPaper } from "../../../src/audit/read/read-paper.js";
import { readCell } from "../../../src/audit/read/recognise/cell.js";
import { readNotes } from "../../../src/audit/read/recognise/notes.js";
import { statisticOf } from "../../../src/audit/read/recognise/words.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (name: string, text: string) => readPaper({ name, bytes: bytes(text) });

describe("a cell", () => {
  test.each([
    ["0.036***(7.041)", 0.036, "***", 7.041],
    ["−0.036∗∗", -0.036, "**", undefined],
    ["–.036†", -0.036, "†", undefined],
    ["－0．036＊＊＊（7．041）", -0.036, "***", 7.041],
    ["***0.36", 0.36, "***", undefined],
    ["0.36 ***", 0.36, "***", undefined],
    ["1,234.5", 1234.5, "", undefined],
    ["1 234", 1234, "", undefined],
    ["12.3%", 0.123, "", undefined],
    ["1.2×10^-5", 1.2e-5, "", undefined],
    ["(0.03)***", undefined, "***", 0.03],
    ["(t = 2.11)", undefined, "", 2.11],
    ["0.12a (0.03)b", 0.12, "", 0.03],
    ["91.4*** (df = 1; 30)", 91.4, "***", undefined],
    ["-0.000", -0, "", undefined],
  ])("%s", (text, estimate, stars, parenthesis) => {
    const cell = readCell(text);
    expect(cell).toMatchObject({ kind: "number", stars });
    if (cell.kind !== "number") return;
    expect([cell.estimate?.value, cell.parenthesis?.value]).toEqual([estimate, parenthesis]);
  });

  test.each([
    ["[0.1, 0.2]", [0.1, 0.2]],
    ["[-0.1; 0.2]", [-0.1, 0.2]],
    ["(-0.1 to 0.2)", [-0.1, 0.2]],
    ["[0.1, −0.2]", [0.1, -0.2]],
    ["[0.03]", [0.03]],
  ])("the bracket %s", (text, ends) => {
    const cell = readCell(text);
    expect(cell.kind === "number" && [cell.bracket].flat().map((end) => (end as { value: number }).value)).toEqual(
      ends,
    );
  });

  test("decimal commas, and letters that are marks, where the table says so", () => {
    expect(readCell("1.234,5* (0,2)", { point: "," })).toMatchObject({
      estimate: { value: 1234.5 },
      parenthesis: { value: 0.2 },
    });
    expect(readCell("[0,1; 0,2]", { point: "," })).toMatchObject({ bracket: [{ value: 0.1 }, { value: 0.2 }] });
    expect(readCell("0.12a", { marks: ["a", "b", "c"] })).toMatchObject({ stars: "a", footnote: "" });
  });

  test.each(["", " ", "—", "–", "-", "n.a.", "N/A", "...", "·"])("'%s' is empty", (text) => {
    expect(readCell(text)).toEqual({ kind: "empty" });
  });

  test.each([
    ["<0.001", "inequality"],
    ["(<0.01)", "inequality"],
    ["0.5 0.6", "two_numbers"],
    ["0.05 / 0.06", "two_numbers"],
    ["0.1 (0.2) [0.3] {0.4}", "two_numbers"],
    ["(0.3", "brackets"],
    ["0.1 (0.2", "brackets"],
    ["large", "words"],
    ["3.2.1", "words"],
    ["1e999", "two_numbers"],
    ["9".repeat(1e6), "words"],
    ["(".repeat(1e6), "words"],
  ])("%.20s is unread", (text, because) => {
    expect(readCell(text)).toEqual({
      kind: "unread",
      because: because === "two_numbers" ? expect.any(String) : because,
    });
  });
});

describe("a note says what parentheses and brackets hold, levels of stars, and errors", () => {
  test.each([
    ["with standard deviations in parentheses", "std_error", null, null],
    ["Standard errors in parentheses and p-values in brackets.", "std_error", "p_value", null],
    [
      "t-statistics based on standard errors clustered at the firm level are in parentheses.",
      "statistic",
      null,
      "cluster",
    ],
    ["Standard errors in parentheses are clustered at the state level.", "std_error", null, "cluster"],
    ["Figures in parentheses are t-values.", "statistic", null, null],
    [
      "Heteroskedasticity-robust standard errors are reported in parentheses; square brackets report 95% confidence intervals.",
      "std_error",
      "interval",
      "robust",
    ],
    ["The numbers in parentheses are standard errors; those in brackets are p-values.", "std_error", "p_value", null],
    [
      "Conventional standard errors in parentheses, robust standard errors in brackets.",
      "std_error",
      "std_error",
      "classical",
    ],
    [
      "Standard errors clustered by state in parentheses and wild bootstrap p-values in brackets.",
      "std_error",
      "p_value",
      "cluster",
    ],
    ["Standard deviations are in parentheses and t-values in square brackets", "std_error", "statistic", null],
    ["Driscoll-Kraay standard errors in parentheses.", "std_error", null, "other"],
    ["P values in parentheses", "p_value", null, null],
    ["Sample: firms in industrial clusters. Standard errors in parentheses.", "std_error", null, null],
    ["All regressions include year dummies.", null, null, null],
    ["Numbers in parentheses.", null, null, null],
    ["括号内为t值", "statistic", null, null],
    ["（）内为标准误", "std_error", null, null],
    ["圆括号内为稳健标准误，方括号内为p值。", "std_error", "p_value", "robust"],
    ["标准误在括号中给出", "std_error", null, null],
    ["括号内为城市层面聚类稳健标准误", "std_error", null, "cluster"],
  ])("%s", (note, parentheses, brackets, errors) => {
    const said = readNotes([note]);
    expect([said.parentheses?.means ?? null, said.brackets?.means ?? null, said.errors]).toEqual([
      parentheses,
      brackets,
      errors,
    ]);
  });

  const usual = "*** 0.01 ** 0.05 * 0.1";
  test.each([
    ["***, ** and * denote significance at the 1%, 5% and 10% significance levels, respectively", usual],
    ["*, **, and *** indicate significance at the 10, 5, and 1 percent levels.", usual],
    ["*** p<0.01, ** p<0.05, * p<0.1", usual],
    ["* significant at 10%; ** significant at 5%; *** significant at 1%", usual],
    [
      "***Significant at the 1 percent level. **Significant at the 5 percent level. *Significant at the 10 percent level.",
      usual,
    ],
    ["Significance: *** = 1%, ** = 5%, * = 10%.", usual],
    ["***、**、*分别表示在1%、5%和10%水平上显著", usual],
    ["*、**、***分别代表10%、5%、1%的显著性水平", usual],
    ["***，**，*分别表示1%，5%，10%的显著性水平", usual],
    ["* p<.05 ** p<.01 *** p<.001", "*** 0.001 ** 0.01 * 0.05"],
    ["+ p < 0.1, * p < 0.05, ** p < 0.01", "** 0.01 * 0.05 + 0.1"],
    ["† p < 0.10, * p < 0.05", "* 0.05 † 0.1"],
    ["a, b and c denote significance at the 1%, 5% and 10% level.", "a 0.01 b 0.05 c 0.1"],
    ["Signif. codes: 0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1", "*** 0.001 ** 0.01 * 0.05"],
    ["** and * are at the 5% level", null],
    ["*** p<0.01, *** p<0.05", null],
    ["Stars as usual.", null],
  ])("%s", (note, levels) => {
    const { stars } = readNotes([note]);
    expect(stars === null ? null : stars.map(({ mark, level }) => `${mark} ${level}`).join(" ")).toBe(levels);
  });
});

test.each([
  ["p", null],
  ["Hansen J statistic", "hansen"],
  ["Prob > F", "f"],
  ["Kleibergen-Paap rk LM statistic", null],
  ["Kleibergen-Paap rk Wald F statistic", "first_stage_f"],
  ["第一阶段F值", "first_stage_f"],
  ["AR(2)检验P值", "ar2"],
  ["Overall R2", null],
])("the label %s", (label, name) => {
  expect(statisticOf(label)?.name).toBe(name);
});

test.each(["did", "fin", "mean_temp", "obs_share", "Age", "RD", "lnN", "x".repeat(1e6)])(
  "%.10s is no statistic",
  (label) => {
    expect(statisticOf(label)).toBeNull();
  },
);

describe("a table", () => {
  test("what is read as nothing is listed with its place: bounds, words among numbers, strays, repeated rows", async () => {
    const { paper, reading } = await read(
      "t.md",
      `
| | (1) | (2) |
|---|---|---|
| x | 0.5 (<0.01) | 0.2 |
| | (0.1) | |
| y | about 3 | n.a. |
| x | 9 (1) | |
| | 77 | |
| z | (omitted) | 1 (2) |
| N | 10 | 2O |
`,
    );
    expect(reading.tables[0]!.unread.map(({ row, column, text, because }) => [row, column, text, because])).toEqual([
      [1, 1, "0.5 (<0.01)", "inequality"],
      [2, 1, "(0.1)", "no_estimate"],
      [3, 1, "about 3", "words"],
      [5, 1, "77", "unlabelled"],
      [7, 2, "2O", "words"],
    ]);
    expect(reading.tables[0]!.notes.map(({ code }) => code)).toContain("audit_cells_unread");
    expect(paper.tables[0]!.columns[1]!.estimates.map(({ term }) => term)).toEqual(["x", "z"]);
  });

  test("outcomes called y and n are names and say nothing of controls", async () => {
    const { paper } = await read(
      "t.md",
      "| | (1) | (2) |\n|---|---|---|\n| d | 1.0 (0.5) | 2.0 (0.5) |\n| Outcome | y | n |\n| N | 30 | 30 |\n",
    );
    expect(paper.tables[0]!.columns.map(({ outcome, hiddenRegressors }) => [outcome, hiddenRegressors])).toEqual([
      ["y", null],
      ["n", null],
    ]);
  });

  test("whole numbers without stars are estimates where something stands beneath them", async () => {
    const { paper } = await read(
      "t.md",
      "|  | (1) | (2) |\n| :-- | --: | --: |\n| (Intercept) | 8 | 22 |\n|  | (33) | (30) |\n| d | 214*** |  |\n|  | (3) |  |\n",
    );
    expect(paper.tables[0]!.columns[0]!.estimates.map(({ term }) => term)).toEqual(["(Intercept)", "d"]);
  });

  test("the level of intervals stays in what is said of them", () => {
    expect(readNotes(["99% confidence intervals in square brackets."]).brackets).toEqual({
      says: "99% confidence intervals",
      means: "interval",
    });
    expect(readNotes(["方括号内为90%置信区间"]).brackets).toEqual({ says: "90%置信区间", means: "interval" });
  });

  test("a regressor called like a statistic is one where something stands beneath it", async () => {
    const { paper } = await read(
      "t.md",
      "| | (1) |\n|---|---|\n| p | -0.5 (0.1) |\n| f | 2 |\n| | (0.3) |\n| N | 30 |\n| F | 12.1 (0.00) |\n",
    );
    const [column] = paper.tables[0]!.columns;
    expect(column!.estimates.map(({ term }) => term)).toEqual(["p", "f"]);
    expect(column!.statistics.map(({ name }) => name)).toEqual(["nobs", "f"]);
  });

  test("crosses mean no beside ticks, and yes alone", async () => {
    const included = async (a: string, b: string) =>
      (
        await read("t.md", `| | (1) | (2) |\n|---|---|---|\n| x | 1 (2) | 1 (2) |\n| City FE | ${a} | ${b} |\n`)
      ).paper.tables[0]!.columns.map(({ effects }) => effects[0]!.included);
    expect(await included("✓", "×")).toEqual([true, false]);
    expect(await included("X", "")).toEqual([true, false]);
    expect(await included("是", "否")).toEqual([true, false]);
  });

  test("decimal commas are known by numbers that can be nothing else, and said", async () => {
    const { paper, reading } = await read("t.csv", ";(1);(2)\nx;0,52 (0,11);-1,7 (0,20)\nN;1.234;1.200\n");
    expect(paper.tables[0]!.columns[0]!.estimates[0]).toMatchObject({ estimate: { value: 0.52 } });
    expect(reading.tables[0]!.notes.map(({ code }) => code)).toContain("audit_decimal_commas");
  });

  test("ragged rows, empty rows and columns, and headings over columns", async () => {
    const { paper } = await read(
      "t.tex",
      String.raw`\begin{tabular}{lcccc}
 & \multicolumn{2}{c}{OLS} & \multicolumn{2}{c}{2SLS} \\
 & y & z & y & z \\ \hline
x & 1.0 & 2.0 \\
  & (0.5) & (0.5) \\ & & \\
w & & & 3.0 & 4.0 \\ & & & (1.0) & (1.0) \\
\end{tabular}`,
    );
    expect(paper.tables[0]!.columns.map(({ name, outcome, estimator }) => [name, outcome, estimator])).toEqual([
      ["OLS y", "y", "ols"],
      ["OLS z", "z", "ols"],
      ["2SLS y", "y", "2sls"],
      ["2SLS z", "z", "2sls"],
    ]);
  });
});
