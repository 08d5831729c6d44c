/** A bundle is verified against the same study run again: what was changed in it is named, and nothing else. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bundleParts, readBundle } from "../../src/study/bundle/bundle.js";
import { differences, pageDifferences } from "../../src/study/bundle/differences.js";
import { dataText, differenceText, fileText } from "../../src/study/bundle/verdict-text.js";
import { dataVerdict, isAllSame, verified } from "../../src/study/bundle/verify.js";

const hash = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

const TEXT = "title: A study\n";
const RECORD = {
  stages: { table1: { models: [{ fit: { coefficients: { did: { estimate: 0.25 } } } }, { fit: { nobs: 12 } }] } },
};
const REPORT = `<figure id="table1"><table><tr><th scope="row">Pilot</th><td><span>−0</span><span>.250</span></td></tr></table></figure>`;

/** Files of a run. */
function filesOf({ record = RECORD as object, report = REPORT, data = "d".repeat(64), picture = true } = {}) {
  const files = new Map<string, string>([
    ["table1.tex", "\\begin{table}"],
    ["results.json", JSON.stringify(record)],
    ["report.html", report],
    ["report.docx", picture ? "with pictures" : "without"],
    ...(picture ? [["figure1.png", "png"] as const] : []),
  ]);
  const manifest = {
    title: "A study",
    command: "wasmetrics study study.yaml --language zh --out out",
    software: { version: "1.0.0" },
    inputs: { study: { sha256: hash(TEXT) }, data: { panel: { name: "panel.csv", sha256: data } } },
    outputs: Object.fromEntries([...files].map(([name, content]) => [name, hash(content)])),
  };
  return files.set("manifest.json", JSON.stringify(manifest));
}

const bundled = (files = filesOf(), data = new Map<string, Uint8Array>()) => bundleParts(TEXT, files, null, data);

interface Forged {
  readonly inputs: object;
  readonly outputs: object;
}

/** A bundle whose manifest was changed. */
function forged(change: (manifest: Forged) => object): Map<string, Uint8Array> {
  const manifest = JSON.parse(String(filesOf().get("manifest.json"))) as Forged;
  return new Map(bundled()).set("manifest.json", new TextEncoder().encode(JSON.stringify(change(manifest))));
}

test("a bundle reads as it was made, with data and looks only where they were given", () => {
  const data = new Map([["panel.csv", new Uint8Array([1, 2])]]);
  const read = readBundle(bundleParts(TEXT, filesOf(), [{ what: "first" }], data));
  expect(read.text).toBe(TEXT);
  expect(read.language).toBe("zh");
  expect(read.looks).toEqual([{ what: "first" }]);
  expect([...read.data]).toEqual([...data]);
  expect([...readBundle(bundled()).parts.keys()]).toEqual([
    "study.yaml",
    "results.json",
    "report.html",
    "manifest.json",
  ]);
});

test.each([
  ["no study", (parts: Map<string, Uint8Array>) => parts.delete("study.yaml"), "it lacks study.yaml"],
  [
    "no JSON",
    (parts: Map<string, Uint8Array>) => parts.set("manifest.json", new Uint8Array([123])),
    "manifest.json can't be read",
  ],
  [
    "another manifest",
    (parts: Map<string, Uint8Array>) => parts.set("manifest.json", new TextEncoder().encode("{}")),
    "not that of a study",
  ],
])("an archive with %s is refused as no bundle", (_, change, why) => {
  const parts = new Map(bundled());
  change(parts);
  expect(() => readBundle(parts)).toThrow(
    expect.objectContaining({ code: "bundle_format", message: expect.stringContaining(why) }),
  );
});

describe("run again", () => {
  test("the same study is the same in every file", () => {
    const found = verified(readBundle(bundled()), filesOf(), hash);
    expect(isAllSame(found)).toBe(true);
    expect(found.files.every(({ verdict }) => verdict === "same")).toBe(true);
  });

  test("pictures that are not made here, and the Word file that shows them, are no difference", () => {
    const found = verified(readBundle(bundled()), filesOf({ picture: false }), hash);
    expect(isAllSame(found)).toBe(true);
    expect(found.files.filter(({ verdict }) => verdict === "absent").map(({ name }) => name)).toEqual([
      "report.docx",
      "figure1.png",
    ]);
  });

  test("a number changed in the record is named by stage, column and how much, though its hash was changed along", () => {
    const forged = structuredClone(RECORD);
    forged.stages.table1.models[0]!.fit.coefficients!.did.estimate = 0.75;
    const found = verified(readBundle(bundled(filesOf({ record: forged }))), filesOf(), hash);
    expect(isAllSame(found)).toBe(false);
    expect(found.results.count).toBe(1);
    const [place] = found.results.places;
    expect(differenceText(place!, "en")).toBe(
      "table1, column 1, did, estimate: 0.75 in the bundle, 0.25 now, by -0.500",
    );
    expect(differenceText(place!, "zh")).toBe("table1 第 1 列，did，estimate：压缩包中为 0.75，现为 0.25，相差 -0.500");
    expect(found.files.find(({ name }) => name === "results.json")!.verdict).toBe("differs");
  });

  test("a number changed in the report alone is named by its table and row", () => {
    const parts = new Map(bundled());
    parts.set("report.html", new TextEncoder().encode(REPORT.replace(".250", ".750")));
    const found = verified(readBundle(parts), filesOf(), hash);
    expect(found.results.count).toBe(0);
    expect(found.report.places.map((place) => differenceText(place, "en", "report.html"))).toEqual([
      'report.html, table1, Pilot: "−0.750" in the bundle, "−0.250" now',
    ]);
    expect(fileText(found.files.find(({ name }) => name === "report.html")!, "en")).toMatch(/changed after/);
  });

  test.each([
    [
      "a title",
      (manifest: Forged) => ({ ...manifest, title: "Another" }),
      'manifest.json, title: "Another" in the bundle',
    ],
    ["a seed", (manifest: Forged) => ({ ...manifest, seed: 2 }), "manifest.json, seed: 2 in the bundle, nothing now"],
  ])("%s changed in the manifest is named", (_, change, said) => {
    const found = verified(readBundle(forged(change)), filesOf(), hash);
    expect(isAllSame(found)).toBe(false);
    expect(differenceText(found.manifest.places[0]!, "en", "manifest.json")).toContain(said);
  });

  test.each([
    ["taken out", { panel: { name: "panel.csv", sha256: null } }],
    ["of no data", {}],
  ])("a manifest whose hash of the data is %s is not the same", (_, data) => {
    const change = (manifest: Forged) => ({ ...manifest, inputs: { ...manifest.inputs, data } });
    const found = verified(readBundle(forged(change)), filesOf(), hash);
    expect(isAllSame(found)).toBe(false);
    expect(dataText(found.data[0]!, "en")).toBe("panel.csv: the bundle has no hash to compare it with.");
  });

  test("a file no run wrote is named, in the archive, among its data or in the manifest", () => {
    const one = new TextEncoder().encode("1");
    const parts = new Map(bundled(filesOf(), new Map([["other.csv", one]]))).set("readme.txt", one);
    const found = verified(readBundle(parts), filesOf(), hash);
    expect(isAllSame(found)).toBe(false);
    expect(found.files.flatMap((file) => fileText(file, "en") ?? [])).toEqual([
      "readme.txt is in the archive, but no run wrote it there.",
      "data/other.csv is in the archive, but no run wrote it there.",
    ]);
    const more = forged((manifest) => ({ ...manifest, outputs: { ...manifest.outputs, "table9.csv": hash("1") } }));
    const told = verified(readBundle(more.set("table9.csv", one)), filesOf(), hash);
    expect(isAllSame(told)).toBe(false);
    expect(fileText(told.files.at(-1)!, "en")).toBe("table9.csv was made then and is not made now.");
  });

  test("another study and other data are said", () => {
    const parts = new Map(bundled());
    parts.set("study.yaml", new TextEncoder().encode("title: Another\n"));
    const found = verified(readBundle(parts), filesOf({ data: "e".repeat(64) }), hash);
    expect(found.study).toBe("changed");
    expect(dataText(found.data[0]!, "en")).toBe(
      "panel.csv is another file than the bundle was made of: SHA-256 eeeeeeeeeeee… here, dddddddddddd… then.",
    );
  });
});

test("a file of data without a hash is neither the same nor another", () => {
  expect(dataVerdict({ name: "a.csv", sha256: null }, { sha256: "1" }).isSame).toBeNull();
  expect(dataVerdict({ name: "a.csv", sha256: "1" }, undefined).isSame).toBeNull();
});

test("places that differ are counted without end and listed up to 200", () => {
  const numbers = (by: number) => Array.from({ length: 500 }, (_, i) => i + by);
  const { count, places } = differences(numbers(0), numbers(1));
  expect(count).toBe(500);
  expect(places).toHaveLength(200);
  expect(differences({ a: 0 }, { a: -0 }).count).toBe(1);
  expect(differences({ a: 1 }, { a: 1, b: null }).places).toEqual([{ path: ["b"], was: "", is: "null", by: null }]);
});

test("pages of other structure differ once; style and script are no words", () => {
  const page = (style: string, text: string): string =>
    `<style>${style}</style><main id="m"><p>${text}</p><template>x</template></main><script>1</script>`;
  expect(pageDifferences(page("a", "b"), page("c", "b")).count).toBe(0);
  expect(pageDifferences(page("a", "b"), page("a", "c")).places).toEqual([
    { path: ["m"], was: '"b"', is: '"c"', by: null },
  ]);
  expect(pageDifferences("<p>a</p>", "<p>a</p><p>b</p>").count).toBe(1);
});
