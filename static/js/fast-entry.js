// Typing in one sheet after the other: Enter leads to the next field, Ctrl and Enter sends the form.
// Without this, Tab and the button do the same.
customElements.define("fast-entry", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      const field = event.target
      if (event.key !== "Enter" || event.shiftKey || !field.form || field.type === "submit") return
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        field.form.requestSubmit()
      } else if (field.tagName !== "TEXTAREA") {
        event.preventDefault()
        const fields = [...field.form.elements].filter((one) => one.tabIndex >= 0 && one.type !== "hidden" && one.tagName !== "FIELDSET")
        fields[fields.indexOf(field) + 1]?.focus()
      }
    })
  }
})
