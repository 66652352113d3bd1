// Runs the modules of the web page that draw nothing against a real server:
// node page-session.mjs <address of the server> <folder of the modules> <json or protobuf, what they speak at first>
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

const [address, folder, spoken] = process.argv.slice(2);
const load = module => import(pathToFileURL(`${folder}/${module}`));
const { Api } = await load("api.js");
const { Session } = await load("session.js");
const { readEventStream } = await load("sse.js");
const { compare, newId } = await load("numbers.js");
const { json } = await load("json.js");
const { Shown } = await load("shown.js");
const { State } = await load("state.js");
const { protobuf } = await load("protobuf.js");
const { decode, firstOf } = await load("protobuf/decode.js");
const { encode } = await load("protobuf/encode.js");

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

const representations = { json, protobuf };
const password = "correct horse";
const sessions = [];

async function enter(path, name) {
  const api = new Api(representations[spoken]);
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

/** Without what says nothing, which JSON leaves away here and there. */
function plain(value) {
  if (Array.isArray(value))
    return value.map(plain);
  if (typeof value !== "object" || value === null)
    return value;
  const says = inner => inner !== null && inner !== undefined && inner !== false && inner.length !== 0;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => says(inner)).map(([key, inner]) => [key, plain(inner)]));
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
      assert.deepEqual(events, [
        { type: "ping", size: 8 }, { type: "message", id: "7", data: "{\"a\":\n\"é😀\"}", size: 52 }, { type: "x", id: null, data: "", size: 15 }]);
    }
  },

  async "events of protocol buffers are read whatever the pieces they come in"() {
    const receipt = { id: "0192f1c4-5a00-7000-8000-00000000c0de", number: "18446744073709551615", state: "read", by: "é😀", to: "bob" };
    const event = encode("EventsResponse", { id: "9007199254740993", receipt });
    const closed = encode("EventsResponse", { closed: { code: "shutting-down", message: "x".repeat(200) } });
    const bytes = Uint8Array.of(0, event.length, ...event, closed.length & 0x7f | 0x80, closed.length >> 7, ...closed);
    for (let split = 0; split <= bytes.length; split++) {
      const body = new ReadableStream({ start(stream) {
        stream.enqueue(bytes.slice(0, split));
        stream.enqueue(bytes.slice(split));
        stream.close();
      } });
      const events = [];
      for await (const found of protobuf.readEvents(body))
        events.push(found);
      assert.deepEqual(events, [
        { type: "ping", size: 1 },
        { type: "receipt", id: "9007199254740993", data: receipt, size: event.length + 1 },
        { type: "closed", id: null, data: { code: "shutting-down", message: "x".repeat(200) }, size: closed.length + 2 }]);
    }
    assert.throws(() => firstOf(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f), 1 << 20), "who announces too much is not waited for");
  },

  "marks go forward only, and who has read a message has read all before it"() {
    const state = new State();
    const numbers = ["8", "9", "10", null];
    state.talks.set("bob", { messages: [{ id: "theirs", number: "7" }, ...numbers.map(number => ({ id: `own ${number}`, number, own: true, state: number ? "stored" : "sending" }))], next: null });
    const marks = () => state.talks.get("bob").messages.map(message => message.state);
    state.mark("bob", { id: "own 10", number: "10", state: "delivered" });
    assert.deepEqual(marks(), [undefined, "stored", "stored", "delivered", "sending"], "what is delivered says nothing of what is before it");
    state.mark("bob", { id: "unknown", number: "9", state: "read" });
    assert.deepEqual(marks(), [undefined, "read", "read", "delivered", "sending"]);
    state.mark("bob", { id: "own 9", number: "9", state: "delivered" });
    assert.deepEqual(marks(), [undefined, "read", "read", "delivered", "sending"]);
    state.put("bob", { id: "own 8", number: "8", own: true, state: "stored" });
    assert.equal(marks()[1], "read", "an answer that comes late takes nothing back");
  },

  "messages are written as docs/rest.md has them, and read again"() {
    const rows = [
      ["LoginRequest", "0a05616c696365120d636f727265637420686f727365", { name: "alice", password: "correct horse" }],
      ["SendRequest", "0a100192f1c45a007000800000000000c0de1203626f621a026869", { id: "0192f1c4-5a00-7000-8000-00000000c0de", to: "bob", text: "hi" }],
      ["SendResponse", "0a100192f1c45a007000800000000000c0de10071a03626f6220012a060890c79ad806", {
        id: "0192f1c4-5a00-7000-8000-00000000c0de", number: "7", to: "bob", delivered: true, at: "2026-11-25T09:00:00.000Z", duplicate: false }],
      ["ConfirmRequest", "0a0307ac02", { numbers: ["7", "300"] }],
      ["Unread", "080312050a0161100212050a01621001", { total: 3, from: { a: 2, b: 1 } }],
      ["Problem", "290000000000000440", { title: "", status: 0, detail: "", code: "", retryAfter: 2.5 }],
      ["ChangeSettingsRequest", "0800", { readMarks: false }],
      ["ChangeSettingsRequest", "", { readMarks: null }],
    ];
    for (const [message, hex, values] of rows) {
      assert.equal(Buffer.from(encode(message, values)).toString("hex"), hex);
      assert.deepEqual(plain(decode(message, Buffer.from(hex, "hex"))), plain(values));
    }
    // What a later server adds is passed over; numbers may come one by one; a word of later is none.
    assert.deepEqual(decode("ConfirmRequest", Buffer.from("080778017d01020304790102030405060708" + "820101ff08ac02", "hex")), { numbers: ["7", "300"] });
    assert.equal(decode("Receipt", Buffer.from("186318e40f", "hex")).state, undefined);
    for (const wrong of ["0a", "0a05616c", "0d01020304", "0a02c328", "0b", "80808080808080808080ff01", "0a8080808080808080807f"])
      assert.throws(() => decode("LoginRequest", Buffer.from(wrong, "hex")), `${wrong} is no message`);
  },

  "numbers compare as numbers, ids are UUIDs of version 7"() {
    assert.deepEqual(["10", "9", "18446744073709551615", "9007199254740993", "9007199254740992"].sort(compare),
      ["9", "10", "9007199254740992", "9007199254740993", "18446744073709551615"]);
    assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(Math.abs(parseInt(newId().replace("-", "").slice(0, 12), 16) - Date.now()) < 10_000);
  },

  "what is confirmed unseen, so that others are not held up, stays unread until it is read"() {
    const state = new State();
    const shown = new Shown({ post: async () => {}, put: async () => {} }, state);
    const bob = state.conversation("bob");
    const numbers = Array.from({ length: 600 }, (_, at) => String(at + 1));
    for (const number of numbers) {
      state.unconfirmed.set(number, "bob");
      Object.assign(bob, { unread: bob.unread + 1, last: number });
      shown.bound();
    }
    assert.equal(state.unconfirmed.size, 512);
    const listed = { name: "bob", online: true, undelivered: 512, last: "600", readUpTo: null };
    state.list([listed], false);
    assert.equal(state.conversations.get("bob").unread, 600);
    shown.seen("bob", { number: "1" });
    shown.seen("bob", { number: "2" });
    assert.equal(state.conversations.get("bob").unread, 598);
    state.list([{ ...listed, readUpTo: "2" }], false);
    assert.equal(state.conversations.get("bob").unread, 598);
    numbers.forEach(number => shown.seen("bob", { number }));
    assert.equal(state.conversations.get("bob").unread, 0);
    assert.equal(state.unconfirmed.size, 0);
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
    for (const representation of [json, protobuf]) {
      alice.api.representation = representation;
      await assert.rejects(alice.api.get("/groups/nowhere"), { code: "no-such-group", status: 404, message: "There is no group #nowhere." });
    }
    alice.api.representation = representations[spoken];
  },

  async "both representations say the same, and what they cost is counted"() {
    const [alice] = sessions;
    // The cut was hers as well.
    alice.hurry();
    await until(alice, () => alice.state.isUp);
    await alice.api.post("/groups", { name: "#lunch", members: ["bob"] });
    const { id } = alice.state.talks.get("bob").messages.find(message => message.own && message.number);
    const said = async representation => {
      alice.api.representation = representation;
      return Promise.all(["/session", "/accounts", "/unread", "/conversations", "/conversations/bob/messages", "/groups", "/groups/lunch", "/sessions", "/settings",
        "/blocks", "/account/deletion", `/messages/${id}/way`, "/search?query=hello"].map(async path => plain(await alice.api.get(path))));
    };
    const [inJson, inProtobuf] = [await said(json), await said(protobuf)];
    const sessionsOf = listed => listed[7].sessions.forEach(session => delete session.lastActive);
    [inJson, inProtobuf].forEach(sessionsOf);
    inJson.forEach((answer, at) => assert.deepEqual(inProtobuf[at], answer));
    const { exchanges, sums } = alice.api.traffic;
    const received = title => exchanges.find(exchange => exchange.title === title && exchange.path === "/conversations/bob/messages").received;
    assert.ok(received("Protocol buffers") < received("JSON") / 2, `history is less than half as long: ${received("Protocol buffers")}, ${received("JSON")}`);
    assert.ok(exchanges.length <= 60);
    assert.deepEqual(exchanges.find(({ path }) => path === "/unread").sent, 0);
    assert.equal(sums.get("POST /groups").get(spoken === "json" ? "JSON" : "Protocol buffers").sent,
      spoken === "json" ? JSON.stringify({ name: "#lunch", members: ["bob"] }).length : 13);
  },

  async "spoken otherwise, everything goes on: nothing is missing and nothing is there twice"() {
    const alice = sessions[0];
    const bob = sessions.at(-1);
    const news = [];
    bob.state.addEventListener("change", ({ detail }) => detail.what === "news" && news.push(detail.message.text));
    const wanted = [];
    for (const representation of [json, protobuf, json, protobuf]) {
      const opened = lastEventIds.length;
      bob.speak(representation);
      wanted.push(`before ${wanted.length}`);
      await alice.talks.send("bob", wanted.at(-1));
      while (lastEventIds.length === opened)
        await new Promise(done => setImmediate(done));
      wanted.push(`after ${wanted.length}`);
      await alice.talks.send("bob", wanted.at(-1));
      await until(bob, () => news.length === wanted.length);
      assert.equal(bob.api.traffic.exchanges.find(({ method }) => method === "event").title, representation.title);
      await bob.talks.send("alice", `in ${representation.title}`);
      await bob.talks.edit("alice", last(bob, "alice"), "other words");
      await until(alice, () => textsOf(alice, "bob").at(-1) === "other words");
      await bob.talks.unsend("alice", last(bob, "alice"));
      await until(alice, () => last(alice, "bob").unsent);
    }
    assert.deepEqual(news, wanted);
    assert.ok(bob.state.isUp);
    const event = bob.api.traffic.sums.get("event message");
    assert.ok(event.get("Protocol buffers").count >= 2 && event.get("JSON").count >= 2);
  },

  async "a login that was ended elsewhere is forgotten and not tried again, and one that cannot log out says so"() {
    const [alice] = sessions;
    const [bob] = sessions.slice(-1);
    const ended = new Promise(done => bob.addEventListener("ended", ({ detail }) => done(detail)));
    const other = new Api();
    await other.enter("/session", "bob", password);
    await other.put("/account/password", { password, new: "another horse" });
    assert.equal((await ended).code, "password-changed");
    assert.equal(bob.api.isLoggedIn, false);
    const words = new Promise(done => alice.addEventListener("ended", ({ detail }) => done(detail.message)));
    globalThis.fetch = () => Promise.reject(new TypeError("no network"));
    await alice.logOut();
    assert.match(await words, /could not be told/);
    assert.equal(alice.api.isLoggedIn, false);
  },
};

for (const [name, step] of Object.entries(steps)) {
  console.log(name);
  await step();
}
process.exit(0);
