/** Archives: read back as they were packed; what other programs would unpack otherwise is refused. */
import { expect, test } from "vitest";
import { packed, unpacked } from "../../web/src/engine/zip.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An archive with a name of its parts written otherwise, of the same length. */
function renamed(from: string, to: string): Uint8Array {
  const archive = packed(
    new Map([
      ["study.yaml", bytesOf("title: A")],
      ["stud2.yaml", bytesOf("title: B")],
    ]),
  );
  const text = Buffer.from(archive).toString("latin1").replaceAll(from, to);
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

test("parts come back, the same bytes whenever they are packed", () => {
  const parts = new Map([
    ["study.yaml", bytesOf("title: A")],
    ["data/a.csv", bytesOf("x\n1\n")],
  ]);
  expect(new Map([...unpacked(packed(parts))].map(([name, bytes]) => [name, new Uint8Array(bytes)]))).toEqual(parts);
  expect(packed(parts)).toEqual(packed(parts));
});

test.each([
  ["two parts of one name", "stud2.yaml", "study.yaml", "it has study.yaml twice"],
  ["a part that leads out", "stud2.yaml", "../2.yaml/".slice(0, 10), "no part of one is called ../2.yaml/"],
  ["a part in another folder", "stud2.yaml", "stud/.yaml", "no part of one is called stud/.yaml"],
  ["a part named as no file", "stud2.yaml", "data/../..", "no part of one is called data/../.."],
])("an archive with %s is refused", (_, from, to, why) => {
  expect(() => unpacked(renamed(from, to))).toThrow(
    expect.objectContaining({ code: "bundle_format", message: expect.stringContaining(why) }),
  );
});
