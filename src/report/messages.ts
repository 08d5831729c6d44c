/**
 * Words of every report: its own parts, keys of records, and errors. A message of an error is English wherever it was
 * thrown; errors that studies meet have a sentence in Chinese besides, of facts that every throw must give, and any other is
 * quoted.
 */
import type { ErrorDetail } from "../base/errors.js";
import { catalogue, type Language } from "../base/messages.js";

interface Failed {
  readonly stage: string;
  /** Class of the error. */
  readonly error: string;
  readonly code: string;
}

interface Because {
  readonly why: string;
  readonly place: string;
}

interface Lacking {
  readonly message: string;
  readonly place: string;
  readonly needed: string;
}

export const reportWords = catalogue({
  contents: { en: "Contents", zh: "目录" },
  failures: { en: "Stages that failed", zh: "未能完成的阶段" },
  failed: {
    en: ({ stage, error }: Failed) => `Stage ${stage} failed (${error})`,
    zh: ({ stage, error, code }: Failed) => `阶段 ${stage} 未能完成（${error}，错误代码 ${code}）`,
  },
  missed: {
    en: (stage: string, needed: string) => `Stage ${stage} was not run: it needs ${needed}, which failed`,
    zh: (stage: string, needed: string) => `阶段 ${stage} 未运行：它所依赖的 ${needed} 未能完成`,
  },
  /** Of an error its English message has the place; another language has it before the sentence. */
  why: {
    en: ({ why }: Because) => why,
    zh: ({ why, place }: Because) => `${place}：${why}`,
  },
  lacks: {
    en: ({ message }: Lacking) => message,
    zh: ({ place, needed }: Lacking) => `${place}：需要 ${needed}，而它未能完成。`,
  },
  supporting: { en: "Supporting tables and figures", zh: "附表与附图" },
  table: { en: "Table", zh: "表格" },
  about: {
    en: (name: string, value: string) => `${name}: ${value}`,
    zh: (name: string, value: string) => `${name}：${value}`,
  },
  sample: { en: "Sample of the study", zh: "研究样本" },
  errors: { en: "Standard errors", zh: "标准误" },
  seed: { en: "Seed", zh: "随机种子" },
  copy: { en: "Copy", zh: "复制" },
  copyAs: { en: (format: string) => `Copy as ${format}`, zh: (format: string) => `复制为 ${format}` },
  download: { en: "Download", zh: "下载" },
  downloadAs: { en: (format: string) => `Download as ${format}`, zh: (format: string) => `下载 ${format}` },
  description: { en: "Description", zh: "文字说明" },
  copyDescription: { en: "Copy description", zh: "复制文字说明" },
  copied: { en: "Copied", zh: "已复制" },
  notCopied: { en: "Not copied: the browser does not allow it", zh: "未能复制：浏览器不允许" },
  saved: { en: "Saved", zh: "已保存" },
  notSaved: { en: "Not saved: the browser cannot draw it", zh: "未能保存：浏览器无法绘制" },
});

const DROPPED = catalogue({
  singletons: { en: "singletons", zh: "单一观测组" },
  missing: { en: "missing", zh: "缺失值" },
  subset: { en: "subset", zh: "子样本条件" },
  not_pre: { en: "not pre-treatment", zh: "非处理前" },
  zero_weight: { en: "zero weight", zh: "权重为零" },
  lags: { en: "lags", zh: "滞后项缺失" },
  transformation: { en: "transformation", zh: "变换所损失" },
  instruments: { en: "instruments", zh: "工具变量缺失" },
  separated: { en: "separated", zh: "完全分离" },
  only_zeros: { en: "only zeros", zh: "被解释变量全为 0" },
  one_outcome: { en: "one outcome", zh: "被解释变量只有一种取值" },
});

/** Why rows were dropped, by the key of a record: `missing`, or with the effect it is about `only_zeros:firm`. */
export function droppedText(reason: string, language: Language): string {
  const [key = "", effect] = reason.split(":");
  const words = Object.hasOwn(DROPPED, key) ? DROPPED[key as keyof typeof DROPPED][language] : key;
  return effect === undefined ? words : `${words}${language === "zh" ? "：" : ": "}${effect}`;
}

const METHODS = catalogue({
  "one-way": { en: "one-way demeaning", zh: "组内去均值法" },
  direct: { en: "a direct solver", zh: "直接法" },
  krylov: { en: "conjugate gradients", zh: "共轭梯度法" },
  map: { en: "alternating projections", zh: "交替投影法" },
  none: { en: "none", zh: "无" },
});

/** How effects were absorbed. */
export const methodText = (method: string, language: Language): string =>
  Object.hasOwn(METHODS, method) ? METHODS[method as keyof typeof METHODS][language] : method;

/** A coefficient's own name: that of the constant in words. */
export const termText = (term: string, language: Language): string =>
  language === "zh" && term === "(Intercept)" ? "常数项" : term;

/** An error as a result states it. */
export interface Refusal {
  readonly code: string;
  /** In English. */
  readonly message: string;
  readonly detail?: ErrorDetail;
}

type Got<T = string> = { readonly got: T };
type OfColumn = { readonly column: string };

const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

type Sentences<F> = { readonly [C in keyof F]: string | ((facts: F[C]) => string) };
type FactsOf<S> = S extends Sentences<infer F> ? F : never;

/** Checks the sentences and returns them as they are. */
const chinese = <F>(sentences: Sentences<F>): Sentences<F> => sentences;

const CHINESE = chinese({
  all_treated: "样本中的单位全部受处理，没有控制组。",
  base_coefficient: ({ got }: Got) => `基准回归中“${got}”没有系数，各检验无从比较。`,
  bootstrap_no_draw: "自助抽样中可用的抽取不足，无法推断。",
  cohort_before_sample: ({ got }: Got<readonly unknown[]>) =>
    `${got.length} 个单位在受处理之前从未被观测到，不能用于识别处理效应；请将 treated_from_start 设为 exclude 或 keep。`,
  no_treated_left: ({ got }: Got<readonly unknown[]>) =>
    `treated_from_start 为 exclude，${got.length} 个受处理单位均在受处理之前从未被观测到，全部被剔除，样本中没有受处理的观测。若为横截面数据，或按水平值比较处理组与对照组，请设为 keep；否则请提供处理之前的观测。`,
  column_taken: ({ got }: Got) => `研究要新增列“${got}”，但数据中已有同名列，请改用其他名称。`,
  endogenous_absorbed: "内生解释变量被固定效应吸收，没有需要工具变量的变异。",
  group_difference: "系数未能在两组中同时识别，无法检验组间差异。",
  instrument_absorbed: ({ got, absorbed_by }: Got & { readonly absorbed_by: string }) =>
    `工具变量“${got}”在 ${absorbed_by} 内不随时间变化，被固定效应吸收；可设 trend: true，或从 fe 中去掉 ${absorbed_by}。`,
  leave_one_out: ({ column }: OfColumn) => `逐一剔除“${column}”的取值后，处理变量均没有系数。`,
  matching_empty: "没有处理组单位得到匹配，无法估计处理效应。",
  memory: ({ got, expected }: Got<number> & { readonly expected: number }) =>
    `内存不足：约需 ${gib(got)} GiB，可用 ${gib(expected)} GiB。`,
  no_controls: "样本中没有控制组单位。",
  no_convergence: "迭代估计未收敛。",
  no_instruments: "没有可用的工具变量。",
  no_overlap: "处理组与控制组没有重叠，无法匹配或加权。",
  no_regressors: "没有可估计的解释变量。",
  no_residual_df: ({ got, expected }: Got<number> & { readonly expected: number }) =>
    `没有残差自由度：${got} 个观测值，${expected - 1} 个参数；请增加数据，或减少解释变量与固定效应。`,
  no_rows_left: "样本中没有可用于估计的行。",
  no_treated: "样本中没有处理组单位。",
  no_variation: "变量在固定效应或组别之内没有变异，无法估计。",
  not_converged: ({ iterations }: { readonly iterations: number }) =>
    `吸收固定效应的迭代未收敛（迭代 ${iterations} 次）。`,
  not_identified: "工具变量不足以识别系数。",
  not_numeric: ({ column }: OfColumn) => `列“${column}”不是数值列。`,
  one_cluster: "只有一个聚类，聚类标准误至少需要两个。",
  panel_duplicate: ({ unit, time, got }: Got<number> & { readonly unit: string; readonly time: string }) =>
    `单位“${unit}”在 ${time} 有多行（此类行共 ${got} 行）：面板中每个单位每期只能有一行。`,
  placebo_term_dropped: ({ got }: Got) => `“${got}”没有系数，抽取结果无从比较。`,
  separation: "协变量将处理组与控制组完全分离，倾向得分的似然函数没有最大值。",
  singular_weight: "GMM 的权重矩阵奇异，无法求逆；请减少工具变量。",
  split_no_before: "处理开始之前没有可用取值，无法据此分组。",
  split_one_group: ({ column }: OfColumn) => `按“${column}”划分后，样本中不足两组。`,
  term_dropped: ({ got }: Got) => `“${got}”没有系数，无从检验。`,
  too_few_instruments: "工具变量少于待估系数，方程不可识别。",
  treatment_not_binary: ({ got }: Got<string | number>) => `处理变量只能取 0 或 1，出现了 ${got}。`,
  under_identified: "工具变量少于内生解释变量，方程不可识别。",
  unknown_column: ({ got }: Got<string | number>) => `数据中没有列“${got}”。`,
  wild_no_variance: "待检验系数的聚类方差不为正，没有可供比较的统计量。",
});

declare module "../base/errors.js" {
  interface ErrorFacts extends FactsOf<typeof CHINESE> {}
}

/** The sentence of an error; null where it has none in Chinese, or a record has not kept its facts. */
function chineseOf({ code, detail }: Refusal): string | null {
  if (!Object.hasOwn(CHINESE, code)) return null;
  const own: string | ((facts: never) => string) = CHINESE[code as keyof typeof CHINESE];
  if (typeof own === "string") return own;
  return detail === undefined ? null : own(detail as never);
}

/** Why something was refused, as a sentence in `language`. */
export const refusalText: Readonly<Record<Language, (refusal: Refusal) => string>> = {
  en: ({ message }) => message,
  zh: (refusal) => chineseOf(refusal) ?? `英文原文：“${refusal.message}”`,
};
