// The key that a service may ask for; kept until the tab is closed.

import { $ } from "./elements.js";
import { Failure } from "./failure.js";

const KEY = "dateline-key";

export const givenKey = () => sessionStorage.getItem(KEY);
export const forgetKey = () => sessionStorage.removeItem(KEY);

let asked = null;

/** Resolves once a key was given; calls that come meanwhile wait for the same one. */
export function askForKey(refused) {
  asked ??= new Promise((resolve, reject) => {
    $("key").value = "";
    $("key-problem").textContent = refused ? "That key was not accepted." : "";
    $("key-dialog").returnValue = "";
    $("key-dialog").showModal();
    $("key-dialog").onclose = () => {
      asked = null;
      if ($("key-dialog").returnValue) resolve();
      else reject(new Failure("This service answers only with its key.", { again: true }));
    };
  });
  return asked;
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const key = $("key").value.trim();
  if (!/^[!-~]+$/.test(key)) {
    $("key-problem").textContent = "A key is made of plain letters, digits and signs, without spaces.";
    return;
  }
  sessionStorage.setItem(KEY, key);
  $("key-dialog").close("given");
});

$("key-cancel").addEventListener("click", () => $("key-dialog").close());
