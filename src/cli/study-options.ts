/**
 * Options of the commands that run a study: which stages, in which language, what is kept between runs.
 */
import { type Command, Option } from "commander";
import { LANGUAGES, type Language } from "../base/messages.js";
import type { CommonOptions } from "./shared.js";

/** Options of commands that run a study, as commander parses them. */
export interface StudyOptions extends CommonOptions {
  readonly only?: readonly string[];
  readonly from?: string;
  readonly dryRun?: boolean;
  /** A folder; false for --no-cache. */
  readonly cache?: string | false;
  readonly language?: Language;
}

/** Adds what every command that runs a study has, before the options of all commands. */
export const addStudyOptions = (command: Command): Command =>
  command
    .option(
      "--only <stages>",
      "run these stages (a,b or several times) and what they need; write their tables and figures alone",
      (text: string, before: readonly string[] = []) => [...before, ...text.split(",").map((name) => name.trim())],
    )
    .option("--from <stage>", "make this stage, all after it in the file and all that need one of them anew")
    .option("--dry-run", "print what would be made, and what it would take, and make nothing")
    .option(
      "--cache <folder>",
      "keep what stages make here, for this study alone (default: .cache in the folder of the results); it holds columns of the data: delete the folder to remove them",
    )
    .option("--no-cache", "make everything anew and keep nothing")
    .addOption(
      new Option("--language <language>", "language of the report; default that of the study file").choices(LANGUAGES),
    );
