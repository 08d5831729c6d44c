/**
 * What reading JSON says to a reader, in English and Chinese.
 */
import { type FactsOf, listed, messages } from "../../../base/messages.js";

export const JSON_NOTES = messages({
  json_member: {
    en: ({ member, others }: { readonly member: string; readonly others: readonly string[] }) =>
      `The records are in the member '${member}' of an object${others.length === 0 ? "" : `, whose other members are not read: ${listed.en(others, 12)}`}.`,
    zh: ({ member, others }) =>
      `记录位于对象的成员 '${member}' 中${others.length === 0 ? "" : `；其他成员不予读取：${listed.zh(others, 12)}`}。`,
  },
  json_mixed: {
    en: ({ column, kinds, row, got }: Mixed) =>
      `Column '${column}' has values of several kinds (${kinds.map(({ kind, count }) => `${count} ${KINDS[kind].en[count === 1 ? 0 : 1]}`).join(", ")}); the first that differs is in row ${row}: '${got}'. Kept as text.`,
    zh: ({ column, kinds, row, got }) =>
      `列 '${column}' 的值类型不一（${kinds.map(({ kind, count }) => `${KINDS[kind].zh} ${count} 个`).join("、")}），首个不同者在第 ${row} 行：'${got}'；按文本保留。`,
  },
});

/** Kinds of values, for one and for several. */
const KINDS = {
  number: { en: ["number", "numbers"], zh: "数值" },
  text: { en: ["text", "texts"], zh: "文本" },
  boolean: { en: ["truth value", "truth values"], zh: "逻辑值" },
} as const;

interface Mixed {
  readonly column: string;
  readonly kinds: readonly { readonly kind: keyof typeof KINDS; readonly count: number }[];
  readonly row: number;
  readonly got: string;
}

declare module "../../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof JSON_NOTES> {}
}
