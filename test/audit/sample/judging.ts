/** Rules as tests ask them, with the distributions of one engine. */
import type { PrintedPaper } from "../../../src/audit/paper.js";
import type { Judgement, Rule } from "../../../src/audit/rules/rule.js";
import { loadEngine } from "../../../src/engine/kernels/engine.js";
import { distributions } from "../../../src/engine/kernels/math.js";

const tools = distributions(await loadEngine({ threads: 1 }));

export const judge = (rule: Rule, paper: PrintedPaper): Judgement => rule.judge(paper, tools);

export const codes = (rule: Rule, paper: PrintedPaper): string[] => judge(rule, paper).findings.map(({ code }) => code);
