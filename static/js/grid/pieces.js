// Small pieces of the page, made by hand because the page's policy allows no markup in strings to run anything.

const SVG = "http://www.w3.org/2000/svg";
let sprite = "";

export function useIcons(address) {
  sprite = address;
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

export function chip(kind, sign, words) {
  return element("span", { class: kind ? `chip chip--${kind}` : "chip" }, icon(sign), words);
}

export function button(words, act, attributes = {}) {
  const made = element("button", { type: "button", class: "link-button", ...attributes }, words);
  made.addEventListener("click", act);
  return made;
}

export function counted(number, noun) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? noun : `${noun}s`}`;
}
