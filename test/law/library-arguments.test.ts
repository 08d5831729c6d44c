/**
 * The library refuses what it does not know: every function exported is called without arguments, with arguments of other types, with
 * options misspelt and mistyped, and answers with an error of its own, never with one of the host and never with a result.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { WasmetricsError } from "../../src/base/errors.js";
import { type AnyArgument, checkedInputs, takenBy } from "../../src/declare/checked.js";
import type { Options } from "../../src/declare/option.js";
import * as alone from "../../src/feols.js";
import * as library from "../../src/node.js";
import { tradeVerbs } from "../../src/trade/catalogue.js";
import { verbs } from "../../src/verbs/catalogue.js";
import type { Declaration } from "../../src/verbs/verb.js";
import { type CallName, callOf, calls } from "../../src/worker/calls.js";

/** Exports that are made by `new`, or are no functions. */
const CLASSES = /^(\w*Error|NotSupported|ShareMade|Queries)$/;

type Called = (...inputs: readonly unknown[]) => unknown;

const functions = [...Object.entries(library), ...Object.entries(alone)].filter(
  (entry): entry is [string, Called & (typeof entry)[1]] => typeof entry[1] === "function" && !CLASSES.test(entry[0]),
);

/** What a call throws or rejects with. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    const result = await call();
    return `a result: ${String(result)}`;
  } catch (error) {
    return error;
  }
}

async function refused(call: () => unknown): Promise<WasmetricsError> {
  const error = await refusal(call);
  expect(error).toBeInstanceOf(WasmetricsError);
  expect((error as WasmetricsError).code).toMatch(/^[a-z0-9_]+$/);
  return error as WasmetricsError;
}

let engine: library.Engine;
let table: library.PanelTable;
let panel: library.Panel;
const valid: Record<string, unknown> = {};

beforeAll(async () => {
  engine = await library.loadEngine({ threads: 1 });
  const rows = Array.from(
    { length: 40 },
    (_, i) => `${i % 8},${2000 + Math.floor(i / 8)},${(i * 7) % 11},${(i * 5) % 13}`,
  );
  table = library.parseCsv(`id,year,y,x\n${rows.join("\n")}\n`);
  panel = table.panel({ unit: "id", time: "year" });
  Object.assign(valid, { engine, data: table, table, panel, formula: "y ~ x | id", source: {} });
});

const required = (takes: readonly AnyArgument[]) =>
  takes.filter(({ place, read }) => place === "required" && read === undefined);

describe("every exported function", () => {
  test.each(functions)("%s says what it takes", (_, run) => {
    expect(takenBy(run)?.length ?? 0).toBeGreaterThan(0);
  });

  test.each(functions)("%s refuses a call without arguments, by the name of the first", async (_, run) => {
    const [first] = required(takenBy(run)!);
    if (first === undefined) return;
    const error = await refused(() => run());
    expect(error.message).toContain(`${first.name} must be`);
  });

  test.each(functions)("%s refuses arguments of other types", async (name, run) => {
    const takes = takenBy(run)!;
    for (const [i, { shape, place }] of takes.entries()) {
      for (const wrong of [7, "text", [{ a: 1 }], Symbol.iterator, null, new Map()]) {
        if (shape.fits(wrong) || (place === "optional" && wrong === undefined)) continue;
        const before = takes.slice(0, i).map((taken) => valid[taken.name]);
        if (before.includes(undefined)) continue;
        const error = await refused(() => run(...before, wrong));
        expect(error.message, name).toContain("must be");
      }
    }
  });

  test.each(functions)("%s refuses an option that it does not have", async (name, run) => {
    const takes = takenBy(run)!;
    const at = takes.findIndex(({ name: called }) =>
      ["options", "look", "presentation", "known", "reading"].includes(called),
    );
    const before = takes.slice(0, at).map((taken) => valid[taken.name]);
    if (at < 0 || !takes.slice(0, at).every(({ shape }, i) => shape.fits(before[i]))) return;
    const error = await refused(() => run(...before, { no_such_option: 1 }));
    expect(error.code, name).toBe("option_unknown");
    expect(error.message).toContain("no_such_option");
  });
});

describe("feols", () => {
  const misuses: readonly (readonly [string, object, string, RegExp])[] = [
    ["cluster beside vcov", { vcov: "iid", cluster: "id" }, "option_unknown", /'cluster'/],
    ["weight", { vcov: "iid", weight: "x" }, "option_unknown", /did you mean 'weights'/],
    ["a solver", { vcov: "iid", solver: "foo" }, "option_value", /Solver must be one of/],
    ["fixefRm", { vcov: "iid", fixefRm: "x" }, "option_value", /FixefRm must be one of/],
    ["level in a text", { vcov: "iid", level: "0.9" }, "level", /Confidence level .* got '0.9'/],
    ["iv without instruments", { vcov: "iid", iv: "2SLS" }, "iv_option", /iv is for equations/],
    ["orthog without instruments", { vcov: "iid", orthog: ["z"] }, "iv_option", /orthog is for equations/],
    ["a part of a rule", { vcov: "iid", ssc: { "K.adjj": true } }, "option_unknown", /Ssc: .*'K.adjj'.*did you mean/],
    ["a part of a variance", { vcov: { cluster: ["id"], foo: 1 } }, "option_unknown", /Vcov: .*'foo'/],
    ["a variance that is a number", { vcov: 5 }, "vcov_required", /Vcov must be/],
    ["keys misspelt", { vcov: "iid", panel: { unit: "id", tiem: "year" } }, "option_unknown", /did you mean 'time'/],
    ["a plan that is none", { vcov: "iid", plan: {} }, "option_value", /prepareFixedEffects/],
    ["a signal that is none", { vcov: "iid", signal: {} }, "option_value", /AbortSignal/],
    ["wald of numbers", { vcov: "iid", wald: [1] }, "option_value", /Wald\[0\] must be a text/],
    ["no variance", {}, "vcov_required", /variance is required/],
  ];
  const ways = { feols: library.feols, fitFeols: library.fitFeols, feolsMulti: library.feolsMulti };
  for (const [way, run] of Object.entries(ways)) {
    test.each(misuses)(`${way}: %s`, async (_, options, code, message) => {
      if (way === "feolsMulti" && "plan" in options) return;
      const error = await refused(() => (run as Called)(engine, table, "y ~ x | id", options));
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    });
  }

  test.each(misuses)("the build of its own refuses as much: %s", async (_, options) => {
    const error = await refused(() => (alone.feols as Called)(engine, table, "y ~ x | id", options));
    const [option] = Object.keys(options).slice(-1);
    if (option !== undefined) expect(error.message).toContain(option);
  });

  test("the engine left out, rows for data, a promise of an engine: each is named with the remedy", async () => {
    const run: Called = library.feols as Called;
    expect((await refused(() => run(panel, "y ~ x", { vcov: "iid" }))).message).toMatch(
      /engine must be.*loadEngine.*a panel/,
    );
    expect((await refused(() => run(engine, [{ a: 1 }], "y ~ x", { vcov: "iid" }))).message).toMatch(
      /data must be.*makeTable.*a list of objects/,
    );
    expect((await refused(() => run(library.loadEngine(), table, "y ~ x", { vcov: "iid" }))).message).toMatch(
      /a promise: await it/,
    );
    expect((await refused(() => run(engine, table, "y ~ x"))).code).toBe("vcov_required");
  });

  test("one test may stand without a list: it is read as the command line reads it", () => {
    const one = library.feols(engine, table, "y ~ x", { vcov: "iid", wald: "x = 0" as never });
    const { tests } = library.feols(engine, table, "y ~ x", { vcov: "iid", wald: ["x = 0"] });
    expect(one.tests).toEqual(tests);
  });
});

describe("every option of every verb", () => {
  const path = {
    event: [-2, 0],
    estimate: [0, 1],
    covariance: [
      [1, 0],
      [0, 1],
    ],
  };
  const LED = { table: () => [table], panel: () => [panel], "event-path": () => [path], nothing: () => [] };
  const junk: readonly unknown[] = [() => 1, { no_such_part: 1 }, [Number.NaN], [null], null, 7, true];

  /** The options a verb needs, of a form that it takes. */
  const needs = (options: Options): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries(options)
        .filter(([, { presence }]) => presence === "required")
        .map(([name, { type }]) => {
          if (name === "vcov") return [name, "iid"];
          return [name, type.kind === "choice" ? type.choices[0] : type.kind === "number" ? 1 : "x"];
        }),
    );

  test.each(Object.entries({ ...verbs, ...tradeVerbs }))("%s", async (name, verb) => {
    const { takes, second, formula, options }: Pick<Declaration, "takes" | "second" | "formula" | "options"> = verb;
    const written = formula === null || takes === "event-path" ? [] : ["y ~ x | id + year"];
    const inputs = [engine, ...LED[takes](), ...(second === undefined ? [] : [table]), ...written];
    const run = Object.fromEntries(functions)[name] as Called;
    for (const [option, { type }] of Object.entries(options)) {
      for (const wrong of junk) {
        const error = await refusal(() => run(...inputs, { ...needs(options), [option]: wrong }));
        const what = `${option}: ${String(wrong)}`;
        if (typeof error !== "string") expect(error, what).toBeInstanceOf(WasmetricsError);
        else if (type.kind !== "host") expect(typeof wrong === "function" || wrong === null, what).toBe(false);
      }
    }
  });
});

test("a held fit refuses what its methods do not take", async () => {
  const held = library.fitFeols(engine, table, "y ~ x | id", { vcov: "iid" });
  await refused(() => (held.predict as Called)());
  await refused(() => (held.predict as Called)(table, { intervall: "confidence" }));
  await refused(() => (held.withVcov as Called)());
  await refused(() => (held.withVcov as Called)("hetero", { levle: 0.9 }));
  held.free();
});

test("columns: plain lists, codes out of range", async () => {
  const source = { name: "mine", bytes: 0, sha256: null };
  const make = library.makeTable as Called;
  expect((await refused(() => make([{ kind: "numeric", name: "x", values: [1, 2] }], source))).message).toMatch(
    /Float64Array/,
  );
  const codes = Uint32Array.of(0, 2);
  expect((await refused(() => make([{ kind: "text", name: "x", codes, levels: ["a"] }], source))).code).toBe(
    "column_codes",
  );
  await refused(() => make([{ kind: "numbers", name: "x" }], source));
  expect((await refused(() => table.panel({ unit: "id", tiem: "year" } as never))).message).toMatch(
    /did you mean 'time'/,
  );
});

test("a worker refuses the same before anything is sent", () => {
  for (const name of Object.keys(calls) as CallName[]) {
    const { takes } = callOf(name);
    const ask = (...given: readonly unknown[]) => checkedInputs(name, takes, given);
    const good = takes
      .slice(0, -1)
      .map((taken) => (taken.shape.fits(table) ? table : taken.shape.fits(panel) ? panel : "y ~ x"));
    expect(() => ask(...good, { no_such_option: 1 }), name).toThrow(WasmetricsError);
    expect(() => ask(...good, { signal: new AbortController().signal, onProgress: () => {} }), name).not.toThrow();
    if (takes.length > 1 && !takes[0]!.shape.fits(null)) expect(() => ask([{ a: 1 }]), name).toThrow(/must be|given/);
  }
});
