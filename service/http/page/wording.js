// Numbers, days and probabilities as the page words them.

import { el } from "./elements.js";

export const number = (n) => n.toLocaleString("en");

export const count = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

// Days are written as in the answers.
const dates = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });
export const dayName = (iso) => dates.format(new Date(iso));
export const day = (iso) => el("time", { dateTime: iso }, dayName(iso));

export const milliseconds = (value) => `${value.toLocaleString("en", { maximumSignificantDigits: 3 })} ms`;

// The likelihood scale of the IPCC's guidance on uncertainty (Mastrandrea and others, 2010).
const LIKELIHOODS = [
  [0.99, "Virtually certain"],
  [0.9, "Very likely right"],
  [0.66, "Likely right"],
  [0.33, "About as likely right as not"],
  [0.1, "Unlikely to be right"],
  [0, "Very unlikely to be right"],
];

/** A probability in words, with its figure: "Very likely right (94%)". */
export function likelihood(probability) {
  const [, words] = LIKELIHOODS.find(([least]) => probability >= least);
  return `${words} (${share(probability)})`;
}

/** A probability in per cent that never rounds to a certainty. */
export function share(probability) {
  if (probability > 0.99) return "over 99%";
  if (probability < 0.01) return "under 1%";
  return probability.toLocaleString("en", { style: "percent" });
}
