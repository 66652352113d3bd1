using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>PROTOCOL.md §3: lengths, splits and garbage.</summary>
internal sealed class FramingTests : ServerTest
{
    private static readonly uint[] Lengths =
        [0, 1, 4, 5, Before - 1, Before, Before + 1, After - 1, After, After + 1, 1 << 24, int.MaxValue, 1U << 31, uint.MaxValue];

    private const uint Before = Limits.FrameBeforeLogin;
    private const uint After = Limits.FrameAfterLogin;

    [Test]
    public async Task A_length_out_of_bounds_ends_the_connection_with_the_reason_and_none_other_does(
        [ValueSource(nameof(Lengths))] uint length, [Values] bool loggedIn)
    {
        ServerFixture server = StartServer();
        RawClient client = loggedIn ? await RegisterAsync(server, "alice") : await GreetAsync(server);
        uint limit = loggedIn ? After : Before;
        bool valid = length >= 5 && length <= limit;

        // An opcode that nobody knows: whatever its body is, the answer is one error.
        await client.WriteAsync(RawClient.Head(length, (Opcode)0x3F, 99));
        if (valid)
        {
            await client.WriteAsync(new byte[length - 5]);
            (await client.NextStrayAnswerAsync()).Code.Should().Be(ErrorCode.UnknownOpcode);
            await client.PingAsync();
            return;
        }
        ErrorCode reason = length < 5 ? ErrorCode.Malformed : ErrorCode.FrameTooLarge;
        await client.ExpectGoodbyeAsync(reason);
        server.Metrics.Closed(reason).Should().Be(1);
    }

    [Test]
    public async Task After_logout_the_small_limit_holds_again()
    {
        RawClient client = await RegisterAsync(StartServer(), "alice");
        await client.AskEmpty(Opcode.Logout);
        await client.WriteAsync(RawClient.Head(Before + 1, Opcode.Ping, 99));

        await client.ExpectGoodbyeAsync(ErrorCode.FrameTooLarge);
    }

    [TestCase("GET / HTTP/1.1\r\n\r\n")]
    [TestCase("M")]
    [TestCase("MSG")]
    [TestCase("MSGX")]
    [TestCase("\0\0\0\u0017")]
    public async Task Another_preamble_is_malformed_as_soon_as_a_byte_is_wrong(string bytes)
    {
        RawClient client = await ConnectAsync(StartServer());
        bool wrong = !"MSGR".StartsWith(bytes, StringComparison.Ordinal);
        await client.WriteAsync(System.Text.Encoding.Latin1.GetBytes(bytes));
        if (!wrong)
            await client.WriteAsync("MSGRR"u8.ToArray());

        await client.ExpectGoodbyeAsync(ErrorCode.Malformed);
    }

    [Test]
    public async Task Nothing_behind_what_broke_the_connection_is_done()
    {
        ServerFixture server = StartServer();
        RawClient client = await GreetAsync(server);
        byte[] bytes = [.. RawClient.Head(1, Opcode.Ping, 1), .. RawClient.Encode(Opcode.Register, 5, new Credentials("alice"u8, "password"u8))];
        await client.WriteAsync(bytes);

        await client.ExpectGoodbyeAsync(ErrorCode.Malformed);
        server.Server.Engine.AccountCount.Should().Be(0);
    }

    [Test]
    public async Task A_whole_talk_has_one_outcome_byte_by_byte_and_all_in_one_and_at_any_split()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        byte[] whole = Talk("alice0");
        List<int> splits = [0, -1, .. Enumerable.Range(1, 40).Select(i => whole.Length * i / 41)];
        int run = 0;
        foreach (int split in splits)
        {
            byte[] talk = Talk($"alice{run++ % 10}");
            RawClient client = await ConnectAsync(server);
            Task<Received>[] answers = [.. Enumerable.Range(1, 8).Select(id => client.Expect((uint)id))];
            if (split < 0)
            {
                foreach (byte one in talk)
                    await client.WriteAsync(new[] { one });
            }
            else
            {
                await client.WriteAsync(talk.AsMemory(0, split));
                await client.WriteAsync(talk.AsMemory(split));
            }

            Received[] all = await Task.WhenAll(answers).Within("the answers");
            all.Select(answer => answer.Opcode).Should().Equal(Opcode.HelloAnswer, Opcode.RegisterAnswer, Opcode.Pong, Opcode.SendAnswer,
                Opcode.SendAnswer, Opcode.ListAnswer, Opcode.DeleteAccountAnswer, Opcode.Error);
            all[^1].Code.Should().Be(ErrorCode.NotLoggedIn);
            (await bob.NextMessagesAsync(2)).Select(message => message.Text).Should().Equal("one", "two");
        }
    }

    [Test]
    public async Task A_talk_that_is_cut_off_at_any_byte_harms_nobody()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        int length = Talk("c0000").Length;
        for (int cut = 0; cut < length; cut += 3)
        {
            RawClient client = await ConnectAsync(server, reads: false);
            byte[] talk = Talk($"c{cut:0000}");
            await client.WriteAsync(talk.AsMemory(0, cut));
            if (cut % 2 == 0)
                client.Reset();
            else
                client.Dispose();
        }
        RawClient last = await RegisterAsync(server, "last");
        (await last.SendAsync("bob", "after all that")).Delivered.Should().BeTrue();
        while ((await bob.NextMessageAsync()).Text != "after all that")
        {
            // Those that came through whole have sent something.
        }
    }

    [Test]
    public async Task Random_and_damaged_bytes_leave_the_server_alive([Range(1, 4)] int seed)
    {
        ServerFixture server = StartServer();
        Random random = new(seed);
        RawClient witness = await RegisterAsync(server, "witness");
        for (int i = 0; i < 150; i++)
        {
            bool loggedIn = i % 2 == 0;
            RawClient client = await GreetAsync(server);
            if (loggedIn)
                await client.RegisterAsync($"user{i}");
            byte[] bytes = Talk("x")[4..];
            for (int damage = random.Next(1, 10); damage > 0; damage--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (i % 5 == 0)
                random.NextBytes(bytes);
            await client.WriteAsync(bytes);
            client.Fin();
            await client.Ended.Within("the server to end it");
        }
        await witness.PingAsync();
    }

    /// <summary>Preamble, HELLO, REGISTER, PING, two SENDs, LIST, DELETE_ACCOUNT, and a request that is refused; ids 1 to 8.</summary>
    private static byte[] Talk(string name)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(name);
        return
        [
            .. Preamble.Bytes,
            .. RawClient.Encode(Opcode.Hello, 1, RawClient.Hello()),
            .. RawClient.Encode(Opcode.Register, 2, new Credentials(utf8, "password"u8)),
            .. RawClient.Encode(Opcode.Ping, 3, new Empty()),
            .. RawClient.Encode(Opcode.Send, 4, new SendRequest(Guid.NewGuid(), "bob"u8, "one"u8)),
            .. RawClient.Encode(Opcode.Send, 5, new SendRequest(Guid.NewGuid(), "bob"u8, "two"u8)),
            .. RawClient.Encode(Opcode.List, 6, new ListRequest("*"u8, ""u8, 0)),
            .. RawClient.Encode(Opcode.DeleteAccount, 7, new Credentials(utf8, "password"u8)),
            .. RawClient.Encode(Opcode.Unread, 8, new Empty()),
        ];
    }
}
