// The time of day as the rest of the product says it: by the clock of the district, wherever the person sits.

let clock = time();

export function useZone(timeZone) {
  clock = time(timeZone);
}

export function timeOfDay(moment) {
  return clock.format(moment);
}

function time(timeZone) {
  return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone });
}
