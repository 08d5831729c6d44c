/** Calls as lines of Stata: reghdfe, ivreghdfe, ppmlhdfe and their like without absorbed effects, xtabond2, boottest and csdid. */
import { NotSupported } from "../../base/errors.js";
import type { Expression } from "../../formula/expression.js";
import { parseExpression, parseFormula } from "../../formula/parser.js";
import { hasInstruments, type ModelSpec } from "../../formula/spec.js";
import type { StageCall } from "../stages/stage.js";
import type { CodeContext, Written } from "./context.js";
import { withTerm } from "./formula-parts.js";
import { codeWords as words } from "./messages.js";
import { cohortOf } from "./r-estimation.js";
import { dynamicPanel, type GmmOptions } from "./stata-gmm.js";
import { StataTerms } from "./stata-terms.js";

interface Options {
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
}

/** Lines of calls of one stage, which share the columns that are made. */
export function stataLines(context: CodeContext): (call: StageCall) => Written {
  const { language, sample } = context;
  const terms = new StataTerms(sample.names, (name) => sample.has(name) && sample.column(name).kind === "text");
  return ({ verb, formula, options }) => {
    const known = terms.lines.length;
    try {
      const writer = writers[verb];
      if (writer === undefined) throw unsupported(verb);
      const { before, lines, notes } = writer(formula, options as Options, context, terms);
      return { before: [readData(context)], lines: [...terms.lines.slice(known), ...before, ...lines], notes };
    } catch (error) {
      if (!(error instanceof NotSupported)) throw error;
      return { before: [], lines: [], notes: [words.notSupported[language](error.message, "Stata")] };
    }
  };
}

type Writer = (formula: string, options: Options, context: CodeContext, terms: StataTerms) => Written;

const writers: Partial<Record<StageCall["verb"], Writer>> = {
  feols: (formula, options, context, terms) => regression(parseFormula(formula), options, context, terms),
  fepois: poisson,
  eventStudy,
  pgmm: (formula, options, context, terms) => dynamicPanel(formula, options as GmmOptions, context, terms),
  bootstrap,
  did,
};

const readData = ({ data }: CodeContext): string => `import delimited using "${data}", clear case(preserve) asdouble`;

function regression(spec: ModelSpec, options: Options, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const { vcov = "iid", ssc = "fixest" } = options;
  const outcome = terms.number(spec.lhs);
  const absorbed = spec.fixedEffects.map((effect) => terms.effect(effect)).join(" ");
  const list = [outcome, ...terms.list(spec.terms), ...instrumentsOf(spec, terms)].join(" ");
  const errors = varianceOf(vcov, terms);
  const isIv = hasInstruments(spec);
  const clusters = vcov.startsWith("cluster:") ? vcov.split("+").length : 0;
  const hasEffects = absorbed !== "" || (clusters > 1 && !isIv);
  const command = isIv ? (hasEffects ? "ivreghdfe" : "ivreg2") : hasEffects ? "reghdfe" : "regress";
  const own = [
    ...(hasEffects ? [absorbed === "" ? "noabsorb" : `absorb(${absorbed})`] : []),
    ...(isIv ? estimatorOf(options) : []),
    ...(isIv && !hasEffects ? ["small"] : []),
    ...(!spec.intercept && !hasEffects ? ["noconstant"] : []),
    ...(isIv
      ? errors.map((one) =>
          one.replace(/^vce\((?:cluster )?(.*)\)$/, (_, inner) =>
            inner === "robust" ? "robust" : `cluster(${inner})`,
          ),
        )
      : errors),
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

function estimatorOf({ iv = "2sls", ivVcov, ivWeight, orthog }: Options): string[] {
  if (ivVcov !== undefined || ivWeight !== undefined || orthog !== undefined) throw unsupported("iv options");
  if (iv === "2sls") return [];
  if (iv === "liml" || iv === "gmm2s") return [iv];
  const alpha = /^fuller(?::([\d.]+))?$/.exec(iv);
  if (alpha === null) throw unsupported(iv);
  return [`fuller(${alpha[1] ?? 1})`];
}

/** `vce(cluster id year)`. Throws NotSupported for a variance these commands have not. */
function varianceOf(vcov: string, terms: StataTerms): string[] {
  if (vcov === "iid") return [];
  if (vcov === "hetero") return ["vce(robust)"];
  const by = /^cluster:(.+)$/.exec(vcov)?.[1];
  if (by === undefined) throw unsupported(vcov);
  const clusters = by.split("+").map((one) =>
    one
      .split("^")
      .map((name) => terms.factor(name.trim()))
      .join("#"),
  );
  return [`vce(cluster ${clusters.join(" ")})`];
}

const levelOf = ({ level = 0.95 }: Options): string[] =>
  level === 0.95 ? [] : [`level(${Number((100 * level).toPrecision(10))})`];

/** Condition and weights. */
function tail({ subset, weights }: Options, terms: StataTerms): string {
  const condition = subset === undefined ? "" : ` if ${terms.condition(conditionOf(subset))}`;
  return `${condition}${weights === undefined ? "" : ` [aw=${weights}]`}`;
}

const conditionOf = (subset: string): Expression => parseExpression(subset);

/** `xtset`, where a lag needs it. */
function setPanel(spec: ModelSpec, { file }: CodeContext, terms: StataTerms): string[] {
  if (!/\b[lfd]\(/.test(spec.call)) return [];
  const { unit, time } = file.spec.panel;
  return [`xtset ${terms.factor(unit)} ${time}`];
}

function poisson(formula: string, options: Options, context: CodeContext, terms: StataTerms): Written {
  const spec = parseFormula(formula);
  if (options.offset !== undefined || options.exposure !== undefined) throw unsupported("offset");
  const absorbed = spec.fixedEffects.map((effect) => terms.effect(effect)).join(" ");
  const list = [terms.number(spec.lhs), ...terms.list(spec.terms)].join(" ");
  const own = [
    absorbed === "" ? "noabsorb" : `absorb(${absorbed})`,
    ...varianceOf(options.vcov ?? "iid", terms),
    ...levelOf(options),
  ];
  return {
    before: setPanel(spec, context, terms),
    lines: [`ppmlhdfe ${list}${tail(options, terms)}, ${own.join(" ")}`],
    notes: options.subset === undefined ? [] : [words.stataMissing[context.language]],
  };
}

/** Stata's factors have no level below zero: event times are counted from here. */
const SHIFT = 100;

function eventStudy(formula: string, options: Options, context: CodeContext, terms: StataTerms): Written {
  const { language, file } = context;
  const { cohort = "cohort", ref = [-1], window, bin = false, band } = options;
  if (ref.length > 1) throw unsupported(`ref ${ref.join(", ")}`);
  const { time } = file.spec.panel;
  const event = `${time} - ${cohort}`;
  const ends = window === undefined || !bin ? event : `max(min(${event}, ${window[1]}), ${window[0]})`;
  const spec = parseFormula(withTerm(formula, `i(event_time, ref = ${ref[0]! + SHIFT})`));
  const model = regression(spec, options, context, terms);
  return {
    before: [
      `generate event_time = ${ends} + ${SHIFT}`,
      `summarize ${time}, meanonly`,
      `replace event_time = ${ref[0]! + SHIFT} if ${neverStata(cohort)}`,
      ...model.before,
    ],
    lines: model.lines,
    notes: [
      words.neverTreated[language],
      ...(window !== undefined && !bin ? [words.windowShown[language]] : []),
      ...(band === "uniform" ? [words.uniformBand[language]] : []),
      ...model.notes,
    ],
  };
}

/** Rows of units that are never treated: without a cohort, or with one after the last period. */
const neverStata = (cohort: string): string => `missing(${cohort}) | ${cohort} > r(max)`;

/** boottest after areg: the first effect absorbed, the others dummies. */
function bootstrap(formula: string, options: Options, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const { term, cluster = [], draws = 9999, multipliers = "rademacher" } = options;
  const spec = parseFormula(formula);
  const [first, ...others] = spec.fixedEffects.map((effect) => terms.effect(effect));
  if (
    hasInstruments(spec) ||
    spec.fixedEffects.some(({ columns, slopes }) => columns.length > 1 || slopes !== undefined)
  ) {
    throw unsupported(formula);
  }
  const list = [terms.number(spec.lhs), ...terms.list(spec.terms), ...others.map((effect) => `i.${effect}`)].join(" ");
  const by = cluster.map((name) => terms.factor(name)).join(" ");
  const command = first === undefined ? "regress" : "areg";
  const own = [...(first === undefined ? [] : [`absorb(${first})`]), `vce(cluster ${by.split(" ")[0]})`];
  return {
    before: [],
    lines: [
      `${command} ${list}${tail(options, terms)}, ${own.join(" ")}`,
      `boottest ${term}, cluster(${by}) reps(${draws}) weighttype(${multipliers})`,
    ],
    notes: [words.draws[language], ...(others.length > 0 ? [words.boottestEffects[language]] : [])],
  };
}

/** Methods of csdid by ours. */
const METHODS: Readonly<Record<string, string>> = { dr: "dripw", imp: "drimp", ipw: "stdipw", ht: "ipw", reg: "reg" };

/** Whether csdid has all that is asked. */
const isPlain = ({ subset, anticipation = 0, aggregate = "dynamic", balanced }: Options): boolean =>
  subset === undefined && anticipation === 0 && aggregate === "dynamic" && balanced === undefined;

function did(formula: string, options: Options, context: CodeContext, terms: StataTerms): Written {
  const { language, file } = context;
  const { unit, time } = file.spec.panel;
  const { estimator = [], treat = "", method = "dr", unbalanced = "pairs", control, base } = options;
  const cohort = cohortOf(treat, context);
  const spec = parseFormula(formula);
  const own = METHODS[method];
  const lines = estimator.includes("cs") && own !== undefined && unbalanced !== "balanced" && isPlain(options);
  const others = estimator.filter((name) => name !== "cs" || !lines);
  const list = [terms.number(spec.lhs), ...terms.list(spec.terms)].join(" ");
  return {
    before: lines
      ? [`summarize ${time}, meanonly`, `generate first_treated = cond(${neverStata(cohort)}, 0, ${cohort})`]
      : [],
    lines: lines
      ? [
          [
            `csdid ${list},`,
            ...(unbalanced === "rows" ? [] : [`ivar(${terms.factor(unit)})`]),
            `time(${time}) gvar(first_treated) method(${own})`,
            ...(control === "notyet" ? ["notyet"] : []),
            ...(base === "universal" ? ["long2"] : []),
            "agg(event)",
          ].join(" "),
        ]
      : [],
    notes: [
      ...(lines ? [words.attErrors[language]] : []),
      ...(others.length === 0 ? [] : [words.notSupported[language](`did, ${others.join(", ")}`, "Stata")]),
    ],
  };
}

const unsupported = (what: string): NotSupported => new NotSupported("code_unsupported", what, { got: what });
