using FluentAssertions;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Line;

/// <summary>What /why prints, and which message it is about.</summary>
internal sealed class WhyCommandTests : LineFront
{
    private const ulong At = 1000;

    [Test]
    public async Task Each_stage_is_a_line_with_its_time()
    {
        await StartAsync();
        Guid id = await SendAsync("/msg bob hello", "bob");
        Console.Type($"/why {id.ToString()[..8]}");
        await AnswerAsync(id, new WhyAnswer(9, WayMarks.TimesKnown | WayMarks.Durable | WayMarks.Edited, "bob", At, At + 3)
        {
            PushedAt = At + 3,
            Terminals = 2,
            Recipients = 1,
            ConfirmedAt = At + 77,
            ConfirmedBy = 1,
            ReadAt = At + 1_234,
            ReadBy = 1,
        });

        await ExpectAsync(
            $"message {id} to bob",
            $"  {Time(0)}  taken up by the server",
            $"  {Time(3)}  on disk (+3 ms)",
            $"  {Time(3)}  pushed to 2 terminals (+3 ms)",
            $"  {Time(77)}  confirmed (+77 ms)",
            $"  {Time(1_234)}  read (+1,234 ms)",
            "  --:--:--.---  edited");
    }

    [Test]
    public async Task What_has_not_happened_is_said_to_be_so_and_the_last_message_is_meant_where_none_is_named()
    {
        await StartAsync();
        Console.Type("/to #lunch");
        await ExpectAsync("lines without a command go to #lunch now");
        Guid id = await SendAsync("soup?", "#lunch");
        Console.Type("/why");
        await AnswerAsync(id, new WhyAnswer(9, WayMarks.TimesKnown, "#lunch", At, At) { Recipients = 3, ConfirmedAt = At + 5, ConfirmedBy = 2 });

        await ExpectAsync(
            $"message {id} to #lunch",
            $"  {Time(0)}  taken up by the server",
            $"  {Time(0)}  in memory only, as everything on this server (+0 ms)",
            "  --:--:--.---  not pushed to any terminal yet",
            $"  {Time(5)}  confirmed by 2 of 3 (+5 ms)",
            "  --:--:--.---  not read yet, or that is not told");
        Console.Type("/why");
        await AnswerAsync(id, new WhyAnswer(9, WayMarks.Durable | WayMarks.Large, "#lunch", At, 0) { Recipients = 200 });
        await ExpectAsync(
            $"message {id} to #lunch",
            $"  {Time(0)}  taken up by the server",
            "  --:--:--.---  on disk",
            "  --:--:--.---  the server does not remember more of its times",
            "  --:--:--.---  not confirmed by everybody yet",
            "  --:--:--.---  not read by everybody yet, or that is not told");
        Console.Type("/why");
        await AnswerAsync(id, new WhyAnswer(9, WayMarks.TimesKnown | WayMarks.Unsent, "#lunch", At, At) { PushedAt = At, Terminals = 1, Recipients = 3 });
        await ExpectAsync(
            $"message {id} to #lunch",
            $"  {Time(0)}  taken up by the server",
            $"  {Time(0)}  in memory only, as everything on this server (+0 ms)",
            $"  {Time(0)}  pushed to 1 terminal (+0 ms)",
            "  --:--:--.---  taken back");
    }

    [Test]
    public async Task Without_a_message_that_is_known_here_history_names_it_and_a_refusal_is_one_sentence()
    {
        await StartAsync();
        Console.Type("/why");
        await ExpectAsync("of which conversation? /to NAME chooses it");
        Console.Type("/why 0189");
        await ExpectAsync("which message? /why takes its id, or the first 8 characters or more of one that was sent here; /why alone is about your last one");
        Console.Type("/to bob");
        await ExpectAsync("lines without a command go to bob now");
        Guid id = Guid.NewGuid();
        Console.Type("/why");
        await Peer.AnswerAsync(Opcode.History, new HistoryAnswer(
            [new(1, id, At, HistoryMarks.Own, "alice", "bob", "mine"u8.ToArray()), new(2, Guid.NewGuid(), At, HistoryMarks.None, "bob", "alice", "his"u8.ToArray())], 0));
        Received asked = await Peer.ExpectAsync(Opcode.Why);
        FieldReader.ReadWhole<WhyRequest>(asked.Body).Id.Should().Be(id);
        await Peer.SendAsync(Opcode.Error, asked.RequestId, new Refusal(ErrorCode.NoSuchMessage, default, "there is no such message"));
        await ExpectAsync("there is no such message (no-such-message)");
    }

    private static string Time(ulong after) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(At + after)).ToLocalTime().ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Guid> SendAsync(string line, string to)
    {
        Console.Type(line);
        Received sent = await Peer.ExpectAsync(Opcode.Send);
        Guid id = FieldReader.ReadWhole<SendRequest>(sent.Body).Id;
        await Peer.SendAsync(Opcode.SendAnswer, sent.RequestId, new SendAnswer(9, At, delivered: true, duplicate: false));
        await ExpectAsync($"delivered to {to}");
        return id;
    }

    private async Task AnswerAsync(Guid id, WhyAnswer answer)
    {
        Received asked = await Peer.ExpectAsync(Opcode.Why);
        FieldReader.ReadWhole<WhyRequest>(asked.Body).Id.Should().Be(id);
        await Peer.SendAsync(Opcode.WhyAnswer, asked.RequestId, answer);
    }
}
