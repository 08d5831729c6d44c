/**
 * Who decides what a first study says: a person at a terminal, asked one thing after the other, or, without one,
 * the guesses, where they leave no doubt or are taken by --yes.
 */
import { UsageError } from "../base/errors.js";
import { withoutControls } from "../base/inert-text.js";
import type { Candidate, Decision } from "../study/init/candidate.js";
import type { Decide } from "../study/init/choose-study.js";

/** Candidates shown of each role. */
const MOST_SHOWN = 8;

/** Asks `question` and gives the answer. */
export type Ask = (question: string) => Promise<string>;

/** Decisions by asking: an answer is the number of a candidate, the name of a column, or empty for the first. */
export function asking(ask: Ask, hasColumn: (name: string) => boolean): Decide {
  return async ({ role, candidates }) => {
    const shown = candidates.slice(0, MOST_SHOWN);
    const lines = shown.map(({ value, because }, i) => `  ${i + 1}. ${value}: ${because}`);
    const hint = role === "controls" ? "number, columns a,b or none" : "number or column";
    const question = `${[`${capital(role)}?`, ...lines].join("\n")}\n${hint} [1]: `;
    for (;;) {
      const answer = (await ask(withoutControls(question))).trim();
      if (answer === "" && shown[0] !== undefined) return shown[0].value;
      const numbered = /^\d+$/.test(answer) ? shown[Number(answer) - 1]?.value : undefined;
      if (numbered !== undefined) return numbered;
      const names = role === "controls" && answer !== "none" ? answer.split(",").map((name) => name.trim()) : [answer];
      if ((role === "controls" && answer === "none") || (answer !== "" && names.every(hasColumn))) return answer;
    }
  };
}

/** Decisions without a person, and what was in doubt. */
export interface Unattended {
  readonly decide: Decide;
  /** Throws UsageError `init_unsure` where something was in doubt, with the guesses and the flags that would say them. */
  requireSure(command: string): void;
}

/** Takes the best candidate of everything, and remembers where it was in doubt. */
export function unattended(): Unattended {
  const doubts: Decision[] = [];
  const guesses: Candidate[] = [];
  return {
    decide: async (decision) => {
      const best = decision.candidates[0]!;
      guesses.push(best);
      if (!decision.sure) doubts.push(decision);
      return best.value;
    },
    requireSure: (command) => {
      if (doubts.length === 0) return;
      const lines = doubts.flatMap(({ role, candidates }) => [
        `${role}:`,
        ...candidates.slice(0, MOST_SHOWN).map(({ flag, value, because }) => `  --${flag} ${value}  (${because})`),
      ]);
      const flags = guesses.map(({ flag, value }) => `--${flag} ${value}`).join(" ");
      throw new UsageError(
        "init_unsure",
        withoutControls(
          `These choices are yours, and there is no terminal to ask at:\n${lines.join("\n")}\nGive them, or take the first of each with --yes: ${command} ${flags}`,
        ),
        { got: doubts.map(({ role }) => role), expected: doubts.map(({ role, candidates }) => ({ role, candidates })) },
      );
    },
  };
}

const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`;
