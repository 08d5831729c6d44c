/**
 * What every estimation command reads alike: outcome, regressors, instruments, condition, weights, variance,
 * level. The commands say what they make of it. Must not know any command.
 */
import { type Note, note } from "../../base/messages.js";
import { type CommandLine, type GivenOptions, type OptionRules, readGivenOptions } from "./command-line.js";
import { conditionText } from "./condition-text.js";
import { STATA_NOTES } from "./messages.js";
import type { StataTerm } from "./operators.js";
import { readCondition } from "./read-condition.js";
import { type Reading, readVarlist } from "./read-varlist.js";
import type { ModelParts, StataOptions, StataPanel } from "./stata-model.js";
import { columnNamed, type KnownColumns, type Piece, type StataText, within } from "./stata-text.js";
import { numberText, readInstruments, termTexts, type WrittenInstruments } from "./term-text.js";
import { readVariance, type Variance, type VarianceRules, varianceText } from "./variance.js";

// `[aw=w]`, `[pw=w]`: analytic and sampling weights are our weights (scaled as they are: coefficients, errors of least
// squares and robust ones don't depend on the scale); sampling weights ask for a robust variance. Must not know estimation.

interface Weight {
  readonly kind: "aweight" | "pweight";
  readonly column: string;
  readonly start: number;
}

/** Throws UsageError `stata_weight`, `stata_name`; NotSupported `stata_weight`. */
function readWeight(text: StataText, piece: Piece | undefined, columns: KnownColumns): Weight | undefined {
  if (piece === undefined) return undefined;
  const { start } = piece;
  const equals = piece.text.indexOf("=");
  const kind = piece.text.slice(0, equals).trim();
  const named = within(piece, equals + 1);
  if (/^(fw|fweights?|freq)$/.test(kind)) {
    const message =
      "frequency weights are not translated, for they count rows; write each row as often as it stands for.";
    throw text.refuse("stata_weight", message, start);
  }
  if (/^(iw|iweights?)$/.test(kind)) {
    throw text.refuse("stata_weight", "importance weights are not translated; use aw or pw.", start);
  }
  const isAnalytic = /^(aw|aweights?)$/.test(kind);
  if (!isAnalytic && !/^(pw|pweights?)$/.test(kind)) {
    throw text.fail("stata_weight", `'${kind}' is no kind of weight; write aw or pw.`, start, {
      got: kind,
      expected: ["aw", "pw"],
    });
  }
  if (named.text === "") {
    throw text.fail("stata_weight", `[${kind}=] needs a variable.`, named.start, { expected: `[${kind}=w]` });
  }
  if (/[^\p{L}\p{M}\p{N}_]/u.test(named.text) || /^\d/.test(named.text)) {
    const message = "weights are a variable here; make the expression as a column of the data first.";
    throw text.refuse("stata_weight", message, named.start);
  }
  return { kind: isAnalytic ? "aweight" : "pweight", column: columnNamed(text, named, columns), start };
}

/** One command to be translated, with what is known beside it. */
export interface CommandContext {
  readonly line: CommandLine;
  readonly columns: KnownColumns;
  /** As `xtset` before the command declares it. */
  readonly panel: StataPanel | undefined;
}

/** How a command is read. */
interface CommandRules {
  readonly options: OptionRules;
  readonly variance: VarianceRules;
  readonly instruments?: boolean;
}

/** The parts of an estimation command, read. */
export interface ReadCommand extends Reading {
  readonly context: CommandContext;
  readonly options: GivenOptions;
  readonly outcome: string;
  readonly terms: readonly string[];
  /** The terms as read, for what a command asks of them. */
  readonly written: readonly StataTerm[];
  readonly instruments: WrittenInstruments | undefined;
  readonly weight: Weight | undefined;
  readonly variance: Variance;
  readonly level: number | undefined;
  /** Columns needed so far: their missing rows go. */
  readonly needed: readonly string[];
}

/** Throws as the readers of its parts; UsageError `stata_outcome`, `stata_level`, `stata_panel`. */
export function readEstimation(
  context: CommandContext,
  rules: CommandRules,
  variables: Piece = context.line.variables,
): ReadCommand {
  const { line, columns, panel } = context;
  const { text } = line;
  const reading: Reading = { text, columns };
  const options = readGivenOptions(line, rules.options);
  const { list, instruments } = readInstruments(reading, variables, rules.instruments === true);
  const [first, ...terms] = readVarlist(reading, ...list);
  if (first === undefined) {
    const message = `${line.word.text} needs the outcome and regressors, as in ${line.word.text} y x.`;
    throw text.fail("stata_outcome", message, line.word.start + line.word.text.length, { expected: "variables" });
  }
  const [outcome, second] = first.variables;
  if (second !== undefined) {
    throw text.fail("stata_outcome", "the first variable is the outcome, which is no product.", first.start);
  }
  const weight = readWeight(text, line.weight, columns);
  const all = [first, ...terms, ...(instruments?.endogenousTerms ?? []), ...(instruments?.excludedTerms ?? [])];
  requireTime(reading, all, panel);
  const named = all.flatMap((term) => term.variables).filter(({ time }) => time === undefined);
  const variance = withWeight(reading, readVariance(text, options, rules.variance, columns), weight);
  requireTimeOf(reading, variance, panel);
  return {
    ...reading,
    context,
    options,
    outcome: numberText(text, outcome!),
    terms: termTexts(text, terms),
    written: terms,
    instruments,
    weight,
    variance,
    level: readLevel(reading, options),
    needed: [...named.map(({ name }) => name), ...variance.by.flat(), ...(weight === undefined ? [] : [weight.column])],
  };
}

/** What a command adds to what it read. */
interface CommandMeaning {
  readonly command: string;
  readonly verb?: ModelParts["verb"];
  readonly effects?: readonly string[];
  /** Columns that effects, or an offset, need. */
  readonly effectColumns?: readonly string[];
  /** What is asked of effects and changes no estimate, as written. */
  readonly stored?: readonly string[];
  readonly intercept?: boolean;
  /** Default: as read. */
  readonly variance?: Variance;
  readonly options?: StataOptions;
  readonly stated?: readonly (keyof StataOptions)[];
  readonly notes?: readonly Note[];
}

/** The model of a command as read, with what the command adds. Throws as `readCondition`. */
export function partsOf(read: ReadCommand, meaning: CommandMeaning): ModelParts {
  const { context, outcome, terms, instruments, weight, level, options } = read;
  const variance = meaning.variance ?? read.variance;
  const needed = new Set([...read.needed, ...(meaning.effectColumns ?? [])]);
  const { line, panel } = context;
  const condition =
    line.condition === undefined
      ? undefined
      : conditionText(line.text, readCondition(line.text, line.condition), needed);
  const lags = usesTime(read);
  const given: StataOptions = {
    vcov: varianceText(variance),
    ...(weight === undefined ? {} : { weights: weight.column }),
    ...(condition === undefined ? {} : { subset: condition.text }),
    ...((lags || isAlongTime(variance)) && panel?.time !== undefined
      ? { panel: { unit: panel.unit, time: panel.time } }
      : {}),
    ...(level === undefined ? {} : { level }),
  };
  const stated = (Object.keys(given) as (keyof StataOptions)[]).filter((name) => name !== "vcov" || variance.stated);
  return {
    command: meaning.command,
    verb: meaning.verb ?? "feols",
    outcome,
    terms,
    intercept: meaning.intercept ?? true,
    effects: meaning.effects ?? [],
    ...(instruments === undefined
      ? {}
      : { instruments: { endogenous: instruments.endogenous, excluded: instruments.excluded } }),
    options: { ...given, ...meaning.options },
    stated: [...stated, ...(meaning.stated ?? [])],
    notes: [
      ...(meaning.notes ?? []),
      ...missingNotes(condition?.missingKept ?? []),
      ...ignoredNotes([...options.ignored, ...(meaning.stored ?? [])]),
    ],
  };
}

const isAlongTime = ({ type }: Pick<Variance, "type">): boolean => type === "NW" || type === "DK";

/** Throws UsageError `stata_panel` for a variance along time of rows whose unit and time were not declared. */
export function requireTimeOf({ text }: Reading, variance: Variance, panel: StataPanel | undefined): void {
  if (!isAlongTime(variance) || panel?.time !== undefined) return;
  const message = "a variance along time needs unit and time; write 'xtset id year' on a line before the command.";
  throw text.fail("stata_panel", message, variance.start, { got: panel, expected: "xtset unit time" });
}

function usesTime({ written, instruments, outcome }: ReadCommand): boolean {
  const terms = [...written, ...(instruments?.endogenousTerms ?? []), ...(instruments?.excludedTerms ?? [])];
  const isLagged = terms.some(({ variables }) => variables.some(({ time }) => time !== undefined));
  return isLagged || /^[lfd]\(/.test(outcome);
}

/** Sampling weights make Stata's variance robust. */
function withWeight({ text }: Reading, variance: Variance, weight: Weight | undefined): Variance {
  if (weight?.kind !== "pweight") return variance;
  if (variance.type === "HC2" || variance.type === "HC3") {
    const message = `${variance.type} with sampling weights is not translated; use vce(robust).`;
    throw text.refuse("stata_weight", message, weight.start);
  }
  return variance.type === "iid" ? { ...variance, type: "hetero", stated: true } : variance;
}

function requireTime({ text }: Reading, terms: readonly StataTerm[], panel: StataPanel | undefined): void {
  if (panel?.time !== undefined) return;
  const lagged = terms.flatMap(({ variables }) => variables).find(({ time }) => time !== undefined);
  if (lagged === undefined) return;
  const message = `the lag of '${lagged.name}' needs unit and time; write 'xtset id year' on a line before the command.`;
  throw text.fail("stata_panel", message, lagged.start, { got: panel, expected: "xtset unit time" });
}

const LEAST_LEVEL = 10;
const MOST_LEVEL = 99.99;
const PERCENT = 100;

function readLevel({ text }: Reading, options: GivenOptions): number | undefined {
  const argument = options.argument("level");
  if (argument === undefined) return undefined;
  const value = Number(argument.text);
  if (value >= LEAST_LEVEL && value <= MOST_LEVEL) return value / PERCENT;
  throw text.fail("stata_level", "level() takes a number from 10 to 99.99.", argument.start, {
    got: argument.text,
    expected: "10 to 99.99",
  });
}

function missingNotes(columns: readonly string[]): Note[] {
  if (columns.length === 0) return [];
  return [note(STATA_NOTES, "stata_missing", { columns })];
}

const ignoredNotes = (options: readonly string[]): Note[] =>
  options.length === 0 ? [] : [note(STATA_NOTES, "stata_ignored", { options })];
