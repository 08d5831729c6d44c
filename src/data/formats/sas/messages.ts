/**
 * What is said of files of SAS: English and Chinese.
 */
import { type FactsOf, messages } from "../../../base/messages.js";

export const SAS_NOTES = messages({
  xpt_size: {
    en: ({ file, bytes, rows }: { readonly file: string; readonly bytes: number; readonly rows: number }) =>
      `${file} has ${bytes} bytes; transport files consist of records of 80 bytes, so that it may be cut short. Check that ${rows} rows are all of them.`,
    zh: ({ file, bytes, rows }) =>
      `${file} 有 ${bytes} 字节，而传输文件由 80 字节的记录组成，文件可能不完整。请核对是否共有 ${rows} 行。`,
  },
});

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof SAS_NOTES> {}
}
