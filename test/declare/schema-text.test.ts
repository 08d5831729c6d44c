import { expect, it } from "vitest";
import { schemaText } from "../../src/declare/schema-text.js";

it("puts what fits into a line in one, and loses nothing", () => {
  const schema = {
    type: "object",
    properties: { name: { enum: ["a", "b"] }, text: { const: "x".repeat(100) } },
    all: [],
  };
  const text = schemaText(schema);
  expect(JSON.parse(text)).toEqual(schema);
  expect(text.split("\n").filter((line) => line.includes("name"))).toEqual(['  "name": {"enum":["a","b"]},']);
  expect(text).toMatch(/^\{\n "type": "object",\n.*\n\}\n$/s);
});
