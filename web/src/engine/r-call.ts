/** A call of fixest as R's users write it: its formula, and the variance its arguments ask for. */
import { UsageError } from "../../../src/base/errors.js";

export interface RCall {
  readonly formula: string;
  readonly vcov?: string;
  readonly subset?: string;
  readonly panel?: { readonly unit: string; readonly time: string };
  /** Whether it is a call; else a formula alone. */
  readonly isCall: boolean;
}

const CALL = /^(?:[\w.]+\s*(?:<-|=)\s*)?(?:fixest::)?(feols|lm|plm|felm)\s*\(([\s\S]*)\)\s*;?$/;
/** Arguments in their order, those that are translated, and those that say where the data are, or how much is printed. */
const POSITIONS = ["fml", "data", "vcov", "weights", "offset", "subset"];
const TAKEN = ["cluster", "vcov", "se", "subset", "fml", "panel.id"];
const IDLE = new Set(["data", "notes", "nthreads", "verbose"]);

/** The formula and variance of `feols(y ~ x | id, data, cluster = ~id)`; a formula that stands alone as it is. Throws UsageError `r_call`. */
export function readRCall(text: string): RCall {
  const call = CALL.exec(text.trim());
  if (call === null) return { formula: text.trim(), isCall: false };
  if (call[1] !== "feols") {
    throw new UsageError("r_call", `${call[1]}() is not translated: write feols(y ~ x | effects, cluster = ~unit).`, {
      got: call[1],
      expected: ["feols"],
    });
  }
  const named = argumentsOf(call[2]!);
  for (const name of named.keys()) {
    if (IDLE.has(name) || TAKEN.includes(name)) continue;
    throw new UsageError("r_call", `The argument ${name} of feols() is not translated: leave it out.`, { got: name });
  }
  const data = named.get("data") ?? "";
  if (!/^[\w.$]*$/.test(data)) {
    throw new UsageError("r_call", `The data are ${data}, not all rows: write the condition as subset = ~ condition.`, {
      got: data,
    });
  }
  const cluster = named.get("cluster");
  const vcov = cluster === undefined ? (named.get("vcov") ?? named.get("se")) : cluster;
  const subset = named.get("subset")?.replace(/^~\s*/, "");
  return {
    formula: named.get("fml") ?? "",
    isCall: true,
    ...panelOf(named.get("panel.id")),
    ...(vcov !== undefined && { vcov: vcovOf(vcov, cluster !== undefined) }),
    ...(subset !== undefined && { subset }),
  };
}

/** `~id + year`, `c("id", "year")`. */
function panelOf(written: string | undefined): Pick<RCall, "panel"> {
  if (written === undefined) return {};
  const [unit, time] = written.replaceAll(/^~|^c\(|["'\s)]/g, "").split(/[+,]/);
  if (unit && time) return { panel: { unit, time } };
  throw new UsageError("r_call", "panel.id names unit and time, as in panel.id = ~id + year.", { got: written });
}

/** Arguments by name; those without one are the next of the function's own, in its order. */
function argumentsOf(text: string): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const unnamed: string[] = [];
  for (const argument of partsOf(text)) {
    const pair = /^([\w.]+)\s*=(?!=)\s*([\s\S]+)$/.exec(argument);
    if (pair === null) unnamed.push(argument);
    else named.set(pair[1]!, pair[2]!.trim());
  }
  const open = POSITIONS.filter((name) => !named.has(name));
  unnamed.forEach((argument, i) => {
    named.set(open[i] ?? argument, argument.trim());
  });
  return named;
}

/** Errors by fixest's names of them. */
const KINDS: Readonly<Record<string, string>> = {
  iid: "iid",
  standard: "iid",
  normal: "iid",
  hetero: "hetero",
  HC1: "hetero",
  white: "hetero",
};

/** `~id + year`, `cluster ~ id`, "hetero"; of clusters `"id"` and `c("id", "year")`, too. Throws UsageError `r_call` for others. */
function vcovOf(written: string, isCluster: boolean): string {
  const by = /^(?:cluster\s*)?~([\s\S]+)$/.exec(written)?.[1];
  if (by !== undefined) return `cluster:${by.replaceAll(/\s/g, "")}`;
  const names = [...written.matchAll(/["']([^"']+)["']/g)].map(([, name]) => name!);
  if (isCluster && names.length > 0) return `cluster:${names.join("+")}`;
  const kind = /^["'](\w+)["']$/.exec(written)?.[1] ?? written;
  if (!isCluster && Object.hasOwn(KINDS, kind)) return KINDS[kind]!;
  throw new UsageError("r_call", `The errors ${written} are not translated: name the columns, as in cluster = ~unit.`, {
    got: written,
    expected: ["~unit", ...Object.keys(KINDS)],
  });
}

/** Arguments, split at commas outside brackets and quotes. */
function partsOf(text: string): string[] {
  const parts = [""];
  let [depth, quote] = [0, ""];
  for (const sign of text) {
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) depth--;
    else if (sign === "," && depth === 0) {
      parts.push("");
      continue;
    }
    parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
