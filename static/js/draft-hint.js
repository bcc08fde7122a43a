// <draft-hint data-text="…"> inside a form: says that something typed is not sent yet, and asks before leaving.

class DraftHint extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    if (!form) return;
    this.setAttribute("role", "status");
    this.classList.add("draft-hint");
    this.changed = false;
    this.ask = (event) => {
      if (this.changed) event.preventDefault();
    };
    form.addEventListener("input", () => {
      if (this.changed) return;
      this.changed = true;
      this.textContent = this.dataset.text;
    });
    form.addEventListener("submit", () => {
      this.changed = false;
    });
    window.addEventListener("beforeunload", this.ask);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.ask);
  }
}

customElements.define("draft-hint", DraftHint);
