/** Undo of the page: one stack of texts. */
import { describe, expect, test } from "vitest";
import {
  type History,
  NOTHING,
  readHistory,
  redoes,
  redone,
  stepped,
  textOf,
  undoes,
  undone,
} from "../../web/src/state/history.js";

const ofTexts = (...texts: string[]): History =>
  texts.reduce((history, text) => stepped(history, { text, what: `to ${text}` }), NOTHING);

describe("undo", () => {
  test("gives the text before, byte for byte, and redo the text after", () => {
    const history = ofTexts("a: 1\n", "a: 2 # why\n", "a: 3\n");
    expect(textOf(undone(history))).toBe("a: 2 # why\n");
    expect(textOf(undone(undone(history)))).toBe("a: 1\n");
    expect(textOf(undone(undone(undone(history))))).toBe("a: 1\n");
    expect(textOf(redone(undone(history)))).toBe("a: 3\n");
  });

  test("says what it takes back", () => {
    const history = ofTexts("a", "b");
    expect(undoes(history)).toBe("to b");
    expect(redoes(history)).toBeNull();
    expect(redoes(undone(history))).toBe("to b");
    expect(undoes(undone(history))).toBeNull();
  });

  test("a change after an undo ends what was undone; the same text is no step", () => {
    const history = stepped(undone(ofTexts("a", "b")), { text: "c", what: "to c" });
    expect(history.steps.map(({ text }) => text)).toEqual(["a", "c"]);
    expect(stepped(history, { text: "c", what: "again" })).toBe(history);
  });

  test("letters typed without a pause are one step, and never eat the text that was opened", () => {
    const typed = ["ab", "abc"].reduce(
      (history, text) => stepped(history, { text, what: "typed", joins: "typing 1" }),
      stepped(NOTHING, { text: "a", what: "", joins: "typing 1" }),
    );
    expect(typed.steps.map(({ text }) => text)).toEqual(["a", "abc"]);
    expect(textOf(undone(typed))).toBe("a");
  });

  test("outlives a reload; what is no history is none", () => {
    const history = undone(ofTexts("a", "b"));
    expect(readHistory(JSON.parse(JSON.stringify(history)))).toEqual(history);
    for (const wrong of [null, 3, {}, { steps: [], at: 0 }, { steps: [{ text: 1, what: "" }], at: 0 }]) {
      expect(readHistory(wrong)).toBeNull();
    }
  });

  test("keeps the newest steps, at most a megabyte", () => {
    const long = "x".repeat(300_000);
    const history = ofTexts(...[1, 2, 3, 4, 5].map((n) => `${n}${long}`));
    expect(history.steps.map(({ text }) => text[0])).toEqual(["3", "4", "5"]);
    expect(textOf(history)?.[0]).toBe("5");
  });
});
