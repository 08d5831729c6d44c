/** What rules on the treatment say: its path, the effects that its design identifies, and whom the treated are like. */
import { clauses, messages, plural } from "../../../base/messages.js";
import { levelText } from "../../../verbs/assignment/messages.js";
import { count, few, MOST, number, percent, type Remedies, ruleWords, zhFew } from "../messages.js";

interface Place {
  readonly column: string;
  readonly units: number;
  readonly treated: number;
  readonly unit: string;
  readonly unitName: string;
  readonly period: string;
  readonly row: number;
}

interface Alone {
  readonly least: number;
  readonly most: number;
  readonly cohorts: readonly { readonly cohort: string; readonly events: readonly number[]; readonly units: number }[];
}

interface Support {
  readonly column: string;
  readonly units: number;
  readonly treated: number;
  readonly low: number;
  readonly high: number;
  /** Whether means are of periods before treatment; else its start is not seen, and they are of all rows. */
  readonly before: boolean;
}

interface Assigned {
  readonly by: string;
  readonly clusters: number;
  readonly levels: readonly { readonly column: string; readonly groups: number; readonly treated: number }[];
}

export const treatmentFindings = messages({
  treatment_off: {
    en: ({ column, units, treated, unit, unitName, period, row }: Place) =>
      `Treatment '${column}' goes back to 0 in ${count(units)} of ${count(treated)} treated units: first ${unitName} ${unit} in ${period} (row ${row}).`,
    zh: ({ column, units, treated, unit, unitName, period, row }) =>
      `处理变量“${column}”在 ${count(treated)} 个受处理单位中的 ${count(units)} 个回到 0：如 ${unitName} ${unit} 于 ${period}（第 ${row} 行）。`,
  },
  treatment_doses: {
    en: ({ column, units, treated, unit, unitName, period, row }: Place) =>
      `Treatment '${column}' changes its dose after it began in ${count(units)} of ${count(treated)} treated units: first ${unitName} ${unit} in ${period} (row ${row}).`,
    zh: ({ column, units, treated, unit, unitName, period, row }) =>
      `处理变量“${column}”在 ${count(treated)} 个受处理单位中的 ${count(units)} 个于开始后改变强度：如 ${unitName} ${unit} 于 ${period}（第 ${row} 行）。`,
  },
  always_treated: {
    en: ({ column, units, of }: { readonly column: string; readonly units: number; readonly of: number }) =>
      `By '${column}', ${count(units)} of ${count(of)} units are treated in every row they have: their start is not seen.`,
    zh: ({ column, units, of }) =>
      `按“${column}”，${count(of)} 个单位中有 ${count(units)} 个在其所有观测中均受处理，看不到处理开始。`,
  },
  cohort_few_before: {
    en: ({
      cohort,
      units,
      before,
      periods,
      first,
    }: {
      readonly cohort: string;
      readonly units: number;
      readonly before: number;
      readonly periods: string;
      readonly first: string;
    }) =>
      `Cohort ${cohort} (${count(units)} ${plural(units, "unit")}) has ${before === 0 ? "no period" : before === 1 ? "one period" : before === 2 ? "two periods" : `${before} periods`} before treatment${before === 0 ? "" : ` (${periods})`}, as the panel begins in ${first}: ${before <= 1 ? "it has no lead beside the reference period" : "one lead stands beside the reference period"}, and no earlier event time is identified by it.`,
    zh: ({ cohort, units, before, periods, first }) =>
      `面板始于 ${first}，故 ${cohort} 批次（${count(units)} 个单位）处理前${before === 0 ? "没有观测期" : `只有 ${before} 期（${periods}）`}：${before <= 1 ? "除基期外没有前导期" : "除基期外只有一个前导期"}，更早的事件期不由它识别。`,
  },
  event_times_one_cohort: {
    en: ({ least, most, cohorts }: Alone) =>
      `Of event times ${least} to ${most} one cohort alone shows some: ${clauses.en(
        cohorts.map(
          ({ cohort, events, units }) =>
            `${few(events, MOST)} cohort ${cohort} (${count(units)} ${plural(units, "unit")})`,
        ),
      )}.`,
    zh: ({ least, most, cohorts }) =>
      `在事件期 ${least} 至 ${most} 中，部分仅见于一个批次：${clauses.zh(
        cohorts.map(
          ({ cohort, events, units }) => `${zhFew(events, MOST)} 仅见于 ${cohort} 批次（${count(units)} 个单位）`,
        ),
      )}。`,
  },
  events_few_units: {
    en: ({
      events,
      most,
      limit,
    }: {
      readonly events: readonly number[];
      readonly most: number;
      readonly limit: number;
    }) =>
      `Event ${plural(events.length, "time", "times")} ${few(events, MOST)} ${plural(events.length, "is", "are")} seen in fewer than ${limit} treated units (${most} at most).`,
    zh: ({ events, most, limit }) => `事件期 ${zhFew(events, MOST)} 的受处理单位少于 ${limit} 个（至多 ${most} 个）。`,
  },
  periods_all_treated: {
    en: ({ periods, count: n, of }: { readonly periods: string; readonly count: number; readonly of: number }) =>
      `In ${periods} (${n} of ${of} periods) every unit is treated: no effect of these periods can be compared with untreated units.`,
    zh: ({ periods, count: n, of }) =>
      `在 ${periods}（${of} 期中的 ${n} 期）所有单位均受处理：这些时期的效应没有未受处理的单位可供比较。`,
  },
  no_never: {
    en: ({ cohorts }: { readonly cohorts: number }) =>
      `No unit is never treated: every comparison of the ${cohorts} ${plural(cohorts, "cohort")} is with units not yet treated, or treated no longer.`,
    zh: ({ cohorts }) => `没有从未受处理的单位：${cohorts} 个批次的比较对象均为尚未受处理或已退出处理的单位。`,
  },
  no_common_support: {
    en: ({ column, units, treated, low, high, before }: Support) =>
      `${before ? "Before any treatment, " : ""}${count(units)} of ${count(treated)} treated units have a mean of '${column}' outside of what untreated units have (${number(low)} to ${number(high)}).`,
    zh: ({ column, units, treated, low, high, before }) =>
      `${before ? "在任何处理开始之前，" : ""}${count(treated)} 个处理组单位中有 ${count(units)} 个的“${column}”均值超出未受处理单位的范围（${number(low)} 至 ${number(high)}）。`,
  },
  assignment_open: {
    en: ({ by, clusters, levels }: Assigned) =>
      `Clusters are those of ${by} (${count(clusters)}), and the treatment does not vary within ${few(levels.map((level) => levelText.en(level)))}.`,
    zh: ({ by, clusters, levels }) =>
      `聚类为 ${by}（${count(clusters)} 个），而处理在 ${zhFew(levels.map((level) => levelText.zh(level)))} 内不变。`,
  },
});

/** What to do about each. */
export const treatmentRemedies: Remedies<typeof treatmentFindings> = {
  treatment_off: {
    en: "Two-way effects then compare units with their own treated past. Code the first start as staying on (--cohort), or use an estimator for treatments that switch (did --estimator dcdh).",
    zh: "此时双向固定效应会与单位自身受处理的过去相比。请按首次开始编码为持续受处理（--cohort），或采用适用于可退出处理的估计方法（did --estimator dcdh）。",
  },
  treatment_doses: {
    en: "One coefficient weighs the doses in a way of its own; use an estimator for doses (did --estimator dcdh or cdid).",
    zh: "单一系数以其特有的方式对各强度加权；请采用适用于处理强度的估计方法（did --estimator dcdh 或 cdid）。",
  },
  always_treated: {
    en: "They identify no effect by change: exclude them, and do not let them serve as comparison for later cohorts.",
    zh: "它们无法由变动识别效应：请剔除，且不要作为后续批次的对照。",
  },
  cohort_few_before: {
    en: "Say which cohorts a test of earlier leads rests on, or add earlier periods; a test on few leads has little power (pretrends).",
    zh: "请说明前导期检验依据哪些批次，或补充更早的时期；前导期少时检验功效低（pretrends）。",
  },
  event_times_one_cohort: {
    en: "Along the path the cohorts change: read its ends as that cohort's, or aggregate over event times that all have (did --balanced).",
    zh: "沿事件路径批次组成在变：两端应解读为该批次的效应，或只在各批次共有的事件期上汇总。",
  },
  events_few_units: {
    en: "Clustered errors of these effects mislead: bin or leave out these event times.",
    zh: "这些效应的聚类标准误不可靠：请合并或不报告这些事件期。",
  },
  periods_all_treated: {
    en: "End the sample before the first of them, or use estimators that leave them out and say so.",
    zh: "请将样本截止于其首期之前，或采用不使用这些时期并加以说明的估计方法。",
  },
  no_never: {
    en: "With unit and period effects one more event time must be a reference, and effects of the last cohort are not identified.",
    zh: "含单位与时期效应时需多设一个基期，且最后一批的效应无法识别。",
  },
  assignment_open: {
    en: "If treatment was assigned at that level, cluster by it (--cluster): errors clustered below the level of assignment are too small.",
    zh: "若处理在该层级分配，请按其聚类（--cluster）：低于分配层级的聚类标准误偏小。",
  },
  no_common_support: {
    en: "For these units the comparison is drawn by the regression's line alone: restrict to the common range, or match (psmatch).",
    zh: "对这些单位，比较全凭回归的函数形式外推：请限于共同区间，或进行匹配（psmatch）。",
  },
};

/** What the rules are called and look at. */
export const treatmentRules = ruleWords({
  switching: {
    name: { en: "The path of the treatment", zh: "处理的路径" },
    looks: {
      en: () => "whether the treatment of a unit goes back to 0 or changes its dose",
      zh: () => "处理变量是否回到 0 或改变强度",
    },
  },
  "event-times": {
    name: { en: "What the design identifies", zh: "设计所能识别的效应" },
    looks: {
      en: ({ before, units }) =>
        `units treated throughout, cohorts with fewer than ${before} periods before treatment, event times of one cohort or of fewer than ${units} units, periods in which nobody is untreated`,
      zh: ({ before, units }) =>
        `始终受处理的单位、处理前不足 ${before} 期的批次、只见于一个批次或少于 ${units} 个单位的事件期、无人未受处理的时期`,
    },
  },
  overlap: {
    name: { en: "Common support", zh: "共同支撑" },
    looks: {
      en: ({ share, chance }) =>
        `whether ${percent(share!)} or more of the treated units have a mean of a control (before treatment, where its start is seen) beyond the range of untreated units, and more than chance would put there (probability ${chance})`,
      zh: ({ share, chance }) =>
        `是否有 ${percent(share!)} 以上的处理组单位，其控制变量均值（可见处理开始者取处理前）超出未受处理单位的范围，且多于偶然所致（概率 ${chance}）`,
    },
  },
  assignment: {
    name: { en: "Level of assignment", zh: "处理的分配层级" },
    looks: {
      en: () =>
        "columns with fewer groups than there are clusters, treated alike within each group and period, at least two of them treated and two not",
      zh: () => "组数少于聚类数、同一组同一时期内处理相同、受处理与未受处理的组各不少于两个的列",
    },
  },
});
