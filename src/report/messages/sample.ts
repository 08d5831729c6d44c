/**
 * Words for the steps from the rows of a file to the sample of a study.
 */
import { catalogue } from "../../base/messages.js";

export const sampleWords = catalogue({
  rows: { en: (of: string) => `rows of ${of}`, zh: (of: string) => `${of} 的原始记录` },
  aggregated: {
    en: (unit: string, time: string) => `aggregated by ${unit} and ${time}`,
    zh: (unit: string, time: string) => `按 ${unit} 和 ${time} 汇总`,
  },
  with: { en: (column: string) => `with ${column}`, zh: (column: string) => `有 ${column} 的记录` },
  withOrImputed: {
    en: (column: string) => `with ${column}, measured or imputed`,
    zh: (column: string) => `有 ${column}（实测或推算）的记录`,
  },
  seenBefore: {
    en: (units: string) => `without ${units} never observed before their cohort`,
    zh: (units: string) => `剔除处理前从未被观测到的${units}`,
  },
});
