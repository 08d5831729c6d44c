/** A regression as a line of fixest: its formulas are the library's, its arguments say variance, rule, rows and weights. */
import { parseSsc, type Ssc } from "../../regression/variance/ssc.js";
import type { CallOptions } from "./call-options.js";
import { type CodeContext, unsupported, type Written } from "./context.js";
import { codeWords as words } from "./messages.js";
import { rClusters, rFormula, rName, rValue } from "./r-names.js";

export const readData = ({ data }: CodeContext): string[] => [
  "library(fixest)",
  `panel <- read.csv(${textOf(data)}, check.names = FALSE, na.strings = "")`,
];

/** A text of R. */
export const textOf = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

export function estimation(
  call: string,
  formula: string,
  options: CallOptions,
  context: CodeContext,
  more: readonly string[] = [],
): Written {
  const { language, file, sample } = context;
  const written = (text: string): string => rValue(text, (name) => sample.has(name));
  const {
    vcov = "iid",
    ssc = "fixest",
    subset,
    weights,
    offset,
    level = 0.95,
    iv = "2sls",
    fixefRm = "singletons",
  } = options;
  if (iv !== "2sls") throw unsupported(iv);
  const parts = formula.split("|");
  const hasEffects = parts.length > 1 && !parts[1]!.includes("~");
  const dropsSingletons = fixefRm !== "none";
  const isAlong = /\b[lfd]\(/.test(formula) || /^(NW|DK)\b/.test(vcov);
  const rule = sscText(ssc);
  const given = [
    rFormula(formula),
    "panel",
    `vcov = ${vcovText(vcov)}`,
    ...(rule === null ? [] : [`ssc = ${rule}`]),
    ...(hasEffects ? [`fixef.rm = "${dropsSingletons ? "singleton" : "none"}"`] : []),
    ...(subset === undefined ? [] : [`subset = ~ ${rFormula(subset)}`]),
    ...(weights === undefined ? [] : [`weights = ~ ${written(weights)}`]),
    ...(offset === undefined ? [] : [`offset = ~ ${written(offset)}`]),
    ...(isAlong ? [`panel.id = ~ ${rName(file.spec.panel.unit)} + ${rName(file.spec.panel.time)}`] : []),
    ...more,
  ];
  return {
    before: readData(context),
    lines: [`${call}(${given.join(", ")})`],
    notes: [
      ...(hasEffects && dropsSingletons ? [words.fixestSingletons[language]] : []),
      ...(rule === null ? [] : [words.fixestRule[language](ssc)]),
      ...(level === 0.95 ? [] : [words.level[language](level)]),
    ],
  };
}

/** `~a + b`, `"hetero"`, `NW(2)`. Throws NotSupported for a variance that fixest has not. */
function vcovText(vcov: string): string {
  const clusters = /^cluster:(.+)$/s.exec(vcov)?.[1];
  if (clusters !== undefined) return `~ ${rClusters(clusters)}`;
  const [kind, by] = vcov.split(":");
  if (vcov === "iid" || vcov === "hetero") return textOf(vcov);
  if (kind === "NW" || kind === "DK") return by === undefined ? `${kind}()` : `${kind}(${by})`;
  throw unsupported(vcov);
}

/** How the rule differs from fixest's own, null where it does not. Throws NotSupported where ssc() can't say it. */
function sscText(rule: string): string | null {
  const { kAdj, kIid, kFixef, kExact, gAdj, gDf, tDf } = parseSsc(rule);
  if (kIid !== false) throw unsupported(`ssc ${rule}`);
  const FIXEF: Readonly<Record<Ssc["kFixef"], string>> = { nonnested: "nested", none: "none", full: "full" };
  const parts = [
    ...(kAdj ? [] : ["adj = FALSE"]),
    ...(kFixef === "nonnested" ? [] : [`fixef.K = "${FIXEF[kFixef]}"`]),
    ...(kExact ? ["fixef.force_exact = TRUE"] : []),
    ...(gAdj ? [] : ["cluster.adj = FALSE"]),
    ...(gDf === "min" ? [] : [`cluster.df = "${gDf}"`]),
    ...(tDf === "min" ? [] : [`t.df = ${typeof tDf === "number" ? tDf : `"${tDf}"`}`]),
  ];
  return parts.length === 0 ? null : `ssc(${parts.join(", ")})`;
}

export const rColumn = (name: string): string => `panel$${rName(name)}`;

/** Rows of units that are never treated: without a cohort, or with one after the last period. */
export const neverR = (cohort: string, time: string): string =>
  `is.na(${rColumn(cohort)}) | ${rColumn(cohort)} > max(${rColumn(time)})`;
