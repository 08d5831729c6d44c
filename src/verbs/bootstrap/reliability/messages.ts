/**
 * Which p of a bootstrap can be believed and why, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural, significant } from "../../../base/messages.js";

interface Facts {
  readonly term: string;
  readonly by: string;
  readonly clusters: number;
  readonly believe: "neither" | "restricted" | "either";
  readonly because: readonly ("few_treated" | "few_untreated" | "few_effective" | "enough")[];
  readonly prefer: readonly (keyof (typeof PREFER)["en"])[];
  /** Whether treated clusters could be counted. */
  readonly counted: boolean;
  readonly kind: "wild" | "pairs" | "jackknife";
  readonly imposed: boolean;
  readonly effective: number;
  /** Clusters with a treated row, and without one; null where the term is no treatment of two values. */
  readonly treated: number | null;
  readonly untreated: number | null;
  /** Ways to choose as many treated clusters; null where they are not counted. */
  readonly assignments: number | null;
  /** The cluster with the largest share of the term's variation. */
  readonly largest: string;
  readonly share: number;
}

const PREFER = {
  en: {
    randomisation_t: "randomisation inference by t (wasmetrics placebo)",
    ferman_pinto: "--kind ferman-pinto",
    conley_taber: "--kind conley-taber where clusters are of one size",
    impose_null: "impose the null (--impose-null true)",
    type_33: "--type 33 bears unlike clusters best",
    webb: "with so few clusters take --multipliers webb",
    wild: "use --kind wild",
  },
  zh: {
    randomisation_t: "按 t 的随机化推断（wasmetrics placebo）",
    ferman_pinto: "--kind ferman-pinto",
    conley_taber: "聚类规模相同时用 --kind conley-taber",
    impose_null: "应施加原假设（--impose-null true）",
    type_33: "--type 33 最能承受聚类差异",
    webb: "聚类如此之少时用 --multipliers webb",
    wild: "请用 --kind wild",
  },
} as const;

/** Ways to choose the treated clusters from which on p of randomisation inference is fine enough. */
const MANY_WAYS = 200;

const percent = (share: number): string => `${significant(100 * share, 2)}%`;

export const RELIABILITY_NOTES = messages({
  bootstrap_reliability: {
    en: (facts: Facts) => {
      const { term, by, clusters, effective, treated, largest, share, prefer, believe, counted } = facts;
      const means = prefer.map((each) => PREFER.en[each]);
      if (believe === "neither") {
        return `With ${fewOf(facts).join(" and ")} of ${clusters} of '${by}' neither p is to be believed: the wild bootstrap under the hypothesis hardly ever rejects, without it and by the formula t rejects far too often (MacKinnon & Webb 2017). Prefer ${listed.en(means)}.${fewWays.en(facts)}`;
      }
      const known = counted
        ? treated === null
          ? ""
          : ` (${treated} treated)`
        : " (how many are treated is not known: rows stay where they are)";
      const weigh = `${clusters} clusters of '${by}' weigh as ${significant(effective, 3)} for '${term}'${known}`;
      if (believe === "either") {
        return `${weigh}: p of the draws and p of the formula can both be believed; where they differ, read that of the draws.`;
      }
      const here = facts.kind === "wild" && facts.imposed ? ", as here," : "";
      return `${weigh}, '${largest}' alone having ${percent(share)} of its variation: the formula's p is likely too small, and that of the wild bootstrap under the hypothesis${here} is to be believed (Carter, Schnepel & Steigerwald 2017; MacKinnon, Nielsen & Webb 2023)${means.length === 0 ? "" : `; ${means.join("; ")}`}.`;
    },
    zh: (facts) => {
      const {
        term,
        by,
        clusters,
        effective,
        treated,
        untreated,
        because,
        largest,
        share,
        prefer,
        believe,
        counted: isCounted,
      } = facts;
      const means = prefer.map((each) => PREFER.zh[each]);
      if (believe === "neither") {
        const few = [
          ...(because.includes("few_treated") ? [`仅 ${treated} 个受处理`] : []),
          ...(because.includes("few_untreated") ? [`仅 ${untreated} 个未受处理`] : []),
        ];
        return `'${by}' 的 ${clusters} 个聚类中${few.join("、")}，两种 p 值均不可信：施加原假设的 wild bootstrap 几乎从不拒绝，不施加者与公式的 t 过多拒绝（MacKinnon & Webb 2017）。宜用${listed.zh(means)}。${fewWays.zh(facts)}`;
      }
      const known = isCounted
        ? treated === null
          ? ""
          : `（${treated} 个受处理）`
        : "（数据行留在原处，受处理聚类数未知）";
      const weigh = `'${by}' 的 ${clusters} 个聚类对 '${term}' 而言相当于 ${significant(effective, 3)} 个${known}`;
      if (believe === "either") return `${weigh}：抽样的 p 值与公式的 p 值均可信；二者不同时以抽样为准。`;
      const here = facts.kind === "wild" && facts.imposed ? "（即此处）" : "";
      return `${weigh}，其中 '${largest}' 一个即占其变异的 ${percent(share)}：公式的 p 值很可能过小，应信施加原假设的 wild bootstrap${here} 的 p 值（Carter, Schnepel & Steigerwald 2017；MacKinnon, Nielsen & Webb 2023）${means.length === 0 ? "" : `；${means.join("；")}`}。`;
    },
  },
});

/** Of so few ways to choose the treated clusters, what p of randomisation inference can't be below. */
const fewWays = {
  en: ({ assignments: ways }: Facts): string =>
    ways === null || ways > MANY_WAYS
      ? ""
      : ` Treated at one time, they can be chosen in ${ways} ${plural(ways, "way")} only: p of randomisation inference is at least ${significant(1 / ways, 2)}.`,
  zh: ({ assignments: ways }: Facts): string =>
    ways === null || ways > MANY_WAYS
      ? ""
      : `若同时受处理，其选法仅 ${ways} 种：随机化推断的 p 值不低于 ${significant(1 / ways, 2)}。`,
} as const;

/** "3 treated clusters", "2 untreated clusters". */
function fewOf({ because, treated, untreated }: Facts): string[] {
  const counted = (n: number, which: string) => `${n} ${which} ${plural(n, "cluster")}`;
  return [
    ...(because.includes("few_treated") ? [counted(treated!, "treated")] : []),
    ...(because.includes("few_untreated") ? [counted(untreated!, "untreated")] : []),
  ];
}

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof RELIABILITY_NOTES> {}
}
