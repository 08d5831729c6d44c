/** What would disclose data, and what a folder without them says of it, English and Chinese side by side. */
import { catalogue, plural } from "../../base/messages.js";

const code = (text: string): string => `\`${text}\``;

export const disclosureWords = catalogue({
  withheld: { en: "(withheld)", zh: "（不公开）" },
  names: {
    en: (count: number, example: string) =>
      `${count} ${plural(count, "name")} of units or of few units, such as ${example}`,
    zh: (count: number, example: string) => `${count} 个个体名称或少数个体特有的名称，如 ${example}`,
  },
  values: {
    en: (count: number, example: string, least: number) =>
      `${count} ${plural(count, "value")} held by fewer than ${least} units, such as ${example}`,
    zh: (count: number, example: string, least: number) => `${count} 个由少于 ${least} 个个体持有的取值，如 ${example}`,
  },
  counts: {
    en: (count: number, example: string, least: number) =>
      `${count} ${plural(count, "cell")} of fewer than ${least} units (${example})`,
    zh: (count: number, example: string, least: number) => `${count} 个单元格所含个体少于 ${least} 个（${example}）`,
  },
  order: {
    en: (count: number, example: string) =>
      `${count} ${plural(count, "minimum, maximum or quantile", "minima, maxima or quantiles")}, each a value of single units (${example})`,
    zh: (count: number, example: string) => `${count} 个最小值、最大值或分位数，均为单个个体的取值（${example}）`,
  },
  marks: {
    en: (count: number) => `a row or mark for each unit (${count})`,
    zh: (count: number) => `每个个体对应一行或一个图形标记（${count}）`,
  },

  rule: { en: "Disclosure Check", zh: "披露检查" },
  ruleText: {
    en: (least: number) =>
      `Data that are not in this folder were not to be read off its files. Files of rows (${code("panel.csv")}, tables by unit) and ${code("results.json")}, which has lists and results of single units, are therefore left out, and the report names no unit. Every other file was searched for names of units and for values that fewer than ${least} units hold; tables and figures for cells of fewer than ${least} units, for minima, maxima and quantiles that fewer than ${least} units hold, and for rows or marks of single units. A folder with any of these is not written, unless the study file says who cleared them.`,
    zh: (least: number) =>
      `未包含的数据不应从本文件夹的文件中推知。因此，按行存放的文件（${code("panel.csv")} 及逐个体的表）与含有单个个体名单和结果的 ${code("results.json")} 均不收录，报告也不列出个体名称。其余每个文件均检查是否含有个体名称以及由少于 ${least} 个个体持有的取值；图表另检查个体数少于 ${least} 的单元格、由少于 ${least} 个个体持有的最小值、最大值与分位数，以及逐个体的行或图形标记。若存在上述任一情形，除非研究文件写明由谁核准，否则不生成文件夹。`,
  },
  noneCleared: { en: "Nothing was cleared: the check found none of these.", zh: "未作任何核准：检查未发现上述情形。" },
  cleared: {
    en: (name: string, by: string) => `${code(name)} was cleared by name: ${by}`,
    zh: (name: string, by: string) => `${code(name)} 已逐项核准：${by}`,
  },
});
