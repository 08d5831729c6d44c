/**
 * Where the rows of a quality run went, step by step, as a table. Everything shown comes from the record.
 */
import { catalogue, type Language } from "../../base/messages.js";
import { formatCount, formatFixed } from "../../report/format-number.js";
import { stepText } from "../../report/messages/notes.js";
import { type Cell, numberCell, type TableModel } from "../../report/table-model.js";
import type { SigmaRecord } from "./sigma/sigma-record.js";
import type { WaterfallStep } from "./waterfall.js";

// Sigma of a quality run in a few words.

const DECIMALS = 3;

const sigmaWords = catalogue({
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
  if (sigma.source === "fixed") return sigmaWords.fixed[language](String(sigma.value));
  if (sigma.source === "table") {
    return sigmaWords.table[language](sigma.table, formatFixed(sigma.rows.median, DECIMALS));
  }
  const method = sigma.source === "iv" ? "2SLS" : sigmaWords.leastSquares[language];
  if (sigma.pooled !== null) {
    const { estimate, std_error } = sigma.pooled;
    return sigmaWords.pooled[language](
      formatFixed(estimate, DECIMALS),
      formatFixed(std_error, DECIMALS),
      method,
      String(sigma.vcov),
    );
  }
  const { n, sigma: spread, by_status } = sigma.groups!;
  return sigmaWords.groups[language]({
    method,
    n: formatCount(n),
    by: String(sigma.by),
    median: formatFixed(spread.median, DECIMALS),
    good: formatCount(by_status.estimated),
    vcov: String(sigma.vcov),
  });
}

export const waterfallWords = catalogue({
  step: { en: "Rows", zh: "步骤" },
  rows: { en: "Rows", zh: "观测值" },
  value: { en: "Value", zh: "金额" },
  dropped: { en: "Dropped", zh: "剔除" },
  droppedValue: { en: "Value dropped", zh: "剔除金额" },
  droppedShare: { en: "% of value", zh: "金额占比（%）" },
  idle: {
    en: (steps: string) => `No rows were dropped for: ${steps}.`,
    zh: (steps: string) => `未剔除观测值的步骤：${steps}。`,
  },
  between: { en: "; ", zh: "；" },
});

/** Totals from here on are printed without decimals. */
const LARGE = 10_000;

/** The table of `waterfall`: the rows read and each step that took some; steps that took none are in a note. */
export function waterfallTable(
  waterfall: readonly WaterfallStep[],
  {
    title,
    notes = [],
    language = "en",
  }: { readonly title: string; readonly notes?: readonly string[]; readonly language?: Language },
): TableModel {
  const total = waterfall[0]!.value;
  const idle = waterfall.slice(1).filter((step) => step.dropped_rows === 0);
  const shown = waterfall.filter((step) => !idle.includes(step));
  const decimals = total >= LARGE ? 0 : 2;
  const count = (n: number): Cell => numberCell(n, formatCount(n));
  const value = (sum: number): Cell =>
    numberCell(sum, decimals === 0 ? formatCount(Math.round(sum)) : formatFixed(sum, decimals));
  return {
    title,
    stub: waterfallWords.step[language],
    heads: [
      waterfallWords.rows,
      waterfallWords.value,
      waterfallWords.dropped,
      waterfallWords.droppedValue,
      waterfallWords.droppedShare,
    ].map((head) => [head[language]]),
    rows: shown.map((step) => ({
      label: stepText(step, language),
      quantity: "",
      cells: [
        ...[count(step.rows), value(step.value), count(step.dropped_rows), value(step.dropped_value)],
        numberCell((100 * step.dropped_value) / total, formatFixed((100 * step.dropped_value) / total, 2)),
      ],
      ruleAbove: false,
    })),
    notes: [
      ...(idle.length === 0
        ? []
        : [
            waterfallWords.idle[language](
              idle.map((step) => stepText(step, language)).join(waterfallWords.between[language]),
            ),
          ]),
      ...notes,
    ],
  };
}
