/** What a finding says in a language, from its facts. */
import type { Language } from "../base/messages.js";
import type { Finding, FindingText } from "./finding.js";
import { inferenceTexts } from "./rules/inference/messages.js";
import { type FindingTexts, told } from "./rules/messages.js";
import { sampleTexts } from "./rules/sample/messages.js";

/** By any code: the catalogues have checked that each reads its own facts. */
const TEXTS = { ...inferenceTexts, ...sampleTexts } as unknown as Readonly<
  Record<string, Readonly<Record<Language, FindingTexts<unknown>>>>
>;

export function findingText({ code, facts }: Finding, language: Language): FindingText {
  const { title, expected, found, arithmetic, otherwise } = TEXTS[code]![language];
  return {
    title: told(title, facts),
    expected: told(expected, facts),
    found: told(found, facts),
    arithmetic: told(arithmetic, facts),
    otherwise: otherwise.map((text) => told(text, facts)).filter((text) => text !== ""),
  };
}
