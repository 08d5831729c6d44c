/**
 * Text as it stands in a do-file to commands: comments taken out, lines joined by `///`, commands parted by line ends and `;`; and the
 * panel that `xtset id year` declares above a command. Every command keeps its own text, so that carets point into what was written.
 */
import { UsageError } from "../../base/errors.js";
import { MOST_CHARACTERS, MOST_NESTED } from "../lexer.js";
import { type CommandLine, readCommand, readGivenOptions } from "./command-line.js";
import type { StataPanel } from "./stata-model.js";
import { columnNamed, type KnownColumns, StataText, wordsOf } from "./stata-text.js";

const MACRO = /[`$]/;

/**
 * The commands of `text`, in order.
 *
 * @throws UsageError `stata_comment` (never closed), `stata_quote`, `stata_parenthesis`, `stata_empty`; NotSupported
 *   `stata_macro`, `stata_delimit`.
 */
export function readScript(text: string): StataText[] {
  if (text.length > MOST_CHARACTERS) {
    const message = `the text has ${text.length} characters; at most ${MOST_CHARACTERS} are read: give one command.`;
    throw new StataText(text).fail("stata_limit", message, 0, {
      got: text.length,
      expected: `at most ${MOST_CHARACTERS}`,
    });
  }
  const plain = withoutComments(text);
  const commands: StataText[] = [];
  let begin = 0;
  let quoted = false;
  for (let at = 0; at <= plain.length; at++) {
    const character = plain[at] ?? "\n";
    if (character === '"') quoted = !quoted;
    if (character !== "\n" && (character !== ";" || quoted)) continue;
    const command = plain
      .slice(begin, at)
      .replace(/^\s*\.\s+/, "")
      .trim();
    if (command !== "") commands.push(new StataText(command));
    begin = at + 1;
    quoted = false;
  }
  for (const command of commands) requireWhole(command);
  if (commands.length > 0) return commands;
  throw new UsageError("stata_empty", "Stata: there is no command in the text; write one, such as reg y x, robust.", {
    got: text,
  });
}

/** `text` with every comment, and every line end that `///` joins, made spaces: indices stay. */
function withoutComments(text: string): string {
  let plain = "";
  let at = 0;
  let last = " ";
  let beginsLine = true;
  const afterSpace = () => /\s/.test(last);
  const blank = (end: number) => {
    plain += " ".repeat(end - at);
    last = " ";
    at = end;
  };
  const lineEnd = () => {
    const end = text.indexOf("\n", at);
    return end < 0 ? text.length : end;
  };
  const keep = (end: number) => {
    for (; at < end; at++) {
      const character = text[at]!;
      if (character === "\n") beginsLine = true;
      else if (/\S/.test(character)) beginsLine = false;
      last = character;
      plain += character;
    }
  };
  while (at < text.length) {
    if (text[at] === '"') {
      let close = at + 1;
      while (close < text.length && text[close] !== '"' && text[close] !== "\n") close++;
      keep(text[close] === '"' ? close + 1 : close);
    } else if (text.startsWith("///", at) && afterSpace()) blank(Math.min(text.length, lineEnd() + 1));
    else if (text.startsWith("//", at) && afterSpace()) blank(lineEnd());
    else if (text.startsWith("/*", at)) {
      const close = endOfComment(text, at);
      if (close === undefined) {
        throw new StataText(text).fail("stata_comment", "the comment opened here is never closed by */.", at, {
          expected: "*/",
        });
      }
      blank(close);
    } else if (text[at] === "*" && beginsLine) blank(lineEnd());
    else keep(at + 1);
  }
  return plain.replace(/\r/g, " ");
}

/** Where the comment that opens at `start` is closed, those inside it closed first; undefined where it never is. */
function endOfComment(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length - 1; at++) {
    const mark = text.slice(at, at + 2);
    if (mark === "/*") depth++;
    else if (mark === "*/") depth--;
    else continue;
    at++;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** Quotes and parentheses close, and nothing waits for Stata to put text in its place. */
function requireWhole(command: StataText): void {
  const { text } = command;
  if (/^#\s*d/.test(text)) {
    throw command.refuse("stata_delimit", "#delimit is not read; end commands by a line end or by ';'.", 0);
  }
  const open: number[] = [];
  let quote = -1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') quote = quote < 0 ? at : -1;
    else if (MACRO.test(character)) {
      const message = `'${character}' begins a macro, which only Stata can fill in; write its text out.`;
      throw command.refuse("stata_macro", message, at);
    } else if (quote < 0 && (character === "(" || character === "[")) {
      if (open.push(at) > MOST_NESTED) {
        throw command.fail("stata_parenthesis", `parentheses are nested deeper than ${MOST_NESTED}.`, at);
      }
    } else if (quote < 0 && (character === ")" || character === "]")) {
      const begin = open.pop();
      if (begin === undefined || (text[begin] === "(") !== (character === ")")) {
        throw command.fail("stata_parenthesis", `'${character}' closes nothing that is open.`, at, { got: character });
      }
    }
  }
  if (quote >= 0) {
    throw command.fail("stata_quote", 'the " opened here is never closed.', quote, { expected: 'a closing "' });
  }
  const unclosed = open.at(-1);
  if (unclosed === undefined) return;
  const expected = text[unclosed] === "(" ? ")" : "]";
  throw command.fail("stata_parenthesis", `the '${text[unclosed]}' opened here is never closed.`, unclosed, {
    got: text[unclosed],
    expected,
  });
}

export const declaresPanel = ({ word }: CommandLine): boolean => word.text === "xtset" || word.text === "tsset";

/**
 * The panel that lines of xtset above a command declare, and the command: for a command whose own reader knows no other lines. Text
 * that does not begin with xtset stays as it is. Throws as `readScript` and `readPanel`.
 */
export function panelAbove(text: string): { readonly panel: StataPanel | undefined; readonly rest: string } {
  if (!/^\s*(?:\.\s+)?(?:xt|ts)set\b/.test(text)) return { panel: undefined, rest: text };
  let panel: StataPanel | undefined;
  const rest: string[] = [];
  for (const command of readScript(text)) {
    const isPanel = /^(?:xt|ts)set\b/.test(command.text);
    if (isPanel) panel = readPanel(readCommand(command), undefined);
    else rest.push(command.text);
  }
  return { panel, rest: rest.join("\n") };
}

/** Throws UsageError `stata_panel`, and as `columnNamed`. */
export function readPanel(line: CommandLine, columns: KnownColumns): StataPanel {
  const { text, variables, condition, weight } = line;
  readGivenOptions(line, {
    ...Object.fromEntries(
      ["yearly", "quarterly", "monthly", "weekly", "daily", "generic"].map((unit) => [
        unit,
        { letters: 1, ignored: true },
      ]),
    ),
    delta: {
      letters: 3,
      takes: "argument",
      instead: "leave it out: a period is the greatest step that divides all distances between times",
    },
    format: { letters: 3, takes: "argument", ignored: true },
  });
  const extra = condition ?? weight;
  if (extra !== undefined) throw text.fail("stata_panel", "xtset takes unit and time alone.", extra.start);
  const [unit, time, third] = wordsOf(variables);
  if (unit === undefined || third !== undefined) {
    throw text.fail("stata_panel", "xtset takes a unit and a time, as in xtset id year.", (third ?? variables).start, {
      got: variables.text,
      expected: "xtset unit time",
    });
  }
  return {
    unit: columnNamed(text, unit, columns),
    ...(time === undefined ? {} : { time: columnNamed(text, time, columns) }),
  };
}
