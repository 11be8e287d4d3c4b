// Text of others made legible: what cannot be seen but changes what is, is marked where it stands.

import { el } from "./elements.js";

// Controls, bidi overrides, zero widths. The two joiners pass where scripts and emoji use them.
const INVISIBLE =
  /[[\p{Cc}\p{DI}\uFFF9-\uFFFB]--[\t\n\r\uFE00-\uFE0F\u200C\u200D]]|(?<![[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]--\p{sc=Latin}])[\u200C\u200D]/gv;

/**
 * The text as nodes whose textContent is the text, unchanged. An invisible character sits in a
 * box of its own, where it reorders nothing; the style sheet labels the box with data-code.
 */
export function legible(text) {
  const nodes = [];
  let from = 0;
  for (const { 0: character, index } of text.matchAll(INVISIBLE)) {
    const box = el("span", { className: "invisible", title: "Invisible character" }, character);
    box.dataset.code = codeOf(character);
    nodes.push(text.slice(from, index), box);
    from = index + character.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

const codeOf = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The text where its direction turns nothing round that stands beside it. */
export const isolated = (text) => el("bdi", {}, ...legible(text));

/** The text with its invisible characters spelt out, for where there can be no elements. */
export const spelt = (text) => text.replace(INVISIBLE, (character) => `[${codeOf(character)}]`);
