/** Estimates of the treatment that were shown, each once: how many were looked at, and how many the study reports. Pure. */
import type { Finding } from "../../../src/study/stages/stage.js";

/** A line of the list: what was changed, what it gave. Without an estimate: the estimates were uncovered here. */
export interface Look {
  readonly what: string;
  readonly finding: Shown | null;
}

export type Shown = Pick<Finding, "treatment" | "outcome" | "estimate" | "conf_low" | "conf_high">;

/** What makes two findings one. */
export const keyOf = ({ treatment, outcome, estimate, conf_low, conf_high }: Shown): string =>
  JSON.stringify([treatment, outcome, estimate, conf_low, conf_high]);

/** The looks with `findings`, those that were seen before left out. */
export function looked(looks: readonly Look[], findings: readonly Shown[], what: string): readonly Look[] {
  const seen = new Set(looks.flatMap(({ finding }) => (finding === null ? [] : keyOf(finding))));
  const added = findings.filter((finding) => {
    const key = keyOf(finding);
    return Number.isFinite(finding.estimate) && !seen.has(key) && seen.add(key);
  });
  if (added.length === 0) return looks;
  return [
    ...looks,
    ...added.map(({ treatment, outcome, estimate, conf_low, conf_high }) => ({
      what,
      finding: { treatment, outcome, estimate, conf_low, conf_high },
    })),
  ];
}

export const estimatesIn = (looks: readonly Look[]): number => looks.filter(({ finding }) => finding !== null).length;

/** Keys of what the study reports now. */
export const reportedKeys = (findings: readonly Shown[]): ReadonlySet<string> => new Set(findings.map(keyOf));

/** Looks that are among `reported`. */
export const reportedIn = (looks: readonly Look[], reported: ReadonlySet<string>): number =>
  looks.filter(({ finding }) => finding !== null && reported.has(keyOf(finding))).length;

/** Looks as written, or none where what was written is no list of them. */
export const readLooks = (value: unknown): readonly Look[] =>
  Array.isArray(value) && value.every((look: Partial<Look> | null) => typeof look?.what === "string") ? value : [];
