/**
 * Regular expressions that users write, to match names with. They go to RE2's engine, whose time is linear in the
 * text, and never to the host's, which backtracks: `(a+)+$` would not end (docs/adr/0013). Knows nothing of what is matched.
 */
import { RE2JS, RE2JSException } from "re2js";

/** Characters of a pattern: its automaton is made of them. */
const MOST_CHARACTERS = 1_000;
/** Characters of a name that are looked at. */
const MOST_MATCHED = 10_000;

/** Whether a name matches anywhere, as `RegExp.test`. */
export interface NamePattern {
  /** As it was written. */
  readonly source: string;
  test(name: string): boolean;
}

/** What RE2 has another word for, or none. */
const OTHERWISE: readonly (readonly [written: RegExp, hint: string])[] = [
  [/\(\?<?[=!]/, "looking ahead or behind is not known: give several patterns, or names"],
  [/\\[1-9]|\\k</, "\\1 and other repetitions of a group are not known: write the text out"],
  [/\\[pP]\{(?:Script|sc|scx)/, "scripts are written \\p{Han}"],
  [/\\u/, "characters by number are written \\x{4e2d}"],
];

/**
 * The pattern `text`, in RE2's syntax, which is JavaScript's without looking ahead, looking behind and back-references. Throws
 * Error with a message that ends no sentence: what is wrong, and what to write.
 */
export function namePattern(text: string, { ignoreCase = false } = {}): NamePattern {
  if (text.length > MOST_CHARACTERS) {
    throw new Error(`it has ${text.length} characters, and at most ${MOST_CHARACTERS} are read`);
  }
  try {
    const compiled = RE2JS.compile(text, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { source: text, test: (name) => compiled.test(name.slice(0, MOST_MATCHED)) };
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    const hint = OTHERWISE.find(([written]) => written.test(text))?.[1];
    const message = cause.message.replace(/^error parsing regexp: /, "");
    throw new Error(hint === undefined ? message : `${message}; ${hint}`, { cause });
  }
}

/**
 * A pattern in which `*` stands for any characters and `?` for one, all else for itself; the whole name has to match. Only the
 * last `*` is ever gone back to, so that the time is at most the product of the lengths.
 */
export function wildcard(source: string): NamePattern {
  const pattern = Array.from(source);
  return { source, test: (name) => matchesWildcard(pattern, Array.from(name)) };
}

function matchesWildcard(pattern: readonly string[], name: readonly string[]): boolean {
  let [at, star, resumed] = [0, -1, 0];
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      resumed = i;
    } else if (pattern[at] === "?" || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resumed;
    } else return false;
  }
  return pattern.slice(at).every((character) => character === "*");
}
