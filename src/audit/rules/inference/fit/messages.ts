/** What rules on R², adjusted R² and F say. */
import { apart, before, listed, plural } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";
import { type Basis, CUT, cellText, type Ends, only, percent, range, read } from "../reading/messages.js";

/** A share in whole percent. */
const percentOf = (share: number): string => `${Math.round(100 * share)}%`;
const inPercent = ([low, high]: Ends): Ends => [low === null ? null : 100 * low, high === null ? null : 100 * high];
const shares = {
  en: (of: Ends) => `${range.en(inPercent(of))} percent`,
  zh: (of: Ends) => `${range.zh(inPercent(of))}（%）`,
};

const WEIGHTS = {
  en: "Weights that are not mentioned, under which the shares are weighted ones.",
  zh: "使用了未说明的权重，此时占比为加权占比。",
};

interface R2 {
  readonly term: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly n: number;
  readonly size: Ends;
  readonly expected: Ends;
  readonly r2: string;
  readonly r2Range: Ends;
  readonly adjusted: boolean;
  readonly implied: Ends;
  readonly readAs: string | null;
  readonly readingBasis: Basis;
}
interface Classical extends R2 {
  readonly effects: readonly string[];
  readonly errors: string | null;
  readonly df: Ends;
  readonly mostEffects: number;
  /** Half the range of t that R2 implies, as a share of its middle. */
  readonly within: number;
}
interface NotOfT extends R2 {
  readonly fitsCut: boolean;
  readonly hiddenStated: boolean;
  readonly hasConstant: boolean;
}

const r2Name = (adjusted: boolean) => (adjusted ? "R̄²" : "R²");
const formula = {
  en: ({ adjusted, n, size, expected }: R2) =>
    `${adjusted ? "R² = t²/(t² + N − 2) and R̄² = 1 − (1 − R²)(N − 1)/(N − 2)" : "R² = t²/(t² + N − 2)"}: with t ${range.en(size)} and N ${n} it is ${range.en(expected)}.`,
  zh: ({ adjusted, n, size, expected }: R2) =>
    `${adjusted ? "R² = t²/(t² + N − 2)，R̄² = 1 − (1 − R²)(N − 1)/(N − 2)" : "R² = t²/(t² + N − 2)"}：t 为 ${range.zh(size)}、N 为 ${n} 时，其值为 ${range.zh(expected)}。`,
};
const stated = {
  en: ({ effects, errors }: Classical) =>
    [
      ...(effects.length > 0 ? [`effects are said to be included (${listed.en(effects)})`] : []),
      ...(errors !== null ? [`errors are said to be ${ERRORS.en[errors as keyof typeof ERRORS.en] ?? errors}`] : []),
    ].join(" and "),
  zh: ({ effects, errors }: Classical) =>
    [
      ...(effects.length > 0 ? [`表中称已控制固定效应（${listed.zh(effects)}）`] : []),
      ...(errors !== null ? [`表中称使用${ERRORS.zh[errors as keyof typeof ERRORS.zh] ?? errors}标准误`] : []),
    ].join("，"),
};
const ERRORS = {
  en: {
    classical: "classical",
    robust: "robust",
    cluster: "clustered",
    bootstrap: "bootstrapped",
    other: "of another kind",
  },
  zh: { classical: "经典", robust: "稳健", cluster: "聚类", bootstrap: "自助法", other: "其他类型的" },
} as const;

interface Share {
  readonly term: string;
  readonly constant: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly constantEstimate: string;
  readonly constantParenthesis: string;
  readonly error: Ends;
  readonly constantError: Ends;
  readonly value: number;
  readonly implied: Ends;
  readonly n: number;
  readonly definitions: readonly {
    readonly says: string;
    readonly rows: number;
    readonly of: number;
    readonly share: Ends;
  }[];
  /** Whether errors are printed, not statistics. */
  readonly fromErrors: boolean;
  /** Whether the column states classical errors and no effects. */
  readonly stated: boolean;
}

interface FOfT {
  readonly term: string;
  readonly estimate: string;
  readonly parenthesis: string | null;
  readonly label: string;
  readonly f: string;
  readonly size: Ends;
  readonly expected: Ends;
  readonly errors: string | null;
  readonly fitsCut: boolean;
}
interface FOfR2 {
  readonly label: string;
  readonly f: string;
  readonly r2: string;
  readonly n: number;
  /** Regressors. */
  readonly k: number;
  readonly expected: Ends;
  readonly fitsCut: boolean;
}

interface Falls {
  readonly small: { readonly table: string; readonly column: string; readonly r2: string };
  readonly large: { readonly table: string; readonly column: string; readonly r2: string };
  readonly added: readonly string[];
  readonly says: string;
  readonly hasEffects: boolean;
  readonly fitsCut: boolean;
}

interface Adjusted {
  readonly r2: string;
  readonly adjusted: string;
  readonly effects: readonly string[];
  readonly fitsCut: boolean;
}
interface AdjustedOff extends Adjusted {
  readonly n: number;
  readonly shown: number;
  readonly isAll: boolean;
  readonly hasConstant: boolean;
  readonly implied: Ends;
}

export const fitTexts = findingTexts({
  r2_is_classical: {
    en: {
      title: ({ adjusted }: Classical) =>
        `${r2Name(adjusted)} is what pooled least squares with classical errors gives`,
      expected: (facts: Classical) =>
        `No such agreement: ${stated.en(facts)}, and then t and ${r2Name(facts.adjusted)} are not tied by N − 2 degrees of freedom.`,
      found: ({ term, estimate, parenthesis, n, r2, adjusted }: Classical) =>
        `${term} ${cellText(estimate, "", parenthesis)}, N ${n}, ${r2Name(adjusted)} ${r2}.`,
      arithmetic: (facts: Classical) =>
        `${formula.en(facts)} Printed is ${facts.r2}, which stands for ${range.en(facts.r2Range)}. Conversely ${r2Name(facts.adjusted)} and N give a classical t of ${range.en(facts.implied)}: a t of other errors would agree by chance only if within ${percent(facts.within)} of it. They fit with ${range.en(facts.df)} residual degrees of freedom, and N − 2 is ${facts.n - 2}: compatible only with classical errors and no effects.${read.en(facts.readAs, facts.readingBasis)}`,
      otherwise: [
        ({ mostEffects, effects }: Classical) =>
          only(
            effects.length > 0 && mostEffects > 1,
            `A within R² with classical errors after absorbing at most ${mostEffects - 1} effects: t and R² fit up to that many lost degrees of freedom.`,
          ),
        "Robust or clustered errors that happen to equal the classical ones, as of independent homoskedastic errors.",
      ],
    },
    zh: {
      title: ({ adjusted }) => `${r2Name(adjusted)} 恰为混合最小二乘与经典标准误所给出的值`,
      expected: (facts) =>
        `${stated.zh(facts)}，此时 t 与 ${r2Name(facts.adjusted)} 不应以 N − 2 个自由度相联系，不会如此吻合。`,
      found: ({ term, estimate, parenthesis, n, r2, adjusted }) =>
        `${term} ${cellText(estimate, "", parenthesis)}，N 为 ${n}，${r2Name(adjusted)} 为 ${r2}。`,
      arithmetic: (facts) =>
        `${formula.zh(facts)}所列为 ${facts.r2}，对应 ${range.zh(facts.r2Range)}。反之，由 ${r2Name(facts.adjusted)} 与 N 可得经典 t 值 ${range.zh(facts.implied)}：其他标准误的 t 值须与之相差不超过 ${percent(facts.within)} 才会偶然吻合。两者在残差自由度为 ${range.zh(facts.df)} 时相容，而 N − 2 为 ${facts.n - 2}：仅与经典标准误且无固定效应相容。${read.zh(facts.readAs, facts.readingBasis)}`,
      otherwise: [
        ({ mostEffects, effects }) =>
          only(
            effects.length > 0 && mostEffects > 1,
            `所列为组内 R²，采用经典标准误，且吸收的固定效应不超过 ${mostEffects - 1} 个：损失的自由度在此范围内时 t 与 R² 仍相容。`,
          ),
        "稳健或聚类标准误恰与经典标准误相等，如误差独立同方差时。",
      ],
    },
  },
  r2_not_of_t: {
    en: {
      title: ({ adjusted }: NotOfT) => `${r2Name(adjusted)} does not fit t and N`,
      expected: ({ adjusted, expected }: NotOfT) => `${r2Name(adjusted)} of ${range.en(expected)}.`,
      found: ({ term, estimate, parenthesis, n, r2, adjusted }: NotOfT) =>
        `${term} ${cellText(estimate, "", parenthesis)}, N ${n}, ${r2Name(adjusted)} ${r2}.`,
      arithmetic: (facts: NotOfT) =>
        `${formula.en(facts)} Printed is ${facts.r2}, which stands for ${range.en(facts.r2Range)} and would need a t of ${range.en(facts.implied)}. The column states least squares with classical errors and one regressor.${read.en(facts.readAs, facts.readingBasis)}`,
      otherwise: [
        ({ hiddenStated }: NotOfT) => only(!hiddenStated, "Regressors that the column does not show."),
        ({ hasConstant }: NotOfT) => only(!hasConstant, "A column without a constant, whose R² is another."),
        ({ fitsCut }: NotOfT) => only(fitsCut, CUT.en),
        "Errors that are not classical after all.",
      ],
    },
    zh: {
      title: ({ adjusted }) => `${r2Name(adjusted)} 与 t、N 不相符`,
      expected: ({ adjusted, expected }) => `${r2Name(adjusted)} 应为 ${range.zh(expected)}。`,
      found: ({ term, estimate, parenthesis, n, r2, adjusted }) =>
        `${term} ${cellText(estimate, "", parenthesis)}，N 为 ${n}，${r2Name(adjusted)} 为 ${r2}。`,
      arithmetic: (facts) =>
        `${formula.zh(facts)}所列为 ${facts.r2}，对应 ${range.zh(facts.r2Range)}，需要 t 为 ${range.zh(facts.implied)}。该列称采用最小二乘与经典标准误，且只有一个解释变量。${read.zh(facts.readAs, facts.readingBasis)}`,
      otherwise: [
        ({ hiddenStated }) => only(!hiddenStated, "该列有未列出的解释变量。"),
        ({ hasConstant }) => only(!hasConstant, "模型不含常数项，其 R² 定义不同。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "实际使用的并非经典标准误。",
      ],
    },
  },
  share_treated: {
    en: {
      title: ({ term, value }: Share) => `The errors imply that ${term} equals 1 in ${percentOf(value)} of the rows`,
      expected: ({ definitions }: Share) =>
        `A share of ${definitions.map(({ says, rows, of }) => `${percent(rows / of)} (${rows} of ${of}: ${says})`).join(" or ")}.`,
      found: ({ term, constant, estimate, parenthesis, constantEstimate, constantParenthesis }: Share) =>
        `${term} ${cellText(estimate, "", parenthesis)}, ${constant} ${cellText(constantEstimate, "", constantParenthesis)}.`,
      arithmetic: ({ error, constantError, implied, fromErrors }: Share) =>
        `With one 0/1 regressor, a constant and classical errors the square of the ratio of the errors, constant's over regressor's, is the share of rows where it is 1. Errors ${fromErrors ? "are" : "(estimate over t) are"} ${range.en(error)} and ${range.en(constantError)}: a share of ${shares.en(implied)}.`,
      otherwise: [
        "A treatment that stays on once it has begun, or another coding than the text defines.",
        ({ stated }: Share) =>
          only(
            !stated,
            "Errors that are not classical, or effects that are in the model; R², t and N speak against both.",
          ),
        WEIGHTS.en,
      ],
    },
    zh: {
      title: ({ term, value }) => `由标准误推得${apart(term)}取 1 的样本占 ${percentOf(value)}`,
      expected: ({ definitions }) =>
        `占比应为 ${definitions.map(({ says, rows, of }) => `${percent(rows / of)}（${of} 行中的 ${rows} 行：${says}）`).join("或 ")}。`,
      found: ({ term, constant, estimate, parenthesis, constantEstimate, constantParenthesis }) =>
        `${term} ${cellText(estimate, "", parenthesis)}，${constant} ${cellText(constantEstimate, "", constantParenthesis)}。`,
      arithmetic: ({ error, constantError, implied, fromErrors }) =>
        `只有一个 0/1 解释变量和常数项并采用经典标准误时，常数项与该变量的标准误之比的平方，即该变量取 1 的样本占比。两者的标准误${fromErrors ? "" : "（估计值除以 t 值）"}为 ${range.zh(error)} 与 ${range.zh(constantError)}，占比为 ${shares.zh(implied)}。`,
      otherwise: [
        "处理一经开始便持续，或编码与正文定义不同。",
        ({ stated }) => only(!stated, "标准误并非经典标准误，或模型含固定效应；但 R²、t 与 N 均不支持。"),
        WEIGHTS.zh,
      ],
    },
  },
  adjusted_above_r2: {
    en: {
      title: "Adjusted R² is larger than R²",
      expected: ({ r2 }: Adjusted) => `At most ${r2}: 1 − R̄² = (1 − R²)(N − 1)/(N − K), and K is at least 1.`,
      found: ({ r2, adjusted }: Adjusted) => `R² ${r2}, adjusted R² ${adjusted}.`,
      arithmetic: "The two do not meet, rounding granted.",
      otherwise: [
        ({ effects }: Adjusted) => only(effects.length > 0, "One of them is the within R², the other not."),
        ({ fitsCut }: Adjusted) => only(fitsCut, CUT.en),
        "The two rows are interchanged.",
      ],
    },
    zh: {
      title: "调整 R² 大于 R²",
      expected: ({ r2 }) => `不超过 ${r2}：1 − R̄² = (1 − R²)(N − 1)/(N − K)，而 K 至少为 1。`,
      found: ({ r2, adjusted }) => `R² 为 ${r2}，调整 R² 为 ${adjusted}。`,
      arithmetic: "即使考虑舍入，两者仍不相容。",
      otherwise: [
        ({ effects }) => only(effects.length > 0, "其中之一为组内 R²，另一个不是。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "两行互换。",
      ],
    },
  },
  adjusted_r2_off: {
    en: {
      title: "Adjusted R² does not fit R², N and the regressors shown",
      expected: ({ shown, isAll, hasConstant }: AdjustedOff) =>
        isAll
          ? `${shown}${hasConstant ? "" : ` or ${shown + 1}`} parameters, as shown.`
          : `At least as many parameters as the column shows, ${shown}.`,
      found: ({ r2, adjusted, n }: AdjustedOff) => `R² ${r2}, adjusted R² ${adjusted}, N ${n}.`,
      arithmetic: ({ implied }: AdjustedOff) =>
        `1 − R̄² = (1 − R²)(N − 1)/(N − K) gives K of ${range.en(implied)} by rounding.`,
      otherwise: [
        ({ isAll }: AdjustedOff) => only(isAll, "Regressors or effects that the column does not show."),
        ({ fitsCut }: AdjustedOff) => only(fitsCut, CUT.en),
        "An adjustment of another kind, as of a within R².",
      ],
    },
    zh: {
      title: "调整 R² 与 R²、N 及所列解释变量不相符",
      expected: ({ shown, isAll, hasConstant }) =>
        isAll
          ? `参数个数应为所列的 ${shown}${hasConstant ? "" : ` 或 ${shown + 1}`} 个。`
          : `参数个数不少于该列所示的 ${shown} 个。`,
      found: ({ r2, adjusted, n }) => `R² 为 ${r2}，调整 R² 为 ${adjusted}，N 为 ${n}。`,
      arithmetic: ({ implied }) => `由 1 − R̄² = (1 − R²)(N − 1)/(N − K)，考虑舍入，K 为 ${range.zh(implied)}。`,
      otherwise: [
        ({ isAll }) => only(isAll, "该列有未列出的解释变量或固定效应。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "采用其他调整方式，如针对组内 R²。",
      ],
    },
  },
  r2_outside: {
    en: {
      title: ({ isAbove }: { readonly r2: string; readonly isAbove: boolean }) =>
        `R² ${isAbove ? "above 1" : "below 0"}`,
      expected: "R² between 0 and 1.",
      found: ({ r2 }: { readonly r2: string; readonly isAbove: boolean }) => `R² ${r2}.`,
      arithmetic: "R² is a share of the variation of the outcome.",
      otherwise: [
        ({ isAbove }: { readonly r2: string; readonly isAbove: boolean }) =>
          isAbove
            ? "In percent, unlike the other columns of the table."
            : "An R² of two-stage least squares, or of a model without a constant.",
      ],
    },
    zh: {
      title: ({ isAbove }) => `R² ${isAbove ? "大于 1" : "小于 0"}`,
      expected: "R² 应在 0 与 1 之间。",
      found: ({ r2 }) => `R² 为 ${r2}。`,
      arithmetic: "R² 是被解释变量变异中得到解释的比例。",
      otherwise: [
        ({ isAbove }) => (isAbove ? "以百分数表示，与表中其他列不一致。" : "两阶段最小二乘或无常数项模型的 R²。"),
      ],
    },
  },
  f_of_t: {
    en: {
      title: "F is not the square of the sole regressor's t",
      expected: ({ expected }: FOfT) => `F of ${range.en(expected)}: with one regressor F = t².`,
      found: ({ term, estimate, parenthesis, label, f }: FOfT) =>
        `${term} ${cellText(estimate, "", parenthesis)}, ${label} ${f}.`,
      arithmetic: ({ size, expected, f }: FOfT) =>
        `t is ${range.en(size)} in size by rounding, t² ${range.en(expected)}; printed is ${f}.`,
      otherwise: [
        ({ errors }: FOfT) =>
          only(errors !== "classical", "An F of other errors than t, or with a correction for small samples."),
        ({ fitsCut }: FOfT) => only(fitsCut, CUT.en),
        "An F of another hypothesis.",
      ],
    },
    zh: {
      title: "F 值不等于唯一解释变量 t 值的平方",
      expected: ({ expected }) => `只有一个解释变量时 F = t²，应为 ${range.zh(expected)}。`,
      found: ({ term, estimate, parenthesis, label, f }) =>
        `${term} ${cellText(estimate, "", parenthesis)}，${label} 为 ${f}。`,
      arithmetic: ({ size, expected, f }) =>
        `考虑舍入，t 的绝对值为 ${range.zh(size)}，t² 为 ${range.zh(expected)}；所列为 ${f}。`,
      otherwise: [
        ({ errors }) => only(errors !== "classical", "F 与 t 使用不同的标准误，或其一作了小样本调整。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "F 检验的是其他假设。",
      ],
    },
  },
  f_of_r2: {
    en: {
      title: "F does not fit R² and N",
      expected: ({ expected }: FOfR2) => `F of ${range.en(expected)}.`,
      found: ({ label, f, r2, n }: FOfR2) => `${label} ${f}, R² ${r2}, N ${n}.`,
      arithmetic: ({ k, n, r2, expected, f }: FOfR2) =>
        `With ${k} regressors and classical errors F = (R²/${k})/((1 − R²)/${n - k - 1}): with R² ${r2} it is ${range.en(expected)} by rounding, printed is ${f}.`,
      otherwise: [({ fitsCut }: FOfR2) => only(fitsCut, CUT.en), "An F of other errors, or of another hypothesis."],
    },
    zh: {
      title: "F 值与 R²、N 不相符",
      expected: ({ expected }) => `F 应为 ${range.zh(expected)}。`,
      found: ({ label, f, r2, n }) => `${label} 为 ${f}，R² 为 ${r2}，N 为 ${n}。`,
      arithmetic: ({ k, n, r2, expected, f }) =>
        `${k} 个解释变量且采用经典标准误时，F = (R²/${k})/((1 − R²)/${n - k - 1})：R² 为 ${r2}，考虑舍入，F 为 ${range.zh(expected)}；所列为 ${f}。`,
      otherwise: [({ fitsCut }) => only(fitsCut, CUT.zh), "F 使用其他标准误，或检验的是其他假设。"],
    },
  },
  r2_falls: {
    en: {
      title: "R² falls though regressors are added",
      expected: ({ small }: Falls) =>
        `R² of at least ${small.r2}: least squares on the same rows with more regressors never fits worse.`,
      found: ({ small, large }: Falls) => `R² ${small.r2} in ${small.column}, ${large.r2} in ${large.column}.`,
      arithmetic: ({ added, says }: Falls) =>
        `One outcome, one N, one sample ("${says}"); added ${plural(added.length, "is", "are")} ${listed.en(added)}. The two do not meet, rounding granted.`,
      otherwise: [
        ({ hasEffects }: Falls) => only(hasEffects, "One of them is the within R², the other not."),
        ({ fitsCut }: Falls) => only(fitsCut, CUT.en),
        "Other rows of the same number, or an adjusted R² in one of the columns.",
      ],
    },
    zh: {
      title: "增加解释变量后 R² 反而下降",
      expected: ({ small }) => `R² 应不低于 ${small.r2}：同一样本上增加解释变量，最小二乘的拟合不会变差。`,
      found: ({ small, large }) =>
        `${before(small.column)}列 R² 为 ${small.r2}，${before(large.column)}列为 ${large.r2}。`,
      arithmetic: ({ added, says }) =>
        `被解释变量、N 与样本均相同（“${says}”），增加了${apart(listed.zh(added))}。即使考虑舍入，两者仍不相容。`,
      otherwise: [
        ({ hasEffects }) => only(hasEffects, "其中之一为组内 R²，另一个不是。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "观测数相同但样本不同，或其中一列所列为调整 R²。",
      ],
    },
  },
});
