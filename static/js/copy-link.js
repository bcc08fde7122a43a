// <copy-link data-done="…"> around a readonly field, a hidden button and a status: the button copies the field.

class CopyLink extends HTMLElement {
  connectedCallback() {
    const [field, button, status] = ["input", "button", "[role=status]"].map((part) => this.querySelector(part));
    if (!field || !button || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = this.dataset.done;
      } catch {
        field.select(); // the browser said no: one key is left to press
      }
    });
  }
}

customElements.define("copy-link", CopyLink);
