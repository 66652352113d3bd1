using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tests.Wire.Vectors;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What docs/vectors says that a server does, a server does.</summary>
internal sealed class VectorConformanceTests : ServerTest
{
    public static IEnumerable<Vector> Closing => VectorFiles.RejectedFrames.Where(vector => vector.State != "client");

    public static IEnumerable<Vector> Refused =>
        VectorFiles.RejectedBodies.Concat(VectorFiles.RejectedStates).Where(vector => vector.State != "client");

    public static IEnumerable<Vector> WellFormedAndRefused => VectorFiles.Good.Where(vector => vector.Refused is not null);

    [TestCaseSource(nameof(Closing))]
    public async Task A_broken_frame_is_told_why_and_then_the_connection_ends(Vector vector)
    {
        RawClient client = await InStateAsync(StartServer(), vector.State);
        await client.WriteAsync(vector.Bytes);
        await client.ExpectGoodbyeAsync(CodeOf(vector.Error));
    }

    [TestCaseSource(nameof(Refused))]
    public async Task A_frame_that_is_refused_leaves_the_connection_as_it_was(Vector vector)
    {
        RawClient client = await InStateAsync(StartServer(), vector.State);
        await ExpectRefusalAsync(client, vector, vector.Error);
        if (vector.State != "new")
        {
            await client.PingAsync();
            return;
        }
        uint id = client.NextId();
        Received hello = await client.AskRaw(id, RawClient.Encode(Opcode.Hello, id, RawClient.Hello())).Within("HELLO_ANSWER");
        hello.Opcode.Should().Be(Opcode.HelloAnswer);
    }

    [TestCaseSource(nameof(WellFormedAndRefused))]
    public async Task A_well_formed_request_is_refused_for_what_it_says(Vector vector)
    {
        ServerFixture server = StartServer();
        await RegisterAsync(server, "bob");
        bool entering = vector.Opcode is Opcode.Register or Opcode.Login or Opcode.Resume;
        RawClient client = await InStateAsync(server, entering ? "greeted" : "logged-in");
        await ExpectRefusalAsync(client, vector, vector.Refused!);
        await client.PingAsync();
    }

    private async Task<RawClient> InStateAsync(ServerFixture server, string state)
    {
        switch (state)
        {
            case "new":
                RawClient client = await ConnectAsync(server);
                await client.WriteAsync(Preamble.Bytes.ToArray());
                return client;
            case "greeted":
                return await GreetAsync(server);
            case "logged-in":
                return await RegisterAsync(server, "alice");
            default:
                throw new ArgumentException($"no such state: {state}");
        }
    }

    private static async Task ExpectRefusalAsync(RawClient client, Vector vector, string error)
    {
        uint id = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(vector.Bytes.AsSpan(5));
        Received answer = await client.AskRaw(id, vector.Bytes).Within("a refusal");
        answer.Opcode.Should().Be(Opcode.Error);
        answer.Read<Refusal>().Code.Word().Should().Be(error);
        answer.Read<Refusal>().Message.Should().NotBeEmpty();
    }

    private static ErrorCode CodeOf(string word) => ErrorCodes.TryParse(word, out ErrorCode code) ? code : throw new ArgumentException(word);
}
