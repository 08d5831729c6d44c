/**
 * What a test of a difference between groups says to its reader, in English and Chinese.
 */
import { type FactsOf, messages } from "../../base/messages.js";

interface Permutations {
  readonly draws: number;
  readonly of: number;
}

export const DIFFERENCE_NOTES = messages({
  difference_undefined: {
    en: ({ draws, of }: Permutations) =>
      `In ${draws} of ${of} permutations the coefficient is not identified in both groups: these are omitted.`,
    zh: ({ draws, of }) => `${of} 次置换中有 ${draws} 次系数无法在两组中都识别，已剔除。`,
  },
  difference_no_error: {
    en: ({ draws, of }: Permutations) =>
      `In ${draws} of ${of} permutations the coefficient of a group has no standard error, its scores being zero in every unit: these are not among those of t.`,
    zh: ({ draws, of }) => `${of} 次置换中有 ${draws} 次某组系数没有标准误（得分在每个单位内为零）：不计入 t。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof DIFFERENCE_NOTES> {}
}
