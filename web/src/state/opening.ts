/** Files that are opened: data are read and, where no study is there yet, a study is guessed; a study is taken. */
import { rerun, take } from "./live.js";
import { engine, failure, files, guess, language, reported, text } from "./session.js";

export async function openFiles(opened: readonly File[]): Promise<void> {
  failure.value = null;
  await reported(async () => {
    let study: string | null = null;
    for (const file of opened) {
      if (/\.ya?ml$/i.test(file.name)) study = await file.text();
      else
        files.value = [
          ...files.value.filter(({ name }) => name !== file.name),
          await engine.ask("open", { name: file.name, file }),
        ];
    }
    if (study !== null) take(study, { opens: true });
    else if (text.value === null && files.value.length > 0) {
      guess.value = await engine.ask("guess", { file: files.value[0]!.name, given: {}, language: language.value });
      take(guess.value.text, { opens: true });
    } else if (text.value !== null) await rerun({ asked: "all" });
  });
}
