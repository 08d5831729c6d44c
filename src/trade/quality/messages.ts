/**
 * What an estimate of export quality says to its reader, in English and Chinese: the steps that drop rows, what was
 * measured how, what elasticities to distrust.
 */
import { columnFlag } from "../../base/column-names.js";
import { type FactsOf, listed, messages, plural } from "../../base/messages.js";

/** The steps of a waterfall. */
export const STEPS = messages({
  read: { en: "read", zh: "读取" },
  column_missing: {
    en: ({ column }: { readonly column: string }) => `${column} missing`,
    zh: ({ column }) => `${column} 缺失`,
  },
  not_positive: {
    en: ({ column }: { readonly column: string }) => `${column} <= 0`,
    zh: ({ column }) => `${column} ≤ 0`,
  },
  unit_value: { en: "unit value not finite or 0", zh: "单位价值非有限值或为 0" },
  intermediaries: { en: "intermediaries by name", zh: "按名称识别的中间商" },
  singletons: { en: "singletons", zh: "单一观测组" },
  demand_singletons: { en: "singletons of the demand equation", zh: "需求方程中的单一观测组" },
  summed: {
    en: ({ keys }: { readonly keys: string }) => `rows with the same ${keys}, summed`,
    zh: ({ keys }) => `${keys} 相同的行（已合并）`,
  },
  few_rows: {
    en: ({ rows, keys }: { readonly rows: number; readonly keys: string }) => `fewer than ${rows} rows per ${keys}`,
    zh: ({ rows, keys }) => `${keys} 少于 ${rows} 行`,
  },
  other_unit: {
    en: ({ unit, product }: { readonly unit: string; readonly product: string }) =>
      `${unit} other than the main one of ${product}`,
    zh: ({ unit, product }) => `非 ${product} 的主要 ${unit}`,
  },
  trimmed_values: {
    en: ({ keys }: { readonly keys: string }) => `unit value outside the percentiles within ${keys}`,
    zh: ({ keys }) => `单位价值超出 ${keys} 内的分位数范围`,
  },
  max_ratio: {
    en: ({ factor, keys }: { readonly factor: number; readonly keys: string }) =>
      `unit value more than ${factor} times off the median of ${keys}`,
    zh: ({ factor, keys }) => `单位价值偏离 ${keys} 中位数 ${factor} 倍以上`,
  },
  no_price_elsewhere: {
    en: ({ rule }: { readonly rule: string | null }) =>
      rule === null
        ? "no price in another destination (single-destination firm-product-years)"
        : `no price in another destination, nor by ${rule}`,
    zh: ({ rule }) =>
      rule === null ? "无其他目的地的价格（单一目的地的企业—产品—年份）" : `无其他目的地的价格，也不能由 ${rule} 得到`,
  },
  sigma_not_above: { en: "estimated sigma <= 1", zh: "估计的替代弹性 ≤ 1" },
  sigma_weak: {
    en: ({ min_F }: { readonly min_F: number }) => `weak first stage (F < ${min_F})`,
    zh: ({ min_F }) => `第一阶段较弱（F < ${min_F}）`,
  },
  sigma_not_estimable: {
    en: "sigma not estimable (too few rows, or no variation)",
    zh: "替代弹性不可估计（行数过少或没有变异）",
  },
  no_elasticity: {
    en: ({ table }: { readonly table: string }) => `no elasticity in ${table}`,
    zh: ({ table }) => `${table} 中没有相应弹性`,
  },
  table_not_above: { en: "sigma <= 1 in the table", zh: "弹性表中的替代弹性 ≤ 1" },
});

/** What a rule does with groups whose sigma can't be used as estimated. */
const ruleInWords = (rule: number | string): string =>
  rule === "exclude" ? "omitted" : rule === "keep" ? "retained" : `assigned sigma ${rule}`;
const ruleZh = (rule: number | string): string =>
  rule === "exclude" ? "剔除" : rule === "keep" ? "保留" : `改用替代弹性 ${rule}`;

interface Within {
  readonly rows: number;
  readonly within: string;
}

interface Spread {
  readonly kind: "code" | "unit";
  readonly column: string;
  readonly product: string;
  readonly products: number;
  readonly of_several: number;
  readonly share: number;
}

const percent = (share: number): string => `${Math.round(100 * share)}%`;
const spread = ({ of_several, products, product, column, share }: Spread): string =>
  `${of_several} of ${products} products of '${product}' have several values of '${column}', which account for ${percent(share)} of the variance of log unit values within products`;
const spreadZh = ({ of_several, products, product, column, share }: Spread): string =>
  `'${product}' 的 ${products} 个产品中有 ${of_several} 个含有多个 '${column}' 取值，产品内单位价值（对数）方差的 ${percent(share)} 来自其间差异`;
const use = ({ kind, column }: Spread): string =>
  kind === "code"
    ? `use the finer code as the product (${columnFlag("product", column)})`
    : `specify the unit of quantity (${columnFlag("unit", column)})`;

const ROLES_ZH: Readonly<Record<string, string>> = {
  ...{ firm: "企业", product: "产品", dest: "目的地", year: "年份" },
  ...{ value: "金额", quantity: "数量", city: "城市", province: "省份" },
};
const roleZh = (role: string): string => ROLES_ZH[role] ?? role;

interface Change {
  readonly year: number;
  readonly begin: number;
  readonly end: number;
}

interface Suspects {
  readonly ratio: number;
  readonly rows: number;
  readonly value: number;
}

interface Pooled {
  readonly sigma: number;
  readonly std_error: number;
  /** The sigma used instead. */
  readonly used: number | string;
  /** Of the first stage; null of least squares. */
  readonly F: number | null;
}

interface Groups {
  readonly by: string;
  readonly groups: number;
  readonly weak: number;
  readonly not_above_one: number;
  readonly not_estimable: number;
  readonly invalid_rule: number | string;
  readonly weak_rule: number | string;
}

interface Recoded {
  readonly rows_changed: number;
  readonly rows_unknown: number;
  readonly codes_before: number;
  readonly codes_after: number;
  readonly unknown: readonly string[];
}

export const QUALITY_NOTES = messages({
  duplicates_summed: {
    en: ({ rows, within }: Within) =>
      `${rows} ${plural(rows, "row")} with the same ${within} ${plural(rows, "was", "were")} summed into the first of their kind (duplicates: keep retains them).`,
    zh: ({ rows, within }) => `${rows} 行 ${within} 相同，已并入同类首行（duplicates: keep 则保留）。`,
  },
  code_changes: {
    en: ({ begin, end, year }: Change) =>
      `${begin} product codes begin in ${year} and ${end} end the year before, more than twice the usual number: the Harmonized System was revised. A concordance (--concordance) converts codes to one revision.`,
    zh: ({ begin, end, year }) =>
      `${begin} 个产品编码始于 ${year} 年，${end} 个止于上一年，为通常的两倍以上：协调制度（HS）发生修订。可用 concordance 统一到同一版本。`,
  },
  suspect_unit_values: {
    en: ({ rows, value, ratio }: Suspects) =>
      `${rows} rows, worth ${value}, have unit values more than ${ratio} times off the median of their product-year, as misrecorded units would give: maxRatio (--max-ratio) or trim drops them.`,
    zh: ({ rows, value, ratio }) =>
      `${rows} 行（金额 ${value}）的单位价值偏离产品—年份中位数 ${ratio} 倍以上，可能单位有误。`,
  },
  suspect_unit_values_not_sought: {
    en: "Unit values far off the median of their product-year were not searched for, as they are in memory: trim drops the extremes.",
    zh: "未如内存计算那样查找偏离产品—年份中位数过远的单位价值：可用 trim 剔除极端值。",
  },
  sums_by_duckdb: {
    en: "Logarithms and sums over rows were computed by DuckDB in no fixed order: a run in memory agrees to 1e-10, not bit for bit.",
    zh: "对数与行求和由 DuckDB 以不固定的次序计算：与内存计算相差不超过 1e-10，但并非逐位一致。",
  },
  degenerate_cells: {
    en: ({ rows, cells, within }: Within & { readonly cells: number }) =>
      `${rows} ${plural(rows, "row")} in ${cells} ${plural(cells, "cell")} of ${within} where max = min ${plural(rows, "has", "have")} no normalised quality.`,
    zh: ({ rows, cells, within }) => `${within} 的 ${cells} 个单元最大值等于最小值，其中 ${rows} 行没有标准化质量。`,
  },
  means_named: {
    en: "In aggregates r_quality is the mean of normalised quality and quality that of quality as estimated, as in the rows; up to version 0.1.0 these were named quality and quality_raw.",
    zh: "汇总表中 r_quality 为标准化质量的均值，quality 为标准化前质量的均值，与逐行数据同名；0.1.0 及以前版本分别称为 quality 和 quality_raw。",
  },
  aggregate_missing_key: {
    en: ({ by, rows }: { readonly by: string; readonly rows: number }) =>
      `Aggregate ${by}: ${rows} ${plural(rows, "row has", "rows have")} a missing key and ${plural(rows, "is", "are")} in no group.`,
    zh: ({ by, rows }) => `汇总 ${by}：${rows} 行的键缺失，不属于任何组。`,
  },
  mean_of_weighted_terms: {
    en: ({ by }: { readonly by: string }) =>
      `Aggregate ${by}: mean_of_weighted_terms is the weighted mean divided once more by the number of rows, as the formula is printed; it decreases with the number of rows and is not recommended: use r_quality.`,
    zh: ({ by }) =>
      `汇总 ${by}：mean_of_weighted_terms 按原文公式将加权均值再除以行数，随行数增加而下降，不建议使用：请用 r_quality。`,
  },
  aggregate_quantiles: {
    en: ({ by, names, weighted }: Quantiles) =>
      `Aggregate ${by}: quantiles ${listed.en(names)} of normalised quality are ${weighted ? "weighted by value (definition 2 of Hyndman & Fan)" : "over rows, unweighted (definition 7)"}.`,
    zh: ({ by, names, weighted }) =>
      `汇总 ${by}：标准化质量的分位数 ${listed.zh(names)} ${weighted ? "按金额加权（Hyndman-Fan 第 2 类定义）" : "按行计算，未加权（第 7 类定义）"}。`,
  },
  product_spread: {
    en: (facts: Spread) =>
      `${spread(facts)}. Goods at different price levels are treated as one: an estimated sigma is biased towards 1 or below, however large the first-stage F, and quality reflects differences between goods (Schott 2004; Hallak & Schott 2011): ${use(facts)}.`,
    zh: (facts) =>
      `${spreadZh(facts)}。价格水平不同的商品被视为同一产品：无论第一阶段 F 多大，估计的弹性都会偏向 1 或更低，质量中也含有商品间差异（Schott 2004；Hallak & Schott 2011）。请指定 ${facts.kind === "code" ? "product" : "unit"} ${facts.column}。`,
  },
  finer_product: {
    en: (facts: Spread) => `${spread(facts)}; to distinguish them, ${use(facts)}.`,
    zh: (facts) => `${spreadZh(facts)}；可用 '${facts.column}' 区分。`,
  },
  sigma_extreme: {
    en: ({ table, greatest }: { readonly table: string; readonly greatest: number }) =>
      `Elasticities of ${table} are as large as ${greatest.toFixed(0)}: quality is divided by sigma - 1, so that such rows show next to no variation; sigmaCap (--sigma-cap) caps them.`,
    zh: ({ table, greatest }) =>
      `${table} 的弹性最大为 ${greatest.toFixed(0)}：质量要除以弹性减 1，此类行几乎没有差异；可用 sigmaCap 设上限。`,
  },
  sigma_ols: {
    en: "Sigma by least squares is biased towards 0 where prices respond to quality or demand: for comparison, not for use.",
    zh: "最小二乘估计的弹性偏向 0（价格随质量或需求变动）：仅供比较，不宜采用。",
  },
  weak_first_stage: {
    en: ({ F, least }: { readonly F: number; readonly least: number }) =>
      `The first stage is weak: F = ${F.toFixed(2)}, below ${least}.`,
    zh: ({ F, least }) => `第一阶段较弱：F = ${F.toFixed(2)}，低于 ${least}。`,
  },
  sigma_not_above_one: {
    en: ({ sigma, std_error, used, F }: Pooled) =>
      `The estimated sigma, ${sigma.toFixed(3)} (standard error ${std_error.toFixed(3)}), is not above 1 and was not used: quality is based on sigma ${used}${F === null ? "" : `; a first-stage F of ${F.toFixed(0)} shows that prices elsewhere shift the price, not that the goods are homogeneous`}.`,
    zh: ({ sigma, std_error, used, F }) =>
      `估计的替代弹性 ${sigma.toFixed(3)}（标准误 ${std_error.toFixed(3)}）不大于 1，未采用，质量按弹性 ${used} 计算${F === null ? "" : `；第一阶段 F 为 ${F.toFixed(0)} 只说明其他市场价格与本价格相关，并不说明产品同质`}。`,
  },
  sigma_groups: {
    en: ({ by, groups, not_above_one, weak, not_estimable, invalid_rule, weak_rule }: Groups) =>
      `Sigma by ${by}: of ${groups} groups ${not_above_one} have sigma <= 1 (${ruleInWords(invalid_rule)}), ${weak} a weak first stage (${ruleInWords(weak_rule)}), and ${not_estimable} cannot be estimated (${ruleInWords(invalid_rule)}).`,
    zh: ({ by, groups, not_above_one, weak, not_estimable, invalid_rule, weak_rule }) =>
      `按 ${by} 估计的替代弹性：${groups} 组中 ${not_above_one} 组弹性 ≤ 1（${ruleZh(invalid_rule)}），${weak} 组第一阶段较弱（${ruleZh(weak_rule)}），${not_estimable} 组不可估计（${ruleZh(invalid_rule)}）。`,
  },
  role_found: {
    en: ({ role, column, others }: Found) =>
      `The ${role} is column '${column}'${others.length === 0 ? "" : `, the finest of the codes ${listed.en([column, ...others])}`}: no column is named '${role}' and none was specified (${role}, --${role} COLUMN).`,
    zh: ({ role, column, others }) =>
      `${roleZh(role)}取自列 '${column}'${others.length === 0 ? "" : `，为编码 ${listed.zh([column, ...others])} 中最细者`}：没有名为 '${role}' 的列，也未指定。`,
  },
  role_shadowed: {
    en: ({ role, column }: { readonly role: string; readonly column: string }) =>
      `In keys, default ones included, '${role}' refers to the column '${role}' of the data, not to '${column}', which was specified as the ${role}: write '${column}' in keys, or rename the column '${role}'.`,
    zh: ({ role, column }) =>
      `在各组键（含默认键）中，'${role}' 指数据中名为 '${role}' 的列，而非指定为${roleZh(role)}的 '${column}'：请在键中写 '${column}'，或将列 '${role}' 改名。`,
  },
  codes_recoded: {
    en: ({ rows_changed, rows_unknown, codes_before, codes_after, unknown }: Recoded) =>
      `Product codes were converted to one revision: ${rows_changed} rows changed, ${codes_before} codes became ${codes_after}${rows_unknown === 0 ? "" : `; ${rows_unknown} rows have codes not in the concordance, such as ${listed.en(unknown.slice(0, 3))}, and keep them`}.`,
    zh: ({ rows_changed, rows_unknown, codes_before, codes_after, unknown }) =>
      `产品编码已统一到同一版本：${rows_changed} 行改变，${codes_before} 个编码变为 ${codes_after} 个${rows_unknown === 0 ? "" : `；${rows_unknown} 行的编码（如 ${listed.zh(unknown.slice(0, 3))}）不在对照表中，保持不变`}。`,
  },
  units_split: {
    en: ({ products, column }: { readonly products: number; readonly column: string }) =>
      `${products} ${plural(products, "product is", "products are")} recorded in several units of '${column}': each unit is treated as a separate product.`,
    zh: ({ products, column }) => `${products} 个产品以多种 '${column}' 记录：每种计量单位视为一个产品。`,
  },
});

interface Quantiles {
  readonly by: string;
  readonly shares: readonly number[];
  readonly names: readonly string[];
  readonly weighted: boolean;
}

interface Found {
  readonly role: string;
  readonly column: string;
  readonly others: readonly string[];
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof STEPS>, FactsOf<typeof QUALITY_NOTES> {}
}
