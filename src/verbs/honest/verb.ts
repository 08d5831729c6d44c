/**
 * `honest`, declared: its options, their rules, and what its command says of it.
 */

import { UsageError } from "../../base/errors.js";
import { filled } from "../../declare/check.js";
import {
  type Filled,
  host,
  number,
  type OptionsOf,
  oneOf,
  shaped,
  text,
  Unreadable,
  value,
  wholeNumber,
} from "../../declare/option.js";
import { listOf, number as numberShape, signal as signalShape } from "../../declare/shape.js";
import { level } from "../../regression/options.js";
import { estimationFlags } from "../event-path/estimation-flags.js";
import { windowOf } from "../event-study/verb.js";
import { DEFAULT_SEED } from "../resampling/options.js";
import { type Declaration, declare } from "../verb.js";
import { BASES, METHODS, type Method, type Restriction } from "./estimator/names.js";

/** Which effect: of the first treated period, the average from it on, of an event time, or weights of those after the reference. */
export type EffectChoice = "first" | "average" | { readonly event: number } | readonly number[];

const DEFAULT_DELTA: Restriction | string = "rm";

const options = {
  estimator: text("which estimate of a record of did with several", { shape: "name" }),
  delta: value(
    "how trends may differ: rm (changes at most M times the largest before treatment), sd (slopes change by at most M), sdrm (changes of slope at most M times the largest before); with pb or nb for a sign, i or d for a direction, such as sdpb",
    (text): Restriction | string => restrictionOf(text),
    { shape: "name", default: DEFAULT_DELTA, code: "honest_delta" },
  ),
  mvec: shaped(
    value("values of M, such as 0.5,1,2 or 0(0.5)2", mvecOf, { shape: "numbers", code: "honest_mvec" }),
    listOf(numberShape),
  ),
  method: value(
    "FLCI (of sd), Conditional, C-F or C-LF (default: FLCI for sd, C-F for sd with sign or direction, else C-LF)",
    methodOf,
    { shape: "name", code: "honest_method" },
  ),
  lVec: value(
    "the effect: first (of event time 0), average, event:2, or weights of the effects after the reference, joined by commas",
    effectOf,
    { shape: "effect", default: "first" as EffectChoice, code: "honest_l_vec" },
  ),
  biasDirection: oneOf("sign of the difference of trends after treatment", ["positive", "negative"], {
    shape: "sign",
  }),
  monotonicityDirection: oneOf("direction of the difference of trends after treatment", ["increasing", "decreasing"], {
    shape: "direction",
  }),
  kappa: number("size of the first test of a hybrid (default: a tenth of that of the set)", { above: 0, below: 1 }),
  draws: wholeNumber("draws of the least favourable critical value of C-LF", { min: 100, max: 1e6, default: 1000 }),
  seed: wholeNumber("seed of these draws", { min: 0, default: DEFAULT_SEED }),
  level,
  window: value("event times used, such as -5,4 (default: all of the estimate)", windowOf, { shape: "low,high" }),
  signal: host<AbortSignal>("stops the computation once it is aborted", signalShape),
};

export interface HonestOptions extends OptionsOf<typeof options> {}

export interface HonestPlan extends Omit<Filled<typeof options>, "delta" | "method" | "kappa"> {
  readonly restriction: Restriction;
  readonly method: Method;
  readonly alpha: number;
  readonly kappa: number;
}

export const honestVerb: Declaration<typeof options> = declare({
  name: "honest",
  takes: "event-path",
  readsTexts: true,
  formula: null,
  summary: "effects when trends are not quite parallel: how large may the violation be?",
  description:
    "Sets for effects by event time under restrictions on how trends differ, and the smallest violation at which they hold 0 (Rambachan and Roth 2023).",
  options,
  flags: estimationFlags,
  plainTables: true,
  files: ["sets.csv"],
  about: `
DATA is a record that did or event-study wrote (--json, or did.json of --out), a file of numbers { "event": [-2, 0, 1], "estimate": [...],
"covariance": [[...]] } (reference -1 unless "reference" says otherwise), or data before the formula of an event study. Leads and lags must be differences from one reference period: estimates of cs
with a varying base, bjs, did2s and the like are refused, with what to use instead. M of rm and sdrm is a multiple of the largest violation
before treatment; M of sd is in units of the outcome per period. Ends of sets are computed, not searched on a grid; a set that is no
interval is given by its pieces. --out FOLDER writes honest.json, sets.csv and the figure (.svg, .png, .vl.json), all or none.`,
  examples: [
    "did.json --delta rm --mvec 0.5,1,2",
    "es.json --delta sd --l-vec average --out out/honest",
    "numbers.json --delta sdpb --mvec 0(0.01)0.05 --method C-LF --json",
    'castle.csv "l_homicide ~ 1 | sid + year" --cohort g --vcov cluster:sid --window -5,4 --bin --delta rm',
  ],
});

/** Options checked and completed. Throws UsageError and NotSupported `honest_method`, UsageError `honest_kappa`, and as `filled`. */
export function honestPlan(given: HonestOptions): HonestPlan {
  const { delta, ...plan } = filled(options, readTexts(given));
  const named = checkedRestriction(delta);
  const restriction: Restriction = {
    base: named.base,
    sign: plan.biasDirection ?? named.sign,
    monotone: plan.monotonicityDirection ?? named.monotone,
  };
  const { base, sign, monotone } = restriction;
  const isShaped = sign !== null || monotone !== null;
  const method = plan.method ?? (base !== "sd" ? "C-LF" : isShaped ? "C-F" : "FLCI");
  if (base !== "sd" && (method === "FLCI" || method === "C-F")) {
    throw new UsageError(
      "honest_method",
      `An interval of fixed length is infinite under relative magnitudes, whose bounds are not known before: use C-LF or Conditional; got ${method}.`,
      { got: method, expected: ["C-LF", "Conditional"] },
    );
  }
  if (method === "FLCI" && isShaped) {
    throw new UsageError(
      "honest_method",
      "An interval of fixed length gains nothing from a sign or direction: use C-F, C-LF or Conditional, or leave the sign out.",
      { got: method, expected: ["C-F", "C-LF", "Conditional"] },
    );
  }
  // without the digits that rounding of the level adds
  const alpha = Number((1 - plan.level).toPrecision(12));
  const kappa = plan.kappa ?? Number((alpha / 10).toPrecision(12));
  if (kappa >= alpha) {
    throw new UsageError(
      "honest_kappa",
      `The first test of a hybrid is part of the size 1 - level = ${alpha}: kappa (--kappa) must be below it; got ${kappa}.`,
      { got: kappa, expected: `< ${alpha}` },
    );
  }
  return { ...plan, restriction, method, alpha, kappa };
}

/** Options of a program that has them as the command line writes them. Throws UsageError `honest_mvec`, `honest_method`, `honest_l_vec`. */
function readTexts({ mvec, method, lVec, ...given }: HonestOptions): HonestOptions {
  const one = typeof mvec === "number" ? [mvec] : mvec;
  return {
    ...given,
    ...(one === undefined ? {} : { mvec: readText("mvec", "honest_mvec", one, mvecOf) }),
    ...(method === undefined ? {} : { method: readText("method", "honest_method", method, methodOf) }),
    ...(lVec === undefined ? {} : { lVec: checkedEffect(readText("lVec", "honest_l_vec", lVec, effectOf)) }),
  };
}

/** A text as the command line reads it; what is none as it is. Throws UsageError `code`. */
function readText<T>(name: string, code: string, value: unknown, read: (text: string) => T): T {
  if (typeof value !== "string") return value as T;
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new UsageError(code, `${name}: ${error.message}; got '${value}'.`, { got: value });
  }
}

function checkedEffect(choice: EffectChoice): EffectChoice {
  if (choice === "first" || choice === "average" || Array.isArray(choice) || ArrayBuffer.isView(choice)) return choice;
  if (typeof choice === "object" && choice !== null && "event" in choice && Number.isFinite(choice.event))
    return choice;
  throw new UsageError(
    "honest_l_vec",
    `lVec (--l-vec) takes "first", "average", { event: 2 }, or weights of the effects after the reference; got ${JSON.stringify(choice)}.`,
    { got: choice },
  );
}

/** As a program gives it. Throws UsageError `honest_delta`. */
function checkedRestriction(given: Restriction | string): Restriction {
  if (typeof given === "string") return readText("delta", "honest_delta", given, restrictionOf);
  const { base, sign = null, monotone = null } = given;
  const wrong = (
    [
      ["base", base, BASES],
      ["sign", sign, [null, "positive", "negative"]],
      ["monotone", monotone, [null, "increasing", "decreasing"]],
    ] as const
  ).find(([, value, known]) => !(known as readonly unknown[]).includes(value));
  if (wrong === undefined) return { base, sign, monotone };
  const [key, value, known] = wrong;
  throw new UsageError("honest_delta", `delta: expected ${known.join(", ")} as its ${key}; got ${value}.`, {
    got: value,
    expected: known,
  });
}

/** `rm`, `DeltaSDPB`. */
function restrictionOf(text: string): Restriction {
  const found = /^(?:delta)?(sdrm|sd|rm)(pb|nb)?(i|d)?$/i.exec(text.trim());
  if (found === null) throw new Unreadable("expected rm, sd or sdrm, with pb or nb, i or d behind it, such as sdpb");
  const [base, sign, direction] = found.slice(1).map((part) => part?.toLowerCase());
  return {
    base: base as Restriction["base"],
    sign: sign === undefined ? null : sign === "pb" ? "positive" : "negative",
    monotone: direction === undefined ? null : direction === "i" ? "increasing" : "decreasing",
  };
}

/** Numbers joined by commas or blanks, and steps as Stata writes them: 0(0.5)2. */
function mvecOf(text: string): readonly number[] {
  const all = text
    .trim()
    .split(/[\s,]+/)
    .flatMap((part): number[] => {
      const [, from, step, to] = /^([^()]+)\(([^()]+)\)([^()]+)$/.exec(part) ?? [];
      if (from === undefined) return [Number(part === "" ? Number.NaN : part)];
      return stepped(Number(from), Number(step), Number(to));
    });
  if (all.length > 0 && all.every((M) => Number.isFinite(M) && M >= 0)) return [...new Set(all)].sort((a, b) => a - b);
  throw new Unreadable("expected numbers of at least 0, such as 0.5,1,2 or 0(0.5)2");
}

const MOST_STEPS = 1000;

function stepped(from: number, step: number, to: number): number[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (!(step > 0) || !(count >= 1 && count <= MOST_STEPS)) return [Number.NaN];
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}

function methodOf(text: string): Method {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, "");
  const found = METHODS.find((method) => plain(method) === plain(text));
  if (found !== undefined) return found;
  throw new Unreadable(`expected one of ${METHODS.join(", ")}`);
}

function effectOf(text: string): EffectChoice {
  const asked = text.trim();
  if (asked === "first" || asked === "average") return asked;
  const [, event] = /^event:([+-]?\d+)$/.exec(asked) ?? [];
  if (event !== undefined) return { event: Number(event) };
  const weights = asked.split(/[\s,]+/).map((part) => Number(part === "" ? Number.NaN : part));
  if (weights.every(Number.isFinite)) return weights;
  throw new Unreadable("expected first, average, an event time such as event:2, or numbers joined by commas");
}
