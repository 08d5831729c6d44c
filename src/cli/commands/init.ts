/**
 * `wasmetrics init DATA`: a first study file from the columns of the data.
 */

import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { createInterface } from "node:readline/promises";
import { type Command, Option } from "commander";
import { bareName, columnFlag, namesIn } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import { LANGUAGES, type Language } from "../../base/messages.js";
import { flagText, shellWord, visible } from "../../base/text.js";
import type { Table } from "../../data/table/table.js";
import { parseStudy } from "../../study/file/study-file.js";
import type { Candidate, Decision } from "../../study/init/candidate.js";
import {
  chooseStudy,
  controlList,
  type Decide,
  type GivenChoices,
  type StudyChoices,
} from "../../study/init/choose-study.js";
import { studyYaml } from "../../study/init/study-yaml.js";
import { addMaxMemory, type MaxMemoryFlag, readingLimit } from "../max-memory.js";
import { dataArgument } from "../open-data.js";
import { readDataFile } from "../piped-data.js";
import { processIo } from "../process-io.js";
import { addCommonOptions, type CommonOptions, runCommand } from "../shared.js";
import { requireFilePath, writeFiles } from "../write-outputs.js";
import { wantsJson } from "../write-record.js";

interface InitFlags extends CommonOptions, MaxMemoryFlag, Omit<GivenChoices, "controls"> {
  readonly controls?: string;
  readonly language?: Language;
  readonly yes?: boolean;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  wasmetrics init cities.csv
  wasmetrics init cities.csv --yes
  wasmetrics init cities.csv --unit city --time year --cohort g --outcome quality --controls eco,fin --out study.yaml
  wasmetrics init cities.csv --treat did --outcome quality --controls none --language zh
  wasmetrics init cities.csv --yes && wasmetrics study study.yaml --out out
`;

/** Adds the command. */
export function registerInit(program: Command): void {
  const command = program
    .command("init")
    .description(
      "Looks at the columns of DATA, asks what they are (or takes it from options), and writes a study file that runs as it stands. Every guess has its reason, in the terminal and in the file.",
    )
    .addArgument(dataArgument())
    .option("--unit <column>", "the unit observed: city, firm, ...", bareName)
    .option("--time <column>", "the period, whole numbers", bareName)
    .option("--outcome <column>", "the outcome", bareName)
    .option("--cohort <column>", "the first treated period of the unit; or --treat", bareName)
    .option("--treat <column>", "a 0/1 treatment; or --cohort", bareName)
    .option("--controls <a,b>", "controls, separated by commas; none for none")
    .option("--cluster <column>", "clusters of the variance (default: the unit)", bareName)
    .option("--title <text>", "title of the study")
    .addOption(new Option("--language <language>", "language of the study and its report").choices(LANGUAGES))
    .option("--yes", "take the guesses without asking, and print them")
    .option("--force", "overwrite the study file")
    .addHelpText("after", EXAMPLES);
  addCommonOptions(addMaxMemory(command)).action((data: string, flags: InitFlags) =>
    runCommand(flags, async (io) => {
      const out = flags.out ?? "study.yaml";
      requireNew(out, flags.force === true);
      const table = await readDataFile(data, readingLimit(flags));
      const typed = `wasmetrics init ${shellWord(data)}`;
      const choices = await decided(table, flags, typed);
      const path = relative(dirname(resolve(out)), resolve(data))
        .split(sep)
        .join("/");
      const text = studyYaml(choices, { data: path, study: shellWord(out) });
      parseStudy(text, out);
      await writeFiles(new Map([[out, text]]));
      if (wantsJson(flags)) io.printJson({ kind: "init", study: out, data: path, ...choices });
      else io.print([...reasoned(choices), `Wrote ${out}. Run it: wasmetrics study ${shellWord(out)}`].join("\n"));
    }),
  );
}

async function decided(table: Table, flags: InitFlags, typed: string): Promise<StudyChoices> {
  const given = givenIn(flags);
  if (flags.yes !== true && processIo().stdin.isTTY && !wantsJson(flags)) {
    const terminal = createInterface({ input: processIo().stdin, output: process.stderr });
    const stopped = new Promise<never>((_, reject) => {
      terminal.once("close", () => reject(new UsageError("init_stopped", "Stopped; nothing was written.", {})));
    });
    const answer = (question: string) => Promise.race([terminal.question(question), stopped]);
    try {
      return await chooseStudy(
        table,
        given,
        asking(answer, (name) => table.has(name)),
      );
    } finally {
      stopped.catch(() => {});
      terminal.close();
    }
  }
  const { decide, requireSure } = unattended();
  const choices = await chooseStudy(table, given, decide);
  if (flags.yes !== true) requireSure(typed);
  return choices;
}

function givenIn({ unit, time, outcome, cohort, treat, controls, cluster, title, language }: InitFlags): GivenChoices {
  const named = { unit, time, outcome, cohort, treat, cluster, title, language };
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
    ...(controls === undefined ? {} : { controls: controlList(controls) }),
  };
}

/** Throws UsageError `init_exists` where the file is there and --force is not, and as `requireFilePath`. */
function requireNew(out: string, force: boolean): void {
  requireFilePath(out);
  if (force || !existsSync(out)) return;
  throw new UsageError("init_exists", `${out} is there already: choose another place with --out, or give --force.`, {
    got: out,
    expected: "a new file, or --force",
  });
}

/** The choices, a line each, with their reasons. */
function reasoned({ unit, time, treatment, outcome, controls, cluster }: StudyChoices): string[] {
  const roles = { unit, time, [treatment.source]: treatment, outcome, controls, cluster };
  return Object.entries(roles).map(([role, { value, because }]) => {
    const shown = typeof value === "string" ? value : value.join(", ") || "none";
    return `${role}: ${shown} (${because})`;
  });
}

// Who decides what a first study says.

/** Candidates shown of each role. */
const MOST_SHOWN = 8;

/** Asks `question` and gives the answer. */
export type Ask = (question: string) => Promise<string>;

/** Decisions by asking: an answer is the number of a candidate, the name of a column, or empty for the first. */
export function asking(ask: Ask, hasColumn: (name: string) => boolean): Decide {
  return async ({ role, candidates }) => {
    const shown = candidates.slice(0, MOST_SHOWN);
    const lines = shown.map(({ value, because }, i) => `  ${i + 1}. ${value}: ${because}`);
    const hint = role === "controls" ? "number, columns a,b or none" : "number or column";
    const question = `${[`${capital(role)}?`, ...lines].join("\n")}\n${hint} [1]: `;
    for (;;) {
      const answer = (await ask(visible(question))).trim();
      if (answer === "" && shown[0] !== undefined) return shown[0].value;
      const numbered = /^\d+$/.test(answer) ? shown[Number(answer) - 1]?.value : undefined;
      if (numbered !== undefined) return numbered;
      const names = role === "controls" && answer !== "none" ? namesIn(answer, ",") : [bareName(answer)];
      if ((role === "controls" && answer === "none") || (answer !== "" && names.every(hasColumn))) return answer;
    }
  };
}

/** Decisions without a person, and what was in doubt. */
export interface Unattended {
  readonly decide: Decide;
  /** Throws UsageError `init_unsure` where something was in doubt, with the guesses and the flags that would say them. */
  requireSure(command: string): void;
}

/** Takes the best candidate of everything, and remembers where it was in doubt. */
export function unattended(): Unattended {
  const doubts: Decision[] = [];
  const guesses: Candidate[] = [];
  return {
    decide: async (decision) => {
      const best = decision.candidates[0]!;
      guesses.push(best);
      if (!decision.sure) doubts.push(decision);
      return best.value;
    },
    requireSure: (command) => {
      if (doubts.length === 0) return;
      const lines = doubts.flatMap(({ role, candidates }) => [
        `${role}:`,
        ...candidates.slice(0, MOST_SHOWN).map(({ flag, value, because }) => `  ${asFlag(flag, value)}  (${because})`),
      ]);
      const flags = guesses.map(({ flag, value }) => asFlag(flag, value)).join(" ");
      throw new UsageError(
        "init_unsure",
        `These choices are yours, and there is no terminal to ask at:\n${lines.join("\n")}\nGive them, or take the first of each with --yes: ${command} ${flags}`,
        { got: doubts.map(({ role }) => role), expected: doubts.map(({ role, candidates }) => ({ role, candidates })) },
      );
    },
  };
}

const asFlag = (flag: Candidate["flag"], value: string): string =>
  flag === "controls" ? flagText(flag, value) : columnFlag(flag, value);

const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`;
