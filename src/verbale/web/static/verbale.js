// What the pages do beyond reading: keys, the choice of colours, files that are dropped. Without it all pages still read.
"use strict";
(() => {
  const root = document.documentElement;
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches(".theme") || !event.submitter) return;
    event.preventDefault();
    root.dataset.theme = event.submitter.value;
    document.cookie = `verbale_theme=${event.submitter.value}; path=/; max-age=31536000; SameSite=Lax`;
    const other = form.querySelector(event.submitter.value === "dark" ? ".to-light" : ".to-dark");
    if (other) other.focus();
  });

  const open = (button) => {
    for (const one of document.querySelectorAll("[data-opens]")) {
      const fold = document.getElementById(one.dataset.opens);
      const wanted = one === button && !fold.classList.contains("open");
      fold.classList.toggle("open", wanted);
      one.setAttribute("aria-expanded", String(wanted));
      if (wanted) fold.querySelector("input:not([type=hidden]), select").focus();
    }
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest(".card .close")) {
      document.getElementById("card").replaceChildren();
      mark(null);
    }
    const button = event.target.closest("[data-opens]");
    if (button) open(button);
  });

  // The sentence whose card is shown; the address follows, so that it can be sent to somebody.
  const mark = (link) => {
    for (const one of document.querySelectorAll("a.told.here")) {
      one.classList.remove("here");
      one.removeAttribute("aria-current");
    }
    if (link) {
      link.classList.add("here");
      link.setAttribute("aria-current", "true");
    }
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    const shown = document.querySelector("#card .card[data-claim]");
    if (!shown) return;
    const asked = event.detail.requestConfig && event.detail.requestConfig.elt;
    const same = (a) => a.getAttribute("hx-get") && a.getAttribute("hx-get").endsWith(`/${shown.dataset.claim}`);
    const link = asked && asked.matches && asked.matches("a.told") ? asked : [...document.querySelectorAll("a.told")].find(same);
    if (link) {
      mark(link);
      const box = link.getBoundingClientRect();
      const floor = innerWidth < 900 ? innerHeight * 0.4 : innerHeight;
      if (box.top < 0 || box.bottom > floor) link.scrollIntoView({ block: innerWidth < 900 ? "start" : "center" });
    }
    const address = new URL(location.href);
    const story = document.querySelector(".twins .mono");
    if (story) {
      address.pathname = `/stories/${story.textContent}`;
      address.search = `?claim=${shown.dataset.claim}`;
      history.replaceState(null, "", address);
    }
    document.getElementById("said").textContent = shown.querySelector("h2").textContent;
    document.getElementById("card").scrollTop = 0;
  });

  document.addEventListener("htmx:responseError", (event) => {
    let said = "That did not work.";
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const head = page.querySelector("main h1");
    if (head) said = `${head.textContent} ${page.querySelector("main h1 + p").textContent}`;
    let note = document.querySelector(".judge .failed");
    if (!note) {
      note = document.createElement("p");
      note.className = "failed bad";
      note.setAttribute("role", "alert");
      (document.querySelector(".judge") || document.querySelector("main")).prepend(note);
    }
    note.textContent = said;
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key >= "1" && event.key <= "4") {
      const button = document.querySelector(`[data-key="${event.key}"]`);
      if (button) {
        event.preventDefault();
        button.click();
      }
    } else if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("a.told")];
      if (!links.length) return;
      const at = links.findIndex((one) => one.classList.contains("here"));
      const step = event.key === "j" ? 1 : -1;
      const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : (at + step + links.length) % links.length];
      next.focus();
      next.scrollIntoView({ block: "center" });
      next.click();
    } else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("find").focus();
    }
  });

  const form = document.querySelector("form.add");
  if (form) {
    const file = form.querySelector("input[type=file]");
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
    document.addEventListener("dragleave", () => form.classList.remove("over"));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      if (!event.dataTransfer.files.length) return;
      file.files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
})();
