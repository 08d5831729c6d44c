/** What rules on numbers of rows say. */
import { listed } from "../../../../base/messages.js";
import { findingTexts } from "../../messages.js";

interface OverPanel {
  readonly n: string;
  /** The least that `n` may stand for. */
  readonly least: number;
  readonly units: number;
  readonly periods: number;
  readonly rows: number;
  readonly excess: number;
  readonly balanced: boolean;
  /** A balanced panel of `n` rows with the periods or the units stated; null where there is none. */
  readonly fits: { readonly units: number; readonly periods: number } | null;
}

interface ShortOfPanel {
  readonly n: string;
  readonly units: number;
  readonly periods: number;
  readonly rows: number;
  readonly short: number;
  /** Periods of every unit that would give `n`; null where no whole number does. */
  readonly kept: number | null;
}

interface Parts {
  readonly parts: readonly string[];
  readonly sums: string;
  readonly whole: string;
  readonly says: string;
}

interface Between {
  readonly more: { readonly column: string; readonly n: string };
  readonly fewer: { readonly column: string; readonly n: string };
  /** Rows between them, at least. */
  readonly least: number;
  readonly added: readonly string[];
  readonly isDynamic: boolean;
  readonly says: string;
}

interface Stages {
  readonly first: string;
  readonly second: string;
  readonly nFirst: string;
  readonly nSecond: string;
}

interface OverVariable {
  readonly n: string;
  readonly variable: string;
  /** Number of values of the variable. */
  readonly values: string;
  readonly excess: number;
}

interface CountOverN {
  readonly what: "clusters" | "groups";
  readonly count: string;
  readonly n: string;
}

interface GroupsTooFew {
  readonly n: string;
  readonly groups: string;
  readonly periods: number;
  readonly most: number;
}

const whatZh = (what: CountOverN["what"]) => (what === "clusters" ? "聚类数" : "组数");

const addition = ({ parts, sums }: Parts) => `${parts.join(" + ")} = ${sums}`;

export const countTexts = findingTexts({
  n_over_panel: {
    en: {
      title: ({ n }: OverPanel) => `N = ${n} exceeds the rows that the stated panel has`,
      expected: ({ units, periods, rows, balanced }) =>
        `At most ${rows} rows: ${units} units in ${periods} periods${balanced ? ", a panel called balanced," : ""} with one row for each unit and period.`,
      found: ({ n }) => `N = ${n}.`,
      arithmetic: ({ units, periods, rows, n, least, excess }) =>
        `${units} × ${periods} = ${rows} < ${least}${String(least) === n.replace(/[\s,]/g, "") ? "" : ` (the least that ${n} may stand for)`}: at least ${excess} rows more than the panel holds.`,
      otherwise: [
        ({ fits, units, periods }) =>
          fits === null
            ? `The sample may have other units or periods than the ${units} × ${periods} of the text.`
            : `A balanced panel of ${fits.units} units over ${fits.periods} periods would have exactly this many rows; the text states ${units} units and ${periods} periods.`,
        "Rows may be finer than a unit and a period (firms, products, provinces or months) or stand in the sample more than once (stacked designs, matching with replacement), which the text does not say.",
        "N may be a sum of weights rather than a number of rows.",
      ],
    },
    zh: {
      title: ({ n }) => `N = ${n} 超过文中所述面板的观测数`,
      expected: ({ units, periods, rows, balanced }) =>
        `${units} 个个体、${periods} 期${balanced ? "的平衡面板" : ""}，每个个体每期一行，至多 ${rows} 行。`,
      found: ({ n }) => `N = ${n}。`,
      arithmetic: ({ units, periods, rows, n, least, excess }) =>
        `${units} × ${periods} = ${rows} < ${least}${String(least) === n.replace(/[\s,]/g, "") ? "" : `（${n} 可能代表的最小值）`}：至少比面板多 ${excess} 行。`,
      otherwise: [
        ({ fits, units, periods }) =>
          fits === null
            ? `样本的个体数或期数可能与文中所述的 ${units} × ${periods} 不同。`
            : `${fits.units} 个个体、${fits.periods} 期的平衡面板恰有此观测数；文中所述为 ${units} 个个体、${periods} 期。`,
        "观测单位可能比“个体—时期”更细（企业、产品、省份或月份），或同一行在样本中重复出现（堆叠设计、有放回匹配），而文中未作说明。",
        "N 可能是权重之和而非行数。",
      ],
    },
  },
  n_short_of_panel: {
    en: {
      title: (_: ShortOfPanel) => "The panel is called balanced, and no column uses all of its rows",
      expected: ({ units, periods, rows }) =>
        `${units} × ${periods} = ${rows} rows in some column, or which are left out.`,
      found: ({ n }) => `N = ${n} at most.`,
      arithmetic: ({ rows, n, short }) => `${rows} − ${n}: ${short} rows fewer than the balanced panel.`,
      otherwise: [
        ({ kept, units, periods }) =>
          kept === null
            ? "Rows with a missing value of some regressor, or singletons under the fixed effects, may have been left out."
            : `${units} × ${kept} gives this N: ${periods - kept} of the ${periods} periods may go to lags or differences, or the sample may be shorter.`,
      ],
    },
    zh: {
      title: () => "面板称为平衡面板，但没有一列使用其全部观测",
      expected: ({ units, periods, rows }) => `某一列应有 ${units} × ${periods} = ${rows} 行，或说明剔除了哪些观测。`,
      found: ({ n }) => `N 至多为 ${n}。`,
      arithmetic: ({ rows, n, short }) => `${rows} − ${n}：比平衡面板少 ${short} 行。`,
      otherwise: [
        ({ kept, units, periods }) =>
          kept === null
            ? "可能剔除了某些回归变量缺失的观测，或固定效应下的单点观测。"
            : `${units} × ${kept} 即得此 N：${periods} 期中的 ${periods - kept} 期可能用于滞后或差分，或样本期较短。`,
      ],
    },
  },
  parts_short: {
    en: {
      title: ({ short }: Parts & { readonly short: number }) => `The subsamples are ${short} rows short of their whole`,
      expected: ({ whole, says }) => `Numbers of rows that add up to ${whole} (${says}).`,
      found: ({ parts }) => `N = ${listed.en(parts)}.`,
      arithmetic: (facts) => `${addition(facts)}, ${facts.short} fewer than ${facts.whole}.`,
      otherwise: [
        "Rows may belong to no part, because the variable that splits them is missing or ties at the cut are left out, and the table does not say so.",
        "Units that change group over time can become singletons within a part, where fixed effects drop them.",
      ],
    },
    zh: {
      title: ({ short }) => `各子样本之和比总体少 ${short} 行`,
      expected: ({ whole, says }) => `观测数之和应为 ${whole}（${says}）。`,
      found: ({ parts }) => `N 分别为 ${listed.zh(parts)}。`,
      arithmetic: (facts) => `${addition(facts)}，比 ${facts.whole} 少 ${facts.short}。`,
      otherwise: [
        "部分观测可能不属于任何子样本（分组变量缺失，或剔除了恰在分界处的观测），而表中未作说明。",
        "随时间改变组别的个体在子样本中可能只剩单点观测，被固定效应剔除。",
      ],
    },
  },
  parts_over: {
    en: {
      title: ({ excess }: Parts & { readonly excess: number }) =>
        `The subsamples have ${excess} rows more than their whole`,
      expected: ({ whole, says }) => `Numbers of rows that add up to ${whole} (${says}).`,
      found: ({ parts }) => `N = ${listed.en(parts)}.`,
      arithmetic: (facts) => `${addition(facts)}, ${facts.excess} more than ${facts.whole}.`,
      otherwise: [
        "The parts may overlap, or be of another sample than the whole.",
        "The whole may lose rows that the parts keep, if it has regressors or effects that they have not.",
      ],
    },
    zh: {
      title: ({ excess }) => `各子样本之和比总体多 ${excess} 行`,
      expected: ({ whole, says }) => `观测数之和应为 ${whole}（${says}）。`,
      found: ({ parts }) => `N 分别为 ${listed.zh(parts)}。`,
      arithmetic: (facts) => `${addition(facts)}，比 ${facts.whole} 多 ${facts.excess}。`,
      otherwise: [
        "各子样本可能有重叠，或与总体并非同一样本。",
        "若总体回归含有子样本回归所没有的变量或固定效应，总体可能剔除了子样本保留的观测。",
      ],
    },
  },
  n_differs: {
    en: {
      title: ({ more, fewer, least }: Between) => `${least} rows of ${more.column} are not in ${fewer.column}`,
      expected: ({ says }) => `One number of rows, or which are lost (${says}).`,
      found: ({ more, fewer }) => `N = ${more.n} in ${more.column} and ${fewer.n} in ${fewer.column}.`,
      arithmetic: ({ more, fewer, least }) => `${more.n} − ${fewer.n} = ${least}.`,
      otherwise: [
        ({ added }) =>
          added.length === 0
            ? "Rows may lack a value of regressors that the table does not show."
            : `Rows may lack a value of ${listed.en(added, 4)}, which only the column with fewer rows has.`,
        ({ isDynamic }) =>
          isDynamic
            ? "A further lag, or differences in place of levels, takes one more row of each unit."
            : "Fixed effects drop singletons, whose number is seldom reported.",
      ],
    },
    zh: {
      title: ({ more, fewer, least }) => `${more.column} 中有 ${least} 行不在 ${fewer.column} 中`,
      expected: ({ says }) => `观测数相同，或说明少了哪些观测（${says}）。`,
      found: ({ more, fewer }) => `${more.column} 的 N = ${more.n}，${fewer.column} 的 N = ${fewer.n}。`,
      arithmetic: ({ more, fewer, least }) => `${more.n} − ${fewer.n} = ${least}。`,
      otherwise: [
        ({ added }) =>
          added.length === 0
            ? "部分观测可能缺失表中未列出的回归变量。"
            : `部分观测可能缺失 ${listed.zh(added, 4)}，这些变量只出现在观测较少的一列。`,
        ({ isDynamic }) =>
          isDynamic
            ? "多取一阶滞后，或以差分代替水平值，会使每个个体再少一行。"
            : "固定效应会剔除单点观测，其数目往往未报告。",
      ],
    },
  },
  n_rises: {
    en: {
      title: ({ more, fewer }: Between) => `${more.column} has more regressors than ${fewer.column} and more rows`,
      expected: ({ says }) => `No more rows with further regressors, since each can only lack values (${says}).`,
      found: ({ more, fewer }) => `N = ${more.n} in ${more.column} and ${fewer.n} in ${fewer.column}.`,
      arithmetic: ({ more, fewer, least, added }) =>
        `${more.n} − ${fewer.n} = ${least}, although ${more.column} adds ${listed.en(added, 4)}.`,
      otherwise: [
        "The columns may be of different samples, or the one with fewer rows may leave rows out for a reason the table does not state.",
      ],
    },
    zh: {
      title: ({ more, fewer }) => `${more.column} 的回归变量多于 ${fewer.column}，观测数却更多`,
      expected: ({ says }) => `增加回归变量只会因缺失值而减少观测，不会增加（${says}）。`,
      found: ({ more, fewer }) => `${more.column} 的 N = ${more.n}，${fewer.column} 的 N = ${fewer.n}。`,
      arithmetic: ({ more, fewer, least, added }) =>
        `${more.n} − ${fewer.n} = ${least}，而 ${more.column} 增加了 ${listed.zh(added, 4)}。`,
      otherwise: ["两列可能并非同一样本，或观测较少的一列因表中未说明的原因剔除了观测。"],
    },
  },
  stages_differ: {
    en: {
      title: ({ nFirst, nSecond }: Stages) => `The first stage has N = ${nFirst}, the second N = ${nSecond}`,
      expected: "One number of rows: both stages of two-stage least squares use the same rows.",
      found: ({ first, second, nFirst, nSecond }) => `N = ${nFirst} in ${first} and ${nSecond} in ${second}.`,
      arithmetic: ({ nFirst, nSecond }) => `${nFirst} ≠ ${nSecond}.`,
      otherwise: [
        "The first stage may be shown for all rows with the instrument, whether or not the outcome is there; its F is then not that of the second stage.",
        "Estimates by two samples have an N for each.",
      ],
    },
    zh: {
      title: ({ nFirst, nSecond }) => `第一阶段 N = ${nFirst}，第二阶段 N = ${nSecond}`,
      expected: "观测数相同：两阶段最小二乘的两个阶段使用相同的观测。",
      found: ({ first, second, nFirst, nSecond }) => `${first} 的 N = ${nFirst}，${second} 的 N = ${nSecond}。`,
      arithmetic: ({ nFirst, nSecond }) => `${nFirst} ≠ ${nSecond}。`,
      otherwise: [
        "第一阶段可能使用工具变量非缺失的全部观测，而不论被解释变量是否缺失；此时其 F 并非第二阶段所对应的 F。",
        "双样本工具变量估计的两个阶段各有其 N。",
      ],
    },
  },
  n_over_variable: {
    en: {
      title: ({ n, variable, values }: OverVariable) => `N = ${n}, but ${variable} has ${values} values`,
      expected: ({ values, variable }) =>
        `At most ${values} rows, as many as ${variable} has values in the table of means.`,
      found: ({ n }) => `N = ${n}.`,
      arithmetic: ({ n, values, excess }) =>
        `${n} is at least ${excess} more than ${values}: a row of the regression has a value of every variable.`,
      otherwise: ["The table of means may describe another sample, or missing values may have been filled in."],
    },
    zh: {
      title: ({ n, variable, values }) => `N = ${n}，而 ${variable} 只有 ${values} 个值`,
      expected: ({ values, variable }) => `至多 ${values} 行，即描述性统计中 ${variable} 的观测数。`,
      found: ({ n }) => `N = ${n}。`,
      arithmetic: ({ n, values, excess }) => `${n} 比 ${values} 至少多 ${excess}：回归的每一行都须有各变量的值。`,
      otherwise: ["描述性统计可能来自另一样本，或缺失值已经填补。"],
    },
  },
  count_over_n: {
    en: {
      title: ({ what, count, n }: CountOverN) => `${count} ${what} among ${n} rows`,
      expected: ({ what, n }) => `No more ${what} than rows, ${n}.`,
      found: ({ what, count }) => `${count} ${what}.`,
      arithmetic: ({ count, n, what }) => `${count} > ${n}, and each of the ${what} has a row at least.`,
      otherwise: [({ what }) => `The number of ${what} and N may be of different samples, or the two exchanged.`],
    },
    zh: {
      title: ({ what, count, n }) => `${n} 行中有${whatZh(what)} ${count}`,
      expected: ({ what, n }) => `${whatZh(what)}不多于行数 ${n}。`,
      found: ({ what, count }) => `${whatZh(what)}为 ${count}。`,
      arithmetic: ({ count, n }) => `${count} > ${n}，而每组至少有一行。`,
      otherwise: [({ what }) => `${whatZh(what)}与 N 可能来自不同样本，或两者互换。`],
    },
  },
  groups_too_few: {
    en: {
      title: ({ n, groups }: GroupsTooFew) => `${groups} groups are too few for N = ${n}`,
      expected: ({ groups, periods, most }) => `At most ${groups} × ${periods} = ${most} rows.`,
      found: ({ n }) => `N = ${n}.`,
      arithmetic: ({ groups, periods, most, n }) => `${groups} × ${periods} = ${most} < ${n}.`,
      otherwise: ["Groups may be other than the panel's units, each with several rows a period."],
    },
    zh: {
      title: ({ n, groups }) => `组数 ${groups} 不足以构成 N = ${n}`,
      expected: ({ groups, periods, most }) => `至多 ${groups} × ${periods} = ${most} 行。`,
      found: ({ n }) => `N = ${n}。`,
      arithmetic: ({ groups, periods, most, n }) => `${groups} × ${periods} = ${most} < ${n}。`,
      otherwise: ["组可能并非面板的个体，每组每期可有多行。"],
    },
  },
});
