/**
 * A deposit without data lets none of them out: every kind of stage runs on data whose units and firms have names of their own and whose
 * cells have many digits; then every file of the deposit, unpacked and decoded, is searched for these names and cells, by a search of the
 * test's own. What the check would let through unsaid, this finds.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Column } from "../../../src/base/columns.js";
import type { Table } from "../../../src/data/table/table.js";
import { formatCsv } from "../../../src/data/table/write-csv.js";
import { run } from "../../support/run-cli.js";
import { readExample } from "../read-example.js";
import { EVERY_KIND } from "../run/every-kind.js";

const root = mkdtempSync(join(tmpdir(), "disclosure-"));
const mine = join(root, "PRIVATE_place");
const deposit = join(root, "deposit");
afterAll(() => rmSync(root, { recursive: true }));

/** Names that nothing else has. */
const NAMED = /ZZ(?:UNIT|FIRM)_\w+/g;
const renamed: Readonly<Record<string, string>> = { city: "ZZUNIT_", firm: "ZZFIRM_" };

const disguised = ({ columns }: Table): Column[] =>
  columns.map((column) => {
    const head = renamed[column.name];
    return column.kind === "text" && head !== undefined
      ? { ...column, levels: column.levels.map((name) => `${head}${name}`) }
      : column;
  });

/** Cells with six digits or more, ascending. */
let cells = new Float64Array(0);
const study = (cleared: Readonly<Record<string, string>>): string =>
  `${EVERY_KIND.replace(
    "{ cities: cities.csv, customs: customs.csv }",
    "{ cities: { file: cities.csv, provided: false }, customs: { file: customs.csv, provided: false } }",
  )}replication: { cleared: ${JSON.stringify(cleared)} }\n`;

let refused: readonly { readonly name: string }[] = [];

beforeAll(async () => {
  mkdirSync(mine);
  const { tables } = await readExample("smart-city");
  const found: number[] = [];
  for (const [name, table] of tables) {
    const columns = disguised(table);
    writeFileSync(join(mine, `${name}.csv`), formatCsv(columns));
    for (const column of columns) {
      if (column.kind === "numeric")
        found.push(...column.values.filter((value) => digitsOf(String(Math.abs(value))) >= 6));
    }
  }
  cells = Float64Array.from(new Set(found.map(Math.abs))).sort();
  writeFileSync(join(mine, "study.yaml"), study({}));
  const first = await run("study", join(mine, "study.yaml"), "--replication", deposit, "--json", "--quiet");
  expect(first.status).toBe(1);
  const { error } = JSON.parse(first.stdout) as { error: { code: string; detail: { got: typeof refused } } };
  expect(error.code).toBe("replication_disclosure");
  expect(() => readdirSync(deposit)).toThrow();
  refused = error.detail.got;
  writeFileSync(join(mine, "study.yaml"), study(Object.fromEntries(refused.map(({ name }) => [name, "a test"]))));
  const second = await run("study", join(mine, "study.yaml"), "--replication", deposit, "--quiet");
  expect(second.stderr).toBe("");
  expect(second.status).toBe(0);
}, 300_000);

function digitsOf(text: string): number {
  const [mantissa] = text.toLowerCase().split("e") as [string];
  return mantissa.replace(".", "").replace(/^0+|0+$/g, "").length;
}

/** Whether a number of at least six digits is a cell, rounded to them. */
function isCell(written: string): boolean {
  const value = Math.abs(Number(written.replaceAll(",", "").replace("−", "-")));
  const digits = Math.min(digitsOf(written.replace(/[-−]/, "").replaceAll(",", "")), 17);
  if (digits < 6) return false;
  let [low, high] = [0, cells.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cells[middle]! < value * (1 - 1e-5)) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < cells.length && cells[i]! <= value * (1 + 1e-5); i++) {
    if (Number(cells[i]!.toPrecision(digits)) === value) return true;
  }
  return false;
}

/** What a file of the deposit gives away; places of drawings, in pixels, are no data. */
function leaksOf(path: string, bytes: Uint8Array): string[] {
  if (/\.(?:png|tgz)$/.test(path)) return [];
  if (path.endsWith(".docx")) {
    return Object.entries(unzipSync(bytes)).flatMap(([name, part]) =>
      name.endsWith(".png") ? [] : leaksOf(name, new TextEncoder().encode(strFromU8(part).replaceAll(/<[^>]*>/g, " "))),
    );
  }
  const text = new TextDecoder().decode(bytes);
  const packed = [...text.matchAll(/;base64,([\w+/=]+)/g)].map(([, code]) => Buffer.from(code!, "base64"));
  const inside = packed.flatMap((part) => leaksOf(part[0] === 0x50 ? "part.docx" : "part.png", part));
  const words = text.replaceAll(/;base64,[\w+/=]+/g, "").replaceAll(/\\(?=[^\p{L}\s])/gu, "");
  const prose = words.replaceAll(/<svg[\s\S]*?<\/svg>/g, (svg) => svg.replaceAll(/<[^>]*>/g, " "));
  const numbers = prose.match(/(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?!\w)/gi) ?? [];
  return [
    ...(words.match(NAMED) ?? []),
    ...(words.match(/PRIVATE_place/g) ?? []),
    ...numbers.filter(isCell),
    ...inside,
  ];
}

const files = (): string[] =>
  readdirSync(deposit, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(deposit.length + 1));

test("no file but those cleared by name shows a name or a cell; reports and maps show what these do", () => {
  const leaks = new Map(files().map((path) => [path, leaksOf(path, readFileSync(join(deposit, path)))]));
  const isCleared = (path: string): boolean =>
    refused.some(({ name }) => path === name || path.startsWith(`results/${name}.`));
  const shown = new Set([...leaks].filter(([path]) => isCleared(path)).flatMap(([, found]) => found));
  const held = ["results/report.html", "results/report.md", "results/report.docx", "results/exhibits.json"];
  const given = [...leaks]
    .filter(([path]) => !isCleared(path))
    .map(
      ([path, found]) =>
        [path, [...new Set(found)].filter((leak) => !held.includes(path) || !shown.has(leak))] as const,
    )
    .filter(([, found]) => found.length > 0);
  expect(given).toEqual([]);
});

test("no rows, no record of single units, no sums or hashes of either", () => {
  const all = files();
  const tables = all.filter((path) => path.endsWith(".csv")).map((path) => path.slice("results/".length, -4));
  const map = JSON.parse(readFileSync(join(deposit, "results/exhibits.json"), "utf8")) as {
    exhibits: { id: string }[];
  };
  expect(tables.filter((id) => !map.exhibits.some((exhibit) => exhibit.id === id))).toEqual([]);
  expect(
    all.filter((path) => /results\.json|panel|quality_|^rows\/|^data\/|\.cache|\.parquet|timing/.test(path)),
  ).toEqual([]);
  for (const list of ["SHA256SUMS", "results/manifest.json", "replication.json"]) {
    expect(readFileSync(join(deposit, list), "utf8")).not.toMatch(/panel\.csv|results\.json|quality_city|_units\.csv/);
  }
});

test("its README says by which rule, and what was cleared by whom", () => {
  const readme = readFileSync(join(deposit, "README.md"), "utf8");
  expect(readme).toContain("fewer than 5 units");
  for (const { name } of refused) expect(readme).toContain(`\`${name}\` was cleared by name: a test`);
});

test("what shows units is refused unless it is cleared: matched scores, minima, leave-one-out, names, histories", () => {
  expect(refused.length).toBeGreaterThan(3);
});
