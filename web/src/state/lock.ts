/** Lock: the hashes of study and data as a comment of the study's file, so that a later reader sees whether the choices came first. */
import { choiceWords as words } from "../words/choices.js";
import { take } from "./live.js";
import { files, language, text } from "./session.js";

const MARK = "# locked";

/** The study without what a lock wrote. */
export const unlocked = (study: string): string =>
  study
    .split("\n")
    .filter((line) => !line.startsWith(MARK))
    .join("\n");

/** The study with a lock: day, hash of the study beneath, hash of each file. */
export function lockedText(
  study: string,
  day: string,
  hash: string,
  data: readonly (readonly [string, string | null])[],
): string {
  const lines = [
    `${MARK} ${day} study sha256:${hash}`,
    ...data.map(([name, sha256]) => `${MARK} ${day} ${name} sha256:${sha256 ?? "unknown"}`),
  ];
  return `${lines.join("\n")}\n${unlocked(study)}`;
}

export async function lock(): Promise<void> {
  if (text.value === null) return;
  const study = unlocked(text.value);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(study)));
  const hash = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const data = files.value.map(({ name, sha256 }) => [name, sha256] as const);
  const day = new Date().toISOString().slice(0, 10);
  take(lockedText(study, day, hash, data), { what: words.locked[language.value], paths: [] });
}
