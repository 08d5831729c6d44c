/**
 * What reading a study file says to its reader, in English and Chinese.
 */
import { type FactsOf, type Language, messages } from "../../base/messages.js";

type Path = readonly (string | number)[];

export const FILE_NOTES = messages({
  text_lacks_language: {
    en: ({ at, key, language }: Lacking) =>
      `${at}: ${key} has no text in language ${language}; the text in the other language is used.`,
    zh: ({ at, key }) => `${at}：${key} 没有中文文本，保留另一语言。`,
  },
  stage_renamed: {
    en: ({ at, got, expected }: Renamed) =>
      `${at}: the stage '${got}' is now '${expected}'; the old name remains valid.`,
    zh: ({ at, got, expected }) => `${at}：阶段 '${got}' 现称 '${expected}'；旧名仍然有效。`,
  },
});

interface Lacking {
  readonly at: string;
  readonly key: string;
  readonly path: Path;
  readonly language: Language;
}

interface Renamed {
  readonly at: string;
  readonly path: Path;
  readonly got: string;
  readonly expected: string;
}

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof FILE_NOTES> {}
}
