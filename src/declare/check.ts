/**
 * Options of a call against their declaration: what is missing, unknown or out of range is refused by the code the declaration names,
 * and defaults are filled in. Rules across options are the verb's own.
 */
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import type { Filled, Option, Options, OptionsOf, Range } from "./option.js";

/**
 * `given` with defaults filled in, each value checked. Throws UsageError `option_unknown`, and by the code of the option for one
 * that is missing or can't serve.
 */
export function filled<O extends Options>(declared: O, given: OptionsOf<O>): Filled<O> {
  const values: Readonly<Record<string, unknown>> = given;
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && !Object.hasOwn(declared, name)) throw unknown(name, declared);
  }
  const whole = Object.entries(declared).map(([name, option]) => {
    const value = listed(option, values[name]) ?? option.default;
    requireValue(name, option, value);
    return [name, value] as const;
  });
  return Object.fromEntries(whole.filter(([, value]) => value !== undefined)) as Filled<O>;
}

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
      if (isList && new Set(value).size === value.length) return null;
      return { must: isList ? "be named once each" : "name at least one", expected: "at least one, each once" };
    }
    case "flag":
      return typeof value === "boolean" ? null : { must: "be true or false", expected: "a boolean" };
    case "table":
      return typeof value === "object" ? null : { must: "be a table", expected: "a table" };
    case "value":
    case "host":
      return null;
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
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return typeof value === "string" ? `'${value}'` : String(value);
}

function unknown(name: string, declared: Options): UsageError {
  const known = Object.keys(declared);
  return new UsageError("option_unknown", `There is no option '${name}'${didYouMean(name, known)}`, {
    got: name,
    expected: known,
  });
}
