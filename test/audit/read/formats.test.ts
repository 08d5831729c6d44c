/**
 * Tables as programs write them, made by hand in the layout their documentation shows: what is read is compared with the numbers typed here.
 */
import { describe, expect, test } from "vitest";
import type { PrintedColumn, PrintedTable } from "../../../src/audit/paper.js";
import { readPaper } from "../../../src/audit/read/read-paper.js";

const read = (name: string, text: string) => readPaper({ name, bytes: new TextEncoder().encode(text) });
async function only(name: string, text: string): Promise<PrintedTable> {
  const { paper, reading } = await read(name, text);
  expect(reading.tables.flatMap(({ unread }) => unread)).toEqual([]);
  expect(paper.tables).toHaveLength(1);
  return paper.tables[0]!;
}

/** "wt -5.344*** (0.559)" a line. */
const lines = ({ estimates }: PrintedColumn): string[] =>
  estimates.map(({ term, estimate, stars, parenthesis, bracket }) =>
    [
      `${term} ${estimate.value}${stars}`,
      ...(parenthesis === null ? [] : [`(${parenthesis.value})`]),
      ...(bracket === null
        ? []
        : [
            `[${[bracket]
              .flat()
              .map(({ value }) => value)
              .join(", ")}]`,
          ]),
    ].join(" "),
  );
const statistics = ({ statistics: all }: PrintedColumn): string[] =>
  all.map(
    ({ name, label, value, stars, isP, parenthesis }) =>
      `${name ?? `?${label}`}${isP ? " p" : ""} ${value.value}${stars}${parenthesis === null ? "" : ` (${parenthesis.value})`}`,
  );
const LEVELS = [
  { mark: "***", level: 0.01 },
  { mark: "**", level: 0.05 },
  { mark: "*", level: 0.1 },
];

const ESTTAB = String.raw`{
\def\sym#1{\ifmmode^{#1}\else\(^{#1}\)\fi}
\begin{table}[htbp]\centering
\caption{Wages and tenure}
\begin{tabular}{l*{2}{c}}
\hline\hline
            &\multicolumn{1}{c}{(1)}&\multicolumn{1}{c}{(2)}\\
            &\multicolumn{1}{c}{lwage}&\multicolumn{1}{c}{hours}\\
\hline
tenure      &       0.034\sym{***}&      -1.204         \\
            &      (4.12)         &     (-0.88)         \\
[1em]
union\_member&       0.152\sym{*}  &                     \\
            &      (1.77)         &                     \\
[1em]
\_cons      &       2.100\sym{***}&       40.50\sym{***}\\
            &     (21.30)         &     (33.33)         \\
\hline
\(N\)       &        1,234        &        1,230        \\
\(R^{2}\)   &       0.123         &       0.012         \\
\hline\hline
\multicolumn{3}{l}{\footnotesize \textit{t} statistics in parentheses}\\
\multicolumn{3}{l}{\footnotesize \sym{*} \(p<0.10\), \sym{**} \(p<0.05\), \sym{***} \(p<0.01\)}\\
\end{tabular}
\end{table}
}`;

const ETABLE = String.raw`\begingroup
\centering
\begin{tabular}{lcc}
   \tabularnewline \midrule \midrule
   Dependent Variable: & \multicolumn{2}{c}{Euros}\\
   Model:              & (1)            & (2)\\
   \midrule
   \emph{Variables}\\
   dist\_km            & -1.528$^{***}$ & -1.517$^{***}$\\
                       & (0.1308)       & (0.1123)\\
   \midrule
   \emph{Fixed-effects}\\
   Origin              & Yes            & Yes\\
   Product             &                & Yes\\
   \midrule
   \emph{Fit statistics}\\
   Observations        & 38,325         & 38,325\\
   R$^2$               & 0.69558        & 0.70558\\
   Within R$^2$        & 0.21928        & 0.22928\\
   \midrule \midrule
   \multicolumn{3}{l}{\emph{Clustered (Origin) standard-errors in parentheses}}\\
   \multicolumn{3}{l}{\emph{Signif. Codes: ***: 0.01, **: 0.05, *: 0.1}}\\
\end{tabular}
\par\endgroup`;

const STARGAZER = String.raw`\begin{table}[!htbp] \centering
  \caption{Cars}
\begin{tabular}{@{\extracolsep{5pt}}lcc}
\\[-1.8ex]\hline
\hline \\[-1.8ex]
 & \multicolumn{2}{c}{\textit{Dependent variable:}} \\
\cline{2-3}
\\[-1.8ex] & \multicolumn{2}{c}{mpg} \\
\\[-1.8ex] & (1) & (2)\\
\hline \\[-1.8ex]
 wt & $-$5.344$^{***}$ & $-$3.878$^{***}$ \\
  & (0.559) & (0.633) \\
  & & \\
 hp &  & $-$0.032$^{***}$ \\
  &  & (0.009) \\
  & & \\
\hline \\[-1.8ex]
Observations & 32 & 32 \\
Adjusted R$^{2}$ & 0.745 & 0.815 \\
Residual Std. Error & 3.046 (df = 30) & 2.593 (df = 29) \\
F Statistic & 91.375$^{***}$ (df = 1; 30) & 69.211$^{***}$ (df = 2; 29) \\
\hline
\hline \\[-1.8ex]
\textit{Note:}  & \multicolumn{2}{r}{$^{*}$p$<$0.1; $^{**}$p$<$0.05; $^{***}$p$<$0.01} \\
\end{tabular}
\end{table}`;

const MODELSUMMARY = String.raw`\begin{table}
\centering
\begin{talltblr}[         %% tabularray outer open
entry=none,label=none,
note{}={+ p \num{< 0.1}, * p \num{< 0.05}, ** p \num{< 0.01}, *** p \num{< 0.001}},
]                     %% tabularray outer close
{                     %% tabularray inner open
colspec={Q[]Q[]Q[]},
column{2,3}={}{halign=c,},
}                     %% tabularray inner close
\toprule
& OLS 1 & OLS 2 \\ \midrule %% TinyTableHeader
(Intercept) & \num{30.099}*** & \num{37.227}*** \\
& (\num{1.634}) & (\num{1.599}) \\
hp & \num{-0.068}+ & \num{-0.032}** \\
& (\num{0.010}) & (\num{0.009}) \\
Num.Obs. & \num{32} & \num{32} \\
R2 Adj. & \num{0.589} & \num{0.815} \\
AIC & \num{181.2} & \num{156.7} \\
Std.Errors & by: cyl & HC1 \\
\bottomrule
\end{talltblr}
\end{table}`;

describe("LaTeX", () => {
  test("esttab", async () => {
    const table = await only("t.tex", ESTTAB);
    expect(table.columns.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["(1)", "lwage"],
      ["(2)", "hours"],
    ]);
    expect(table.columns.map(lines)).toEqual([
      ["tenure 0.034*** (4.12)", "union_member 0.152* (1.77)", "_cons 2.1*** (21.3)"],
      ["tenure -1.204 (-0.88)", "_cons 40.5*** (33.33)"],
    ]);
    expect(statistics(table.columns[0]!)).toEqual(["nobs 1234", "r2 0.123"]);
    expect(table.parentheses).toEqual({ says: "t statistics", means: "statistic" });
    expect(table.stars).toEqual(LEVELS);
    expect(table.grid.title).toBe("Wages and tenure");
  });

  test("etable of fixest", async () => {
    const table = await only("t.tex", ETABLE);
    expect(table.columns.map(lines)).toEqual([["dist_km -1.528*** (0.1308)"], ["dist_km -1.517*** (0.1123)"]]);
    expect(table.columns[0]).toMatchObject({
      outcome: "Euros",
      errors: "cluster",
      effects: [
        { name: "Origin", included: true },
        { name: "Product", included: false },
      ],
    });
    expect(statistics(table.columns[1]!)).toEqual(["nobs 38325", "r2 0.70558", "within_r2 0.22928"]);
    expect(table).toMatchObject({ parentheses: { means: "std_error" }, stars: LEVELS });
  });

  test("stargazer", async () => {
    const table = await only("t.tex", STARGAZER);
    expect(table.columns.map(lines)).toEqual([
      ["wt -5.344*** (0.559)"],
      ["wt -3.878*** (0.633)", "hp -0.032*** (0.009)"],
    ]);
    expect(statistics(table.columns[0]!)).toEqual(["nobs 32", "adj_r2 0.745", "rmse 3.046", "f 91.375***"]);
    expect(table).toMatchObject({
      parentheses: null,
      stars: LEVELS,
      columns: [{ outcome: "mpg" }, { outcome: "mpg" }],
    });
  });

  test("modelsummary by tabularray", async () => {
    const table = await only("t.tex", MODELSUMMARY);
    expect(table.columns.map(lines)).toEqual([
      ["(Intercept) 30.099*** (1.634)", "hp -0.068+ (0.01)"],
      ["(Intercept) 37.227*** (1.599)", "hp -0.032** (0.009)"],
    ]);
    expect(table.stars!.map(({ mark, level }) => [mark, level])).toEqual([
      ["***", 0.001],
      ["**", 0.01],
      ["*", 0.05],
      ["+", 0.1],
    ]);
    expect(table.columns.map(({ name, errors, estimator }) => [name, errors, estimator])).toEqual([
      ["OLS 1", "cluster", "ols"],
      ["OLS 2", "robust", "ols"],
    ]);
  });

  test("threeparttable, multirow, nested tabulars, decimal columns and several tables in a file", async () => {
    const { paper } = await read(
      "paper.tex",
      String.raw`
\begin{table}\begin{threeparttable}\caption{Table 4: Instruments \label{t:iv}}
\begin{tabular}{l r@{.}l D{.}{.}{-1} S[table-format=1.3]}
\toprule
 & \multicolumn{2}{c}{\begin{tabular}[t]{@{}c@{}}OLS\\(1)\end{tabular}} & \multicolumn{1}{c}{\makecell{2SLS\\(2)}} & {(3)} \\ \cmidrule(lr){2-3}
\midrule
\multirow{2}{*}{\textbf{educ}} & 0&074\tnote{a} & 0.132^{**} & 0.120\textsuperscript{*} \\
 & (0&003) & (0.055) & (0.063) \\ \addlinespace[2pt]
Kleibergen-Paap F & & & 13.3 & 8.1 \\
\cmidrule{1-5}
Observations & 3&010 & 3,010 & 2\,990 \\ \bottomrule
\end{tabular}
\begin{tablenotes}\footnotesize \item \textit{Notes:} Robust standard errors in parentheses. \item[a] Without weights. \item $^{*}p<0.1$, $^{**}p<0.05$.
\end{tablenotes}\end{threeparttable}\end{table}
\begin{table}\caption{Means}\begin{tabular}{lcccc} & N & Mean & SD & Max \\ \hline union & 500 & 0.24 & 0.427 & 1 \\ \end{tabular}\end{table}`,
    );
    const [table] = paper.tables;
    expect(table!.name).toBe("Table 4");
    expect(table!.columns.map(lines)).toEqual([
      ["educ 0.074 (0.003)"],
      ["educ 0.132** (0.055)"],
      ["educ 0.12* (0.063)"],
    ]);
    expect(table!.columns.map(({ estimator }) => estimator)).toEqual(["ols", "2sls", null]);
    expect(statistics(table!.columns[2]!)).toEqual(["first_stage_f 8.1", "nobs 2990"]);
    expect(table!.columns.map(({ errors }) => errors)).toEqual(["robust", "robust", "robust"]);
    expect(paper.descriptives[0]!.rows[0]).toMatchObject({
      variable: "union",
      n: { value: 500 },
      mean: { value: 0.24 },
      sd: { value: 0.427 },
      min: null,
      max: { value: 1 },
    });
  });
});

describe("HTML", () => {
  test("stargazer: cells over columns, superscripts, a note with a bare <", async () => {
    const table = await only(
      "t.html",
      `<p>x</p><table><caption><strong>Table 3. Cars</strong></caption>
<tr><td colspan="3" style="border-bottom: 1px solid black"></td></tr><tr><td></td><td colspan="2"><em>Dependent variable:</em></td></tr>
<tr><td></td><td colspan="2">mpg</td></tr><tr><td></td><td>(1)</td><td>(2)</td></tr>
<tr><td>wt</td><td>-5.344<sup>***</sup></td><td>&minus;3.878<sup>***</sup></td></tr>
<tr><td></td><td>(0.559)</td><td>(0.633)</td></tr><tr><td>Observations</td><td>32</td><td>31</td></tr>
<tr><td><em>Note:</em></td><td colspan="2"><sup>*</sup>p<0.1; <sup>**</sup>p<0.05; <sup>***</sup>p<0.01</td></tr></table><p>Standard errors in parentheses</p>`,
    );
    expect(table).toMatchObject({ name: "Table 3", stars: LEVELS, parentheses: { means: "std_error" } });
    expect(table.columns.map(lines)).toEqual([["wt -5.344*** (0.559)"], ["wt -3.878*** (0.633)"]]);
    expect(table.columns.map(({ outcome }) => outcome)).toEqual(["mpg", "mpg"]);
  });

  test("modelsummary: a foot before the body is its note", async () => {
    const table = await only(
      "t.html",
      `<table><thead><tr><th>&nbsp;</th><th> (1)</th><th> (2)</th></tr></thead><tfoot><tr><td colspan="3"><sup></sup> + p < 0.1, * p < 0.05, ** p < 0.01, *** p < 0.001</td></tr></tfoot>
<tbody><tr><td>(Intercept)</td><td>30.099***</td><td>37.227***</td></tr><tr><td></td><td>(1.634)</td><td>(1.599)</td></tr><tr><td>hp</td><td>&#8722;0.068***</td><td>−0.032+</td></tr><tr><td></td><td>(0.010)</td><td>(0.009)</td></tr><tr><td>Num.Obs.</td><td>32</td><td>32</td></tr></tbody></table>`,
    );
    expect(table.columns.map(lines)).toEqual([
      ["(Intercept) 30.099*** (1.634)", "hp -0.068*** (0.01)"],
      ["(Intercept) 37.227*** (1.599)", "hp -0.032+ (0.009)"],
    ]);
    expect(table.stars!.map(({ level }) => level)).toEqual([0.001, 0.01, 0.05, 0.1]);
  });

  test("rows that reach down, tags left open, a table within a cell, scripts and comments", async () => {
    const { paper } = await read(
      "t.html",
      `<script>"<table><tr><td>1"</script><!-- <table> --><table><thead><tr><th><th>(1)<th>(2)</thead><tbody>
<tr><th rowspan=2>x<td>0.5*<td>0.7<br>**<tr><td>(0.3)<td>[0.2, 1.2]<tr><td>N<td>10<td>20
<tr><td>inner<td><table><tr><td>a<td>b</table></tbody></table>`,
    );
    expect(paper.tables.map(({ columns }) => columns.map(lines))).toEqual([[["x 0.5* (0.3)"], ["x 0.7** [0.2, 1.2]"]]]);
  });
});

describe("text", () => {
  test("outreg2", async () => {
    const table = await only(
      "t.txt",
      "\t(1)\t(2)\nVARIABLES\tlnprice\tlnprice\n\ntreat\t0.0512***\t0.0488**\n\t(0.0123)\t(0.0201)\nsize\t\t-1.2e-05\n\t\t(3.4e-06)\n\nObservations\t4,321\t4,321\nR-squared\t0.234\t0.345\nNumber of id\t321\t321\nYear FE\tNO\tYES\nControls\tYES\tYES\nRobust standard errors in parentheses\n*** p<0.01, ** p<0.05, * p<0.1\n",
    );
    expect(table.columns.map(lines)).toEqual([
      ["treat 0.0512*** (0.0123)"],
      ["treat 0.0488** (0.0201)", "size -0.000012 (0.0000034)"],
    ]);
    expect(table.columns[1]).toMatchObject({
      outcome: "lnprice",
      errors: "robust",
      hiddenRegressors: true,
      effects: [{ name: "Year FE", included: true }],
    });
    expect(statistics(table.columns[0]!)).toEqual(["nobs 4321", "r2 0.234", "groups 321"]);
  });

  test("a table of a Chinese journal, in GB 18030 with full-width brackets", async () => {
    const text =
      '表2 基准回归结果,,\n,（1）,（2）\n变量,lnTFP,lnTFP\nDID,0.0321***,0.0287**\n,（3.21）,（2.45）\n控制变量,否,是\n年份固定效应,是,是\n观测值,"12,345","12,300"\n调整R²,0.321,0.345\n注：括号内为t值；***、**、*分别表示在1%、5%和10%水平上显著，标准误聚类到城市层面。,,\n';
    const table = await only("t.csv", text);
    expect(table.name).toBe("表2");
    expect(table.columns.map(lines)).toEqual([["DID 0.0321*** (3.21)"], ["DID 0.0287** (2.45)"]]);
    expect(statistics(table.columns[1]!)).toEqual(["nobs 12300", "adj_r2 0.345"]);
    expect(table).toMatchObject({ parentheses: { says: "t值", means: "statistic" }, stars: LEVELS });
    expect(table.columns.map(({ errors, hiddenRegressors, outcome }) => [errors, hiddenRegressors, outcome])).toEqual([
      ["cluster", false, "lnTFP"],
      ["cluster", true, "lnTFP"],
    ]);
    // "表1" and 均值 in GB 18030
    const means = Uint8Array.from([
      0xb1,
      0xed,
      0x31,
      10,
      44,
      ...[0xbe, 0xf9, 0xd6, 0xb5],
      44,
      ...[0xb1, 0xea, 0xd7, 0xbc, 0xb2, 0xee],
      10,
      120,
      44,
      49,
      46,
      53,
      44,
      48,
      46,
      50,
      10,
    ]);
    const { paper } = await readPaper({ name: "m.csv", bytes: means });
    expect(paper.descriptives[0]).toMatchObject({
      name: "表1",
      rows: [{ variable: "x", mean: { value: 1.5 }, sd: { value: 0.2 } }],
    });
  });

  test("dynamic panels: AR tests with p in brackets, p-values of their own, instruments and groups", async () => {
    const { columns } = await only(
      "t.md",
      `
| | Diff | System |
|---|---|---|
| L.n | 0.686*** (0.145) | 0.9*** (0.1) |
| AR(1) | -2.10 [0.036] | -3.2 |
| AR(2) p-value | 0.44 | 0.51 |
| Hansen J (p-value) | 0.21 | 0.33 |
| No. of instruments | 41 | 60 |
| Number of firms | 140 | 140 |
`,
    );
    expect(statistics(columns[0]!)).toEqual([
      "ar1 -2.1 (0.036)",
      "ar2 p 0.44",
      "hansen p 0.21",
      "instruments 41",
      "groups 140",
    ]);
  });

  test("panels of a table are tables of their own with its headings", async () => {
    const { paper } = await read(
      "t.md",
      `
| | (1) | (2) |
|---|---|---|
| Panel A. Men | | |
| x | 1.0 (0.5) | 2.0 (0.5) |
| N | 10 | 20 |
| Panel B. Women | | |
| x | 3.0 (0.5) | 4.0 (0.5) |
| N | 30 | 40 |
`,
    );
    expect(paper.tables.map(({ name, columns }) => [name, columns.map(lines), columns.map(statistics)])).toEqual([
      ["Table 1 Panel A", [["x 1 (0.5)"], ["x 2 (0.5)"]], [["nobs 10"], ["nobs 20"]]],
      ["Table 1 Panel B", [["x 3 (0.5)"], ["x 4 (0.5)"]], [["nobs 30"], ["nobs 40"]]],
    ]);
  });

  test("estimates, errors, t and p in columns beside each other are one column", async () => {
    const { paper, reading } = await read(
      "t.md",
      "| y | Coef. | Std. Err. | t | P>\\|t\\| | [95% Conf. Interval] |\n|---|---|---|---|---|---|\n| x | 0.50** | 0.20 | 2.50 | 0.014 | [0.10, 0.90] |\n| _cons | 1.00 | 0.80 | 1.25 | 0.214 | [-0.58, 2.58] |\n| N | 120 | | | | |\n",
    );
    const [table] = paper.tables;
    expect(table!.columns.map(lines)).toEqual([["x 0.5** (0.2) [2.5]", "_cons 1 (0.8) [1.25]"]]);
    expect(table).toMatchObject({
      parentheses: { says: "Std. Err.", means: "std_error" },
      brackets: { says: "t", means: "statistic" },
    });
    expect(statistics(table!.columns[0]!)).toEqual(["nobs 120"]);
    expect(reading.tables[0]!.notes.find(({ code }) => code === "audit_columns_joined")!.detail).toMatchObject({
      left: ["P>|t|", "95% Conf. Interval"],
    });
    for (const { at, estimate } of table!.columns[0]!.estimates)
      expect(table!.grid.rows[at!.row]![at!.column]).toContain(estimate.text);
  });

  test("two models side by side, each with its t values", async () => {
    const table = await only(
      "t.csv",
      "变量,模型1,,模型2,\n,系数,t值,系数,t值\nx,0.5,2.5,0.7,3.1\nz,,,0.2,1.0\nN,100,,90,\n",
    );
    expect(table.columns.map(({ name }) => name)).toHaveLength(2);
    expect(table.columns.map(lines)).toEqual([["x 0.5 (2.5)"], ["x 0.7 (3.1)", "z 0.2 (1)"]]);
    expect(table.parentheses).toEqual({ says: "t值", means: "statistic" });
    expect(table.columns.map(statistics)).toEqual([["nobs 100"], ["nobs 90"]]);
  });

  test("rows of errors that their label names need no parentheses; regressors called t and z stay ones", async () => {
    const table = await only("t.csv", ",(1),(2)\nx,0.5,0.7\nStd. err.,0.1,0.2\nw,0.3,\nStd. err.,0.4,\nN,10,20\n");
    expect(table.columns.map(lines)).toEqual([["x 0.5 (0.1)", "w 0.3 (0.4)"], ["x 0.7 (0.2)"]]);
    expect(table.parentheses).toMatchObject({ means: "std_error" });
    // a row that says how errors were made says nothing of what stands in parentheses above it
    const fact = await only(
      "t.md",
      "| | (1) |\n|---|---|\n| d | 0.0001 |\n| | (0.44) |\n| Standard errors | iid |\n| Observations | 390 |\n",
    );
    expect(fact).toMatchObject({
      parentheses: null,
      columns: [{ errors: "classical", estimates: [{ parenthesis: { value: 0.44 } }] }],
    });
    const other = await only("t.csv", ",(1)\nx,0.5 (0.1)\nz,0.3 (0.2)\nt,0.1\nN,10\n");
    expect(other.columns.map(lines)).toEqual([["x 0.5 (0.1)", "z 0.3 (0.2)", "t 0.1"]]);
  });
});
