// Puts the page together: who is not logged in sees the entry, who is sees the inside, until the login ends.
import { Session } from "./session.js";
import { Entry } from "./views/entry.js";
import { Inside } from "./views/inside.js";

const entry = new Entry(start);
entry.show("");

function start(api, login) {
  const session = new Session(api, login);
  const inside = new Inside(session);
  session.addEventListener("ended", ({ detail }) => {
    inside.close();
    entry.show(detail.message, login.name, api.representation);
  }, { once: true });
  // A page that the browser keeps for coming back to it stays logged in; a network that comes back is used at once.
  window.addEventListener("pagehide", ({ persisted }) => persisted ? session.shown.flush({ keepalive: true }) : session.leave(), { signal: session.over });
  window.addEventListener("online", () => session.hurry(), { signal: session.over });
}
