/** What was drawn, by all it depends on: a figure that did not change is not drawn again, nor a Word file packed again. */
import type { Draw } from "../../../src/study/outputs/figure-drawing.js";

/** Kept at most. */
const MOST = 200;

const drawn = new Map<string, Promise<string | Uint8Array>>();

export const draw: Draw = <T extends string | Uint8Array>(kind: string, from: string, make: () => Promise<T>) => {
  const key = `${kind} ${from}`;
  const kept = drawn.get(key);
  if (kept !== undefined) return kept as Promise<T>;
  if (drawn.size >= MOST) drawn.clear();
  const made = make();
  made.catch(() => drawn.delete(key));
  drawn.set(key, made);
  return made;
};
