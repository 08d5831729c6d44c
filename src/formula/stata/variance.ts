/**
 * `vce()`, `robust`, `cluster()` to the variance of our commands: `hetero`, `HC3`, `cluster:a+b`. Must not
 * know how it is computed.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import type { GivenOptions, OptionRules } from "./command-line.js";
import { columnNamed, type KnownColumns, type Piece, type StataText, splitAt, within, wordsOf } from "./stata-text.js";

/** The variance in our words, the columns it clusters by, and whether the line names it. */
export interface Variance {
  readonly type: "iid" | "hetero" | "HC2" | "HC3" | "cluster" | "NW" | "DK";
  /** Lags of a variance along time. */
  readonly lag?: number;
  /** Columns of each clustering, several where they are combined. */
  readonly by: readonly (readonly string[])[];
  readonly stated: boolean;
  /** Where the line names it; its beginning where it does not. */
  readonly start: number;
}

/** Which kinds a command knows; `clusterings` is how many it takes at most. */
export interface VarianceRules {
  readonly kinds: readonly Variance["type"][];
  readonly clusterings: number;
}

/** The options that name a variance. */
export const VARIANCE: OptionRules = {
  vce: { letters: 3, takes: "argument" },
  robust: { letters: 1 },
  cluster: { letters: 2, takes: "argument" },
};

const KINDS: readonly (readonly [string, number, Variance["type"]])[] = [
  ["unadjusted", 2, "iid"],
  ["ols", 3, "iid"],
  ["conventional", 4, "iid"],
  ["oim", 3, "iid"],
  ["robust", 1, "hetero"],
  ["hc2", 3, "HC2"],
  ["hc3", 3, "HC3"],
  ["cluster", 2, "cluster"],
  ["hac", 3, "NW"],
];
/** Kernels of variances along time that are not estimated, by the names commands give them. */
const OTHER_KERNELS = [
  "gallant",
  "parzen",
  "quadraticspectral",
  "quadratic spectral",
  "qs",
  "andrews",
  "truncated",
  "tru",
  "tukey-hanning",
  "thann",
  "tukey-hamming",
  "thamm",
  "daniell",
  "dan",
  "tent",
  "ten",
];
const RESAMPLED = ["bootstrap", "jackknife"];

/** The text our commands take: `cluster:a+b^c`. */
export function varianceText({ type, by, lag }: Pick<Variance, "type" | "by" | "lag">): string {
  if (lag !== undefined) return `${type}:${lag}`;
  if (type !== "cluster") return type;
  return `cluster:${by.map((columns) => columns.join("^")).join("+")}`;
}

/** Throws UsageError `stata_variance`, `stata_name`; NotSupported `stata_variance`. */
export function readVariance(
  text: StataText,
  options: GivenOptions,
  rules: VarianceRules,
  columns: KnownColumns,
): Variance {
  const given = ["vce", "cluster", "robust"].filter((name) => options.has(name));
  const [first, second] = given;
  if (second !== undefined && !(first === "cluster" && second === "robust")) {
    const message = `'${first}' and '${second}' both name a variance; keep one.`;
    throw text.fail("stata_variance", message, options.start(second), { got: given });
  }
  if (first === undefined) return { type: "iid", by: [], stated: false, start: 0 };
  const start = options.start(first);
  if (first === "robust") return { type: "hetero", by: [], stated: true, start };
  const argument = options.argument(first)!;
  const read = first === "cluster" ? clustered : namedVariance;
  return { ...read(text, argument, rules, columns), stated: true, start };
}

/** A kind and its clusterings, or its lags. */
type Kind = Pick<Variance, "type" | "by" | "lag">;

/** Throws NotSupported `stata_kernel` for a kernel other than Bartlett's, UsageError `stata_kernel` for none. */
export function requireBartlett(text: StataText, kernel: Piece): void {
  const name = kernel.text.toLowerCase();
  if (name.length >= 3 && ["bartlett", "nwest"].some((known) => known.startsWith(name))) return;
  const known = OTHER_KERNELS.includes(name);
  const message = `the kernel '${kernel.text}' is not ${known ? "estimated" : "known"}; Bartlett's is: bartlett or nwest.`;
  throw text.refuse("stata_kernel", message, kernel.start);
}

/** `hac nwest 4`: Bartlett's weights up to 4 lags. */
function alongTime(text: StataText, argument: Piece): Kind {
  const [, kernel, lags, extra] = wordsOf(argument);
  if (kernel === undefined) {
    throw text.fail("stata_variance", "hac needs a kernel and lags, as in hac nwest 4.", argument.start, {
      got: argument.text,
      expected: "hac nwest 4",
    });
  }
  requireBartlett(text, kernel);
  const lag = Number(lags?.text);
  if (lags !== undefined && extra === undefined && Number.isSafeInteger(lag) && lag >= 0)
    return { type: "NW", by: [], lag };
  const message = "hac is translated with its number of lags, as in hac nwest 4; lags chosen by the data are not.";
  throw text.refuse("stata_variance", message, (extra ?? lags ?? kernel).start);
}

/** What `vce()` or `wmatrix()` names. Throws as `readVariance`. */
export function namedVariance(text: StataText, argument: Piece, rules: VarianceRules, columns: KnownColumns): Kind {
  const [name, ...rest] = wordsOf(argument);
  const written = name!.text.toLowerCase().replace(/,$/, "");
  const kind = KINDS.find(([full, letters]) => full.startsWith(written) && written.length >= letters);
  if (RESAMPLED.some((full) => written.length > 3 && full.startsWith(written))) {
    const message = `vce(${written}) is not translated; see the bootstrap command for resampled errors.`;
    throw text.refuse("stata_variance", message, name!.start);
  }
  if (kind === undefined) {
    const known = KINDS.map(([full]) => full);
    const hint = didYouMean(written, known);
    const tail = hint === "." ? `; known are ${known.join(", ")}.` : hint;
    throw text.refuse("stata_variance", `vce(${written}) is not translated${tail}`, name!.start);
  }
  const [full, , type] = kind;
  if (!rules.kinds.includes(type)) {
    const message = `vce(${full}) is not a variance of this command; it has ${rules.kinds.join(", ")}.`;
    throw text.refuse("stata_variance", message, name!.start);
  }
  if (type === "cluster") return clustered(text, within(argument, name!.text.length), rules, columns);
  if (type === "NW") return alongTime(text, argument);
  const [extra] = rest;
  if (extra === undefined) return { type, by: [] };
  if (type === "HC2" || type === "HC3") {
    const cluster = extra.text.replace(/,$/, "");
    const message = `vce(${full}) by clusters is not translated; it is --vcov CR${type.slice(2)}:${cluster}, and CR2 has degrees of freedom of its own.`;
    throw text.refuse("stata_variance", message, extra.start);
  }
  throw text.fail("stata_variance", `vce(${full}) takes nothing after it.`, extra.start, { got: extra.text });
}

/** `id year`, `firm#year`. */
function clustered(text: StataText, list: Piece, { clusterings }: VarianceRules, columns: KnownColumns): Kind {
  const words = wordsOf(list);
  if (words.length === 0) {
    throw text.fail("stata_variance", "a clustered variance needs a variable, as in vce(cluster id).", list.start, {
      expected: "vce(cluster id)",
    });
  }
  const extra = words[clusterings];
  if (extra !== undefined) {
    const message = `clustering by ${words.length} variables is not translated for this command; reghdfe takes several.`;
    throw text.refuse("stata_variance", message, extra.start);
  }
  return { type: "cluster", by: words.map((word) => combination(text, word, columns)) };
}

/** `firm#year`, `i.firm#i.year`: columns whose combinations are the clusters. */
function combination(text: StataText, word: Piece, columns: KnownColumns): string[] {
  return splitAt(word, "#").map((part) => {
    const skip = part.text.startsWith("i.") ? 2 : 0;
    const name = within(part, skip);
    return columnNamed(text, name, columns);
  });
}
