/** What rules on tables of means, and on the spread that a regression leaves, say. */
import { significant } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";

interface MeanGranularity {
  readonly variable: string;
  readonly mean: string;
  readonly n: number;
  readonly step: number;
  /** What the sum, in steps, must be for this mean: no whole number is between. */
  readonly sum: readonly [number | null, number | null];
  /** The nearest means that n such values can have. */
  readonly below: number;
  readonly above: number;
  /** Whether digits cut off rather than rounded would explain it. */
  readonly fitsCut: boolean;
}

interface Deviation {
  readonly variable: string;
  readonly mean: string;
  readonly n: number;
  readonly step: number;
  readonly sd: string;
  /** The nearest standard deviations that such values can have; null where there is none to that side. */
  readonly below: number | null;
  readonly above: number | null;
  readonly fitsCut: boolean;
}

interface DeviationOfMany extends Deviation {
  /** Sums, in steps, that give the mean. */
  readonly sums: readonly [number, number];
  readonly ends: readonly [number, number] | null;
}

interface DeviationOfTwo extends Deviation {
  readonly low: number;
  readonly high: number;
}

interface Outside {
  readonly variable: string;
  readonly which: "mean" | "median";
  readonly value: string;
  readonly min: string;
  readonly max: string;
}

interface Over {
  readonly variable: string;
  readonly sd: string;
  readonly mean: string;
  readonly min: string;
  readonly max: string;
  readonly n: number | null;
  readonly most: number;
}

interface Under {
  readonly variable: string;
  readonly sd: string;
  readonly min: string;
  readonly max: string;
  readonly n: number;
  readonly least: number;
}

interface Far {
  readonly variable: string;
  readonly mean: string;
  readonly median: string;
  readonly sd: string;
  readonly distance: readonly [number | null, number | null];
}

interface OfRmse {
  readonly r2: string;
  readonly isAdjusted: boolean;
  readonly rmse: string;
  readonly sd: string;
  readonly n: string;
  readonly expected: readonly [number | null, number | null];
}

const six = (value: number) => significant(value, 6);
const nearEn = ({ below, above }: Pick<Deviation, "below" | "above">) =>
  [below, above].flatMap((value) => (value === null ? [] : [six(value)])).join(" and ");
const nearZh = ({ below, above }: Pick<Deviation, "below" | "above">) =>
  [below, above].flatMap((value) => (value === null ? [] : [six(value)])).join("与");
const inStepsEn = (step: number) => (step === 1 ? "whole numbers" : `multiples of ${six(step)}`);
const inStepsZh = (step: number) => (step === 1 ? "整数" : `${six(step)} 的倍数`);
const middleZh = (which: Outside["which"]) => (which === "mean" ? "均值" : "中位数");
/** In an expression: a negative number in brackets. */
const term = (text: string) => (/^[-−–]/.test(text) ? `(${text})` : text);
const spanOf = ([low, high]: OfRmse["expected"]) =>
  `${low === null ? "−∞" : six(low)}–${high === null ? "∞" : six(high)}`;

const cutEn = ({ fitsCut }: { readonly fitsCut: boolean }) =>
  fitsCut
    ? "It fits if digits were cut off rather than rounded."
    : "The number of values of this variable may be other than its N, or the values other than the step told.";
const cutZh = ({ fitsCut }: { readonly fitsCut: boolean }) =>
  fitsCut ? "若数字是截断而非四舍五入，则可以成立。" : "该变量的有效观测数可能与所列 N 不同，或取值间隔与所述不同。";

const WEIGHTS_EN = "The mean may be weighted, which the table does not say.";
const WEIGHTS_ZH = "均值可能经过加权，而表中未作说明。";
const OTHER_ROWS_EN = "The numbers may be of different samples, or in different units.";
const OTHER_ROWS_ZH = "这些数字可能来自不同样本，或单位不同。";

export const meanTexts = findingTexts({
  mean_granularity: {
    en: {
      title: ({ variable, mean, n }: MeanGranularity) => `No ${n} values of ${variable} have a mean of ${mean}`,
      expected: ({ n, step }) => `A mean that ${n} ${inStepsEn(step)} can have: a multiple of ${six(step)}/${n}.`,
      found: ({ mean, n }) => `Mean ${mean}, N = ${n}.`,
      arithmetic: ({ sum, step, below, above }) =>
        `The sum would be ${step === 1 ? "" : `${six(step)} times `}a number in ${spanOf(sum)}, where there is no whole one; the nearest means are ${six(below)} and ${six(above)}.`,
      otherwise: [WEIGHTS_EN, cutEn],
    },
    zh: {
      title: ({ variable, mean, n }) => `${variable} 的任何 ${n} 个取值都得不到均值 ${mean}`,
      expected: ({ n, step }) => `${n} 个${inStepsZh(step)}的均值应为 ${six(step)}/${n} 的倍数。`,
      found: ({ mean, n }) => `均值 ${mean}，N = ${n}。`,
      arithmetic: ({ sum, step, below, above }) =>
        `总和应为${step === 1 ? "" : ` ${six(step)} 乘以`} ${spanOf(sum)} 之间的整数，而其中没有整数；最接近的均值为 ${six(below)} 与 ${six(above)}。`,
      otherwise: [WEIGHTS_ZH, cutZh],
    },
  },
  sd_granularity: {
    en: {
      title: ({ variable, sd, n }: DeviationOfMany) =>
        `No ${n} values of ${variable} with its mean have a standard deviation of ${sd}`,
      expected: ({ n, step, mean }) => `A standard deviation that ${n} ${inStepsEn(step)} of mean ${mean} can have.`,
      found: ({ sd, mean, n }) => `Standard deviation ${sd}, mean ${mean}, N = ${n}.`,
      arithmetic: (facts) => {
        const { sums, step, ends } = facts;
        const sum = sums[0] === sums[1] ? six(sums[0] * step) : `${six(sums[0] * step)} to ${six(sums[1] * step)}`;
        const within = ends === null ? "" : ` between ${six(ends[0])} and ${six(ends[1])}, both taken,`;
        return `With a sum of ${sum}, no whole numbers${step === 1 ? "" : ` of ${six(step)}`}${within} have a sum of squares that gives it, over n − 1 or over n${facts.below === null && facts.above === null ? "" : `; the nearest over n − 1: ${nearEn(facts)}`}.`;
      },
      otherwise: [WEIGHTS_EN, cutEn],
    },
    zh: {
      title: ({ variable, sd, n }) => `${variable} 的任何 ${n} 个取值在其均值下都得不到标准差 ${sd}`,
      expected: ({ n, step, mean }) => `均值为 ${mean} 的 ${n} 个${inStepsZh(step)}可能具有的标准差。`,
      found: ({ sd, mean, n }) => `标准差 ${sd}，均值 ${mean}，N = ${n}。`,
      arithmetic: (facts) => {
        const { sums, step, ends } = facts;
        const sum = sums[0] === sums[1] ? six(sums[0] * step) : `${six(sums[0] * step)} 至 ${six(sums[1] * step)}`;
        const within = ends === null ? "" : `取值在 ${six(ends[0])} 与 ${six(ends[1])} 之间且取到两端的`;
        return `总和为 ${sum} 时，没有${within}${inStepsZh(step)}的平方和能得到该标准差，无论除以 n − 1 还是 n${facts.below === null && facts.above === null ? "" : `；除以 n − 1 时最接近的为 ${nearZh(facts)}`}。`;
      },
      otherwise: [WEIGHTS_ZH, cutZh],
    },
  },
  sd_of_two_values: {
    en: {
      title: ({ variable, sd }: DeviationOfTwo) =>
        `A standard deviation of ${sd} is not that of ${variable}, which has two values`,
      expected: ({ mean, low, high, n }) =>
        `The standard deviation that the mean ${mean} of ${n} values ${six(low)} and ${six(high)} gives.`,
      found: ({ sd, mean, n }) => `Standard deviation ${sd}, mean ${mean}, N = ${n}.`,
      arithmetic: (facts) =>
        `With a share p of ${six(facts.high)} it is ${facts.step === 1 ? "" : `${six(facts.step)} × `}√(p(1 − p)), over n − 1 times √(n/(n − 1))${facts.below === null && facts.above === null ? "" : `; the nearest: ${nearEn(facts)}`}.`,
      otherwise: [WEIGHTS_EN, cutEn],
    },
    zh: {
      title: ({ variable, sd }) => `${variable} 只有两个取值，其标准差不会是 ${sd}`,
      expected: ({ mean, low, high, n }) =>
        `${n} 个取值为 ${six(low)} 与 ${six(high)}、均值为 ${mean} 的变量所对应的标准差。`,
      found: ({ sd, mean, n }) => `标准差 ${sd}，均值 ${mean}，N = ${n}。`,
      arithmetic: (facts) =>
        `取值 ${six(facts.high)} 的比例为 p 时，标准差为 ${facts.step === 1 ? "" : `${six(facts.step)} × `}√(p(1 − p))，除以 n − 1 时再乘以 √(n/(n − 1))${facts.below === null && facts.above === null ? "" : `；最接近的为 ${nearZh(facts)}`}。`,
      otherwise: [WEIGHTS_ZH, cutZh],
    },
  },
  ends_swapped: {
    en: {
      title: ({ variable }: { readonly variable: string; readonly min: string; readonly max: string }) =>
        `The minimum of ${variable} is above its maximum`,
      expected: "A minimum no larger than the maximum.",
      found: ({ min, max }) => `Minimum ${min}, maximum ${max}.`,
      arithmetic: ({ min, max }) => `${min} > ${max}.`,
      otherwise: ["The two may have been exchanged, or be in different units."],
    },
    zh: {
      title: ({ variable }) => `${variable} 的最小值大于最大值`,
      expected: "最小值不大于最大值。",
      found: ({ min, max }) => `最小值 ${min}，最大值 ${max}。`,
      arithmetic: ({ min, max }) => `${min} > ${max}。`,
      otherwise: ["两者可能互换，或单位不同。"],
    },
  },
  middle_outside: {
    en: {
      title: ({ variable, which }: Outside) => `The ${which} of ${variable} lies outside its range`,
      expected: ({ which, min, max }) => `A ${which} from ${min} to ${max}.`,
      found: ({ which, value }) => `The ${which} is ${value}.`,
      arithmetic: ({ value, min, max }) => `${value} is not between ${min} and ${max}, rounding granted.`,
      otherwise: [OTHER_ROWS_EN],
    },
    zh: {
      title: ({ variable, which }) => `${variable} 的${middleZh(which)}超出其取值范围`,
      expected: ({ which, min, max }) => `${middleZh(which)}应在 ${min} 与 ${max} 之间。`,
      found: ({ which, value }) => `${middleZh(which)}为 ${value}。`,
      arithmetic: ({ value, min, max }) => `考虑四舍五入，${value} 仍不在 ${min} 与 ${max} 之间。`,
      otherwise: [OTHER_ROWS_ZH],
    },
  },
  sd_over_range: {
    en: {
      title: ({ variable, sd }: Over) => `A standard deviation of ${sd} is more than the range of ${variable} allows`,
      expected: ({ most }) => `At most ${six(most)}.`,
      found: ({ sd }) => `Standard deviation ${sd}.`,
      arithmetic: ({ min, max, mean, n, most }) =>
        `(${max} − ${term(mean)})(${mean} − ${term(min)})${n === null ? ", times at most 2 over n − 1," : ` × ${n}/${n - 1}`} is the largest variance; its root is ${six(most)} at most, rounding granted.`,
      otherwise: [OTHER_ROWS_EN, "Minimum and maximum may be of winsorised values, or percentiles."],
    },
    zh: {
      title: ({ variable, sd }) => `标准差 ${sd} 超过 ${variable} 取值范围所允许的最大值`,
      expected: ({ most }) => `至多 ${six(most)}。`,
      found: ({ sd }) => `标准差 ${sd}。`,
      arithmetic: ({ min, max, mean, n, most }) =>
        `最大方差为 (${max} − ${term(mean)})(${mean} − ${term(min)})${n === null ? "，除以 n − 1 时至多再乘以 2" : ` × ${n}/${n - 1}`}；考虑四舍五入，其平方根至多 ${six(most)}。`,
      otherwise: [OTHER_ROWS_ZH, "最小值与最大值可能为缩尾后的值，或为分位数。"],
    },
  },
  sd_under_range: {
    en: {
      title: ({ variable, sd }: Under) => `A standard deviation of ${sd} is less than the range of ${variable} allows`,
      expected: ({ least }) => `At least ${six(least)}.`,
      found: ({ sd }) => `Standard deviation ${sd}.`,
      arithmetic: ({ min, max, n, least }) =>
        `${min} and ${max} are among ${n} values, so that the variance is at least (${max} − ${term(min)})²/(2 × ${n}); its root is ${six(least)} at least, rounding granted.`,
      otherwise: [
        OTHER_ROWS_EN,
        "Weights may count the extreme values less, or the deviation be within units or of a mean.",
      ],
    },
    zh: {
      title: ({ variable, sd }) => `标准差 ${sd} 低于 ${variable} 取值范围所允许的最小值`,
      expected: ({ least }) => `至少 ${six(least)}。`,
      found: ({ sd }) => `标准差 ${sd}。`,
      arithmetic: ({ min, max, n, least }) =>
        `${n} 个值中含有 ${min} 与 ${max}，方差至少为 (${max} − ${term(min)})²/(2 × ${n})；考虑四舍五入，其平方根至少 ${six(least)}。`,
      otherwise: [OTHER_ROWS_ZH, "权重可能减小了极端值的作用，或该标准差为组内标准差、均值的标准误。"],
    },
  },
  median_far: {
    en: {
      title: ({ variable }: Far) => `Mean and median of ${variable} are more than a standard deviation apart`,
      expected: ({ sd }) => `Mean and median at most ${sd} apart.`,
      found: ({ mean, median }) => `Mean ${mean}, median ${median}.`,
      arithmetic: ({ distance, sd }) => `|mean − median| = ${spanOf(distance)} > ${sd}, whatever the distribution.`,
      otherwise: [OTHER_ROWS_EN],
    },
    zh: {
      title: ({ variable }) => `${variable} 的均值与中位数相差超过一个标准差`,
      expected: ({ sd }) => `均值与中位数之差至多为 ${sd}。`,
      found: ({ mean, median }) => `均值 ${mean}，中位数 ${median}。`,
      arithmetic: ({ distance, sd }) => `|均值 − 中位数| = ${spanOf(distance)} > ${sd}，任何分布都不可能。`,
      otherwise: [OTHER_ROWS_ZH],
    },
  },
  r2_of_rmse: {
    en: {
      title: ({ r2, isAdjusted }: OfRmse) =>
        `${isAdjusted ? "Adjusted R²" : "R²"} of ${r2} does not follow from the root mean square error and the outcome's standard deviation`,
      expected: ({ expected }) => `A value in ${spanOf(expected)}.`,
      found: ({ r2 }) => `${r2}.`,
      arithmetic: ({ rmse, sd, n }) =>
        `1 − ${rmse}²/${sd}² with degrees of freedom from none to all that the column allows of N = ${n}.`,
      otherwise: [
        "R² may be within units, or the standard deviation of another sample than the regression's, such as that of controls.",
      ],
    },
    zh: {
      title: ({ r2, isAdjusted }) => `${isAdjusted ? "调整 R²" : "R²"} = ${r2} 与均方根误差及被解释变量的标准差不符`,
      expected: ({ expected }) => `应在 ${spanOf(expected)} 之间。`,
      found: ({ r2 }) => `${r2}。`,
      arithmetic: ({ rmse, sd, n }) => `1 − ${rmse}²/${sd}²，N = ${n}，自由度取该列允许的全部范围。`,
      otherwise: ["R² 可能为组内 R²，或标准差并非来自回归样本（例如仅为对照组）。"],
    },
  },
});
