/**
 * A secret that opened a connection stands in nothing that comes of it: files of a study, what is printed, plans, statements explained, kept
 * stages, errors of statements. Asked of a real server, as only a connection that stands gets so far.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { strFromU8, unzipSync } from "fflate";
import { expect, it } from "vitest";
import { csvOf, STUDY, smallRows } from "../study/small-study.js";
import { run } from "../support/run-cli.js";
import type { TestTable } from "./support.js";

/** The small study's rows, to be loaded as `relation`. */
export const SECRET_ROWS: TestTable = (() => {
  const [head, ...lines] = csvOf(smallRows()).trim().split("\n");
  const cells = lines.map((line) => line.split(",").map(Number));
  return Object.fromEntries(head!.split(",").map((name, c) => [name, cells.map((row) => row[c]!)]));
})();

/** `address` has the secret in its URL, `plain` is the same without, for which `variable` of the environment has it. */
interface Door {
  readonly address: string;
  readonly plain: string;
  readonly variable: string;
  readonly secret: string;
  readonly relation: string;
  /** An engine without window functions is asked for nothing that needs them. */
  readonly lacksWindows?: boolean;
}

/** Asserts it of the server behind `door`. */
export function secretLaws(door: () => Door): void {
  it("what it makes and says has no secret, from the URL or the environment", { timeout: 480_000 }, async () => {
    const { address, plain, variable, secret, relation, lacksWindows = false } = door();
    const studyOf = (from: string) =>
      STUDY.replace(
        "cities: cities.csv",
        `cities: { engine: ${JSON.stringify(plain)}, from: ${JSON.stringify(from)} }`,
      ).replace(lacksWindows ? / {2}figure1:[\s\S]*$/ : / {2}figure2:[\s\S]*$/, "");
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    const before = process.env[variable];
    try {
      writeFileSync(join(folder, "study.yaml"), studyOf(relation));
      writeFileSync(join(folder, "wrong.yaml"), studyOf(`SELECT missing_one, t.* FROM ${relation} t`));
      const said: string[] = [];
      const asked = async (status: number, ...args: string[]) => {
        const found = await run(...args, "--explain", "--verbose");
        expect(found.status, found.stderr).toBe(status);
        said.push(found.stdout, found.stderr.replaceAll(address, ""));
      };
      delete process.env[variable];
      const study = join(folder, "study.yaml");
      await asked(0, "study", study, "--engine", address, "--out", join(folder, "url"), "--json");
      await asked(0, "study", study, "--engine", address, "--out", join(folder, "plan"), "--dry-run");
      await asked(1, "study", join(folder, "wrong.yaml"), "--engine", address, "--out", join(folder, "wrong"));
      await asked(
        0,
        "feols",
        relation,
        "quality ~ did | city + year",
        "--vcov",
        lacksWindows ? "cluster:city" : "hetero",
        "--engine",
        address,
        "--json",
      );
      process.env[variable] = secret;
      await asked(0, "study", study, "--out", join(folder, "environment"), "--json");
      expectNoSecret(secret, folder, said);
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
      rmSync(folder, { recursive: true });
    }
  });
}

/** Asserts that neither a file of a study in `folder` nor what was `said` holds `secret`. */
export function expectNoSecret(secret: string, folder: string, said: readonly string[]): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain("results.json");
  const texts = files.map(({ parentPath, name }) => [name, textOf(join(parentPath, name))] as const);
  for (const spelled of spellings(secret)) {
    for (const [name, text] of texts) expect(text.includes(spelled), name).toBe(false);
    for (const text of said) expect(text.includes(spelled), text.slice(0, 500)).toBe(false);
  }
}

const spellings = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64"),
];

/** A file as text: documents and packed files unpacked. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (path.endsWith(".docx"))
    return Object.values(unzipSync(bytes))
      .map((part) => strFromU8(part))
      .join("\n");
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes) : bytes).toString("latin1");
}
