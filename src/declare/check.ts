/**
 * Options of a call against their declaration: what is missing, unknown or out of range is refused by the code the declaration names,
 * and defaults are filled in. Rules across options are the verb's own.
 */
import { bareName } from "../base/column-names.js";
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import type { Argument } from "./checked.js";
import type { Filled, Option, Options, OptionsOf, Range } from "./option.js";
import { meaning, requireShape, shape, shownAs, unknownKey } from "./shape.js";

/**
 * `given` with defaults filled in, each value checked. Throws UsageError `option_unknown`, and by the code of the option for one
 * that is missing or can't serve.
 */
export function filled<O extends Options>(declared: O, given: OptionsOf<O>): Filled<O> {
  const values: Readonly<Record<string, unknown>> = asked(declared, given);
  const whole = Object.entries(declared).map(([name, option]) => {
    const value = values[name] ?? option.default;
    if (value === undefined) requireValue(name, option, value);
    return [name, value] as const;
  });
  return Object.fromEntries(whole.filter(([, value]) => value !== undefined)) as Filled<O>;
}

/**
 * `given`, each value checked and lists in the place of what stands alone: what a caller said, and no default. Whoever takes the options
 * refuses what is missing, in words of its own. Throws as `filled`.
 */
export function asked(declared: Options, given: object): Readonly<Record<string, unknown>> {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    said.map(([name, value]) => {
      const option = Object.hasOwn(declared, name) ? declared[name] : undefined;
      if (option === undefined) throw unknownKey(name, Object.keys(declared));
      const whole = listed(option, value);
      requireValue(name, option, whole);
      return [name, whole];
    }),
  );
}

const isOptions = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(Symbol.iterator in value);

/** The argument that is these options: left out, it is as if none of them were given. */
export const optionsArgument = <O extends Options>(declared: O): Argument<OptionsOf<O>, "required"> => ({
  name: "options",
  shape: shape(`an object of options, such as { ${Object.keys(declared)[0]}: ... }`, isOptions),
  place: "required",
  read: (given) => withBareNames(declared, asked(declared, given ?? {})),
});

/** Options of a caller, names of columns bare: they are read once, since a column's own name may hold back-ticks. */
const withBareNames = (declared: Options, given: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, meant(declared[name]!, value)]));

function meant({ type, is }: Option, value: unknown): unknown {
  if (is !== undefined) return meaning(is, value);
  return type.kind === "column" && typeof value === "string" ? bareName(value) : value;
}

/** The same of options that whoever takes them reads for itself, texts of the command line among them: names alone are checked. */
export const openOptions = <O extends Options>(declared: O): Argument<OptionsOf<O>, "required"> => ({
  ...optionsArgument(declared),
  read: (given) => {
    const stray = Object.keys(given ?? {}).find((name) => !Object.hasOwn(declared, name));
    if (stray !== undefined) throw unknownKey(stray, Object.keys(declared));
    return given === undefined ? {} : withBareNames(declared, given as object);
  },
});

/** A list where the option has one: of a text as the command line would read it, of anything else alone. */
function listed({ type }: Option, value: unknown): unknown {
  if (type.kind !== "value" || type.list !== true || value === undefined || Array.isArray(value)) return value;
  const read = typeof value === "string" ? type.read(value) : value;
  return Array.isArray(read) ? read : [read];
}

/** Throws UsageError, by the code of `option`, unless `value` is one it takes. */
export function requireValue(name: string, option: Option, value: unknown): void {
  const called = option.called ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (value === undefined) {
    if (option.presence !== "required") return;
    throw new UsageError(option.code, `${called} must be given: ${option.description}.`, {
      got: undefined,
      expected: name,
    });
  }
  if (option.is !== undefined) {
    requireShape(option.is, value, called, option.code);
    return;
  }
  const problem = problemOf(name, option, value);
  if (problem === null) return;
  throw new UsageError(
    problem.code ?? option.code,
    `${called} must ${problem.must}; got ${shown(value)}${problem.hint ?? "."}`,
    {
      got: value,
      expected: problem.expected,
    },
  );
}

interface Problem {
  /** What a value must do. */
  readonly must: string;
  readonly expected: unknown;
  /** In place of the option's, for a word that is none of those a number may be replaced by. */
  readonly code?: string;
  /** The end of the sentence, where it is more than a full stop. */
  readonly hint?: string;
}

/** Why `value` is none that the option takes; null where it is one. */
function problemOf(name: string, { type, default: usual }: Option, value: unknown): Problem | null {
  switch (type.kind) {
    case "number":
      if (inRange(type, value) || type.words?.includes(value as string)) return null;
      return {
        must: wordsOf(type, usual),
        expected: [...(type.words ?? []), endsOf(name, type)].join(", "),
        ...(type.words !== undefined && typeof value === "string" ? { code: "unknown_choice" } : {}),
      };
    case "numbers": {
      if (Array.isArray(value) && value.every((each) => inRange({ ...type, whole: false }, each))) return null;
      const each = wordsOf({ ...type, whole: false }, undefined)
        .replace("be a number", "")
        .replace("lie", " that lie");
      return { must: `be a list of numbers${each}`, expected: endsOf(name, type) };
    }
    case "choice": {
      const { choices } = type;
      if (choices.includes(value as string | number)) return null;
      const words = choices.filter((choice) => typeof choice === "string");
      const hint = typeof value === "string" ? didYouMean(value, words) : ".";
      return { must: `be one of ${choices.join(", ")}`, expected: choices, hint };
    }
    case "list": {
      const isList = Array.isArray(value) && value.length > 0;
      if (isList && !value.every((each) => typeof each === "string"))
        return { must: "be a list of texts", expected: "texts" };
      if (isList && new Set(value).size === value.length) return null;
      return { must: isList ? "be named once each" : "name at least one", expected: "at least one, each once" };
    }
    case "flag":
      return typeof value === "boolean" ? null : { must: "be true or false", expected: "a boolean" };
    case "table":
      return typeof value === "object" && value !== null && "nRows" in value
        ? null
        : { must: "be a table", expected: "a table" };
    case "value":
    case "host":
      return value === null || typeof value === "function"
        ? { must: "be a value, or left out", expected: "a value" }
        : null;
    default:
      return typeof value === "string" ? null : { must: "be a text", expected: "a text" };
  }
}

interface Numbers extends Range {
  readonly whole: boolean;
  readonly words?: readonly string[];
}

function inRange({ whole, min, max, above, below }: Numbers, value: unknown): boolean {
  if (typeof value !== "number" || !(whole ? Number.isSafeInteger(value) : Number.isFinite(value))) return false;
  return (
    value >= (min ?? Number.NEGATIVE_INFINITY) &&
    value <= (max ?? Number.POSITIVE_INFINITY) &&
    value > (above ?? Number.NEGATIVE_INFINITY) &&
    value < (below ?? Number.POSITIVE_INFINITY)
  );
}

/** `be a whole number from 2 to 100`, `lie between 0 and 1, such as 0.95`, `be exclude or a number above 1`. */
function wordsOf({ whole, words = [], min, max, above, below }: Numbers, usual: unknown): string {
  if (above !== undefined && below !== undefined) {
    return `lie between ${above} and ${below}${usual === undefined ? "" : `, such as ${usual}`}`;
  }
  const kind = `${words.join(", ")}${words.length === 0 ? "" : " or "}${whole ? "a whole number" : "a number"}`;
  const from = min !== undefined && (max !== undefined || below !== undefined);
  const ends = [
    min === undefined ? "" : from ? ` from ${min}` : ` of at least ${min}`,
    max === undefined ? "" : from ? ` to ${max}` : ` of at most ${max}`,
    above === undefined ? "" : ` above ${above}`,
    below === undefined ? "" : from ? ` to below ${below}` : ` below ${below}`,
  ];
  return `be ${kind}${ends.join("")}`;
}

/** `1..20`; `sigma > 1` and `0 <= trim < 0.5` where an end does not belong to the range. */
function endsOf(name: string, { min, max, above, below }: Range): string {
  if (above === undefined && below === undefined) {
    return min === undefined && max === undefined ? "a number" : `${min ?? ""}..${max ?? ""}`;
  }
  if (max === undefined && below === undefined) return `${name} > ${above}`;
  const from = above !== undefined ? `${above} < ` : min === undefined ? "" : `${min} <= `;
  const to = below !== undefined ? ` < ${below}` : max === undefined ? "" : ` <= ${max}`;
  return `${from}${name}${to}`;
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return shownAs(value);
  if (value.length === 0) return "none";
  return value.some((each) => typeof each === "object") ? shownAs(value) : value.map(String).join(", ");
}
