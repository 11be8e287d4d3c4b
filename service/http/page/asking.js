// One question at a time: asked, waited for, cancelled, failed, asked again.

import * as answer from "./answer.js";
import { body } from "./asked.js";
import { loadCorpus } from "./corpus.js";
import { $ } from "./elements.js";
import { shownOrThrown } from "./failure.js";
import * as progress from "./progress.js";
import { answering } from "./service.js";
import { clearFailure, showFailure } from "./trouble.js";
import { count } from "./wording.js";

// What can end the question that is being asked.
let asking = null;
let byButton = false;

export const isAsking = () => asking !== null;

/** Ends the question that is being asked, which says so. */
export const cancel = () => asking?.abort();

/** Ends it without a word, since something else is shown instead. */
export function abandon() {
  asking?.abort();
  asking = null;
  idle();
}

/** Asks and shows the answer, or why there is none. */
export async function ask(asked) {
  abandon();
  const mine = (asking = new AbortController());
  busy();
  try {
    await follow(asked, answering(body(asked), mine.signal));
  } catch (failure) {
    if (asking !== mine) return;
    answer.clear();
    showFailure(shownOrThrown(failure), () => ask(asked));
  } finally {
    if (asking === mine) {
      asking = null;
      idle();
    }
  }
}

/** Shows the steps of an answer as they come. */
async function follow(asked, steps) {
  const said = { answer: "", citations: [] };
  let begun = false;
  for await (const { type, data } of steps) {
    if (!begun) answer.begin(asked);
    begun = true;
    if (type === "passages") {
      progress.tell(`reading ${count(data.length, "passage")}`);
      answer.showFound(data);
    } else if (type === "delta") {
      said.answer += data.text;
      answer.showSaid(said);
    } else if (type === "citation") {
      said.citations.push(data);
      answer.showSaid(said);
    } else if (type === "done") {
      answer.show(data);
      loadCorpus(data.generation);
    }
  }
}

function busy() {
  byButton = document.activeElement === $("submit");
  clearFailure();
  progress.begin("searching the articles");
  $("result").classList.add("stale");
  $("reply").ariaBusy = "true";
  $("submit").disabled = true;
}

function idle() {
  const focused = document.activeElement;
  progress.end();
  $("result").classList.remove("stale");
  $("reply").ariaBusy = "false";
  $("submit").disabled = false;
  // A control that goes away must not take the keyboard's place with it.
  if (focused === $("cancel") || (byButton && focused === document.body)) $("submit").focus();
  byButton = false;
}

$("cancel").addEventListener("click", cancel);
