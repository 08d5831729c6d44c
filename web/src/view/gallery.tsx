/** The worked examples as the contents of a journal, and what to try next beneath the one that is open. */
import { isExample, NAMES, openExample } from "../state/gallery.js";
import { lesson } from "../state/seen.js";
import { failure, language } from "../state/session.js";
import { galleryWords as words, worked } from "../words/gallery.js";

export function Gallery() {
  const spoken = language.value;
  return (
    <>
      <p class="start-or">{words.heading[spoken]}</p>
      {failure.value?.code === "example_missing" && (
        <p class="warning" role="alert">
          {words.missing[spoken]}
        </p>
      )}
      <ol class="examples">
        {NAMES.map((name) => {
          const { title, design, question } = worked[name][spoken];
          return (
            <li key={name}>
              <button type="button" onClick={() => void openExample(name)}>
                <span class="title">{title}</span>
                <span class="design">{design}</span>
                <span class="about">{question}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </>
  );
}

export function Lesson() {
  const spoken = language.value;
  const name = lesson.value;
  if (!isExample(name)) return null;
  return (
    <aside class="lesson" aria-label={words.next[spoken]}>
      <p>
        <strong>{words.next[spoken]}</strong>{" "}
        <button
          type="button"
          class="word"
          onClick={() => {
            lesson.value = null;
          }}
        >
          {words.closes[spoken]}
        </button>
      </p>
      <ul>
        {worked[name][spoken].next.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </aside>
  );
}
