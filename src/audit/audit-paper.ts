/** An audit: every rule on a paper's tables. Computes; words are `finding-text`, reading is `read/`. */
import type { Engine } from "../engine/kernels/engine.js";
import { distributions } from "../engine/kernels/math.js";
import type { Finding } from "./finding.js";
import type { PrintedPaper } from "./paper.js";
import type { NotApplied } from "./rules/rule.js";
import { RULES } from "./rules/rules.js";

/** What a rule did. */
export interface RuleVerdict {
  readonly rule: string;
  readonly judged: number;
  readonly findings: readonly Finding[];
  readonly notApplied: readonly NotApplied[];
}

/** Judges `paper` by every rule, in order. */
export function auditPaper(engine: Engine, paper: PrintedPaper): RuleVerdict[] {
  const tools = distributions(engine);
  return RULES.map((rule) => ({ rule: rule.name, ...rule.judge(paper, tools) }));
}
