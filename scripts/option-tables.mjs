// What documentation and types say of options, made of the verbs' declarations: the table of options of a page, between its markers,
// and in dist/ the interface of a verb's options with a sentence for each.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { importSource } from "./bundles.mjs";

const sources = dirname(dirname(fileURLToPath(import.meta.url)));
const { flagOf } = await importSource(sources, "src/declare/option.ts");
const { verbs } = await importSource(sources, "src/verbs/catalogue.ts");
const { tradeVerbs } = await importSource(sources, "src/trade/catalogue.ts");
const catalogues = { verbs, trade: tradeVerbs };
const all = Object.entries(catalogues).flatMap(([room, declared]) =>
  Object.values(declared).map((verb) => ({ ...verb, room })),
);

const BEGIN = ({ name, room }) =>
  `<!-- options of ${name}: generated from src/${room} by scripts/check-generated.mjs -->`;
const END = "<!-- end of options -->";

/** Pages with a table of options, as generated files. */
export const optionPages = all.map((verb) => ({
  file: `docs/${verb.page ?? verb.name}.md`,
  from: `the options of ${verb.name}`,
  make(page) {
    const begin = page.indexOf(BEGIN(verb));
    const end = page.indexOf(END, begin);
    if (begin < 0 || end < 0) throw new Error(`${this.file} lacks the markers ${BEGIN(verb)} and ${END}`);
    return `${page.slice(0, begin)}${BEGIN(verb)}\n${tableOf(verb)}\n${page.slice(end)}`;
  },
}));

/** A row an option: in the API, on the command line, what it is; `flags` are of the command alone, beside options or in their place. */
function tableOf({ options, flags = {}, second }) {
  const rows = Object.entries({ ...options, ...flags });
  const owners = [...new Set(rows.flatMap(([, { of }]) => of?.join(", ") ?? []))];
  const ownedBy = (owner) => rows.filter(([, { of }]) => (of?.join(", ") ?? "") === owner).map(rowOf);
  const table =
    second === undefined
      ? []
      : [`| (the second table) | \`--${second.flag} <file>\` | ${second.description}. Required. |`];
  return [
    [...HEAD, ...table, ...ownedBy("")].join("\n"),
    ...owners.map(
      (owner) => `Options of \`${owner.replaceAll(", ", "`, `")}\`:\n\n${[...HEAD, ...ownedBy(owner)].join("\n")}`,
    ),
  ].join("\n\n");

  function rowOf([name, asked]) {
    const option = options[name] ?? asked;
    const flag = flagOf(name, asked);
    const shape = asked.type.kind === "flag" ? "" : asked.bare ? ` [${asked.shape}]` : ` <${asked.shape}>`;
    const written = flag === null ? "" : `\`--${flag}${shape}\`${asked.without ? `, \`--no-${flag}\`` : ""}`;
    const longer = asked.description.startsWith(option.description);
    const said = longer ? sentence({ ...option, description: asked.description }) : sentence(option);
    const several = longer ? "" : ` On the command line ${asked.description}.`;
    const given = name in options ? `\`${name}\`` : "";
    return `| ${given} | ${written} | ${(said + several).replaceAll("|", "\\|")} |`;
  }
}

const HEAD = ["| option | command line | is |", "|---|---|---|"];

/** `The draws, from 2 to 99. Default 9.` */
function sentence({ description, presence, type, without, default: otherwise }) {
  const choices = type.kind === "choice" ? `: ${type.choices.map((choice) => `\`${choice}\``).join(", ")}` : "";
  const facts = [
    `${description.charAt(0).toUpperCase()}${description.slice(1)}${choices}.`,
    ...(without === undefined ? [] : [`Without: ${without}.`]),
    ...(presence === "required" ? ["Required."] : []),
    ...(otherwise === undefined ? [] : [`Default ${JSON.stringify(otherwise)}.`]),
  ];
  return facts.join(" ");
}

const EXTENDS = /^export interface (\w+) extends OptionsOf<typeof (\w+)> \{\s*\}$/gm;

/** Files that declare options. */
const DECLARING = ["verb.d.ts", "options.d.ts"];

/** Writes options out in the `.d.ts` that declares them: `readonly draws?: number`, with what it is above it. */
export function writeOptionTypes(root) {
  const types = join(root, "dist/types");
  for (const file of readdirSync(types, { recursive: true }).filter((name) => DECLARING.includes(basename(name)))) {
    const path = join(types, file);
    const text = readFileSync(path, "utf8");
    const written = text.replace(EXTENDS, (_, type, constant) => {
      const values = typesOf(text, constant);
      const of = declared([...values.keys()]);
      if (of === undefined) throw new Error(`${path}: no verb has the options of ${type}`);
      const members = of.map(([key, option]) => {
        const mark = option.presence === "required" ? "" : "?";
        return `    /** ${sentence(option)} */\n    readonly ${key}${mark}: ${values.get(key)};`;
      });
      return `export interface ${type} {\n${members.join("\n")}\n}`;
    });
    writeFileSync(path, written);
  }
}

/** Options by name, of a verb that has these, or of the first that has them among others or as flags. */
function declared(names) {
  const entries = ({ options, flags = {} }) => Object.entries({ ...flags, ...options });
  const having = all.filter((verb) => names.every((name) => name in verb.options || name in (verb.flags ?? {})));
  const of = having.find(({ options }) => Object.keys(options).length === names.length) ?? having[0];
  return of && entries(of).filter(([name]) => names.includes(name));
}

/** The types of values, by name, as the compiler has written them: `draws: ...Option<number, "default">;`, over lines or in one. */
function typesOf(text, constant) {
  const begin = text.indexOf(`declare const ${constant}: {`);
  const [, ...members] = text.slice(begin, text.indexOf("\n};", begin)).split(/\n {4}(?=\w+: )/);
  return new Map(members.map((member) => /^(\w+): .*?\bOption<(.*), "\w+">;$/s.exec(member).slice(1)));
}
