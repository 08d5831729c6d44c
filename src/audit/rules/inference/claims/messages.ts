/** What the rule on claims of the text says. */
import { findingTexts } from "../../messages.js";
import { CUT, cellText, type Ends, level, ONE_SIDED, one, only, percent, pRange, range } from "../reading/messages.js";

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

interface ClaimValue {
  readonly says: string;
  readonly value: string;
  readonly printed: string;
  readonly row: string;
  readonly fitsCut: boolean;
}

export const claimTexts = findingTexts({
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
