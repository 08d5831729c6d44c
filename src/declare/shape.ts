/**
 * What a value from outside must be: shapes, put together from smaller ones and held against TypeScript types by the compiler, so that
 * neither changes alone. A shape looks at what a value is made of, never at its rows. Knows no verb and no option.
 */
import { bareName } from "../base/column-names.js";
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";

/** What values must be, of whichever type. */
export interface AnyShape {
  /** What continues `must be`. */
  readonly words: string;
  /** Whether a value looks like one from outside. */
  readonly fits: (value: unknown) => boolean;
  /** Refuses what is wrong inside a value that fits; `at` names it in messages. */
  readonly inside?: (value: never, at: string, code: string) => void;
  /** What a value means that is written in one of several ways: names of columns are taken bare. */
  readonly read?: (value: never) => unknown;
}

/** Values of type T. */
export interface Shape<T> extends AnyShape {
  /** For the compiler alone: the type is T, no wider and no narrower. */
  readonly of?: (value: T) => T;
}

/** Throws UsageError `code` unless `value` is of `shape`, and `option_unknown` for a key that it does not have. */
export function requireShape(shape: AnyShape, value: unknown, at: string, code = "argument"): void {
  if (!shape.fits(value)) {
    throw new UsageError(code, `${at} must be ${shape.words}; got ${shownAs(value)}.`, {
      // not the value where it is an object: an engine or a table would fill the screen with what it holds
      got: typeof value === "object" && value !== null ? shownAs(value) : value,
      expected: shape.words,
      at,
    });
  }
  shape.inside?.(value as never, at, code);
}

/** What `value` means by `of`; as it is where it is no such value. */
export const meaning = (of: AnyShape, value: unknown): unknown =>
  of.read !== undefined && of.fits(value) ? of.read(value as never) : value;

/** The refusal of `name`, which is none of those `known`. */
export const unknownKey = (name: string, known: readonly string[], at?: string): UsageError =>
  new UsageError(
    "option_unknown",
    `${at === undefined ? "There is" : `${at}: there is`} no option '${name}'${didYouMean(name, known)}${at === undefined ? "" : ` Known: ${known.join(", ")}.`}`,
    { got: name, expected: known },
  );

/** What `words` say and `fits` recognises. */
export const shape = <T>(words: string, fits: (value: unknown) => boolean): Shape<T> => ({ words, fits });

const typed = <T>(words: string, type: string) => shape<T>(words, (value) => typeof value === type);

export const text = typed<string>("a text", "string");
/** The name of a column, bare or in back-ticks. */
export const column: Shape<string> = { ...text, read: bareName };
export const truth = typed<boolean>("true or false", "boolean");
export const number = typed<number>("a number", "number");

/** True, where a flag is left out otherwise. */
export const yes = shape<true>("true", (value) => value === true);

/** A function, of whose parameters no more is known here than their type. */
export const callback = <F>(): Shape<F> => typed<F>("a function", "function");

/** What is looked at by whoever takes it, with a code of its own. */
export const looked = <T>(): Shape<T> => shape<T>("given", () => true);

export const signal = shape<AbortSignal>("an AbortSignal", (value) => value instanceof AbortSignal);

/** One of a few words. */
export const words = <const W extends readonly string[]>(...of: W): Shape<W[number]> =>
  shape(`one of ${of.join(", ")}`, (value) => of.includes(value as string));

/** A list, each element of one shape. */
export const listOf = <T>(of: Shape<T>): Shape<readonly T[]> => ({
  words: `a list, of which each is ${of.words}`,
  fits: Array.isArray,
  inside: (list: readonly unknown[], at, code) => {
    for (const [i, each] of list.entries()) requireShape(of, each, `${at}[${i}]`, code);
  },
  ...(of.read !== undefined && { read: (list: readonly unknown[]) => list.map((each) => meaning(of, each)) }),
});

/** Values of one shape, by whatever names, or by those of columns. */
export const named = <T, K extends string | number = string>(
  of: Shape<T>,
  by?: typeof column,
): Shape<Readonly<Record<K, T>>> => ({
  words: "an object",
  fits: isPlain,
  inside: (by: object, at, code) => {
    for (const [name, each] of Object.entries(by)) requireShape(of, each, `${at}.${name}`, code);
  },
  ...(by !== undefined && {
    read: (given: object) => Object.fromEntries(Object.entries(given).map(([name, each]) => [bareName(name), each])),
  }),
});

/** A value of any of the shapes: the first it looks like. */
export const either = <T extends readonly unknown[]>(
  ...of: { readonly [K in keyof T]: Shape<T[K]> }
): Shape<T[number]> => {
  const shapes: readonly AnyShape[] = of;
  const fitting = (value: unknown) => shapes.find((each) => each.fits(value));
  return {
    words: shapes.map((each) => each.words).join(", or "),
    fits: (value) => fitting(value) !== undefined,
    inside: (value, at, code) => fitting(value)!.inside?.(value, at, code),
    ...(shapes.some(({ read }) => read !== undefined) && {
      read: (value: unknown) => meaning(fitting(value)!, value),
    }),
  };
};

/** An object made elsewhere, such as a record, known by keys it has; what else it holds is looked at where it is used. */
export const made = <T>(words: string, ...keys: readonly (keyof T & string)[]): Shape<T> =>
  shape(words, (value) => isPlain(value) && keys.every((key) => key in value));

/** A part that must be there. */
interface Needed<T> {
  readonly needed: Shape<T>;
}

/** Marks a part that must be there. */
export const needed = <T>(of: Shape<T>): Needed<T> => ({ needed: of });

/** The shapes of the parts of T: all of them, those that must be there marked. */
export type Parts<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Shape<Exclude<T[K], undefined>> : Needed<T[K]>;
};

/** An object of options, which has these parts and no others. */
export function closed<T>(parts: Parts<T>, say = "an object"): Shape<T> {
  const all: readonly (readonly [string, AnyShape | { readonly needed: AnyShape }])[] = Object.entries(parts);
  const shapes = all.map(([name, part]) =>
    "needed" in part ? { name, isNeeded: true, part: part.needed } : { name, isNeeded: false, part },
  );
  const known = shapes.map(({ name }) => name);
  const written = shapes.filter(({ part }) => part.read !== undefined);
  return {
    words: `${say} { ${known.join(", ")} }`,
    fits: isPlain,
    inside: (given: Readonly<Record<string, unknown>>, at, code) => {
      const stray = Object.keys(given).find((name) => given[name] !== undefined && !known.includes(name));
      if (stray !== undefined) throw unknownKey(stray, known, at);
      for (const { name, isNeeded, part } of shapes) {
        const value = given[name];
        if (value !== undefined || isNeeded) requireShape(part, value, `${at}.${name}`, code);
      }
    },
    ...(written.length > 0 && {
      read: (given: Readonly<Record<string, unknown>>) => {
        const meant = written.filter(({ name }) => given[name] !== undefined);
        return { ...given, ...Object.fromEntries(meant.map(({ name, part }) => [name, meaning(part, given[name])])) };
      },
    }),
  };
}

/** Objects but lists and what hosts make: an instance of a class is one where it is frozen data with a prototype of its own, too. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** What was given, in a few words. */
export function shownAs(value: unknown): string {
  if (typeof value === "string") return `'${value.length > 60 ? `${value.slice(0, 60)}...` : value}'`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return isPlain(value[0]) ? "a list of objects" : "a list";
  if (value instanceof Promise) return "a promise: await it";
  if ("order" in value && "table" in value) return "a panel";
  if ("nRows" in value) return "a table";
  if ("kernels" in value) return "an engine";
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? `an object { ${Object.keys(value).slice(0, 6).join(", ")} }` : `a ${name}`;
}
