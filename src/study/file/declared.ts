/**
 * Options as a verb declares them, as keys of a study file.
 */
import { z } from "zod";
import { bareName, splitOutside } from "../../base/column-names.js";
import {
  flagOf,
  type Option,
  type Options,
  type OptionType,
  type Presence,
  type Range,
  type ValueOf,
} from "../../declare/option.js";
import { alsoNamed } from "./command-names.js";

/** The schema of an option whose values are T: with its default, or left out. */
type Key<T, P extends Presence> = P extends "required"
  ? z.ZodType<T>
  : P extends "default"
    ? z.ZodDefault<z.ZodType<T>>
    : z.ZodOptional<z.ZodType<T>>;

/** `option` as a key, described in its own words unless others are given. */
export function keyOf<T, P extends Presence>(option: Option<T, P>, description = option.description): Key<T, P> {
  const type = typeOf(option.type);
  const key = option.default !== undefined ? type.default(option.default as never) : type;
  const asked = option.presence === "optional" ? key.optional() : key;
  return asked.describe(description) as unknown as Key<T, P>;
}

/** The same, which may be left out: the stage has a default of its own. */
export const optionalKey = <T, P extends Presence>(
  { type }: Option<T, P>,
  description: string,
): z.ZodOptional<z.ZodType<T>> => (typeOf(type).optional() as z.ZodOptional<z.ZodType<T>>).describe(description);

/** Options as keys that may be left out; what holds then is said. */
export const keysOf = <O extends Options>(
  options: O,
): { readonly [K in keyof O]: z.ZodOptional<z.ZodType<ValueOf<O[K]>>> } =>
  Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const flag = (flagOf(name, option) ?? name).replaceAll("-", "_");
      const words =
        option.default === undefined ? option.description : `${option.description} (default: ${option.default})`;
      const key = optionalKey(option, words);
      return [name, flag === name ? key : alsoNamed(key, flag)];
    }),
  ) as { readonly [K in keyof O]: z.ZodOptional<z.ZodType<ValueOf<O[K]>>> };

/** A text as an option reads it, or a number or truth value that stands for one. */
const written = z.union([z.string().min(1), z.number(), z.boolean()]);

/** Texts, or one in which commas stand between them, as on the command line. */
const listOrText = z.union(
  [
    z.array(z.string().min(1)).min(1),
    z
      .string()
      .min(1)
      .transform((text) => splitOutside(text, ",")),
  ],
  { error: "expected a list of texts" },
);

function typeOf(type: OptionType): z.ZodType {
  switch (type.kind) {
    case "number":
      return numberOf(type);
    case "numbers":
      return z.array(inRange({ ...type, whole: false }));
    case "choice":
      return z.literal(type.choices);
    case "flag":
      return z.boolean();
    case "list":
      return listOrText;
    case "value":
      return type.several ? z.union([written, z.array(written).min(1)]) : written;
    case "column":
      return z.string().min(1).overwrite(bareName);
    case "table":
    case "host":
      throw new TypeError(`an option of kind ${type.kind} is no key of a study file`);
    default:
      return z.string().min(1);
  }
}

/** A number of the range, or a word. */
function numberOf({ words, ...type }: Extract<OptionType, { kind: "number" }>): z.ZodType {
  if (words === undefined) return inRange(type);
  const bounds = type.above === undefined ? "" : ` above ${type.above}`;
  return z.union([z.enum(words), inRange(type)], { error: `expected ${words.join(", ")} or a number${bounds}` });
}

function inRange({ whole, min, max, above, below }: Range & { readonly whole: boolean }): z.ZodType {
  let number = whole ? z.int() : z.number();
  if (min !== undefined) number = number.min(min);
  if (max !== undefined) number = number.max(max);
  if (above !== undefined) number = number.gt(above);
  if (below !== undefined) number = number.lt(below);
  return number;
}
