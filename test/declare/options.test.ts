/** Options as they are declared: the type a caller sees, what is refused and by which code, defaults, flags, and keys of a study file. */
import { Command } from "commander";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { UsageError } from "../../src/base/errors.js";
import { addDeclared, declaredOptions } from "../../src/cli/declared-options.js";
import { filled } from "../../src/declare/check.js";
import {
  column,
  expressions,
  type Filled,
  flag,
  host,
  list,
  number,
  type OptionsOf,
  oneOf,
  repeated,
  share,
  text,
  Unreadable,
  value,
  values,
  wholeNumber,
} from "../../src/declare/option.js";
import { keyOf } from "../../src/study/file/declared.js";

const options = {
  unit: column("units", { required: true }),
  covariates: expressions("covariates", { formerly: ["covariate"], code: "covariates" }),
  draws: wholeNumber("draws", { min: 2, max: 99, default: 9, code: "draws" }),
  level: share("level of intervals", { default: 0.95, code: "level", called: "Confidence level" }),
  kind: oneOf("what is drawn", ["pairs", "wild"], { default: "wild" }),
  keepAll: flag("keep all"),
  label: text("what it is called"),
  others: list("what else is shown"),
  ratio: number("controls a treated unit", { above: 0 }),
  window: value("first and last", (text): readonly number[] => {
    if (!/^-?\d+,-?\d+$/.test(text)) throw new Unreadable("expected two whole numbers, such as -4,4");
    return text.split(",").map(Number);
  }),
  signal: host<AbortSignal>("stops it"),
};
type Given = OptionsOf<typeof options>;

test("types: what is required, what may be left out, and what a default fills in", () => {
  expectTypeOf<Given["unit"]>().toEqualTypeOf<string>();
  expectTypeOf<Given["draws"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Given["kind"]>().toEqualTypeOf<"pairs" | "wild" | undefined>();
  expectTypeOf<Filled<typeof options>["kind"]>().toEqualTypeOf<"pairs" | "wild">();
  expectTypeOf<Filled<typeof options>["window"]>().toEqualTypeOf<readonly number[] | undefined>();
  expectTypeOf<{ readonly draws: 3 }>().not.toExtend<Given>();
});

test("defaults are filled in, and nothing is that has none", () => {
  expect(filled(options, { unit: "city" })).toEqual({ unit: "city", draws: 9, level: 0.95, kind: "wild" });
});

test("what is a list is read as the command line has it where a program gives a text, and taken alone where it gives one", () => {
  const split = (written: string) => written.split(",");
  const lists = {
    sets: values("sets", split, (one): string | { readonly by: string } => one),
    also: repeated("also", (one): string => one),
  };
  expect(filled(lists, { sets: "a,b" as never, also: "y ~ a, b" as never })).toEqual({
    sets: ["a", "b"],
    also: ["y ~ a, b"],
  });
  expect(filled(lists, { sets: { by: "a" } as never })).toEqual({ sets: [{ by: "a" }] });
  expect(filled(lists, { sets: ["a"] })).toEqual({ sets: ["a"] });
});

describe("refuses", () => {
  const refusals: [object, string, string][] = [
    [{}, "option_value", "Unit must be given: units."],
    [{ unit: "a", draws: 1 }, "draws", "Draws must be a whole number from 2 to 99; got 1."],
    [{ unit: "a", draws: 2.5 }, "draws", "Draws must be a whole number from 2 to 99; got 2.5."],
    [{ unit: "a", level: 1 }, "level", "Confidence level must lie between 0 and 1, such as 0.95; got 1."],
    [{ unit: "a", kind: "wlid" }, "option_value", "Kind must be one of pairs, wild; got 'wlid'; did you mean 'wild'?"],
    [{ unit: "a", covariates: [] }, "covariates", "Covariates must name at least one; got none."],
    [{ unit: "a", covariates: ["x", "x"] }, "covariates", "Covariates must be named once each; got x, x."],
    [{ unit: "a", ratio: 0 }, "option_value", "Ratio must be a number above 0; got 0."],
    [{ unit: "a", label: 3 }, "option_value", "Label must be a text; got 3."],
    [{ unit: "a", others: "x" }, "option_value", "Others must name at least one; got 'x'."],
    [{ unit: "a", keepAll: 1 }, "option_value", "KeepAll must be true or false; got 1."],
    [{ unit: "a", drwas: 3 }, "option_unknown", "There is no option 'drwas'; did you mean 'draws'?"],
  ];
  test.each(refusals)("%o", (given, code, message) => {
    let thrown: unknown;
    try {
      filled(options, given as Given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ code, message });
  });
});

describe("on the command line", () => {
  const parse = (...args: string[]) => {
    const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    addDeclared(command, options);
    command.parse(["--unit", "city", ...args], { from: "user" });
    return declaredOptions(options, command.opts()).then((given) => ({ given, flags: command.opts() }));
  };

  test("what is given is read, and nothing else is set", async () => {
    const { given } = await parse("--covariates", "x, log(z)", "--draws", "12", "--window", "-4,4", "--keep-all");
    const all = { unit: "city", covariates: ["x", "log(z)"], draws: 12, window: [-4, 4], keepAll: true };
    expect(given).toEqual(all);
    expect((await parse()).given).toEqual({ unit: "city" });
  });

  test("a name it had before works and says so", async () => {
    const { given, flags } = await parse("--covariate", "x");
    expect(given).toEqual({ unit: "city", covariates: ["x"] });
    expect(flags.formerly).toEqual(["--covariate is now --covariates; the old name goes on working"]);
  });

  test.each([
    [["--window", "4"], "expected two whole numbers"],
    [["--kind", "wlid"], "Allowed choices are pairs, wild."],
    [["--draws", "x"], "expected a whole number"],
    [["--signal", "x"], "unknown option '--signal'"],
  ])("refuses %j", (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  test("help has descriptions, choices and defaults", () => {
    const help = addDeclared(new Command(), options).helpInformation();
    expect(help).toMatch(/--kind <what> +what is drawn \(choices: "pairs", "wild", default:\s+"wild"\)/);
    expect(help).toContain("draws (default: 9)");
    expect(help).not.toContain("--covariate <");
  });
});

test("as a key of a study file: default, range and description", () => {
  const schema = z.strictObject({ draws: keyOf(options.draws), kind: keyOf(options.kind) });
  expect(schema.parse({})).toEqual({ draws: 9, kind: "wild" });
  expect(schema.safeParse({ draws: 100 }).success).toBe(false);
  const { properties } = z.toJSONSchema(schema, { io: "input" });
  expect(properties?.draws).toEqual({ default: 9, description: "draws", type: "integer", minimum: 2, maximum: 99 });
});
