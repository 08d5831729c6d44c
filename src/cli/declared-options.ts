/**
 * Options as a verb declares them on the command line: flags with their help, and what the user gave as options of the verb.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { bareName, splitOutside } from "../base/column-names.js";
import { requireValue } from "../declare/check.js";
import {
  type Option as Declared,
  FileValue,
  flagOf,
  type Options,
  type OptionsOf,
  UNNAMED,
  Unreadable,
} from "../declare/option.js";
import { type MaxMemoryFlag, type ReadingLimit, readingLimit } from "./max-memory.js";
import { naming } from "./named-files.js";
import { readDataFile } from "./piped-data.js";
import { parseNumber, parsePositiveInteger, parseWholeNumber } from "./shared.js";

/** What commander makes of a command's flags; `formerly` is what it has to say of names that have changed. */
export type Flags = Readonly<Record<string, unknown>> & MaxMemoryFlag & { readonly formerly?: readonly string[] };

/** Adds a flag for each option that the command line can give, and the names it had before, hidden. */
export function addDeclared(command: Command, declared: Options): Command {
  for (const [name, option] of Object.entries(declared)) {
    const flag = flagOf(name, option);
    if (flag === null) continue;
    const made = commandOption(flag, option);
    command.addOption(made.makeOptionMandatory(option.presence === "required"));
    if (option.without !== undefined) command.addOption(new Option(`--no-${flag}`, option.without));
    for (const former of option.formerly ?? []) {
      const alias = commandOption(former, option).hideHelp();
      alias.attributeName = () => made.attributeName();
      command.addOption(alias).on(`option:${former}`, () => sayFormerly(command, `--${former} is now --${flag}`));
    }
  }
  return command;
}

/** Notes that a name has changed, for the command to say when it runs. */
export function sayFormerly(command: Command, words: string): void {
  const { formerly = [] } = command.opts<Flags>();
  command.setOptionValue("formerly", [...formerly, `${words}; the old name goes on working`]);
}

/** A value, or each of a list of them, with the files read that it names. */
async function withFilesRead(value: unknown, limit: ReadingLimit): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each) => withFilesRead(each, limit)));
  return value instanceof FileValue ? value.of(await readDataFile(value.file, { text: value.text, ...limit })) : value;
}

/** What the user gave, as options of the verb; tables are read from their files. Throws as `readDataFile`, and what `read` and `gather` throw. */
export async function declaredOptions<O extends Options>(declared: O, flags: Flags): Promise<OptionsOf<O>> {
  const given: Record<string, unknown> = {};
  const limit = readingLimit(flags);
  for (const [name, option] of Object.entries(declared)) {
    const flag = flagOf(name, option);
    const value = flag === null ? undefined : flags[new Option(`--${flag}`).attributeName()];
    if (value !== undefined) given[name] = await madeOf(option, value, limit);
  }
  return given as OptionsOf<O>;
}

/** The value of an option, of what commander has made of its flags. */
function madeOf({ type }: Declared, parsed: unknown, limit: ReadingLimit): unknown {
  if (type.kind === "table") {
    const { numericNames } = type;
    return readDataFile(parsed as string, { ...(numericNames && { numericNames }), ...limit });
  }
  if (type.kind === "value" && type.gather !== undefined) return type.gather(parsed as readonly string[]);
  return withFilesRead(parsed, limit);
}

function commandOption(flag: string, declared: Declared): Option {
  const { type, shape, description, default: otherwise, bare } = declared;
  const value = type.kind === "flag" ? "" : bare ? ` [${shape}]` : ` <${shape}>`;
  const facts = [
    ...(type.kind === "choice" ? [`choices: ${type.choices.map((choice) => JSON.stringify(choice)).join(", ")}`] : []),
    ...(otherwise === undefined || otherwise === false ? [] : [`default: ${shown(otherwise)}`]),
  ];
  const option = new Option(`--${flag}${value}`, `${description}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`);
  if (declared.of !== undefined) option.helpGroup(`Options of ${declared.of.join(", ")}:`);
  const file = type.kind === "table" ? "read" : declared.file;
  if (file !== undefined) naming(file, option);
  const parse = parserOf(flag, declared);
  return parse === null ? option : option.argParser(parse);
}

const shown = (value: unknown): string => JSON.stringify(Array.isArray(value) ? value.join(",") : value);

/** Words are refused by the verb if they are none of `words`, what looks like a number but can't serve likewise. */
const numberOrWord = (text: string, words: readonly string[]): number | string => {
  if (words.includes(text)) return text;
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new InvalidArgumentError(`expected ${words.join(", ")} or a number`);
};

/** How the text behind a flag is read; null: as it is, refused by the verb if it has a code of its own for that. */
function parserOf(flag: string, declared: Declared): ((text: string, before: unknown) => unknown) | null {
  const { type, code } = declared;
  switch (type.kind) {
    case "list":
      return (text) => splitOutside(text, ",");
    case "column":
      return bareName;
    case "numbers":
      return (text) => text.split(",").map(parseNumber);
    case "number":
      if (type.words !== undefined) return (text) => numberOrWord(text, type.words ?? []);
      if (!type.whole) return parseNumber;
      return (type.min ?? 0) > 0 ? parsePositiveInteger : parseWholeNumber;
    case "choice":
      return (text) => {
        const meant = type.choices.find((choice) => String(choice) === text);
        if (meant !== undefined) return meant;
        if (code !== UNNAMED) requireValue(flag, { ...declared, called: `--${flag}` }, text);
        throw new InvalidArgumentError(`Allowed choices are ${type.choices.join(", ")}.`);
      };
    case "value":
      return (text, before) => {
        try {
          const value = type.read(text);
          return type.several ? [...((before as readonly unknown[] | undefined) ?? []), value] : value;
        } catch (error) {
          throw error instanceof Unreadable ? new InvalidArgumentError(error.message) : error;
        }
      };
    default:
      return null;
  }
}
