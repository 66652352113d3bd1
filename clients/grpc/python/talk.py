"""A walk through the messenger over gRPC, with grpcio and protobuf as Debian has them: see docs/grpc.md.

    protoc -I Messenger.Rpc/Protos --include_imports -o messenger.pb messenger/v1/messenger.proto
    python3 talk.py localhost:50051 --messages messenger.pb --name ada --peer bob

Talks to PEER, who is to answer, and prints a line for each step. Ends with an error at the first step that goes otherwise than it should.
"""

import argparse
import itertools
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "messenger.v1.Messenger"
PASSWORD = "correct horse"
SECONDS = 20


class Messenger:
    """The service, by what a FileDescriptorSet says of it. Code that protoc makes does the same in more lines."""

    def __init__(self, channel, descriptors):
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(descriptors).file:
            pool.Add(file)
        self.channel = channel
        self.methods = pool.FindServiceByName(SERVICE).methods_by_name
        # Newer versions of the library have a function for it.
        self.class_of = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
        self.Problem = self.class_of(pool.FindMessageTypeByName("messenger.v1.Problem"))

    def call(self, method, /, token=None, timeout=SECONDS, **fields):
        """Calls a method; Events answers with an iterator that can be cancelled."""
        request = self.class_of(self.methods[method].input_type)
        answer = self.class_of(self.methods[method].output_type)
        kind = self.channel.unary_stream if method == "Events" else self.channel.unary_unary
        stub = kind(f"/{SERVICE}/{method}", request_serializer=request.SerializeToString, response_deserializer=answer.FromString)
        return stub(request(**fields), timeout=timeout, metadata=[("authorization", f"Bearer {token}")] if token else None)

    def refusal(self, act):
        """What a call is refused with: gRPC's status, and the code of the problem that goes along."""
        try:
            act()
        except grpc.RpcError as error:
            problem = dict(error.trailing_metadata() or ()).get("messenger-problem-bin")
            return error.code().name, self.Problem.FromString(problem).code if problem else ""
        raise AssertionError("this was to be refused")


def next_of(events, kind):
    """The next event of a kind; others, and signs of life, are passed over."""
    return next(event for event in events if event.WhichOneof("event") == kind)


def channel_to(address, certificate):
    if certificate is None:
        return grpc.insecure_channel(address)
    with open(certificate, "rb") as file:
        credentials = grpc.ssl_channel_credentials(root_certificates=file.read())
    return grpc.secure_channel(address, credentials, [("grpc.ssl_target_name_override", "localhost")])


def step(what, *details):
    print(what, *details, flush=True)


def walk(messenger, name, peer):
    call = messenger.call
    step("registered", call("Register", name=name, password=PASSWORD).name)
    step("refused", *messenger.refusal(lambda: call("Login", name=name, password="wrong horse")))
    step("refused", *messenger.refusal(lambda: call("Whoami")))
    token = call("Login", name=name, password=PASSWORD).token
    step("logged in", call("Whoami", token).name)

    # As long as it takes: no deadline.
    events = call("Events", token, timeout=None)
    step("listening", next_of(events, "opened").opened.name)
    message = uuid.uuid4().bytes
    sent = call("Send", token, id=message, to=peer, text=f"hello from {name}")
    again = call("Send", token, id=message, to=peer, text=f"hello from {name}")
    step("sent", "once" if again.duplicate and again.number == sent.number else "twice")
    step("refused", *messenger.refusal(lambda: call("Send", token, id=uuid.uuid4().bytes, to="nobody", text="?")))

    answer = next_of(events, "message")
    step("received", answer.message.sender, answer.message.text)
    step("waiting", call("Unread", token).total)

    # Cut, and resumed behind what was received: that does not come again, and still waits to be confirmed.
    events.cancel()
    events = call("Events", token, timeout=None, last_event_id=answer.id)
    step("resumed", str(next_of(events, "opened").opened.resumed).lower())
    call("Confirm", token, numbers=[answer.id])
    step("confirmed", call("Unread", token).total)

    short = call("Login", name=name, password=PASSWORD).token
    step("refused", messenger.refusal(lambda: list(itertools.islice(call("Events", short, timeout=0.3), 1000)))[0])
    call("Logout", token)
    step("closed", next_of(events, "closed").closed.code)
    step("refused", *messenger.refusal(lambda: next(events)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="HOST:PORT")
    parser.add_argument("--messages", required=True, help="messenger.proto as a FileDescriptorSet")
    parser.add_argument("--certificate", help="the server's, for TLS")
    parser.add_argument("--name", required=True, help="who is to be registered")
    parser.add_argument("--peer", required=True, help="who answers")
    arguments = parser.parse_args()
    with open(arguments.messages, "rb") as file:
        descriptors = file.read()
    with channel_to(arguments.address, arguments.certificate) as channel:
        walk(Messenger(channel, descriptors), arguments.name, arguments.peer)


if __name__ == "__main__":
    main()
