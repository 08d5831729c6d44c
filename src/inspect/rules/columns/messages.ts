/** What rules on columns say: those that say the same as others or nothing, and an outcome that is made of others. */
import { messages, plural } from "../../../base/messages.js";
import { count, few, MOST, number, percent, type Remedies, ruleWords, zhFew } from "../messages.js";

interface Alike {
  readonly first: string;
  readonly lines: readonly {
    readonly column: string;
    readonly intercept: number;
    readonly slope: number;
    readonly rows: number;
  }[];
  /** Those of them that the formula has, where it has several. */
  readonly together: readonly string[];
}

interface Built {
  readonly outcome: string;
  readonly kind: "equal" | "line" | "product" | "ratio" | "linear" | "scaled";
  readonly columns: readonly string[];
  readonly group?: string;
  /** Those of the columns that the formula has. */
  readonly regressors: readonly string[];
  readonly rows: number;
  readonly exact: boolean;
  readonly r2: number;
}

interface BuiltInPeriods extends Built {
  /** Periods that were looked at and in which it is not so. */
  readonly others: number;
  readonly periods: string;
  readonly count: number;
  readonly of: number;
}

interface Neighbour {
  readonly outcome: string;
  readonly column: string;
  readonly which: "lag" | "lead";
  readonly share: number;
  readonly pairs: number;
  readonly isUsed: boolean;
}

const line = (second: string, first: string, intercept: number, slope: number): string => {
  const times = slope === 1 ? first : slope === -1 ? `-${first}` : `${number(slope)} ${first}`;
  if (intercept === 0) return `${second} = ${times}`;
  return `${second} = ${number(intercept)} ${slope < 0 ? "-" : "+"} ${times.replace(/^-/, "")}`;
};

/** The function that gives the outcome. */
function formulaOf({ kind, columns, group, exact }: Built): string {
  const how = exact ? "" : "nearly ";
  switch (kind) {
    case "equal":
      return `equal to '${columns[0]}'`;
    case "line":
      return `${how}a linear function of '${columns[0]}'`;
    case "product":
      return `${how}a constant times '${columns[0]}' times '${columns[1]}'`;
    case "ratio":
      return `${how}a constant times '${columns[0]}' over '${columns[1]}'`;
    case "scaled":
      return `${how}'${columns[0]}' times one number for each '${group}' of a period`;
    case "linear":
      return `${how}a linear combination of ${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )}`;
  }
}

function formulaZh({ kind, columns, group, exact }: Built): string {
  const how = exact ? "" : "近似";
  switch (kind) {
    case "equal":
      return `与“${columns[0]}”相等`;
    case "line":
      return `${how}是“${columns[0]}”的线性函数`;
    case "product":
      return `${how}等于常数乘以“${columns[0]}”与“${columns[1]}”之积`;
    case "ratio":
      return `${how}等于常数乘以“${columns[0]}”与“${columns[1]}”之比`;
    case "scaled":
      return `${how}等于“${columns[0]}”乘以每期各“${group}”的一个数`;
    case "linear":
      return `${how}是 ${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}的线性组合`;
  }
}

const elsewhere = (others: number): string =>
  others === 0
    ? ""
    : `; in ${others === 1 ? "the other period that was" : `the ${others} other periods that were`} looked at it is not`;

const elsewhereZh = (others: number): string => (others === 0 ? "" : `；在另外检查的 ${others} 期中并非如此`);

/** What is meant by R2 of a function. */
const howWell = ({ exact, r2 }: Built): string => (exact ? "" : ` (R2 ${r2.toFixed(5)})`);

const fitZh = ({ exact, r2 }: Built): string => (exact ? "" : `（R2 为 ${r2.toFixed(5)}）`);

export const columnFindings = messages({
  constant_columns: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "has", "have")} one value in all rows.`,
    zh: ({ columns }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在所有行取同一个值。`,
  },
  empty_columns: {
    en: ({ columns }: { readonly columns: readonly string[] }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "has", "have")} no value in any row.`,
    zh: ({ columns }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在所有行均缺失。`,
  },
  columns_alike: {
    en: ({ first, lines, together }: Alike) =>
      `${few(
        lines.map(({ column, intercept, slope }) => line(column, first, intercept, slope)),
        MOST,
      )}, exactly, in all rows that have both${together.length === 0 ? "" : `; the formula has ${few(together.map((name) => `'${name}'`))}`}.`,
    zh: ({ first, lines, together }) =>
      `${zhFew(
        lines.map(({ column, intercept, slope }) => line(column, first, intercept, slope)),
        MOST,
      )}，在两列均有值的各行精确成立${together.length === 0 ? "" : `；公式中有 ${zhFew(together.map((name) => `“${name}”`))}`}。`,
  },
  numbers_in_text: {
    en: ({
      column,
      levels,
      example,
      others,
    }: {
      readonly column: string;
      readonly levels: number;
      readonly example: string;
      readonly others: readonly string[];
    }) =>
      `Column '${column}' is text, and ${others.length === 0 ? "all" : "nearly all"} its ${count(levels)} values are numbers, such as '${example}'${others.length === 0 ? "" : `; not ${few(others.map((text) => `'${text}'`))}`}.`,
    zh: ({ column, levels, example, others }) =>
      `列“${column}”为文本，其 ${count(levels)} 种取值${others.length === 0 ? "均" : "几乎均"}为数字，如“${example}”${others.length === 0 ? "" : `；例外：${zhFew(others.map((text) => `“${text}”`))}`}。`,
  },
  outcome_built: {
    en: (facts: Built) =>
      `'${facts.outcome}' is ${formulaOf(facts)}${howWell(facts)} in all ${count(facts.rows)} rows that have ${facts.columns.length === 1 ? "it" : "them"}${facts.regressors.length === 0 ? "" : `, and the formula has ${few(facts.regressors.map((name) => `'${name}'`))} on its right`}.`,
    zh: (facts) =>
      `在全部 ${count(facts.rows)} 行中，“${facts.outcome}”${formulaZh(facts)}${fitZh(facts)}${facts.regressors.length === 0 ? "" : `，而公式右侧包含 ${zhFew(facts.regressors.map((name) => `“${name}”`))}`}。`,
  },
  outcome_built_in_periods: {
    en: (facts: BuiltInPeriods) =>
      `In ${facts.periods} (${facts.count} of ${facts.of} periods, ${count(facts.rows)} rows) '${facts.outcome}' is ${formulaOf(facts)}${howWell(facts)}${elsewhere(facts.others)}${facts.regressors.length === 0 ? "" : `. The formula has ${few(facts.regressors.map((name) => `'${name}'`))} on its right`}.`,
    zh: (facts) =>
      `在 ${facts.periods}（${facts.of} 期中的 ${facts.count} 期，${count(facts.rows)} 行），“${facts.outcome}”${formulaZh(facts)}${fitZh(facts)}${elsewhereZh(facts.others)}${facts.regressors.length === 0 ? "" : `。公式右侧包含 ${zhFew(facts.regressors.map((name) => `“${name}”`))}`}。`,
  },
  outcome_equal_in_periods: {
    en: ({ outcome, columns, periods, count: n, of, rows, others }: BuiltInPeriods) =>
      `In ${periods} (${n} of ${of} periods, ${count(rows)} rows) '${outcome}' is equal to '${columns[0]}', to the last digit${elsewhere(others)}.`,
    zh: ({ outcome, columns, periods, count: n, of, rows, others }) =>
      `在 ${periods}（${of} 期中的 ${n} 期，${count(rows)} 行），“${outcome}”与“${columns[0]}”完全相等${elsewhereZh(others)}。`,
  },
  outcome_of_neighbour: {
    en: ({ outcome, column, which, share, pairs, isUsed }: Neighbour) =>
      `'${column}' is '${outcome}' of the period ${which === "lag" ? "before" : "after"}, to the last digit, in ${share === 1 ? "all" : percent(share)} ${share === 1 ? "" : "of "}${count(pairs)} rows that have both${isUsed ? "; the formula has it on its right" : ""}.`,
    zh: ({ outcome, column, which, share, pairs, isUsed }) =>
      `在两者均有值的 ${count(pairs)} 行中，“${column}”${share === 1 ? "全部" : `有 ${percent(share)}`}与${which === "lag" ? "上" : "下"}一期的“${outcome}”完全相同${isUsed ? "；公式右侧包含该变量" : ""}。`,
  },
});

/** What to do about each. */
export const columnRemedies: Remedies<typeof columnFindings> = {
  constant_columns: {
    en: "A constant has no coefficient; leave it out.",
    zh: "常数列没有系数，请不要使用。",
  },
  empty_columns: {
    en: "Leave out what is empty, or check how the file was read.",
    zh: "空列请不要使用，或检查文件的读取方式。",
  },
  columns_alike: {
    en: "Use one of them: together they are collinear, and all but one are dropped.",
    zh: "只用其中一列：同时使用完全共线，其余会被剔除。",
  },
  numbers_in_text: {
    en: "If these are numbers, read them as such (--numeric-columns, or write decimal points and no marks); as text they are categories.",
    zh: "如应为数值，请按数值读取（--numeric-columns，或改用小数点且不带符号）；作为文本则是类别。",
  },
  outcome_built: {
    en: "A regressor that the outcome is made of explains it by construction: leave it out, or choose an outcome that is measured apart from it.",
    zh: "构造被解释变量所用的变量作为解释变量，其解释力由构造而来：请去掉，或选用独立测量的被解释变量。",
  },
  outcome_built_in_periods: {
    en: "Where it is a formula it was not measured, and a treatment outside of the formula cannot move it: estimate on the other periods, and leave the columns of the formula out of the controls.",
    zh: "以公式得出的部分并非测量所得，公式之外的处理不会影响它：请用其他时期估计，且不要将公式所用的列作为控制变量。",
  },
  outcome_equal_in_periods: {
    en: "Find out which of the two was measured, and what fills it in the periods in which they differ.",
    zh: "请查明两者中何者为测量值，以及两者不同的时期以何填充。",
  },
  outcome_of_neighbour: {
    en: "Beside unit effects the past of an outcome is biased in short panels (Nickell 1981): use pgmm. A later outcome is a result of the treatment and no control.",
    zh: "含单位效应的短面板中，被解释变量的滞后项估计有偏（Nickell 1981）：请用 pgmm。更晚的被解释变量是处理的结果，不能作为控制变量。",
  },
};

/** What the rules are called and look at. */
export const columnRules = ruleWords({
  columns: {
    name: { en: "Columns that say the same", zh: "内容相同的列" },
    looks: {
      en: ({ share }) =>
        `columns without a value or with one, pairs of which one is the other, a multiple or an exact line of it, text columns of which ${percent(share!)} of the values are numbers`,
      zh: ({ share }) =>
        `全空或只有一个取值的列；彼此相等、成倍数或精确线性的列；${percent(share!)} 以上取值为数字的文本列`,
    },
  },
  "built-outcome": {
    name: { en: "An outcome made of other columns", zh: "由其他列构造的被解释变量" },
    looks: {
      en: ({ rows, nearly }) =>
        `whether a column is the outcome of the period before or after, and whether a line in one column, a product or ratio of two, a column times a number of each group, or a linear combination gives the outcome (R2 of at least ${nearly}), in all rows and in each period of ${rows} rows and more`,
      zh: ({ rows, nearly }) =>
        `某列是否为上一期或下一期的被解释变量；被解释变量是否等于某列的线性函数、两列之积或比、某列乘以各组的一个数，或若干列的线性组合（R2 不低于 ${nearly}）：全样本，及每个不少于 ${rows} 行的时期`,
    },
  },
});
