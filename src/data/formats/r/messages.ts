/**
 * What reading a file of R says to a reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../../base/messages.js";

export const R_NOTES = messages({
  r_time_zone: {
    en: ({ column, zone }: { readonly column: string; readonly zone: string }) =>
      `Column '${column}': times are in UTC; R shows them in ${zone === "" ? "the time zone of its session" : zone}.`,
    zh: ({ column, zone }) => `列 '${column}'：时间为 UTC；R 以${zone === "" ? "其会话时区" : ` ${zone} `}显示。`,
  },
  r_object_chosen: {
    en: ({ object, objects }: { readonly object: string; readonly objects: readonly string[] }) =>
      `The data frame '${object}' was read, the first of ${objects.length} (${listed.en(objects, 12)}); sheet (--sheet) chooses another.`,
    zh: ({ object, objects }) =>
      `读取的是数据框 '${object}'（共 ${objects.length} 个：${listed.zh(objects, 12)}）；可用 sheet（--sheet）另选。`,
  },
  r_row_names: {
    en: ({ first }: { readonly first: string }) =>
      `The data frame has names of rows, such as '${first}', which are not read; in R, x$row <- rownames(x) makes them a column.`,
    zh: ({ first }) => `数据框有行名（如 '${first}'），不予读取；在 R 中可用 x$row <- rownames(x) 将其变为一列。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof R_NOTES> {}
}
