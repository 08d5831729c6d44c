/** What `wasmetrics serve` sends and what it refuses: each attack beside what is like it and allowed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test, vi } from "vitest";
import { type Answer, type Asked, answer, type Served } from "../../src/cli/serve/answer.js";
import { listData } from "../../src/cli/serve/data-folder.js";
import { type Listening, listen } from "../../src/cli/serve/listen.js";
import { pageFiles } from "../../src/cli/serve/page-files.js";
import { run } from "../support/run-cli.js";

const opening = vi.hoisted(() => ({ before: () => {}, after: () => {} }));
vi.mock("node:fs/promises", async (original) => {
  const files = await original<typeof import("node:fs/promises")>();
  const open: typeof files.open = async (...given) => {
    opening.before();
    const handle = await files.open(...given);
    opening.after();
    return handle;
  };
  return { ...files, open };
});

const TOKEN = "c2VydmVkIG9uIHRoaXMgbWFjaGluZQ";
const PORT = 4_321;
const HOST = { host: `127.0.0.1:${PORT}` };
const ROWS = "city,year,y\n1,2001,0.5\n";
const POLICY = "default-src 'none'; connect-src 'self'";

let machine: string;
let served: Served;

beforeAll(() => {
  machine = realpathSync(mkdtempSync(join(tmpdir(), "wasmetrics-serve-")));
  const write = (path: string, text: string) => {
    mkdirSync(join(machine, path, ".."), { recursive: true });
    writeFileSync(join(machine, path), text);
  };
  for (const path of [
    "cities.csv",
    "city data/城市 2001.csv",
    "deep/er/rows.tsv",
    "Panel.DTA",
    "study.yaml",
    "100%.csv",
  ]) {
    write(`data/${path}`, ROWS);
  }
  for (const path of [".secret.csv", ".git/config.csv", "key.pem", "~$cities.xlsx", "node_modules/rows.csv"]) {
    write(`data/${path}`, "secret");
  }
  write("secret.csv", "secret");
  write("data-of-others/rows.csv", "secret");
  const link = (from: string, to: string) => symlinkSync(to, join(machine, "data", from));
  link("inside.csv", "cities.csv");
  link("folder", "deep");
  link("out.csv", "../secret.csv");
  link("out-absolute.csv", join(machine, "secret.csv"));
  link("out-twice.csv", "out.csv");
  link("others", "../data-of-others");
  link("to-hidden.csv", ".secret.csv");
  link("to-key.csv", "key.pem");
  link("circle", ".");
  link("gone.csv", "nowhere.csv");
  mkdirSync(join(machine, "data/folder.csv"));
  spawnSync("mkfifo", [join(machine, "data/pipe.csv")]);
  const built = "package/web/dist";
  write(`${built}/index.html`, page(POLICY));
  write(`${built}/assets/index.js`, "start();");
  write(`${built}/sw.js`, "keep();");
  write("package/web/secret.js", "secret");
  write("package/examples/fish/study.yaml", "title: Fish\n");
  served = {
    page: pageFiles(join(machine, "package"), 'a "folder" <of> data'),
    folder: join(machine, "data"),
    port: PORT,
    token: TOKEN,
  };
});
afterAll(() => rmSync(machine, { recursive: true, force: true }));

const page = (policy: string) => `<!doctype html><html><head>
    <meta
      http-equiv="Content-Security-Policy"
      content="${policy}"
    />
    <title>wasmetrics</title>
    <link rel="manifest" href="./manifest.webmanifest" /></head></html>`;

async function textOf({ body }: Answer): Promise<string> {
  if (body === null || typeof body === "string") return body ?? "";
  try {
    return await body.handle.readFile("utf8");
  } finally {
    await body.handle.close();
  }
}

/** Status and text of what is answered to a request for `path`, from the token on. */
async function ask(path: string, change: Partial<Asked> = {}) {
  const given = await answer({ method: "GET", target: `/${TOKEN}${path}`, headers: HOST, ...change }, served);
  return { ...given, text: await textOf(given) };
}

describe("paths", () => {
  test.each([
    ["a dot-dot", "/data/../secret.csv", "/data/cities.csv"],
    ["an encoded dot-dot", "/data/%2e%2e/secret.csv", "/data/deep/er/rows.tsv"],
    ["a dot-dot behind a folder", "/data/deep/../../secret.csv", "/data/deep/er/rows.tsv"],
    ["an encoded slash", "/data/..%2fsecret.csv", "/data/city%20data/%E5%9F%8E%E5%B8%82%202001.csv"],
    ["an encoded slash within the folder", "/data/deep%2Fer%2Frows.tsv", "/data/deep/er/rows.tsv"],
    ["a slash encoded twice", "/data/..%252fsecret.csv", "/data/100%25.csv"],
    ["a separator of Windows", "/data/..%5csecret.csv", "/data/cities.csv"],
    ["the same, plain", "/data/..\\secret.csv", "/data/cities.csv"],
    ["a name that ends early", "/data/key.pem%00.csv", "/data/cities.csv"],
    ["a line break", "/data/cities.csv%0d%0aX: y", "/data/cities.csv?x=%0d%0a"],
    ["bad encoding", "/data/%E5%9.csv", "/data/%E5%9F%8E%E5%B8%82%202001.csv".replace("/data/", "/data/city%20data/")],
    ["a slash too many", "/data//cities.csv", "/data/cities.csv"],
    ["a slash at the end", "/data/cities.csv/", "/data/cities.csv"],
    ["an absolute path", "/data//etc/hosts.txt", "/data/cities.csv"],
    ["a hidden file", "/data/.secret.csv", "/data/cities.csv"],
    ["a file in a hidden folder", "/data/.git/config.csv", "/data/deep/er/rows.tsv"],
    ["a file that is no data", "/data/key.pem", "/data/study.yaml"],
    ["what an open workbook leaves", "/data/~$cities.xlsx", "/data/Panel.DTA"],
    ["a link out", "/data/out.csv", "/data/inside.csv"],
    ["a link out by an absolute path", "/data/out-absolute.csv", "/data/inside.csv"],
    ["a link to a link out", "/data/out-twice.csv", "/data/inside.csv"],
    ["a folder that leads out", "/data/others/rows.csv", "/data/folder/er/rows.tsv"],
    ["a link to a hidden file", "/data/to-hidden.csv", "/data/inside.csv"],
    ["a link to what is no data", "/data/to-key.csv", "/data/inside.csv"],
    ["a link to nothing", "/data/gone.csv", "/data/inside.csv"],
    ["a folder by the name of a file", "/data/folder.csv", "/data/cities.csv"],
    ["a pipe", "/data/pipe.csv", "/data/cities.csv"],
    ["the folder itself", "/data", "/data.json"],
    ["the folder with a slash", "/data/", "/data.json"],
    ["a list of another name", "/data.json/", "/data.json"],
    ["the package beside the page", "/../secret.js", "/assets/index.js"],
    ["the same, encoded", "/assets/%2e%2e/%2e%2e/secret.js", "/assets/index.js"],
    ["a file of the page by an encoded slash", "/assets%2Findex.js", "/assets/index.js"],
    ["what the page has for other addresses", "/sw.js", "/assets/index.js"],
    ["package.json", "/../package.json", "/examples/fish/study.yaml"],
    ["a folder of the page", "/assets/", "/"],
  ])("%s is refused, its sibling is not", async (_, attack, sibling) => {
    const refused = await ask(attack);
    expect(refused).toMatchObject({ status: 404, text: "There is nothing here.\n" });
    expect(await ask(sibling)).toMatchObject({ status: 200 });
  });

  it("no path leads out, whatever it is made of", async () => {
    const parts = [
      ...[
        "..",
        ".",
        "",
        "%2e%2e",
        "..%2f",
        "..%5c",
        "..\\",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "..;",
        "%00",
        "%u002e",
        "~",
        "C:",
        "\u2025",
      ],
      ...[
        "data",
        "data.json",
        "data-of-others",
        "package",
        "web",
        "dist",
        "assets",
        "examples",
        "deep",
        "others",
        "circle",
        "folder",
      ],
      ...[
        "cities.csv",
        "secret.csv",
        ".secret.csv",
        "rows.csv",
        "secret.js",
        "key.pem",
        "out.csv",
        ".git",
        "config.csv",
        "index.html",
        "?",
        "#",
      ],
    ];
    const path = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(path, fc.constantFrom("/", "//", "%2f", "\\"), async (names, slash) => {
        const { status, text } = await ask(`/${names.join(slash)}`);
        expect([200, 404]).toContain(status);
        expect(text).not.toMatch(/^secret/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("an address without end is refused, a long one looked for", async () => {
    expect((await ask(`/data/${"a".repeat(5_000)}.csv`)).status).toBe(414);
    expect((await ask(`/data/${"a".repeat(2_000)}.csv`)).status).toBe(404);
    expect((await ask(`/data/cities.csv?${"a".repeat(2_000)}`)).status).toBe(200);
  });

  it("a file comes whole, as bytes; HEAD says its length alone", async () => {
    const file = await ask("/data/cities.csv");
    expect(file.text).toBe(ROWS);
    expect(file.headers).toMatchObject({ "Content-Type": "application/octet-stream", "Content-Length": "23" });
    expect(await ask("/data/cities.csv", { method: "HEAD" })).toMatchObject({
      status: 200,
      text: "",
      headers: file.headers,
    });
  });
});

test.each([
  ["is not followed", false],
  ["is not followed, though it is changed back", true],
])("a folder changed for a link that leads out, between the look and the opening, %s", async (_, isChangedBack) => {
  const [swapped, kept] = [join(served.folder, "swapped"), join(served.folder, "kept")];
  mkdirSync(swapped);
  writeFileSync(join(swapped, "rows.csv"), ROWS);
  const change = () => {
    renameSync(swapped, kept);
    symlinkSync("../data-of-others", swapped);
  };
  const back = () => {
    rmSync(swapped);
    renameSync(kept, swapped);
  };
  opening.before = change;
  opening.after = isChangedBack ? back : () => {};
  expect((await ask("/data/swapped/rows.csv")).status).toBe(404);
  [opening.before, opening.after] = [() => {}, () => {}];
  if (!isChangedBack) back();
  expect((await ask("/data/swapped/rows.csv")).text).toBe(ROWS);
  rmSync(swapped, { recursive: true });
});

describe("who asks", () => {
  const another = (headers: Asked["headers"]) => ({ headers: { ...HOST, ...headers } });
  test.each([
    ["another name that leads here", another({ host: `evil.example:${PORT}` }), another({ host: `localhost:${PORT}` })],
    ["this name at another port", another({ host: "127.0.0.1:80" }), another({})],
    ["a name that begins with ours", another({ host: `127.0.0.1.evil.example:${PORT}` }), another({})],
    ["no name", another({ host: undefined }), another({})],
    ["another page", another({ origin: "https://evil.example" }), another({ origin: `http://127.0.0.1:${PORT}` })],
    [
      "another port's page",
      another({ origin: "http://127.0.0.1:80" }),
      another({ origin: `http://127.0.0.1:${PORT}` }),
    ],
    ["a page from a disk", another({ origin: "null" }), another({})],
    ["our page under its other name", another({ origin: `http://localhost:${PORT}` }), another({})],
    [
      "another site's picture",
      another({ "sec-fetch-site": "cross-site" }),
      another({ "sec-fetch-site": "same-origin" }),
    ],
    ["another port's script", another({ "sec-fetch-site": "same-site" }), another({ "sec-fetch-site": "none" })],
    [
      "a link of another site to data",
      opened({ "sec-fetch-site": "cross-site" }),
      opened({ "sec-fetch-site": "none" }),
    ],
    ["a write", { method: "POST" }, { method: "GET" }],
    ["another write", { method: "PUT" }, { method: "HEAD" }],
    ["what takes away", { method: "DELETE" }, {}],
    ["what asks for leave", { method: "OPTIONS" }, {}],
    ["an echo", { method: "TRACE" }, {}],
  ])("%s is refused, its sibling is not", async (_, attack, sibling) => {
    const refused = await ask("/data/cities.csv", attack);
    expect([403, 405]).toContain(refused.status);
    expect(refused.text).not.toContain("city");
    expect(await ask("/data/cities.csv", sibling)).toMatchObject({ status: 200 });
  });
  function opened(headers: Asked["headers"]) {
    return another({ "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", ...headers });
  }

  it("a link leads to the page, in no frame", async () => {
    const cross = { "sec-fetch-site": "cross-site" };
    expect((await ask("/", opened(cross))).status).toBe(200);
    expect((await ask("/", opened({ ...cross, "sec-fetch-dest": "iframe" }))).status).toBe(403);
    expect((await ask("/", another(cross))).status).toBe(403);
  });

  test.each([
    "",
    "/",
    `/${TOKEN.slice(1)}/`,
    `/${TOKEN}x/`,
    `/${TOKEN.toLowerCase()}/`,
    `//${TOKEN}/`,
    `/data/cities.csv`,
    "*",
    `http://127.0.0.1:${PORT}/${TOKEN}/`,
    `/?${TOKEN}/`,
  ])("without the token: %s", async (target) => {
    expect(await ask("", { target })).toMatchObject({ status: 404, text: "There is nothing here.\n" });
    expect((await ask("", { target: `/${TOKEN}/` })).status).toBe(200);
  });
});

describe("the page", () => {
  it("is told the folder, safely, and is not to be installed", async () => {
    const { text } = await ask("/");
    expect(text).toContain('<meta name="wasmetrics-folder" content="a &quot;folder&quot; &lt;of&gt; data" />');
    expect(text).not.toContain("manifest");
  });

  it("its address without the slash leads to it", async () => {
    expect(await ask("")).toMatchObject({ status: 308, headers: { Location: `/${TOKEN}/` } });
  });

  test.each(["/", "/data/cities.csv", "/data.json", "/nothing", "/data/../secret.csv"])(
    "headers of %s",
    async (path) => {
      expect((await ask(path)).headers).toMatchObject({
        "Cache-Control": "no-store",
        "Content-Security-Policy": `${POLICY}; frame-ancestors 'none'`,
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
      });
    },
  );

  it("lists what it may read, a folder before those in it, each with its size", async () => {
    const { files, more } = JSON.parse((await ask("/data.json")).text);
    expect(more).toBe(false);
    expect(files).toContainEqual({ path: "cities.csv", bytes: 23 });
    const paths = files.map(({ path }: { path: string }) => path);
    expect(paths).toEqual([
      ...["100%.csv", "Panel.DTA", "cities.csv", "inside.csv", "study.yaml"],
      ...["city data/城市 2001.csv", "deep/er/rows.tsv"],
    ]);
    for (const path of paths) {
      expect((await ask(`/data/${path.split("/").map(encodeURIComponent).join("/")}`)).text).toBe(ROWS);
    }
  });

  it("lists no more than one can read, and says so", async () => {
    const many = join(machine, "many");
    mkdirSync(many);
    for (let k = 0; k < 1_001; k++) writeFileSync(join(many, `${k}.csv`), "");
    const { files, more } = await listData(many);
    expect([files.length, more]).toEqual([1_000, true]);
  });
});

describe("the command", () => {
  it("says what is no folder, and what is no port", async () => {
    expect(await run("serve", join(machine, "data/cities.csv"))).toMatchObject({ status: 2, stdout: "" });
    const { status, stdout } = await run("serve", join(machine, "nowhere"), "--json");
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "not_a_folder" });
    for (const port of ["0", "65536", "x", "-1"]) expect((await run("serve", machine, "--port", port)).status).toBe(2);
  });

  it("says how to build a page that is not there", () => {
    expect(() => pageFiles(join(machine, "data"), "data")).toThrow(/npm run web:build/);
  });
});

describe("over a socket", () => {
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(served, 0);
  });
  afterAll(() => listening.stop());

  it("what it prints is the page, and data come by it", async () => {
    expect(new URL(listening.address)).toMatchObject({ hostname: "127.0.0.1", pathname: `/${TOKEN}/` });
    expect(await (await fetch(listening.address)).text()).toContain("wasmetrics-folder");
    expect(await (await fetch(new URL("data/cities.csv", listening.address))).text()).toBe(ROWS);
    expect((await fetch(new URL("/", listening.address))).status).toBe(404);
  });

  it("what fetch would mend is refused as it was sent", async () => {
    const { port } = new URL(listening.address);
    const host = `Host: 127.0.0.1:${port}`;
    const sent = async (...lines: string[]) =>
      Number((await raw(Number(port), [...lines, "", ""].join("\r\n"))).split(" ")[1]);
    const line = `GET /${TOKEN}/data/cities.csv HTTP/1.1`;
    expect(await sent(line, host, "Connection: close")).toBe(200);
    expect(await sent(`GET /${TOKEN}/data/../secret.csv HTTP/1.1`, host, "Connection: close")).toBe(404);
    expect(await sent(line, `Host: evil.example:${port}`, "Connection: close")).toBe(403);
    expect(await sent(line, "Connection: close")).toBe(400);
    expect(await sent(`GET http://127.0.0.1:${port}/${TOKEN}/ HTTP/1.1`, host, "Connection: close")).toBe(404);
    expect(await sent(`DELETE /${TOKEN}/data/cities.csv HTTP/1.1`, host, "Connection: close")).toBe(405);
  });

  it("a port that is taken is named", async () => {
    await expect(listen(served, Number(new URL(listening.address).port))).rejects.toThrow(/is in use/);
  });

  it("a reader that goes away leaves the server as it was", async () => {
    const gone = new AbortController();
    const asked = fetch(new URL("data/cities.csv", listening.address), { signal: gone.signal });
    gone.abort();
    await expect(asked).rejects.toThrow();
    expect((await fetch(listening.address)).status).toBe(200);
  });
});

/** What a server answers to `text`, until it closes. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answered = "";
    const socket = createConnection(port, "127.0.0.1")
      .on("data", (chunk) => {
        answered += chunk.toString("latin1");
      })
      .on("end", () => resolve(answered))
      .on("error", reject);
    socket.write(text);
  });
