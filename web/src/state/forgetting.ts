/** Everything is forgotten by one press: files, the study and its past, looks, what a browser kept. */
import { batch } from "@preact/signals";
import { exhibits, running } from "./exhibits.js";
import { forgetGuess } from "./guessing.js";
import { NOTHING } from "./history.js";
import { history, stop } from "./live.js";
import { forgetLooks } from "./looks-kept.js";
import { refused, stopLoading } from "./opening.js";
import { pins } from "./pinned.js";
import { lesson, selected } from "./seen.js";
import { bundle, engine, failure, files, frame, held, text } from "./session.js";
import { forgetSession } from "./storage.js";

export async function forgetEverything(): Promise<void> {
  stopLoading();
  stop();
  batch(() => {
    text.value = null;
    held.value = false;
    bundle.value = null;
    files.value = [];
    frame.value = null;
    failure.value = null;
    exhibits.value = new Map();
    running.value = null;
    history.value = NOTHING;
    pins.value = [];
    selected.value = null;
    lesson.value = null;
    refused.value = [];
    forgetGuess();
    forgetLooks();
  });
  forgetSession();
  await engine.renew();
}
