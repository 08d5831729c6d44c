/** Who decides what a first study says: answers at a terminal. */
import { expect, test } from "vitest";
import { asking } from "../../src/cli/commands/init.js";
import type { Decision } from "../../src/study/init/candidate.js";

const decision: Decision = {
  role: "unit",
  sure: true,
  candidates: ["city", "firm"].map((value) => ({ flag: "unit", value, because: "reason", score: 0 })),
};
const answering = (...answers: string[]) => {
  const asked: string[] = [];
  const decide = asking(
    async (question) => {
      asked.push(question);
      return answers.shift()!;
    },
    (name) => ["city", "firm", "x", "z"].includes(name),
  );
  return { asked, decide };
};

test.each([
  ["", "city"],
  ["2", "firm"],
  ["x", "x"],
])("the answer '%s' is %s", async (answer, value) => {
  const { asked, decide } = answering(answer);
  expect(await decide(decision)).toBe(value);
  expect(asked[0]).toContain("1. city: reason\n  2. firm: reason");
});

test("asks again until the answer is one", async () => {
  const { asked, decide } = answering("3", "nothing", "none", "firm");
  expect(await decide(decision)).toBe("firm");
  expect(asked).toHaveLength(4);
});

test("controls are several columns, or none", async () => {
  const controls: Decision = {
    ...decision,
    role: "controls",
    candidates: [{ ...decision.candidates[0]!, value: "x" }],
  };
  expect(await answering("x, z").decide(controls)).toBe("x, z");
  expect(await answering("x, w", "none").decide(controls)).toBe("none");
});
