// A walk through the messenger over gRPC, with @grpc/grpc-js: see docs/grpc.md.
//
//     npm ci
//     node talk.mjs localhost:50051 --messages ../../../Messenger.Rpc/Protos --name eve --peer bob
//
// Talks to PEER, who is to answer, and prints a line for each step. Ends with an error at the first step that goes otherwise than it should.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const PASSWORD = 'correct horse';
const SECONDS = 20;

const { values: options, positionals: [address] } = parseArgs({
  allowPositionals: true,
  options: { messages: { type: 'string' }, certificate: { type: 'string' }, name: { type: 'string' }, peer: { type: 'string' } },
});

// Numbers of messages have 64 bits, more than JavaScript's own: they are kept as text.
const { messenger } = grpc.loadPackageDefinition(
  loader.loadSync('messenger/v1/messenger.proto', { includeDirs: [options.messages], longs: String, oneofs: true, defaults: true }));

const client = options.certificate
  ? new messenger.v1.Messenger(address, grpc.credentials.createSsl(readFileSync(options.certificate)), { 'grpc.ssl_target_name_override': 'localhost' })
  : new messenger.v1.Messenger(address, grpc.credentials.createInsecure());

const inSeconds = (seconds) => ({ deadline: Date.now() + seconds * 1000 });

const bearer = (token) => {
  const metadata = new grpc.Metadata();
  if (token)
    metadata.set('authorization', `Bearer ${token}`);
  return metadata;
};

/** Calls a unary method. */
const call = (method, token, request = {}) => new Promise((resolve, reject) =>
  client[method](request, bearer(token), inSeconds(SECONDS), (error, answer) => error ? reject(error) : resolve(answer)));

/** Opens the stream; without a deadline, as long as it takes. */
const listen = (token, request = {}, options = {}) => new Listening(client.Events(request, bearer(token), options));

class Listening {
  #events = [];
  #end = null;

  constructor(stream) {
    this.stream = stream;
    stream.on('data', (event) => { this.#events.push(event); stream.emit('some'); });
    stream.on('error', (error) => { this.#end = error; stream.emit('some'); });
  }

  /** The next event of a kind; others, and signs of life, are passed over. */
  async next(kind) {
    for (;;) {
      while (this.#events.length > 0) {
        const event = this.#events.shift();
        if (event.event === kind)
          return event;
      }
      if (this.#end)
        throw this.#end;
      await once(this.stream, 'some');
    }
  }
}

/** What a call is refused with: gRPC's status, and the code of the problem that goes along. */
const refusal = async (act) => {
  try {
    await act();
  } catch (error) {
    const [problem] = error.metadata?.get('messenger-problem-bin') ?? [];
    return [grpc.status[error.code], problem ? messenger.v1.Problem.deserialize(problem).code : ''];
  }
  throw new Error('this was to be refused');
};

/** A UUID as its 16 bytes. */
const idOf = (uuid) => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const step = (...words) => console.log(...words);

const { name, peer } = options;
step('registered', (await call('Register', null, { name, password: PASSWORD })).name);
step('refused', ...await refusal(() => call('Login', null, { name, password: 'wrong horse' })));
step('refused', ...await refusal(() => call('Whoami')));
const { token } = await call('Login', null, { name, password: PASSWORD });
step('logged in', (await call('Whoami', token)).name);

const events = listen(token);
step('listening', (await events.next('opened')).opened.name);
const hello = { id: idOf(randomUUID()), to: peer, text: `hello from ${name}` };
const sent = await call('Send', token, hello);
const again = await call('Send', token, hello);
step('sent', again.duplicate && again.number === sent.number ? 'once' : 'twice');
step('refused', ...await refusal(() => call('Send', token, { id: idOf(randomUUID()), to: 'nobody', text: '?' })));

const answer = await events.next('message');
step('received', answer.message.sender, answer.message.text);
step('waiting', (await call('Unread', token)).total);

// Cut, and resumed behind what was received: that does not come again, and still waits to be confirmed.
events.stream.cancel();
const resumed = listen(token, { lastEventId: answer.id });
step('resumed', (await resumed.next('opened')).opened.resumed);
await call('Confirm', token, { numbers: [answer.id] });
step('confirmed', (await call('Unread', token)).total);

const short = await call('Login', null, { name, password: PASSWORD });
step('refused', (await refusal(() => listen(short.token, {}, inSeconds(0.3)).next('never')))[0]);
await call('Logout', token);
step('closed', (await resumed.next('closed')).closed.code);
step('refused', ...await refusal(() => resumed.next('never')));
client.close();
