/** What a printed column is, as far as rules on inference ask: its constant, its effects, and what tests it may have. */
import { statisticOf } from "../../../cells.js";
import type { PrintedColumn, PrintedEstimate, PrintedTable } from "../../../paper.js";

const CONSTANT = /^(?:_?cons(?:tant)?\.?(?: term)?|\(?_?intercept\)?|常数项?|截距项?)$/i;

export const isConstant = ({ term }: PrintedEstimate): boolean => CONSTANT.test(term.trim());

/** All but the constant. */
export const slopesOf = (column: PrintedColumn): readonly PrintedEstimate[] =>
  column.estimates.filter((estimate) => !isConstant(estimate));

export const constantOf = (column: PrintedColumn): PrintedEstimate | undefined => column.estimates.find(isConstant);

/** Names of the effects that the column says are included. */
export const effectsOf = (column: PrintedColumn): readonly string[] =>
  column.effects.filter(({ included }) => included).map(({ name }) => name);

const LINEAR: readonly (string | null)[] = ["ols", "2sls", "first-stage", "reduced-form", "gmm"];

/** Whether the column states an estimator under which an estimate over its error is its test statistic. */
export const isLinear = ({ estimator }: PrintedColumn): boolean => LINEAR.includes(estimator);

/** What a table says in words: notes, title, its own of parentheses and brackets, headings. */
const wordsOf = ({ name, notes, grid, parentheses, brackets, columns }: PrintedTable): readonly string[] => [
  name,
  ...notes,
  ...grid.notes,
  grid.title ?? "",
  parentheses?.says ?? "",
  brackets?.says ?? "",
  ...columns.flatMap((column) => [column.name, column.outcome ?? ""]),
];

const OTHER_TESTS =
  /bootstrap|bias[- ]?corrected|permut|randomi[sz]ation|jackknife|one[- ]?(?:sided|tailed)|anderson|rubin|romano|sharpened|q-value|false discovery|multiple (?:hypothes|test)|credible|posterior|自助|自举|自抽样|置换|偏[误差](?:校正|修正)|随机化?推断|单侧|单尾/i;

/** Whether tests may be others than an estimate over its error against t or the normal, by what the table says. */
export const hasOtherTests = (table: PrintedTable, column: PrintedColumn): boolean =>
  column.errors === "bootstrap" || column.errors === "other" || wordsOf(table).some((text) => OTHER_TESTS.test(text));

const RATIOS =
  /(?:odds|hazards?|incidence[- ]?rate|rate|risk|relative[- ]?risk) ratios?|relative risks?|\bexp\(|优势比|比值比|风险比|发生率比|相对风险/i;
const RESCALED =
  /standardi[sz]ed (?:beta|regression )?(?:coefficients?|estimates?|betas?)|beta coefficients?|标准化(?:回归)?系数/i;

/** Whether estimates are told to be ratios, or rescaled, so that one over its error is no test and no interval is centred on it. */
export const isTransformed = (table: PrintedTable): boolean =>
  wordsOf(table).some((text) => RATIOS.test(text) || RESCALED.test(text));

const BIAS_CORRECTED = /bias[- ]?corrected|偏[误差](?:校正|修正)/i;

/** Whether intervals and p-values may be about another estimate than the one printed. */
export const isBiasCorrected = (table: PrintedTable): boolean =>
  wordsOf(table).some((text) => BIAS_CORRECTED.test(text));

const KINDS_OF_ERRORS = [
  /robust|heterosk|white|稳健/i,
  /cluster|聚类/i,
  /bootstrap|自助/i,
  /conley|spatial|空间/i,
  /newey|\bhac\b/i,
  /driscoll/i,
];

/** Whether the table names errors of several kinds, of which parentheses and brackets may hold one each. */
export function hasSeveralErrors(table: PrintedTable): boolean {
  const all = [...new Set([...table.notes, ...table.grid.notes])].join(" ");
  const mentions = all.match(/errors?\b|标准误/gi)?.length ?? 0;
  return mentions >= 2 && KINDS_OF_ERRORS.filter((kind) => kind.test(all)).length >= 2;
}

const EFFECTS = /fixed effects?|\bFEs?\b|dumm(?:y|ies)|controls?\b|covariates|固定效应|虚拟变量|控制变量/i;

/** Whether notes of the table speak of effects or controls, which rows of its columns then need not show. */
export const mentionsEffects = ({ notes, grid }: PrintedTable): boolean =>
  [...notes, ...grid.notes].some((text) => EFFECTS.test(text));

/** Fewest degrees of freedom thought of where nothing is stated: six clusters. */
const UNSTATED_DF = 5;

/**
 * The fewest degrees of freedom a test of the column may have had: clusters less one where their number is stated, or groups of dynamic panels;
 * of errors without clusters the rows less what is shown, or a third of them where effects may be in the model (of
 * units seen twice and of periods, more than half are used up); else those of six clusters.
 */
export function leastDf(table: PrintedTable, column: PrintedColumn): number {
  const groups = column.estimator === "gmm" ? statisticOf(column, "groups")?.value.value : undefined;
  const clusters = clustersOf(column) ?? groups ?? null;
  if (clusters !== null) return Math.max(1, clusters - 1);
  const rows = statisticOf(column, "nobs")?.value.value ?? null;
  const shown = column.estimates.length;
  if (rows !== null && (column.errors === "classical" || column.errors === "robust")) {
    const isAll = column.hiddenRegressors === false && effectsOf(column).length === 0 && !mentionsEffects(table);
    return Math.max(
      1,
      isAll ? rows - shown - (constantOf(column) === undefined ? 1 : 0) : Math.floor(rows / 3) - shown,
    );
  }
  return Math.max(1, Math.min(UNSTATED_DF, (rows ?? Number.POSITIVE_INFINITY) - shown));
}

/** The number of clusters, where the column prints or its table states it. */
export function clustersOf(column: PrintedColumn): number | null {
  const printed = column.clusters ?? statisticOf(column, "clusters")?.value ?? null;
  return printed === null || printed.value < 2 ? null : Math.round(printed.value);
}
