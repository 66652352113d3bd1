// Runs the modules of the web page that draw nothing against a real server: node page-session.mjs <address of the server> <folder of the modules>
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [address, folder] = process.argv.slice(2);
const load = module => import(pathToFileURL(`${folder}/${module}`));
const { Api } = await load("api.js");
const { Session } = await load("session.js");
const { readEventStream } = await load("sse.js");
const { compare, newId } = await load("numbers.js");

// As in a browser: addresses are relative, Origin goes along. The events can be cut here.
let cut = new AbortController();
const lastEventIds = [];
const plainFetch = globalThis.fetch;
globalThis.fetch = (path, init) => {
  const isStream = path.startsWith("/api/v1/events");
  if (isStream)
    lastEventIds.push(init.headers["Last-Event-ID"] ?? null);
  const signal = isStream ? AbortSignal.any([init.signal, cut.signal]) : init.signal;
  return plainFetch(address + path, { ...init, signal, headers: { ...init.headers, Origin: address } });
};

const password = "correct horse";
const sessions = [];

async function enter(path, name) {
  const api = new Api();
  const session = new Session(api, await api.enter(path, name, password));
  sessions.push(session);
  await until(session, () => session.state.isUp);
  return session;
}

/** Waits for a change of the state after which something holds; the test around this has the time limit. */
async function until(session, holds) {
  while (!holds())
    await new Promise(done => session.state.addEventListener("change", done, { once: true }));
}

const textsOf = (session, key) => session.state.talks.get(key).messages.map(({ text }) => text);
const last = (session, key) => session.state.talks.get(key).messages.at(-1);

const steps = {
  async "events are read whatever the pieces they come in"() {
    const bytes = new TextEncoder().encode(": ping\n\nid: 7\r\nevent: message\r\ndata: {\"a\":\ndata: \"é😀\"}\n\nevent: x\ndata\n\n");
    for (let split = 0; split <= bytes.length; split++) {
      const body = new ReadableStream({ start(stream) {
        stream.enqueue(bytes.slice(0, split));
        stream.enqueue(bytes.slice(split));
        stream.close();
      } });
      const events = [];
      for await (const event of readEventStream(body))
        events.push(event);
      assert.deepEqual(events, [{ type: "ping" }, { type: "message", id: "7", data: "{\"a\":\n\"é😀\"}" }, { type: "x", id: null, data: "" }]);
    }
  },

  "numbers compare as numbers, ids are UUIDs of version 7"() {
    assert.deepEqual(["10", "9", "18446744073709551615", "9007199254740993", "9007199254740992"].sort(compare),
      ["9", "10", "9007199254740992", "9007199254740993", "18446744073709551615"]);
    assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(Math.abs(parseInt(newId().replace("-", "").slice(0, 12), 16) - Date.now()) < 10_000);
  },

  async "a message appears at once, and is marked as delivered and read when it was seen"() {
    const [alice, bob] = [await enter("/accounts", "alice"), await enter("/accounts", "bob")];
    await alice.talks.open("bob");
    await bob.talks.open("alice");
    await alice.talks.send("bob", "hello");
    assert.equal(last(alice, "bob").state, "stored");
    await until(bob, () => textsOf(bob, "alice").includes("hello"));
    assert.equal((await bob.api.get("/unread")).total, 1, "what came is not yet seen");
    bob.shown.seen("alice", last(bob, "alice"));
    await until(alice, () => last(alice, "bob").state === "read");
    assert.equal((await bob.api.get("/unread")).total, 0);
    await until(bob, () => bob.state.conversations.get("alice").unread === 0);
  },

  async "after a cut nothing is missing and nothing is there twice"() {
    const [alice, bob] = sessions;
    const news = [];
    bob.state.addEventListener("change", ({ detail }) => detail.what === "news" && news.push(detail.message.text));
    await alice.talks.send("bob", "before");
    await until(bob, () => news.length === 1);
    const number = last(bob, "alice").number;
    const from = lastEventIds.length;
    cut.abort();
    cut = new AbortController();
    await until(bob, () => !bob.state.isUp);
    await alice.talks.send("bob", "meanwhile");
    bob.hurry();
    await until(bob, () => news.length === 2 && bob.state.isUp);
    await alice.talks.send("bob", "after");
    await until(bob, () => news.length === 3);
    assert.deepEqual(news, ["before", "meanwhile", "after"]);
    assert.deepEqual(textsOf(bob, "alice"), ["hello", "before", "meanwhile", "after"]);
    assert.ok(lastEventIds.slice(from).includes(number), "the stream goes on behind what came");
    await until(bob, () => bob.state.conversations.get("alice").unread === 3);
  },

  async "a text that was not sent stays, and is stored once when it is tried again"() {
    const [alice, bob] = sessions;
    const whole = globalThis.fetch;
    // Stored by the server; only the answer is lost.
    globalThis.fetch = (path, init) => path.endsWith("/messages") && init.method === "POST"
      ? whole(path, init).then(() => Promise.reject(new TypeError("cut"))) : whole(path, init);
    await alice.talks.send("bob", "once");
    globalThis.fetch = whole;
    assert.equal(last(alice, "bob").state, "failed");
    await alice.talks.retry("bob", last(alice, "bob"));
    assert.equal(last(alice, "bob").error, null);
    await bob.talks.open("alice");
    assert.equal(textsOf(bob, "alice").filter(text => text === "once").length, 1);
  },

  async "what waited is counted, and comes when it is asked for, from whom and so many"() {
    const [alice, bob] = sessions;
    for (const message of bob.state.talks.get("alice").messages)
      bob.shown.seen("alice", message);
    const ended = new Promise(done => bob.addEventListener("ended", done, { once: true }));
    await bob.logOut();
    await ended;
    for (const text of ["one", "two", "three"])
      await alice.talks.send("bob", text);
    const again = await enter("/session", "bob");
    await until(again, () => again.state.heldTotal === 3);
    const { messages, left } = await again.talks.fetchHeld("alice", 1);
    assert.deepEqual([messages.map(({ text }) => text), left], [["one"], 2]);
    again.shown.seen("alice", messages[0]);
    assert.equal(again.state.heldTotal, 2);
    await again.talks.open("alice");
    assert.deepEqual(textsOf(again, "alice").slice(-3), ["one", "two", "three"]);
    for (const message of again.state.talks.get("alice").messages)
      again.shown.seen("alice", message);
    await again.shown.flush();
    assert.equal(again.state.heldTotal, 0);
    assert.equal((await again.api.get("/unread")).total, 0);
  },

  async "a refusal is a sentence with a code"() {
    const [alice] = sessions;
    await assert.rejects(alice.api.get("/groups/nowhere"), { code: "no-such-group", status: 404, message: "There is no group #nowhere." });
  },
};

for (const [name, step] of Object.entries(steps)) {
  console.log(name);
  await step();
}
process.exit(0);
