/** Findings in words: a line each, the gravest first, and what was not looked at. */
import type { Language } from "../base/messages.js";
import { noteText } from "../base/messages.js";
import { refusalText } from "../report/messages.js";
import type { Finding } from "./finding.js";
import type { Checked, Inspection, NotChecked } from "./inspect.js";
import { inspectWords, NEED_WORDS, REMEDIES, RULE_WORDS } from "./messages.js";

export const remedyText = ({ code }: Finding, language: Language): string => REMEDIES[code][language];

/** What was found and what to do. */
export const findingText = (finding: Finding, language: Language): string =>
  inspectWords.both[language](noteText(finding, language), remedyText(finding, language));

/** What a rule looked at, by which limits. */
export const lookedAt = ({ rule, limits }: Pick<Checked, "rule" | "limits">, language: Language): string =>
  RULE_WORDS[rule].looks[language](limits);

export const ruleName = (rule: Finding["rule"], language: Language): string => RULE_WORDS[rule].name[language];

/** A line a finding, and one for rules that lack the same. */
export function inspectionLines({ findings, checked, notChecked }: Inspection, language: Language): string[] {
  return [
    ...(findings.length === 0 ? [inspectWords.none[language](checked.length)] : []),
    ...findings.map((finding) =>
      inspectWords.line[language](inspectWords[finding.severity][language], findingText(finding, language)),
    ),
    ...notCheckedLines(notChecked, language),
  ];
}

export function notCheckedLines(notChecked: readonly NotChecked[], language: Language): string[] {
  const byNeed = new Map<string, NotChecked[]>();
  for (const one of notChecked) {
    const key = why(one, language);
    byNeed.set(key, [...(byNeed.get(key) ?? []), one]);
  }
  return [...byNeed].map(([reason, own]) =>
    inspectWords.notChecked[language](
      own.map(({ rule }) => ruleName(rule, language)),
      reason,
    ),
  );
}

/** The options that would let a rule run, or why it can't. */
function why({ needs, because }: NotChecked, language: Language): string {
  if (because !== undefined) return refusalText[language](because);
  return inspectWords.needs[language](needs.map((need) => NEED_WORDS[need]![language]));
}
