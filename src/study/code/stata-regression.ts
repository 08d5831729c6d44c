/** A regression as a line of Stata: reghdfe, ivreghdfe and ppmlhdfe with absorbed effects, regress and ivreg2 without. */
import { NotSupported } from "../../base/errors.js";
import type { Expression } from "../../formula/expression.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import type { CodeContext, Written } from "./context.js";
import { codeWords as words } from "./messages.js";
import type { StataTerms } from "./stata-terms.js";

/** Options of a call that these lines read. */
export interface StataOptions {
  readonly vcov?: string;
  readonly ssc?: string;
  readonly subset?: string;
  readonly weights?: string;
  readonly level?: number;
  readonly iv?: string;
  readonly ivVcov?: string;
  readonly ivWeight?: string;
  readonly orthog?: unknown;
  readonly offset?: string;
  readonly exposure?: string;
  readonly cohort?: string;
  readonly treat?: string;
  readonly ref?: readonly number[];
  readonly window?: readonly [number, number];
  readonly bin?: boolean;
  readonly band?: string;
  readonly estimator?: readonly string[];
  readonly control?: string;
  readonly base?: string;
  readonly anticipation?: number;
  readonly method?: string;
  readonly unbalanced?: string;
  readonly aggregate?: string;
  readonly balanced?: unknown;
  readonly term?: string;
  readonly cluster?: readonly string[];
  readonly draws?: number;
  readonly multipliers?: string;
  readonly type?: string;
}

export function regression(spec: ModelSpec, options: StataOptions, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const { vcov = "iid", ssc = "fixest" } = options;
  const outcome = terms.number(spec.lhs);
  const absorbed = spec.fixedEffects.map((effect) => terms.effect(effect)).join(" ");
  const list = [outcome, ...terms.list(spec.terms), ...instrumentsOf(spec, terms)].join(" ");
  const isIv = hasInstruments(spec);
  const clusters = vcov.startsWith("cluster:") ? vcov.split("+").length : 0;
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

function estimatorOf({ iv = "2sls", ivVcov, ivWeight, orthog }: StataOptions): string[] {
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
  const clusters = by.split("+").map((one) =>
    one
      .split("^")
      .map((name) => terms.factor(name.trim()))
      .join("#"),
  );
  return [isIv ? `cluster(${clusters.join(" ")})` : `vce(cluster ${clusters.join(" ")})`];
}

const levelOf = ({ level = 0.95 }: StataOptions): string[] =>
  level === 0.95 ? [] : [`level(${Number((100 * level).toPrecision(10))})`];

/** Condition and weights. */
export function tail({ subset, weights }: StataOptions, terms: StataTerms, kind: "aw" | "pw" = "aw"): string {
  const condition = subset === undefined ? "" : ` if ${terms.condition(conditionOf(subset))}`;
  return `${condition}${weights === undefined ? "" : ` [${kind}=${terms.number(parseExpression(weights))}]`}`;
}

const conditionOf = (subset: string): Expression => parseExpression(subset);

/** `xtset`, where a lag needs it. */
function setPanel(spec: ModelSpec, { file }: CodeContext, terms: StataTerms): string[] {
  if (!/\b[lfd]\(/.test(spec.call)) return [];
  const { unit, time } = file.spec.panel;
  return [`xtset ${terms.factor(unit)} ${time}`];
}

export function poisson(formula: string, options: StataOptions, context: CodeContext, terms: StataTerms): Written {
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

export const unsupported = (what: string): NotSupported => new NotSupported("code_unsupported", what, { got: what });
