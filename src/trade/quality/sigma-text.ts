/**
 * Sigma of a quality run in a few words.
 */

import { catalogue, type Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import type { SigmaRecord } from "./sigma/sigma-record.js";

const DECIMALS = 3;

const words = catalogue({
  fixed: { en: (value: string) => `${value}, fixed for all products`, zh: (value: string) => `${value}（各产品相同）` },
  table: {
    en: (table: string, median: string) => `by product from ${table} (median over rows ${median})`,
    zh: (table: string, median: string) => `按产品取自 ${table}（按行中位数 ${median}）`,
  },
  leastSquares: { en: "least squares", zh: "最小二乘法" },
  pooled: {
    en: (b: string, se: string, method: string, vcov: string) => `${b} (${se}) by ${method}, errors ${vcov}`,
    zh: (b: string, se: string, method: string, vcov: string) => `${b}（${se}），${method}估计，标准误 ${vcov}`,
  },
  groups: {
    en: (g: GroupTexts) =>
      `by ${g.method} in each of ${g.n} groups of ${g.by} (median ${g.median}, ${g.good} estimated as they should be), errors ${g.vcov}`,
    zh: (g: GroupTexts) =>
      `在 ${g.by} 的 ${g.n} 个组内分别用${g.method}估计（中位数 ${g.median}，其中 ${g.good} 组估计正常），标准误 ${g.vcov}`,
  },
});

interface GroupTexts {
  readonly method: string;
  readonly n: string;
  readonly by: string;
  readonly median: string;
  readonly good: string;
  readonly vcov: string;
}

/** Such as "5, fixed for all products" or "4.921 (0.054) by 2SLS, clustered by firm". */
export function sigmaInWords(sigma: SigmaRecord, language: Language = "en"): string {
  if (sigma.source === "fixed") return words.fixed[language](String(sigma.value));
  if (sigma.source === "table") {
    return words.table[language](sigma.table, formatFixed(sigma.rows.median, DECIMALS));
  }
  const method = sigma.source === "iv" ? "2SLS" : words.leastSquares[language];
  if (sigma.pooled !== null) {
    const { estimate, std_error } = sigma.pooled;
    return words.pooled[language](
      formatFixed(estimate, DECIMALS),
      formatFixed(std_error, DECIMALS),
      method,
      String(sigma.vcov),
    );
  }
  const { n, sigma: spread, by_status } = sigma.groups!;
  return words.groups[language]({
    method,
    n: formatCount(n),
    by: String(sigma.by),
    median: formatFixed(spread.median, DECIMALS),
    good: formatCount(by_status.estimated),
    vcov: String(sigma.vcov),
  });
}
