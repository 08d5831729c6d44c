/**
 * The commands, in the order of `--help`: what it says of each, and the module that is loaded when one is called.
 */
import type { Command } from "commander";
import { tradeVerbs } from "../trade/catalogue.js";
import { verbs } from "../verbs/catalogue.js";
import type { AnyVerb } from "../verbs/verb.js";
import type { RunCommand } from "./process-io.js";
import type { Act } from "./verb-command.js";

/** A command, before it is loaded. */
export interface LazyCommand {
  readonly name: string;
  /** Names it had before. */
  readonly formerly?: readonly string[];
  /** What it takes, as `--help` shows it. */
  readonly operands: string;
  readonly summary: string;
  /** Its page of the documentation. */
  readonly page: string;
  /** Gives what adds the command, with its options, to the program; `run` is for those that run others. */
  load(): Promise<(program: Command, run: RunCommand) => void>;
}

/** The command of `verb`, which does what `act` gives where that is its own. */
const ofVerb = (verb: AnyVerb, act?: () => Promise<Act>): LazyCommand => ({
  name: verb.name,
  ...(verb.formerly === undefined ? {} : { formerly: verb.formerly }),
  operands: verb.alone
    ? "[options] [data] [formula]"
    : `[options] <data>${verb.formula !== null ? " <formula>" : verb.takes === "event-path" ? " [formula]" : ""}`,
  summary: verb.summary,
  page: `docs/${verb.page ?? verb.name}.md`,
  async load() {
    const { registerVerb } = await import("./verb-command.js");
    const own = await act?.();
    return (program) => registerVerb(program, verb, own);
  },
});

export const COMMANDS: readonly LazyCommand[] = [
  ofVerb(verbs.feols, async () => (await import("./commands/feols.js")).actFeols),
  ofVerb(verbs.fepois),
  ofVerb(verbs.felogit),
  ofVerb(verbs.eventStudy),
  ofVerb(verbs.did),
  ofVerb(verbs.pretrends, async () => (await import("./commands/event-path.js")).actOnPath),
  ofVerb(verbs.honest, async () => (await import("./commands/event-path.js")).actOnPath),
  ofVerb(verbs.placebo),
  ofVerb(verbs.bootstrap),
  ofVerb(verbs.clusterLevels),
  ofVerb(verbs.romanoWolf),
  ofVerb(verbs.groupDifference),
  ofVerb(verbs.mediation),
  ofVerb(verbs.multiverse),
  ofVerb(verbs.plausexog),
  ofVerb(verbs.sensitivity),
  ofVerb(verbs.plm),
  ofVerb(verbs.pgmm),
  ofVerb(verbs.power, async () => (await import("./commands/power.js")).actOnDesign),
  ofVerb(verbs.psmatch),
  ofVerb(verbs.xtsum),
  ofVerb(tradeVerbs.estimateQuality, async () => (await import("./commands/quality.js")).runQuality),
  ofVerb(tradeVerbs.decompose),
  ofVerb(tradeVerbs.qualitySensitivity),
  ofVerb(tradeVerbs.qualityPolicy),
  ofVerb(tradeVerbs.extrapolate, async () => (await import("./commands/extrapolate.js")).runExtrapolate),
  {
    name: "init",
    operands: "[options] <data>",
    summary: "a first study file from the columns of the data",
    page: "docs/study.md#a-first-study",
    load: async () => (await import("./commands/init.js")).registerInit,
  },
  {
    name: "inspect",
    operands: "[options] <data>",
    summary: "what a file holds, and what in it would mislead an estimate: seventeen rules on data, with pictures",
    page: "docs/inspect.md",
    load: async () => (await import("./commands/inspect.js")).registerInspect,
  },
  {
    name: "audit",
    operands: "[options] [tables...]",
    summary: "printed regression tables, from a paper or a draft: which of their numbers do not fit each other",
    page: "docs/audit.md",
    load: async () => (await import("./commands/audit.js")).registerAudit,
  },
  {
    name: "convert",
    operands: "[options] <data> <to>",
    summary: "a data file in another format, files merged by keys or appended",
    page: "docs/data.md#convert",
    load: async () => (await import("./commands/convert.js")).registerConvert,
  },
  {
    name: "simulate",
    operands: "",
    summary: "seeded data with a known truth, any size",
    page: "docs/simulate.md",
    load: async () => (await import("./commands/simulate.js")).registerSimulate,
  },
  {
    name: "table",
    operands: "[options] <records...>",
    summary: "results written with --json side by side in one table",
    page: "docs/tables.md",
    load: async () => (await import("./commands/table.js")).registerTable,
  },
  {
    name: "coefplot",
    operands: "[options] <records...>",
    summary: "coefficients of results written with --json as a figure",
    page: "docs/tables.md",
    load: async () => (await import("./commands/table.js")).registerCoefplot,
  },
  {
    name: "study",
    operands: "[options] [study]",
    summary: "a study file to every table, figure and a report",
    page: "docs/study.md",
    load: async () => (await import("./commands/study.js")).registerStudy,
  },
  {
    name: "verify",
    operands: "[options] <folder>",
    summary: "a replication folder run again: every number, row and file compared, every difference named",
    page: "docs/replication.md",
    load: async () => (await import("./commands/verify.js")).registerVerify,
  },
  {
    name: "explain",
    operands: "[options] [exhibit] [row] [column]",
    summary: "where a number of a report comes from: data, rows, equation, errors, seed, version",
    page: "docs/explain.md",
    load: async () => (await import("./commands/explain.js")).registerExplain,
  },
  {
    name: "serve",
    operands: "[options] [folder]",
    summary: "the page in your browser, on a folder of data; nothing leaves this machine",
    page: "docs/page.md",
    load: async () => (await import("./commands/serve.js")).registerServe,
  },
  {
    name: "jobs",
    operands: "",
    summary: "draws of a command, or the same command over many files, as tasks: local workers or a Slurm array",
    page: "docs/jobs.md",
    load: async () => (await import("./commands/jobs.js")).registerJobs,
  },
  {
    name: "example",
    operands: "[options] <name>",
    summary: "a shipped example, from data to report",
    page: "examples/fish/README.md",
    load: async () => (await import("./commands/study.js")).registerExample,
  },
];
