/**
 * Words as a spreadsheet opens them: one that would be taken for a formula gets an apostrophe before it, a number
 * stays one.
 * Source: OWASP, CSV Injection.
 */

/** `text`, or `'text` where it begins with = + - @ tab or carriage return and is no number. */
export const inertText = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !(text.trim() !== "" && Number.isFinite(Number(text))) ? `'${text}` : text;

/** `text` without control characters but tab and line ends: terminals obey them, XML forbids them. */
export const withoutControls = (text: string): string => text.replace(/(?![\t\n\r])\p{Cc}/gu, "");

// A word of a command as it is typed; knows no command.

/** `word` as a shell reads it back: in quotes where it has more than letters, digits and what no shell changes. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** In double quotes, which every shell has; in single ones where double quotes would change it. */
export const quoted = (text: string): string => (/["$`\\!]/.test(text) ? shellWord(text) : `"${text}"`);
/** As it is where no shell changes it, else in quotes. */
export const quotedWord = (text: string): string => (/^[\w.,:=^+%@/-]+$/.test(text) ? text : quoted(text));

// Paths as text.

/** The last name of a path, of either system. */
export const nameOf = (path: string): string => path.split(/[\\/]/).at(-1)!;
