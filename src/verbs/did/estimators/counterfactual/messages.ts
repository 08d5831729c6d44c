/**
 * What counterfactual estimators say to their reader.
 */
import { type FactsOf, listed, messages, plural } from "../../../../base/messages.js";

interface Lost {
  readonly rows: number;
  /** Units without an untreated row, a few of them by name. */
  readonly units: number;
  readonly named: readonly string[];
  readonly periods: readonly number[];
}

const more = ({ units, named }: Pick<Lost, "units" | "named">): string => (units > named.length ? ", ..." : "");

export const COUNTERFACTUAL_NOTES = messages({
  counterfactual_from: {
    en: ({ name, untreated, treated }: FromFacts) =>
      `${name}: outcomes without treatment of ${formatted(treated)} treated rows are predicted from ${formatted(untreated)} untreated rows. Effects before treatment are mean residuals of those rows, not changes from a reference period.`,
    zh: ({ name, untreated, treated }) =>
      `${name}：${treated} 个受处理观测的反事实结果由 ${untreated} 个未受处理观测预测得到；处理前的效应是后者残差的均值，而非相对某一基期的变化。`,
  },
  counterfactual_lost: {
    en: ({ rows, units, named, periods }: Lost) =>
      `${rows} treated rows cannot be predicted and are left out: ${[
        ...(units === 0
          ? []
          : [
              `${units} ${plural(units, "unit has", "units have")} no untreated row (${named.join(", ")}${more({ units, named })})`,
            ]),
        ...(periods.length === 0 ? [] : [`no unit is untreated in ${listed.en(periods)}`]),
      ].join("; ")}.`,
    zh: ({ rows, units, named, periods }) =>
      `${rows} 个受处理观测无法预测，已剔除：${[
        ...(units === 0
          ? []
          : [`${units} 个个体没有未受处理的观测（${named.join("、")}${units > named.length ? " 等" : ""}）`]),
        ...(periods.length === 0 ? [] : [`${listed.zh(periods)} 期没有未受处理的个体`]),
      ].join("；")}。`,
  },
  counterfactual_short: {
    en: ({
      units,
      named,
      needed,
    }: {
      readonly units: number;
      readonly named: readonly string[];
      readonly needed: number;
    }) =>
      `${units} ${plural(units, "unit", "units")} never treated with fewer than ${needed} rows (${named.join(", ")}${more({ units, named })}) ${plural(units, "says", "say")} nothing of the factors and ${plural(units, "is", "are")} left out.`,
    zh: ({ units, named, needed }) =>
      `${units} 个从未受处理的个体观测不足 ${needed} 期（${named.join("、")}${units > named.length ? " 等" : ""}），对共同因子没有信息，已剔除。`,
  },
  counterfactual_start: {
    en: ({ rows }: { readonly rows: number }) =>
      `Of ${rows} treated rows the start of treatment is not seen: they count in the average of all, and have no event time.`,
    zh: ({ rows }) => `${rows} 个受处理观测的处理起始期未知：计入总平均效应，但没有相对时期。`,
  },
  counterfactual_exits: {
    en: ({ rows }: { readonly rows: number }) =>
      `Treatment switches off: event times count from the start of the current spell, and ${rows} untreated rows after a spell are used to predict others, which supposes that effects do not outlast treatment (--carryover-periods tests it).`,
    zh: ({ rows }) =>
      `处理会退出：相对时期自当前处理段的起点算起；处理结束后的 ${rows} 个未受处理观测用于预测，即假定效应不会延续到处理结束之后（可用 --carryover-periods 检验）。`,
  },
  counterfactual_chosen: {
    en: ({ name, what, value, folds, cells }: ChosenFacts) =>
      what === "factors"
        ? `${name}: cross-validation chose ${value} ${plural(value, "factor")}: the fewest whose mean squared error over ${cells} rows left out in ${folds} folds is within 1% of the least.`
        : `${name}: cross-validation chose the penalty ${value}, with the least mean squared error over ${cells} rows left out in ${folds} folds.`,
    zh: ({ name, what, value, folds, cells }) =>
      what === "factors"
        ? `${name}：交叉验证选取 ${value} 个因子：在 ${folds} 折共 ${cells} 个留出观测上，均方预测误差与最小值相差不超过 1% 的最少因子数。`
        : `${name}：交叉验证选取惩罚参数 ${value}：在 ${folds} 折共 ${cells} 个留出观测上均方预测误差最小。`,
  },
  counterfactual_edge: {
    en: ({ name, what }: { readonly name: string; readonly what: "factors" | "penalty" }) =>
      what === "factors"
        ? `${name}: that is the most factors tried; more may predict better (--most-factors, as far as treated units have periods).`
        : `${name}: that is the smallest penalty tried: hardly anything is shrunk, and ife may say more of few strong factors.`,
    zh: ({ name, what }) =>
      what === "factors"
        ? `${name}：所选为尝试过的最多因子数，更多因子或可预测得更好（--most-factors，以处理组时期数为限）。`
        : `${name}：所选为尝试过的最小惩罚，几乎没有收缩；若存在少数强因子，可改用 ife。`,
  },
  counterfactual_wild: {
    en: ({ name }: { readonly name: string }) =>
      `${name}: a few draws, in which loadings run off, make the errors: they are far wider than the middle half of the draws says. Ask for fewer factors, or see --resampling jackknife.`,
    zh: ({ name }) =>
      `${name}：少数几次抽样中载荷发散，标准误主要由其造成，远大于抽样中间一半所示。请减少因子数，或参考 --resampling jackknife。`,
  },
  counterfactual_drawn: {
    en: ({ name, kind, draws, used, cluster, seed }: DrawnFacts) => {
      const lost = used < draws ? `; ${draws - used} of them found no fit and are left out` : "";
      if (kind === "jackknife")
        return `${name}: errors by jackknife: each of ${draws} clusters (${cluster}) left out in turn${lost}.`;
      return kind === "bootstrap"
        ? `${name}: errors by bootstrap: ${draws} draws of clusters (${cluster}), those ever treated and the others apart, seed ${seed}${lost}.`
        : `${name}: errors by the parametric bootstrap of Xu (2017), given factors and loadings: ${draws} draws, seed ${seed}${lost}.`;
    },
    zh: ({ name, kind, draws, used, cluster, seed }) => {
      const lost = used < draws ? `；其中 ${draws - used} 次未得到拟合结果，已剔除` : "";
      if (kind === "jackknife") return `${name}：标准误由刀切法得到：依次剔除 ${draws} 个聚类（${cluster}）${lost}。`;
      return kind === "bootstrap"
        ? `${name}：标准误由自助法得到：按聚类（${cluster}）抽样 ${draws} 次（曾受处理者与其他分别抽取），种子 ${seed}${lost}。`
        : `${name}：标准误由 Xu（2017）的参数自助法得到（给定因子与载荷）：${draws} 次抽样，种子 ${seed}${lost}。`;
    },
  },
});

const formatted = (count: number): string => count.toLocaleString("en-US");

interface FromFacts {
  readonly name: string;
  readonly untreated: number;
  readonly treated: number;
}

interface ChosenFacts {
  readonly name: string;
  readonly what: "factors" | "penalty";
  readonly value: number;
  readonly folds: number;
  readonly cells: number;
}

interface DrawnFacts {
  readonly name: string;
  readonly kind: "bootstrap" | "jackknife" | "parametric";
  readonly draws: number;
  readonly used: number;
  readonly cluster: string;
  readonly seed: number;
}

declare module "../../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof COUNTERFACTUAL_NOTES> {}
}
