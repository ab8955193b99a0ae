// The coding workspace. Without this file everything works by picking sentences; with it, by selecting words and by keys.
// Offsets go to the server in code points; what the server does not find at that place it refuses.
import { length, paint, rangeOf, selectedIn, shortened, slice, wholeText } from "./spans.js";

(() => {
  const form = document.getElementById("coding");
  const status = document.getElementById("selected");
  if (!form || !status) return;
  const field = (name) => form.elements.namedItem(name);
  const hidden = ["answer", "start", "end", "quote"].map((name) => form.querySelector(`input[type=hidden][name=${name}]`));
  const notation = field("notation");

  const textOf = (answer) => form.querySelector(`.answer-text[data-answer="${answer}"]`);

  // --- What is selected ----------------------------------------------------------------------------------------
  function select(text, start, end) {
    const quote = slice(text, start, end);
    [text.dataset.answer, start, end, quote].forEach((value, index) => { hidden[index].value = value; });
    form.querySelectorAll("input[name=sentence]:checked").forEach((box) => { box.checked = false; });
    paint(rangeOf(text, start, end));
    status.replaceChildren(`${form.dataset.selected} `, shortened(quote));
  }

  function selectNothing() {
    hidden.forEach((input) => { input.value = ""; });
    paint(null);
    status.textContent = form.dataset.none;
  }

  const takeSelection = () => {
    const selected = selectedIn(form.querySelectorAll(".answer-text"));
    if (selected?.two) {
      selectNothing();
      status.textContent = form.dataset.two;
    } else if (selected) {
      select(selected.text, selected.start, selected.end);
    }
  };
  document.addEventListener("selectionchange", takeSelection);
  takeSelection(); // words may have been selected before this script had come

  form.addEventListener("change", (event) => {
    if (event.target.name === "sentence") selectNothing();
  });

  // --- The sentence cursor -------------------------------------------------------------------------------------
  const sentences = () => Array.from(form.querySelectorAll("input.one"), (box) => box.value.split(":").map(Number));
  let first = -1;
  let last = -1;

  function showSentences() {
    const all = sentences();
    const [answer, start] = all[first];
    const text = textOf(answer);
    const inner = slice(text, start, all[last][2]);
    select(text, start + length(inner) - length(inner.trimStart()), start + length(inner.trimEnd()));
    document.getSelection().removeAllRanges();
    const box = rangeOf(text, start, all[last][2]).getBoundingClientRect();
    if (box.top < 80 || box.bottom > window.innerHeight * 0.85) window.scrollBy({ top: box.top - window.innerHeight / 3 });
  }

  function move(step, extend) {
    const all = sentences();
    if (!all.length) return;
    if (extend && last >= 0) {
      const next = last + step;
      if (next < first || !all[next] || all[next][0] !== all[first][0]) return;
      last = next;
    } else {
      first = last = Math.min(Math.max((step > 0 ? last : first) + step, 0), all.length - 1);
    }
    showSentences();
  }

  function pickWhole() {
    const here = hidden[0].value || (sentences()[0] || [])[0];
    const text = here && textOf(here);
    if (text) select(text, 0, length(wholeText(text)));
  }

  const keys = {
    j: () => move(1, false),
    k: () => move(-1, false),
    J: () => move(1, true),
    K: () => move(-1, true),
    w: pickWhole,
    c: () => notation.focus(),
  };
  const shortcuts = document.getElementById("shortcuts");
  shortcuts.closest("details").hidden = false;
  shortcuts.checked = localStorage.getItem("coding.keys") !== "off";
  shortcuts.addEventListener("change", () => localStorage.setItem("coding.keys", shortcuts.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && form.contains(event.target)) event.target.blur();
    if (event.key === "Escape") {
      document.getSelection().removeAllRanges();
      selectNothing();
    }
    if (!shortcuts.checked || event.target.matches("input:not([type=checkbox]), select, textarea") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // --- The codebook: one box to type a notation or to filter ---------------------------------------------------
  const codes = Array.from(form.querySelectorAll(".code"));
  const fold = (text) => text.normalize("NFKD").toLowerCase();

  function filter() {
    const typed = fold(notation.value.split(/[\s,;]+/).pop());
    const isNotation = (code) => fold(code.dataset.notation).startsWith(typed);
    const words = fold(notation.value.trim());
    codes.forEach((code) => { code.hidden = !(isNotation(code) || fold(code.textContent).includes(words)); });
    form.querySelectorAll(".codes fieldset").forEach((set) => { set.hidden = !set.querySelector(".code:not([hidden])"); });
  }
  notation.addEventListener("input", filter);
  notation.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const typed = notation.value.split(/[\s,;]+/).filter(Boolean).map(fold);
    const known = codes.map((code) => fold(code.dataset.notation));
    const left = codes.filter((code) => !code.hidden);
    if (left.length === 1 && !typed.every((word) => known.includes(word))) notation.value = left[0].dataset.notation; // all that the words leave
  });

  // --- Saving without leaving the place: post, and put the answer's new state in its stead ---------------------
  let plainly = false;

  async function post(source, submitter, answerId) {
    try {
      const response = await fetch(submitter?.formAction || source.action, { method: "POST", body: new FormData(source, submitter) });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById(`answer-${answerId}`);
      const old = document.getElementById(`answer-${answerId}`);
      if (!response.ok || !fresh || !old) throw new Error("The server has something to say.");
      fresh.querySelector("details").open = old.querySelector("details").open;
      old.replaceWith(document.adoptNode(fresh));
      return fresh;
    } catch {
      plainly = true; // nothing was saved: let the browser show what the server says
      source.requestSubmit(submitter);
      return null;
    }
  }

  document.addEventListener("submit", async (event) => {
    const removing = event.target.id === "remove";
    if (plainly || !(removing || event.target === form)) return;
    const picked = form.querySelector("input[name=sentence]:checked");
    const answerId = removing ? event.submitter.closest("article").id.slice(7) : hidden[0].value || (picked && picked.value.split(":")[0]);
    if (!answerId) return;
    event.preventDefault();
    const fresh = await post(event.target, event.submitter, answerId);
    if (!fresh) return;
    if (removing) {
      fresh.querySelector("h2").focus({ preventScroll: true });
      return;
    }
    selectNothing();
    document.getSelection().removeAllRanges();
    form.querySelectorAll(".codes input[type=checkbox][name=code]").forEach((box) => { box.checked = false; });
    notation.value = "";
    notation.blur();
    filter();
  });

  if (hidden[1].value && textOf(hidden[0].value)) select(textOf(hidden[0].value), Number(hidden[1].value), Number(hidden[2].value));
})();
