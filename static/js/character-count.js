// <character-count data-max data-left data-over> around a textarea: says how many characters are left.
// Sighted people see it at once; a screen reader hears it after a pause, and only near the end.

const QUIET_MS = 1000;
const NEAR = 0.8; // share of the maximum from which it is spoken

class CharacterCount extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("textarea");
    if (!field || this.querySelector(".field-count")) return;
    const seen = this.append_line();
    seen.setAttribute("aria-hidden", "true");
    const spoken = this.append_line();
    spoken.classList.add("vh");
    spoken.setAttribute("aria-live", "polite");
    let timer;
    field.addEventListener("input", () => {
      const words = this.words(field.value);
      seen.textContent = words;
      clearTimeout(timer);
      timer = setTimeout(() => {
        spoken.textContent = this.length(field.value) > NEAR * this.dataset.max ? words : "";
      }, QUIET_MS);
    });
  }

  append_line() {
    const line = document.createElement("p");
    line.className = "field-count";
    this.append(line);
    return line;
  }

  // Code points, as the server counts them.
  length(text) {
    return [...text.replaceAll("\r\n", "\n")].length;
  }

  words(text) {
    const left = Number(this.dataset.max) - this.length(text);
    const number = new Intl.NumberFormat(document.documentElement.lang).format(Math.abs(left));
    return (left < 0 ? this.dataset.over : this.dataset.left).replace("{}", number);
  }
}

customElements.define("character-count", CharacterCount);
