/**
 * What is said of the text of files that hold bytes: English and Chinese.
 */
import { type FactsOf, messages, plural } from "../../../base/messages.js";

export const TEXT_NOTES = messages({
  encoding_assumed: {
    en: ({ file, sample }: { readonly file: string; readonly sample: string }) =>
      `${file} does not state the encoding of its text: read as UTF-8 where it is, and as windows-1252 otherwise, such as '${sample}'; if that is not its text, specify the option encoding.`,
    zh: ({ file, sample }) =>
      `${file} 没有说明文字编码：能作为 UTF-8 读取的按 UTF-8，其余按 windows-1252 读取，如“${sample}”；若文字有误，请指定 encoding。`,
  },
  text_cut: {
    en: ({ column, count, sample }: Cut) =>
      `Column '${column}': ${count} distinct ${plural(count, "text ends", "texts end")} within a character, such as '${sample}'; the incomplete character is left out.`,
    zh: ({ column, count, sample }) =>
      `列 '${column}'：有 ${count} 种文本在一个字符中间被截断，如“${sample}”；不完整的字符已略去。`,
  },
});

interface Cut {
  readonly column: string;
  readonly count: number;
  /** What is left of the first of them: its end. */
  readonly sample: string;
}

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof TEXT_NOTES> {}
}
