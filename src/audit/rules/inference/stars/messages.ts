/** What rules on stars, and on the clusters they rest on, say. */
import { plural, significant } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";
import {
  type Basis,
  CUT,
  cellText,
  type Ends,
  level,
  ONE_SIDED,
  only,
  percent,
  pRange,
  RATIOS,
  range,
  read,
} from "../reading/messages.js";

type LevelBasis = "stated" | "elsewhere" | "convention";

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

const OTHER_TESTS = {
  en: "The table mentions tests of another kind (bootstrap, permutation, several hypotheses), from which the marks may come.",
  zh: "表中提到其他类型的检验（自助法、置换检验、多重假设检验等），标记可能来自这些检验。",
};

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

export const starTexts = findingTexts({
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
});
