/**
 * A word of a command as it is typed; knows no command.
 */

/** `word` as a shell reads it back: in quotes where it has more than letters, digits and what no shell changes. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
