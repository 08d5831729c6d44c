/** What the rule on dynamic panels says. */
import { listed, significant } from "../../../../base/messages.js";
import { findingTexts, levelText } from "../../messages.js";

interface SecondOrder {
  readonly printed: string;
  /** Whether what is printed is a p-value. */
  readonly isP: boolean;
  /** Two-sided p of a printed statistic. */
  readonly p: number | null;
  readonly level: number;
}

interface Untested {
  readonly columns: readonly string[];
  /** Columns of the table that have both tests. */
  readonly tested: readonly string[];
}

interface Uncounted {
  readonly columns: readonly string[];
  /** Whether the number of instruments is missing, and that of groups. */
  readonly instruments: boolean;
  readonly groups: boolean;
}

interface DynamicRows {
  readonly n: string;
  readonly units: number;
  readonly periods: number;
  readonly lags: number;
  /** Rows of the levels that lags leave. */
  readonly most: number;
  readonly excess: number;
  /** Rows of both equations of a system, where they would be enough. */
  readonly both: number | null;
}

const lackedEn = ({ instruments, groups }: Uncounted) =>
  [...(instruments ? ["instruments"] : []), ...(groups ? ["groups"] : [])].join(" and of ");
const lackedZh = ({ instruments, groups }: Uncounted) =>
  [...(instruments ? ["工具变量个数"] : []), ...(groups ? ["组数"] : [])].join("和");

export const dynamicTexts = findingTexts({
  ar1_positive: {
    en: {
      title: ({ statistic }: { readonly statistic: string }) => `AR(1) of ${statistic} is positive`,
      expected:
        "A negative statistic: in first differences, errors without serial correlation have a first-order autocorrelation of −1/2.",
      found: ({ statistic }) => `AR(1) = ${statistic}.`,
      arithmetic:
        "Cov(Δe(t), Δe(t−1)) = 2γ₁ − γ₀ − γ₂ in autocovariances γ of the errors: −γ₀ without serial correlation, −γ₀(1 − ρ)² for errors of first order, never above 0.",
      otherwise: [
        "The test may be of residuals in levels, or the statistic printed without its sign.",
        "Errors with 2γ₁ > γ₀ + γ₂ make it positive: an outcome that is smoothed, interpolated or averaged over time, or a model that lacks dynamics.",
      ],
    },
    zh: {
      title: ({ statistic }) => `AR(1) 统计量 ${statistic} 为正`,
      expected: "应为负值：若误差项无序列相关，其一阶差分的一阶自相关系数为 −1/2。",
      found: ({ statistic }) => `AR(1) = ${statistic}。`,
      arithmetic:
        "以误差项自协方差 γ 表示，Cov(Δe(t), Δe(t−1)) = 2γ₁ − γ₀ − γ₂：无序列相关时为 −γ₀，一阶自回归误差时为 −γ₀(1 − ρ)²，均不大于 0。",
      otherwise: [
        "检验可能基于水平方程的残差，或统计量未印出符号。",
        "若误差项满足 2γ₁ > γ₀ + γ₂，统计量可以为正：例如被解释变量经平滑、插值或跨期平均，或模型遗漏动态项。",
      ],
    },
  },
  ar2_significant: {
    en: {
      title: ({ level }: SecondOrder) =>
        `Second-order serial correlation is significant at the ${levelText(level)} level`,
      expected: "No second-order serial correlation of the differenced residuals, which instruments dated t − 2 need.",
      found: ({ printed, isP }) => (isP ? `The p-value of AR(2) is ${printed}.` : `AR(2) = ${printed}.`),
      arithmetic: ({ printed, p, level }) =>
        p === null
          ? `${printed} < ${significant(level)}.`
          : `P(|z| > |${printed}|) = ${significant(p)} < ${significant(level)}.`,
      otherwise: ["Instruments may begin at deeper lags, which need no correlation of a higher order only."],
    },
    zh: {
      title: ({ level }) => `二阶序列相关在${levelText(level)}水平上显著`,
      expected: "差分残差无二阶序列相关，这是以 t − 2 期变量为工具变量的前提。",
      found: ({ printed, isP }) => (isP ? `AR(2) 的 p 值为 ${printed}。` : `AR(2) = ${printed}。`),
      arithmetic: ({ printed, p, level }) =>
        p === null
          ? `${printed} < ${significant(level)}。`
          : `P(|z| > |${printed}|) = ${significant(p)} < ${significant(level)}。`,
      otherwise: ["工具变量可能从更深的滞后期开始，此时只要求更高阶无序列相关。"],
    },
  },
  ar_tests_missing: {
    en: {
      title: ({ columns }: Untested) => `Tests of serial correlation are not reported for ${listed.en(columns)}`,
      expected: "AR(1) and AR(2) of the differenced residuals in every column of a dynamic panel.",
      found: ({ tested, columns }) =>
        tested.length === 0
          ? `No column has both tests (${listed.en(columns)}).`
          : `Both tests in ${listed.en(tested)}, not in ${listed.en(columns)}.`,
      arithmetic: "Without AR(2), whether lags dated t − 2 are valid instruments cannot be seen.",
      otherwise: ["The tests may be reported in the text or an appendix, or the panel may be too short for AR(2)."],
    },
    zh: {
      title: ({ columns }) => `${listed.zh(columns)} 未报告序列相关检验`,
      expected: "动态面板的每一列均应报告差分残差的 AR(1) 与 AR(2) 检验。",
      found: ({ tested, columns }) =>
        tested.length === 0
          ? `没有一列同时报告两项检验（${listed.zh(columns)}）。`
          : `${listed.zh(tested)} 报告了两项检验，${listed.zh(columns)} 没有。`,
      arithmetic: "缺少 AR(2) 检验，无从判断 t − 2 期滞后项是否为有效工具变量。",
      otherwise: ["检验可能在正文或附录中报告，或面板过短而无法进行 AR(2) 检验。"],
    },
  },
  overid_missing: {
    en: {
      title: ({ columns }: { readonly columns: readonly string[] }) =>
        `No test of over-identifying restrictions is reported for ${listed.en(columns)}`,
      expected: "A Hansen or Sargan statistic with its degrees of freedom.",
      found: "Neither is in the table.",
      arithmetic:
        "GMM of a dynamic panel has a moment for every lag and period, more than coefficients: their validity can be tested.",
      otherwise: [
        "The test may be reported elsewhere.",
        "With as many instruments as coefficients (Anderson-Hsiao) there is none.",
      ],
    },
    zh: {
      title: ({ columns }) => `${listed.zh(columns)} 未报告过度识别检验`,
      expected: "Hansen 或 Sargan 统计量及其自由度。",
      found: "表中两者均无。",
      arithmetic: "动态面板 GMM 对每个滞后期和时期各有一个矩条件，多于待估系数，其有效性可以检验。",
      otherwise: ["检验可能在别处报告。", "若工具变量与系数个数相等（Anderson-Hsiao），则无此检验。"],
    },
  },
  instruments_missing: {
    en: {
      title: (facts: Uncounted) => `The number of ${lackedEn(facts)} is not reported`,
      expected: "The number of instruments beside the number of groups in every column of a dynamic panel.",
      found: (facts) => `No number of ${lackedEn(facts)} for ${listed.en(facts.columns)}.`,
      arithmetic:
        "The number of instruments grows with the square of the number of periods; more instruments than groups weaken the tests.",
      otherwise: ["The numbers may be given in the text or in notes that the transcription left out."],
    },
    zh: {
      title: (facts) => `未报告${lackedZh(facts)}`,
      expected: "动态面板的每一列均应报告工具变量个数与组数。",
      found: (facts) => `${listed.zh(facts.columns)} 缺少${lackedZh(facts)}。`,
      arithmetic: "工具变量个数随期数的平方增长；多于组数时检验效力减弱。",
      otherwise: ["这些数字可能见于正文，或见于转录时略去的表注。"],
    },
  },
  instruments_over_groups: {
    en: {
      title: ({ instruments, groups }: { readonly instruments: string; readonly groups: string }) =>
        `${instruments} instruments for ${groups} groups`,
      expected: ({ groups }) => `No more instruments than groups, ${groups}.`,
      found: ({ instruments }) => `${instruments} instruments.`,
      arithmetic: ({ instruments, groups }) =>
        `${instruments} > ${groups}: the optimal weighting matrix is singular, and the Hansen test loses its power.`,
      otherwise: ["One-step estimates, or a weighting matrix by generalised inverse, can still be computed."],
    },
    zh: {
      title: ({ instruments, groups }) => `${groups} 个组用了 ${instruments} 个工具变量`,
      expected: ({ groups }) => `工具变量不多于组数 ${groups}。`,
      found: ({ instruments }) => `工具变量 ${instruments} 个。`,
      arithmetic: ({ instruments, groups }) => `${instruments} > ${groups}：最优权重矩阵奇异，Hansen 检验失去效力。`,
      otherwise: ["一步估计，或以广义逆计算权重矩阵，仍可得到估计值。"],
    },
  },
  dynamic_n_over_panel: {
    en: {
      title: ({ n }: DynamicRows) => `N = ${n} exceeds the rows that lags leave of the stated panel`,
      expected: ({ units, periods, lags, most }) => `At most ${units} × (${periods} − ${lags}) = ${most} rows.`,
      found: ({ n }) => `N = ${n}.`,
      arithmetic: ({ units, periods, lags, most, excess }) =>
        `${units} units with ${lags === 1 ? "a lag" : `${lags} lags`} keep ${periods - lags} of ${periods} periods, ${most} rows in levels, and one fewer a unit in differences: N is at least ${excess} more.`,
      otherwise: [
        ({ both }) =>
          both === null
            ? "The sample may have other units or periods than the text states, or rows finer than a unit and a period."
            : `N may count the rows of both equations of a system, up to ${both}.`,
        "Lags may be of years before the stated panel.",
      ],
    },
    zh: {
      title: ({ n }) => `N = ${n} 超过文中面板取滞后后剩余的观测数`,
      expected: ({ units, periods, lags, most }) => `至多 ${units} × (${periods} − ${lags}) = ${most} 行。`,
      found: ({ n }) => `N = ${n}。`,
      arithmetic: ({ units, periods, lags, most, excess }) =>
        `${units} 个个体取 ${lags} 阶滞后，${periods} 期余 ${periods - lags} 期，水平方程 ${most} 行，差分方程每个个体再少一行：N 至少多 ${excess} 行。`,
      otherwise: [
        ({ both }) =>
          both === null
            ? "样本的个体数或期数可能与文中所述不同，或观测单位更细。"
            : `N 可能为系统 GMM 两个方程的观测数之和，至多 ${both}。`,
        "滞后项可能取自面板起始年份之前的数据。",
      ],
    },
  },
});
