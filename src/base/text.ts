/**
 * Words as a spreadsheet opens them: one that would be taken for a formula gets an apostrophe before it, a number
 * stays one.
 * Source: OWASP, CSV Injection.
 */

/** `text`, or `'text` where it begins with = + - @ tab or carriage return and is no number. */
export const inertText = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !(text.trim() !== "" && Number.isFinite(Number(text))) ? `'${text}` : text;

/** `text` without control characters but tab and line ends, which XML forbids. */
export const withoutControls = (text: string): string => text.replace(/(?![\t\n\r])\p{Cc}/gu, "");

/** Characters that turn the direction of what follows: a reader would see other words, or digits in another order, than stand there. */
const DIRECTIONS = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
const OBEYED = new RegExp(`(?![\\t\\n])[\\p{Cc}${DIRECTIONS}]`, "gu");
const TURNS = new RegExp(`[${DIRECTIONS}]`, "gu");

/**
 * `text` as a terminal may have it: what it would obey, control characters but tab and line feed and turns of direction, stands there as
 * \x1b or \u202e.
 * Source: ECMA-48; Boucher & Anderson (2023), Trojan Source, USENIX Security; Unicode Standard Annex 9, section 2.
 */
export const visible = (text: string): string =>
  text.replace(OBEYED, (found) => {
    const code = found.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });

/** `text` without turns of direction, as pages show that of foreign files. */
export const withoutTurns = (text: string): string => text.replace(TURNS, "");

// A word of a command as it is typed; knows no command.

/** In double quotes, which every shell has; in single ones where double quotes would change it. */
export const quoted = (text: string): string =>
  /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;

/** `word` as a shell reads it back: as it is where no shell changes it, else in quotes. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./^-]+$/.test(word) ? word : quoted(word));

/** A flag with its value; one that begins with a dash would be taken for a flag, and stands behind `=`. */
export const flagText = (flag: string, value: string | number): string =>
  `--${flag}${String(value).startsWith("-") ? "=" : " "}${shellWord(String(value))}`;

// Paths as text.

/** The last name of a path, of either system. */
export const nameOf = (path: string): string => path.split(/[\\/]/).at(-1)!;
