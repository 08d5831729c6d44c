/**
 * The axis of event time: which periods are labelled, and how a period that stands for all beyond it reads.
 */

/** Distances between labels that read naturally, in periods. */
const STRIDES = [1, 2, 5, 10, 20, 25, 50, 100] as const;

/** Which ends of the window stand for all periods beyond them. */
export type BinnedEnds = "none" | "low" | "high" | "both";

/** The first and last period, and whether they are binned. */
export interface EventWindow {
  readonly first: number;
  readonly last: number;
  readonly binned: BinnedEnds;
}

/** The window of sorted event times. */
export const eventWindow = (events: readonly number[], binned: BinnedEnds): EventWindow => ({
  first: events[0]!,
  last: events[events.length - 1]!,
  binned,
});

/**
 * Periods labelled when one takes `perPeriod` pixels and a label `room`: all when they fit, else multiples of a stride;
 * binned ends always, in place of neighbours they would touch.
 */
export function labelledEvents(window: EventWindow, perPeriod: number, room: number): number[] {
  const { first, last } = window;
  const stride = STRIDES.find((candidate) => candidate * perPeriod >= room) ?? last - first + 1;
  const ends = [...(isBinned(window, first) ? [first] : []), ...(isBinned(window, last) ? [last] : [])];
  const inner: number[] = [];
  for (let event = Math.ceil(first / stride) * stride; event <= last; event += stride) {
    if (ends.every((end) => Math.abs(end - event) * perPeriod >= room)) inner.push(event === 0 ? 0 : event);
  }
  return [...new Set([...ends, ...inner])].sort((a, b) => a - b);
}

/** "-4" as "−4", or "≤ −4" when the period stands for all before it. */
export function eventLabel(window: EventWindow, event: number): string {
  const text = String(event).replace("-", "\u2212");
  if (!isBinned(window, event)) return text;
  return event === window.first ? `\u2264 ${text}` : `\u2265 ${text}`;
}

function isBinned({ first, last, binned }: EventWindow, event: number): boolean {
  return (
    (event === first && (binned === "low" || binned === "both")) ||
    (event === last && (binned === "high" || binned === "both"))
  );
}
