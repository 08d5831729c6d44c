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
const { transcriptionJsonSchema } = await importSource(root, "src/audit/read/transcription/schema.ts");
const { COMMANDS } = await importSource(root, "src/cli/commands.ts");
const { pageHeaders, policyOf } = await importSource(root, "src/cli/serve/headers.ts");
const { RULES } = await importSource(root, "src/audit/rules/rules.ts");
const { ruleText } = await importSource(root, "src/audit/report/rule-words.ts");
const { FEW_CLUSTERS } = await importSource(root, "src/regression/few-clusters.ts");
const { jobKeys } = await importSource(root, "src/jobs/specification.ts");

const LIST = [
  "<!-- commands: generated from src/cli/commands.ts by scripts/check-generated.mjs -->",
  "<!-- end of commands -->",
];

const KEYS = [
  "<!-- keys of a job: generated from src/jobs/specification.ts by scripts/check-generated.mjs -->",
  "<!-- end of keys -->",
];

/** The page of jobs with a row a key. */
function withKeys(page) {
  const rows = jobKeys().map(
    ({ name, description, otherwise }) => `| \`${name}\` | ${otherwise ?? ""} | ${description} |`,
  );
  return between(page, KEYS, ["| key | default | |", "|---|---|---|", ...rows].join("\n"));
}

const RULES_OF_AUDIT = [
  "<!-- rules of the audit: generated from src/audit/rules by scripts/check-generated.mjs -->",
  "<!-- end of rules -->",
];

/** The page of the audit with a row a rule. */
function withRules(page) {
  const rows = RULES.map(({ name }) => `| \`${name}\` | ${ruleText(name, "en")} |`);
  return between(page, RULES_OF_AUDIT, ["| rule | judges |", "|---|---|", ...rows].join("\n"));
}

const CUTS = [
  "<!-- cuts: generated from src/regression/few-clusters.ts by scripts/check-generated.mjs -->",
  "<!-- end of cuts -->",
];

/** The page of few clusters with a row a cut: its name, number and evidence, as the source's comments have them. */
function withCuts(page) {
  const source = readFileSync(join(root, "src/regression/few-clusters.ts"), "utf8");
  const cuts = [...source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s+(\w+): ([^,\n]+),\n/g)];
  const missing = Object.keys(FEW_CLUSTERS).filter((name) => !cuts.some(([, , found]) => found === name));
  if (missing.length > 0) throw new Error(`few-clusters.ts has no comment before ${missing.join(", ")}`);
  const rows = cuts.map(([, comment, name, value]) => {
    const evidence = comment.replaceAll(/\s+(\* )?/g, " ").trim();
    return `| \`${name}\` | ${value.replace(" / ", "/")} | ${evidence} |`;
  });
  return between(
    page,
    CUTS,
    ["| cut | number | what it decides, and the evidence |", "|---|---|---|", ...rows].join("\n"),
  );
}

const HEADERS = [
  "<!-- headers: generated from src/cli/serve/headers.ts and web/index.html by scripts/check-generated.mjs -->",
  "<!-- end of headers -->",
];

/** The page of the page with the headers of a host, as some hosts take them. */
function withHeaders(page) {
  const headers = Object.entries(pageHeaders(policyOf(readFileSync(join(root, "web/index.html"), "utf8"))));
  const block = (language, lines) => [`\`\`\`${language}`, ...lines, "```"].join("\n");
  const blocks = [
    "Netlify, Cloudflare Pages (a file `_headers` beside `index.html`):",
    block("", ["/*", ...headers.map(([name, value]) => `  ${name}: ${value}`)]),
    "nginx (`always` sends them with errors, too; a block within that adds headers must repeat them):",
    block("nginx", [
      "location /wasmetrics/ {",
      ...headers.map(([name, value]) => `  add_header ${name} "${value}" always;`),
      "}",
    ]),
    "Apache (a file `.htaccess` beside `index.html`; needs `mod_headers`):",
    block(
      "apache",
      headers.map(([name, value]) => `Header always set ${name} "${value}"`),
    ),
  ];
  return between(page, HEADERS, blocks.join("\n\n"));
}

/** `page` with `made` between two marks. */
function between(page, marks, made) {
  const [begin, end] = marks.map((mark) => page.indexOf(mark));
  if (begin < 0 || end < begin) throw new Error(`a page lacks the markers ${marks.join(" and ")}`);
  return `${page.slice(0, begin)}${marks[0]}\n${made}\n${page.slice(end)}`;
}

/** README with a row a command: what it takes, what it answers, its page. */
function withCommands(readme) {
  const rows = COMMANDS.map(({ name, operands, summary, page }) => {
    const taken = operands.replace(/^\[options\] ?/, "");
    return `| \`${name}${taken === "" ? "" : ` ${taken}`}\` | ${summary} | [${page.replace(/#.*/, "")}](${page}) |`;
  });
  return between(readme, LIST, ["| command | answers | guide |", "|---|---|---|", ...rows].join("\n"));
}

const GENERATED = [
  { file: "README.md", from: "src/cli/commands.ts", make: withCommands },
  { file: "src/engine/wasm/signatures.gen.ts", from: "assembly/", make: () => renderSignatures(readSignatures(root)) },
  { file: "examples/study.schema.json", from: "src/study/file/schema.ts", make: studyJsonSchema },
  { file: "examples/audit.schema.json", from: "src/audit/read/transcription/schema.ts", make: transcriptionJsonSchema },
  { file: "docs/jobs.md", from: "src/jobs/specification.ts", make: withKeys },
  { file: "docs/audit.md", from: "src/audit/rules", make: withRules },
  { file: "docs/few-clusters.md", from: "src/regression/few-clusters.ts", make: withCuts },
  { file: "docs/page.md", from: "src/cli/serve/headers.ts", make: withHeaders },
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
