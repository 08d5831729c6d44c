/** A regression as a line of Stata: reghdfe, ivreghdfe and ppmlhdfe with absorbed effects, regress and ivreg2 without. */
import { namesIn, splitOutside } from "../../base/column-names.js";
import type { Expression } from "../../formula/expression.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import type { CallOptions } from "./call-options.js";
import { type CodeContext, unsupported, type Written } from "./context.js";
import { codeWords as words } from "./messages.js";
import type { StataTerms } from "./stata-terms.js";

export function regression(spec: ModelSpec, options: CallOptions, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const { vcov = "iid", ssc = "fixest" } = options;
  const outcome = terms.number(spec.lhs);
  const absorbed = spec.fixedEffects.map((effect) => terms.effect(effect)).join(" ");
  const list = [outcome, ...terms.list(spec.terms), ...instrumentsOf(spec, terms)].join(" ");
  const isIv = hasInstruments(spec);
  const clusters = vcov.startsWith("cluster:") ? splitOutside(vcov, "+").length : 0;
  const hasEffects = absorbed !== "" || (clusters > 1 && !isIv);
  const command = isIv ? (hasEffects ? "ivreghdfe" : "ivreg2") : hasEffects ? "reghdfe" : "regress";
  const own = [
    ...(hasEffects ? [absorbed === "" ? "noabsorb" : `absorb(${absorbed})`] : []),
    ...(isIv ? estimatorOf(options) : []),
    ...(isIv && !hasEffects ? ["small"] : []),
    ...(!spec.intercept && !hasEffects ? ["noconstant"] : []),
    ...errorsOf(vcov, terms, isIv),
    ...levelOf(options),
  ];
  return {
    before: setPanel(spec, context, terms),
    lines: [`${command} ${list}${tail(options, terms)}${own.length === 0 ? "" : `, ${own.join(" ")}`}`],
    notes: [
      ...(hasEffects ? [words.stataSingletons[language]] : []),
      ...(ssc === "reghdfe" || !hasEffects ? [] : [words.stataRule[language](ssc)]),
      ...(options.subset === undefined ? [] : [words.stataMissing[language]]),
    ],
  };
}

/** `(x = z1 z2)`. */
function instrumentsOf(spec: ModelSpec, terms: StataTerms): string[] {
  if (!hasInstruments(spec)) return [];
  const { endogenous, excluded } = spec.instruments;
  return [`(${terms.list(endogenous).join(" ")} = ${terms.list(excluded).join(" ")})`];
}

function estimatorOf({ iv = "2sls", ivVcov, ivWeight, orthog }: CallOptions): string[] {
  if (ivVcov !== undefined || ivWeight !== undefined || orthog !== undefined) throw unsupported("iv options");
  if (iv === "2sls") return [];
  if (iv === "liml" || iv === "gmm2s") return [iv];
  const alpha = /^fuller(?::([\d.]+))?$/.exec(iv);
  if (alpha === null) throw unsupported(iv);
  return [`fuller(${alpha[1] ?? 1})`];
}

/** `vce(cluster id year)`, of equations `cluster(id year)`. Throws NotSupported for a variance these commands have not. */
function errorsOf(vcov: string, terms: StataTerms, isIv = false): string[] {
  if (vcov === "iid") return [];
  if (vcov === "hetero") return [isIv ? "robust" : "vce(robust)"];
  const by = /^cluster:(.+)$/.exec(vcov)?.[1];
  if (by === undefined) throw unsupported(vcov);
  const clusters = splitOutside(by, "+").map((one) =>
    namesIn(one, "^")
      .map((name) => terms.factor(name))
      .join("#"),
  );
  return [isIv ? `cluster(${clusters.join(" ")})` : `vce(cluster ${clusters.join(" ")})`];
}

const levelOf = ({ level = 0.95 }: CallOptions): string[] =>
  level === 0.95 ? [] : [`level(${Number((100 * level).toPrecision(10))})`];

/** Condition and weights. */
export function tail({ subset, weights }: CallOptions, terms: StataTerms, kind: "aw" | "pw" = "aw"): string {
  const condition = subset === undefined ? "" : ` if ${terms.condition(conditionOf(subset))}`;
  return `${condition}${weights === undefined ? "" : ` [${kind}=${terms.number(parseExpression(weights))}]`}`;
}

const conditionOf = (subset: string): Expression => parseExpression(subset);

/** `xtset`, where a lag needs it. */
function setPanel(spec: ModelSpec, { file }: CodeContext, terms: StataTerms): string[] {
  if (!/\b[lfd]\(/.test(spec.call)) return [];
  const { unit, time } = file.spec.panel;
  return [`xtset ${terms.factor(unit)} ${terms.name(time)}`];
}

export function poisson(formula: string, options: CallOptions, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const spec = parseFormula(formula);
  if (options.offset !== undefined || options.exposure !== undefined) throw unsupported("offset");
  // without errors named, those of ppmlhdfe are robust
  const { vcov = "iid" } = options;
  if (vcov === "iid") throw unsupported("fepois, iid");
  const absorbed = spec.fixedEffects.map((effect) => terms.effect(effect)).join(" ");
  const list = [terms.number(spec.lhs), ...terms.list(spec.terms)].join(" ");
  const own = [absorbed === "" ? "noabsorb" : `absorb(${absorbed})`, ...errorsOf(vcov, terms), ...levelOf(options)];
  return {
    before: setPanel(spec, context, terms),
    lines: [`ppmlhdfe ${list}${tail(options, terms, "pw")}, ${own.join(" ")}`],
    notes: [words.ppmlRule[language], ...(options.subset === undefined ? [] : [words.stataMissing[language]])],
  };
}
