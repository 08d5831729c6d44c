/** Names of columns that need back-ticks, bare and in back-ticks: the same column in every option and key that is declared to be one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { addDeclared, declaredOptions } from "../../src/cli/declared-options.js";
import { optionsArgument } from "../../src/declare/check.js";
import { flagOf, type Option, type Options } from "../../src/declare/option.js";
import { printName } from "../../src/formula/print.js";
import { keyOf } from "../../src/study/file/declared.js";
import { verbs } from "../../src/verbs/catalogue.js";
import { run } from "../support/run-cli.js";

const NAMES = ["log wage", "a:b", "x+y", "a^b", "a,b", "年份", "back`tick", "`whole`"];

const isColumn = ({ type }: Option): boolean => type.kind === "column";
const columnsOf = (options: Options) => Object.entries(options).filter(([, option]) => isColumn(option));

describe("every option that is declared a column", () => {
  const declared = Object.entries(verbs).flatMap(([verb, declaration]) =>
    columnsOf({ ...declaration.options, ...("flags" in declaration ? declaration.flags : {}) } as Options).map(
      ([name, option]) => ({ verb, name, option }),
    ),
  );

  it("is walked over", () => expect(declared.length).toBeGreaterThan(50));

  it.each(declared)("$verb: $name", async ({ name, option }) => {
    const options: Options = { [name]: { ...option, presence: "optional" } };
    for (const column of NAMES) {
      const quoted = `\`${column.replace(/[\\`]/g, "\\$&")}\``;
      expect(optionsArgument(options).read?.({ [name]: quoted })).toEqual({ [name]: column });
      expect(keyOf(option).parse(quoted)).toBe(column);
      const flag = flagOf(name, option);
      if (flag === null) continue;
      const command = addDeclared(new Command().exitOverride(), options);
      command.parse([`--${flag}`, quoted], { from: "user" });
      expect(await declaredOptions(options, command.opts())).toEqual({ [name]: column });
    }
  });
});

// Whole commands: what is no option of one column (joined columns, coefficients, lists) is read by whoever takes it.

const folder = mkdtempSync(join(tmpdir(), "column-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

const COLUMNS = {
  unit: "the unit",
  time: "year of",
  outcome: "log wage",
  dose: "x+y",
  control: "a:b",
  other: "c^d",
  weight: "w t",
  group: "big group",
  treated: "is on",
  start: "first on",
} as const;

/** 24 units of 8 years: the treated begin in 4 or 6; numbers that no rule of thumb makes collinear. */
function csv(): string {
  const rows = Array.from({ length: 24 * 8 }, (_, i) => {
    const [unit, year] = [Math.floor(i / 8), i % 8];
    const start = unit % 3 === 0 ? 4 : unit % 3 === 1 ? 6 : 0;
    const on = start > 0 && year >= start ? 1 : 0;
    const noise = (k: number): number => Math.round(1000 * Math.sin(12.9898 * (i + 1) * k + 78.233 * k)) / 1000;
    const [dose, control, other] = [noise(1), noise(2.7), noise(4.1)];
    const outcome = (0.5 * on + 0.3 * dose + 0.2 * control + noise(7.3) + unit / 10).toFixed(4);
    return [unit, year, outcome, dose, control, other, 1 + (i % 4), unit % 6, on, start === 0 ? "" : start].join(",");
  });
  return `${Object.values(COLUMNS).join(",")}\n${rows.join("\n")}\n`;
}
const data = join(folder, "data.csv");
writeFileSync(data, csv());

const formulaName = (role: keyof typeof COLUMNS) => printName(COLUMNS[role]);
const f = (text: string) => text.replace(/\w+/g, (word) => (word in COLUMNS ? formulaName(word as never) : word));
const EFFECTS = f("outcome ~ treated + dose + control | unit + time");

/** Each flag and its text, in which a role in braces is a name of a column. */
const CASES: readonly (readonly [command: string, ...args: readonly string[]])[] = [
  ["feols", EFFECTS, "--vcov", "cluster:{unit}+{group}", "--weights", "{weight}", "--cluster-diagnostics", "{unit}"],
  ["feols", EFFECTS, "--vcov", "CR2:{unit}", "--wald", "{dose}", "--lincom", f("2*dose")],
  ["feols", EFFECTS, "--vcov", "DK:1", "--panel", "{unit},{time}"],
  ["feols", f("outcome ~ dose | unit"), "--vcov", "hetero", "--split", "{group}"],
  ["feols", f("outcome ~ dose | unit"), "--vcov", "hetero", "--na", "{weight}=3"],
  ["feols", f("outcome ~ dose | unit"), "--vcov", "hetero", "--fsplit", "{group} %keep% c(1, 2)"],
  ["feols", f("outcome ~ 1 | unit | dose ~ control + other"), "--vcov", "hetero", "--orthog", "{other}"],
  ["fepois", f("exp(outcome) ~ dose | unit"), "--vcov", "cluster:{unit}", "--exposure", "{weight}", "--wald", "{dose}"],
  ["did", f("outcome ~ 1 | unit + time"), "--estimator", "cs", "--cohort", "{start}", "--control", "notyet"],
  ["did", f("outcome ~ 1 | unit + time"), "--estimator", "bjs", "--treat", "{treated}", "--weights", "{weight}"],
  ["did", f("outcome ~ 1 | unit + time"), "--estimator", "sunab", "--cohort", "{start}", "--control", "notyet"],
  ["event-study", f("outcome ~ 1 | unit + time"), "--cohort", "{start}", "--vcov", "cluster:{unit}"],
  [
    "placebo",
    EFFECTS,
    "--term",
    "{treated}",
    "--unit",
    "{unit}",
    "--time",
    "{time}",
    "--draws",
    "19",
    "--vcov",
    "cluster:{unit}",
  ],
  ["bootstrap", EFFECTS, "--term", "{dose}", "--cluster", "{unit}", "--boot-cluster", "{group}", "--draws", "99"],
  [
    "romano-wolf",
    f("c(outcome, other) ~ dose + control | unit"),
    "--term",
    "{dose}",
    "--cluster",
    "{unit}",
    "--draws",
    "99",
  ],
  [
    "multiverse",
    f("outcome ~ treated + weight | unit + time"),
    "--term",
    "{treated}",
    "--controls",
    "{weight}",
    "--vcov",
    "cluster:{unit}",
    "--test",
    "permutation",
    "--unit",
    "{unit}",
    "--strata",
    "{group}",
    "--draws",
    "19",
  ],
  [
    "mediation",
    f("outcome ~ dose | unit"),
    "--treatment",
    "{dose}",
    "--mediators",
    "{weight}",
    "--cluster",
    "{unit}",
    "--draws",
    "19",
  ],
  [
    "sensitivity",
    f("outcome ~ dose + control + other | unit"),
    "--term",
    "{dose}",
    "--vcov",
    "cluster:{unit}",
    "--benchmarks",
    "{control}",
    "--by",
    "{group}",
  ],
  ["psmatch", f("treated ~ dose + control"), "--outcome", "{outcome}", "--exact", "{time}", "--replace"],
  ["psmatch", f("treated ~ dose + control"), "--outcome", "{outcome}", "--method", "cem", "--cut", "{dose}=3"],
  ["xtsum", "--panel", "{unit},{time}", "--variables", "{outcome},{weight}"],
  ["power", EFFECTS, "--panel", "{unit},{time}", "--treat", "{treated}", "--vcov", "cluster:{unit}", "--draws", "20"],
  [
    "cluster-levels",
    f("outcome ~ dose + control"),
    "--term",
    "{dose}",
    "--coarse",
    "{group}",
    "--fine",
    "{unit}",
    "--draws",
    "19",
  ],
  ["inspect", "--panel", "{unit},{time}", "--treat", "{treated}", "--outcome", "{outcome}", "--cluster", "{unit}"],
];

// what was asked is said again as it was written: back-ticks apart
const SECONDS = /"(timing_ms|timing|started|call_ms)":\s*(\{[^}]*\}|[\d.e-]+)/g;

async function printed(args: readonly string[], write: (name: string) => string) {
  const filled = args.map((arg) => arg.replace(/\{(\w+)\}/g, (_, role: keyof typeof COLUMNS) => write(COLUMNS[role])));
  const [command = "", ...rest] = filled;
  const seeded = rest.includes("--draws") ? ["--seed", "7"] : [];
  const { status, stdout, stderr } = await run(command, data, ...rest, ...seeded, "--json");
  return { status, stdout: stdout.replace(SECONDS, "").replaceAll("`", ""), stderr: status === 0 ? "" : stderr };
}

describe("whole commands", () => {
  it("an effect in back-ticks is one column, whatever is in its name", async () => {
    const renamed = join(folder, "power.csv");
    writeFileSync(renamed, csv().replace(COLUMNS.unit, "x^y"));
    const effects = f("outcome ~ 1 | `x^y` + time");
    const { status, stderr } = await run("did", renamed, effects, "--estimator", "bjs", "--treat", COLUMNS.treated);
    expect(status, stderr).toBe(0);
  });

  it.each(CASES)("%s %s %s %s %s %s", async (...args) => {
    const quoted = await printed(args, (name) => `\`${name}\``);
    expect(quoted.status, `${quoted.stderr}${quoted.stdout}`).toBe(0);
    // names that hold what separates names stand in back-ticks alone
    const bare = await printed(args, (name) => name);
    expect(bare).toEqual(quoted);
  });
});

it.each(["log wage", "`log wage`"])("a study whose outcome is %s", async (outcome) => {
  const study = join(folder, "study.yaml");
  const spec = {
    title: "t",
    data: { d: "data.csv" },
    panel: { data: "d", unit: COLUMNS.unit, time: COLUMNS.time, outcome },
    treatment: { cohort: COLUMNS.start, codings: { did: { coding: "absorbing" } } },
    variance: "cluster:`the unit`",
    stages: {
      t1: { stage: "regressions", columns: [{ treatment: "did" }] },
      r1: {
        stage: "robustness",
        base: { treatment: "did", label: "base" },
        variants: [{ label: "weighted", weights: "w t" }],
      },
    },
  };
  writeFileSync(study, JSON.stringify(spec));
  const { status, stderr } = await run("study", study, "--out", join(folder, "out"), "--no-cache", "--quiet");
  expect(status, stderr).toBe(0);
});
