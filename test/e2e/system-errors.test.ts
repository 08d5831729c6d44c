/**
 * What the system refuses, at the command line: each in a line that says what to do, never as a defect and never as a stack; and
 * pipes as data. Needs a POSIX shell.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemProblem, systemWords } from "../../src/base/system-error.js";

const script = new URL("../../bin/wasmetrics", import.meta.url).pathname;
const preload = new URL("../support/failing-fs.mjs", import.meta.url).pathname;
const posix = process.platform !== "win32";
const hasFull = existsSync("/dev/full");

let folder: string;
let data: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-test-"));
  data = join(folder, "rows.csv");
  const rows = Array.from({ length: 200 }, (_, i) => `${i % 20},${2000 + (i % 10)},${(i * 7) % 13},${(i * i) % 17}`);
  writeFileSync(data, `id,year,x,y\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `command` in a shell, in which `$W` is the program, `$D` the data, and `$F` the folder. */
function shell(command: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync("bash", ["-c", command], {
    encoding: "utf8",
    env: { ...process.env, W: `${process.execPath} ${script}`, D: data, F: folder, ...env },
  });
}

const FIT = '"y ~ x | id" --vcov iid --quiet';

function expectOneLine(stderr: string, part: string): void {
  expect(stderr).toContain(part);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).not.toMatch(/defect|^\s+at /m);
}

describe.skipIf(!posix)("standard output and error", () => {
  it.skipIf(!hasFull)("a full disk under the standard output", () => {
    const { status, stderr } = shell(`$W feols $D ${FIT} >/dev/full`);
    expectOneLine(stderr, "the result can't be written to the standard output: no space is left on the disk (ENOSPC)");
    expect(status).toBe(1);
  });
  it.skipIf(!hasFull)("a full disk under the standard error: the result is printed", () => {
    const { status, stdout } = shell('$W feols $D "y ~ x | id" --vcov iid 2>/dev/full');
    expect(stdout).toContain("Observations: 200");
    expect(status).toBe(0);
    expect(shell('$W feols $D "y ~" --vcov iid 2>/dev/full').status).toBe(2);
  });
  it.skipIf(process.platform !== "linux")("a closed standard output is remarked on", () => {
    const { status, stderr } = shell('$W feols $D "y ~ x | id" --vcov iid >&-');
    expect(stderr).toContain("the standard output is closed or leads nowhere");
    expect(status).toBe(0);
    expect(shell('$W feols $D "y ~ x | id" --vcov iid >/dev/null').stderr).not.toContain("nowhere");
  });
  it("a closed standard error: the result is printed", () => {
    expect(shell(`$W feols $D ${FIT} 2>&-`).stdout).toContain("Observations: 200");
  });
  it("a reader that has gone ends the process quietly", () => {
    const { stderr, stdout } = shell(`$W feols $D ${FIT} --json | head -1; echo \${PIPESTATUS[0]}`);
    expect(stderr).toBe("");
    expect(stdout).toBe("{\n0\n");
  });
  it("too few open files", () => {
    const { status, stderr } = shell(`ulimit -n 20; $W feols $D ${FIT}`);
    expectOneLine(stderr, "only 20 files may be open at a time; raise the limit and run again: ulimit -n 1024");
    expect(status).toBe(1);
  });
});

describe.skipIf(!posix)("data through a pipe", () => {
  const coefficientsOf = (command: string, env = {}) => {
    const { stdout, stderr, status } = shell(command, env);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    return JSON.parse(stdout).coefficients;
  };
  it.each([
    ["-", `cat $D | $W feols - ${FIT} --json`],
    ["/dev/stdin", `cat $D | $W feols /dev/stdin ${FIT} --json`],
    ["process substitution", `$W feols <(cat $D) ${FIT} --json`],
    ["a Stata file", `$W convert $D $F/d.dta --quiet >/dev/null && cat $F/d.dta | $W feols - ${FIT} --json`],
    ["a Parquet file", `$W convert $D $F/d.parquet --quiet >/dev/null && $W feols <(cat $F/d.parquet) ${FIT} --json`],
    ["gzip", `gzip -c $D | $W feols - ${FIT} --json`],
    ["a FIFO", `mkfifo $F/pipe.csv; cat $D >$F/pipe.csv & $W feols $F/pipe.csv ${FIT} --json`],
    ["a line of Stata, which reads the names first", "cat $D | $W feols - 'areg y x, absorb(id)' --quiet --json"],
  ])("%s gives the numbers of the file", (_, command) => {
    expect(coefficientsOf(command)).toEqual(coefficientsOf(`$W feols $D ${FIT} --json`));
  });
  it("nothing comes through it", () => {
    const { status, stderr } = shell(`$W feols - ${FIT} </dev/null`);
    expectOneLine(stderr, "Nothing came through the standard input");
    expect(status).toBe(1);
  });
  it("messages have its name, not that of the copy", () => {
    const { stderr } = shell(`printf 'x,x\\n1,2\\n' | $W feols - ${FIT}`);
    expectOneLine(stderr, "the standard input: ");
    expect(stderr).not.toContain("piped");
  });
  it("no folder for the copy", () => {
    const { status, stderr } = shell(`cat $D | $W feols - ${FIT}`, { TMPDIR: join(folder, "none") });
    expectOneLine(stderr, "No temporary folder can be made");
    expect(stderr).toContain(
      "there is no such file or folder (ENOENT); check the path, or make the folder (TMPDIR=FOLDER",
    );
    expect(status).toBe(1);
  });
  it("a reader of several passes refuses it", () => {
    const { status, stderr } = shell("cat $D | $W quality - --stream --quiet");
    expectOneLine(stderr, "--stream reads the file several times, and the standard input is a pipe");
    expect(status).toBe(2);
  });
});

describe.skipIf(!posix)("what the system refuses while a command runs", () => {
  const CODES = ["ENOSPC", "EIO", "EROFS", "EMFILE", "EXOTIC"];
  const injected = (calls: string, path: string, code: string, command: string) =>
    shell(command, {
      NODE_OPTIONS: `--import ${preload}`,
      FAIL_CALLS: calls,
      FAIL_PATH: path,
      FAIL_CODE: code,
    });
  it.each(CODES)("%s on writing a result", (code) => {
    const calls = "openSync,writeFileSync,mkdtempSync,promises.open,promises.writeFile";
    const { status, stderr } = injected(
      calls,
      "out-here",
      code,
      `mkdir -p $F/out-here; $W feols $D ${FIT} --out $F/out-here/fit.txt`,
    );
    expectOneLine(stderr, `(${code})`);
    expect(stderr).toContain("Can't write to");
    expect(status).toBe(1);
  });
  it.each(CODES)("%s on reading data", (code) => {
    const { status, stderr } = injected("openSync,promises.open", "rows.csv", code, `$W feols $D ${FIT}`);
    expectOneLine(stderr, `rows.csv cannot be read`);
    expect(stderr).toContain(`(${code})`);
    expect(status).toBe(1);
  });
  it.each([
    ["a folder as data", '$W feols $F "y ~ x" --vcov iid --quiet', "is a directory, a data file was expected"],
    [
      "a file in the path of --out",
      `$W feols $D ${FIT} --out $D/fit.txt`,
      "a part of the path is a file, not a folder (ENOTDIR)",
    ],
    [
      "a name that is too long",
      `$W feols $D ${FIT} --out $F/$(printf 'a%.0s' {1..300})`,
      "(ENAMETOOLONG); choose a shorter one",
    ],
    [
      "a circle of links",
      `ln -s loop.csv $F/loop.csv; $W feols $F/loop.csv ${FIT}`,
      "links lead round in a circle (ELOOP)",
    ],
  ])("%s", (_, command, part) => {
    const { status, stderr } = shell(command);
    expectOneLine(stderr, part);
    expect(status).toBe(1);
  });
});

describe.skipIf(process.platform !== "linux")("a disk that is full, as a limit on the size of files", () => {
  const TRADE = "--firm i --product k --dest j --year t --value v --quantity q --sigma 5 --quiet";
  const trade = () => {
    const rows = Array.from({ length: 20_000 }, (_, i) =>
      [i % 50, i % 7, i % 11, 2000 + (i % 5), 100 + ((i * 7919) % 997), 1 + ((i * 31) % 89)].join(),
    );
    writeFileSync(join(folder, "trade.csv"), `i,k,j,t,v,q\n${rows.join("\n")}\n`);
  };
  it("under the temporary files of --stream", () => {
    trade();
    const { status, stderr } = shell(`ulimit -f 4; $W quality $F/trade.csv ${TRADE} --stream --temp $F`);
    expectOneLine(
      stderr,
      `There is no room for temporary files in ${folder}: the file is larger than the system allows`,
    );
    expect(stderr).not.toMatch(/(?:IO|TransactionContext) Error/);
    expect(status).toBe(1);
  });
  it("a file of another encoding is read without a copy", () => {
    trade();
    const { status, stderr } = shell(`ulimit -f 100; $W inspect $F/trade.csv --encoding gb18030 --quiet`);
    expect([status, stderr]).toEqual([0, ""]);
  });
  it("under the copy of what comes through a pipe", () => {
    trade();
    const { status, stderr } = shell("ulimit -f 100; cat $F/trade.csv | $W inspect - --quiet");
    expectOneLine(stderr, "the standard input can't be copied to the temporary folder");
    expect(status).toBe(1);
  });
});

describe("words", () => {
  const ofDisks = [
    ..."ENOSPC EDQUOT EROFS ENAMETOOLONG ELOOP ESTALE EIO ENOTDIR EISDIR EXDEV ETXTBSY EMFILE ENFILE EFBIG ENXIO".split(
      " ",
    ),
    ..."ENODEV EBUSY ENOTEMPTY EEXIST ENOENT EPERM EACCES ENOLCK EDEADLK EOVERFLOW ETIMEDOUT ENOMEM EINVAL".split(" "),
    ..."EAGAIN EPIPE EBADF EMLINK EILSEQ ENOTSUP EOPNOTSUPP ENOSYS EINTR ESPIPE ECONNRESET ECONNREFUSED".split(" "),
    ..."ENOTCONN EHOSTUNREACH ENETDOWN ENETUNREACH ENOLINK ECANCELED EFAULT EREMOTEIO EHOSTDOWN ENOMEDIUM".split(" "),
  ];
  it.each(ofDisks)("%s has a sentence and a remedy of its own", (code) => {
    const words = systemWords(Object.assign(new Error(`${code}: said`), { code }));
    expect(words).toContain(`(${code}); `);
    expect(words).not.toContain("the system says");
  });
  it("every code of the system is one of its problems, never a defect", () => {
    for (const code of Object.keys(constants.errno)) {
      expect(systemProblem(Object.assign(new Error(`${code}: said`), { code }))?.code).toBe(code);
    }
  });
  it("every code has words and what to do; an unknown one what the system said", () => {
    const error = (code: string) => Object.assign(new Error(`${code}: said`), { code });
    expect(systemWords(error("ENOSPC"))).toBe(
      "no space is left on the disk (ENOSPC); free some, or choose a folder on another disk",
    );
    expect(systemWords(error("EACCES"), "read")).toBe("permission is denied (EACCES); ask for the right to read it");
    expect(systemWords(error("EODD"))).toBe("the system says: EODD: said (EODD); check the place, and run again");
    expect(systemWords(new Error('IO Error: Could not write file "x": No space left on device'))).toContain("(ENOSPC)");
    expect(systemProblem(new TypeError("x is not a function"))).toBeUndefined();
    expect(systemProblem(error("ERR_INVALID_ARG_TYPE"))).toBeUndefined();
    expect(systemProblem(null)).toBeUndefined();
  });
});
