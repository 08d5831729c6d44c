/** Rules on one table: findings, the gravest first, what was looked at, and what could not be for want of what. */

import type { Refusal } from "../report/messages.js";
import { type Finding, SEVERITIES } from "./finding.js";
import { type Inspected, inspected, type Told } from "./inspected.js";
import type { RuleName } from "./messages.js";
import type { InspectRule, Need } from "./rules/rule.js";

/** A rule that was not run, and what it lacks. */
export interface NotChecked {
  readonly rule: RuleName;
  readonly needs: readonly Need[];
  /** Why what it needs can't be had, though it was told. */
  readonly because?: Refusal;
}

/** A rule that was run, with its limits. */
export interface Checked {
  readonly rule: RuleName;
  readonly limits: Readonly<Record<string, number>>;
  readonly findings: number;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  readonly checked: readonly Checked[];
  readonly notChecked: readonly NotChecked[];
}

/** Runs each of `rules` that what is told allows. */
export function inspect(told: Told, rules: readonly InspectRule[]): Inspection {
  const data = inspected(told);
  const findings: Finding[] = [];
  const checked: Checked[] = [];
  const notChecked: NotChecked[] = [];
  for (const { name: rule, needs, limits, find } of rules) {
    const lacking = needs.filter((need) => !HAS[need](data));
    if (lacking.length > 0) {
      const because = lacking.map((need) => refusalOf(told, need)).find((refusal) => refusal !== undefined);
      notChecked.push({ rule, needs: lacking, ...(because === undefined ? {} : { because }) });
      continue;
    }
    const found = find(data);
    findings.push(...found);
    checked.push({ rule, limits, findings: found.length });
  }
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return { findings: findings.sort((a, b) => rank(a) - rank(b)), checked, notChecked };
}

const refusalOf = ({ refused }: Told, need: Need): Refusal | undefined =>
  need === "influence" ? refused?.influence : need === "panel" || need === "treatment" ? refused?.panel : undefined;

const HAS: Readonly<Record<Need, (data: Inspected) => boolean>> = {
  panel: ({ panel }) => panel !== undefined,
  treatment: ({ design }) => design !== undefined,
  outcome: ({ outcomes }) => outcomes.length > 0,
  formula: ({ spec }) => spec !== undefined,
  /** Regressors under effects, or the panel's units whose effects columns would have. */
  regressors: ({ spec, panel }) => spec !== undefined || panel !== undefined,
  cluster: ({ cluster }) => cluster !== undefined,
  influence: ({ influence }) => influence !== undefined,
};
