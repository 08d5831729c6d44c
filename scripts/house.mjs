/**
 * The house in numbers: lines of each package by what they are, and what packages import of each other. Prints them, and fails where a
 * package is over its budget of lines, or where there are more imports up, mutual pairs, arrows or deep imports than house.json allows.
 * What has fallen is lowered there; a budget is raised by an edit of house.json, whose commit says why.
 *
 * A package is a list of paths; a file belongs to the one with the longest path that it begins with. An import between packages is `up`
 * where the package it names stands later in the list, and `deep` where the file it names is no entry of that package. `--imports A B`
 * lists the imports of A that name B.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "..");
const { packages, limits } = JSON.parse(readFileSync(join(import.meta.dirname, "house.json"), "utf8"));
const names = Object.keys(packages);

const owners = names
  .flatMap((name) => packages[name].paths.map((path) => ({ name, path })))
  .sort((a, b) => b.path.length - a.path.length);
const packageOf = (file) => owners.find(({ path }) => file.startsWith(path)).name;
const isEntry = (file) => packages[packageOf(file)].entries?.includes(file) ?? false;

const files = ["src", "assembly", "web/src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.gen|\.d)\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
);
const known = new Set(files);

/** The file of ours that `from` names by `specifier`. */
function imported(from, specifier) {
  if (!specifier.startsWith(".")) return undefined;
  const path = join(dirname(from), specifier).replace(/\.js$/, "");
  return [`${path}.ts`, `${path}.tsx`, path, `${path}/index.ts`].find((file) => known.has(file));
}

const KINDS = ["code", "types", "imports", "comments", "blank"];
const KIND_OF = new Map([
  [ts.SyntaxKind.ImportDeclaration, "imports"],
  [ts.SyntaxKind.InterfaceDeclaration, "types"],
  [ts.SyntaxKind.TypeAliasDeclaration, "types"],
]);

/** How many lines of `text` are of each kind: a line of code is of the statement of the file that it stands in. */
function countLines(text) {
  const tree = ts.createSourceFile("", text, ts.ScriptTarget.Latest);
  const lines = text.split("\n").slice(0, -1);
  const kinds = lines.map((line) =>
    line.trim() === "" ? "blank" : /^\s*(\/\/|\/\*|\*)/.test(line) ? "comments" : "code",
  );
  for (const statement of tree.statements) {
    const kind = KIND_OF.get(statement.kind);
    if (kind === undefined) continue;
    const [from, to] = [statement.getStart(tree), statement.end].map(
      (at) => tree.getLineAndCharacterOfPosition(at).line,
    );
    for (let line = from; line <= to; line++) if (kinds[line] === "code") kinds[line] = kind;
  }
  return Object.fromEntries(KINDS.map((kind) => [kind, kinds.filter((each) => each === kind).length]));
}

const measured = Object.fromEntries(
  names.map((name) => [name, { files: 0, ...Object.fromEntries(KINDS.map((k) => [k, 0])) }]),
);
const across = [];
for (const file of files) {
  const text = readFileSync(join(root, file), "utf8");
  const own = measured[packageOf(file)];
  own.files += 1;
  for (const [kind, count] of Object.entries(countLines(text))) own[kind] += count;
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    const target = imported(file, fileName);
    if (target !== undefined && packageOf(target) !== packageOf(file)) {
      across.push({ file, target, from: packageOf(file), to: packageOf(target) });
    }
  }
}

const isUp = ({ from, to }) => names.indexOf(to) > names.indexOf(from);
const arrows = new Set(across.map(({ from, to }) => `${from} ${to}`));
const found = {
  arrows: [...arrows].filter((arrow) => !arrow.startsWith("page ")).length,
  up: across.filter(isUp).length,
  mutual: [...arrows].filter((arrow) => arrows.has(arrow.split(" ").reverse().join(" "))).length / 2,
  deep: across.filter(({ target }) => !isEntry(target)).length,
};

const [asked, from, to] = process.argv.slice(2);
if (asked === "--imports") {
  for (const each of across) if (each.from === from && each.to === to) console.log(`${each.file} -> ${each.target}`);
  process.exit(0);
}

const total = (own) => KINDS.reduce((sum, kind) => sum + own[kind], 0);
const row = (cells) => cells.map((cell, i) => (i === 0 ? String(cell).padEnd(9) : String(cell).padStart(9))).join("");
console.log(row(["package", "files", "lines", "budget", ...KINDS]));
for (const name of names) {
  const own = measured[name];
  console.log(row([name, own.files, total(own), packages[name].lines, ...KINDS.map((kind) => own[kind])]));
}
console.log(`\n${row(["imports", ...names])}`);
for (const from of names) {
  console.log(
    row([from, ...names.map((to) => across.filter((each) => each.from === from && each.to === to).length || "")]),
  );
}
console.log(
  `\n${Object.entries(found)
    .map(([what, count]) => `${what} ${count} (at most ${limits[what]})`)
    .join(", ")}`,
);

const wrong = [
  ...names
    .filter((name) => total(measured[name]) > packages[name].lines)
    .map((name) => `${name} has ${total(measured[name])} lines, over its budget of ${packages[name].lines}.`),
  ...Object.keys(limits)
    .filter((what) => found[what] > limits[what])
    .map((what) => `${what}: ${found[what]}, and house.json allows ${limits[what]}.`),
];
for (const each of wrong) console.error(each);
process.exitCode = wrong.length === 0 ? 0 : 1;
