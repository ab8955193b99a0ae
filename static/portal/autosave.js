// A draft's page saves what changed in it, brings in what others changed, and keeps a copy of what is typed until the server has it.
//
// Each field is at every moment one of: as saved; changed here (sent a few seconds after the last key); refused by the server (sent again
// when it changes); changed here and elsewhere (both texts shown, sent once a person has chosen). One request is under way at a time.
import { same } from "./fields.js";

const AFTER_TYPING = 3000;
const AFTER_LEAVING = 1000;
const BETWEEN_LOOKS = 20_000;
const WAITS = [5000, 10_000, 20_000, 40_000, 60_000];
const LONGEST_WAIT = 60_000;
const KEPT_ALIVE = 60_000; // bytes that browsers still send for a page that is being left

const text = JSON.stringify;

export class Autosave {
  // `told` hears of everything a person should see: see notices.js.
  constructor({ fields, page, copies, told, session }) {
    Object.assign(this, { fields, page, copies, told, session });
    this.names = Object.keys(page.base);
    this.base = { ...page.base };
    this.saved = new Map(this.names.map((name) => [name, text(fields.initial(name))]));
    for (const name of page.unsaved) this.saved.set(name, null);
    this.refused = new Map(page.isRefused ? page.unsaved.map((name) => [name, text(fields.value(name))]) : []);
    this.held = new Map(Object.entries(page.conflicts));
    this.attempted = new Map();
    this.edition = Number(fields.form.elements.edition.defaultValue); // of which all fingerprints are
    this.failures = 0;
    this.isOver = false; // submitted meanwhile, or the session has ended: nothing more is sent from here
    this.queue = Promise.resolve();
    this.atWork = 0;
  }

  start() {
    const { form } = this.fields;
    form.autocomplete = "off"; // a browser that puts an older text back would take it for typed
    form.addEventListener("input", (event) => this.typed(this.fields.nameOf(event.target)));
    form.addEventListener("focusout", () => this.isUnsaved() && this.soon(AFTER_LEAVING));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save({ leaving: true }) : this.look()));
    window.addEventListener("online", () => this.save());
    setInterval(() => !document.hidden && !this.atWork && this.look(), BETWEEN_LOOKS);
    if (this.changed().length) this.soon(AFTER_TYPING);
  }

  isChanged(name) {
    return text(this.fields.value(name)) !== this.saved.get(name);
  }

  changed() {
    return this.names.filter((name) => this.isChanged(name));
  }

  isUnsaved() {
    return this.changed().length > 0 || this.held.size > 0;
  }

  // The fields to send now: changed, not waiting for a person, and no address that is being written.
  due({ now }) {
    const focused = document.activeElement;
    const unfinished = !now && focused?.type === "email" ? this.fields.nameOf(focused) : null;
    return this.changed().filter((name) => !this.held.has(name) && name !== unfinished && this.refused.get(name) !== text(this.fields.value(name)));
  }

  typed(name) {
    if (!this.names.includes(name)) return;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 300);
    if (!this.isChanged(name)) return;
    if (this.isOver) return;
    if (!this.failures) this.told.typing();
    this.soon(AFTER_TYPING);
  }

  // Copies in this browser of everything that the server does not have.
  keep() {
    for (const name of this.changed()) this.copies.keep(name, this.fields.value(name), this.base[name]);
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.failures ? Math.max(wait, WAITS[Math.min(this.failures, WAITS.length) - 1]) : wait);
  }

  // Save what is due; `now` when a person asked for it. Resolves to whether everything in the page is saved.
  save({ now = false, leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.isUnsaved()) this.keep();
    return this.inTurn(async () => {
      if (!this.isOver) await this.saveDue({ now, leaving });
      return !this.isUnsaved();
    });
  }

  // Ask whether somebody else saved, without changing anything.
  look() {
    return this.inTurn(async () => {
      if (!this.isOver) await this.bringIn();
    });
  }

  inTurn(act) {
    this.atWork += 1;
    this.queue = this.queue.then(act).finally(() => { this.atWork -= 1; });
    return this.queue;
  }

  async saveDue({ now, leaving }) {
    if (this.attempted.size && !await this.bringIn()) return this.failed();
    const names = this.due({ now: now || leaving });
    if (!names.length && !now) return this.stand();
    for (const name of [...names]) {
      const language = name.replace(/^(text|choices)-/, "language-");
      if (this.names.includes(language) && !names.includes(language) && this.fields.value(language)) names.push(language);
    }
    const sent = new Map(names.map((name) => [name, this.fields.value(name)]));
    const rows = this.fields.filledRows();
    const answer = await this.post(names, { leaving });
    if (!answer?.ok) {
      const isTooMuch = answer?.status === 400 || answer?.status === 413;
      for (const [name, value] of sent) {
        if (isTooMuch) this.refused.set(name, text(value));
        else this.attempted.set(name, value);
      }
      return this.failed(answer);
    }
    this.failures = 0;
    const { edition, behind, base, keys, refused, conflicts, saved_at: savedAt } = await answer.json();
    keys?.forEach((key, position) => { rows[position].querySelector("[name$=-key]").value = key; });
    if (keys) sent.set("endorsers", sent.get("endorsers").map((row, position) => ({ ...row, key: keys[position] })));
    for (const [name, mark] of Object.entries(base)) this.take(name, sent.get(name), mark);
    for (const name of names) {
      const isRefused = Object.keys(refused).some((control) => control === name || (name === "endorsers" && control.startsWith("endorsers")));
      if (isRefused) this.refused.set(name, text(sent.get(name)));
    }
    this.told.refused(refused, names);
    for (const [name, other] of Object.entries(conflicts)) this.hold(name, other);
    if (behind) await this.bringIn();
    else this.edition = edition;
    this.savedAt = savedAt;
    this.stand();
  }

  // What the page says of itself after a turn; more to send is sent soon.
  stand() {
    if (this.due({ now: true }).length) this.soon(AFTER_TYPING);
    this.told.stands({
      savedAt: this.savedAt,
      isTyping: this.due({ now: true }).length > 0,
      refused: [...this.refused.keys()].filter((name) => this.isChanged(name)),
      held: [...this.held.keys()],
    });
  }

  async post(names, { leaving }) {
    const { form } = this.fields;
    const body = new URLSearchParams();
    body.append("edition", this.edition);
    body.append("base", text(Object.fromEntries(names.map((name) => [name, this.base[name]]))));
    for (const name of names) for (const pair of this.fields.entries(name)) body.append(...pair);
    const token = document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
    const keepalive = leaving && body.toString().length < KEPT_ALIVE;
    return this.ask(this.page.autosave, { method: "POST", body, keepalive, headers: { "X-CSRFToken": token } });
  }

  // The response, or undefined where none came.
  async ask(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, { ...options, credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(LONGEST_WAIT) });
    } catch {
      return undefined;
    }
    const left = answer.headers.get("Session-Seconds-Left");
    if (left !== null) this.session.lasts(Number(left));
    if (answer.status === 404) this.session.end();
    if (answer.status === 409) this.told.sent((await answer.clone().json()).receipt);
    if (answer.status === 404 || answer.status === 409) this.isOver = true;
    return answer;
  }

  failed(answer) {
    this.failures += 1;
    if (answer?.status !== 409) this.told.failed(answer?.status, this.copies.works);
    if (!this.isOver) this.soon(0);
  }

  // The server holds this value of a field.
  take(name, value, mark) {
    this.base[name] = mark;
    this.saved.set(name, text(value));
    this.attempted.delete(name);
    this.refused.delete(name);
    if (this.isChanged(name)) this.copies.keep(name, this.fields.value(name), mark);
    else this.copies.drop(name, (kept) => same(name, kept, value));
  }

  // Both changed the field: it is sent no more until a person has chosen.
  hold(name, other) {
    this.attempted.delete(name);
    this.held.set(name, other);
    this.told.conflict(name, other, (choice) => this.settle(name, choice));
  }

  // `choice` is "mine", "theirs" or "both".
  settle(name, choice) {
    const { value, base } = this.held.get(name);
    const mine = this.fields.value(name);
    this.held.delete(name);
    this.base[name] = base;
    if (choice === "mine") this.saved.set(name, text(value));
    else if (choice === "theirs") this.put(name, value, base);
    else {
      this.saved.set(name, text(value));
      this.fields.set(name, `${mine.trimEnd()}\n\n${value}`);
    }
    this.keep();
    this.save();
  }

  // Show a value that the server holds.
  put(name, value, base) {
    this.saved.set(name, text(value));
    this.fields.set(name, value);
    this.take(name, this.fields.value(name), base);
  }

  // Bring in what was saved since; true unless the portal could not be asked.
  async bringIn() {
    const answer = await this.ask(`${this.page.state}?edition=${this.edition}`);
    if (!answer?.ok) return false;
    if (answer.status !== 204) {
      const { base, edition } = await answer.json();
      const names = this.names.filter((name) => base[name] && base[name] !== (this.held.get(name)?.base ?? this.base[name]));
      if (names.length && !await this.bringInFields(names)) return false;
      this.edition = edition;
    }
    this.attempted.clear(); // what was sent without an answer and is not there by now never arrived
    return true;
  }

  async bringInFields(names) {
    const answer = await this.ask(`${this.page.state}?${new URLSearchParams(names.map((name) => ["field", name]))}`);
    if (!answer?.ok) return false;
    const { values, saved_at: savedAt } = await answer.json();
    const news = names.filter((name) => values[name] && this.reconcile(name, values[name]));
    this.savedAt = savedAt;
    if (news.length) this.told.changed(news, savedAt);
    if (!this.failures) this.stand();
    return true;
  }

  // Put together what the server holds of a field and what the page holds; true when the page now shows another's value.
  reconcile(name, other) {
    const mine = this.fields.value(name);
    const sent = this.attempted.get(name);
    if (same(name, mine, other.value)) {
      this.held.delete(name);
      this.told.settled(name);
      if (name === "endorsers") this.put(name, other.value, other.base);
      else this.take(name, mine, other.base);
    } else if (sent !== undefined && same(name, sent, other.value)) this.take(name, sent, other.base); // our own save, whose answer was lost
    else if (this.isChanged(name)) this.hold(name, other);
    else {
      const isOurs = this.copies.has(name, (kept) => same(name, kept, other.value)); // sent from here when this page was left
      this.put(name, other.value, other.base);
      if (isOurs) this.told.arrived(name);
      return !isOurs;
    }
    return false;
  }

  // Make the form ready to be sent as a whole, by which the server settles what is still open.
  prepare() {
    const { edition, base } = this.fields.form.elements;
    edition.value = this.held.size ? 0 : this.edition;
    base.value = text(this.base);
    this.keep();
    this.copies.markSent();
  }
}
