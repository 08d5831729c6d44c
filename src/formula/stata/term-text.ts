/**
 * Terms of a Stata list as terms of our formulas: `c.x#c.x` is I(x^2), `i.g` factor(g), `ib3.g##c.x` has
 * i(g, x, ref = 3), `3.g` a dummy of that level, `L(0/2).x` l(x, 0:2). Stata leaves a base cell out of a product of factors
 * by rules of its own; where a formula's rule differs, the product is refused. Must not know commands.
 */
import { printName } from "../print.js";
import type { StataTerm, StataVariable, TimeOperator } from "./operators.js";
import { type Reading, readVariables, readVarlist } from "./read-varlist.js";
import { type Piece, type StataText, splitAt, within, wordsOf } from "./stata-text.js";

/**
 * The terms as text, each once, in order.
 *
 * @throws NotSupported `stata_product`, `stata_operator`, naming what to write instead.
 */
export function termTexts(text: StataText, terms: readonly StataTerm[]): string[] {
  const present = new Set(terms.map(keyOf));
  return [...new Set(terms.flatMap((term) => termText(text, term, present)))];
}

/** What a variable is by itself, as an outcome or an endogenous regressor: `l(x, 1)`. Throws as `termTexts`. */
export function numberText(text: StataText, variable: StataVariable): string {
  const { role, start } = variable;
  if (role.kind === "factor" || role.kind === "level") {
    throw text.fail("stata_varlist", "a number is expected here, not a factor.", start, { got: variable.name });
  }
  const [written, ...more] = timeTexts(variable);
  if (more.length === 0) return written!;
  throw text.fail("stata_varlist", "one variable is expected here, not several lags.", start);
}

/** Whether the variable stands for dummies of all its levels. */
const isCategory = ({ role }: StataVariable): boolean => role.kind === "factor";

function termText(text: StataText, term: StataTerm, present: ReadonlySet<string>): string[] {
  const [first, ...others] = term.variables as [StataVariable, ...StataVariable[]];
  if (others.length === 0) {
    if (first.role.kind === "factor") return [factorText(first)];
    return first.role.kind === "level" ? [levelText(first, first.role.level)] : timeTexts(first);
  }
  return [productText(text, term, present)];
}

/** `factor(g)` leaves the first level out, as Stata does; `ibn.` and `ib3.` say otherwise. */
function factorText({ name, role }: StataVariable, by = ""): string {
  const base = role.kind === "factor" ? role.base : undefined;
  if (base === undefined) return `factor(${printName(name)})${by === "" ? "" : `:${by}`}`;
  const inside = by === "" ? "" : `, ${by}`;
  return base === "none" ? `i(${printName(name)}${inside})` : `i(${printName(name)}${inside}, ref = ${base})`;
}

const levelText = ({ name }: StataVariable, level: number): string => `ifelse(${printName(name)} == ${level}, 1, 0)`;

function productText(text: StataText, term: StataTerm, present: ReadonlySet<string>): string {
  const { variables, start } = term;
  const categories = variables.filter(isCategory);
  const numbers = powersOf(
    text,
    variables.filter((variable) => !isCategory(variable)),
  );
  const [category] = categories;
  if (category === undefined) return numbers.join(":");
  const based = categories.find(({ role }) => role.kind === "factor" && role.base !== undefined);
  if (categories.length > 1 || variables.some(({ role }) => role.kind === "level")) {
    requireMargins(text, term, present);
    if (based !== undefined) {
      const other = variables.find((variable) => variable !== based)!;
      const message = `a base of one's own in a product of factors is not translated; where '${other.name}' is 0 or 1, ${effectsByLevel(based, other)}.`;
      throw text.refuse("stata_product", message, based.start);
    }
  }
  if (based === undefined) return [...categories.map((variable) => factorText(variable)), ...numbers].join(":");
  const slope = variables.filter((variable) => variable !== category);
  const base = based.role.kind === "factor" ? based.role.base : undefined;
  if (base !== "none" && !present.has(keyOf({ variables: slope, start }))) {
    const rest = slope.map(({ name }) => `c.${name}`).join("#");
    const message = `whether Stata leaves the base of '${category.name}' out depends on what else is in the model; write ib${base}.${category.name}##${rest}, or a formula with i(${category.name}, ${slope[0]!.name}, ref = ${base}).`;
    throw text.refuse("stata_product", message, category.start);
  }
  return factorText(category, numbers.length === 1 ? numbers[0] : numbers.join(" * "));
}

/** How a formula has the effect of a dummy in every level but the base, as in an event study. */
function effectsByLevel(based: StataVariable, dummy: StataVariable): string {
  const base = based.role.kind === "factor" && typeof based.role.base === "number" ? `, ref = ${based.role.base}` : "";
  return `a formula has its effect in each level as i(${printName(based.name)}, ${printName(dummy.name)}${base})`;
}

/** A formula codes a product of factors as Stata does when every part of the product is in the model too. */
function requireMargins(text: StataText, { variables, start }: StataTerm, present: ReadonlySet<string>): void {
  const complete = variables.every((left) => {
    const rest = variables.filter((variable) => variable !== left);
    return present.has(keyOf({ variables: rest, start }));
  });
  if (complete) return;
  const names = variables.map(({ name }) => name);
  const based = variables.find(({ role }) => role.kind === "factor" && role.base !== undefined);
  const other = variables.find((variable) => variable !== based)!;
  const remedy =
    based === undefined || variables.length > 2
      ? `write ${names.join("##")}, or c. before dummies, as in c.${names[0]}#i.${names[1]}`
      : `where '${other.name}' is 0 or 1, ${effectsByLevel(based, other)}`;
  const message = `which cells of '${names.join("#")}' Stata leaves out depends on what else is in the model; ${remedy}.`;
  throw text.refuse("stata_product", message, start);
}

/** Numbers of a product, a variable that is repeated as its power: `c.x#c.x` is I(x^2). */
function powersOf(text: StataText, variables: readonly StataVariable[]): string[] {
  const counts = new Map<string, number>();
  for (const variable of variables) {
    const { role } = variable;
    if (role.kind !== "level" && (variable.time?.periods.length ?? 0) > 1) {
      throw text.refuse("stata_operator", "several lags in a product are not translated; write each.", variable.start);
    }
    const written = role.kind === "level" ? levelText(variable, role.level) : timeTexts(variable)[0]!;
    counts.set(written, (counts.get(written) ?? 0) + 1);
  }
  return [...counts].map(([written, power]) => (power === 1 || isLevel(written) ? written : `I(${written}^${power})`));
}

/** A dummy times itself is itself. */
const isLevel = (written: string): boolean => written.startsWith("ifelse(");

/** A number under its time operator; consecutive periods are one call. */
function timeTexts({ name, time }: StataVariable): string[] {
  const column = printName(name);
  if (time === undefined) return [column];
  const { kind, periods } = time;
  const isRun = periods.length > 1 && periods.every((period, i) => period === periods[0]! + i);
  if ((kind === "L" || kind === "F") && isRun) {
    return [`${kind.toLowerCase()}(${column}, ${periods[0]}:${periods.at(-1)})`];
  }
  return periods.map((period) => timeText(kind, column, period));
}

function timeText(kind: TimeOperator["kind"], column: string, period: number): string {
  if (kind === "L" || kind === "F") return period === 0 ? column : `${kind.toLowerCase()}(${column}, ${period})`;
  return period === 1 ? `d(${column})` : `d(${column}, ${period})`;
}

/** What two terms have in common that are the same to a model: variables and roles, in any order. */
function keyOf({ variables }: StataTerm): string {
  const keys = variables.map((variable) => {
    const { role, name, time } = variable;
    const kind = role.kind === "level" ? `${role.level}.` : isCategory(variable) ? "i." : "c.";
    return `${kind}${name}@${time === undefined ? "" : `${time.kind}${time.periods.join()}`}`;
  });
  return keys.sort().join("#");
}

// The group `(endogenous = instruments)` in a list of variables. Must not know commands.

/** Endogenous regressors and excluded instruments, as text and as read. */
export interface WrittenInstruments {
  readonly endogenous: readonly string[];
  readonly excluded: readonly string[];
  readonly endogenousTerms: readonly StataTerm[];
  readonly excludedTerms: readonly StataTerm[];
}

/**
 * The list without its group, and the group. Throws UsageError `stata_instruments`; NotSupported where the command takes
 * none.
 */
export function readInstruments(
  reading: Reading,
  variables: Piece,
  allowed: boolean,
): { readonly list: readonly Piece[]; readonly instruments: WrittenInstruments | undefined } {
  const { text } = reading;
  const words = wordsOf(variables);
  const groups = words.filter(isGroup);
  const [group, second] = groups;
  if (group === undefined) return { list: words, instruments: undefined };
  if (!allowed) {
    const message = "instruments belong to ivreghdfe, ivreg2 or ivregress, as in ivreghdfe y w (x = z), absorb(id).";
    throw text.refuse("stata_instruments", message, group.start);
  }
  if (second !== undefined) {
    throw text.fail("stata_instruments", "there is one group (x = z) of instruments.", second.start);
  }
  if (words[0] === group) throw text.fail("stata_outcome", "the outcome stands before the group.", group.start);
  const inside = within(group, 1, group.text.length - 1);
  const [left, right, more] = splitAt(inside, "=");
  if (right === undefined || more !== undefined) {
    const message = "a group of instruments has one '=', as in (x = z1 z2).";
    throw text.fail("stata_instruments", message, more?.start ?? group.start, { got: group.text, expected: "(x = z)" });
  }
  for (const side of [left!, right]) {
    if (side.text !== "") continue;
    const message = "instruments need variables on both sides, as in (x = z1 z2).";
    throw text.fail("stata_instruments", message, side.start, { got: group.text, expected: "(x = z)" });
  }
  const endogenous = readVariables(reading, left!);
  const excludedTerms = readVarlist(reading, right);
  return {
    list: words.filter((word) => word !== group),
    instruments: {
      endogenous: endogenous.map((variable) => numberText(text, variable)),
      excluded: termTexts(text, excludedTerms),
      endogenousTerms: endogenous.map((variable) => ({ variables: [variable], start: variable.start })),
      excludedTerms,
    },
  };
}

/** A word that is all one pair of parentheses. */
const isGroup = ({ text }: Piece): boolean => text.startsWith("(");
