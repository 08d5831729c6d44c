/**
 * The optional packages: in this checkout every one is there, in the version the messages name, and the lock file has the
 * binaries of every platform. What is seen without them is tested here by loads that fail as Node's do, and in
 * scripts/check-package.mjs by a project that really has none.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { loadOptional, OPTIONAL_CLIENTS, OPTIONAL_PACKAGES } from "../../src/base/optional.js";
import { renderPng } from "../../src/cli/render-png.js";
import { type ReadOptions, readTable } from "../../src/data/files/read-table.js";
import type { FigureSpec } from "../../src/report/figures/figure-spec.js";
import { renderSvg } from "../../src/report/figures/render-svg.js";
import { streamQuality } from "../../src/sql/stream-quality.js";
import { readCsvByKernels } from "../support/read-csv.js";

const root = join(import.meta.dirname, "..", "..");
const json = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));

const host = vi.hoisted(() => ({ isBare: false }));
vi.mock("../../src/base/optional.js", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/base/optional.js")>();
  const absent = (name: string) =>
    Promise.reject(Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" }));
  return {
    ...original,
    loadOptional: ((packages, purpose, load) =>
      original.loadOptional(packages, purpose, host.isBare ? () => absent(packages[0]!) : load)) as typeof loadOptional,
  };
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-optional-"));
});
afterEach(() => {
  host.isBare = false;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("in the checkout", () => {
  it.each(Object.keys({ ...OPTIONAL_PACKAGES, ...OPTIONAL_CLIENTS }))("%s is installed", async (name) => {
    expect(Object.keys(await import(name)).length).toBeGreaterThan(0);
  });

  it("the versions of messages are those of package.json", () => {
    const { optionalDependencies, devDependencies, peerDependencies, peerDependenciesMeta } = json("package.json");
    expect(optionalDependencies).toEqual(OPTIONAL_PACKAGES);
    expect(devDependencies).toMatchObject(OPTIONAL_CLIENTS);
    for (const [name, version] of Object.entries(OPTIONAL_CLIENTS)) {
      expect([peerDependencies[name], peerDependenciesMeta[name]]).toEqual([`^${version}`, { optional: true }]);
    }
  });

  it("the lock file has every package that another lists as its binary for some platform", () => {
    const packages: Record<string, { optionalDependencies?: object }> = json("package-lock.json").packages;
    const listed = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    for (const family of ["@duckdb/node-bindings-", "@resvg/resvg-js-", "@rolldown/binding-", "@biomejs/cli-"]) {
      for (const platform of ["darwin-arm64", "linux-x64", "linux-arm64", "win32-x64"]) {
        expect(listed.filter((name) => name.startsWith(`${family}${platform}`))).not.toEqual([]);
      }
    }
    const paths = Object.keys(packages);
    expect(listed.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});

describe("without DuckDB text files are read as they are with it", () => {
  const outcome = (read: typeof readTable, path: string, options: ReadOptions = {}) =>
    read(path, options).then(
      ({ columns, notes, nRows, source }) => ({ columns, notes, nRows, source }),
      ({ code, message, detail }) => ({ code, message, detail }),
    );
  const fixtures = [
    ...["codes.tsv", "decimal-comma.csv", "identifiers.csv", "mac.csv", "markers.txt", "mostly-numeric.csv"],
    ...["one-column.csv", "semicolon-bom-crlf.csv"],
  ].map((name) => [name, readFileSync(join(root, "test/fixtures/table", name)), {}] as const);

  it.each([
    ...fixtures,
    ...fixtures.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes), {}] as const),
    [
      "gb18030.csv",
      Buffer.concat([Buffer.from("city,x\n"), Buffer.from([0xc9, 0xcf, 0xba, 0xa3]), Buffer.from(",1\n")]),
      {},
    ],
    ["utf16.csv", Buffer.from("\ufeffcity,x\nLyon,1\n", "utf16le"), {}],
    ["latin1.csv.gz", gzipSync(Buffer.from("city,x\nNîmes,1\n", "latin1")), { encoding: "latin1" }],
    ["quoted.csv", Buffer.from('hs,"x"\n"0101","1"\n"0102","2"\n'), {}],
    ["options.csv", Buffer.from("code,x\n1,-9\n2,3\n"), { text: ["code"], missing: ["-9"] }],
    ["header.csv", Buffer.from('a,"b\nc"\n1,2\n'), {}],
    ["ragged.csv", Buffer.from("a,b\n1\n"), {}],
    ["quotes.csv", Buffer.from('a,b\n"1"2,3\n'), {}],
    ["twice.csv", Buffer.from("a,a\n1,2\n"), {}],
    ["empty.csv", Buffer.from("a,b\n"), {}],
    ["cut.csv.gz", gzipSync("a,b\n1,2\n").subarray(0, 20), {}],
    ["option.csv", Buffer.from("a,b\n1,2\n"), { text: ["c"] }],
  ] as const)("%s", async (name, bytes, options) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    const full = await outcome(readCsvByKernels, path, options);
    host.isBare = true;
    expect(await outcome(readTable, path, options)).toEqual(full);
  });

  it("the 89,577 rows of the fish example", async () => {
    const path = join(root, "examples/fish/fish_export_ship.csv.gz");
    const full = await readCsvByKernels(path);
    host.isBare = true;
    const bare = await readTable(path);
    expect([bare.columns, bare.notes, bare.source]).toEqual([full.columns, full.notes, full.source]);
  });
});

describe("without optional packages", () => {
  it("Parquet is read, of every compression", async () => {
    host.isBare = true;
    const golden = new URL("../golden/files/parquet/", import.meta.url).pathname;
    for (const name of ["types", "gzip", "brotli"]) {
      expect((await readTable(`${golden}${name}.parquet`)).nRows).toBe(60);
    }
  });

  it("a file that is no Parquet is still said to be none", async () => {
    const path = join(folder, "text.parquet");
    await writeFile(path, "a,b\n1,2\n");
    host.isBare = true;
    await expect(readTable(path)).rejects.toMatchObject({ code: "parquet_format" });
  });

  it("rows larger than memory, figures and pictures are refused", async () => {
    host.isBare = true;
    const path = join(folder, "rows.csv");
    await writeFile(path, "a,b\n1,2\n");
    const figure = { usermeta: { title: "t" }, description: "d" } as FigureSpec;
    await expect(streamQuality(null as never, path, { sigma: 5 } as never)).rejects.toMatchObject({
      code: "optional_missing",
    });
    await expect(renderSvg(figure)).rejects.toThrow(
      "Drawing a figure needs the optional packages vega and vega-lite, which are not installed. Install: npm install vega@6.4.0 vega-lite@6.4.3",
    );
    await expect(renderPng("<svg/>")).rejects.toThrow("Install: npm install @resvg/resvg-js@2.6.2");
  });

  it("a package that is there and does not work is said to be so", async () => {
    const broken = () => Promise.reject(new Error("libstdc++.so.6: version not found\nrequired by x"));
    await expect(loadOptional(["vega"], "Drawing a figure", broken)).rejects.toThrow(
      "which is not usable here (libstdc++.so.6: version not found). Install: npm install vega@6.4.0",
    );
  });
});
