// Knows when the session ends if nobody does anything, and says so ten minutes before.

const WARNING = 10 * 60 * 1000;
const BETWEEN_CHECKS = 15_000;

export class Session {
  constructor({ secondsLeft, told, stay, isKept }) {
    Object.assign(this, { told, stay, isKept, hasEnded: false });
    this.lasts(secondsLeft);
    setInterval(() => this.check(), BETWEEN_CHECKS);
    document.addEventListener("visibilitychange", () => this.check());
  }

  // The server says how many seconds are left.
  lasts(seconds) {
    this.endsAt = Date.now() + seconds * 1000;
    this.check();
  }

  check() {
    if (this.hasEnded) return;
    const left = this.endsAt - Date.now();
    if (left <= 0) this.end();
    else if (left > WARNING && this.hasWarned) this.told.take("session");
    else if (left <= WARNING && !this.hasWarned) this.told.sessionEnds(this.endsAt, this.stay);
    this.hasWarned = left <= WARNING;
  }

  end() {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.told.sessionEnded(this.isKept());
  }
}
