/** A key of the study as a control, made from its declaration; a pause in typing is one change. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { FormKey } from "../protocol.js";
import { named } from "../state/here.js";
import { description, language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { keyWords } from "../words/keys.js";

interface FieldProps {
  readonly of: FormKey;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** Typing waits, pressing does not. */
const PAUSE_MS = 250;

export function Field(props: FieldProps) {
  const spoken = language.value;
  const { of: key } = props;
  const title = key.costsDraws ? `${key.words} (${words.draws[spoken]})` : key.words;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: its control is made from the declaration
    <label class={`field ${key.kind}`} title={title}>
      <span>
        {keyWords(key.key, spoken)}
        {key.rank === "needed" ? " *" : ""}
      </span>
      <Control {...props} />
    </label>
  );
}

function Control({ of: key, value, onChange }: FieldProps) {
  const spoken = language.value;
  const usual = key.usual === undefined || typeof key.usual === "object" ? words.usual[spoken] : String(key.usual);
  switch (key.kind) {
    case "switch":
      return (
        <input
          type="checkbox"
          checked={
            value === undefined ? key.usual === true : value === true || (typeof value === "object" && value !== null)
          }
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Menu values={key.choices!} value={value} usual={usual} needed={key.rank === "needed"} onChange={onChange} />
      );
    case "treatment":
      return (
        <Menu
          values={description.value!.codings.map(({ name }) => name)}
          value={value}
          usual={usual}
          needed={key.rank === "needed"}
          onChange={onChange}
        />
      );
    case "column":
      return (
        <Menu
          values={named.value.map(({ name }) => name)}
          value={value}
          usual={usual}
          needed={key.rank === "needed"}
          onChange={onChange}
        />
      );
    case "controls":
      return (
        <input
          type="checkbox"
          checked={value !== undefined && value !== false}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    default:
      return <Typed of={key} value={value} onChange={onChange} usual={usual} />;
  }
}

interface MenuProps {
  readonly values: readonly (string | number)[];
  readonly value: unknown;
  readonly usual: string;
  readonly needed: boolean;
  readonly onChange: (value: unknown) => void;
}

function Menu({ values, value, usual, needed, onChange }: MenuProps) {
  const at = values.indexOf(value as string);
  return (
    <select
      onChange={({ currentTarget }) =>
        onChange(currentTarget.value === "" ? undefined : values[Number(currentTarget.value)])
      }
    >
      <option value="" disabled={needed} selected={at < 0}>
        {needed ? "" : usual}
      </option>
      {values.map((one, i) => (
        <option key={one} value={i} selected={i === at}>
          {one}
        </option>
      ))}
    </select>
  );
}

function Typed({ of: key, value, onChange, usual }: FieldProps & { readonly usual: string }) {
  const [written, write] = useState(shown(value));
  const pause = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => write(shown(value)), [shown(value)]);
  const typed = (next: string): void => {
    write(next);
    clearTimeout(pause.current);
    const read = readAs(key, next);
    if (read !== null) pause.current = setTimeout(() => onChange(read.value), PAUSE_MS);
  };
  const list = key.kind === "columns" ? { list: "columns-of-the-panel" } : {};
  return (
    <input
      {...list}
      value={written}
      placeholder={key.kind === "text" || key.kind === "words" ? "" : usual}
      inputMode={key.kind === "whole" || key.kind === "number" ? "decimal" : "text"}
      spellcheck={false}
      aria-invalid={readAs(key, written) === null}
      onInput={(event) => !event.isComposing && typed(event.currentTarget.value)}
      onCompositionEnd={({ currentTarget }) => typed(currentTarget.value)}
    />
  );
}

const shown = (value: unknown): string =>
  value === undefined || value === null
    ? ""
    : Array.isArray(value)
      ? value.join(", ")
      : typeof value === "object"
        ? Object.values(value)[0]
        : String(value);

/** What was written as a value of the key; null where it is none. */
export function readAs(
  { kind, least = -Infinity, most = Infinity }: FormKey,
  written: string,
): { value: unknown } | null {
  const text = written.trim();
  if (text === "") return { value: undefined };
  const numbers = text
    .split(/[,，\s]+/)
    .filter((part) => part !== "")
    .map(Number);
  const fits = (value: number): boolean => Number.isFinite(value) && value >= least && value <= most;
  switch (kind) {
    case "whole":
      return numbers.length === 1 && Number.isInteger(numbers[0]) && fits(numbers[0]!) ? { value: numbers[0] } : null;
    case "number":
      return numbers.length === 1 && fits(numbers[0]!) ? { value: numbers[0] } : null;
    case "interval":
      return numbers.length === 2 && numbers.every(Number.isFinite) && numbers[0]! <= numbers[1]!
        ? { value: numbers }
        : null;
    case "columns":
    case "texts":
      return { value: text.split(/\s*[,，、]\s*/).filter((part) => part !== "") };
    default:
      return { value: text };
  }
}
