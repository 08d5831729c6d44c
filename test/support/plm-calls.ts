/** Calls of plm's pgmm, as the reference files quote them, in our formula and options; and its names of coefficients. */
import type { PgmmOptions } from "../../src/verbs/pgmm/verb.js";

/** `lag(log(x), 0:2)`, and `x` for a variable without lags. */
interface Term {
  readonly variable: string;
  readonly text: string;
}

/** Of a call such as `pgmm(y ~ lag(y, 1) + x | lag(y, 2:99), data = P, effect = "twoways", model = "twosteps", ...)`. */
export function translatePlm(call: string): { readonly formula: string; readonly options: PgmmOptions } {
  const [, left, right, rest] = /^pgmm\((.*?) \| (.*?), data = (.*)\)$/.exec(call)!;
  const [outcome, regressors] = left!.split(" ~ ") as [string, string];
  const option = (name: string) => new RegExp(`${name} = "?([A-Za-z]+)"?`).exec(rest!)?.[1];
  const system = option("transformation") === "ld";
  const twoways = option("effect") === "twoways";
  const terms = regressors.split(" + ").map(termOf);
  const instrumented = right!.split(" + ").map(termOf);
  // plm: a regressor of which no lags are instruments instruments itself, in each block by a column of its own
  const own = terms.filter(({ variable }) => !instrumented.some((gmm) => gmm.variable === variable));
  const equations = system ? ["diff", "level"] : ["both"];
  const instruments = [
    ...instrumented.map(({ variable, text }) => `gmm(${variable}, ${text.slice(text.lastIndexOf(", ") + 2, -1)})`),
    ...(own.length === 0 ? [] : equations.map((eq) => `iv(${own.map(({ text }) => text).join(", ")}, eq = ${eq})`)),
  ];
  const constant = system && !twoways ? "0 + " : "";
  return {
    formula: `${outcome} ~ ${constant}${regressors} | ${instruments.join(" + ")}`,
    options: {
      model: system ? "system" : "difference",
      steps: option("model") === "twosteps" ? 2 : 1,
      collapse: option("collapse") === "TRUE",
      timeDummies: twoways,
    },
  };
}

function termOf(text: string): Term {
  const lagged = /^lag\((.*), [^,]*\)$/.exec(text);
  return { variable: lagged?.[1] ?? text, text };
}

/** plm's `lag(x, 0:2)1` as `lag(x, 1)`, `lag(x, 0:2)0` as `x`. */
export function plainName(name: string): string {
  const [, variable, lag] = /^lag\((.*), \d+:\d+\)(\d+)$/.exec(name) ?? [];
  if (variable === undefined) return name;
  return lag === "0" ? variable : `lag(${variable}, ${lag})`;
}
