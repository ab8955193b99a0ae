// What is typed, kept in this browser until the server has it: one entry a field, so that two tabs never write over each other.

const ROOM = "draft/";

export class Copies {
  constructor(name) {
    this.prefix = `${ROOM}${name}/`;
    this.works = true;
  }

  // `base` is the fingerprint of the saved value from which this one was made.
  keep(field, value, base) {
    try {
      localStorage.setItem(this.prefix + field, JSON.stringify({ value, base, at: Date.now() }));
      this.works = true;
    } catch {
      this.works = false; // no room, or the browser keeps nothing
    }
  }

  // Forget a field's copy where it is the one meant: another tab may have kept a newer.
  drop(field, isMeant = () => true) {
    if (this.has(field, isMeant)) localStorage.removeItem(this.prefix + field);
  }

  // Whether the field's copy is the one meant.
  has(field, isMeant) {
    const kept = this.read(this.prefix + field);
    return Boolean(kept) && isMeant(kept.value);
  }

  // [field, { value, base, at }] of every copy.
  all() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix))
        .map((key) => [key.slice(this.prefix.length), this.read(key)]).filter(([, kept]) => kept);
    } catch {
      return [];
    }
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  // The form is sent as a whole: once another page answers, everything typed until now is saved.
  markSent() {
    try {
      sessionStorage.setItem(this.prefix, Date.now());
    } catch { /* then the copies are dropped when the draft is next opened */ }
  }

  dropSent() {
    try {
      const sent = Number(sessionStorage.getItem(this.prefix));
      for (const [field, kept] of this.all()) if (kept.at <= sent) this.drop(field);
      sessionStorage.removeItem(this.prefix);
    } catch { /* as above */ }
  }

  dropAll() {
    for (const [field] of this.all()) this.drop(field);
  }
}
