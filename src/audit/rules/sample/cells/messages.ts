/** What rules on single cells and their variables say. */
import { clauses, listed, significant } from "../../../../base/messages.js";
import { findingTexts, levelText } from "../../messages.js";

interface Difference {
  readonly a: { readonly estimate: string; readonly error: number };
  readonly b: { readonly estimate: string; readonly error: number };
  readonly difference: number;
  readonly error: number;
  readonly z: number;
  /** z over all numbers that print as these. */
  readonly range: readonly [number | null, number | null];
  readonly level: number;
  readonly critical: number;
  /** Correlation of both estimates from which on the difference would be significant; null where none would do. */
  readonly correlation: number | null;
  readonly says: string;
}

interface IdenticalCells {
  readonly term: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly columns: readonly string[];
  /** Pairs of cells compared in the table, and those that agree, of pairs that do so no more often than this one. */
  readonly compared: number;
  readonly matches: number;
  /** How many of these would agree by chance; the chance of this one, by other rows of both columns or by their samples. */
  readonly expected: number;
  readonly chance: number;
  readonly by: "rows" | "samples";
}

interface IdenticalColumns {
  readonly columns: readonly string[];
  readonly rows: number;
  readonly unlike: readonly ("outcome" | "nobs" | "estimator" | "effects")[];
}

interface IdenticalRows {
  readonly terms: readonly string[];
  readonly column: string;
  readonly estimate: string;
  readonly parenthesis: string;
  /** Significant digits in which both agree, and pairs of rows of the column with as many. */
  readonly digits: number;
  readonly pairs: number;
}

interface Undefined {
  readonly variable: string;
  readonly cells: number;
  readonly near: string | null;
}

interface Zeros {
  readonly variable: string;
  readonly cells: readonly {
    readonly column: string;
    readonly estimate: string;
    readonly parenthesis: string | null;
    /** The most that |estimate| can be, and that its error can be. */
    readonly most: number;
    readonly error: number | null;
  }[];
}

interface Absorbed {
  readonly term: string;
  readonly within: string;
  readonly estimate: string;
  readonly says: string;
}

const two = (value: number) => value.toFixed(2);
const span = ([low, high]: Difference["range"]) =>
  `${low === null ? "−∞" : two(low)}–${high === null ? "∞" : two(high)}`;

const UNLIKE = {
  outcome: { en: "the outcome", zh: "被解释变量" },
  nobs: { en: "N", zh: "N" },
  estimator: { en: "the estimator", zh: "估计方法" },
  effects: { en: "the fixed effects", zh: "固定效应" },
};

export const cellTexts = findingTexts({
  difference_unsupported: {
    en: {
      title: ({ z, level }: Difference) =>
        `The difference claimed has z = ${two(Math.abs(z))}: not significant at the ${levelText(level)} level`,
      expected: ({ says, critical, level }) =>
        `A difference of at least ${two(critical)} standard errors, the ${levelText(level)} level ("${says}").`,
      found: ({ a, b }) =>
        `${a.estimate} (error ${significant(a.error, 3)}) and ${b.estimate} (error ${significant(b.error, 3)}).`,
      arithmetic: ({ difference, error, z, range }) =>
        `z = ${significant(difference, 3)} / ${significant(error, 3)} = ${two(z)} for independent samples, ${span(range)} by rounding; that one estimate is significant and the other is not says nothing of their difference.`,
      otherwise: [
        ({ correlation, level }) =>
          correlation === null
            ? "The paper may test the difference elsewhere."
            : `Were both estimates correlated by ${two(correlation)} or more, as estimates from overlapping samples may be, the difference would be significant at the ${levelText(level)} level; the table has no such test.`,
      ],
    },
    zh: {
      title: ({ z, level }) => `所称差异的 z = ${two(Math.abs(z))}，在${levelText(level)}水平上不显著`,
      expected: ({ says, critical, level }) =>
        `差异至少为标准误的 ${two(critical)} 倍（${levelText(level)}水平；“${says}”）。`,
      found: ({ a, b }) =>
        `${a.estimate}（标准误 ${significant(a.error, 3)}）与 ${b.estimate}（标准误 ${significant(b.error, 3)}）。`,
      arithmetic: ({ difference, error, z, range }) =>
        `独立样本下 z = ${significant(difference, 3)} / ${significant(error, 3)} = ${two(z)}，考虑四舍五入为 ${span(range)}；一个显著而另一个不显著，并不说明两者之差显著。`,
      otherwise: [
        ({ correlation, level }) =>
          correlation === null
            ? "论文可能在别处检验了该差异。"
            : `若两个估计值的相关系数不低于 ${two(correlation)}（样本重叠时可能如此），差异可在${levelText(level)}水平上显著；表中没有此项检验。`,
      ],
    },
  },
  identical_cells: {
    en: {
      title: ({ estimate, parenthesis, columns }: IdenticalCells) =>
        `${estimate} (${parenthesis}) stands in both ${columns[0]} and ${columns[1]}`,
      expected: ({ term, columns }) => `Another estimate of ${term} in ${columns[1]} than in ${columns[0]}.`,
      found: ({ estimate, parenthesis }) => `${estimate} (${parenthesis}) in both, to every digit.`,
      arithmetic: ({ chance, compared, matches, expected, by }) =>
        `By how far ${by === "rows" ? "the other rows of both columns are apart" : "samples of such sizes put estimates apart"}, two such cells agree about once in ${significant(1 / chance, 2)}; of ${compared} pairs compared in the table, ${matches} ${matches === 1 ? "agrees" : "agree"} where ${significant(expected, 2)} as seldom would by chance.`,
      otherwise: [
        ({ expected }) =>
          `Chance, with probability of about ${significant(Math.min(1, expected), 2)} for the whole table.`,
        "The variable may be unaffected by what distinguishes the models, or a cell was carried over when the table was typeset.",
      ],
    },
    zh: {
      title: ({ estimate, parenthesis, columns }) =>
        `${estimate}（${parenthesis}）同时出现在 ${columns[0]} 与 ${columns[1]}`,
      expected: ({ term, columns }) => `${columns[1]} 中 ${term} 的估计值应与 ${columns[0]} 不同。`,
      found: ({ estimate, parenthesis }) => `两列均为 ${estimate}（${parenthesis}），各位数字全同。`,
      arithmetic: ({ chance, compared, matches, expected, by }) =>
        `${by === "rows" ? "按两列其余各行的差距" : "按两个样本量不同所致的差距"}，这样的两格约每 ${significant(1 / chance, 2)} 次相同一次；表中共比较 ${compared} 对，${matches} 对相同，同样罕见者偶然相同的期望为 ${significant(expected, 2)} 对。`,
      otherwise: [
        ({ expected }) => `偶然：整张表出现的概率约为 ${significant(Math.min(1, expected), 2)}。`,
        "该变量可能不受两个模型差异的影响，或排版时误将一格沿用。",
      ],
    },
  },
  identical_columns: {
    en: {
      title: ({ columns }: IdenticalColumns) => `${columns[0]} and ${columns[1]} have the same estimates throughout`,
      expected: ({ unlike }) => `Estimates that differ, as ${listed.en(unlike.map((what) => UNLIKE[what].en))} does.`,
      found: ({ rows }) => `${rows} rows equal to every digit.`,
      arithmetic: ({ columns, rows, unlike }) =>
        `${rows} of ${rows} shared rows agree, while ${listed.en(unlike.map((what) => UNLIKE[what].en))} of ${columns[0]} and ${columns[1]} differ.`,
      otherwise: [
        "One column may repeat the other's regression under another heading.",
        "Rows between two samples tell nothing of any estimate where they are singletons under fixed effects.",
      ],
    },
    zh: {
      title: ({ columns }) => `${columns[0]} 与 ${columns[1]} 的全部估计值相同`,
      expected: ({ unlike }) => `${listed.zh(unlike.map((what) => UNLIKE[what].zh))}不同，估计值也应不同。`,
      found: ({ rows }) => `${rows} 行各位数字全同。`,
      arithmetic: ({ columns, rows, unlike }) =>
        `共有的 ${rows} 行全部相同，而 ${columns[0]} 与 ${columns[1]} 的${listed.zh(unlike.map((what) => UNLIKE[what].zh))}不同。`,
      otherwise: [
        "可能是同一回归在不同标题下重复列出。",
        "若两个样本相差的观测是固定效应下的单点观测，则不影响任何估计值。",
      ],
    },
  },
  identical_rows: {
    en: {
      title: ({ terms }: IdenticalRows) =>
        `${terms[0]} and ${terms[1]} have the same estimate and the same number beneath`,
      expected: ({ terms, column }) =>
        `Estimates of ${terms[0]} and ${terms[1]} in ${column} that differ in some digit.`,
      found: ({ estimate, parenthesis }) => `${estimate} (${parenthesis}) in both rows.`,
      arithmetic: ({ digits, pairs }) =>
        `${digits} significant digits agree; ${pairs} ${pairs === 1 ? "pair" : "pairs"} of rows of the column could have agreed in as many.`,
      otherwise: ["One row may be a copy of the other, or both variables be one under two names."],
    },
    zh: {
      title: ({ terms }) => `${terms[0]} 与 ${terms[1]} 的估计值及其下的数字相同`,
      expected: ({ terms, column }) => `${column} 中 ${terms[0]} 与 ${terms[1]} 的估计值应在某一位上不同。`,
      found: ({ estimate, parenthesis }) => `两行均为 ${estimate}（${parenthesis}）。`,
      arithmetic: ({ digits, pairs }) => `${digits} 位有效数字全同；该列位数相当的行共有 ${pairs} 对。`,
      otherwise: ["一行可能是另一行的误抄，或两个变量实为同一变量。"],
    },
  },
  undefined_variable: {
    en: {
      title: ({ variable }: Undefined) => `${variable} is not defined`,
      expected: "A definition of every variable of the tables in the text.",
      found: ({ variable, cells }) =>
        `${variable} in ${cells} ${cells === 1 ? "cell" : "cells"}, and in no definition.`,
      arithmetic: ({ variable }) =>
        `${variable} is none of the variables that the text defines, nor a lag, power, logarithm or product of them.`,
      otherwise: [
        ({ near }) =>
          near === null
            ? "It may be defined in an appendix or another paper."
            : `It may be ${near}, spelt differently.`,
      ],
    },
    zh: {
      title: ({ variable }) => `未定义变量 ${variable}`,
      expected: "表中每个变量在正文中均有定义。",
      found: ({ variable, cells }) => `${variable} 出现在 ${cells} 格中，正文没有定义。`,
      arithmetic: ({ variable }) => `${variable} 不在正文定义的变量之中，也不是其滞后、幂、对数或乘积。`,
      otherwise: [({ near }) => (near === null ? "可能在附录或其他文献中定义。" : `可能是 ${near} 的另一种写法。`)],
    },
  },
  printed_zero: {
    en: {
      title: ({ variable, cells }: Zeros) =>
        `${variable} is printed as ${cells[0]!.estimate}: its unit hides the estimate`,
      expected: "Enough digits, or a unit of measurement, for the size of the estimate to be read.",
      found: ({ cells }) =>
        `${clauses.en(
          cells.map(
            ({ column, estimate, parenthesis }) =>
              `${column}: ${estimate}${parenthesis === null ? "" : ` (${parenthesis})`}`,
          ),
        )}.`,
      arithmetic: ({ cells }) =>
        `${clauses.en(
          cells.map(
            ({ column, most, error }) =>
              `${column}: |estimate| at most ${significant(most, 2)}${error === null ? "" : `, its error at most ${significant(error, 2)}`}`,
          ),
        )}.`,
      otherwise: ["The effect may be small in every unit; the table doesn't let a reader see."],
    },
    zh: {
      title: ({ variable, cells }) => `${variable} 印为 ${cells[0]!.estimate}：计量单位掩盖了估计值`,
      expected: "位数足够，或计量单位适当，使估计值的大小可读。",
      found: ({ cells }) =>
        `${clauses.zh(
          cells.map(
            ({ column, estimate, parenthesis }) =>
              `${column}：${estimate}${parenthesis === null ? "" : `（${parenthesis}）`}`,
          ),
        )}。`,
      arithmetic: ({ cells }) =>
        `${clauses.zh(
          cells.map(
            ({ column, most, error }) =>
              `${column}：|估计值| 至多 ${significant(most, 2)}${error === null ? "" : `，标准误至多 ${significant(error, 2)}`}`,
          ),
        )}。`,
      otherwise: ["该效应可能在任何单位下都很小，但读者无从得知。"],
    },
  },
  absorbed_regressor: {
    en: {
      title: ({ term, within }: Absorbed) => `${term} is estimated beside ${within}, which absorbs it`,
      expected: ({ term, within, says }) => `No estimate of ${term}, which does not vary within ${within} (${says}).`,
      found: ({ estimate }) => `An estimate of ${estimate}.`,
      arithmetic: ({ term, within }) =>
        `Less its means within ${within}, ${term} is 0 in every row: its coefficient is not identified.`,
      otherwise: [
        "The variable may vary after all, be interacted with another one, or the effects be coarser than stated.",
      ],
    },
    zh: {
      title: ({ term, within }) => `${term} 与吸收它的 ${within} 一同估计`,
      expected: ({ term, within, says }) => `${term} 在 ${within} 内不变，不应有估计值（${says}）。`,
      found: ({ estimate }) => `估计值为 ${estimate}。`,
      arithmetic: ({ term, within }) => `减去 ${within} 内的均值后，${term} 各行均为 0，其系数不可识别。`,
      otherwise: ["该变量可能实际上有变化，或与其他变量交互，或固定效应比所述更粗。"],
    },
  },
});
