/** What rules on a regression say: what its effects leave of variables and rows, its clusters, and what carries its coefficient. */
import { after, apart, type Entry, messages, plural } from "../../../base/messages.js";
import { count, few, MOST, number, percent, type Remedies, ruleWords, zhFew } from "../messages.js";

interface Varies {
  readonly column: string;
  readonly role: "regressor" | "endogenous" | "instrument";
}

interface Clusters {
  readonly by: string;
  readonly count: number;
  readonly of: number;
  readonly limit: number;
}

interface Influence {
  readonly term: string;
  readonly by: string;
  readonly count: number;
  readonly estimate: number;
  readonly p: number;
  readonly goal: "sign" | "significance";
  readonly without: number;
  readonly p_without: number;
}

const ROLE: Readonly<Record<Varies["role"], Entry<string>>> = {
  regressor: { en: "Regressor", zh: "解释变量" },
  endogenous: { en: "Endogenous regressor", zh: "内生变量" },
  instrument: { en: "Instrument", zh: "工具变量" },
};

const GOAL = {
  sign: { en: "changes sign", zh: "改变符号" },
  significance: { en: "is no longer significant at 5%", zh: "在 5% 水平上不再显著" },
} as const;

const pOf = (p: number): string => (p < 0.001 ? "<0.001" : p.toFixed(3));

const capitalOf = (word: string): string => word;

export const regressionFindings = messages({
  invariant: {
    en: ({ column, role, by }: Varies & { readonly by: string }) =>
      `${ROLE[role].en} '${column}' does not vary within ${by}: the effects of ${by} absorb it, and it has no coefficient.`,
    zh: ({ column, role, by }) =>
      `${ROLE[role].zh}“${column}”在${apart(by)}内没有变异：被${apart(by)}的固定效应吸收，没有系数。`,
  },
  spanned: {
    en: ({ column, role, effects }: Varies & { readonly effects: readonly string[] }) =>
      `${ROLE[role].en} '${column}' is a sum of numbers of ${few(effects)}: these effects absorb it together, as they do an age beside a year, and it has no coefficient.`,
    zh: ({ column, role, effects }) =>
      `${ROLE[role].zh}“${column}”可由 ${zhFew(effects)} 的效应之和表示（如年龄之于年份）：被这些固定效应共同吸收，没有系数。`,
  },
  hardly_varies: {
    en: ({ column, role, effects, share }: Varies & { readonly effects: readonly string[]; readonly share: number }) =>
      `${ROLE[role].en} '${column}' hardly varies within the effects of ${few(effects)}: they leave ${percent(share)} of its variance.`,
    zh: ({ column, role, effects, share }) =>
      `${ROLE[role].zh}“${column}”在 ${zhFew(effects)} 的固定效应之内几乎没有变异：仅余其方差的 ${percent(share)}。`,
  },
  columns_by_unit: {
    en: ({ columns, unit }: { readonly columns: readonly string[]; readonly unit: string }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "does", "do")} not vary over time within ${unit}: effects of ${unit} would absorb ${plural(columns.length, "it", "them")}.`,
    zh: ({ columns, unit }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在同一${apart(unit)}内不随时间变化：若含${apart(unit)}固定效应，将被吸收。`,
  },
  columns_by_time: {
    en: ({ columns, time }: { readonly columns: readonly string[]; readonly time: string }) =>
      `${few(
        columns.map((name) => `'${name}'`),
        MOST,
      )} ${plural(columns.length, "is", "are")} the same for all units of a ${time}: effects of ${time} would absorb ${plural(columns.length, "it", "them")}.`,
    zh: ({ columns, time }) =>
      `${zhFew(
        columns.map((name) => `“${name}”`),
        MOST,
      )}在同一${apart(time)}对所有单位相同：若含${apart(time)}固定效应，将被吸收。`,
  },
  rows_alone: {
    en: ({
      rows,
      of,
      effects,
      left,
      first,
    }: {
      readonly rows: number;
      readonly of: number;
      readonly effects: readonly string[];
      readonly left: number;
      readonly first: readonly number[];
    }) =>
      `${count(rows)} of ${count(of)} complete rows ${plural(rows, "is", "are")} alone in a level of ${few(effects)}, ${plural(rows, "row", "rows")} ${few(first)}${rows > first.length ? " and others" : ""}: a regression drops ${plural(rows, "it", "them")} and has ${count(left)}.`,
    zh: ({ rows, of, effects, left, first }) =>
      `在 ${zhFew(effects)} 的某一水平上，${count(of)} 个完整行中有 ${count(rows)} 行是唯一的一行（第 ${zhFew(first)} 行${rows > first.length ? "等" : ""}）：回归将其剔除，余 ${count(left)} 行。`,
  },
  few_clusters: {
    en: ({ by, count: n, limit }: { readonly by: string; readonly count: number; readonly limit: number }) =>
      `There ${plural(n, "is", "are")} ${n} ${plural(n, "cluster")} by ${by}, fewer than ${limit}.`,
    zh: ({ by, count: n, limit }) => `按${apart(by)}只有 ${n} 个聚类，少于 ${limit} 个。`,
  },
  few_treated_clusters: {
    en: (facts: Clusters) =>
      `${facts.count} of ${count(facts.of)} ${plural(facts.of, "cluster")} by ${facts.by} ${plural(facts.count, "has a unit that is", "have units that are")} ever treated, fewer than ${facts.limit}.`,
    zh: (facts) =>
      `按${apart(facts.by)}的 ${count(facts.of)} 个聚类中，只有 ${facts.count} 个含曾受处理的单位，少于 ${facts.limit} 个。`,
  },
  few_untreated_clusters: {
    en: (facts: Clusters) =>
      `${facts.count} of ${count(facts.of)} ${plural(facts.of, "cluster")} by ${facts.by} ${plural(facts.count, "has a unit that is", "have units that are")} never treated, fewer than ${facts.limit}.`,
    zh: (facts) =>
      `按${apart(facts.by)}的 ${count(facts.of)} 个聚类中，只有 ${facts.count} 个含从未受处理的单位，少于 ${facts.limit} 个。`,
  },
  one_group_carries: {
    en: ({ term, by, count: n, estimate, p, name, goal, without, p_without }: Influence & { readonly name: string }) =>
      `Without ${by} ${name}, one of ${count(n)}, the coefficient of '${term}' ${GOAL[goal].en}: ${number(estimate)} (p ${pOf(p)}) with it, ${number(without)} (p ${pOf(p_without)}) without.`,
    zh: ({ term, by, count: n, estimate, p, name, goal, without, p_without }) =>
      `剔除 ${by} ${name}（共 ${count(n)} 个）后，“${term}”的系数${GOAL[goal].zh}：全样本为 ${number(estimate)}（p ${pOf(p)}），剔除后为 ${number(without)}（p ${pOf(p_without)}）。`,
  },
  few_carry: {
    en: ({
      term,
      by,
      count: n,
      estimate,
      p,
      goal,
      without,
      p_without,
      removed,
      share,
      names,
    }: Influence & { readonly removed: number; readonly share: number; readonly names: readonly string[] }) =>
      `Without ${count(removed)} of ${count(n)} ${by === "row" ? "rows" : by} (${percent(share)}) the coefficient of '${term}' ${GOAL[goal].en}: ${number(estimate)} (p ${pOf(p)}) becomes ${number(without)} (p ${pOf(p_without)}). ${by === "row" ? "Rows" : capitalOf(by)} ${few(names)}${removed > names.length ? " and others" : ""}.`,
    zh: ({ term, by, count: n, estimate, p, goal, without, p_without, removed, share, names }) =>
      `从 ${count(n)} ${by === "row" ? "行" : `个${after(by)}`}中剔除 ${count(removed)} 个（${percent(share)}）后，“${term}”的系数${GOAL[goal].zh}：由 ${number(estimate)}（p ${pOf(p)}）变为 ${number(without)}（p ${pOf(p_without)}）。${by === "row" ? "行号：" : `${by}：`}${zhFew(names)}${removed > names.length ? "等" : ""}。`,
  },
});

/** What to do about each. */
export const regressionRemedies: Remedies<typeof regressionFindings> = {
  invariant: {
    en: "Leave out the effect or the variable, or let it act by period (an interaction with time, which is another design).",
    zh: "请去掉该固定效应或该变量，或令其随时期起作用（与时间交互，属另一种设计）。",
  },
  spanned: { en: "Leave it out: the effects contain it.", zh: "请去掉：固定效应已包含它。" },
  hardly_varies: {
    en: "What little is left may be errors of measurement or changes of classification; its coefficient rests on them.",
    zh: "所余变异可能只是测量误差或口径变化，其系数即依赖于此。",
  },
  columns_by_unit: {
    en: "As a regressor or an instrument it needs another design: no unit effects, or an interaction with time.",
    zh: "若作解释变量或工具变量，需要另一种设计：不含单位效应，或与时间交互。",
  },
  columns_by_time: {
    en: "As a regressor it needs a design without period effects.",
    zh: "若作解释变量，需要不含时期效应的设计。",
  },
  rows_alone: {
    en: "N of the table is that without them; columns of one sample differ in N where they have different effects.",
    zh: "表中 N 不含这些行；同一样本的各列若固定效应不同，N 会不同。",
  },
  few_clusters: {
    en: "Use the wild cluster bootstrap (bootstrap) or CR2 errors, and report the number of clusters.",
    zh: "请使用 wild 聚类自助法（bootstrap）或 CR2 标准误，并报告聚类数。",
  },
  few_treated_clusters: {
    en: "Errors by cluster are too small however many untreated clusters there are: use randomisation inference (placebo) or bootstrap --kind conley-taber.",
    zh: "无论未受处理的聚类有多少，聚类标准误均偏小：请用随机化推断（placebo）或 bootstrap --kind conley-taber。",
  },
  few_untreated_clusters: {
    en: "Errors by cluster are too small however many treated clusters there are: use randomisation inference (placebo).",
    zh: "无论受处理的聚类有多少，聚类标准误均偏小：请用随机化推断（placebo）。",
  },
  one_group_carries: {
    en: "The result is that group's: say so, and report the estimate without it (sensitivity has all of them).",
    zh: "结论取决于这一组：请说明，并报告剔除后的估计（sensitivity 给出逐一剔除的结果）。",
  },
  few_carry: {
    en: "Look these up, and report how few carry the result (sensitivity --parts influence).",
    zh: "请核对这些观测，并报告结论取决于多少观测（sensitivity --parts influence）。",
  },
};

/** What the rules are called and look at. */
export const regressionRules = ruleWords({
  invariant: {
    name: { en: "Variation within effects", zh: "固定效应之内的变异" },
    looks: {
      en: ({ share }) =>
        `regressors and instruments of which the effects leave less than ${percent(share!)} of the variance; without a formula, columns constant within units or periods`,
      zh: ({ share }) =>
        `固定效应之内所余方差不足 ${percent(share!)} 的解释变量与工具变量；未给公式时，单位内或时期内不变的列`,
    },
  },
  singletons: {
    name: { en: "Singletons", zh: "单一观测组" },
    looks: {
      en: () => "rows alone in a level of an effect, again and again until none is left",
      zh: () => "固定效应某一水平上唯一的行，反复剔除直至没有",
    },
  },
  clusters: {
    name: { en: "Number of clusters", zh: "聚类数" },
    looks: {
      en: ({ few: n, veryFew, treated }) =>
        `fewer than ${n} clusters (serious below ${veryFew}), fewer than ${treated} with treated or with never treated units`,
      zh: ({ few: n, veryFew, treated }) =>
        `少于 ${n} 个聚类（少于 ${veryFew} 个为严重）；含受处理或从未受处理单位的聚类少于 ${treated} 个`,
    },
  },
  influence: {
    name: { en: "What carries the coefficient", zh: "系数取决于哪些观测" },
    looks: {
      en: ({ share }) =>
        `whether leaving out one group, or at most ${percent(share!)} of the rows, turns the sign or the significance at 5% (as sensitivity does)`,
      zh: ({ share }) => `剔除一组，或至多 ${percent(share!)} 的行，是否改变符号或 5% 显著性（与 sensitivity 相同）`,
    },
  },
});
