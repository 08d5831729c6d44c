/** What rules on inference say, by code. */
import { after, apart, before, capital, listed, plural, significant } from "../../../base/messages.js";
import { type FindingFactsOf, findingTexts } from "../messages.js";

// Numbers and ranges as sentences have them.

type Ends = readonly [number | null, number | null];
type Kind = "std_error" | "statistic" | "p_value";
type Basis = "stated" | "only" | "instead" | null;
type LevelBasis = "stated" | "elsewhere" | "convention";

/** An end of a range; null is one that has none. */
const end = (value: number | null, digits: number): string => (value === null ? "∞" : significant(value, digits));

/** Share of a range's width by which its ends may be rounded where they are shown. */
const SHOWN = 0.1;

/** Both ends, with as many digits as the width of the range asks for. */
function ends([low, high]: Ends): readonly [string, string] {
  const most = low === null || high === null ? Number.POSITIVE_INFINITY : SHOWN * (high - low);
  for (let digits = 3; digits < 9; digits++) {
    const both = [end(low, digits), end(high, digits)] as const;
    const isClose = [low, high].every((value, i) => value === null || Math.abs(value - Number(both[i])) <= most);
    if (isClose) return both;
  }
  return [end(low, 4), end(high, 4)];
}

const range = {
  en: (of: Ends) => joined(ends(of), " to "),
  zh: (of: Ends) => joined(ends(of), " 至 "),
};

const joined = ([low, high]: readonly [string, string], word: string): string =>
  low === high ? low : `${low}${word}${high}`;

const SMALL = 1e-4;
/** A p-value as a sentence has it. */
const one = (p: number): string => (p < SMALL ? "<0.0001" : significant(p, 2));
const pRange = {
  en: ([low, high]: Ends) => joined(pEnds(low, high), " to "),
  zh: ([low, high]: Ends) => joined(pEnds(low, high), " 至 "),
};
function pEnds(low: number | null, high: number | null): readonly [string, string] {
  const [a, b] = [one(low ?? 0), one(high ?? 1)];
  return a === b && a !== "<0.0001" ? [significant(low ?? 0, 3), significant(high ?? 1, 3)] : [a, b];
}

/** A share in whole percent. */
const percentOf = (share: number): string => `${Math.round(100 * share)}%`;
const inPercent = ([low, high]: Ends): Ends => [low === null ? null : 100 * low, high === null ? null : 100 * high];
const shares = {
  en: (of: Ends) => `${range.en(inPercent(of))} percent`,
  zh: (of: Ends) => `${range.zh(inPercent(of))}（%）`,
};
const percent = (share: number): string => `${significant(100 * share, 3)}%`;

const KINDS = {
  en: { std_error: "standard errors", statistic: "t-values", p_value: "p-values" },
  zh: { std_error: "标准误", statistic: "t 值", p_value: "p 值" },
} as const;
const KIND = {
  en: { std_error: "a standard error", statistic: "a t-value", p_value: "a p-value" },
  zh: { std_error: "标准误", statistic: "t 值", p_value: "p 值" },
} as const;

/** How parentheses were read, where the table itself does not say so. */
const read = {
  en: (as: string | null, basis: Basis) =>
    as === null || basis === "stated" || basis === null
      ? ""
      : ` Parentheses are read as ${KINDS.en[as as Kind]}, ${basis === "only" ? "since the table does not say and its cells allow nothing else" : "since the cells rule out what the table says of them"}.`,
  zh: (as: string | null, basis: Basis) =>
    as === null || basis === "stated" || basis === null
      ? ""
      : `括号内按${after(KINDS.zh[as as Kind])}解读：${basis === "only" ? "表中未作说明，而各单元格只与此相容" : "各单元格与表中的说明不相容"}。`,
};

/** Where levels of stars are from, where the table itself does not say. */
const levelsFrom = {
  en: (basis: LevelBasis) =>
    basis === "stated"
      ? ""
      : basis === "elsewhere"
        ? " The table does not say what its stars mean; the levels are those of the paper's other tables."
        : " The table does not say what its stars mean; the levels are the conventional 10%, 5% and 1%.",
  zh: (basis: LevelBasis) =>
    basis === "stated"
      ? ""
      : basis === "elsewhere"
        ? "该表未说明星号的含义，此处采用文中其他表的显著性水平。"
        : "该表未说明星号的含义，此处采用通行的 10%、5%、1% 水平。",
};

const level = {
  en: (claimed: number) => (claimed === 1 ? "no level" : `the ${percent(claimed)} level`),
  zh: (claimed: number) => (claimed === 1 ? "不显著" : `${percent(claimed)} 水平`),
};

/** A cell as it is printed. */
const cellText = (estimate: string, stars: string, parenthesis: string | null): string =>
  `${estimate}${stars}${parenthesis === null || parenthesis === "" ? "" : ` (${parenthesis})`}`;

/** `text`, where it applies. */
const only = (applies: boolean, text: string): string => (applies ? text : "");

const CUT = {
  en: "Digits cut off instead of rounded: a whole unit of the last digit would explain it.",
  zh: "数字系截断而非四舍五入所得：末位相差一个单位即可解释。",
};
const RATIOS = {
  en: "Estimates may be odds ratios, hazard ratios or marginal effects, whose tests are of the underlying coefficients; the column does not say.",
  zh: "估计值可能是比值比、风险比或边际效应，其检验针对原系数；该列未作说明。",
};
const ONE_SIDED = {
  en: "It would fit a one-sided test, which the table does not mention.",
  zh: "单侧检验可与之相容，但表中未提及。",
};
const OTHER_TESTS = {
  en: "The table mentions tests of another kind (bootstrap, permutation, several hypotheses), from which the marks may come.",
  zh: "表中提到其他类型的检验（自助法、置换检验、多重假设检验等），标记可能来自这些检验。",
};
const WEIGHTS = {
  en: "Weights that are not mentioned, under which the shares are weighted ones.",
  zh: "使用了未说明的权重，此时占比为加权占比。",
};

// The catalogue.

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

interface Starred {
  readonly term: string;
  readonly estimate: string;
  readonly stars: string;
  readonly parenthesis: string | null;
  readonly by: "p" | "statistic" | "error" | "interval";
  readonly size: Ends | null;
  /** From the normal to t with `df` degrees of freedom. */
  readonly p: Ends;
  readonly df: number;
  readonly clusters: number | null;
  readonly coverages: readonly number[];
  readonly readAs: string | null;
  readonly readingBasis: Basis;
  readonly levelBasis: LevelBasis;
  readonly otherTests: boolean;
  readonly claimed: number;
  readonly fitsCut: boolean;
}
interface TooMany extends Starred {
  readonly fitsOneSided: boolean;
  readonly fitsRatio: boolean;
}
interface TooFew extends Starred {
  readonly owed: string;
  readonly level: number;
}

const freedom = {
  en: ({ df, clusters }: Starred) =>
    `from the normal to t with as few as ${df} ${plural(df, "degree", "degrees")} of freedom${clusters === null ? "" : ` (${clusters} clusters)`}`,
  zh: ({ df, clusters }: Starred) =>
    `从正态分布到自由度低至 ${df} 的 t 分布${clusters === null ? "" : `（${clusters} 个聚类）`}`,
};
const tested = {
  en: (facts: Starred) => {
    const { by, size, p, coverages } = facts;
    if (by === "p") return `p is ${pRange.en(p)} by rounding.`;
    if (size === null)
      return `An interval of ${coverages.map(percent).join(" or ")} with these ends gives a p of ${pRange.en(p)}, ${freedom.en(facts)}.`;
    return `${by === "error" ? "The estimate over its error" : "The statistic"} is ${range.en(size)} in size by rounding; its p is ${pRange.en(p)}, ${freedom.en(facts)}.`;
  },
  zh: (facts: Starred) => {
    const { by, size, p, coverages } = facts;
    if (by === "p") return `考虑舍入，p 值为 ${pRange.zh(p)}。`;
    if (size === null)
      return `由该 ${coverages.map(percent).join(" 或 ")} 区间的端点可得 p 值为 ${pRange.zh(p)}（${freedom.zh(facts)}）。`;
    return `考虑舍入，${by === "error" ? "估计值与标准误之比" : "统计量"}的绝对值为 ${range.zh(size)}，p 值为 ${pRange.zh(p)}（${freedom.zh(facts)}）。`;
  },
};

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

interface Falls {
  readonly small: { readonly table: string; readonly column: string; readonly r2: string };
  readonly large: { readonly table: string; readonly column: string; readonly r2: string };
  readonly added: readonly string[];
  readonly says: string;
  readonly hasEffects: boolean;
  readonly fitsCut: boolean;
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

interface FewClusters {
  readonly column: string;
  readonly clusters: number;
  readonly bound: number;
  readonly criticals: readonly { readonly level: number; readonly t: number; readonly normal: number }[];
}
interface LostStars {
  readonly term: string;
  readonly estimate: string;
  readonly stars: string;
  readonly parenthesis: string;
  readonly claimed: number;
  readonly levelBasis: LevelBasis;
  readonly clusters: number;
  readonly size: Ends;
  readonly p: Ends;
  readonly normal: Ends;
  readonly critical: number;
}

interface Claim {
  readonly says: string;
  readonly level: number;
  readonly term: string;
  readonly estimate: string;
  readonly stars: string;
  readonly parenthesis: string | null;
  readonly size: Ends | null;
  readonly p: Ends | null;
  /** The level that the cell's stars claim, by the levels of the paper; 1 for none. */
  readonly byStars: number | null;
  /** Fewest degrees of freedom of p; null where p is printed, or there is none. */
  readonly df: number | null;
  /** Whether a level is claimed, not insignificance. */
  readonly isLevel: boolean;
}
interface ClaimLevel extends Claim {
  readonly fitsOneSided: boolean;
  readonly isBeyondStars: boolean;
}
interface ClaimInsignificant extends Claim {
  readonly isStarred: boolean;
}

const starsSay = {
  en: ({ stars, byStars }: Claim) =>
    byStars === null ? "" : stars === "" ? " The cell has no stars." : ` Its stars say ${level.en(byStars)}.`,
  zh: ({ stars, byStars }: Claim) =>
    byStars === null ? "" : stars === "" ? "该单元格没有星号。" : `其星号表示 ${level.zh(byStars)}。`,
};
/** What p is beyond, where it is. */
const bound = {
  en: ({ p, isLevel, level: at }: Claim) =>
    isLevel
      ? only(p !== null && (p[0] ?? 0) > at, `, never below ${one(p?.[0] ?? 0)}`)
      : only(p !== null && (p[1] ?? 1) < at, `, never above ${one(p?.[1] ?? 1)}`),
  zh: ({ p, isLevel, level: at }: Claim) =>
    isLevel
      ? only(p !== null && (p[0] ?? 0) > at, `，不会低于 ${one(p?.[0] ?? 0)}`)
      : only(p !== null && (p[1] ?? 1) < at, `，不会高于 ${one(p?.[1] ?? 1)}`),
};
const claimReckoning = {
  en: (facts: Claim) => {
    const { size, p, df } = facts;
    if (p === null)
      return "The cell has no number that gives a p: its stars alone speak, and they differ from the sentence.";
    if (size === null) return `p is ${pRange.en(p)} by rounding${bound.en(facts)}.`;
    return `t is ${range.en(size)} in size by rounding. Its p is ${pRange.en(p)}, from the normal to t with as few as ${df} degrees of freedom${bound.en(facts)}.`;
  },
  zh: (facts: Claim) => {
    const { size, p, df } = facts;
    if (p === null) return "该单元格没有可据以得出 p 值的数字，仅有星号，而星号与该句不一致。";
    if (size === null) return `考虑舍入，p 值为 ${pRange.zh(p)}${bound.zh(facts)}。`;
    return `考虑舍入，t 的绝对值为 ${range.zh(size)}，p 值为 ${pRange.zh(p)}（从正态分布到自由度低至 ${df} 的 t 分布）${bound.zh(facts)}。`;
  },
};

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

export const inferenceTexts = findingTexts({
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
  stars_too_many: {
    en: {
      title: ({ stars }: TooMany) => `More stars than the numbers give: ${stars}`,
      expected: ({ claimed, stars }: TooMany) => `${stars} claims ${level.en(claimed)}: a p of at most ${claimed}.`,
      found: ({ term, estimate, stars, parenthesis }: TooMany) => `${term}: ${cellText(estimate, stars, parenthesis)}.`,
      arithmetic: (facts: TooMany) =>
        `${tested.en(facts)}${read.en(facts.readAs, facts.readingBasis)}${levelsFrom.en(facts.levelBasis)}`,
      otherwise: [
        ({ fitsOneSided }: TooMany) => only(fitsOneSided, ONE_SIDED.en),
        ({ fitsCut }: TooMany) => only(fitsCut, CUT.en),
        ({ fitsRatio }: TooMany) => only(fitsRatio, RATIOS.en),
        ({ otherTests }: TooMany) => only(otherTests, OTHER_TESTS.en),
        "Stars from another test than the numbers printed, such as a bootstrap.",
      ],
    },
    zh: {
      title: ({ stars }) => `星号多于数字所能支持：${stars}`,
      expected: ({ claimed, stars }) => `${stars} 表示在 ${level.zh(claimed)}上显著，即 p 值不超过 ${claimed}。`,
      found: ({ term, estimate, stars, parenthesis }) => `${term}：${cellText(estimate, stars, parenthesis)}。`,
      arithmetic: (facts) =>
        `${tested.zh(facts)}${read.zh(facts.readAs, facts.readingBasis)}${levelsFrom.zh(facts.levelBasis)}`,
      otherwise: [
        ({ fitsOneSided }) => only(fitsOneSided, ONE_SIDED.zh),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        ({ fitsRatio }) => only(fitsRatio, RATIOS.zh),
        ({ otherTests }) => only(otherTests, OTHER_TESTS.zh),
        "星号来自与所列数字不同的检验，如自助法。",
      ],
    },
  },
  stars_too_few: {
    en: {
      title: ({ stars, owed }: TooFew) =>
        `Fewer stars than the numbers give: ${stars === "" ? "none" : stars}, not ${owed}`,
      expected: ({ owed, level: at }: TooFew) => `${owed}, as p is below ${at}.`,
      found: ({ term, estimate, stars, parenthesis }: TooFew) => `${term}: ${cellText(estimate, stars, parenthesis)}.`,
      arithmetic: (facts: TooFew) =>
        `${tested.en(facts)}${read.en(facts.readAs, facts.readingBasis)}${levelsFrom.en(facts.levelBasis)}`,
      otherwise: [
        ({ by, clusters }: TooFew) =>
          only(by !== "p" && clusters === null, "Fewer clusters still, or a bootstrap by cluster."),
        ({ fitsCut }: TooFew) => only(fitsCut, CUT.en),
        "Stars given to some rows only, or a level that the table does not list.",
        ({ otherTests }: TooFew) => only(otherTests, OTHER_TESTS.en),
      ],
    },
    zh: {
      title: ({ stars, owed }) => `星号少于数字所示：${stars === "" ? "无星号" : stars}，而非 ${owed}`,
      expected: ({ owed, level: at }) => `p 值低于 ${at}，应标 ${owed}。`,
      found: ({ term, estimate, stars, parenthesis }) => `${term}：${cellText(estimate, stars, parenthesis)}。`,
      arithmetic: (facts) =>
        `${tested.zh(facts)}${read.zh(facts.readAs, facts.readingBasis)}${levelsFrom.zh(facts.levelBasis)}`,
      otherwise: [
        ({ by, clusters }) => only(by !== "p" && clusters === null, "聚类数更少，或采用聚类自助法。"),
        ({ fitsCut }) => only(fitsCut, CUT.zh),
        "仅部分行标注星号，或采用表中未列出的显著性水平。",
        ({ otherTests }) => only(otherTests, OTHER_TESTS.zh),
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
  few_clusters: {
    en: {
      title: ({ clusters }: FewClusters) => `Errors by ${clusters} clusters only`,
      expected: ({ bound }: FewClusters) => `At least ${bound} clusters, or a method for few of them.`,
      found: ({ clusters }: FewClusters) => `${clusters} clusters.`,
      arithmetic: ({ criticals, clusters }: FewClusters) =>
        `Critical values of t with ${clusters - 1} degrees of freedom: ${criticals.map(({ level: at, t, normal }) => `${significant(t, 3)} at ${percent(at)} (normal ${significant(normal, 3)})`).join(", ")}; with few or unequal clusters even these reject too often.`,
      otherwise: ["A wild cluster bootstrap or another correction that the table does not mention."],
    },
    zh: {
      title: ({ clusters }) => `标准误仅按 ${clusters} 个聚类计算`,
      expected: ({ bound }) => `聚类数不少于 ${bound}，或采用适用于少数聚类的方法。`,
      found: ({ clusters }) => `${clusters} 个聚类。`,
      arithmetic: ({ criticals, clusters }) =>
        `自由度为 ${clusters - 1} 的 t 分布临界值：${criticals.map(({ level: at, t, normal }) => `${percent(at)} 水平 ${significant(t, 3)}（正态 ${significant(normal, 3)}）`).join("，")}；聚类少或规模悬殊时，即使采用这些临界值仍会过度拒绝。`,
      otherwise: ["采用了野自助法（wild cluster bootstrap）等修正，而表中未提及。"],
    },
  },
  stars_of_few_clusters: {
    en: {
      title: ({ stars, clusters }: LostStars) =>
        `${stars} only by the normal, not by t with ${clusters - 1} degrees of freedom`,
      expected: ({ claimed, critical, clusters }: LostStars) =>
        `For ${level.en(claimed)} a t of ${significant(critical, 4)} with ${clusters} clusters.`,
      found: ({ term, estimate, stars, parenthesis }: LostStars) =>
        `${term}: ${cellText(estimate, stars, parenthesis)}.`,
      arithmetic: ({ size, p, normal, clusters, levelBasis }: LostStars) =>
        `t is ${range.en(size)} in size by rounding: p is ${pRange.en(p)} under t with ${clusters - 1} degrees of freedom, ${pRange.en(normal)} under the normal.${levelsFrom.en(levelBasis)}`,
      otherwise: ["Software that takes the normal, or N − K degrees of freedom, whatever the number of clusters."],
    },
    zh: {
      title: ({ stars, clusters }) => `${stars} 仅按正态分布成立，按自由度为 ${clusters - 1} 的 t 分布则不成立`,
      expected: ({ claimed, critical, clusters }) =>
        `聚类数为 ${clusters} 时，在 ${level.zh(claimed)}上显著需要 t 达到 ${significant(critical, 4)}。`,
      found: ({ term, estimate, stars, parenthesis }) => `${term}：${cellText(estimate, stars, parenthesis)}。`,
      arithmetic: ({ size, p, normal, clusters, levelBasis }) =>
        `考虑舍入，t 的绝对值为 ${range.zh(size)}：按自由度为 ${clusters - 1} 的 t 分布，p 值为 ${pRange.zh(p)}；按正态分布为 ${pRange.zh(normal)}。${levelsFrom.zh(levelBasis)}`,
      otherwise: ["软件不论聚类数多少均采用正态分布或 N − K 个自由度。"],
    },
  },
  claim_level: {
    en: {
      title: ({ level: at }: ClaimLevel) => `The text claims ${percent(at)}, which the cell does not give`,
      expected: ({ level: at, says }: ClaimLevel) => `A p of at most ${at}, as the text says: "${says}".`,
      found: (facts: ClaimLevel) =>
        `${facts.term}: ${cellText(facts.estimate, facts.stars, facts.parenthesis)}.${starsSay.en(facts)}`,
      arithmetic: (facts: ClaimLevel) => claimReckoning.en(facts),
      otherwise: [
        ({ fitsOneSided }: ClaimLevel) => only(fitsOneSided, ONE_SIDED.en),
        "A sentence about another cell, or written of an earlier version.",
      ],
    },
    zh: {
      title: ({ level: at }) => `正文称在 ${percent(at)} 水平上显著，与单元格不符`,
      expected: ({ level: at, says }) => `按正文“${says}”，p 值应不超过 ${at}。`,
      found: (facts) =>
        `${facts.term}：${cellText(facts.estimate, facts.stars, facts.parenthesis)}。${starsSay.zh(facts)}`,
      arithmetic: (facts) => claimReckoning.zh(facts),
      otherwise: [({ fitsOneSided }) => only(fitsOneSided, ONE_SIDED.zh), "该句所指为其他单元格，或沿用旧稿。"],
    },
  },
  claim_insignificant: {
    en: {
      title: "The text calls insignificant what the cell shows as significant",
      expected: ({ level: at, says }: ClaimInsignificant) => `A p above ${at}, as the text says: "${says}".`,
      found: (facts: ClaimInsignificant) =>
        `${facts.term}: ${cellText(facts.estimate, facts.stars, facts.parenthesis)}.${starsSay.en(facts)}`,
      arithmetic: (facts: ClaimInsignificant) => claimReckoning.en(facts),
      otherwise: ["A sentence about another cell, or another level or test than the table's."],
    },
    zh: {
      title: "正文称不显著，而单元格显示显著",
      expected: ({ level: at, says }) => `按正文“${says}”，p 值应高于 ${at}。`,
      found: (facts) =>
        `${facts.term}：${cellText(facts.estimate, facts.stars, facts.parenthesis)}。${starsSay.zh(facts)}`,
      arithmetic: (facts) => claimReckoning.zh(facts),
      otherwise: ["该句所指为其他单元格，或采用与表中不同的显著性水平或检验。"],
    },
  },
  claim_value: {
    en: {
      title: "A value in the text is not the cell's",
      expected: ({ value, says }: ClaimValue) => `${value}, as the text says: "${says}".`,
      found: ({ row, printed }: ClaimValue) => `${row}: ${printed}.`,
      arithmetic: ({ value, printed }: ClaimValue) =>
        `${value} is not ${printed} rounded or cut off, without its sign, in percent, or as the percent change of an outcome in logarithms.`,
      otherwise: [
        ({ fitsCut }: ClaimValue) => only(fitsCut, CUT.en),
        "A value computed from the cell, or a sentence about another cell.",
      ],
    },
    zh: {
      title: "正文所述数值与单元格不符",
      expected: ({ value, says }) => `按正文“${says}”，应为 ${value}。`,
      found: ({ row, printed }) => `${row}：${printed}。`,
      arithmetic: ({ value, printed }) =>
        `无论舍入或截断、略去符号、换算为百分数，还是按对数结果的百分比变化，${value} 均与 ${printed} 不符。`,
      otherwise: [({ fitsCut }) => only(fitsCut, CUT.zh), "该数值由单元格进一步计算而得，或该句所指为其他单元格。"],
    },
  },
});

interface ClaimValue {
  readonly says: string;
  readonly value: string;
  readonly printed: string;
  readonly row: string;
  readonly fitsCut: boolean;
}

declare module "../../finding.js" {
  interface FindingFacts extends FindingFactsOf<typeof inferenceTexts> {}
}
