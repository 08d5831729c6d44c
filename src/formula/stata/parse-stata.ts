/**
 * A line of Stata to a model of ours: `reghdfe y x, absorb(a i.t) vce(cluster i)`, with `xtset id year` on a line
 * before where lags or xtreg need the panel. Written from the commands' documented syntax. Must not know estimation.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import type { CommandContext } from "./command-context.js";
import { type CommandLine, readCommand } from "./command-line.js";
import { COMMAND_NAMES, type CommandName, commandNamed, insteadOfCommand } from "./command-names.js";
import { readIvreg2, readIvregress } from "./commands/instrument-options.js";
import { readGlm, readLogit, readPoisson, readPpmlhdfe, readXtpoisson } from "./commands/poisson.js";
import { readPsmatch2 } from "./commands/psmatch2.js";
import { readIvreghdfe, readReghdfe } from "./commands/reghdfe.js";
import { readAreg, readRegress, readXtreg } from "./commands/regress.js";

import { declaresPanel, readPanel, readScript } from "./script.js";

import { type ModelParts, type StataModel, type StataPanel, stataModel } from "./stata-model.js";

export interface StataReading {
  /** The data's columns in their order: names are checked, and `x*` and `x1-x9` may stand. */
  readonly columns?: readonly string[];
  /** Unit and time, where the text does not declare them by xtset. */
  readonly panel?: StataPanel;
}

const COMMANDS: Readonly<Record<CommandName, (context: CommandContext) => ModelParts>> = {
  regress: readRegress,
  areg: readAreg,
  xtreg: readXtreg,
  reghdfe: readReghdfe,
  ivreghdfe: readIvreghdfe,
  ivreg2: readIvreg2,
  ivregress: readIvregress,
  poisson: readPoisson,
  ppmlhdfe: readPpmlhdfe,
  xtpoisson: readXtpoisson,
  logit: readLogit,
  glm: readGlm,
  psmatch2: readPsmatch2,
};

/**
 * The model a line of Stata asks for, with the options that give its numbers.
 *
 * @param text one estimation command, `xtset` before it where needed; comments and `///` as in a do-file.
 * @throws UsageError with a caret under the place (`stata_command`, `stata_name`, `stata_varlist`, `stata_option`, ...);
 *   NotSupported for what is known to Stata and not translated, with what to do instead.
 */
export function parseStata(text: string, { columns, panel }: StataReading = {}): StataModel {
  let declared = panel;
  let parts: ModelParts | undefined;
  for (const command of readScript(text)) {
    const line = readCommand(command);
    if (parts !== undefined) {
      const message = "one command is translated at a time; this is a second one.";
      throw command.fail("stata_command", message, line.word.start, { got: line.word.text });
    }
    if (declaresPanel(line)) declared = readPanel(line, columns);
    else parts = COMMANDS[nameOf(line)]({ line, columns, panel: declared });
  }
  if (parts !== undefined) return stataModel(parts);
  const [first] = readScript(text);
  throw first!.fail("stata_command", "xtset declares the panel; a command that estimates has to follow it.", 0, {
    expected: COMMAND_NAMES,
  });
}

function nameOf({ text, word }: CommandLine): CommandName {
  const name = commandNamed(word.text);
  if (name !== undefined) return name;
  const known = [...COMMAND_NAMES, "xtset"];
  const instead = insteadOfCommand(word.text);
  const message = (tail: string) => `'${word.text}' is not a command of Stata that is translated${tail}`;
  if (instead !== undefined) throw text.refuse("stata_command", message(`; ${instead}.`), word.start);
  const hint = didYouMean(word.text, known);
  const tail = hint === "." ? `; known are ${known.join(", ")}, and a formula has '~', as in y ~ x | id.` : hint;
  throw text.fail("stata_command", message(tail), word.start, {
    got: word.text,
    expected: known,
  });
}
