// The codebook beside the text: one box to type a notation or to find a code by words, arrow keys to choose, the definition of the one in view.
const fold = (text) => text.normalize("NFKD").toLowerCase();

export class Codebook {
  // Set by the page: what to do with a notation that was typed whole, whether there is something to code, where to tell.
  whenTyped = () => {};
  hasSelection = () => false;
  say = () => {};

  constructor(form) {
    this.form = form;
    this.box = form.elements.namedItem("notation");
    this.mode = "words";
    this.codes = Array.from(form.querySelectorAll(".code"), (row) => {
      const button = row.querySelector("button");
      return { row, button, notation: row.dataset.notation, key: fold(row.dataset.notation), words: fold(row.textContent) };
    });
    this.shown = document.getElementById("definition");
    this.box.addEventListener("input", (event) => this.typed(event));
    this.box.addEventListener("keydown", (event) => this.key(event));
    const list = form.querySelector(".codes");
    list.addEventListener("keydown", (event) => { if (event.target.matches(".code button")) this.key(event); });
    list.addEventListener("focusin", (event) => this.define(event.target.closest(".code")));
    list.addEventListener("pointerover", (event) => { if (event.target.closest(".code button")) this.define(event.target.closest(".code")); });
    list.classList.add("with-script");
    this.filter();
  }

  enter(mode) {
    this.mode = mode;
    this.box.value = "";
    this.filter();
    this.box.focus();
  }

  // Back to the text, with nothing typed or ticked.
  leave() {
    this.form.querySelectorAll(".codes input[type=checkbox][name=code]").forEach((tick) => { tick.checked = false; });
    this.box.value = "";
    this.mode = "words";
    this.filter();
    if (this.form.querySelector(".codes").contains(document.activeElement)) document.activeElement.blur();
  }

  // What could not be sent stands in the form again, unless something else does by now.
  giveBack(body) {
    if (!this.box.value) this.box.value = body.get("notation") || "";
    body.getAll("code").forEach((key) => {
      const tick = this.form.querySelector(`.code input[value="${CSS.escape(key)}"]`);
      if (tick) tick.checked = true;
    });
    this.filter();
  }

  left() {
    return this.codes.filter((code) => !code.row.hidden);
  }

  typed(event) {
    this.filter();
    if (this.mode !== "notation" || event.isComposing || event.inputType !== "insertText" || !this.hasSelection()) return;
    const typed = fold(this.box.value.trim());
    const begun = this.codes.filter((code) => code.key.startsWith(typed));
    if (begun.length === 1 && begun[0].key === typed) this.whenTyped(); // nothing else that was meant begins so
  }

  filter() {
    const all = fold(this.box.value.trim());
    const last = fold(this.box.value.split(/[\s,;]+/).pop());
    const byNotation = (code) => code.key.startsWith(last);
    const only = this.mode === "notation" && last !== "" && this.codes.some(byNotation);
    this.codes.forEach((code) => { code.row.hidden = !(byNotation(code) || (!only && code.words.includes(all))); });
    this.form.querySelectorAll(".codes fieldset").forEach((set) => { set.hidden = !set.querySelector(".code:not([hidden])"); });
    const exact = this.codes.find((code) => code.key === last);
    this.define(all ? (exact || this.left()[0])?.row : null);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === this.box) {
      event.preventDefault();
      this.choose();
    }
  }

  step(by) {
    const left = this.left();
    const at = left.findIndex((code) => code.button === document.activeElement) + by;
    if (at < 0) this.box.focus();
    else left[Math.min(at, left.length - 1)]?.button.focus();
  }

  typedNotations() {
    const known = this.codes.map((code) => code.key);
    return this.box.value.split(/[\s,;]+/).filter(Boolean).map(fold).every((word) => known.includes(word));
  }

  // A code was pressed: words that served to find it are no notation.
  pressed() {
    if (!this.typedNotations()) this.box.value = "";
  }

  // Enter: the notations that were typed, else the one code that the words leave.
  choose() {
    const left = this.left();
    if (!this.typedNotations()) {
      if (left.length > 1) {
        this.say(this.form.dataset.matches);
        this.step(1);
        return;
      }
      if (left.length === 1) this.box.value = left[0].notation;
    }
    this.whenTyped();
  }

  define(row) {
    const definition = row?.querySelector(".definition > div");
    this.shown.hidden = !definition;
    if (!definition) return;
    const title = document.createElement("b");
    title.textContent = row.querySelector("button").textContent.trim();
    this.shown.replaceChildren(title, ...Array.from(definition.children, (part) => part.cloneNode(true)));
  }
}
