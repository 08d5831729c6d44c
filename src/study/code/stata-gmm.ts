/**
 * Dynamic panels as lines of xtabond2: lags of `gmm()` count from the variable as it is written, and dummies of periods instrument themselves. Source:
 * Roodman (2009), How to do xtabond2, Stata Journal 9(1), doi:10.1177/1536867X0900900106.
 */
import { NotSupported } from "../../base/errors.js";
import type { InstrumentEquation, InstrumentGroup, PanelVariable } from "../../formula/panel-gmm-spec.js";
import { parsePanelGmm } from "../../formula/read-panel-gmm.js";
import type { CodeContext, Written } from "./context.js";
import { codeWords as words } from "./messages.js";
import type { StataTerms } from "./stata-terms.js";

export interface GmmOptions {
  readonly model?: string;
  readonly transform?: string;
  readonly steps?: number;
  readonly collapse?: boolean;
  readonly small?: boolean;
  readonly timeDummies?: boolean;
  readonly level?: number;
  readonly subset?: string;
}

export function dynamicPanel(formula: string, options: GmmOptions, context: CodeContext, terms: StataTerms): Written {
  const { language, file } = context;
  const {
    model = "difference",
    transform = "d",
    steps = 2,
    small = false,
    timeDummies = false,
    level = 0.95,
  } = options;
  // rows that xtabond2 would leave out are still lags of others
  if (options.subset !== undefined) throw new NotSupported("code_unsupported", "pgmm, subset", { got: options.subset });
  const { unit, time } = file.spec.panel;
  const { lhs, terms: regressors, intercept, instruments } = parsePanelGmm(formula);
  const periods = timeDummies ? [`i.${terms.name(time)}`] : [];
  const isSystem = model === "system";
  const own = [
    ...instruments.map((group) => groupOf(group, options, terms)),
    ...periods.map((dummies) => `iv(${dummies}${isSystem ? ", eq(level)" : ""})`),
    ...(isSystem ? [] : ["noleveleq"]),
    ...(steps === 2 ? ["twostep"] : []),
    "robust",
    ...(small ? ["small"] : []),
    ...(transform === "fod" ? ["orthogonal"] : []),
    ...(intercept ? [] : ["noconstant"]),
    ...(level === 0.95 ? [] : [`level(${Number((100 * level).toPrecision(10))})`]),
  ];
  const list = [terms.number(lhs), ...regressors.map((one) => variableOf(one, terms)), ...periods];
  return {
    before: [`xtset ${terms.factor(unit)} ${terms.name(time)}`],
    lines: [`xtabond2 ${list.join(" ")}, ${own.join(" ")}`],
    notes: [words.windmeijer[language]],
  };
}

function variableOf(variable: PanelVariable, terms: StataTerms): string {
  if (variable.kind === "factor") return `i.${terms.factor(variable.column)}`;
  const name = terms.number(variable.expression);
  if (variable.lag === 0) return name;
  return `L${variable.lag === 1 ? "" : variable.lag}.${name}`;
}

function groupOf(group: InstrumentGroup, { collapse }: GmmOptions, terms: StataTerms): string {
  const equation = equationOf(group.equation);
  if (group.kind === "iv") {
    const names = group.variables.map((one) => variableOf(one, terms));
    return `iv(${names.join(" ")}${equation === "" ? "" : `, ${equation}`})`;
  }
  // for the equation in levels xtabond2 counts from the difference
  const shift = group.equation === "level" ? 1 : 0;
  const [from, to] = [group.from + shift, group.to + shift];
  const own = [
    `lag(${from} ${to === Number.POSITIVE_INFINITY ? "." : to})`,
    ...((group.collapse ?? collapse) === true ? ["collapse"] : []),
    ...(equation === "" ? [] : [equation]),
  ];
  return `gmm(${group.variables.map((one) => terms.number(one)).join(" ")}, ${own.join(" ")})`;
}

const equationOf = (equation: InstrumentEquation): string => (equation === "both" ? "" : `eq(${equation})`);
