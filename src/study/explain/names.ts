/**
 * Names as they are typed, matched to what a report has: by name, label or number, in either language, in any case. What fits
 * nothing or several things is refused with what there is.
 */
import { didYouMean, listed, nearest } from "../../base/did-you-mean.js";
import { UsageError } from "../../base/errors.js";
import { regressionWords } from "../../report/messages/regression.js";
import { modelTableWords } from "../../verbs/table/messages.js";

/** Something that can be asked for: `shown` is how messages call it, `keys` are all its names. */
export interface Choice<T> {
  readonly shown: string;
  readonly keys: readonly string[];
  readonly value: T;
}

/** A name without what differs between keyboards: case, widths, kinds of minus, marks behind it, spaces. */
export const plain = (name: string): string =>
  name
    .normalize("NFKC")
    .replaceAll(/[−–]/g, "-")
    .replaceAll(/[†*]+$/g, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();

/**
 * The one of `choices` called `asked`: whose name it is, else (unless names are `whole`: "Table 1" begins "Table 10") the only one whose
 * name begins with it. `what` is what is chosen, `among` has it ("row", "Table 1"). Throws UsageError `unknown_WHAT`, `ambiguous_WHAT`.
 */
export function chosen<T>(
  asked: string,
  choices: readonly Choice<T>[],
  what: Asked,
  among: string,
  { whole = false }: { readonly whole?: boolean } = {},
): T {
  const key = (name: string): string => (whole ? plain(name).replaceAll(" ", "") : plain(name));
  const wanted = key(asked);
  const named = choices.filter(({ keys }) => keys.some((one) => key(one) === wanted));
  const found =
    named.length > 0 || whole || wanted === ""
      ? named
      : choices.filter(({ keys }) => keys.some((one) => plain(one).startsWith(wanted)));
  if (found.length === 1) return found[0]!.value;
  const shown = (found.length > 0 ? found : choices).map((choice) => choice.shown);
  const detail = { got: asked, expected: shown };
  if (found.length > 1) {
    throw new UsageError(
      `ambiguous_${what}`,
      `'${asked}' is more than one ${what} of ${among}: ${listed(shown)}. Give one of these, or its number.`,
      detail,
    );
  }
  const keys = choices.flatMap((choice) => choice.keys);
  const near = what === "quantity" ? undefined : nearest(asked, keys);
  throw new UsageError(
    `unknown_${what}`,
    near === undefined
      ? `${among} has no ${what} '${asked}'; it has ${shown.length === 0 ? "none" : listed(shown)}.`
      : `${among} has no ${what} '${asked}'${didYouMean(asked, keys)}`,
    detail,
  );
}

export type Asked = "exhibit" | "row" | "column" | "quantity";

/** Names by which a row of a table is known besides its label: keys of records, and its words in both languages. */
export function aliases(label: string): string[] {
  const entries = [...Object.entries(regressionWords), ...Object.entries(modelTableWords)];
  return entries.flatMap(([key, entry]) => {
    const { en, zh } = entry as { readonly en: unknown; readonly zh: unknown };
    if (typeof en === "string" && typeof zh === "string")
      return label === en || label === zh ? [key, en, zh, ...(SHORT[key] ?? [])] : [];
    const inner = innerOf(label, en) ?? innerOf(label, zh);
    return inner === null ? [] : [key, inner, ...(SHORT[key] ?? [])];
  });
}

const SHORT: Readonly<Record<string, readonly string[]>> = {
  observations: ["nobs", "n"],
  nobs: ["observations", "n"],
  r2: ["R2"],
  withinR2: ["within_r2"],
  truth: ["true_effect"],
};

/** Stands for the fact of a label made of one. */
const FACT = "\u{1}";

/** The fact of which `words` make `label`; null where they don't. */
function innerOf(label: string, words: unknown): string | null {
  if (typeof words !== "function" || words.length !== 1 || label.length > LONGEST) return null;
  const made: unknown = attempt(() => words(FACT));
  if (typeof made !== "string") return null;
  const [before, after] = made.split(FACT);
  if (before === undefined || after === undefined || before + after === "") return null;
  const isMade = label.startsWith(before) && label.endsWith(after) && label.length > before.length + after.length;
  return isMade ? label.slice(before.length, label.length - after.length) : null;
}

const LONGEST = 80;

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** What a number beside an estimate is, as records call it. */
export const QUANTITIES = ["estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"] as const;
export type Quantity = (typeof QUANTITIES)[number];

const CALLED: Readonly<Record<Quantity, readonly string[]>> = {
  estimate: ["coefficient", "coef", "b", "beta", "估计值", "系数"],
  std_error: ["se", "s.e.", "error", "std. error", "standard error", "标准误"],
  statistic: ["t", "z", "t statistic", "t 值", "统计量"],
  p_value: ["p", "p-value", "p 值"],
  conf_low: ["low", "lower", "置信下限"],
  conf_high: ["high", "upper", "置信上限"],
};

export const quantityChoices: readonly Choice<Quantity>[] = QUANTITIES.map((value) => ({
  shown: value,
  keys: [value, ...CALLED[value]],
  value,
}));
