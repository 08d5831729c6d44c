/**
 * `plausexog`, declared: its options, their rules, and what its command says of it.
 */

import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  altered,
  type Filled,
  gathered,
  host,
  type OptionsOf,
  repeated,
  shaped,
  terms,
  text,
} from "../../declare/option.js";
import { callback, listOf, signal as signalShape, text as textShape } from "../../declare/shape.js";
import type { MemoryNeed } from "../../regression/frame/memory-need.js";
import type { AbsorberCache } from "../../regression/least-squares/absorber-cache.js";
import { level, panelKeys, sampleOptions, vcov } from "../../regression/options.js";
import { type Declaration, declare } from "../verb.js";

/** Two numbers an instrument, by its name in the formula. */
export type ByInstrument = Readonly<Record<string, readonly [number, number]>>;

const options = {
  ranges: gathered(
    "direct effects an instrument may have; again for each instrument",
    (texts) => pairsOf("--range", "min,max", texts),
    { flag: "range", shape: "z=min,max", code: "direct_effects" },
  ),
  normal: gathered(
    "direct effect as a normal instead; again for each instrument",
    (texts) => pairsOf("--normal", "mean,sd", texts),
    { shape: "z=mean,sd", code: "direct_effects" },
  ),
  vcov: vcov("iid, hetero, cluster:a or cluster:a^b (required)"),
  ...sampleOptions,
  level,
  iv: text("estimator: bounds are those of 2sls alone", { shape: "estimator" }),
  ivVcov: text("form of the covariance, as of feols", { flag: null }),
  ivWeight: altered(vcov("weight of two-step GMM, as of feols"), { flag: null }),
  orthog: terms("instruments of a difference-in-Sargan test, as of feols", { flag: null }),
  wald: shaped(
    repeated("joint tests, as of feols", (pattern) => pattern, { flag: null }),
    listOf(textShape),
  ),
  panel: altered(panelKeys("columns of unit and time, for lags"), { flag: null }),
  plan: host<AbsorberCache>("effects prepared by prepareFixedEffects on the same table"),
  onEstimate: host<(need: MemoryNeed) => void>("called with what the regression needs, before it begins", callback()),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

export interface PlausexogOptions extends OptionsOf<typeof options> {}

export const plausexogVerb: Declaration<typeof options> = declare({
  name: "plausexog",
  page: "plausibly-exogenous",
  takes: "table",
  formula: 'formula in quotes, "y ~ w | fixed effects | endogenous ~ instruments"',
  summary: "instruments that may have a small direct effect: how far may exogeneity fail?",
  description: "Bounds of 2SLS when instruments are only plausibly exogenous (Conley, Hansen and Rossi 2012).",
  options,
  files: ["path.csv"],
  about: `
A direct effect is what a unit of the instrument adds to the outcome beside its way through the endogenous variable; none is
what exogeneity means. Give --range for each instrument in doubt (least, largest) and read the union of all intervals, or
--normal (mean, standard deviation; independent) and read an interval with the variance that doubt adds. Instruments not
named have no direct effect. The path shows the interval for 0, 0.1, ..., 1 times what was allowed, and the share at which
it first covers zero. --out FOLDER writes plausexog.json, path.csv and the figure (.svg, .png, .vl.json), all or none.`,
  examples: [
    'card.csv "lwage ~ exper + black | educ ~ nearc4 + nearc2" --vcov hetero --range nearc4=0,0.02',
    'card.csv "lwage ~ exper + black | educ ~ nearc4" --vcov hetero --range nearc4=-0.01,0.01 --out out/card',
    'cities.csv "quality ~ eco | year | did ~ rugged" --vcov cluster:city --normal rugged=0,0.01 --json',
  ],
});

/** One of the two ways to bound, with its numbers. */
export interface AllowedEffects {
  readonly method: keyof typeof WANTED;
  readonly given: ByInstrument;
}

const WANTED = {
  union_of_intervals: "two finite numbers, the smaller first",
  local_to_zero: "a finite mean and a standard deviation of at least 0",
} as const;

/** Options with their defaults. Throws as `filled`. */
export const plausexogPlan = (given: PlausexogOptions): Filled<typeof options> => filled(options, given);

/** Throws UsageError `direct_effects` unless one of the two ways is asked for, with numbers that make sense. */
export function allowedEffects({ ranges, normal }: PlausexogOptions): AllowedEffects {
  const method = ranges === undefined ? "local_to_zero" : "union_of_intervals";
  const given = ranges ?? normal ?? {};
  if ((ranges !== undefined && normal !== undefined) || Object.keys(given).length === 0) {
    const got = ranges !== undefined && normal !== undefined ? "both" : "neither";
    throw new UsageError(
      "direct_effects",
      `Say how far exogeneity may fail: a range for at least one instrument, or for each a mean and a standard deviation; got ${got}.`,
      { got, expected: "ranges or normal" },
    );
  }
  for (const [name, numbers] of Object.entries(given)) {
    const [first, second] = numbers;
    const makesSense = method === "local_to_zero" ? second >= 0 : first <= second;
    if (numbers.length === 2 && numbers.every(Number.isFinite) && makesSense) continue;
    throw new UsageError(
      "direct_effects",
      `The direct effect of '${name}' got ${numbers.join(" and ")}; expected ${WANTED[method]}.`,
      { instrument: name, got: [...numbers], expected: WANTED[method] },
    );
  }
  return { method, given };
}

/** `z=0,0.02` as numbers by name; a name may hold `=` itself. Throws UsageError `direct_effects`. */
function pairsOf(flag: string, wanted: "min,max" | "mean,sd", texts: readonly string[]): ByInstrument {
  const pairs: Record<string, readonly [number, number]> = {};
  for (const text of texts) {
    const at = text.lastIndexOf("=");
    const name = text.slice(0, Math.max(at, 0)).trim();
    const parts = text
      .slice(at + 1)
      .split(",")
      .map((part) => part.trim());
    const [first, second] = parts.map(Number);
    if (name === "" || parts.length !== 2 || parts.some((part) => part === "" || !Number.isFinite(Number(part)))) {
      throw new UsageError(
        "direct_effects",
        `${flag} ${text}: expected the name of an instrument and two numbers, such as ${flag} z=${wanted === "min,max" ? "0,0.02" : "0,0.01"} (${wanted}).`,
        { got: text, expected: `z=${wanted}` },
      );
    }
    if (Object.hasOwn(pairs, name)) {
      throw new UsageError("direct_effects", `${flag} names '${name}' twice; give each instrument once.`, {
        got: [...texts],
        expected: "each instrument once",
      });
    }
    pairs[name] = [first!, second!];
  }
  return pairs;
}
