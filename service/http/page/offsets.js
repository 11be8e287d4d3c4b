// The service counts code points; strings here are cut by UTF-16 code units.

/** The index into `text` of the code point with that number; the end of the text beyond it. */
export function indexOf(text, codePoint) {
  let index = 0;
  for (let left = codePoint; left > 0 && index < text.length; left -= 1) {
    index += text.codePointAt(index) > 0xffff ? 2 : 1;
  }
  return index;
}
