/**
 * What a Poisson regression or a logit says to its reader, in English and Chinese.
 */
import { catalogue, type FactsOf, listed, messages, plural, significant } from "../../base/messages.js";
import type { LinearPart } from "../../regression/messages.js";

interface OneOutcome {
  readonly effects: readonly { readonly name: string; readonly levels: number; readonly rows: number }[];
  readonly rows: number;
}

const levels = ({ effects }: OneOutcome): string =>
  listed.en(effects.map(({ name, levels: n }) => `${n} ${plural(n, "level")} of ${name}`));
const levelsZh = ({ effects }: OneOutcome): string =>
  listed.zh(effects.map(({ name, levels: n }) => `${name} 的 ${n} 个水平`));

interface Separation {
  readonly count: number;
  /** The first of them, numbered from 1 as in the data. */
  readonly rows: readonly number[];
  readonly terms: readonly string[];
  /** The combination that separates them; empty where fixed effects alone do. */
  readonly parts: readonly LinearPart[];
  readonly effects: readonly string[];
  /** Whether the outcomes predicted are zeros, as of Poisson. */
  readonly zeros: boolean;
}

/** Rows a sentence names. */
const NAMED = 10;

const combination = (parts: readonly LinearPart[]): string =>
  parts
    .map(({ term, coefficient }, at) => {
      const size = significant(Math.abs(coefficient));
      const sign = coefficient < 0 ? (at === 0 ? "-" : " - ") : at === 0 ? "" : " + ";
      return `${sign}${size === "1" ? "" : `${size} * `}${term}`;
    })
    .join("");

const named = ({ rows, count }: Separation): string =>
  `${rows.slice(0, NAMED).join(", ")}${count > NAMED ? ", ..." : ""}`;

/** What separates which rows, without what became of them. */
export function separation(facts: Separation): string {
  const { parts, effects, count, zeros } = facts;
  const by =
    parts.length === 0
      ? `the fixed effects ${effects.join(" + ")} predict`
      : `${combination(parts)}${effects.length > 0 ? ", net of the fixed effects," : ""} predicts`;
  return `Separation: ${by} the ${zeros ? "zero outcomes" : "outcomes"} of ${count} ${plural(count, "row")} perfectly (row ${named(facts)}), so that some coefficients would be infinite.`;
}

interface RowsALevel {
  readonly name: string;
  readonly levels: number;
  readonly rows_per_level: number;
  readonly fewest: number;
}

export const GLM_NOTES = messages({
  only_zeros: {
    en: (facts: OneOutcome) =>
      `${levels(facts)} (${facts.rows} rows) omitted: all outcomes are 0, so that the effect has no finite estimate; the slopes do not depend on these rows.`,
    zh: (facts) =>
      `剔除 ${levelsZh(facts)}（${facts.rows} 行）：被解释变量全部为 0，其效应没有有限估计；斜率不依赖这些行。`,
  },
  one_outcome: {
    en: (facts: OneOutcome) =>
      `${levels(facts)} (${facts.rows} rows) omitted: all outcomes are 0, or all are 1, so that the effect has no finite estimate; the slopes do not depend on these rows.`,
    zh: (facts) =>
      `剔除 ${levelsZh(facts)}（${facts.rows} 行）：被解释变量全部为 0 或全部为 1，其效应没有有限估计；斜率不依赖这些行。`,
  },
  separated: {
    en: (facts: Separation) =>
      `${separation(facts)} These rows are uninformative about the other coefficients and are omitted.`,
    zh: ({ parts, effects, count, zeros, ...rest }) =>
      `完全分离：${parts.length === 0 ? `固定效应 ${effects.join(" + ")}` : `${combination(parts)}${effects.length > 0 ? "（扣除固定效应）" : ""}`}完全预测了 ${count} 行的${zeros ? "零值" : "取值"}（第 ${named({ parts, effects, count, zeros, ...rest })} 行），部分系数将趋于无穷。这些行对其他系数不提供信息，予以剔除。`,
  },
  incidental_parameters: {
    en: ({ effects }: { readonly effects: readonly RowsALevel[] }) =>
      "An unconditional logit estimates each effect from the rows of its level alone; where these are few, the slopes are " +
      "biased away from zero (twice the true value with two rows per level). Rows per level: " +
      `${effects.map(({ name, rows_per_level, fewest }) => `${name} ${rows_per_level.toFixed(1)} on average, at least ${fewest}`).join("; ")}. ` +
      "With few, use a conditional logit, a bias correction (Hahn & Newey 2004, analytical; Dhaene & Jochmans 2015, split " +
      "panel), or a linear probability model.",
    zh: ({ effects }) =>
      `无条件 logit 仅用各水平自身的行估计其效应；行数少时斜率偏离零（每个水平两行时为真值的两倍）。每个水平的行数：${effects.map(({ name, rows_per_level, fewest }) => `${name} 平均 ${rows_per_level.toFixed(1)}，最少 ${fewest}`).join("；")}。行数少时请用条件 logit、偏误修正（Hahn & Newey 2004；Dhaene & Jochmans 2015）或线性概率模型。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof GLM_NOTES> {}
}

/** Words of tables of Poisson and logit regressions. */
export const glmWords = catalogue({
  fepois: { en: "Poisson regression", zh: "泊松回归" },
  felogit: { en: "Logit regression", zh: "Logit 回归" },
  model: { en: "Model", zh: "模型" },
  poisson: { en: "Poisson", zh: "泊松" },
  logit: { en: "Logit", zh: "Logit" },
  loglik: { en: "Log-likelihood", zh: "对数似然" },
  deviance: { en: "Deviance", zh: "偏差" },
  pseudoR2: { en: "Pseudo R²", zh: "伪 R²" },
  bic: { en: "BIC", zh: "BIC" },
  smallSample: {
    en: (rule: string, K: string, levels: string) => `Small-sample rule ${rule}: K = ${K}${levels}; z statistics.`,
    zh: (rule: string, K: string, levels: string) => `小样本调整（${rule}）：K = ${K}${levels}；z 统计量。`,
  },
  climb: {
    en: (steps: number, halvings: number, change: string, tolerance: number) =>
      `Maximum likelihood: ${steps} steps${halvings === 0 ? "" : `, ${halvings} halved`}; the deviance changed by a share of ${change} (asked for: ${tolerance})`,
    zh: (steps: number, halvings: number, change: string, tolerance: number) =>
      `极大似然：${steps} 步${halvings === 0 ? "" : `（其中 ${halvings} 次减半）`}；偏差的相对变化为 ${change}（要求：${tolerance}）`,
  },
  offset: { en: (name: string) => `Offset: ${name}.`, zh: (name: string) => `偏移项：${name}。` },
});
