/** Forms of the kinds of stages, as the library declares them. */
import { signal } from "@preact/signals";
import type { Form } from "../protocol.js";
import { engine, reported } from "./session.js";

export const forms = signal<ReadonlyMap<string, Form>>(new Map());

export const loadForms = (): Promise<void> =>
  reported(async () => {
    forms.value = new Map((await engine.ask("forms", null)).map((form) => [form.kind, form]));
  });
