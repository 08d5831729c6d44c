/** Outputs that appear together or not at all: killed after any step, failing at any file, beside other runs. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Disk } from "../../src/data/disk/disk.js";
import { type Owner, thisProcess } from "../../src/data/disk/owned-folder.js";
import { settle, type TransactionOptions, writeTogether } from "../../src/data/disk/transaction.js";

let root: string;
let folder: string;
beforeAll(() => {
  root = fs.mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
});
beforeEach(() => {
  folder = fs.mkdtempSync(join(root, "out-"));
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** No process has this number. */
const GONE: Owner = { ...thisProcess(), pid: 2 ** 22 + 1 };
/** A process of another host or container. */
const ELSEWHERE: Owner = { pid: 1, space: "another boot pid:[1]", started: "1" };

/** A run writes these. */
const names = ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv"];

/** A disk on which `spoil` is asked before every step; what it throws is what happens. */
function spoiled(spoil: (step: number, name: string, args: readonly unknown[]) => void): Disk {
  let step = 0;
  return new Proxy(fs, {
    get(target, name) {
      const own = Reflect.get(target, name);
      if (typeof own !== "function" || name === "utimes") return own;
      return (...args: unknown[]) => {
        spoil(step++, String(name), args);
        return own(...args);
      };
    },
  });
}

class Killed extends Error {}

/** A disk on which nothing happens any more after `last` steps, as after a kill. */
const killedAfter = (last: number): Disk =>
  spoiled((step) => {
    if (step >= last) throw new Killed();
  });

const write = (generation: string, options: TransactionOptions, paths = names.map((name) => join(folder, name))) =>
  writeTogether(({ put }) => {
    for (const path of paths) put(path, `${generation} ${path}\n`);
  }, options);

/** Files by name; those of this module, hidden ones, only in `left`. */
const contents = (of: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(of)
      .filter((name) => !name.startsWith("."))
      .map((name) => [name, fs.readFileSync(join(of, name), "utf8").split(" ")[0]!]),
  );

const left = (of: string): string[] => fs.readdirSync(of).filter((name) => name.startsWith("."));

const all = (generation: string, of = names) => Object.fromEntries(of.map((name) => [name, generation]));

describe("a journal that no run wrote", () => {
  const id = "0123456789abcdef";
  const mine = () => join(root, "mine.csv");
  const commit = () => join(folder, ".wasmetrics-writing");

  /** Leaves `journal` in the folder as if its owner, unknown here, had been silent for long. */
  function leave(journal: unknown): void {
    fs.mkdirSync(commit());
    fs.writeFileSync(join(commit(), `${id}.journal`), JSON.stringify(journal));
    fs.writeFileSync(join(commit(), `${id}.owner`), JSON.stringify(ELSEWHERE));
    const old = new Date(Date.now() - 3_600_000);
    for (const name of [`${id}.journal`, `${id}.owner`, ""]) fs.utimesSync(join(commit(), name), old, old);
  }

  beforeEach(() => fs.writeFileSync(mine(), "mine"));
  const markOf = (path: string): string => {
    const { size, mtimeNs } = fs.statSync(path, { bigint: true });
    return `${size} ${mtimeNs}`;
  };

  it.each([
    ["a file elsewhere as one in the making", () => [{ staged: "../../mine.csv", target: "x", mark: "" }]],
    ["a file elsewhere as one written", () => [{ staged: `${id}.0`, target: "../mine.csv", mark: markOf(mine()) }]],
    ["no list", () => 7],
  ])("names %s: nothing is removed", (_, moves) => {
    leave({ id, folders: [folder], moves: moves() });
    expect(() => settle(folder)).toThrow(/is no journal of a run/);
    expect(fs.readFileSync(mine(), "utf8")).toBe("mine");
  });

  it.skipIf(process.getuid === undefined)("nor by one that another user left in a folder that is not his", () => {
    const path = join(folder, "mine.csv");
    fs.writeFileSync(path, "mine");
    leave({ id, folders: [folder], moves: [{ staged: `${id}.0`, target: "mine.csv", mark: markOf(path) }] });
    const lstatSync = (at: fs.PathLike, options?: fs.StatSyncOptions) => {
      const status = fs.lstatSync(at, options as object);
      return at === commit() ? Object.assign(status, { uid: status.uid + 1 }) : status;
    };
    settle(folder, { ...fs, lstatSync } as Disk);
    expect(fs.readFileSync(path, "utf8")).toBe("mine");
    settle(folder);
    expect(fs.existsSync(path)).toBe(false);
  });
});

describe("killed after any number of steps", () => {
  it.each([
    ["files that replace others", true],
    ["new files", false],
  ])("%s: the next run finds all of one run, and leaves nothing else", async (_, isReplacing) => {
    const few = names.slice(0, 3).map((name) => join(folder, name));
    const outcomes = new Set<string>();
    let isWhole = false;
    for (let last = 0; !isWhole; last++) {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      if (isReplacing) await write("old", {}, few);
      isWhole = await write("new", { disk: killedAfter(last), owner: GONE }, few).then(
        () => true,
        (error) => {
          expect(error instanceof Killed || error.cause instanceof Killed, error.stack).toBe(true);
          return false;
        },
      );
      settle(folder);
      const found = contents(folder);
      const [first] = Object.values(found);
      expect(found, `killed after ${last} steps`).toEqual(first === undefined ? {} : all(first, names.slice(0, 3)));
      outcomes.add(first ?? "none");
      await writeTogether(({ put }) => put(join(folder, "other.csv"), "other\n"));
      // Killed before it had its owner's name: nobody's for a day, and empty.
      const nobodys = left(folder).filter((name) => fs.readdirSync(join(folder, name)).length > 0);
      expect(nobodys, `killed after ${last} steps`).toEqual([]);
    }
    expect(outcomes).toEqual(new Set(isReplacing ? ["old", "new"] : ["none", "new"]));
  });

  it("before its folder has an owner's name: it goes after a day", async () => {
    const path = fs.mkdtempSync(join(folder, ".wasmetrics-writing-"));
    await write("new", {});
    expect(left(folder)).toHaveLength(1);
    const old = new Date(Date.now() - 25 * 3_600_000);
    fs.utimesSync(path, old, old);
    await write("new", {});
    expect(left(folder)).toEqual([]);
  });

  it("of files in two folders: both are of one run", async () => {
    const [here, there] = [join(folder, "here"), join(folder, "there")];
    const some = names.slice(0, 4);
    const paths = some.map((name, i) => join(i % 2 === 0 ? here : there, name));
    let isWhole = false;
    for (let last = 0; !isWhole; last++) {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      await write("old", {}, paths);
      isWhole = await write("new", { disk: killedAfter(last), owner: GONE }, paths).then(
        () => true,
        () => false,
      );
      for (const one of last % 2 === 0 ? [here, there] : [there, here]) settle(one);
      const found = { ...contents(here), ...contents(there) };
      expect(found, `killed after ${last} steps`).toEqual(all(found["a.csv"]!, some));
    }
  });

  it("a run that puts back and is itself killed leaves it to the next", async () => {
    await write("old", {});
    const renames = (limit: number) => {
      let done = 0;
      return spoiled((_, name) => {
        if (name === "renameSync" && ++done > limit) throw new Killed();
        if (done > limit) throw new Killed();
      });
    };
    await write("new", { disk: renames(4), owner: GONE }).catch(() => {});
    expect(new Set(Object.values(contents(folder)))).toEqual(new Set(["old", "new"]));
    for (let last = 0; new Set(Object.values(contents(folder))).size > 1; last++) {
      try {
        settle(folder, killedAfter(last));
      } catch {}
    }
    settle(folder);
    expect(contents(folder)).toEqual(all("old"));
  });
});

describe("an error", () => {
  it("at the fifth file leaves the four before as they were, at each step", async () => {
    await write("old", {});
    for (const failing of ["writeFileSync", "openSync", "renameSync"]) {
      let count = 0;
      const disk = spoiled((_, name, [path, to]) => {
        const isFile = name === "renameSync" ? /e\.csv$/.test(String(to)) && !String(path).endsWith(".old") : true;
        if (name === failing && isFile && (name === "renameSync" || ++count === 5)) {
          throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" });
        }
      });
      await expect(write("new", { disk })).rejects.toMatchObject({ code: "EIO" });
      expect(contents(folder)).toEqual(all("old"));
      expect(left(folder)).toEqual([]);
    }
  });

  it("of what makes the files leaves no file and no folder made for them", async () => {
    const run = writeTogether(({ put }) => {
      put(join(folder, "new/deeper/a.csv"), "a");
      throw new Error("no numbers");
    });
    await expect(run).rejects.toThrow("no numbers");
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it("is a folder in the place of a file: it stays, with what is in it", async () => {
    await write("old", {});
    fs.rmSync(join(folder, "e.csv"));
    fs.mkdirSync(join(folder, "e.csv"));
    fs.writeFileSync(join(folder, "e.csv", "kept"), "");
    await expect(write("new", {})).rejects.toMatchObject({ code: "EISDIR" });
    expect(fs.readdirSync(join(folder, "e.csv"))).toEqual(["kept"]);
    expect(fs.readFileSync(join(folder, "a.csv"), "utf8")).toMatch(/^old/);
  });

  it("is one place named twice, by whatever names", async () => {
    fs.symlinkSync(folder, join(root, "link"));
    const run = write("new", {}, [join(folder, "a.csv"), join(root, "link", "a.csv")]);
    await expect(run).rejects.toMatchObject({ name: "UsageError", code: "output_twice" });
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe("another run in the same folder", () => {
  /** Leaves the folder as a run of `owner` does that is stopped when it has renamed two of five files. */
  async function stopHalfway(owner: Owner): Promise<void> {
    await write("old", {});
    let renames = 0;
    const disk = spoiled((_, name) => {
      if (name === "renameSync") renames++;
      if (renames > 3) throw new Killed();
    });
    await write("half", { disk, owner }).catch(() => {});
    expect(new Set(Object.values(contents(folder)))).toEqual(new Set(["old", "half"]));
  }

  it("is waited for while it may be alive, here or in another container, and nothing of it is removed", async () => {
    for (const owner of [thisProcess(), ELSEWHERE]) {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      await stopHalfway(owner);
      const before = contents(folder);
      await expect(write("new", { waitMs: 0 })).rejects.toMatchObject({ name: "DataError", code: "out_busy" });
      expect(contents(folder)).toEqual(before);
      expect(left(folder)).toEqual([".wasmetrics-writing"]);
    }
  });

  it("has its files in the making left alone, whatever the number of its process", async () => {
    await writeTogether(
      async ({ put }) => {
        put(join(folder, "a.csv"), "first\n");
        await write("second", {});
        expect(left(folder)).toHaveLength(1);
      },
      { owner: ELSEWHERE },
    );
    expect(contents(folder)).toEqual({ ...all("second"), "a.csv": "first\n" });
  });

  it("is taken for gone after a long silence; then its files go, and so do those of a process that is", async () => {
    for (const owner of [ELSEWHERE, GONE]) {
      const making = writeTogether(({ put }) => put(join(folder, "a.csv"), "half"), {
        owner,
        disk: spoiled((_, name) => {
          if (name === "fsync") throw new Killed();
          if (name === "rmSync") throw new Killed();
        }),
      });
      await expect(making).rejects.toThrow(Killed);
      const [name] = left(folder);
      if (owner === ELSEWHERE) {
        await write("new", {});
        expect(left(folder)).toEqual([name]);
        const old = new Date(Date.now() - 25 * 3_600_000);
        for (const one of fs.readdirSync(join(folder, name!))) fs.utimesSync(join(folder, name!, one), old, old);
        fs.utimesSync(join(folder, name!), old, old);
      }
      await write("newer", {});
      expect(left(folder)).toEqual([]);
    }
  });

  it("that was taken for gone and goes on says so, and renames nothing", async () => {
    await write("old", {});
    let renames = 0;
    const disk = spoiled((_, name) => {
      if (name !== "renameSync" || ++renames !== 4) return;
      const old = new Date(Date.now() - 3_600_000);
      const commit = join(folder, ".wasmetrics-writing");
      for (const one of fs.readdirSync(commit)) fs.utimesSync(join(commit, one), old, old);
      fs.utimesSync(commit, old, old);
      settle(folder);
    });
    await expect(write("new", { disk, owner: ELSEWHERE })).rejects.toMatchObject({ code: "write_undone" });
    expect(contents(folder)).toEqual(all("old"));
    expect(left(folder)).toEqual([]);
  });

  it("a folder of the user that is called alike stays", async () => {
    fs.mkdirSync(join(folder, ".wasmetrics-writing-notes"));
    fs.writeFileSync(join(folder, ".wasmetrics-writing-notes", "mine"), "");
    await write("new", {});
    expect(left(folder)).toEqual([".wasmetrics-writing-notes"]);
  });

  it("what someone has written since a run was stopped is not put back", async () => {
    await stopHalfway(GONE);
    fs.writeFileSync(join(folder, "a.csv"), "mine since\n");
    settle(folder);
    expect(contents(folder)).toEqual({ ...all("old"), "a.csv": "mine" });
  });
});

describe("what stands in a file's place", () => {
  it("a symbolic link is followed, also to nothing, and stays one", async () => {
    const [real, link, dangling] = ["real.csv", "link.csv", "dangling.csv"].map((name) => join(folder, name));
    fs.writeFileSync(real!, "old\n");
    fs.symlinkSync(real!, link!);
    fs.symlinkSync("made.csv", dangling!);
    await write("new", {}, [link!, dangling!]);
    for (const path of [link!, dangling!]) expect(fs.lstatSync(path).isSymbolicLink()).toBe(true);
    expect(contents(folder)).toEqual({
      "real.csv": "new",
      "link.csv": "new",
      "dangling.csv": "new",
      "made.csv": "new",
    });
  });

  it("keeps who may read it", async () => {
    fs.writeFileSync(join(folder, "a.csv"), "old", { mode: 0o600 });
    await write("new", {}, [join(folder, "a.csv")]);
    expect(fs.statSync(join(folder, "a.csv")).mode & 0o777).toBe(0o600);
  });

  it("a device is written to and not replaced", async () => {
    const link = join(folder, "null");
    fs.symlinkSync("/dev/null", link);
    await write("new", {}, [link]);
    expect(fs.statSync(link).isCharacterDevice()).toBe(true);
    expect(fs.readdirSync(folder)).toEqual(["null"]);
  });
});
