/** What outlives a reload, on this machine: texts of the study and looks, never data. What can't be kept (a private window) is not. */
import { type History, readHistory } from "./history.js";
import { type Look, readLooks } from "./looks.js";

const SESSION = "wasmetrics.session";
const LOOKS = "wasmetrics.looks";

export const keepSession = (history: History): void => write(SESSION, history);
export const keepLooks = (looks: readonly Look[]): void => write(LOOKS, looks);

/** The texts of the last session; null without one. */
export const lastSession = (): History | null => readHistory(read(SESSION));
export const lastLooks = (): readonly Look[] => readLooks(read(LOOKS));

/** Forgets all of it. */
export function forgetSession(): void {
  for (const key of [SESSION, LOOKS]) {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was kept
    }
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // storage is full or refused: the page goes on without
  }
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
