// What was typed on this device and is not confirmed by the server: kept in the browser's own store, by person and meeting,
// and taken out again as soon as the server has it, since a staff-room computer is shared.

const PREFIX = "plc-meeting-";

export function keptFor(name) {
  const place = PREFIX + name;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? { entries: {}, decisions: [] };
    } catch {
      return { entries: {}, decisions: [] };
    }
  }

  function change(act) {
    const all = read();
    act(all);
    try {
      if (Object.keys(all.entries).length || all.decisions.length) localStorage.setItem(place, JSON.stringify(all));
      else localStorage.removeItem(place);
    } catch {
      // A browser that keeps nothing still sends what is typed at once.
    }
  }

  return { read, change };
}

// A name that no other saving has; crypto.randomUUID is there on secure addresses only.
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
