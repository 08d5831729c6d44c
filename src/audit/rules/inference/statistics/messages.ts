/** What rules on an estimate and what stands beneath it say. */
import { after, capital, plural } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";
import {
  type Basis,
  CUT,
  cellText,
  type Ends,
  KINDS,
  type Kind,
  ONE_SIDED,
  one,
  only,
  percent,
  pRange,
  RATIOS,
  range,
  read,
} from "../reading/messages.js";

const KIND = {
  en: { std_error: "a standard error", statistic: "a t-value", p_value: "a p-value" },
  zh: { std_error: "标准误", statistic: "t 值", p_value: "p 值" },
} as const;

interface NotAsStated {
  readonly table: string;
  readonly says: string;
  readonly stated: Kind;
  readonly as: Kind;
  readonly cells: number;
  readonly against: number;
  /** Cells that would owe stars. */
  readonly doubtful: number;
  readonly others: readonly { readonly reading: Kind; readonly against: number }[];
  /** Cells that the reading found does not fit either. */
  readonly kept: number;
  readonly plainest: {
    readonly column: string;
    readonly term: string;
    readonly estimate: string;
    readonly stars: string;
    readonly parenthesis: string;
    readonly obstacle: "negative" | "above_one" | "sign" | "stars";
    /** The estimate over what is in parentheses. */
    readonly size: Ends;
  } | null;
}

const plainly = {
  en: ({ stated, plainest }: NotAsStated): string => {
    if (plainest === null) return "";
    const { column, term, estimate, stars, parenthesis, obstacle, size } = plainest;
    const shown = `${term} in ${column}, ${cellText(estimate, stars, parenthesis)}`;
    if (obstacle === "negative") return `Most plainly ${shown}: ${KIND.en[stated]} is never negative.`;
    if (obstacle === "above_one") return `Most plainly ${shown}: a p-value is at most 1.`;
    if (obstacle === "sign") return `Most plainly ${shown}: a t-value has the sign of its estimate.`;
    return stated === "std_error"
      ? `Most plainly ${shown}: over such an error the estimate would have a t of ${range.en(size)}, which earns no star.`
      : `Most plainly ${shown}: ${KIND.en[stated]} of that size earns no such stars.`;
  },
  zh: ({ stated, plainest }: NotAsStated): string => {
    if (plainest === null) return "";
    const { column, term, estimate, stars, parenthesis, obstacle, size } = plainest;
    const shown = `最明显的是 ${column} 列的 ${term}，${cellText(estimate, stars, parenthesis)}`;
    if (obstacle === "negative") return `${shown}：${KIND.zh[stated]}不可能为负。`;
    if (obstacle === "above_one") return `${shown}：p 值不超过 1。`;
    if (obstacle === "sign") return `${shown}：t 值应与估计值同号。`;
    return stated === "std_error"
      ? `${shown}：若为标准误，t 值仅为 ${range.zh(size)}，不应有星号。`
      : `${shown}：如此大小的${after(KIND.zh[stated])}不应有这些星号。`;
  },
};

interface LikeParentheses {
  readonly means: Kind;
  /** Cells that have both. */
  readonly cells: number;
  readonly unlike: number;
  readonly term: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly bracket: string;
}

interface Impossible {
  readonly term: string;
  readonly estimate: string;
  readonly parenthesis: string;
  readonly as: Kind;
  readonly basis: Basis;
}

interface Sign {
  readonly term: string;
  readonly estimate: string;
  readonly statistic: string;
  readonly as: Kind;
  readonly basis: Basis;
  readonly mayBeRatio: boolean;
}

interface StatisticOfError {
  readonly term: string;
  readonly estimate: string;
  readonly error: string;
  readonly statistic: string;
  readonly expected: Ends;
  readonly statisticRange: Ends;
  readonly fitsCut: boolean;
  readonly mayBeRatio: boolean;
}

interface POfStatistic {
  readonly term: string;
  readonly estimate: string;
  readonly error: string | null;
  readonly statistic: string | null;
  readonly interval: readonly string[] | null;
  readonly coverages: readonly number[];
  /** Null where p follows from the interval alone. */
  readonly size: Ends | null;
  readonly p: string;
  readonly expected: Ends;
  readonly df: number;
  readonly isBelow: boolean;
  readonly fitsOneSided: boolean;
  readonly fitsCut: boolean;
  readonly mayBeRatio: boolean;
}

interface Interval {
  readonly term: string;
  readonly estimate: string;
  readonly low: string;
  readonly high: string;
}
interface OffCentre extends Interval {
  readonly above: Ends;
  readonly below: Ends;
  readonly fitsCut: boolean;
  readonly mayBeRatio: boolean;
}
interface WidthOf extends Interval {
  readonly error: string | null;
  readonly statistic: string | null;
  readonly multiple: Ends;
  readonly expected: Ends;
  readonly coverage: number;
  readonly isStated: boolean;
  readonly df: number;
  readonly isNarrow: boolean;
  readonly fitsCut: boolean;
}

export const statisticTexts = findingTexts({
  parentheses_not_as_stated: {
    en: {
      title: ({ stated, as }: NotAsStated) =>
        `Parentheses said to hold ${KINDS.en[stated]} can only be ${KINDS.en[as]}`,
      expected: ({ says, stated }: NotAsStated) => `${capital(KINDS.en[stated])}, as the table says: "${says}".`,
      found: ({ cells, against, doubtful, stated, as, kept }: NotAsStated) =>
        against > 0
          ? `${against === cells ? `None of the ${cells} cells can be ${KIND.en[stated]}` : `Of ${cells} cells, ${against} cannot be ${KINDS.en[stated]}`}; ${kept === 0 ? "all" : cells - kept} fit ${KINDS.en[as]}.`
          : `Read as ${KINDS.en[stated]}, ${doubtful} of ${cells} cells would owe more stars; read as ${KINDS.en[as]} none of these would.`,
      arithmetic: (facts: NotAsStated) =>
        `${plainly.en(facts)}${facts.others.map((one) => ` Nor can they be ${KINDS.en[one.reading]}: ${one.against} ${plural(one.against, "cell")} ${plural(one.against, "speaks", "speak")} against it.`).join("")} All rules read them as ${KINDS.en[facts.as]}.`.trim(),
      otherwise: [
        "A note carried over from another table.",
        ({ stated }: NotAsStated) =>
          only(
            stated === "std_error",
            "Estimates divided by a scale, and their errors not, where no parenthesis is negative.",
          ),
        ({ against }: NotAsStated) => only(against === 0, "Stars that are given to some rows only."),
      ],
    },
    zh: {
      title: ({ stated, as }) => `括号内标注为${after(KINDS.zh[stated])}，但只可能是${after(KINDS.zh[as])}`,
      expected: ({ says, stated }) => `按表注“${says}”，应为${after(KINDS.zh[stated])}。`,
      found: ({ cells, against, doubtful, stated, as, kept }) =>
        against > 0
          ? `${against === cells ? `${cells} 个单元格均` : `${cells} 个单元格中有 ${against} 个`}不可能是${after(KINDS.zh[stated])}；${kept === 0 ? "全部" : `${cells - kept} 个`}与${after(KINDS.zh[as])}相容。`
          : `若为${after(KINDS.zh[stated])}，${cells} 个单元格中有 ${doubtful} 个应有更多星号；若为${after(KINDS.zh[as])}则无此矛盾。`,
      arithmetic: (facts) =>
        `${plainly.zh(facts)}${facts.others.map((other) => `也不可能是${after(KINDS.zh[other.reading])}：有 ${other.against} 个单元格与之矛盾。`).join("")}各项检查均按${after(KINDS.zh[facts.as])}解读。`,
      otherwise: [
        "表注沿用自另一张表。",
        ({ stated }) => only(stated === "std_error", "括号内均非负时：估计值按某一单位缩放，而标准误未作相应缩放。"),
        ({ against }) => only(against === 0, "仅部分行标注星号。"),
      ],
    },
  },
  brackets_like_parentheses: {
    en: {
      title: ({ means }: LikeParentheses) =>
        `Parentheses and brackets are both said to hold ${KINDS.en[means]}, and differ`,
      expected: ({ means }: LikeParentheses) =>
        `One of the two, or a note on how ${KINDS.en[means]} of two kinds differ.`,
      found: ({ cells, unlike, term, estimate, parenthesis, bracket }: LikeParentheses) =>
        `${unlike} of ${cells} ${plural(cells, "cell")}, such as ${term}: ${estimate} (${parenthesis}) [${bracket}].`,
      arithmetic: "The two numbers do not meet, rounding granted.",
      otherwise: [
        "Errors of two kinds, which the notes do not tell.",
        "A note on one of them that is meant for the other.",
      ],
    },
    zh: {
      title: ({ means }) => `圆括号与方括号均标注为${after(KINDS.zh[means])}，数值却不同`,
      expected: ({ means }) => `只列其一，或说明两种${after(KINDS.zh[means])}有何区别。`,
      found: ({ cells, unlike, term, estimate, parenthesis, bracket }) =>
        `${cells} 个单元格中有 ${unlike} 个不同，如 ${term}：${estimate} (${parenthesis}) [${bracket}]。`,
      arithmetic: "即使考虑舍入，两个数仍不相容。",
      otherwise: ["采用了两种标准误，而表注未作说明。", "其中一处的标注本应用于另一处。"],
    },
  },
  parenthesis_impossible: {
    en: {
      title: ({ as }: Impossible) => `What stands in parentheses cannot be ${KIND.en[as]}`,
      expected: ({ as }: Impossible) =>
        as === "p_value" ? "A p-value between 0 and 1." : `${capital(KIND.en[as])}, which is not negative.`,
      found: ({ term, estimate, parenthesis }: Impossible) => `${term}: ${cellText(estimate, "", parenthesis)}.`,
      arithmetic: ({ as, basis, obstacle }: Impossible & { readonly obstacle: "negative" | "above_one" }) =>
        `${obstacle === "above_one" ? "The number lies above 1, rounding granted." : "The number is negative."}${read.en(as, basis)}`,
      otherwise: ["A misprint, or another quantity in this cell than in the others."],
    },
    zh: {
      title: ({ as }) => `括号内的数不可能是${after(KIND.zh[as])}`,
      expected: ({ as }) => (as === "p_value" ? "p 值应在 0 与 1 之间。" : `${KIND.zh[as]}不应为负。`),
      found: ({ term, estimate, parenthesis }) => `${term}：${cellText(estimate, "", parenthesis)}。`,
      arithmetic: ({ as, basis, obstacle }) =>
        `${obstacle === "above_one" ? "即使考虑舍入，该数仍大于 1。" : "该数为负。"}${read.zh(as, basis)}`,
      otherwise: ["排印错误，或该单元格所列与其他单元格不同。"],
    },
  },
  sign_of_statistic: {
    en: {
      title: "The t-value has not the sign of its estimate",
      expected: "One sign: a t-value is the estimate over a positive error.",
      found: ({ term, estimate, statistic }: Sign) => `${term}: estimate ${estimate}, t ${statistic}.`,
      arithmetic: ({ as, basis }: Sign) =>
        `The table prints t-values with their signs, and here the two signs differ.${read.en(as, basis)}`,
      otherwise: [
        "A minus sign lost or added in printing.",
        ({ mayBeRatio }: Sign) => only(mayBeRatio, RATIOS.en),
        "A test of another value than zero.",
      ],
    },
    zh: {
      title: "t 值与估计值符号相反",
      expected: "t 值等于估计值除以正的标准误，两者应同号。",
      found: ({ term, estimate, statistic }) => `${term}：估计值 ${estimate}，t 值 ${statistic}。`,
      arithmetic: ({ as, basis }) => `该表的 t 值带有符号，而此处两者符号相反。${read.zh(as, basis)}`,
      otherwise: [
        "排印时漏掉或多出负号。",
        ({ mayBeRatio }) => only(mayBeRatio, RATIOS.zh),
        "检验的原假设不是系数为零。",
      ],
    },
  },
  statistic_of_error: {
    en: {
      title: "Estimate, error and t-value do not fit",
      expected: ({ expected }: StatisticOfError) =>
        `A t of ${range.en(expected)} in size: the estimate over its error.`,
      found: ({ term, estimate, error, statistic }: StatisticOfError) =>
        `${term}: estimate ${estimate}, error ${error}, t ${statistic}.`,
      arithmetic: ({ estimate, error, expected, statisticRange }: StatisticOfError) =>
        `|${estimate}|/${error} is ${range.en(expected)} by rounding; the printed t is ${range.en(statisticRange)} in size.`,
      otherwise: [
        ({ fitsCut }: StatisticOfError) => only(fitsCut, CUT.en),
        ({ mayBeRatio }: StatisticOfError) => only(mayBeRatio, RATIOS.en),
        "A test of another value than zero, or a t of other errors than those printed.",
      ],
    },
    zh: {
      title: "估计值、标准误与 t 值不相符",
      expected: ({ expected }) => `t 的绝对值应为估计值与标准误之比，即 ${range.zh(expected)}。`,
      found: ({ term, estimate, error, statistic }) =>
        `${term}：估计值 ${estimate}，标准误 ${error}，t 值 ${statistic}。`,
      arithmetic: ({ estimate, error, expected, statisticRange }) =>
        `考虑舍入，|${estimate}|/${error} 为 ${range.zh(expected)}；所列 t 的绝对值为 ${range.zh(statisticRange)}。`,
      otherwise: [
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        ({ mayBeRatio }) => only(mayBeRatio, RATIOS.zh),
        "检验的原假设不是系数为零，或 t 值所用标准误与所列不同。",
      ],
    },
  },
  p_of_statistic: {
    en: {
      title: "The p-value does not fit the test statistic",
      expected: ({ expected, df }: POfStatistic) =>
        `A p of ${pRange.en(expected)}: from the normal to t with ${df} degrees of freedom.`,
      found: ({ term, estimate, error, statistic, interval, p }: POfStatistic) =>
        `${term}: estimate ${estimate}${error === null ? "" : `, error ${error}`}${statistic === null ? "" : `, t ${statistic}`}${interval === null ? "" : `, interval [${interval.join(", ")}]`}, p ${p}.`,
      arithmetic: ({ size, coverages, p, isBelow, expected }: POfStatistic) =>
        `${size === null ? `The ends are those of an interval of ${coverages.map(percent).join(" or ")}` : `t is ${range.en(size)} in size by rounding`}; p ${p} lies ${isBelow ? `below ${one(expected[0] ?? 0)}, the smallest that fits` : `above ${one(expected[1] ?? 1)}`}.`,
      otherwise: [
        ({ fitsOneSided }: POfStatistic) => only(fitsOneSided, ONE_SIDED.en),
        ({ fitsCut }: POfStatistic) => only(fitsCut, CUT.en),
        ({ mayBeRatio }: POfStatistic) => only(mayBeRatio, RATIOS.en),
        ({ isBelow }: POfStatistic) =>
          only(!isBelow, "Fewer degrees of freedom, or a p adjusted for several hypotheses."),
        "A p from another test, such as a bootstrap or a permutation.",
      ],
    },
    zh: {
      title: "p 值与检验统计量不相符",
      expected: ({ expected, df }) => `p 值应为 ${pRange.zh(expected)}：从正态分布到自由度为 ${df} 的 t 分布。`,
      found: ({ term, estimate, error, statistic, interval, p }) =>
        `${term}：估计值 ${estimate}${error === null ? "" : `，标准误 ${error}`}${statistic === null ? "" : `，t 值 ${statistic}`}${interval === null ? "" : `，区间 [${interval.join(", ")}]`}，p 值 ${p}。`,
      arithmetic: ({ size, coverages, p, isBelow, expected }) =>
        `${size === null ? `区间的置信水平为 ${coverages.map(percent).join(" 或 ")}` : `考虑舍入，t 的绝对值为 ${range.zh(size)}`}；p 值 ${p} ${isBelow ? `低于相容的最小值 ${one(expected[0] ?? 0)}` : `高于 ${one(expected[1] ?? 1)}`}。`,
      otherwise: [
        ({ fitsOneSided }) => only(fitsOneSided, ONE_SIDED.zh),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        ({ mayBeRatio }) => only(mayBeRatio, RATIOS.zh),
        ({ isBelow }) => only(!isBelow, "自由度更小，或 p 值经多重假设检验调整。"),
        "p 值来自其他检验，如自助法或置换检验。",
      ],
    },
  },
  outside_interval: {
    en: {
      title: "The estimate lies outside its own interval",
      expected: "An estimate between the ends of its interval.",
      found: ({ term, estimate, low, high }: Interval) => `${term}: ${estimate} [${low}, ${high}].`,
      arithmetic: ({ isSwapped }: Interval & { readonly isSwapped: boolean }) =>
        isSwapped ? "The first end lies above the second, rounding granted." : "The two do not meet, rounding granted.",
      otherwise: ["Ends of another column or row; a percentile interval of a biased bootstrap."],
    },
    zh: {
      title: "估计值不在其置信区间内",
      expected: "估计值应位于区间两端之间。",
      found: ({ term, estimate, low, high }) => `${term}：${estimate} [${low}, ${high}]。`,
      arithmetic: ({ isSwapped }) =>
        isSwapped ? "即使考虑舍入，前一端点仍大于后一端点。" : "即使考虑舍入，估计值仍在区间之外。",
      otherwise: ["区间属于其他行或列；有偏的自助法百分位区间。"],
    },
  },
  interval_off_centre: {
    en: {
      title: "The interval is not centred on its estimate",
      expected: "Ends as far below the estimate as above it.",
      found: ({ term, estimate, low, high }: OffCentre) => `${term}: ${estimate} [${low}, ${high}].`,
      arithmetic: ({ above, below }: OffCentre) =>
        `The upper end lies ${range.en(above)} above the estimate by rounding, the lower one ${range.en(below)} below it.`,
      otherwise: [
        ({ fitsCut }: OffCentre) => only(fitsCut, CUT.en),
        ({ mayBeRatio }: OffCentre) => only(mayBeRatio, RATIOS.en),
        "An interval of percentiles, of an inverted test, or of a transformed estimate.",
      ],
    },
    zh: {
      title: "置信区间不以估计值为中心",
      expected: "区间两端与估计值的距离应相等。",
      found: ({ term, estimate, low, high }) => `${term}：${estimate} [${low}, ${high}]。`,
      arithmetic: ({ above, below }) =>
        `考虑舍入，上端高出估计值 ${range.zh(above)}，下端低于估计值 ${range.zh(below)}。`,
      otherwise: [
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        ({ mayBeRatio }) => only(mayBeRatio, RATIOS.zh),
        "百分位区间、检验反演区间，或估计值经过变换。",
      ],
    },
  },
  interval_width: {
    en: {
      title: ({ isNarrow }: WidthOf) => `The interval is too ${isNarrow ? "narrow" : "wide"} for its error`,
      expected: ({ expected, coverage, df }: WidthOf) =>
        `Ends ${range.en(expected)} errors from the estimate: ${percent(coverage)}, from the normal to t with ${df} degrees of freedom.`,
      found: ({ term, estimate, low, high, error, statistic }: WidthOf) =>
        `${term}: ${estimate} [${low}, ${high}]${error === null ? "" : `, error ${error}`}${statistic === null ? "" : `, t ${statistic}`}.`,
      arithmetic: ({ multiple }: WidthOf) => `Half the interval is ${range.en(multiple)} errors by rounding.`,
      otherwise: [
        ({ isStated, coverage }: WidthOf) =>
          only(!isStated, `Another coverage than ${percent(coverage)}, which the table does not state.`),
        ({ fitsCut }: WidthOf) => only(fitsCut, CUT.en),
        ({ isNarrow }: WidthOf) =>
          only(!isNarrow, "Fewer degrees of freedom, or a band for several estimates at once."),
        "An interval of a bootstrap beside errors of another kind.",
      ],
    },
    zh: {
      title: ({ isNarrow }) => `置信区间相对于标准误过${isNarrow ? "窄" : "宽"}`,
      expected: ({ expected, coverage, df }) =>
        `${percent(coverage)} 区间的端点应距估计值 ${range.zh(expected)} 个标准误（从正态分布到自由度为 ${df} 的 t 分布）。`,
      found: ({ term, estimate, low, high, error, statistic }) =>
        `${term}：${estimate} [${low}, ${high}]${error === null ? "" : `，标准误 ${error}`}${statistic === null ? "" : `，t 值 ${statistic}`}。`,
      arithmetic: ({ multiple }) => `考虑舍入，区间半宽为 ${range.zh(multiple)} 个标准误。`,
      otherwise: [
        ({ isStated, coverage }) => only(!isStated, `置信水平并非 ${percent(coverage)}，而表中未说明。`),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        ({ isNarrow }) => only(!isNarrow, "自由度更小，或为多个估计值的联合置信带。"),
        "区间来自自助法，而标准误属另一类型。",
      ],
    },
  },
});
