/** Undo as one stack of texts: a press, a pasted line, a pause in typing is one step. Pure. */

/** A text of the study, and what made it of the one before, in words. */
export interface Step {
  readonly text: string;
  readonly what: string;
  /** Steps in a row that share this are one, as letters typed without a pause. */
  readonly joins?: string;
}

export interface History {
  readonly steps: readonly Step[];
  /** The step that stands. */
  readonly at: number;
}

export const NOTHING: History = { steps: [], at: -1 };

/** Steps kept at most, and characters in all. */
const MOST_STEPS = 200;
const MOST_CHARACTERS = 1_000_000;

/** The history after `step`: what was undone before it is gone. The same text is no step. */
export function stepped(history: History, step: Step): History {
  const last = textOf(history);
  if (last === step.text) return history;
  const before = history.steps.slice(0, history.at + 1);
  const isJoined = step.joins !== undefined && before.length > 1 && before.at(-1)!.joins === step.joins;
  const steps = bounded([...(isJoined ? before.slice(0, -1) : before), step]);
  return { steps, at: steps.length - 1 };
}

export const textOf = ({ steps, at }: History): string | null => steps[at]?.text ?? null;
export const undone = (history: History): History => (history.at > 0 ? { ...history, at: history.at - 1 } : history);
export const redone = (history: History): History =>
  history.at < history.steps.length - 1 ? { ...history, at: history.at + 1 } : history;
/** What an undo would take back, and a redo bring again; null where there is nothing. */
export const undoes = ({ steps, at }: History): string | null => (at > 0 ? steps[at]!.what : null);
export const redoes = ({ steps, at }: History): string | null => steps[at + 1]?.what ?? null;

/** The newest steps that fit. */
function bounded(steps: readonly Step[]): readonly Step[] {
  const kept = steps.slice(-MOST_STEPS);
  let characters = kept.reduce((sum, { text }) => sum + text.length, 0);
  let first = 0;
  while (characters > MOST_CHARACTERS && first < kept.length - 1) characters -= kept[first++]!.text.length;
  return kept.slice(first);
}

/** A history as written, or null where what was written is none. */
export function readHistory(value: unknown): History | null {
  const { steps, at } = (value ?? {}) as Partial<History>;
  if (!Array.isArray(steps) || typeof at !== "number" || steps[at] === undefined) return null;
  const isStep = (step: Partial<Step> | null): boolean =>
    typeof step?.text === "string" && typeof step.what === "string";
  return steps.every(isStep) ? { steps, at } : null;
}
