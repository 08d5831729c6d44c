/**
 * Real kills: what a process leaves behind that is stopped while it has copies of the data, or while it changes names. Children
 * say when they are where they are to be stopped, and wait there.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundled } from "../support/bundled.js";
import { run } from "../support/run-cli.js";

/** Address of the modules that children use, as they are in src/. */
let modules: string;
let root: string;
let temp: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
  modules = await bundled(["data/files/data-file", "sql/transcode", "data/disk/transaction", "sql/session"]);
});
beforeEach(() => {
  temp = mkdtempSync(join(root, "temp-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A child that runs `script`, once it has printed "ready". */
async function started(script: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, TMPDIR: temp },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stderr!.on("data", (piece) => {
    said += piece;
  });
  await new Promise<void>((ready, failed) => {
    child.stdout!.on("data", (piece) => {
      if (String(piece).includes("ready")) ready();
    });
    child.on("exit", (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise<NodeJS.Signals | null>((done) => {
    child.removeAllListeners("exit");
    child.on("exit", (_, by) => done(by));
  });
  child.kill(signal);
  expect(await ended).toBe(signal);
}

/** Files in the temporary folder in which `secret` stands. */
const withSecret = (secret: string): string[] =>
  readdirSync(temp, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(secret));

const WAIT = `console.log("ready"); await new Promise((done) => setTimeout(done, 3_600_000));`;
/** Signals that a process can hear and that end it. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

describe("a file of another encoding, while its copy is read", () => {
  let data: string;
  beforeAll(() => {
    data = join(root, "gb.csv");
    const city = Buffer.from([0xc4, 0xfe, 0xb2, 0xa8]);
    writeFileSync(
      data,
      Buffer.concat([Buffer.from("city\n"), ...Array(1000).fill(Buffer.concat([city, Buffer.from("\n")]))]),
    );
  });

  const reading = () => `
    import { asTextFile } from "${modules}data/files/data-file.js";
    import { withDataFile } from "${modules}data/files/data-file.js";
    import { readAsUtf8 } from "${modules}sql/transcode.js";
    import { readFileSync } from "node:fs";
    await withDataFile(${JSON.stringify(data)}, (file) =>
      readAsUtf8(asTextFile(file), "gb18030", async ({ file: { path } }) => {
        if (!readFileSync(path, "utf8").startsWith("city\\n宁波\\n")) throw new Error("no text");
        ${WAIT}
      }));`;

  it("the copy has no name, from the beginning to any end, and nothing is left", async () => {
    for (const signal of ["SIGKILL", ...SIGNALS] as const) {
      const child = await started(reading());
      expect(withSecret("宁波")).toEqual([]);
      await stop(child, signal);
      expect(withSecret("宁波")).toEqual([]);
      expect(readdirSync(temp)).toEqual([]);
    }
  });
});

describe("a database of rows that do not fit in memory", () => {
  const working = () => `
    import { withSession } from "${modules}sql/session.js";
    import { mkdirSync, writeFileSync } from "node:fs";
    await withSession({ memory: 5e8, temp: undefined, signal: undefined }, async (session) => {
      await session.run("CREATE TABLE rows AS SELECT 'secret of the firm' || range AS v FROM range(1000000)");
      await session.run("INSERT INTO rows VALUES ('secret of the firm')");
      if ((await session.row("SELECT count(*)::INTEGER FROM rows"))[0] !== 1000001) throw new Error("no rows");
      ${WAIT}
    });`;

  it("has no name; the private folder for what is spilled goes with each end that can be heard", async () => {
    for (const signal of SIGNALS) {
      const child = await started(working());
      expect(readdirSync(temp)).toHaveLength(1);
      expect(withSecret("secret of the firm")).toEqual([]);
      await stop(child, signal);
      expect(readdirSync(temp)).toEqual([]);
    }
  });

  it("what a killed run had spilled, the next run takes away, and nothing of a run that lives", async () => {
    const killed = await started(working());
    const [folder] = readdirSync(temp);
    mkdirSync(join(temp, folder!, "spill"), { recursive: true });
    writeFileSync(join(temp, folder!, "spill", "spilled.tmp"), "secret of the firm");
    const living = await started(working());
    expect(withSecret("secret of the firm")).toHaveLength(1);
    await stop(killed, "SIGKILL");
    const next = await started(working());
    expect(existsSync(join(temp, folder!))).toBe(false);
    expect(readdirSync(temp)).toHaveLength(2);
    await stop(next, "SIGTERM");
    await stop(living, "SIGTERM");
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe("files in the making", () => {
  it("go with each end that can be heard, with the folders made for them", async () => {
    for (const signal of SIGNALS) {
      const child = await started(`
        import { writeTogether } from "${modules}data/disk/transaction.js";
        await writeTogether(async ({ put }) => {
          put(${JSON.stringify(join(temp, "out", "table.txt"))}, "half");
          ${WAIT}
        });`);
      expect(readdirSync(join(temp, "out"))).toEqual([expect.stringMatching(/^\.wasmetrics-writing-/)]);
      await stop(child, signal);
      expect(readdirSync(temp)).toEqual([]);
    }
  });
});

describe("killed while names change", () => {
  const record = (title: string) => JSON.stringify({ kind: "no such result", title });

  it("the command that reads one of the files next finds those of before, all of them", async () => {
    const out = join(temp, "out");
    mkdirSync(out);
    for (const name of ["a", "b", "c", "d", "e"]) writeFileSync(join(out, `${name}.json`), record("old"));
    const child = await started(`
      import * as fs from "node:fs";
      import { writeTogether } from "${modules}data/disk/transaction.js";
      let renames = 0;
      const renameSync = (from, to) => {
        fs.renameSync(from, to);
        if (++renames < 4) return;
        fs.writeSync(1, "ready\\n");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      };
      await writeTogether(({ put }) => {
        for (const name of ["a", "b", "c", "d", "e"]) put(${JSON.stringify(out)} + "/" + name + ".json", ${JSON.stringify(record("new"))});
      }, { disk: { ...fs, renameSync } });`);
    await stop(child, "SIGKILL");
    const titles = () =>
      ["a", "b", "c", "d", "e"].map((name) => JSON.parse(readFileSync(join(out, `${name}.json`), "utf8")).title);
    expect(new Set(titles())).toEqual(new Set(["old", "new"]));
    expect((await run("table", join(out, "e.json"))).status).not.toBe(0);
    expect(titles()).toEqual(["old", "old", "old", "old", "old"]);
    expect(readdirSync(out).sort()).toEqual(["a.json", "b.json", "c.json", "d.json", "e.json"]);
  });
});
