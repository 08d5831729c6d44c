/**
 * `xtset id year` on a line above a command: the panel it declares. Must not know commands.
 */
import { columnNamed, type KnownColumns } from "./column-names.js";
import { type CommandLine, readCommand } from "./command-line.js";
import { readGivenOptions } from "./options.js";
import { readScript } from "./script.js";
import type { StataPanel } from "./stata-model.js";
import { wordsOf } from "./stata-text.js";

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
