// What is selected in the answers: words by mouse or touch, or sentences by the keyboard's cursor. It stays when marks are drawn anew.
import { length, paint, rangeOf, selectedIn, shortened, slice, wholeText } from "./spans.js";

export class Cursor {
  constructor(form) {
    this.form = form;
    this.status = document.getElementById("selected");
    this.hidden = ["answer", "start", "end", "quote"].map((name) => form.querySelector(`input[type=hidden][name=${name}]`));
    this.sentences = Array.from(form.querySelectorAll("input.one"), (box) => box.value.split(":").map(Number));
    this.first = -1;
    this.last = -1;
    document.addEventListener("selectionchange", () => this.takeSelection());
    form.addEventListener("change", (event) => { if (event.target.name === "sentence") this.selectNothing(); });
    this.takeSelection(); // words may have been selected before this script had come
    this.repaint(); // or the server gave a selection back
  }

  textOf(answer) {
    return this.form.querySelector(`.answer-text[data-answer="${answer}"]`);
  }

  hasSelection() {
    return this.hidden[1].value !== "";
  }

  select(text, start, end) {
    const quote = slice(text, start, end);
    [text.dataset.answer, start, end, quote].forEach((value, index) => { this.hidden[index].value = value; });
    this.untick();
    paint(rangeOf(text, start, end));
    this.status.replaceChildren(`${this.form.dataset.selected} `, shortened(quote));
  }

  selectNothing() {
    this.hidden.forEach((input) => { input.value = ""; });
    paint(null);
    this.status.textContent = this.form.dataset.none;
  }

  takeSelection() {
    const selected = selectedIn(this.form.querySelectorAll(".answer-text"));
    if (selected?.two) {
      this.selectNothing();
      this.status.textContent = this.form.dataset.two;
    } else if (selected) {
      this.select(selected.text, selected.start, selected.end);
      this.follow(selected);
    }
  }

  // The keyboard goes on from where the mouse was.
  follow({ text, start }) {
    const answer = Number(text.dataset.answer);
    const here = this.sentences.findIndex(([of, from, to]) => of === answer && from <= start && start < to);
    if (here >= 0) this.first = this.last = here;
  }

  repaint() {
    if (!this.hasSelection()) return;
    const text = this.textOf(this.hidden[0].value);
    if (text) this.select(text, Number(this.hidden[1].value), Number(this.hidden[2].value));
  }

  untick() {
    this.form.querySelectorAll("input[name=sentence]:checked").forEach((box) => { box.checked = false; });
  }

  showSentences() {
    const [answer, start] = this.sentences[this.first];
    const text = this.textOf(answer);
    const end = this.sentences[this.last][2];
    const inner = slice(text, start, end);
    document.getSelection().removeAllRanges();
    const [from, to] = [start + length(inner) - length(inner.trimStart()), start + length(inner.trimEnd())];
    this.select(text, from, to);
    const box = rangeOf(text, from, to).getBoundingClientRect();
    if (box.top < 80 || box.bottom > window.innerHeight * 0.8) window.scrollBy({ top: box.top - window.innerHeight / 3 });
  }

  move(step, extend) {
    const all = this.sentences;
    if (!all.length) return;
    if (extend && this.last >= 0) {
      const next = this.last + step;
      if (next < this.first || !all[next] || all[next][0] !== all[this.first][0]) return;
      this.last = next;
    } else {
      this.first = this.last = Math.min(Math.max((step > 0 ? this.last : this.first) + step, 0), all.length - 1);
    }
    this.showSentences();
  }

  pickWhole() {
    const here = this.hidden[0].value || (this.sentences[Math.max(this.last, 0)] || [])[0];
    const text = here && this.textOf(here);
    if (!text) return;
    document.getSelection().removeAllRanges();
    this.select(text, 0, length(wholeText(text)));
  }
}
