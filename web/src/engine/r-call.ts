/** A call of fixest as R's users write it: its formula, and the variance its arguments ask for. */
import { UsageError } from "../../../src/base/errors.js";

export interface RCall {
  readonly formula: string;
  readonly vcov?: string;
  readonly subset?: string;
}

const CALL = /^(?:[\w.]+\s*(?:<-|=)\s*)?(?:fixest::)?(feols|lm|plm|felm)\s*\(([\s\S]*)\)\s*;?$/;
/** Arguments that say where the data are, or how much is printed. */
const IDLE = new Set(["data", "notes", "nthreads", "verbose", "panel.id"]);

/** The formula and variance of `feols(y ~ x | id, data, cluster = ~id)`; a formula that stands alone as it is. Throws UsageError `r_call`. */
export function readRCall(text: string): RCall {
  const call = CALL.exec(text.trim());
  if (call === null) return { formula: text.trim() };
  if (call[1] !== "feols") {
    throw new UsageError("r_call", `${call[1]}() is not translated: write feols(y ~ x | effects, cluster = ~unit).`, {
      got: call[1],
      expected: ["feols"],
    });
  }
  const [formula, ...others] = partsOf(call[2]!);
  const named = new Map<string, string>();
  for (const argument of others) {
    const pair = /^([\w.]+)\s*=(?!=)\s*([\s\S]+)$/.exec(argument);
    if (pair !== null) named.set(pair[1]!, pair[2]!.trim());
  }
  for (const name of named.keys()) {
    if (IDLE.has(name) || ["cluster", "vcov", "se", "subset", "fml"].includes(name)) continue;
    throw new UsageError("r_call", `The argument ${name} of feols() is not translated: leave it out.`, { got: name });
  }
  const cluster = named.get("cluster");
  const vcov = cluster === undefined ? (named.get("vcov") ?? named.get("se")) : cluster;
  const subset = named.get("subset")?.replace(/^~\s*/, "");
  return {
    formula: (named.get("fml") ?? formula ?? "").trim(),
    ...(vcov !== undefined && { vcov: vcovOf(vcov, cluster !== undefined) }),
    ...(subset !== undefined && { subset }),
  };
}

/** `~id`, `"id"`, `c("id", "year")`, `~id + year`, or a kind such as "hetero". */
function vcovOf(written: string, isCluster: boolean): string {
  if (written.startsWith("~")) return `cluster:${written.slice(1).replaceAll(/\s/g, "")}`;
  const names = [...written.matchAll(/["']([^"']+)["']/g)].map(([, name]) => name!);
  return isCluster ? `cluster:${names.join("+")}` : (names[0] ?? written);
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
