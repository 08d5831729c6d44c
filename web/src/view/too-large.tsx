/** A run that needs more memory than the browser grants: said before anything is computed, with ways out and the command that runs it elsewhere. */
import { useState } from "preact/hooks";
import { exhibits } from "../state/exhibits.js";
import { opened } from "../state/seen.js";
import { language, text } from "../state/session.js";
import { customsWords as words } from "../words/customs.js";
import { bytesText } from "../words/data.js";
import { goToLine } from "./refusal.js";

interface TooLargeProps {
  readonly need: number;
  readonly grants: number;
  /** The command that runs it at a terminal. */
  readonly command: string;
  /** What can be done here, in words. */
  readonly ways?: readonly (readonly [words: string, does: () => void])[];
}

export function TooLarge({ need, grants, command, ways = [] }: TooLargeProps) {
  const spoken = language.value;
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  return (
    <div class="warning too-large" role="alert">
      <p>
        {words.tooLarge[spoken](bytesText(need), bytesText(grants))} {words.waysOut[spoken]}
      </p>
      <p class="actions">
        {ways.map(([name, does]) => (
          <button key={name} type="button" onClick={does}>
            {name}
          </button>
        ))}
        <button type="button" onClick={() => void copy()}>
          {isCopied ? words.copied[spoken] : words.copy[spoken]}
        </button>
      </p>
      <pre>{command}</pre>
    </div>
  );
}

/** The same of a stage of the study: in full where it is the first of them. */
export function TooLargeStudy({ stage }: { readonly stage: string }) {
  const spoken = language.value;
  const large = [...exhibits.value].flatMap(([name, { status, memory }]) =>
    status === "large" && memory !== undefined ? [{ name, ...memory }] : [],
  );
  const one = large.find(({ name }) => name === stage);
  if (one === undefined) return null;
  const { need, grants } = one;
  if (one !== large[0]) return <p class="state">{words.tooLarge[spoken](bytesText(need), bytesText(grants))}</p>;
  const show = (choice: string) => (): void => {
    opened.value = `sentence:${choice}`;
  };
  const ways = [
    [words.fewerColumns[spoken], show("controls")],
    [words.fewerYears[spoken], show("subset")],
    [words.aggregate[spoken], () => goToLine(lineOfKey("panel"))],
  ] as const;
  return <TooLarge need={need} grants={grants} command="wasmetrics study study.yaml" ways={ways} />;
}

/** The line of the study where a block begins, from 1. */
const lineOfKey = (key: string): number =>
  (text.value ?? "").split("\n").findIndex((line) => line.startsWith(`${key}:`)) + 1;
