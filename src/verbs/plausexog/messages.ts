/**
 * What bounds under direct effects of the instruments say to their reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../base/messages.js";

export const PLAUSEXOG_NOTES = messages({
  direct_effects_none: {
    en: ({ instruments, depvar }: { readonly instruments: readonly string[]; readonly depvar: string }) =>
      `Assumed to have no direct effect on '${depvar}', since not named: ${listed.en(instruments)}.`,
    zh: ({ instruments, depvar }) => `未指定，故假定对 '${depvar}' 没有直接影响：${listed.zh(instruments)}。`,
  },
  direct_effects_without_zero: {
    en: ({ instruments }: { readonly instruments: readonly string[] }) =>
      `The ranges allowed for ${listed.en(instruments)} exclude a direct effect of zero: bounds over a fraction of the ranges need not lie within those over the whole.`,
    zh: ({ instruments }) =>
      `${listed.zh(instruments)} 所允许的直接影响不含零：部分范围上的界未必落在全部范围的界之内。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof PLAUSEXOG_NOTES> {}
}
