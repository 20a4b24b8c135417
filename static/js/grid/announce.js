// One voice for screen readers: short, and the same words twice are said twice.

export class Voice {
  constructor(place) {
    this.place = place;
    this.turn = false;
  }

  say(words) {
    this.turn = !this.turn;
    this.place.textContent = words + (this.turn ? "\u00a0" : "");
  }
}
