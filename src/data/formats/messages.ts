/**
 * What is said of a file whatever its format is, in English and Chinese.
 */
import { type FactsOf, messages } from "../../base/messages.js";

export const FORMAT_NOTES = messages({
  misnamed: {
    en: ({ file, format }: { readonly file: string; readonly format: string }) =>
      `${file} was read as ${format}, according to its first bytes; its name suggests another format.`,
    zh: ({ file, format }) => `${file} 按其开头字节以 ${format} 格式读取，与文件名后缀不符。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FORMAT_NOTES> {}
}
