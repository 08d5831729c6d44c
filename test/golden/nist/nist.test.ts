import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, loadEngine } from "../../../src/kernels/engine.js";
import { reached, sets } from "./sets.js";

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});
describe("d", () => {
  for (const set of sets) it(set.name, () => { console.log(JSON.stringify(reached(engine, set))); });
});
