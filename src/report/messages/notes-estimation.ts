/**
 * Notes of regressions, instruments, event studies and resampling, in Chinese by their form.
 */
import type { MessageForm } from "./message-forms.js";

export const ESTIMATION_NOTES: Readonly<Record<string, readonly MessageForm[]>> = {
  events_unobserved: [
    [/^No cohort is observed at event time (.*)\.$/, (times) => `没有批次在相对时期 ${times} 被观测到。`],
  ],
  events_one_cohort: [
    [
      /^One cohort alone identifies event time (.*): differences/,
      (times) => `以下相对时期仅由一个批次识别：${times}。沿路径的差异同时也是批次之间的差异。`,
    ],
  ],
  events_collinear: [
    [
      /^Event time (.*) is not identified beside reference (.*) and the fixed effects .* as in (--ref .*)\.$/,
      (times, reference, option) =>
        `给定基期 ${reference} 与固定效应，相对时期 ${times} 不可识别，其余效应也是相对于它的。可另设一个基期来选定归零的时期，如 ${option}。`,
    ],
  ],
  events_not_shown: [
    [
      /^Event time (.*) lies outside the window/,
      (times) => `相对时期 ${times} 在窗口之外：各自估计效应，但不列示，也不参与先期检验。bin 可将两端合并。`,
    ],
  ],
  no_period_before: [
    [
      /^Units not observed before treatment: (.*)\.$/,
      (told) =>
        `处理前未被观测的单位：${told.replace(/(\d+) of cohort (\S+?)(?=,|$)/g, "$2 年批次 $1 个").replaceAll(", ", "、")}。`,
    ],
  ],
  effects_not_absorbed: [
    [
      /^The formula absorbs no effect of (.*); two-way fixed effects are (.*)\.$/,
      (missing, both) => `公式未吸收 ${missing.replace(" or ", "、")} 的固定效应；双向固定效应为 ${both}。`,
    ],
  ],
  leverage_one: [
    [
      /^(\d+) rows? ha(?:s|ve) leverage 1 \(data rows? (.*)\): .* adds nothing to (\w+);/,
      (n, rows, type) => `${n} 行的杠杆值为 1（数据第 ${rows} 行）：被完全拟合，残差为 0，对 ${type} 没有贡献。`,
    ],
  ],
  vanishing_error: [
    [
      /^The standard error of (.*) is zero to rounding/,
      (names) => `${names} 的标准误在舍入误差内为零，t 与 p 没有意义：其得分在每个聚类内之和为零。`,
    ],
  ],
  difference_undefined: [
    [
      /^In (\d+) of (\d+) permutations the coefficient is not identified in both groups/,
      (n, of) => `${of} 次置换中有 ${n} 次系数无法在两组中都识别，已剔除。`,
    ],
  ],
  difference_no_error: [
    [
      /^In (\d+) of (\d+) permutations a group's coefficient has no standard error/,
      (n, of) => `${of} 次置换中有 ${n} 次某组系数没有标准误（得分在每个单位内为零）：不计入 t。`,
    ],
  ],
  wild_not_repaired: [
    [
      /^The test takes the two-way variance as it is, before that repair.*: its standard errors are (.*)\.$/,
      (errors) => `检验对样本与各次抽取均采用修正之前的双向方差：其标准误为 ${errors}。`,
    ],
  ],
  wild_interval_stopped: [[/./, () => "没有区间：每个待检取值都需各自抽取，而自助法在此之前已停止。"]],
  placebo_cohort_without_date: [
    [
      /^Cohorts (.*) have fewer than two periods before their policy/,
      (cohorts) => `${cohorts} 批次在政策之前不足两个时期：无法设定更早时点，其单位在每次抽取中均视为未受处理。`,
    ],
  ],
  mediation_undefined: [
    [
      /^In (\d+) of (\d+) draws some equation/,
      (n, of) => `${of} 次抽取中有 ${n} 次某个方程不能识别处理变量或中介变量：予以剔除。`,
    ],
  ],
  partial: [
    [/^Stopped after (\d+) of (\d+)/, (done, of) => `在 ${of} 次抽取中完成 ${done} 次后停止：结果仅依据已完成的抽取。`],
  ],
  outcome_imputed: [
    [
      /^(\d+) of (\d+) values of (.*) are (.*), not measurements: a regression of .* on (.*) in those rows/,
      (n, of, outcome, formula, names) =>
        `${outcome} 的 ${of} 个取值中有 ${n} 个由 ${formula} 推算而非实测：在这些行中以 ${outcome} 对 ${names.replaceAll(" or ", "、")} 回归只是重新得到该公式。`,
    ],
  ],
  nothing_imputed: [
    [/^No value of (.*) is imputed after (.*)\.$/, (outcome, last) => `${last} 年之后没有推算的 ${outcome}。`],
  ],
  measured_after_last: [
    [
      /^(\d+) values of (.*) measured after (\S+) are kept/,
      (n, outcome, last) => `保留 ${last} 年之后实测的 ${n} 个 ${outcome}；prefer: imputed 则以公式代替。`,
    ],
  ],
  measured_replaced: [
    [
      /^(\d+) values of (.*) measured after (\S+) are replaced/,
      (n, outcome, last) => `按设定，${last} 年之后实测的 ${n} 个 ${outcome} 已由公式代替。`,
    ],
  ],
  outcome_missing: [
    [/^(\d+) rows have no (.*); missing_because/, (n, outcome) => `${n} 行没有 ${outcome}；原因见 missing_because。`],
  ],
  scale_not_positive: [
    [
      /^The ratio of measured to formula values is (\S+?)( in some unit)?: .* gives no higher (.*)\. A ratio/,
      (ratio, some, outcome) =>
        `实测值与公式值之比${some === undefined ? "" : "在某个单位"}为 ${ratio}：不大于 0 时，公式值越高 ${outcome} 并不越高。比值要求被解释变量与公式均大于 0。`,
    ],
  ],
  units_without_scale: [
    [
      /^(\d+) units have no ratio of measured to formula values, .*\(first: '(.*)'\)\.$/,
      (n, first) => `${n} 个单位没有实测值与公式值之比，故不作推算（首个：'${first}'）。`,
    ],
  ],
  province_carried: [
    [
      /^(\S+) is the (simple mean|mean weighted by (.*?)) of measured (.*) by (.*) and period; after (\S+), in (\d+) rows, that of the province's last measured period: (.*)\. Up to/,
      (name, _, weight, outcome, province, last, rows, from) =>
        `${name} 为实测 ${outcome} 按 ${province} 与时期的${weight === undefined ? "简单平均" : `加权平均（权重 ${weight}）`}；${last} 年之后的 ${rows} 行取该省最后实测时期之值：${from}。${last} 年及以前的均值包含该单位自身，故与 ${outcome} 的吻合部分由构造造成。`,
    ],
  ],
  province_rows_left_out: [
    [
      /^(\d+) measured rows without (\S+?)(?: and (\d+) without (.*) above 0)? are in no provincial mean\.$/,
      (n, province, m, weight) =>
        `${n} 行实测数据没有 ${province}${m === undefined ? "" : `，${m} 行的 ${weight} 不大于 0`}，未计入省级均值。`,
    ],
  ],
  collinear: [
    [
      /^(\d+) of (\d+) regressors left out, explained by those before them or by the effects: (.*)\.$/,
      (n, of, names) => `${of} 个解释变量中剔除 ${n} 个（可由其前的变量或固定效应解释）：${names}。`,
    ],
    [/^(.*) left out: (.*)\.$/, (names) => `因共线性剔除：${names}。`],
  ],
  missing: [
    [
      /^([\d,]+) rows left out for missing or infinite values: (.*)\.$/,
      (n, reasons) => `因缺失值或无穷值剔除 ${n} 行：${reasons}。`,
    ],
  ],
  not_finite: [
    [
      /^(.*) is infinite in (\d+) rows; they count as missing\.$/,
      (name, n) => `${name} 有 ${n} 行为无穷值，按缺失处理。`,
    ],
  ],
  singletons: [[/^([\d,]+) .*singleton.*$/, (n) => `剔除 ${n} 个单一观测组（singletons）。`]],
  perfect_fit: [
    [
      /^The regressors explain the outcome to rounding/,
      () => "解释变量完全解释了被解释变量（至舍入误差）：标准误、检验和 p 值均为舍入误差。",
    ],
  ],
  vcov_repaired: [
    [
      /^The covariance, a sum over/,
      () => "由多重聚类或地点对加总得到的协方差矩阵出现负方差：已按 fixest 的做法将小于 1e-10 的特征值提高到 1e-10。",
    ],
  ],
  indefinite_covariance: [
    [
      /^The covariance of the slopes/,
      () =>
        "系数协方差矩阵（多重聚类或地点对之和）有负特征值：单个标准误有效，但由其计算的联合 F 即使为正也不是有效检验；为负时不报告 p 值。",
    ],
  ],
  satterthwaite: [
    [
      /^(\w+): t of each coefficient has degrees of freedom of its own .* tests of several use F with G - 1 = (\d+)\.$/,
      (type, df) =>
        `${type}：每个系数的 t 检验有各自的自由度（Bell-McCaffrey，按 Satterthwaite 近似）；多个系数的检验用 F，分母自由度 G - 1 = ${df}。`,
    ],
  ],
  few_effective_clusters: [
    [
      /^The variation of some regressors stands in few of the (\d+) clusters by (.*); their effective number is, for (.*)\. Errors/,
      (n, by, told) =>
        `部分解释变量的变异集中于 ${n} 个 ${by} 聚类中的少数几个；有效聚类数：${told}。通常的聚类标准误可能偏小：请与 CR2、CR3 或 wild bootstrap 比较。`,
    ],
  ],
  few_treated: [
    [
      /^Only (\d+) units are treated: t tests and clustered errors/,
      (n) =>
        `仅 ${n} 个单位受处理：处理单位过少，t 检验与聚类标准误不可靠；应以置换检验的 p 值为准（MacKinnon & Webb 2020, Journal of Econometrics 218(2)）。`,
    ],
    [
      /^Only (\d+) units are treated: clustered errors/,
      (n) =>
        `仅 ${n} 个单位受处理：聚类标准误偏小（Conley & Taber 2011, Review of Economics and Statistics 93(1)）；请同时在单位间做置换（安慰剂）检验。`,
    ],
  ],
  no_never_treated: [
    [
      /^Every unit of the sample is treated at some time\./,
      () => "样本中每个单位都在某一时期受处理，没有从未受处理的单位。",
    ],
  ],
  bootstrap_undefined: [
    [
      /^(\d+) of (\d+) draws have no statistic/,
      (n, of) => `${of} 次抽样中有 ${n} 次方差为零或负，统计量不存在：既不计入 b，也不计入 B。`,
    ],
  ],
  wild_few_signs: [
    [
      /^(\d+) clusters have (\d+) vectors of signs, and only (\d+) differ in \|t\|/,
      (G, n, d) =>
        `${G} 个聚类共有 ${n} 种符号向量，其中 |t| 不同的只有 ${d} 种：p 值以 1/${d} 为步长。Webb 六点分布可给出更多取值（Webb 2023, Canadian Journal of Economics 56(3)）。`,
    ],
    [
      /^(\d+) clusters have (\d+) vectors of signs: p moves/,
      (G, n) =>
        `${G} 个聚类共有 ${n} 种符号向量：p 值以 1/${n} 为步长。Webb 六点分布可给出更多取值（Webb 2023, Canadian Journal of Economics 56(3)）。`,
    ],
  ],
  placebo_few_assignments: [
    [
      /^Only (\d+) assignments differ: each was drawn once, and p can't be below 1\/(\d+)\.$/,
      (n, least) => `仅有 ${n} 种不同的分配：每种各取一次，p 值不可能低于 1/${least}。`,
    ],
    [
      /^Only (\d+) assignments differ: (\d+) draws repeat them/,
      (n, draws) => `仅有 ${n} 种不同的分配：${draws} 次抽取会重复，p 值的精度不超过 1/${n}。`,
    ],
  ],
  placebo_without_variation: [
    [
      /^In (\d+) of (\d+) draws the treatment does not vary/,
      (n, of) => `${of} 次抽取中有 ${n} 次的处理变量在固定效应和控制变量之内没有变异：既不计入 b，也不计入 B。`,
    ],
  ],
  placebo_outside: [
    [
      /^(\d+) units lie outside the pool \((.*)\) and are not treated in any draw but for (\d+) that keep/,
      (n, rule, kept) => `${n} 个单位不在抽取池内（${rule}），除 ${kept} 个保留原有处理外，在任何抽取中均不受处理。`,
    ],
  ],
  weak_instruments: [
    [
      /^The first-stage (.*) of '(.*)' is (\S+): (.*)$/,
      (what, name, F) =>
        `'${name}' 的第一阶段${what === "effective F" ? "有效 F 统计量" : " Sanderson-Windmeijer F 统计量"}为 ${F}，低于常用临界值，存在弱工具变量问题：t 检验不可靠，应以 Anderson-Rubin 检验及其置信集为准。`,
    ],
  ],
  iv_ratio: [
    [
      /^The estimate of '(.*)' (?:is (\S+) times|has the other sign than) .*that of least squares \((\S+)\)/,
      (name, times, ols) =>
        `'${name}' 的工具变量估计${times === undefined ? "与最小二乘估计符号相反" : `是最小二乘估计的 ${times} 倍`}（OLS 为 ${ols}）：可能不仅是内生性，还有弱工具变量、无效工具变量或单位间效应不同。`,
    ],
    [
      /^The estimate of '(.*)' .*that of least squares \((\S+)\)/,
      (name, ols) =>
        `'${name}' 的工具变量估计与最小二乘估计（${ols}）相差很大：可能不仅是内生性，还有弱工具变量、无效工具变量或单位间效应不同。`,
    ],
  ],
  anderson_rubin_empty: [
    [/./, () => "Anderson-Rubin 置信集为空：没有任何效应与工具变量相容，说明某个工具变量无效或模型设定有误。"],
  ],
  first_stage_sign: [
    [
      /^Signs of the first stage of '(.*)': (.*)\. They should be/,
      (name, each) => `'${name}' 第一阶段系数的符号：${each}。应与工具变量论证所预期的符号一致。`,
    ],
  ],
  instrument_constant_within_unit: [
    [
      /^Instrument '(.*)' is constant within (.*): it compares/,
      (name, unit) =>
        `工具变量 '${name}' 在 ${unit} 内不随时间变化：它比较的是不同单位，而非单位内部的变化；${unit} 固定效应会将其吸收。`,
    ],
  ],
  exactly_identified: [
    [
      /^There are as many instruments/,
      () => "工具变量数与系数个数相等：无法检验工具变量的有效性，权重矩阵也不起作用。",
    ],
  ],
  gmm_few_clusters: [
    [
      /^Two-step GMM weighs (\d+) moments .* over (\d+) clusters/,
      (m, G) =>
        `两步 GMM 用 ${G} 个聚类上的协方差为 ${m} 个矩条件加权，该矩阵不满秩：标准误偏小，J 接近聚类数。建议改用 2SLS。`,
    ],
  ],
  outcome_built_from_regressor: [
    [
      /^Imputed values of (.*) are (.*), and (.*) (?:is a regressor|are regressors): in imputed rows/,
      (outcome, formula, names) =>
        `${outcome} 的推算值为 ${formula}，而 ${names} 又是解释变量：在推算的行中，回归只是重新得到该公式。应仅用实测数据估计，或剔除 ${names}。`,
    ],
  ],
  imputed_outside_range: [
    [
      /^(\S+)% of imputed values lie outside the measured range (\S+) to (\S+) \((\d+) below, (\d+) above\)\.$/,
      (share, low, high, below, above) =>
        `${share}% 的推算值落在实测范围 ${low}–${high} 之外（低于 ${below} 个，高于 ${above} 个）。`,
    ],
  ],
  level_jump: [
    [
      /^In (\S+) the formula's mean is (\S+) over (\d+) rows whose measured (.*) has mean (\S+): /,
      (period, mean, rows, outcome, measured) =>
        `${period} 年公式均值为 ${mean}（${rows} 行，实测 ${outcome} 的均值为 ${measured}）：被解释变量在推算起点处发生水平跳跃，这由构造而非事件造成；时期固定效应只能吸收各单位共同的跳跃。`,
    ],
  ],
};
