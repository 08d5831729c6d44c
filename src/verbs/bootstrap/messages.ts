/**
 * What a bootstrap, or another result made of draws, says to its reader, in English and Chinese.
 */
import { type FactsOf, listed, messages, plural } from "../../base/messages.js";

const WEBB = "Webb's six-point distribution has more values (Webb 2023, Canadian Journal of Economics 56(3)).";
const WEBB_ZH = "Webb 六点分布可给出更多取值（Webb 2023, Canadian Journal of Economics 56(3)）。";

interface Stopped {
  readonly done: number;
  readonly requested: number;
  /** Of what: draws by default, or cohorts omitted in turn. */
  readonly of?: "cohorts";
  /** Whether the draws made are the first of a list of all, and no random sample. */
  readonly enumerated?: boolean;
}

interface Undefined {
  readonly draws: number;
  readonly of: number;
  /** The variance is zero, or of several clusterings zero or negative; or the draw does not identify the coefficient. */
  readonly why: "zero" | "zero or negative" | "not identified";
}

interface FewSigns {
  readonly clusters: number;
  /** Values the statistic can take. */
  readonly differing: number;
  /** In a regression a vector of signs and its mirror image have one |t|; in an equation with instruments not. */
  readonly mirrored: boolean;
  /** Whether ties count, so that p is never below a step. */
  readonly counted: boolean;
}

export const BOOTSTRAP_NOTES = messages({
  partial: {
    en: ({ done, requested, of, enumerated }: Stopped) =>
      of === "cohorts"
        ? `Stopped after ${done} of the ${requested} cohorts had been omitted in turn: the draws with all of them are complete.`
        : `Stopped after ${done} of ${requested} draws: the results rest on the draws completed.${enumerated === true ? " These are the first of an ordered list of all assignments, not a random sample: p-value and interval are not a valid test." : ""}`,
    zh: ({ done, requested, of, enumerated }) =>
      of === "cohorts"
        ? `在 ${requested} 个批次中逐一剔除 ${done} 个后停止：包含全部批次的抽取是完整的。`
        : `在 ${requested} 次抽取中完成 ${done} 次后停止：结果仅依据已完成的抽取。${enumerated === true ? "它们是全部排列清单中的前若干个，并非随机样本：p 值与区间不构成有效检验。" : ""}`,
  },
  bootstrap_undefined: {
    en: ({ draws, of, why }: Undefined) =>
      why === "not identified"
        ? `In ${draws} of ${of} draws the coefficient is not identified by the clusters drawn: these draws are omitted.`
        : `In ${draws} of ${of} draws the statistic is undefined, its variance being ${why}: these draws count in neither b nor B.`,
    zh: ({ draws, of, why }) =>
      why === "not identified"
        ? `${of} 次抽样中有 ${draws} 次系数不能由所抽聚类识别：予以剔除。`
        : `${of} 次抽样中有 ${draws} 次方差为零${why === "zero" ? "" : "或负"}，统计量不存在：既不计入 b，也不计入 B。`,
  },
  bootstrap_levels_absent: {
    en: ({
      draws,
      of,
      effects,
    }: {
      readonly draws: number;
      readonly of: number;
      readonly effects: readonly string[];
    }) =>
      `In ${draws} of ${of} draws some level of ${effects.join(" or ")} is in no cluster drawn: it is not estimated there.`,
    zh: ({ draws, of, effects }) =>
      `${of} 次抽样中有 ${draws} 次所抽聚类不含 ${listed.zh(effects)} 的某个水平：该水平在其中不作估计。`,
  },
  bootstrap_no_error: {
    en: ({ draws, of }: { readonly draws: number; readonly of: number }) =>
      `In ${draws} of ${of} draws the coefficient has no standard error: these draws are not among those of t.`,
    zh: ({ draws, of }) => `${of} 次抽样中有 ${draws} 次系数没有标准误：不计入 t。`,
  },
  wild_few_signs: {
    en: ({ clusters, differing, mirrored, counted }: FewSigns) =>
      mirrored
        ? `With ${clusters} clusters there are ${2 * differing} vectors of signs, only ${differing} of which differ in |t|: p moves in steps of 1/${differing}${counted ? " and is never below that" : ""}. ${WEBB}`
        : `With ${clusters} clusters there are ${differing} vectors of signs: p moves in steps of 1/${differing}, that of Anderson-Rubin in steps of 2/${differing}. ${WEBB}`,
    zh: ({ clusters, differing, mirrored, counted }) =>
      mirrored
        ? `${clusters} 个聚类共有 ${2 * differing} 种符号向量，其中 |t| 不同的只有 ${differing} 种：p 值以 1/${differing} 为步长${counted ? "，且不低于该步长" : ""}。${WEBB_ZH}`
        : `${clusters} 个聚类共有 ${differing} 种符号向量：p 值以 1/${differing} 为步长，Anderson-Rubin 的 p 值以 2/${differing} 为步长。${WEBB_ZH}`,
  },
  wild_not_repaired: {
    en: ({ std_errors }: { readonly std_errors: readonly number[] }) =>
      `The test uses the two-way variance before that correction, for the sample and for the draws: its ${plural(std_errors.length, "standard error is", "standard errors are")} ${listed.en(std_errors)}.`,
    zh: ({ std_errors }) => `检验对样本与各次抽取均采用修正之前的双向方差：其标准误为 ${listed.zh(std_errors)}。`,
  },
  wild_interval_stopped: {
    en: "No interval: each value tried needs draws of its own, and the bootstrap was stopped before.",
    zh: "没有区间：每个待检取值都需各自抽取，而自助法在此之前已停止。",
  },
  few_treated_alike: {
    en: ({ treated, controls }: Treated) =>
      `The errors of ${controls} clusters stand for those of ${treated} treated as they are: where sizes differ, so do variances, and kind ferman-pinto allows for it.`,
    zh: ({ treated, controls }) =>
      `以 ${controls} 个聚类的误差直接代表 ${treated} 个受处理聚类的误差：若规模不同则方差不同，可用 ferman-pinto。`,
  },
  few_treated_equal: {
    en: "All clusters have as many observations in every period: their size does not distinguish their variances. Name what is behind each row with --size.",
    zh: "各聚类每期观测数相同：无法按规模区分方差。请用 --size 指明每行背后的观测数。",
  },
  few_treated_interval: {
    en: ({ draws }: { readonly draws: number }) =>
      `No interval: ${draws} draws of so many clusters are not kept to try other values by. Request fewer draws.`,
    zh: ({ draws }) => `没有区间：聚类过多，${draws} 次抽取未予保留以检验其他取值。请减少抽取次数。`,
  },
  few_treated_open: {
    en: ({ controls, draws, level }: Open) =>
      `The interval has an end that is infinite: with ${draws} draws from ${controls} untreated clusters no value on that side is rejected at level ${level}. A lower level has both ends.`,
    zh: ({ controls, draws, level }) =>
      `区间有一端为无穷：${controls} 个未受处理聚类的 ${draws} 次抽取在水平 ${level} 下不拒绝该侧任何取值。降低水平可得两端。`,
  },
  few_treated_many: {
    en: ({ treated, controls }: Treated) =>
      `${treated} clusters are treated beside ${controls}: not few. Kind wild uses the errors of all of them.`,
    zh: ({ treated, controls }) =>
      `受处理聚类 ${treated} 个，其余 ${controls} 个：并不少。kind wild 利用全部聚类的误差。`,
  },
  anderson_rubin_clusters: {
    en: ({ clusters, instruments }: { readonly clusters: number; readonly instruments: number }) =>
      `No Anderson-Rubin bootstrap: ${clusters} clusters do not identify the covariance matrix of ${instruments} instruments.`,
    zh: ({ clusters, instruments }) =>
      `没有 Anderson-Rubin 自助检验：${clusters} 个聚类不能识别 ${instruments} 个工具变量的协方差矩阵。`,
  },
  anderson_rubin_size: {
    en: ({ draws, clusters, instruments, bytes, most }: Size) =>
      `No Anderson-Rubin bootstrap: ${draws} draws by ${clusters} clusters with ${instruments} ${plural(instruments, "instrument")} need ${mebibytes(bytes)} MiB, more than the limit of ${mebibytes(most)} MiB. Request fewer draws, or use fewer instruments.`,
    zh: ({ draws, clusters, instruments, bytes, most }) =>
      `没有 Anderson-Rubin 自助检验：${draws} 次抽取、${clusters} 个聚类、${instruments} 个工具变量需要 ${mebibytes(bytes)} MiB，超过上限 ${mebibytes(most)} MiB。请减少抽取次数或工具变量。`,
  },
  anderson_rubin_singular: {
    en: ({ of }: { readonly of: "bootstrap" | "set" }) =>
      `No Anderson-Rubin ${of}: the clustered covariance matrix of the instruments' scores is not positive definite${of === "set" ? " at some value" : ""}, which can happen with two clusterings.`,
    zh: ({ of }) =>
      `没有 Anderson-Rubin ${of === "set" ? "置信集" : "自助检验"}：工具变量得分的聚类协方差矩阵${of === "set" ? "在某些取值上" : ""}不是正定的，双向聚类时可能如此。`,
  },
  anderson_rubin_set: {
    en: ({ kind, endogenous: name }: SetFound) =>
      `The Anderson-Rubin set of '${name}' ${
        {
          disjoint: "consists of several intervals.",
          unbounded: "is unbounded: at this level its instruments are too weak to rule out coefficients of any size.",
          whole_line: "is the whole real line: at this level its instruments are uninformative.",
          empty: "is empty: every value is rejected, which is evidence against the validity of the instruments.",
        }[kind]
      }`,
    zh: ({ kind, endogenous: name }) =>
      `'${name}' 的 Anderson-Rubin 置信集${
        {
          disjoint: "由若干区间组成。",
          unbounded: "无界：在该水平上工具变量过弱，不能排除任意大小的系数。",
          whole_line: "为整条实线：在该水平上工具变量不提供信息。",
          empty: "为空集：所有取值均被拒绝，说明并非所有工具变量都有效。",
        }[kind]
      }`,
  },
});

interface Open {
  readonly controls: number;
  readonly draws: number;
  readonly level: number;
}

interface Treated {
  readonly treated: number;
  readonly controls: number;
}

interface Size {
  readonly draws: number;
  readonly clusters: number;
  readonly instruments: number;
  readonly bytes: number;
  readonly most: number;
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

interface SetFound {
  readonly kind: "disjoint" | "unbounded" | "whole_line" | "empty";
  readonly endogenous: string;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof BOOTSTRAP_NOTES> {}
}
