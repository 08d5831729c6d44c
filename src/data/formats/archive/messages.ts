/**
 * What reading an archive says to a reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../../base/messages.js";

export const ARCHIVE_NOTES = messages({
  archive_member: {
    en: ({ member, others }: { readonly member: string; readonly others: readonly string[] }) =>
      `The file '${member}' of the archive was read; it also has ${listed.en(others, 12)}.`,
    zh: ({ member, others }) => `读取的是压缩包中的文件 '${member}'；其中另有 ${listed.zh(others, 12)}。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof ARCHIVE_NOTES> {}
}
