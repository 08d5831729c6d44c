/** What rules on instrumented estimates and their stages say. */
import { before, significant } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";
import { CUT, cellText, type Ends, only, range } from "../reading/messages.js";

interface FirstStage {
  readonly instrument: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly size: Ends;
  readonly value: number;
  readonly f: Ends;
}
interface Unreported extends FirstStage {
  readonly staigerStock: number;
  readonly stockYogo: number;
  readonly lee: number;
}
interface Differs extends FirstStage {
  /** Further off than corrections for small samples. */
  readonly isFar: boolean;
  readonly printed: string;
  readonly label: string;
  readonly errors: string | null;
}

const against = {
  en: (value: number, bound: number) => (value < bound ? `below ${bound}` : `above ${bound}`),
  zh: (value: number, bound: number) => (value < bound ? `低于 ${bound}` : `高于 ${bound}`),
};

interface IvOverOls {
  readonly iv: string;
  readonly ols: string;
  readonly ivAt: { readonly table: string; readonly column: string };
  readonly olsAt: { readonly table: string; readonly column: string };
  readonly value: number | null;
  readonly range: Ends;
  readonly opposite: boolean;
  readonly bound: number;
}

interface OfStages {
  readonly endogenous: string;
  readonly instrument: string;
  readonly estimate: string;
  readonly first: string;
  readonly reduced: string;
  readonly expected: Ends;
  /** Whether all regressors of the three columns are shown, without weights. */
  readonly isSure: boolean;
  readonly fitsCut: boolean;
}

export const instrumentTexts = findingTexts({
  first_stage_f_unreported: {
    en: {
      title: ({ value }: Unreported) => `First-stage F is not reported; t implies ${significant(value, 3)}`,
      expected: "The F of the excluded instrument beside an instrumented estimate.",
      found: ({ instrument, estimate, parenthesis }: Unreported) =>
        `${instrument} ${cellText(estimate, "", parenthesis)}, and no F.`,
      arithmetic: ({ size, f, value, staigerStock, stockYogo, lee }: Unreported) =>
        `With one instrument F = t²: t is ${range.en(size)} in size by rounding, F ${range.en(f)}. That is ${against.en(value, staigerStock)} (rule of thumb of Staiger and Stock 1997), ${against.en(value, stockYogo)} (Stock and Yogo 2005: a 5% test of size at most 10%, under homoskedastic errors) and ${against.en(value, lee)} (Lee, McCrary, Moreira and Porter 2022: a 5% test with the critical value 1.96).`,
      otherwise: [
        "F may be reported elsewhere in the paper.",
        "F has the errors of t: with other errors (clustered, by city) it is another.",
      ],
    },
    zh: {
      title: ({ value }) => `未报告第一阶段 F 值；由 t 值推得为 ${significant(value, 3)}`,
      expected: "工具变量估计应报告排除工具变量的第一阶段 F 值。",
      found: ({ instrument, estimate, parenthesis }) =>
        `${instrument} ${cellText(estimate, "", parenthesis)}，未列 F 值。`,
      arithmetic: ({ size, f, value, staigerStock, stockYogo, lee }) =>
        `只有一个工具变量时 F = t²：考虑舍入，t 的绝对值为 ${range.zh(size)}，F 为 ${range.zh(f)}。该值${against.zh(value, staigerStock)}（Staiger 和 Stock 1997 的经验法则），${against.zh(value, stockYogo)}（Stock 和 Yogo 2005：同方差下 5% 检验的实际水平不超过 10%），${against.zh(value, lee)}（Lee、McCrary、Moreira 和 Porter 2022：以 1.96 为临界值即得 5% 检验）。`,
      otherwise: [
        "F 值可能在文中其他地方报告。",
        "F 与 t 使用同一种标准误：换用其他标准误（如按城市聚类）时数值不同。",
      ],
    },
  },
  first_stage_f_differs: {
    en: {
      title: "First-stage F is not the square of the instrument's t",
      expected: ({ f }: Differs) => `F of ${range.en(f)}: with one instrument F = t².`,
      found: ({ instrument, estimate, parenthesis, label, printed }: Differs) =>
        `${instrument} ${cellText(estimate, "", parenthesis)}, ${label} ${printed}.`,
      arithmetic: ({ size, f, printed }: Differs) =>
        `t is ${range.en(size)} in size by rounding, t² ${range.en(f)}; printed is ${printed}.`,
      otherwise: [
        "An F of other errors than t, such as Cragg and Donald's (homoskedastic) beside a robust t, or Kleibergen and Paap's beside a classical one.",
        "The F of all regressors, or of several instruments.",
        ({ isFar }: Differs) => only(!isFar, "A correction for small samples in one of them and not the other."),
      ],
    },
    zh: {
      title: "第一阶段 F 值不等于工具变量 t 值的平方",
      expected: ({ f }) => `只有一个工具变量时 F = t²，应为 ${range.zh(f)}。`,
      found: ({ instrument, estimate, parenthesis, label, printed }) =>
        `${instrument} ${cellText(estimate, "", parenthesis)}，${label} 为 ${printed}。`,
      arithmetic: ({ size, f, printed }) =>
        `考虑舍入，t 的绝对值为 ${range.zh(size)}，t² 为 ${range.zh(f)}；所列为 ${printed}。`,
      otherwise: [
        "F 与 t 使用不同的标准误，如 Cragg–Donald F（同方差）与稳健 t 并列，或 Kleibergen–Paap F 与经典 t 并列。",
        "所列为全部解释变量的 F，或多个工具变量的 F。",
        ({ isFar }) => only(!isFar, "两者之一作了小样本调整，另一个没有。"),
      ],
    },
  },
  iv_over_ols: {
    en: {
      title: ({ value }: IvOverOls) =>
        value === null ? "2SLS is far from least squares" : `2SLS is ${significant(value, 3)} times least squares`,
      expected: ({ bound }: IvOverOls) => `Less than ${bound} times, from where on a ratio is called large here.`,
      found: ({ iv, ols, ivAt, olsAt, opposite }: IvOverOls) =>
        `${iv} in ${ivAt.table} ${ivAt.column} beside ${ols} in ${olsAt.table} ${olsAt.column}${opposite ? ", of the other sign" : ""}.`,
      arithmetic: ({ iv, ols, range: of }: IvOverOls) => `|${iv}|/|${ols}| is ${range.en(of)} by rounding.`,
      otherwise: [
        "A weak instrument, which moves 2SLS far in either direction.",
        "An instrument that affects the outcome by other ways: a small direct effect is divided by a small first stage.",
        "An effect on those whom the instrument moves that is larger than the average one.",
        "Measurement error, which attenuates least squares: it would have to be most of the regressor's variation.",
        "Other controls or effects in one column than in the other.",
      ],
    },
    zh: {
      title: ({ value }) =>
        value === null ? "2SLS 与 OLS 估计值相差悬殊" : `2SLS 估计值是 OLS 的 ${significant(value, 3)} 倍`,
      expected: ({ bound }) => `不到 ${bound} 倍；达到此值即视为偏大。`,
      found: ({ iv, ols, ivAt, olsAt, opposite }) =>
        `${ivAt.table} ${ivAt.column} 的 ${iv} 对 ${olsAt.table} ${olsAt.column} 的 ${ols}${opposite ? "，且符号相反" : ""}。`,
      arithmetic: ({ iv, ols, range: of }) => `考虑舍入，|${iv}|/|${ols}| 为 ${range.zh(of)}。`,
      otherwise: [
        "弱工具变量：2SLS 估计值可能大幅偏向任一方向。",
        "工具变量通过其他途径影响结果：微小的直接影响会被较小的第一阶段系数放大。",
        "受工具变量影响的群体（遵从者）的效应大于平均效应。",
        "测量误差使 OLS 衰减：但误差须占该变量变异的绝大部分。",
        "两列的控制变量或固定效应不同。",
      ],
    },
  },
  iv_of_stages: {
    en: {
      title: "2SLS is not the reduced form over the first stage",
      expected: ({ expected, endogenous }: OfStages) => `${endogenous} of ${range.en(expected)}.`,
      found: ({ endogenous, estimate, instrument, first, reduced }: OfStages) =>
        `${endogenous} ${estimate}; ${instrument} ${first} in the first stage, ${reduced} in the reduced form.`,
      arithmetic: ({ reduced, first, expected, estimate }: OfStages) =>
        `With one instrument and the same rows and controls 2SLS is their ratio: ${reduced}/${first} is ${range.en(expected)} by rounding, printed is ${estimate}.`,
      otherwise: [
        ({ isSure }: OfStages) => only(!isSure, "Regressors or weights that one of the columns does not show."),
        ({ fitsCut }: OfStages) => only(fitsCut, CUT.en),
        "Other rows of the same number, or an instrument in another unit.",
      ],
    },
    zh: {
      title: "2SLS 估计值不等于简约式系数与第一阶段系数之比",
      expected: ({ expected, endogenous }) => `${before(endogenous)}的系数应为 ${range.zh(expected)}。`,
      found: ({ endogenous, estimate, instrument, first, reduced }) =>
        `${endogenous} 为 ${estimate}；${instrument} 在第一阶段为 ${first}，在简约式中为 ${reduced}。`,
      arithmetic: ({ reduced, first, expected, estimate }) =>
        `只有一个工具变量且样本与控制变量相同时，2SLS 即两者之比：考虑舍入，${reduced}/${first} 为 ${range.zh(expected)}；所列为 ${estimate}。`,
      otherwise: [
        ({ isSure }) => only(!isSure, "某一列有未列出的解释变量或权重。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "观测数相同但样本不同，或工具变量的单位不同。",
      ],
    },
  },
});
