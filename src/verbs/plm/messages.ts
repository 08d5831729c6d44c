/**
 * What a panel model says to its reader, in English and Chinese.
 */
import { type FactsOf, messages } from "../../base/messages.js";

export const PLM_NOTES = messages({
  effects_in_parts: {
    en: ({ parts, rank, levels }: { readonly parts: number; readonly rank: number; readonly levels: number }) =>
      `Units and periods form ${parts} disconnected components: the dummies have rank ${rank}, which is used for degrees of freedom, not ${levels}.`,
    zh: ({ parts, rank, levels }) =>
      `单位与时期构成 ${parts} 个互不相连的部分：虚拟变量的秩为 ${rank}（而非 ${levels}），自由度据此计算。`,
  },
  negative_component: {
    en: ({ component, estimate, method }: Component) =>
      `The estimated variance of ${component} is negative, ${estimate.toPrecision(4)}, and was set to 0, as in ${method === "swar" ? "plm" : "xtreg"}: theta is 0, and no part of the mean is subtracted.`,
    zh: ({ component, estimate, method }) =>
      `${component} 的方差估计为负（${estimate.toPrecision(4)}），按 ${method === "swar" ? "plm" : "xtreg"} 的做法设为 0：theta 为 0，不减去均值。`,
  },
  bridged_gaps: {
    en: ({ bridged, of, time }: { readonly bridged: number; readonly of: number; readonly time: string }) =>
      `${bridged} of ${of} differences span a ${time} that the panel has: they are taken between adjacent observed periods, as in plm.`,
    zh: ({ bridged, of, time }) =>
      `${of} 个差分中有 ${bridged} 个跨越面板中存在的某个 ${time}：与 plm 一致，在相邻的观测时期之间取差分。`,
  },
});

interface Component {
  readonly component: string;
  readonly estimate: number;
  readonly method: "swar" | "xtreg";
}

/** Why a regressor was omitted once rows were transformed, in words that follow its name. */
export const TRANSFORMED = messages({
  quasi_demeaned: { en: "is zero once quasi-demeaned", zh: "准去均值后为零" },
  zero_means: {
    en: ({ unit }: { readonly unit: string }) => `has mean 0 in every ${unit}`,
    zh: ({ unit }) => `在每个 ${unit} 内均值为 0`,
  },
  time_constant: {
    en: ({ unit }: { readonly unit: string }) => `does not change over time within any ${unit}`,
    zh: ({ unit }) => `在任何 ${unit} 内都不随时间变化`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PLM_NOTES>, FactsOf<typeof TRANSFORMED> {}
}
