// What the index holds, in the masthead and as sources to choose from.

import { offerSources } from "./asked.js";
import { $ } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import { call } from "./service.js";
import { count, day } from "./wording.js";

let generation = null;

/** Reads again what the index holds, unless `known` is the generation that was read. */
export async function loadCorpus(known = null) {
  if (known !== null && known === generation) return;
  try {
    const corpus = await call("/v1/corpus");
    generation = corpus.generation;
    show(corpus);
  } catch (failure) {
    $("corpus").textContent = shownOrThrown(failure).message;
  }
}

function show({ articles, sources, published_from, published_to }) {
  const names = sources.map(({ source }) => source).filter((name) => name !== null);
  const line = [`${count(articles, "article")} from ${count(names.length, "source")}`];
  if (published_from !== null) line.push(", ", day(published_from), " to ", day(published_to));
  $("corpus").replaceChildren(...line);
  $("generation").textContent = `Generation ${generation} of the index`;
  offerSources(names.toSorted((a, b) => a.localeCompare(b)));
}
