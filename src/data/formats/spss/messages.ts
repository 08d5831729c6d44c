/**
 * What is said of files of SPSS: English and Chinese.
 */
import { type FactsOf, messages } from "../../../base/messages.js";

export const SPSS_NOTES = messages({
  spss_weighted: {
    en: ({ file, column }: { readonly file: string; readonly column: string }) =>
      `In SPSS the rows of ${file} are weighted by '${column}'. The weights are read and not applied: specify weights where a command should use them.`,
    zh: ({ file, column }) =>
      `在 SPSS 中 ${file} 以 '${column}' 加权。权重已读入但未使用：如命令需要，请指定 weights。`,
  },
  spss_more_rows: {
    en: ({ file, rows }: { readonly file: string; readonly rows: number }) =>
      `The header of ${file} states ${rows} rows and its data go on after them; the ${rows} were read, as SPSS does.`,
    zh: ({ file, rows }) => `${file} 的文件头写明 ${rows} 行，其后仍有数据；与 SPSS 一样只读取这 ${rows} 行。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SPSS_NOTES> {}
}
