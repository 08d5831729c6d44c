/** A line of Stata, a call of fixest or a formula, in the parts that a study has a place for. What it has none for is refused by name. */
import { columnFlag } from "../../../src/base/column-names.js";
import { NotSupported, UsageError } from "../../../src/base/errors.js";
import type { Language } from "../../../src/base/messages.js";
import { noteText } from "../../../src/base/messages.js";
import { flagText, quoted } from "../../../src/base/text.js";
import { parseFormula } from "../../../src/formula/parser.js";
import { printExpression, printFixedEffect, printTerm } from "../../../src/formula/print.js";
import { hasInstruments, type ModelSpec } from "../../../src/formula/spec.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import type { StataOptions } from "../../../src/formula/stata/stata-model.js";
import { lineWords as words } from "../words/line.js";
import { readRCall } from "./r-call.js";

export interface Pasted {
  readonly formula: string;
  readonly outcome: string;
  readonly terms: readonly string[];
  readonly effects: readonly string[];
  readonly subset?: string;
  /** Of the whole study, where the line says it. */
  readonly variance?: string;
  readonly ssc?: string;
  readonly level?: number;
  readonly panel?: { readonly unit: string; readonly time: string };
  /** The command that estimates it alone, DATA in place of the file. */
  readonly command: string;
  readonly notes: readonly string[];
}

/** Throws as the readers of formulas and of Stata; NotSupported `line_unplaced`, `line_verb`. */
export function readPasted(written: string, columns: readonly string[], language: Language): Pasted {
  return written.includes("~") ? ofR(written, columns, language) : ofStata(written, columns, language);
}

/** Options a study has places for; the others are refused by name. */
const PLACED: readonly (keyof StataOptions)[] = ["vcov", "ssc", "subset", "level", "panel", "fixefRm"];

function ofStata(written: string, columns: readonly string[], language: Language): Pasted {
  const { verb, spec, options, line: command, notes } = parseStata(written, { columns });
  if (verb !== "feols") {
    throw new NotSupported(
      "line_verb",
      `A study's table is of linear regressions; this line asks for ${verb}. At a terminal: ${command}`,
      { got: verb, expected: ["feols"] },
    );
  }
  for (const [option, value] of Object.entries(options)) {
    if (!PLACED.includes(option as keyof StataOptions) && value !== undefined) throw unplaced(option, String(value));
  }
  const { vcov, ssc, subset, level, panel, fixefRm } = options;
  return {
    ...modelOf(spec),
    command,
    notes: [
      ...notes.map((note) => noteText(note, language)),
      ...(fixefRm === "none" && spec.fixedEffects.length > 0 ? [words.singletons[language]] : []),
    ],
    ...(vcov !== undefined && { variance: vcov }),
    ...(ssc !== undefined && { ssc }),
    ...(subset !== undefined && { subset }),
    ...(level !== undefined && { level }),
    ...(panel !== undefined && { panel }),
  };
}

function ofR(written: string, columns: readonly string[], language: Language): Pasted {
  const { formula, vcov, subset, panel, isCall } = readRCall(written);
  const spec = parseFormula(formula, { columns });
  const flags = [
    panel === undefined ? "" : ` ${columnFlag("panel", panel.unit, panel.time)}`,
    vcov === undefined ? "" : ` ${flagText("vcov", vcov)}`,
    subset === undefined ? "" : ` --subset ${quoted(subset)}`,
  ];
  return {
    ...modelOf(spec),
    command: `wasmetrics feols DATA ${quoted(spec.call)}${flags.join("")}`,
    notes: isCall && spec.fixedEffects.length > 0 ? [words.singletons[language]] : [],
    ...(vcov !== undefined && { variance: vcov }),
    ...(isCall && { ssc: "fixest" }),
    ...(subset !== undefined && { subset }),
    ...(panel !== undefined && { panel }),
  };
}

function modelOf(spec: ModelSpec): Pick<Pasted, "formula" | "outcome" | "terms" | "effects"> {
  if (hasInstruments(spec)) throw unplaced("instruments", spec.call);
  if (!spec.intercept && spec.fixedEffects.length === 0) throw unplaced("no constant", spec.call);
  if (spec.terms.length === 0) {
    throw new UsageError("line_terms", "The line has no regressor: its first one is the treatment.", {
      got: spec.call,
    });
  }
  return {
    formula: spec.call,
    outcome: printExpression(spec.lhs),
    terms: spec.terms.map(printTerm),
    effects: spec.fixedEffects.map(printFixedEffect),
  };
}

const unplaced = (what: string, got: string): NotSupported =>
  new NotSupported(
    "line_unplaced",
    `The line asks for ${what} (${got}), which a column of a table of regressions has no place for: add a stage that has one.`,
    { got },
  );
