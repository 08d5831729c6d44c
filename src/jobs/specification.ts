/**
 * The file that says what is done as tasks: a command, how many tasks, where their parts go, who runs them. Its schema is the one
 * declaration of its keys. Knows nothing of files beyond the name it is given.
 */
import { isNode } from "yaml";
import { z } from "zod";
import { didYouMean } from "../base/did-you-mean.js";
import { UsageError } from "../base/errors.js";
import { textHoldsSecret } from "../base/secrets.js";
import { locatedYaml } from "../declare/located-yaml.js";

/** As many as a schedule can be looked over, and more than Slurm lets into one array unless set up otherwise. */
const MOST_TASKS = 10_000;

const words = z.union([z.string().regex(/\S/, "expected a text or a list of words"), z.array(z.string()).min(1)], {
  error: "expected a text or a list of words",
});
const line = z.string().regex(/^[^\r\n]*$/, "expected one line");

const slurm = z
  .strictObject({
    partition: line.min(1).optional().describe("--partition"),
    account: line.min(1).optional().describe("--account"),
    time: z
      .union([line.min(1), z.number()])
      .optional()
      .describe("--time of a task, such as '02:00:00' or minutes"),
    memory: line.min(1).optional().describe("--mem of a task, such as 4G"),
    options: z.array(line.min(1)).default([]).describe("further options of sbatch, such as --qos=short"),
    before: z.array(line).default([]).describe("lines of shell before each task, such as 'module load nodejs'"),
  })
  .describe("what Slurm is asked for");

const specification = z.strictObject({
  command: words.describe(
    "the command line: a text, split as a shell does (quotes, backslashes, no $), or a list of words",
  ),
  files: words
    .optional()
    .describe(
      "files or patterns with * and ?: the command runs once for each, {file} in its words standing for its path, {name} for its name",
    ),
  tasks: z
    .int()
    .min(1)
    .max(MOST_TASKS)
    .default(8)
    .describe("tasks that the draws are shared by; with files, one a file"),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe("where plan, parts and logs go; nodes must share it (default: job.job for job.yaml)"),
  out: z
    .string()
    .min(1)
    .optional()
    .describe("with files: the file of all results (default: results.json in the folder)"),
  runner: z.enum(["local", "slurm"]).default("local").describe("who runs the tasks: local or slurm"),
  workers: z.int().min(1).optional().describe("tasks at a time (default: all cores, or as many as Slurm grants)"),
  threads: z.int().min(1).default(1).describe("threads of each task; results do not depend on it"),
  attempts: z.int().min(1).max(100).default(3).describe("how often a task is started that was lost"),
  slurm: slurm.prefault({}),
});

/** A key, by its path, and what it is. */
export interface JobKey {
  readonly name: string;
  readonly description: string;
  /** Where it may be left out for something else than nothing. */
  readonly otherwise?: unknown;
}

/** A schema of keys, as far as help goes. */
interface KeySchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, KeySchema>>;
}

/** All keys, in their order. */
export function jobKeys(): JobKey[] {
  const keysOf = ({ properties = {} }: KeySchema, above: string): JobKey[] =>
    Object.entries(properties).flatMap(([key, schema]) => {
      const { description = "", default: otherwise } = schema;
      if (schema.properties !== undefined) return keysOf(schema, `${above}${key}.`);
      const isSaid = otherwise !== undefined && !Array.isArray(otherwise);
      return [{ name: above + key, description, ...(isSaid ? { otherwise } : {}) }];
    });
  return keysOf(z.toJSONSchema(specification, { io: "input" }) as KeySchema, "");
}

export type Runner = z.infer<typeof specification>["runner"];

export interface JobSpec extends Omit<z.infer<typeof specification>, "command" | "files" | "folder"> {
  readonly command: readonly string[];
  readonly files: readonly string[] | null;
  readonly folder: string;
}

/**
 * The specification in `source`, YAML or JSON; `name` stands for it in messages and gives the folder its default name. Throws UsageError
 * `jobs_syntax`, `jobs_key`, `jobs_value`, with line and column, and `jobs_credential`.
 */
export function parseSpecification(source: string, name: string): JobSpec {
  const { document, place, fault } = locatedYaml(source, name);
  if (fault !== undefined) {
    throw new UsageError("jobs_syntax", `${fault.at}: ${fault.message}.`, { got: fault.code, file: name });
  }
  const parsed = specification.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const path = issue.path.map(String);
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    const at = place(isNode(node) ? (node.range?.[0] ?? 0) : 0);
    if (issue.code === "unrecognized_keys") throw unknownKey(at, issue.keys[0]!, path);
    const message = issue.message.replace(/^Invalid input: /, "");
    throw new UsageError("jobs_value", `${at}: ${path.join(".") || "the specification"}: ${message}.`, {
      path,
      file: name,
    });
  }
  const { command, files, folder, ...rest } = parsed.data;
  const called = typeof command === "string" ? wordsOf(command) : command;
  const own = called[0] === "wasmetrics" ? called.slice(1) : called;
  refuseCredentials(own);
  if (files === undefined && rest.out !== undefined) {
    const message = `${name}: out is for the results of many files; draws go where the command's own --out says.`;
    throw new UsageError("jobs_value", message, { got: rest.out, file: name });
  }
  return Object.freeze({
    ...rest,
    command: own,
    files: files === undefined ? null : typeof files === "string" ? [files] : files,
    folder: folder ?? `${name.replace(/\.(ya?ml|json)$/i, "")}.job`,
  });
}

function unknownKey(at: string, key: string, path: readonly string[]): UsageError {
  const known = Object.keys(path[0] === "slurm" ? slurm.shape : specification.shape);
  return new UsageError(
    "jobs_key",
    `${at}: unknown key '${key}'; there are ${known.join(", ")}${didYouMean(key, known)}`,
    { got: key, expected: known },
  );
}

/** Words of a command line, split as a shell does it: blanks, quotes and backslashes; nothing is put in for $ or *. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (const [part] of text.matchAll(/\s+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\]+|./gs)) {
    if (/^\s/.test(part)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (/^['"\\]$/.test(part)) {
      throw new UsageError("jobs_value", `The command has an open ${part}: ${text}`, {
        got: text,
        expected: "closed quotes",
      });
    } else word = (word ?? "") + unquoted(part);
  }
  return word === null ? words : [...words, word];
}

function unquoted(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('"'))
    return part
      .slice(1, -1)
      .replace(/\\(["\\$`])/g, "$1")
      .replace(/\\\n/g, "");
  return part.startsWith("\\") ? part.slice(1).replace("\n", "") : part;
}

/** A secret would stand in the plan, in scripts and in the list of processes. */
function refuseCredentials(words: readonly string[]): void {
  const at = words.findIndex(textHoldsSecret);
  if (at < 0) return;
  throw new UsageError(
    "jobs_credential",
    `Word ${at + 1} of the command holds a password or a token, which the tasks would show to others: leave it out, and set it in the environment of the tasks.`,
    { expected: "an address without a password" },
  );
}
