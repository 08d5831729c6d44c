/**
 * Layer regression. What samples, terms, absorbed effects, variances and tests of coefficients say to a reader, in English
 * and Chinese. Knows facts only.
 */
import { type FactsOf, listed, messages, plural, significant } from "../base/messages.js";

const counts = (by: Readonly<Record<string, number>>): string[] =>
  Object.entries(by).map(([name, n]) => `${name} ${n}`);

/** Names a note lists at most. */
const NAMED = 5;

/** Rows of a file have numbers: \`value\` is that of the first; rows of a database don't: it is the least. */
interface Outside {
  readonly term: string;
  readonly rows: number;
  readonly row?: number;
  readonly value: number;
}

const placed = {
  en: ({ row, value }: Omit<Outside, "term" | "rows">): string =>
    row === undefined ? `, the least is ${value}` : `, first in row ${row} (${value})`,
  zh: ({ row, value }: Omit<Outside, "term" | "rows">): string =>
    row === undefined ? `，最小为 ${value}` : `，首个在第 ${row} 行（${value}）`,
};

/** A level that a term names, by what it names it for. */
interface LevelNamed {
  readonly term: string;
  readonly "level to keep"?: string;
  readonly "value of a bin"?: string;
}

/** Of the sample: rows that are not used, and expressions that are not defined in some. */
export const SAMPLE_NOTES = messages({
  missing: {
    en: (by: Readonly<Record<string, number>>) =>
      `Rows omitted because of missing or infinite values, by variable: ${listed.en(counts(by))}.`,
    zh: (by) => `因缺失值或无穷值剔除的行数（按变量）：${listed.zh(counts(by))}。`,
  },
  log_nonpositive: {
    en: ({ term, rows, ...at }: Outside) =>
      `${term}: the argument is zero or negative in ${rows} ${plural(rows, "row")}${placed.en(at)}.`,
    zh: ({ term, rows, ...at }) => `${term}：有 ${rows} 行的自变量为零或负${placed.zh(at)}。`,
  },
  sqrt_negative: {
    en: ({ term, rows, ...at }: Outside) =>
      `${term}: the argument is negative in ${rows} ${plural(rows, "row")}${placed.en(at)}.`,
    zh: ({ term, rows, ...at }) => `${term}：有 ${rows} 行的自变量为负${placed.zh(at)}。`,
  },
  lag_step: {
    en: ({ term, step }: { readonly term: string; readonly step: number }) =>
      `${term}: the periods of the panel are ${step} units apart, or a multiple of that; a lag of one period is ${step} units.`,
    zh: ({ term, step }) => `${term}：面板各时期相隔 ${step} 个单位或其倍数；滞后一期即 ${step} 个单位。`,
  },
  reference_level: {
    en: ({ term, reference }: { readonly term: string; readonly reference: string }) =>
      `${term}: the reference category is the first level, '${reference}'.`,
    zh: ({ term, reference }) => `${term}：以第一个类别 '${reference}' 为基准。`,
  },
  single_level: {
    en: ({ term, reference }: { readonly term: string; readonly reference: string }) =>
      `${term}: '${reference}' is the only level in the sample; no dummy is formed.`,
    zh: ({ term, reference }) => `${term}：样本中只有类别 '${reference}'，不产生虚拟变量。`,
  },
  reference_absent: {
    en: ({ term, reference }: { readonly term: string; readonly reference: string }) =>
      `${term}: the reference ${reference} does not occur in the sample.`,
    zh: ({ term, reference }) => `${term}：样本中没有基准类别 ${reference}。`,
  },
  level_absent: {
    en: ({ term, ...named }: LevelNamed) =>
      "level to keep" in named
        ? `${term}: the level to keep, ${named["level to keep"]}, does not occur in the sample.`
        : `${term}: the value ${named["value of a bin"]} of a bin does not occur in the sample.`,
    zh: ({ term, ...named }) =>
      "level to keep" in named
        ? `${term}：样本中没有要保留的类别 ${named["level to keep"]}。`
        : `${term}：样本中没有分组所列的取值 ${named["value of a bin"]}。`,
  },
  empty_cells: {
    en: ({ term, cells }: { readonly term: string; readonly cells: number }) =>
      `${term}: ${cells} ${plural(cells, "combination does", "combinations do")} not occur in the sample; no column is formed for ${plural(cells, "it", "them")}.`,
    zh: ({ term, cells }) => `${term}：样本中没有其中 ${cells} 种组合，不产生相应的列。`,
  },
});

/** Of absorbed effects, and of the coefficients recovered from them. */
export const EFFECT_NOTES = messages({
  single_row_levels: {
    en: ({ effect, levels, of }: { readonly effect: string; readonly levels: number; readonly of: number }) =>
      `${effect}: ${levels} of ${of} levels have a single observation, which their coefficient fits exactly.`,
    zh: ({ effect, levels, of }) => `${effect}：${of} 个水平中有 ${levels} 个只有一个观测，其系数完全拟合该观测。`,
  },
  unsettled_levels: {
    en: ({ effect, levels, of, slopes }: Unsettled) =>
      `${effect}: ${levels} of ${of} coefficients are not identified by the references, because ${
        slopes
          ? "slopes can take their place. The sum of effects in each row is identified; the coefficients are one solution of many."
          : "the redundancy goes beyond pairs of effects. The sum of effects in each row is identified; for these levels the solution of smallest norm is reported."
      }`,
    zh: ({ effect, levels, of, slopes }) =>
      `${effect}：${of} 个系数中有 ${levels} 个不能由基准识别，因为${slopes ? "斜率可以替代它们。各行效应之和可以识别，所列系数只是众多解之一。" : "冗余不限于两两效应之间。各行效应之和可以识别，这些水平报告范数最小的解。"}`,
  },
  unsettled_slopes: {
    en: ({ effect, slope, levels, of }: Omit<Unsettled, "slopes"> & { readonly slope: string }) =>
      `${effect}[${slope}]: ${levels} of ${of} slopes are not identified, because other terms can take their place or a level has too few observations. The sum of effects in each row is identified; these slopes are one solution of many.`,
    zh: ({ effect, slope, levels, of }) =>
      `${effect}[${slope}]：${of} 个斜率中有 ${levels} 个不可识别，因为其他项可以替代它们，或该水平观测过少。各行效应之和可以识别，这些斜率只是众多解之一。`,
  },
});

interface Unsettled {
  readonly effect: string;
  readonly levels: number;
  readonly of: number;
  /** Whether the effect, or one beside it, has slopes. */
  readonly slopes: boolean;
}

/** Of variances and what is read off them. */
export const VARIANCE_NOTES = messages({
  vcov_repaired: {
    en: ({ places }: { readonly places: boolean }) =>
      `The covariance matrix, a sum over several clusterings${places ? " or over pairs of locations" : ""}, had a negative variance: eigenvalues below 1e-10 were raised to 1e-10, as in fixest.`,
    zh: ({ places }) =>
      `由多重聚类${places ? "或地点对" : ""}加总得到的协方差矩阵出现负方差：已按 fixest 的做法将小于 1e-10 的特征值提高到 1e-10。`,
  },
  indefinite_covariance: {
    en: "The covariance matrix of the slopes, a sum over several clusterings or over pairs of locations, has a negative eigenvalue: individual standard errors are valid, but a joint F test of slopes is not, even where F is positive; where F is negative no p-value is reported.",
    zh: "系数协方差矩阵（多重聚类或地点对之和）有负特征值：单个标准误有效，但由其计算的联合 F 即使为正也不是有效检验；为负时不报告 p 值。",
  },
  perfect_fit: {
    en: ({ weight }: { readonly weight: boolean }) =>
      `The regressors explain the outcome up to rounding error: standard errors and tests${weight ? ", and the weighting matrix of a second step," : ""} are rounding error too.`,
    zh: ({ weight }) =>
      `解释变量完全解释了被解释变量（至舍入误差）：标准误与检验${weight ? "以及第二步的权重矩阵" : ""}也只是舍入误差。`,
  },
  vanishing_error: {
    en: ({ terms }: { readonly terms: readonly string[] }) =>
      `The standard error of ${listed.en(terms)} is zero by construction (NA): the scores cancel within every cluster or period, or every observation behind the estimate is fitted exactly. No t, p-value, confidence interval or joint test of ${plural(terms.length, "it", "them")} is reported.`,
    zh: ({ terms }) =>
      `${listed.zh(terms)} 的标准误按构造为零（NA）：其得分在每个聚类或时期内相互抵消，或支撑该估计的观测均被完全拟合。不报告其 t、p 值、置信区间与联合检验。`,
  },
  rank_short: {
    en: ({ rank, of }: { readonly rank: number; readonly of: number }) =>
      `The covariance matrix of the ${of} slopes has rank ${rank}: some of their combinations have a variance of zero by construction. The joint test of slopes uses the pseudo-inverse and tests ${rank} ${plural(rank, "combination", "combinations")}.`,
    zh: ({ rank, of }) =>
      `${of} 个斜率的协方差矩阵的秩为 ${rank}：其某些线性组合的方差按构造为零。斜率的联合检验使用广义逆，只检验 ${rank} 个组合。`,
  },
  vcov_periods_closed_up: {
    en: ({ time, first, last, periods }: Periods) =>
      `${time} runs from ${first} to ${last} with ${periods} distinct values: a lag is one step to the next observed value, as in fixest.`,
    zh: ({ time, first, last, periods }) =>
      `${time} 从 ${first} 到 ${last} 共有 ${periods} 个取值：滞后一期指相邻的观测值，与 fixest 一致。`,
  },
  vcov_unit_gaps: {
    en: ({ units }: { readonly units: number }) =>
      `${units} ${plural(units, "unit is", "units are")} not observed in some period between the first and the last: observations on either side of a gap are as many lags apart as there are periods between them.`,
    zh: ({ units }) => `${units} 个单位在首末期之间有缺失时期：缺口两侧观测的滞后阶数按其间的时期数计。`,
  },
  leverage_one: {
    en: ({ rows, first, type }: { readonly rows: number; readonly first: readonly number[]; readonly type: string }) =>
      `${rows} ${plural(rows, "observation has", "observations have")} leverage 1 (row ${first.join(", ")}${rows > first.length ? ", ..." : ""} of the data): ${plural(rows, "it is", "each is")} fitted exactly, by a dummy of its own or by a regressor that no other observation identifies. The residual is 0 whatever the outcome, so that ${plural(rows, "it contributes", "they contribute")} nothing to ${type}; without ${plural(rows, "it", "them")} the other coefficients are unchanged.`,
    zh: ({ rows, first, type }) =>
      `${rows} 行的杠杆值为 1（数据第 ${first.join("、")}${rows > first.length ? "……" : ""} 行）：被完全拟合，残差为 0，对 ${type} 没有贡献；剔除后其他系数不变。`,
  },
  satterthwaite: {
    en: ({ type, model, df }: Satterthwaite) =>
      `${type}: the t test of each coefficient has its own degrees of freedom (Bell & McCaffrey's Satterthwaite approximation, under ${{ plain: "uncorrelated homoskedastic errors", whatever: "uncorrelated homoskedastic errors, whatever the weights", inverse: "uncorrelated errors with variances inverse to the weights" }[model]}); joint tests ${df === null ? "are HTZ (Pustejovsky & Tipton 2018)" : `use F with G - 1 = ${df}: HTZ would take too long`}.`,
    zh: ({ type, model, df }) =>
      `${type}：每个系数的 t 检验有各自的自由度（Bell-McCaffrey 的 Satterthwaite 近似，假设误差不相关且${{ plain: "同方差", whatever: "同方差（与权重无关）", inverse: "方差与权重成反比" }[model]}）；联合检验${df === null ? "为 HTZ（Pustejovsky & Tipton 2018）" : `用 F，分母自由度 G - 1 = ${df}：HTZ 计算量过大`}。`,
  },
  cluster_alone: {
    en: ({ by, clusters, terms, type }: Alone) =>
      `Without ${by} ${listed.en(
        clusters.map((cluster) => `'${cluster}'`),
        NAMED,
      )}, ${listed.en(terms, NAMED)} would not be identified: ${type} uses the pseudo-inverse there, which leaves out that cluster's contribution; the standard error may be far too small.`,
    zh: ({ by, clusters, terms, type }) =>
      `若剔除 ${by} ${listed.zh(
        clusters.map((cluster) => `'${cluster}'`),
        NAMED,
      )}，${listed.zh(terms, NAMED)} 将不可识别：${type} 在此使用广义逆，略去该聚类的贡献，标准误可能严重偏小。`,
  },
  few_effective_clusters: {
    en: ({ by, clusters, effective }: Effective) =>
      `The variation of some regressors is concentrated in few of the ${clusters} clusters by ${by}; the effective number of clusters is ${listed.en(numbers(effective))}. Conventional clustered standard errors may be too small: compare CR2 or CR3, or a wild bootstrap.`,
    zh: ({ by, clusters, effective }) =>
      `部分解释变量的变异集中于 ${clusters} 个 ${by} 聚类中的少数几个；有效聚类数：${listed.zh(numbers(effective))}。通常的聚类标准误可能偏小：请与 CR2、CR3 或 wild bootstrap 比较。`,
  },
});

const numbers = (effective: Readonly<Record<string, number>>): string[] =>
  Object.entries(effective).map(([name, n]) => `${name} ${n.toFixed(1)}`);

interface Periods {
  readonly time: string;
  readonly first: string | number;
  readonly last: string | number;
  readonly periods: number;
}

interface Satterthwaite {
  readonly type: "CR2" | "CR3";
  /** What the degrees of freedom take errors for: of weighted rows CR2 ignores the weights, CR3 does not. */
  readonly model: "plain" | "whatever" | "inverse";
  /** Denominator of joint tests; null where they are HTZ. */
  readonly df: number | null;
}

interface Alone {
  readonly by: string;
  readonly clusters: readonly string[];
  readonly terms: readonly string[];
  readonly type: "CR2" | "CR3";
}

interface Effective {
  readonly by: string;
  readonly clusters: number;
  readonly effective: Readonly<Record<string, number>>;
}

/** A column's part in another. */
export interface LinearPart {
  readonly term: string;
  readonly coefficient: number;
}

/** Why a regressor was omitted, in words that follow its name. */
export const OMITTED = messages({
  duplicate: { en: "is also among the exogenous regressors", zh: "同时也是外生解释变量" },
  combination: {
    en: ({ parts, within }: { readonly parts: readonly LinearPart[]; readonly within: boolean }) =>
      `equals ${sum(parts)}${within ? ", net of the fixed effects" : ""}`,
    zh: ({ parts, within }) => `${within ? "扣除固定效应后" : ""}等于 ${sum(parts)}`,
  },
  constant: {
    en: ({ value }: { readonly value: number }) => `is constant (${value}) in the sample`,
    zh: ({ value }) => `在样本中恒为 ${value}`,
  },
  absorbed: {
    en: ({ effects }: { readonly effects: readonly string[] }) =>
      `is absorbed by the fixed effects ${effects.join(" + ")}`,
    zh: ({ effects }) => `被固定效应 ${effects.join(" + ")} 吸收`,
  },
});

/** Operations and numbers as a sentence has them. */
const rough = (value: number): string => value.toExponential(1);

/** Why effects are absorbed by the method that was chosen. */
export const SOLVER = messages({
  solver_requested: { en: "as requested", zh: "按要求" },
  no_effects: { en: "there are no fixed effects", zh: "没有固定效应" },
  one_effect: { en: "there is one effect", zh: "只有一个固定效应" },
  nested_effects: {
    en: ({ effect }: { readonly effect: string }) => `the others are constant within ${effect}`,
    zh: ({ effect }) => `其余效应在 ${effect} 内不变`,
  },
  slopes_alone: {
    en: ({ effect }: { readonly effect: string }) => `no effect has terms beside ${effect}`,
    zh: ({ effect }) => `除 ${effect} 外没有其他项`,
  },
  slope_factor: {
    en: ({
      effect,
      levels,
      others,
    }: {
      readonly effect: string;
      readonly levels: number;
      readonly others: readonly string[];
    }) => `beside ${effect} there are ${levels} coefficients: ${others.join(" + ")}`,
    zh: ({ effect, levels, others }) => `除 ${effect} 外共有 ${levels} 个系数：${others.join(" + ")}`,
  },
  slope_factor_large: {
    en: ({
      levels,
      work,
      numbers: n,
      most,
    }: {
      readonly levels: number;
      readonly work: number;
      readonly numbers: number;
      readonly most: number;
    }) =>
      `an exact factor of ${levels} coefficients takes ${rough(work)} operations and ${rough(n)} numbers, and the limit by default is ${rough(most)} operations`,
    zh: ({ levels, work, numbers: n, most }) =>
      `${levels} 个系数的精确分解需 ${rough(work)} 次运算、${rough(n)} 个数，默认上限为 ${rough(most)} 次运算`,
  },
  small_component: {
    en: ({ effect, levels }: { readonly effect: string; readonly levels: number }) =>
      `the largest component of ${effect} has ${levels} levels`,
    zh: ({ effect, levels }) => `${effect} 的最大连通分量有 ${levels} 个水平`,
  },
  factor_cost: {
    en: ({ work, numbers: n }: { readonly work: number; readonly numbers: number }) =>
      `its factor takes ${rough(work)} operations and ${rough(n)} numbers`,
    zh: ({ work, numbers: n }) => `其分解需 ${rough(work)} 次运算、${rough(n)} 个数`,
  },
  factor_large: {
    en: ({ work, least, most }: { readonly work: number; readonly least: boolean; readonly most: number }) =>
      `an exact factor would take ${least ? "at least " : ""}${rough(work)} operations, and the limit by default is ${rough(most)}`,
    zh: ({ work, least, most }) =>
      `精确分解${least ? "至少" : ""}需 ${rough(work)} 次运算，默认上限为 ${rough(most)} 次`,
  },
});

const sum = (parts: readonly LinearPart[]): string =>
  parts.map(({ term, coefficient }) => `${significant(coefficient, 6)} * ${term}`).join(" + ");

declare module "../base/messages.js" {
  interface NoteFacts
    extends FactsOf<typeof SAMPLE_NOTES>,
      FactsOf<typeof EFFECT_NOTES>,
      FactsOf<typeof VARIANCE_NOTES>,
      FactsOf<typeof OMITTED>,
      FactsOf<typeof SOLVER> {}
}
