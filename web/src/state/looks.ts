/** Estimates of the treatment that were shown, each once: how many were looked at, and how many the study reports. Pure. */
import type { Finding } from "../../../src/study/stages/stage.js";

/**
 * A line of the list: what was changed, or the exhibit and which of its estimates, what it gave. Without an estimate: the estimates were
 * uncovered here.
 */
export interface Look {
  readonly what: string;
  readonly place?: readonly [exhibit: string, nth: number];
  readonly finding: Shown | null;
}

export type Shown = Pick<Finding, "treatment" | "outcome" | "estimate" | "conf_low" | "conf_high">;

/** What makes two findings one. */
export const keyOf = ({ treatment, outcome, estimate, conf_low, conf_high }: Shown): string =>
  JSON.stringify([treatment, outcome, estimate, conf_low, conf_high]);

/** The looks with `findings`, those that were seen before left out. */
export function looked(
  looks: readonly Look[],
  findings: readonly Shown[],
  what: string,
  exhibit?: string,
): readonly Look[] {
  const seen = new Set(looks.flatMap(({ finding }) => (finding === null ? [] : keyOf(finding))));
  const added = findings.flatMap(({ treatment, outcome, estimate, conf_low, conf_high }, i): Look[] => {
    const finding = { treatment, outcome, estimate, conf_low, conf_high };
    const key = keyOf(finding);
    if (!Number.isFinite(estimate) || seen.has(key)) return [];
    seen.add(key);
    return [{ what, finding, ...(exhibit !== undefined && { place: [exhibit, i + 1] as const }) }];
  });
  return added.length === 0 ? looks : [...looks, ...added];
}

export const estimatesIn = (looks: readonly Look[]): number => looks.filter(({ finding }) => finding !== null).length;

/** Keys of what the study reports now. */
export const reportedKeys = (findings: readonly Shown[]): ReadonlySet<string> => new Set(findings.map(keyOf));

/** Looks that are among `reported`. */
export const reportedIn = (looks: readonly Look[], reported: ReadonlySet<string>): number =>
  looks.filter(({ finding }) => finding !== null && reported.has(keyOf(finding))).length;

/** Looks as written, or none where what was written is no list of them. */
export const readLooks = (value: unknown): readonly Look[] =>
  Array.isArray(value) && value.every(isLook) ? value : [];

const isLook = (value: Partial<Look> | null): value is Look =>
  typeof value?.what === "string" &&
  (value.finding === null || isShown(value.finding)) &&
  (value.place === undefined || (typeof value.place?.[0] === "string" && typeof value.place[1] === "number"));

const isShown = (value: Partial<Shown> | undefined): boolean =>
  typeof value?.treatment === "string" &&
  typeof value.outcome === "string" &&
  [value.estimate, value.conf_low, value.conf_high].every((number) => number === null || typeof number === "number");
