/**
 * The options of a command by its rules: full names and their shortest forms, what takes an argument, what is
 * refused and what changes no estimate. Must not know what options mean.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import type { CommandLine } from "./command-line.js";
import type { Piece } from "./stata-text.js";

/** One option: fewest letters Stata takes, whether it takes an argument, and what becomes of it (default: it is used). */
export interface OptionRule {
  readonly letters: number;
  readonly takes?: "argument" | "maybe";
  /** It changes nothing that is estimated: passed over, and said. */
  readonly ignored?: true;
  /** It is refused; the text says what to do instead. */
  readonly instead?: string;
}
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** Options given, by full name. */
export interface GivenOptions {
  readonly has: (name: string) => boolean;
  /** The argument; undefined where the option is not given or has none. */
  readonly argument: (name: string) => Piece | undefined;
  /** Where an option stands in the command. */
  readonly start: (name: string) => number;
  readonly ignored: readonly string[];
}

const PRINTED: readonly (readonly [string, number])[] = [
  ["noheader", 6],
  ["notable", 5],
  ["nofootnote", 6],
  ["nofooter", 6],
  ["nolog", 5],
  ["log", 3],
  ["nowarn", 6],
  ["noomitted", 6],
  ["omitted", 7],
  ["vsquish", 7],
  ["noemptycells", 8],
  ["baselevels", 10],
  ["allbaselevels", 13],
  ["nofvlabel", 9],
  ["nolstretch", 10],
  ["coeflegend", 10],
  ["nocnsreport", 11],
  ["timeit", 5],
];
const PRINTED_WITH_ARGUMENT = ["cformat", "pformat", "sformat", "fvwrap", "fvwrapon", "depname", "title"];

/** Options that settle what is printed; every command takes them. */
export const DISPLAY: OptionRules = {
  ...Object.fromEntries(PRINTED.map(([name, letters]) => [name, { letters, ignored: true }])),
  ...Object.fromEntries(
    PRINTED_WITH_ARGUMENT.map((name) => [name, { letters: name.length, takes: "argument", ignored: true }]),
  ),
  level: { letters: 1, takes: "argument" },
};

/** Throws UsageError `stata_option`, `stata_option_argument`; NotSupported `stata_option`. */
export function readGivenOptions({ text, word, options }: CommandLine, rules: OptionRules): GivenOptions {
  const given = new Map<string, { argument: Piece | undefined; start: number }>();
  const ignored: string[] = [];
  for (const { name: written, argument, start } of options) {
    const name = fullName(written, rules);
    const rule = name === undefined ? undefined : rules[name];
    if (name === undefined || rule === undefined) {
      const hint = didYouMean(written, Object.keys(rules));
      const known = Object.keys(rules).filter((option) => rules[option]!.ignored !== true);
      const tail = hint === "." ? `; known are ${known.join(", ")}.` : hint;
      throw text.refuse("stata_option", `${word.text} has no option '${written}' that is translated${tail}`, start);
    }
    if (rule.instead !== undefined) {
      throw text.refuse("stata_option", `the option '${name}' is not translated; ${rule.instead}.`, start);
    }
    if (given.has(name)) throw text.fail("stata_option", `the option '${name}' stands twice.`, start, { got: written });
    if (rule.takes === "argument" && (argument === undefined || argument.text === "")) {
      const message = `the option '${name}' needs an argument, as in ${name}(...).`;
      throw text.fail("stata_option_argument", message, start, { got: written, expected: `${name}(...)` });
    }
    if (rule.takes === undefined && argument !== undefined) {
      const message = `the option '${name}' takes no argument.`;
      throw text.fail("stata_option_argument", message, argument.start, { got: argument.text });
    }
    if (rule.ignored === true) ignored.push(written);
    given.set(name, { argument, start });
  }
  return {
    has: (name) => given.has(name),
    argument: (name) => given.get(name)?.argument,
    start: (name) => given.get(name)?.start ?? 0,
    ignored,
  };
}

/** A name in full, or a short form long enough. */
function fullName(written: string, rules: OptionRules): string | undefined {
  if (Object.hasOwn(rules, written)) return written;
  return Object.keys(rules).find((name) => name.startsWith(written) && written.length >= rules[name]!.letters);
}
