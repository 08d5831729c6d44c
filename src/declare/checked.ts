/**
 * Functions of the library as their callers have them: what each takes is declared beside it, and what is none is refused before it
 * runs, by name, with what came and what was expected. Internal callers, whose arguments the compiler has checked, call the function itself.
 */
import { UsageError } from "../base/errors.js";
import { type AnyShape, meaning, requireShape, type Shape } from "./shape.js";

/** Whether a caller may leave an argument out. */
type Place = "required" | "optional";

/** An argument of any type. */
export interface AnyArgument {
  readonly name: string;
  readonly shape: AnyShape;
  readonly place: Place;
  /** What its check leaves of a value, where that is another: lists for what stands alone. */
  readonly read?: (value: unknown) => unknown;
}

/** An argument, whose values are of type T. */
export interface Argument<T, P extends Place = Place> extends AnyArgument {
  readonly shape: Shape<T>;
  readonly place: P;
}

/** The argument `name`, which must be given. */
export const argument = <T>(name: string, shape: Shape<T>): Argument<T, "required"> => ({
  name,
  shape,
  place: "required",
});

/** `argument`, which may be left out. */
export const optional = <T>(given: Argument<T>): Argument<T, "optional"> => ({ ...given, place: "optional" });

/** What a function with these parameters takes. */
export type Takes<A extends readonly unknown[]> = {
  readonly [K in keyof A]-?: Argument<Exclude<A[K], undefined>, undefined extends A[K] ? "optional" : "required">;
};

/** Any function. */
export type Func = (...inputs: never) => unknown;

/** What every checked function takes, by the function: a law asks each of them. */
const declared = new WeakMap<Func, () => readonly AnyArgument[]>();

/** What a function of the library takes; undefined where it was never declared. */
export const takenBy = (run: Func): readonly AnyArgument[] | undefined => declared.get(run)?.();

/** `given` as `run` gets it. Throws UsageError `argument`, `option_unknown`, and by the code of an option that can't serve. */
export function checkedInputs(
  called: string,
  takes: readonly AnyArgument[],
  given: readonly unknown[],
): readonly unknown[] {
  const inputs = [...given];
  takes.forEach(({ name, shape, place, read }, i) => {
    const value = inputs[i];
    if (value === undefined && place === "optional") return;
    if (value === undefined && read === undefined) throw missing(called, name, shape);
    const at = `${called}: ${name}`;
    if (value !== undefined) requireShape(shape, value, at);
    inputs[i] = read === undefined ? meaning(shape, value) : read(value);
  });
  return inputs;
}

const missing = (called: string, name: string, { words }: AnyShape): UsageError =>
  new UsageError("argument", `${called}: ${name} must be given: ${words}.`, {
    expected: words,
    at: `${called}: ${name}`,
  });

/**
 * `run` with its arguments checked: it throws where it would throw, and one that answers later rejects. What it takes is said when it is
 * first called, so that a bundler leaves out what is never called with all that its declaration names.
 */
export const checked = <F extends Func>(called: string, run: F, takes: () => Takes<Parameters<F>>): F =>
  checkedBy(called, run, takes);

/** The same where a declaration says what it takes. */
export function checkedBy<F extends Func>(called: string, run: F, takes: () => readonly AnyArgument[]): F {
  let said: readonly AnyArgument[] | undefined;
  const taken = () => (said ??= takes());
  const outer = (...given: readonly unknown[]) => run(...(checkedInputs(called, taken(), given) as never));
  const whole = isAsync(run) ? async (...given: readonly unknown[]) => outer(...given) : outer;
  Object.defineProperty(whole, "name", { value: called });
  declared.set(whole, taken);
  return whole as unknown as F;
}

const isAsync = (run: Func): boolean => run.constructor.name === "AsyncFunction";
