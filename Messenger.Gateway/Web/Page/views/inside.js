// What is around lists and conversation: who one is, whether the server is there, which list is shown, and what is read out as it comes.
import { byId, el } from "../dom.js";
import { nameOf, visibleLine } from "../text.js";
import { AccountView } from "./account.js";
import { ConversationsView } from "./conversations.js";
import { GroupsView } from "./groups.js";
import { PeopleView } from "./people.js";
import { SearchView } from "./search.js";
import { TalkView } from "./talk.js";
import { TrafficView } from "./traffic.js";

export class Inside {
  #session;
  #views;
  #talk;

  constructor(session) {
    this.#session = session;
    const open = key => this.#open(key);
    this.#views = {
      conversations: new ConversationsView(session, open),
      people: new PeopleView(session, open),
      groups: new GroupsView(session, open),
      search: new SearchView(session, open),
      account: new AccountView(session),
      traffic: new TrafficView(session),
    };
    this.#talk = new TalkView(session, byId("talk"), () => this.#back());
    const signal = session.over;
    for (const button of document.querySelectorAll("[data-section]"))
      button.addEventListener("click", () => this.#show(button.dataset.section), { signal });
    byId("log-out").addEventListener("click", () => session.logOut().catch(() => {}), { signal });
    session.state.addEventListener("change", ({ detail }) => this.#changed(detail), { signal });
    window.addEventListener("popstate", () => this.#closeTalk(), { signal });
    byId("inside").addEventListener("keydown", event => {
      if (event.key === "Escape" && session.state.open !== null && !event.target.closest("dialog"))
        this.#back();
    }, { signal });
    byId("who").replaceChildren("You are ", nameOf(session.state.me));
    for (const id of ["who", "log-out", "inside", "link"])
      byId(id).hidden = false;
    this.#link();
    this.#show("conversations");
  }

  /** The login is over: nothing of it stays in the page. */
  close() {
    for (const id of ["who", "log-out", "inside", "link"])
      byId(id).hidden = true;
    for (const id of ["side", "talk", "who", "news", "link"])
      byId(id).replaceChildren();
    byId("inside").classList.remove("talking");
    document.title = "Messenger";
  }

  #show(section) {
    for (const button of document.querySelectorAll("[data-section]"))
      button.setAttribute("aria-pressed", String(button.dataset.section === section));
    const view = this.#views[section];
    byId("side").replaceChildren(view.root);
    view.shown?.();
  }

  async #open(key) {
    if (!byId("inside").classList.contains("talking"))
      history.pushState("talk", "");
    byId("inside").classList.add("talking");
    await this.#talk.open(key);
  }

  #back() {
    if (history.state === "talk")
      history.back();
    else
      this.#closeTalk();
  }

  #closeTalk() {
    byId("inside").classList.remove("talking");
    this.#session.talks.close();
    byId("side").focus();
  }

  #changed({ what, message, reason }) {
    if (what === "link")
      this.#link();
    if (what === "conversations")
      this.#title();
    if (what === "news") {
      const where = message.to.startsWith("#") ? ` in ${visibleLine(message.to, 40)}` : "";
      byId("news").textContent = `${visibleLine(message.from, 40)}${where}: ${visibleLine(message.text)}`;
    }
    // It stands beside the text as well; what is not looked at has to be said.
    if (what === "not-sent")
      byId("news").textContent = `Not sent: ${reason}`;
  }

  #link() {
    byId("link").replaceChildren(...this.#session.state.isUp ? [] : [el("span", { class: "error" }, "Connecting…")]);
  }

  #title() {
    const unread = [...this.#session.state.conversations.values()].reduce((sum, { unread }) => sum + unread, 0);
    document.title = unread > 0 ? `(${unread}) Messenger` : "Messenger";
  }
}
