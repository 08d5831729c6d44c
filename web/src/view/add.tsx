/** Adding to the report: kinds of stages, and the form of the one that is chosen, made from its declaration. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Form } from "../protocol.js";
import { addStage, firstSpec, keysAsked, type PlacedKey, type Spec, valueAt, withValue } from "../state/arrange.js";
import { forms } from "../state/forms.js";
import { isAdding } from "../state/seen.js";
import { description, language } from "../state/session.js";
import { choiceWords as words } from "../words/choices.js";
import { keyWords, kindShows, kindWords } from "../words/keys.js";
import { Field } from "./field.js";

export function Add() {
  const spoken = language.value;
  const [kind, choose] = useState<string | null>(null);
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("button, input, select")?.focus(), [kind]);
  const close = (): void => {
    isAdding.value = false;
  };
  const form = kind === null ? undefined : forms.value.get(kind);
  return (
    <section
      class="add"
      ref={box}
      aria-label={words.addWhat[spoken]}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <h2>{form === undefined ? words.addWhat[spoken] : kindWords(form.kind, spoken)}</h2>
      {form === undefined ? (
        <ul>
          {[...forms.value.values()].map((one) => (
            <li key={one.kind}>
              <button type="button" class="phrase" onClick={() => choose(one.kind)}>
                {kindWords(one.kind, spoken)}
              </button>
              <Shows form={one} />
            </li>
          ))}
        </ul>
      ) : (
        <StageForm form={form} done={close} />
      )}
      <p class="actions">
        <button type="button" onClick={() => (kind === null ? close() : choose(null))}>
          {words.cancel[spoken]}
        </button>
      </p>
    </section>
  );
}

/** What a kind shows; of one that the page has no words for, those of its declaration, which are English. */
function Shows({ form: { kind, words: declared } }: { readonly form: Form }) {
  const shows = kindShows(kind, language.value);
  return (
    <span class="hint" {...(shows === undefined && { lang: "en" })}>
      {shows ?? declared.replaceAll("`", "")}
    </span>
  );
}

function StageForm({ form, done }: { readonly form: Form; readonly done: () => void }) {
  const spoken = language.value;
  const [spec, write] = useState<Spec>(() => firstSpec(form, description.value!));
  const asked = keysAsked(form.keys);
  const shown = asked.filter(({ key }) => key.rank !== "rare");
  const rare = asked.filter(({ key }) => key.rank === "rare");
  const open = asked.filter(({ key, path }) => key.rank === "needed" && valueAt(spec, path) === undefined);
  const field = ({ key, path }: PlacedKey) => (
    <Field
      key={path.join("/")}
      of={key}
      value={valueAt(spec, path)}
      onChange={(value) => write((before) => withValue(before, path, value))}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        done();
        void addStage(form.kind, spec);
      }}
    >
      {shown.map(field)}
      {rare.length > 0 && (
        <details class="more">
          <summary>{words.more[spoken](rare.length)}</summary>
          {rare.map(field)}
        </details>
      )}
      <p class="actions">
        <button type="submit" disabled={open.length > 0}>
          {words.add[spoken]}
        </button>{" "}
        {open.length > 0 && (
          <span class="hint">{words.needs[spoken](open.map(({ key }) => keyWords(key.key, spoken)).join(", "))}</span>
        )}
      </p>
    </form>
  );
}
