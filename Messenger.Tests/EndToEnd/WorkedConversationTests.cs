using System.Buffers.Binary;
using System.Net.Sockets;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Framing;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>PROTOCOL.md §11 is what happens: its clients' bytes are sent to a server, and the server's bytes are those of the document.</summary>
internal sealed class WorkedConversationTests : ServerTest
{
    /// <summary>What the document says to differ from server to server, beside the agent.</summary>
    private static readonly string[] Differing = ["server_id", "token", "number", "at"];

    private readonly Dictionary<ulong, ulong> _numbers = [];

    [Test]
    public async Task The_document_is_played_to_a_server()
    {
        ServerFixture server = StartServer();
        RawClient watcher = await RegisterAsync(server, "watcher");
        Dictionary<string, TcpClient> connections = [];
        int frames = 0;
        foreach (ConversationStep step in WorkedConversation.Steps())
        {
            if (step.ToServer)
            {
                if (step.Bytes.AsSpan().StartsWith(Preamble.Bytes))
                    connections[step.Who] = await ConnectAsync(server.EndPoint);
                await connections[step.Who].GetStream().WriteAsync(WithRealNumbers(step));
            }
            else if (step.FromServer)
            {
                Task stopped = step.Title.Contains("is stopped", StringComparison.Ordinal) ? server.Server.StopAsync() : Task.CompletedTask;
                List<byte[]> expected = [.. step.Frames()];
                frames += expected.Count;
                List<byte[]> arrived = [];
                while (arrived.Count < expected.Count)
                    arrived.Add(await ReadFrameAsync(connections[step.Who].GetStream()).Within($"a frame of \"{step.Title}\""));
                Match(step, expected, arrived);
                await stopped.Within("the server to stop");
            }
            else if (step.Title.StartsWith("Bob's connection is closed", StringComparison.Ordinal))
            {
                connections["Bob"].Dispose();
                await UntilOfflineAsync(watcher, "bob").Within("the server to notice");
            }
        }
        foreach (TcpClient connection in connections.Values)
            connection.Dispose();
        frames.Should().BeGreaterThan(15);
    }

    /// <summary>Each frame of the document has come, in any order that answers may have.</summary>
    private void Match(ConversationStep step, List<byte[]> expected, List<byte[]> arrived)
    {
        foreach (byte[] frame in expected)
        {
            byte[]? same = arrived.Find(candidate => Facts(candidate).SequenceEqual(Facts(frame)));
            string sent = string.Join(" and ", arrived.Select(candidate => FrameExplainer.Line(candidate, bodies: true)));
            same.Should().NotBeNull("\"{0}\" has {1} and the server sent {2}", step.Title, FrameExplainer.Line(frame, bodies: true), sent);
            arrived.Remove(same!);
            if ((Opcode)frame[FrameHeader.LengthSize] is Opcode.Message or Opcode.SendAnswer)
                _numbers[NumberAt(frame, FrameHeader.Size)] = NumberAt(same!, FrameHeader.Size);
        }
    }

    private static List<string> Facts(byte[] frame)
    {
        // The server's agent names its release, and the length of HELLO_ANSWER follows from it.
        bool tellsAgent = (Opcode)frame[FrameHeader.LengthSize] == Opcode.HelloAnswer;
        return [.. FrameExplainer.Explain(frame).Fields
            .Where(field => !tellsAgent || field.Name is not ("length" or "agent"))
            .Select(field => Differing.Contains(field.Name) ? $"{field.Name}: {field.Size} bytes" : $"{field.Name}={field.Value}")];
    }

    /// <summary>CONFIRM names the numbers that this server gave.</summary>
    private byte[] WithRealNumbers(ConversationStep step)
    {
        byte[] bytes = [.. step.Bytes];
        const int NumbersAt = FrameHeader.Size + sizeof(ushort);
        if ((Opcode)bytes[FrameHeader.LengthSize] == Opcode.Confirm)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(NumbersAt), _numbers[NumberAt(bytes, NumbersAt)]);
        return bytes;
    }

    private static ulong NumberAt(byte[] frame, int offset) => BinaryPrimitives.ReadUInt64BigEndian(frame.AsSpan(offset));

    private static async Task<TcpClient> ConnectAsync(System.Net.IPEndPoint endPoint)
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(endPoint).Within("a connection");
        return client;
    }

    private static async Task<byte[]> ReadFrameAsync(NetworkStream stream)
    {
        byte[] head = new byte[FrameHeader.LengthSize];
        await stream.ReadExactlyAsync(head);
        byte[] frame = new byte[FrameHeader.LengthSize + BinaryPrimitives.ReadInt32BigEndian(head)];
        head.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(FrameHeader.LengthSize));
        return frame;
    }

    private static async Task UntilOfflineAsync(RawClient watcher, string name)
    {
        while ((await watcher.ListAsync(name)).Accounts[0].Online)
            await Task.Yield();
    }
}
