// What is already public, offered below a form while somebody writes what they want to know. A plain list of links that a
// screen reader is told of; without script the page "check" says the same. Nothing is sent but the words themselves, and
// when the server does not answer, nothing is shown and nothing is lost.

for (const place of document.querySelectorAll("[data-hints]")) {
  const form = place.closest("form") ?? document;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")].filter((f) => f.name.startsWith(place.dataset.watch));
  const list = place.querySelector("ul");
  const told = place.querySelector("[role=status]");
  let waiting = 0;
  let turn = 0;
  let last = "";

  function show(found) {
    list.replaceChildren(...found.map((one) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = one.href;
      link.textContent = one.text;
      // What was typed stays: the answer opens beside it.
      link.target = "_blank";
      link.rel = "noopener";
      const facts = document.createElement("span");
      facts.className = "sub";
      facts.textContent = [one.kind, one.agency].filter(Boolean).join(" · ");
      line.append(link, facts);
      return line;
    }));
    place.hidden = found.length === 0;
    told.textContent = found.length ? `${place.dataset.hints} ${found.length}` : "";
  }

  async function ask(text) {
    const mine = ++turn;
    const agency = form.querySelector("[name=agency]")?.value ?? "";
    const address = `${place.dataset.href}?q=${encodeURIComponent(text)}&agency=${encodeURIComponent(agency)}`;
    const answer = await fetch(address, { headers: { accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
    if (mine !== turn || !answer?.ok) return;
    const found = await answer.json().catch(() => []);
    if (mine === turn) show(found);
  }

  function typed(field) {
    const text = field.value.trim().slice(0, 200);
    if (text === last) return;
    last = text;
    clearTimeout(waiting);
    if (text.length < 4) return;
    waiting = setTimeout(ask, 500, text);
  }

  for (const field of fields) {
    // While an input method composes, the letters are not yet words.
    field.addEventListener("input", (event) => { if (!event.isComposing) typed(field); });
    field.addEventListener("compositionend", () => typed(field));
  }
}
