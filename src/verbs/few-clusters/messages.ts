/** What is said of an error with few clusters, or few treated ones, in English and Chinese. */
import { type FactsOf, messages, plural, significant } from "../../base/messages.js";

/**
 * `neither`: no p of draws or formula; `restricted`: the wild bootstrap under the hypothesis, not the p of the formula; `either`: both.
 */
export type Believed = "neither" | "restricted" | "either";

/** A treatment over the clusters. */
export interface TreatmentFacts {
  readonly term: string;
  /** As how many alike clusters they weigh for its coefficient; null where that is not known. */
  readonly effective: number | null;
  /** Clusters with a treated row, and without one; null where every cluster has one, so that it is none of clusters. */
  readonly treated: number | null;
  readonly untreated: number | null;
  readonly believe: Believed;
}

interface FewClusters {
  readonly by: string;
  readonly clusters: number;
  readonly vcov: string;
  /** Regressors of two values whose share differs between clusters. */
  readonly terms: readonly TreatmentFacts[];
  /** Which p: of the coefficient for which they bear least. */
  readonly believe: Believed;
}

interface FewTreated {
  readonly term: string;
  readonly by: string;
  readonly clusters: number;
  readonly treated: number;
}

export const FEW_CLUSTER_NOTES = messages({
  clusters_few: {
    en: ({ by, clusters, vcov, terms, believe }: FewClusters) =>
      `Few clusters: ${clusters} by ${by}.${terms.length === 0 ? "" : ` ${terms.map(weigh.en).join("; ")}.`}${advice(believe, vcov).en}`,
    zh: ({ by, clusters, vcov, terms, believe }) =>
      `聚类很少：按 ${by} 仅 ${clusters} 个。${terms.length === 0 ? "" : `${terms.map(weigh.zh).join("；")}。`}${advice(believe, vcov).zh}`,
  },
  treated_clusters_few: {
    en: ({ term, by, clusters, treated }: FewTreated) =>
      `Only ${treated} of the ${clusters} clusters by ${by} ${plural(treated, "is", "are")} treated by ${term}: clustered standard errors are too small with so few (Conley & Taber 2011); complement them with randomization inference (wasmetrics placebo).`,
    zh: ({ term, by, clusters, treated }) =>
      `按 ${by} 的 ${clusters} 个聚类中仅 ${treated} 个受 ${term} 处理：聚类标准误偏小（Conley & Taber 2011）；请同时做随机化推断（wasmetrics placebo）。`,
  },
});

const SOURCE = "Carter, Schnepel & Steigerwald 2017";

const weigh = {
  en: ({ term, effective, treated }: TreatmentFacts) =>
    `${term}: ${[
      ...(effective === null ? [] : [`effective number ${significant(effective, 3)} (${SOURCE})`]),
      ...(treated === null ? [] : [`${treated} treated ${plural(treated, "cluster", "clusters")}`]),
    ].join(", ")}`,
  zh: ({ term, effective, treated }: TreatmentFacts) =>
    `${term}：${[
      ...(effective === null ? [] : [`有效聚类数 ${significant(effective, 3)}（${SOURCE}）`]),
      ...(treated === null ? [] : [`${treated} 个聚类受处理`]),
    ].join("，")}`,
};

/** CR2 and CR3 have degrees of freedom for unlike clusters, but not for a few treated ones. */
function advice(believe: Believed, vcov: string): { readonly en: string; readonly zh: string } {
  if (believe === "neither") {
    return {
      en: " With so few treated or untreated clusters neither the clustered p-value nor a wild bootstrap is reliable (MacKinnon & Webb 2017): use randomization inference (wasmetrics placebo) or wasmetrics bootstrap --kind ferman-pinto.",
      zh: "受处理或未受处理的聚类过少，聚类 p 值与 wild bootstrap 均不可信（MacKinnon & Webb 2017）：请用随机化推断（wasmetrics placebo）或 wasmetrics bootstrap --kind ferman-pinto。",
    };
  }
  if (believe === "either" || vcov !== "cluster") return { en: "", zh: "" };
  return {
    en: " The clustered p-value is likely too small: prefer the wild bootstrap with the null imposed (wasmetrics bootstrap), or CR2.",
    zh: "聚类 p 值很可能偏小：应以施加原假设的 wild bootstrap（wasmetrics bootstrap）或 CR2 为准。",
  };
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FEW_CLUSTER_NOTES> {}
}
