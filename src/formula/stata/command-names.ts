/**
 * Names of the commands of Stata that are translated, their shortest forms, and whether a text is such a line
 * rather than a formula. Must not know what commands do.
 */

/** Full name and the fewest letters Stata takes. */
const COMMANDS = [
  ["regress", 3],
  ["areg", 4],
  ["xtreg", 5],
  ["reghdfe", 7],
  ["ivreghdfe", 9],
  ["ivreg2", 6],
  ["ivregress", 6],
  ["poisson", 7],
  ["ppmlhdfe", 8],
  ["xtpoisson", 9],
  ["logit", 5],
  ["glm", 3],
  ["psmatch2", 8],
] as const;

export type CommandName = (typeof COMMANDS)[number][0];

export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(([name]) => name);

/** The command a word is, in full; undefined where it is none. */
export function commandNamed(word: string): CommandName | undefined {
  const exact = COMMANDS.find(([name]) => name === word);
  return (exact ?? COMMANDS.find(([name, letters]) => name.startsWith(word) && word.length >= letters))?.[0];
}

/** Words a text may begin with before its command. */
const BEFORE =
  /^(?:\s|\.\s|\/\/[^\n]*\n|\*[^\n]*\n|\/\*[\s\S]*?\*\/|(?:qui|quietly|noi|noisily|cap|capture)\b:?|eststo\b[^:,(]*:)*/;
const FIRST = /^([a-z][a-z0-9_]*)[ \t]+(?=[\p{L}\p{N}_("/*])/u;
/** A prefix and its colon, `bysort id:`; a formula has no colon before its `~`. */
const PREFIXED = /^[a-z][a-z0-9_]*\b[^~:]*:(?!:)/;

/**
 * Whether `text` is a line of Stata and no formula: it begins with a command's name and another word, or it has no `~` and begins
 * with two words or a prefix, so that a command that is not translated is refused by its name.
 */
export function isStataLine(text: string): boolean {
  const rest = text.slice(BEFORE.exec(text)?.[0].length ?? 0);
  const word = FIRST.exec(rest)?.[1];
  if (word !== undefined && (commandNamed(word) !== undefined || word === "xtset" || word === "tsset")) return true;
  return !rest.includes("~") && (word !== undefined || PREFIXED.test(rest));
}
