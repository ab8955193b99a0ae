// What a draft's page says while one writes. One quiet line always shows how the text stands; what needs a person is also read aloud.

const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" });
const calendar = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", numberingSystem: "latn" });
const PREVIEW = 300;

// The time of a moment today, else its day too.
function when(moment) {
  const date = new Date(moment);
  return (date.toDateString() === new Date().toDateString() ? clock : calendar).format(date);
}

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

const button = (label, onclick, look = "btn-outline-primary") => element("button", { type: "button", class: `btn btn-sm ${look}`, onclick }, label);

export class Notices {
  constructor({ fields, page }) {
    const { form } = fields;
    Object.assign(this, { fields, page, form, say: page.sentences });
    this.line = form.querySelector("[data-stands]");
    this.aloud = form.querySelector("[data-aloud]");
    this.bar = document.querySelector("[data-notices]");
    this.top = document.querySelector("[data-found]");
    this.news = new Map();
  }

  // --- The line ---------------------------------------------------------------------------------------------------
  show(sentence, { isProblem = false, links = [], aloud = isProblem } = {}) {
    const said = [sentence, links.map((link) => link.textContent).join(", ")].filter(Boolean).join(" ");
    const shown = [said, ...links].join(" "); // and where the links lead
    if (this.shown !== shown) this.line.replaceChildren(sentence, ...links.flatMap((link) => [" ", link])); // else one keeps the focus
    this.shown = shown;
    this.line.classList.toggle("problem", isProblem);
    if (aloud && this.spoken !== said) this.speak(said);
    if (!aloud) this.spoken = null;
  }

  speak(sentence) {
    this.spoken = sentence;
    this.aloud.textContent = sentence;
  }

  typing() {
    if (!this.line.classList.contains("problem")) this.show(this.say.typing);
  }

  stands({ savedAt, isTyping, refused, held }) {
    if (!held.length && !refused.length) document.querySelector("[data-summary]")?.remove(); // of the page as it was sent
    const links = (names) => [...new Set(names)].map((name) => this.link(name));
    if (held.length) this.show(this.say.toSettle, { isProblem: true, links: links(held) });
    else if (refused.length) this.show(this.say.refused, { isProblem: true, links: links(refused) });
    else if (isTyping) this.show(this.say.typing);
    else if (savedAt) this.show(this.say.saved.replace("#", when(savedAt)));
  }

  failed(status, isKept) {
    const reason = status === undefined ? "offline" : status === 404 ? "ended" : status === 400 || status === 413 ? "tooLong" : "busy";
    this.show(`${this.say[reason]} ${isKept ? this.say.keptHere : this.say.notKept}`, { isProblem: true });
  }

  link(name) {
    return element("a", { href: `#${this.fields.anchor(name)}` }, element("bdi", {}, this.fields.label(name)));
  }

  // --- At the fields ----------------------------------------------------------------------------------------------
  // `refused` maps names of controls to sentences; those of the fields `names` that are not in it are taken.
  refused(refused, names) {
    for (const name of names) {
      for (const control of [...this.fields.controls(name), this.form.querySelector(`#${CSS.escape(name)}`)].filter(Boolean)) {
        document.getElementById(`${control.id}_refused`)?.remove();
        document.getElementById(`${control.id}_error`)?.remove();
        control.removeAttribute("aria-invalid");
        control.classList.remove("is-invalid");
        setDescription(control, `${control.id}_refused`, false);
        setDescription(control, `${control.id}_error`, false);
      }
    }
    for (const [name, sentence] of Object.entries(refused)) {
      const control = this.fields.controls(name)[0] ?? this.form.elements[name] ?? this.form.querySelector(`#${CSS.escape(name)}`);
      const error = element("p", { class: "invalid-feedback", id: `${control.id}_refused` }, sentence);
      if (control.matches("fieldset")) control.append(error);
      else control.after(error);
      control.setAttribute("aria-invalid", "true");
      setDescription(control, error.id, true);
    }
  }

  // Both texts of a field that two people changed, with the ways to settle it.
  conflict(name, other, settle) {
    this.settled(name);
    const choose = (choice) => () => {
      this.settled(name);
      settle(choice);
      this.focusOn(name);
    };
    const notice = element("div", { class: "notice notice-warning conflict", "data-conflict": name },
      element("p", {}, element("strong", {}, this.say.savedMeanwhile)),
      element("p", { class: "kept-lines", dir: "auto" }, other.shown || this.say.empty),
      element("p", { class: "choose" },
        button(this.say.keepMine, choose("mine")), button(this.say.takeTheirs, choose("theirs")),
        ...(name.startsWith("text-") && other.value ? [button(this.say.keepBoth, choose("both"))] : [])));
    const control = this.fields.controls(name).at(-1);
    const place = name === "endorsers" ? this.fields.rows : control.closest(".mb-3, .answer-language") ?? control;
    place.after(notice);
  }

  settled(name) {
    for (const notice of this.form.querySelectorAll(".conflict")) if (notice.dataset.conflict === name) notice.remove();
  }

  focusOn(name) {
    (this.fields.controls(name)[0] ?? this.form.querySelector("[data-add]"))?.focus();
  }

  // --- Over the page -------------------------------------------------------------------------------------------------
  put(kind, ...content) {
    this.take(kind);
    this.bar.append(element("div", { "data-kind": kind }, ...content));
  }

  take(kind) {
    this.bar.querySelector(`[data-kind="${kind}"]`)?.remove();
  }

  changed(names, moment) {
    for (const name of names) this.news.set(this.fields.label(name), [name, moment]);
    const close = () => {
      this.news.clear();
      this.take("changed");
    };
    const list = [...this.news.values()].map(([name, at]) => element("li", {}, this.link(name), ` (${when(at)})`));
    this.put("changed", element("p", {}, element("strong", {}, this.say.changed)), element("ul", {}, ...list), button(this.say.close, close));
    this.speak(`${this.say.changed} ${[...this.news.keys()].join(", ")}`);
  }

  sessionEnds(moment, stay) {
    const sentence = this.say.sessionEnds.replace("#", clock.format(moment));
    this.put("session", element("p", {}, sentence), button(this.say.stay, stay, "btn-primary"));
    this.speak(sentence);
  }

  sessionEnded(isKept) {
    const kept = isKept ? this.say.keptHere : this.say.notKept;
    const link = element("a", { href: document.querySelector(".private-link a").href, target: "_blank", rel: "noopener" }, this.say.openLink);
    this.put("session", element("p", {}, element("strong", {}, this.say.ended), " ", kept), element("p", {}, link));
    this.speak(`${this.say.ended} ${kept}`);
  }

  sent(receipt) {
    this.put("sent", element("p", {}, element("strong", {}, this.say.sent)), element("p", {}, element("a", { href: receipt }, this.say.openReceipt)));
    this.speak(this.say.sent);
  }

  // --- On top -----------------------------------------------------------------------------------------------------
  // Copies of this browser that the server does not have, each to put back or to discard.
  found(copies, { putBack, discard }) {
    this.offered = { copies, acts: { putBack, discard } };
    const done = (name, act) => () => {
      act(name);
      copies.delete(name);
      this.found(copies, { putBack, discard });
      if (act === putBack) this.focusOn(name);
    };
    this.top.replaceChildren();
    if (!copies.size) return;
    const all = (act) => () => {
      for (const name of [...copies.keys()]) done(name, act)();
      this.form.querySelector("[data-found-after]")?.focus();
    };
    const items = [...copies].map(([name, { value, at }]) => {
      const shown = this.fields.shown(name, value, this.say.yes) || this.say.empty;
      const preview = shown.length > PREVIEW ? `${shown.slice(0, PREVIEW)}…` : shown;
      return element("li", {},
        element("p", {}, this.link(name), element("span", { class: "muted" }, ` ${this.say.typedAt.replace("#", when(at))}`)),
        element("p", { class: "kept-lines", dir: "auto" }, preview),
        element("p", { class: "choose" }, button(this.say.putBack, done(name, putBack), "btn-primary"), button(this.say.discard, done(name, discard))));
    });
    this.top.append(element("div", { class: "notice notice-warning" },
      element("h2", {}, this.say.found), element("ul", { class: "plain found" }, ...items),
      ...(copies.size > 1 ? [element("p", { class: "choose" }, button(this.say.putAllBack, all(putBack)), button(this.say.discardAll, all(discard)))] : [])));
    if (!this.hasFound) this.speak(this.say.found);
    this.hasFound = true;
  }

  // The server has the copy of a field by now: it is offered no longer.
  arrived(name) {
    if (this.offered?.copies.delete(name)) this.found(this.offered.copies, this.offered.acts);
  }
}

function setDescription(control, id, isSaid) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isSaid) ids.add(id);
  else ids.delete(id);
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
}

