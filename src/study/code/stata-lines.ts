/** Calls as lines of Stata: reghdfe, ivreghdfe, ppmlhdfe and their like without absorbed effects, xtabond2, boottest and csdid. */
import { parseFormula } from "../../formula/parser.js";
import { hasInstruments } from "../../formula/spec.js";
import type { StageCall } from "../stages/stage.js";
import { type CallOptions, cohortOf, eventNotes } from "./call-options.js";
import { type CodeContext, unsupported, type Written, writtenIn } from "./context.js";
import { withTerm } from "./formula-parts.js";
import { codeWords as words } from "./messages.js";
import { dynamicPanel, type GmmOptions } from "./stata-gmm.js";
import { poisson, regression, tail } from "./stata-regression.js";
import { StataTerms, textOf } from "./stata-terms.js";

/** Lines of calls of one stage, which share the columns that are made. */
export function stataLines(context: CodeContext): (call: StageCall) => Written {
  const { sample } = context;
  const terms = new StataTerms(sample.names, (name) => sample.has(name) && sample.column(name).kind === "text");
  return (call) => {
    const { verb, formula, options } = call;
    const known = terms.lines.length;
    return writtenIn("Stata", context, call, () => {
      const writer = writers[verb];
      if (writer === undefined) throw unsupported(verb);
      const { before, lines, notes } = writer(formula, options as CallOptions, context, terms);
      return { before: [readData(context)], lines: [...terms.lines.slice(known), ...before, ...lines], notes };
    });
  };
}

type Writer = (formula: string, options: CallOptions, context: CodeContext, terms: StataTerms) => Written;

const writers: Partial<Record<StageCall["verb"], Writer>> = {
  feols: (formula, options, context, terms) => regression(parseFormula(formula), options, context, terms),
  fepois: poisson,
  eventStudy,
  pgmm: (formula, options, context, terms) => dynamicPanel(formula, options as GmmOptions, context, terms),
  bootstrap,
  did,
};

const readData = ({ data }: CodeContext): string =>
  `import delimited using ${textOf(data)}, clear case(preserve) asdouble encoding("utf-8")`;

/** Stata's factors have no level below zero: event times are counted from here. */
const SHIFT = 100;

function eventStudy(formula: string, options: CallOptions, context: CodeContext, terms: StataTerms): Written {
  const { ref = [-1], window, bin = false } = options;
  const cohort = terms.name(options.cohort ?? "cohort");
  if (ref.length > 1) throw unsupported(`ref ${ref.join(", ")}`);
  const time = terms.name(context.file.spec.panel.time);
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
    notes: [...eventNotes(options, context), ...model.notes],
  };
}

/** Rows of units that are never treated: without a cohort, or with one after the last period. */
const neverStata = (cohort: string): string => `missing(${cohort}) | ${cohort} > r(max)`;

/** boottest after areg: the first effect absorbed, the others dummies. */
function bootstrap(formula: string, options: CallOptions, context: CodeContext, terms: StataTerms): Written {
  const { language } = context;
  const { term, cluster = [], draws = 9999, multipliers = "rademacher", type = "11" } = options;
  const spec = parseFormula(formula);
  const [first, ...others] = spec.fixedEffects.map((effect) => terms.effect(effect));
  if (
    type !== "11" ||
    hasInstruments(spec) ||
    spec.fixedEffects.some(({ columns, slopes }) => columns.length > 1 || slopes !== undefined)
  ) {
    throw unsupported(`bootstrap, type ${type}, ${formula}`);
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
const isPlain = ({ subset, anticipation = 0, aggregate = "dynamic", balanced }: CallOptions): boolean =>
  subset === undefined && anticipation === 0 && aggregate === "dynamic" && balanced === undefined;

function did(formula: string, options: CallOptions, context: CodeContext, terms: StataTerms): Written {
  const { language, file } = context;
  const { unit } = file.spec.panel;
  const time = terms.name(file.spec.panel.time);
  const { estimator = [], treat = "", method = "dr", unbalanced = "pairs", control, base } = options;
  const cohort = terms.name(cohortOf(treat, context));
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
