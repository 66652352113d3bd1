using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Where a search leads, and how one sees which message it was.</summary>
internal sealed class FoundTests : ChatTest
{
    [Test]
    public async Task What_was_found_is_marked_while_one_looks_around_there()
    {
        ChatFront alice = await JumpedAsync(await RegisterAsync("alice"));
        await MarkedAsync(alice, "line 020 needle");
        alice.Press(KeyKind.WheelUp);
        await alice.ShowsAsync("line 012");
        await MarkedAsync(alice, "line 020 needle");

        alice.Press(KeyKind.Escape);
        await alice.ShowsAsync("line 100");
        await alice.PressUntilAsync(new Key(KeyKind.PageUp), "line 020 needle");
        await MarkedAsync(alice);
    }

    [Test]
    public async Task What_was_found_is_marked_no_more_when_one_comes_back()
    {
        ChatFront alice = await JumpedAsync(await RegisterAsync("alice"));
        await MarkedAsync(alice, "line 020 needle");
        alice.Enter("/to");
        await alice.ShowsAsync("┬ Messenger ─");
        alice.Enter("/to bob");
        await alice.ShowsAsync("line 020 needle");
        await MarkedAsync(alice);
    }

    [Test]
    public async Task Of_two_that_were_found_the_last_is_marked()
    {
        ChatFront alice = await JumpedAsync(await RegisterAsync("alice"));
        await MarkedAsync(alice, "line 020 needle");
        await FindAsync(alice, "pin", "line 025 pin");
        await MarkedAsync(alice, "line 025 pin");
    }

    [Test]
    public async Task What_is_found_at_the_end_is_marked_until_one_goes_there()
    {
        ChatFront alice = await JumpedAsync(await RegisterAsync("alice"));
        await FindAsync(alice, "100", "line 100");
        await MarkedAsync(alice, "line 100");
        alice.Press(KeyKind.PageDown);
        await MarkedAsync(alice);
    }

    [Test]
    public async Task A_search_leads_to_a_message_that_waits_among_others()
    {
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice")).DisposeAsync();
        ChatPeer bob = await PeerAsync("bob");
        await bob.SayAsync("alice", Enumerable.Range(1, 300).Select(i => $"line {i:000}{(i == 40 ? " needle" : "")}"));
        ChatFront alice = await LogInAsync("alice");
        await alice.ShowsAsync("300 undelivered");
        alice.Enter("/find needle");
        await alice.ShowsAsync("> bob: line 040 needle");
        alice.Press(KeyKind.Enter);

        // Unread are only those below it, once all has been loaded.
        await alice.ShowsAsync("(queued) line 040 needle");
        await MarkedAsync(alice, "line 040 needle");
        await alice.UntilAsync(screen => screen.Contains("248 unread"), "what stands above is read");
    }

    private async Task<ChatFront> JumpedAsync(ChatFront alice)
    {
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob ● online");
        await bob.SayAsync("alice", Enumerable.Range(1, 100).Select(i => $"line {i:000}{(i == 20 ? " needle" : i == 25 ? " pin" : "")}"));
        await alice.ShowsAsync("line 100");
        await FindAsync(alice, "needle", "line 020 needle");
        return alice;
    }

    private static async Task FindAsync(ChatFront alice, string words, string found)
    {
        alice.Enter($"/find {words}");
        await alice.ShowsAsync($"> bob: {found}");
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync($"bob      {found}");
    }

    /// <summary>Done when of the messages on the screen only these have what stands before them reversed, which needs no colours.</summary>
    private static Task MarkedAsync(ChatFront alice, params string[] texts) => alice.UntilAsync(
        _ => Marked(alice).SequenceEqual(texts), $"marked is: {string.Join(", ", texts)}");

    private static IEnumerable<string> Marked(ChatFront alice) =>
        from row in alice.Terminal.Rows.Index()
        let name = row.Item.IndexOf("bob      ", StringComparison.Ordinal)
        where name >= 2 && alice.Terminal.RenditionAt(row.Index, name - 2) == "0;2;7"
        select row.Item[row.Item.IndexOf("line ", StringComparison.Ordinal)..].Trim(' ', '│');
}
