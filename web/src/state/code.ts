/** The code beside the study: of the stage that is selected, once it is up to date, in the language that is asked for. */
import { computed, effect, signal } from "@preact/signals";
import type { Code, CodeLanguage } from "../../../src/study/code/code.js";
import { exhibits } from "./exhibits.js";
import { here } from "./here.js";
import { engine, language, text } from "./session.js";

/** What the pane shows: the study's text, or code. */
export const shownCode = signal<"study" | CodeLanguage>("study");
/** The code, with what it is of; null where it is not there yet. */
export const code = signal<Code | null>(null);

/** What code is asked for; null while its stage is not up to date. */
const asked = computed(() => {
  const [to, study, stage] = [shownCode.value, text.value, here.value?.stage.name];
  if (to === "study" || study === null || stage === undefined) return null;
  return exhibits.value.get(stage)?.status === "current" ? { text: study, language: language.value, stage, to } : null;
});

effect(() => {
  const takes = asked.value;
  code.value = null;
  if (takes === null) return;
  engine.ask("code", takes).then(
    (made) => {
      if (asked.value === takes) code.value = made;
    },
    () => {}, // the exhibit says why it could not be made
  );
});
