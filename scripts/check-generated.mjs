// Fails when a committed generated file differs from what its sources give; `--write` writes them instead.
// Needs the generated modules of a build.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { importSource } from "./bundles.mjs";
import { optionPages } from "./option-tables.mjs";
import { readSignatures, renderSignatures } from "./signatures.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { studyJsonSchema } = await importSource(root, "src/study/file/schema.ts");
const { COMMANDS } = await importSource(root, "src/cli/commands.ts");

const LIST = [
  "<!-- commands: generated from src/cli/commands.ts by scripts/check-generated.mjs -->",
  "<!-- end of commands -->",
];

/** README with a row a command: what it takes, what it answers, its page. */
function withCommands(readme) {
  const [begin, end] = LIST.map((mark) => readme.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`README.md lacks the markers ${LIST.join(" and ")}`);
  const rows = COMMANDS.map(({ name, operands, summary, page }) => {
    const taken = operands.replace(/^\[options\] ?/, "");
    return `| \`${name}${taken === "" ? "" : ` ${taken}`}\` | ${summary} | [${page.replace(/#.*/, "")}](${page}) |`;
  });
  const table = ["| command | answers | guide |", "|---|---|---|", ...rows].join("\n");
  return `${readme.slice(0, begin)}${LIST[0]}\n${table}\n${readme.slice(end)}`;
}

const GENERATED = [
  { file: "README.md", from: "src/cli/commands.ts", make: withCommands },
  { file: "src/engine/wasm/signatures.gen.ts", from: "assembly/", make: () => renderSignatures(readSignatures(root)) },
  { file: "examples/study.schema.json", from: "src/study/file/schema.ts", make: studyJsonSchema },
  ...optionPages,
];

for (const generated of GENERATED) {
  const { file, from } = generated;
  const path = join(root, file);
  const made = generated.make(readFileSync(path, "utf8"));
  if (process.argv.includes("--write")) writeFileSync(path, made);
  if (readFileSync(path, "utf8") !== made) {
    console.error(`${file} is stale: run 'npm run build && node scripts/check-generated.mjs --write' and commit it`);
    process.exit(1);
  }
  console.log(`${file} matches ${from}`);
}
