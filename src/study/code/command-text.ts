/** A call as the command that makes it, from the declaration of its verb: a flag for every option that is not its default. */

import { columnFlag, columnText } from "../../base/column-names.js";
import { NotSupported } from "../../base/errors.js";
import { flagText, quoted, shellWord } from "../../base/text.js";
import { flagOf, type Option } from "../../declare/option.js";
import { verbs } from "../../verbs/catalogue.js";
import type { AnyVerb } from "../../verbs/verb.js";
import type { StageCall } from "../stages/stage.js";
import type { CodeContext } from "./context.js";

/** Throws NotSupported for lags in a command that takes no panel. */
export function commandText({ verb: name, formula, options }: StageCall, { file, data }: CodeContext): string {
  const verb: AnyVerb = verbs[name];
  const { unit, time } = file.spec.panel;
  const flags = Object.entries<Option>({ ...verb.options, ...verb.flags }).flatMap(([option, declared]) =>
    flagsOf(option, declared, options[option]),
  );
  const hasLags = /\b[lfd]\(/.test(formula);
  const needsPanel = verb.takes === "panel" || hasLags;
  if (hasLags && verb.takes !== "panel" && !Object.hasOwn(verb.options, "panel")) {
    throw new NotSupported("code_unsupported", `${verb.name}, ${formula}`, { got: formula });
  }
  const keys = needsPanel && options.panel === undefined ? [columnFlag("panel", unit, time)] : [];
  return ["wasmetrics", verb.name, shellWord(data), quoted(formula), ...keys, ...flags].join(" ");
}

function flagsOf(name: string, option: Option, value: unknown): string[] {
  const flag = flagOf(name, option);
  if (flag === null || value === undefined || isSame(value, option.default)) return [];
  if (typeof value === "boolean" && option.type.kind === "flag") return [value ? `--${flag}` : `--no-${flag}`];
  return [flagText(flag, valueText(name, option, value))];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function valueText(name: string, { type }: Option, value: unknown): string {
  if (!Array.isArray(value)) return type.kind === "column" ? columnText(String(value)) : String(value);
  // clusters of several columns are joined as a variance joins them
  return name === "cluster" && type.kind === "value" ? value.map(columnText).join("+") : value.join(",");
}
