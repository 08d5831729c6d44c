/**
 * `reghdfe y x, absorb(a b)` and `ivreghdfe y w (x = z), absorb(a b)` to least squares and instruments with
 * absorbed effects. Observations alone in an effect are dropped; levels nested in a cluster are not counted. Source: help
 * files of reghdfe and ivreghdfe, Correia (2016), Linear Models with High-Dimensional Fixed Effects.
 */

import { note } from "../../../base/messages.js";
import { NOTHING_ABSORBED, readAbsorb } from "../absorb.js";
import { type CommandContext, partsOf, type ReadCommand, readEstimation } from "../command-context.js";
import { DISPLAY, type OptionRules } from "../command-line.js";
import { STATA_NOTES } from "../messages.js";
import type { ModelParts } from "../stata-model.js";
import { VARIANCE, type VarianceRules } from "../variance.js";
import {
  INSTRUMENT_OPTIONS,
  instrumentOptions,
  ivreg2Variance,
  requireInstruments,
  smallSample,
} from "./instrument-options.js";

const EFFECTS: OptionRules = {
  absorb: { letters: 1, takes: "argument" },
  noabsorb: { letters: 3 },
  keepsingletons: { letters: 6 },
  noconstant: { letters: 3, ignored: true },
  residuals: { letters: 3, takes: "maybe", ignored: true },
  d: { letters: 1, takes: "maybe", ignored: true },
  savefe: { letters: 6, ignored: true },
  groupvar: { letters: 6, takes: "argument", ignored: true },
  dofadjustments: { letters: 3, takes: "argument", instead: "--ssc states what is counted" },
  group: { letters: 1, takes: "argument", instead: "effects of individuals within groups are not estimated" },
  individual: { letters: 2, takes: "argument", instead: "effects of individuals within groups are not estimated" },
  aggregation: { letters: 2, takes: "argument", instead: "effects of individuals within groups are not estimated" },
  version: { letters: 7, takes: "argument", instead: "leave it out" },
  ...Object.fromEntries(
    [
      "tolerance",
      "iterate",
      "maxiterations",
      "acceleration",
      "transform",
      "technique",
      "preconditioner",
      "poolsize",
      "verbose",
      "parallel",
    ].map((name) => [name, { letters: 3, takes: "argument", ignored: true }]),
  ),
  ...Object.fromEntries(
    ["compact", "nosample", "fast", "prune", "old"].map((name) => [name, { letters: 3, ignored: true }]),
  ),
  summarize: { letters: 3, takes: "maybe", ignored: true },
};

const CLUSTERINGS = 10;
const ROBUST: VarianceRules = { kinds: ["iid", "hetero", "cluster"], clusterings: CLUSTERINGS };

export function readReghdfe(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: { ...DISPLAY, ...VARIANCE, ...EFFECTS },
    variance: ROBUST,
    instruments: true,
  });
  return absorbing(read, "reghdfe", {});
}

export function readIvreghdfe(context: CommandContext): ModelParts {
  const read = readEstimation(context, {
    options: { ...DISPLAY, ...VARIANCE, ...EFFECTS, ...INSTRUMENT_OPTIONS },
    variance: ROBUST,
    instruments: true,
  });
  requireInstruments(read);
  const more = instrumentOptions(read);
  // without effects it is ivreg2; with them its errors are those of small samples
  if (read.options.argument("absorb") !== undefined) {
    refuseAlongTime(read);
    return absorbing(read, "ivreghdfe", more);
  }
  if (read.options.has("noconstant")) {
    const message = "noconstant without absorb() is not translated for ivreghdfe; use ivreg2.";
    throw read.text.refuse("stata_noconstant", message, read.options.start("noconstant"));
  }
  const variance = ivreg2Variance(read);
  const { ssc, notes } = smallSample(read, variance);
  const model = absorbing({ ...read, variance }, "ivreghdfe", { ...more, options: { ...more.options, ssc } });
  return { ...model, notes: [...notes, ...model.notes] };
}

/** Which factor ivreghdfe takes for errors correlated along time and absorbed effects is not known to us. */
function refuseAlongTime({ text, options }: ReadCommand): void {
  const option = ["bw", "dkraay", "kernel"].find((name) => options.has(name));
  if (option === undefined) return;
  const message = `'${option}' beside absorbed effects is not translated; --vcov NW:lag and DK:lag are correlated along time.`;
  throw text.refuse("stata_option", message, options.start(option));
}

/** Of slopes reghdfe counts every level: that a trend by unit and effects of periods overlap is not looked for. */
function smallSampleOf(effects: readonly string[]): string {
  if (effects.length === 0) return "fixest";
  return effects.some((effect) => effect.includes("[")) ? "reghdfe,K.exact=false" : "reghdfe";
}

function absorbing(
  read: ReadCommand,
  command: string,
  { options: more = {}, stated = [] }: Partial<ReturnType<typeof instrumentOptions>>,
): ModelParts {
  const { options, text } = read;
  const argument = options.argument("absorb");
  if (argument !== undefined && options.has("noabsorb")) {
    throw text.fail("stata_option", "'absorb' and 'noabsorb' exclude each other.", options.start("noabsorb"));
  }
  if (argument === undefined && command === "reghdfe" && !options.has("noabsorb")) {
    throw text.fail("stata_absorb", "reghdfe needs absorb(...), or noabsorb where nothing is absorbed.", 0, {
      expected: "reghdfe y x, absorb(id)",
    });
  }
  const effects = argument === undefined ? NOTHING_ABSORBED : readAbsorb(read, argument);
  const keep = options.has("keepsingletons");
  const notes = keep ? [] : [note(STATA_NOTES, "stata_singletons", { command })];
  return partsOf(read, {
    command,
    effects: effects.texts,
    effectColumns: effects.columns,
    stored: effects.stored,
    options: { ssc: smallSampleOf(effects.texts), fixefRm: keep ? "none" : "singletons", ...more },
    stated: [...(keep ? (["fixefRm"] as const) : []), ...stated],
    notes: effects.texts.length === 0 ? [] : notes,
  });
}
