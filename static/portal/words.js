// The server's rules for text (submissions/texts.py): how it is counted and in which form it is stored.

const byCharacter = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g;
// What Python's str.split takes for white space; \s of JavaScript is another set.
const space = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

// texts.normalise
export function normalise(text) {
  const plain = text.replace(/\r\n|[\r\v\f]/g, "\n").replace(/[\x00-\x08\x0e-\x1f\ufeff\ufffe\uffff]/g, "");
  return plain.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC");
}

// texts.one_line
export const oneLine = (text) => normalise(text).split(space).filter(Boolean).join(" ");

// texts.count_words of the stored text: each Chinese or Japanese character is a word, the rest goes by white space.
export function countWords(typed) {
  const text = normalise(typed);
  return (text.match(byCharacter)?.length ?? 0) + text.replace(byCharacter, " ").split(space).filter(Boolean).length;
}

// The length of the stored text in code points, as Python counts.
export const countCharacters = (typed) => [...normalise(typed)].length;
