/** Matching as tables: which cell is whose, what is missing, and that every renderer writes them. */
import { describe, expect, test } from "vitest";
import { renderTable } from "../../src/report/render/render.js";
import { cellText, type TableModel } from "../../src/report/table-model.js";
import type { PsmatchRecord } from "../../src/verbs/psmatch/record.js";
import { balanceTable, matchedTable } from "../../src/verbs/psmatch/report/balance-table.js";
import { attTable, matchedRegressionsTable, scoreTable } from "../../src/verbs/psmatch/report/table.js";
import { planText, weightText } from "../../src/verbs/psmatch/report/words.js";
import { sampleMatching } from "./sample-matching.js";

const texts = (table: TableModel): string[][] => table.rows.map((row) => [row.label, ...row.cells.map(cellText)]);
const rowOf = (table: TableModel, label: string) =>
  texts(table)
    .find(([name]) => name === label)
    ?.slice(1);
const FORMATS = ["text", "markdown", "latex", "html", "csv"] as const;
const withPlan = (plan: Partial<PsmatchRecord["plan"]>) =>
  sampleMatching({ plan: { ...sampleMatching().plan, ...plan } });

describe("balance", () => {
  test("has a line before and a line after for each covariate, in percent, and what is not defined left empty", () => {
    const table = balanceTable(sampleMatching(), { labels: { age: "Age" } });
    expect(texts(table)).toEqual([
      ["Age", "25.816", "28.030", "-30.9", "-24.2", "", "0.44", "0.158", "-2.56", "0.011"],
      ["after", "25.816", "25.100", "10.0", "7.8", "67.7", "0.80", "0.200", "0.90", "0.370"],
      ["re74", "2095.574", "5619.237", "-72.1", "-59.6", "", "0.52", "0.447", "-6.40", "<0.001"],
      ["after", "2095.574", "2220.000", "-2.5", "-2.1", "96.5", "1.20", "0.100", "-0.30", "0.780"],
      ["always", "1.000", "1.000", "", "", "", "", "", "", ""],
      ["after", "1.000", "1.000", "", "", "", "", "", "", ""],
    ]);
  });

  test("bias that grew has a negative reduction; none to begin with has none", () => {
    const [age, , flat] = sampleMatching().balance;
    const grown = { ...age!, before: { ...age!.before, bias_pooled_sd: -0.04 } };
    const none = { ...age!, before: { ...age!.before, bias_pooled_sd: 0 } };
    const rows = texts(balanceTable(sampleMatching({ balance: [grown, none, flat!] })));
    expect(rows[1]![5]).toBe("-95.5");
    expect(rows[3]![5]).toBe("");
  });

  test("what rounding leaves of a bias is told apart from none", () => {
    const [age] = sampleMatching().balance;
    const after = {
      ...age!.after,
      bias_treated_sd: 3e-16,
      bias_pooled_sd: -2e-16,
      t_statistic: -1e-14,
      ks_statistic: 0,
    };
    const rows = texts(balanceTable(sampleMatching({ balance: [{ ...age!, after }] })));
    expect(rows[1]!.slice(3)).toEqual(["<0.1", "<0.1", "100.0", "0.80", "0.000", "<0.01", "0.370"]);
  });

  test("a covariate of small numbers keeps two digits of its spread", () => {
    const [age] = sampleMatching().balance;
    const side = { ...age!.before, mean_treated: 0.012345, mean_control: 0.0123, bias_pooled_sd: 0.5 };
    const rows = texts(balanceTable(sampleMatching({ balance: [{ ...age!, before: side }] })));
    expect(rows[0]!.slice(1, 3)).toEqual(["0.012345", "0.012300"]);
  });

  test("CSV has unrounded percentages, the sample as quantity, and heads of one line as they are", () => {
    const csv = renderTable(balanceTable(sampleMatching()), "csv").split("\n");
    expect(csv[0]).toBe(
      'term,quantity,Mean treated,Mean controls,"% bias, treated sd","% bias, pooled sd","Bias reduction, %",Variance ratio,KS,t,p',
    );
    expect(csv[2]).toBe("age,after,25.816,25.1,10,7.82,67.6725919801571,0.8,0.2,0.9,0.37");
  });
});

describe("the matched sample", () => {
  test("counts who was used and why others were not, and has the joint rows", () => {
    const table = matchedTable(sampleMatching(), { labels: { re74: "Earnings" } });
    expect(texts(table)).toEqual([
      ["Treated", "185", "180"],
      ["Treated off the common support", "", "1"],
      ["Treated without a match", "", "4"],
      ["Controls", "429", "83"],
      ["Controls off the common support", "", "40"],
      ["Effective controls", "429", "41.2"],
      ["Largest weight of a control", "", "9.00"],
      ["Pairs", "", "180"],
      ["Pseudo R²", "0.250", "0.010"],
      ["LR chi²", "75.50", "4.50"],
      ["LR chi², degrees of freedom", "3", "3"],
      ["LR chi², p", "<0.001", "0.210"],
      ["Mean % bias", "44.1", "4.9"],
      ["Median % bias", "28.7", "4.9"],
      ["Largest % bias", "59.6", "7.8"],
      ["Covariate with the largest % bias", "Earnings", "age"],
      ["Rubin’s B, %", "120.4", "24.9"],
      ["Rubin’s R", "0.40", "1.10"],
    ]);
    expect(table.rows.filter(({ ruleAbove }) => ruleAbove).map(({ label }) => label)).toEqual(["Pseudo R²"]);
  });

  test("leaves out rows that have nothing to say", () => {
    const { treated, control } = sampleMatching().matched;
    const record = sampleMatching({
      matched: {
        ...sampleMatching().matched,
        treated: { ...treated, used: 185, off_support: 0, unused: 0 },
        control: { ...control, off_support: 0 },
        pairs: null,
      },
      joint_balance: null,
      strata: { cells: 40, matched_cells: 12, l1_before: 0.8, l1_after: 0.4 },
    });
    expect(texts(matchedTable(record)).map(([label]) => label)).toEqual([
      ...["Treated", "Controls", "Effective controls", "Largest weight of a control", "Cells", "Imbalance L1"],
    ]);
    expect(matchedTable(record).notes.join(" ")).not.toContain("Rubin");
  });

  test("a score that could not be fitted again has no row, the rest stays", () => {
    const { before, after } = sampleMatching().joint_balance!;
    const without = { pseudo_r2: null, lr: null };
    const table = matchedTable(
      sampleMatching({ joint_balance: { before: { ...before, ...without }, after: { ...after, ...without } } }),
    );
    expect(rowOf(table, "Pseudo R²")).toBeUndefined();
    expect(rowOf(table, "LR chi²")).toBeUndefined();
    expect(rowOf(table, "Rubin’s R")).toEqual(["0.40", "1.10"]);
    const half = matchedTable(sampleMatching({ joint_balance: { before, after: { ...after, ...without } } }));
    expect(rowOf(half, "Pseudo R²")).toEqual(["0.250", ""]);
  });
});

describe("the effect on the treated", () => {
  test("stands under the difference before, a line an error, the default first", () => {
    const rows = texts(attTable(sampleMatching())!);
    expect(rows.map((row) => row.slice(0, 6))).toEqual([
      ["Before matching", "6349.100", "6984.200", "-635.000", "", ""],
      ["Effect on the treated", "6349.100", "5454.900", "894.200", "Abadie-Imbens, homoskedastic", "796.100"],
      ["", "", "", "", "psmatch2", "700.200"],
      ["", "", "", "", "weighted regression, HC1", "650.300"],
    ]);
    expect(rows[2]!.slice(6)).toEqual(["1.28", "0.260", "[-478.192, 2266.592]"]);
  });

  test("says what a bootstrap was, and is no table without an outcome", () => {
    const att = {
      ...sampleMatching().att!,
      bootstrap: {
        ...{ draws: 1999, failed: 3, seed: 7, cluster: "city", generator: "Philox4x32-10" },
        ...{ percentile_low: -1, percentile_high: 2 },
      },
    };
    expect(attTable(sampleMatching({ att }))!.notes).toContain(
      "Bootstrap: 1,999 draws of city, 3 without an estimate; Philox4x32-10, seed 7; percentile interval [-1.000, 2.000].",
    );
    expect(attTable(sampleMatching({ att: null }))).toBeNull();
    expect(attTable(sampleMatching({ outcome: null }))).toBeNull();
  });
});

test("the score has its test and what was left out; none where none was estimated", () => {
  const table = scoreTable(sampleMatching())!;
  expect(texts(table)[1]).toEqual(["age", "0.016", "0.014", "1.16", "0.245"]);
  expect(table.notes).toEqual([
    "614 units; McFadden’s pseudo R² 0.351; LR chi²(8) 263.60, p < 0.001.",
    "re75 omitted: a multiple of re74.",
  ]);
  expect(scoreTable(sampleMatching({ score: null }))).toBeNull();
});

test("regressions stand side by side, unweighted and weighted told apart", () => {
  const table = matchedRegressionsTable(sampleMatching().regressions, { labels: { match_weight: "matching weights" } });
  expect(table.heads).toEqual([
    ["(1)", "Matched", "unweighted"],
    ["(2)", "Matched", "weighted"],
    ["(3)", "On support", "unweighted"],
  ]);
  expect(rowOf(table, "d")).toEqual(["0.020", "0.030", "0.040"]);
  expect(table.notes).toContain("(2): Weighted by matching weights.");
});

test("columns that coincide, as with weights all 1, are one, which a note says", () => {
  const [unweighted, weighted, support] = sampleMatching().regressions;
  const table = matchedRegressionsTable([unweighted!, { ...weighted!, fit: unweighted!.fit }, support!]);
  expect(table.heads).toEqual([
    ["(1)", "Matched", "unweighted, weighted"],
    ["(2)", "On support", "unweighted"],
  ]);
  expect(rowOf(table, "d")).toEqual(["0.020", "0.040"]);
  expect(table.notes).toContain("One column stands for those that coincide: Matched, unweighted; Matched, weighted.");
});

describe("choices in words", () => {
  test("of nearest neighbours", () => {
    expect(planText(sampleMatching())).toBe(
      "nearest neighbour 1:1, with replacement, of ties the first row; score by logit, compared as its linear predictor; caliper 0.2 standard deviations of the score (0.38); units outside the range of either group omitted",
    );
    const without = withPlan({
      ...{ replace: false, order: "largest", ties: null, ratio: 2, exact: ["race"], by: "year" },
      ...{ caliper: { width: 0.05, unit: "raw", sd: null, raw: 0.05 }, support: { rule: "none", share: null } },
      average: { unit: "city", pre: "year <= 2011" },
    });
    expect(planText(without)).toBe(
      "nearest neighbour 1:2, without replacement, from the largest score down; score by logit, compared as its linear predictor; units are averages of city over rows with year <= 2011; within each year; exact on race; caliper 0.05; no common-support rule",
    );
  });

  test("of kernels, a score given, and methods without one", () => {
    const none = { ratio: null, replace: null, ties: null, caliper: null } as const;
    expect(
      planText(
        withPlan({
          ...none,
          ...{ method: "kernel", kernel: "epanechnikov", bandwidth: 0.06, score: "ps", scale: "given", link: null },
          support: { rule: "trim", share: 0.05 },
        }),
      ),
    ).toBe(
      "kernel; score ps as given; epanechnikov kernel, bandwidth 0.06; treated units where controls are sparsest omitted (5%)",
    );
    expect(
      planText(
        withPlan({
          ...none,
          method: "entropy",
          moments: 2,
          link: null,
          scale: null,
        }),
      ),
    ).toBe("entropy balancing; moments up to 2");
  });

  test("of weights", () => {
    expect(weightText(sampleMatching())).toBe(
      "Weights: 1 for treated units; those of controls sum to the number of treated units used (180), as in psmatch2.",
    );
    expect(weightText(withPlan({ weight_sum: "controls" }))).toContain("controls used (83), as in MatchIt");
  });
});

test.each(FORMATS)("every table is written as %s", (format) => {
  const record = sampleMatching();
  const tables = [balanceTable, matchedTable, scoreTable, attTable].map((make) => make(record, { title: "Table 9" })!);
  for (const table of [...tables, matchedRegressionsTable(record.regressions)]) {
    const written = renderTable(table, format);
    for (const cell of table.rows.flatMap(({ cells }) => cells)) {
      if (cell.kind === "text" && /^\w+$/.test(cell.text)) expect(written).toContain(cell.text);
    }
    expect(written.length).toBeGreaterThan(100);
  }
});
