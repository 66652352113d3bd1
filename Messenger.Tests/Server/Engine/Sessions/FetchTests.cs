using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Sessions;

/// <summary>A login whose door is asked rather than told: fetching, the use of a token without a terminal, and what a terminal says it received.</summary>
internal sealed class FetchTests : SessionTest
{
    private static readonly TimeSpan Lifetime = new EngineLimits().TokenLifetime;

    [Test]
    public async Task Without_a_terminal_everything_is_handed_out_until_it_is_confirmed()
    {
        await BobSendsAsync(1, 2);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        await BobSendsAsync(3, 4);
        Fetch(alice).Should().Equal(Texts(1, 4));
        Fetch(alice).Should().Equal(Texts(1, 4), "nobody has confirmed them");
        Fetch(alice, "BOB", count: 3).Should().Equal(Texts(1, 3));
        Fetch(alice, "carol").Should().BeEmpty();
        await Engine.ConfirmAsync(alice, [.. alice.Session.Fetch("", once: false, _ => true).Messages.Select(message => message.Number)]);
        Fetch(alice).Should().BeEmpty();
    }

    [Test]
    public async Task What_is_asked_for_once_is_handed_out_once_and_counted_no_more()
    {
        await BobSendsAsync(1, 5);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Fetch(alice, count: 2, once: true).Should().Equal("1", "2");
        Fetch(alice, count: 2, once: true).Should().Equal("3", "4");
        alice.Session.Fetch("carol", once: true, _ => true).Left.Should().Be(1);
        Fetch(alice).Should().Equal(Texts(1, 5), "nothing was confirmed");
        alice.Session.Fetch("", once: true, _ => true).Should().BeEquivalentTo((Array.Empty<Message>(), 0u));
    }

    [Test]
    public async Task With_a_terminal_only_what_is_held_is_handed_out()
    {
        await BobSendsAsync(1, 3);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await BobSendsAsync(4, 5);
        Fetch(alice, count: 2).Should().Equal("1", "2");
        alice.Session.Fetch("", once: false, _ => false).Left.Should().Be(3, "so many are held");
        alice.Terminal.Texts.Should().Equal("4", "5");
        // Asked for by the terminal as well: what it was handed in an answer it is not pushed.
        alice.Session.Read(1, "", 0);
        alice.Terminal.Texts.Should().Equal("4", "5", "3");
    }

    [Test]
    public async Task What_was_fetched_is_pushed_again_to_a_terminal_that_comes()
    {
        await BobSendsAsync(1, 2);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        await BobSendsAsync(3, 3);
        Fetch(alice, count: 1);
        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;
        back.Login.Terminal.Texts.Should().Equal(["1", "3"], "the second one is held as before");
        back.Login.Held.Total.Should().Be(1);
    }

    [Test]
    public async Task Whoever_has_fetched_a_message_is_told_of_its_edit()
    {
        Append[] sent = await Engine.SendAllAsync(Bob, (Guid.NewGuid(), Alice, "held"), (Guid.NewGuid(), Alice, "held too"));
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, new FakeTerminal { Features = TerminalFeatures.Copies });
        Fetch(alice, count: 1);
        List<string> changes = [];
        alice.Terminal.OnChange = change => changes.Add(Encoding.UTF8.GetString(change.Text!));
        await Engine.EditAsync(Bob, sent[0].Id, "seen and edited");
        await Engine.EditAsync(Bob, sent[1].Id, "edited unseen");
        changes.Should().Equal("seen and edited");
        Fetch(alice).Should().Equal("seen and edited", "edited unseen");
    }

    [Test]
    public async Task What_a_terminal_says_it_received_is_not_pushed_again_but_fills_its_window()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        ulong[] numbers = await BobSendsAsync(1, 4);
        Engine.Cut(alice);
        await BobSendsAsync(5, 6);
        FakeTerminal back = new();
        Engine.Engine.Resume(alice.Token, back, window: 3, receivedUpTo: numbers[1])!.Value.Session.Start(back);
        back.Texts.Should().Equal(["3"], "1 and 2 are under way");
        await Engine.ConfirmAsync(alice, numbers[0], numbers[1], numbers[2]);
        back.Texts.Should().Equal(Texts(3, 6));
        Alice.Mailbox.Count.Should().Be(3);
    }

    [Test]
    public async Task What_was_never_handed_over_cannot_have_been_received()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await BobSendsAsync(1, 2);
        Engine.Cut(alice);
        await BobSendsAsync(3, 4);
        FakeTerminal back = new();
        Engine.Engine.Resume(alice.Token, back, window: 100, receivedUpTo: ulong.MaxValue)!.Value.Session.Start(back);
        back.Texts.Should().Equal("3", "4");
    }

    [Test]
    public async Task A_token_lasts_as_long_as_it_is_used()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        Engine.Cut(alice);
        for (int month = 0; month < 3; month++)
        {
            Clock.Advance(Lifetime - TimeSpan.FromHours(1));
            Engine.Engine.Use(alice.Token).Should().BeSameAs(alice.Session);
        }
        Clock.Advance(Lifetime + TimeSpan.FromSeconds(1));
        Engine.Engine.Use(alice.Token).Should().BeNull();
        await Eventually.Becomes(() => Alice.Sessions.Count == 0, "the end of the login");
        Engine.Engine.Use(TokenHash.Of([1, 2, 3])).Should().BeNull();
    }

    [Test]
    public async Task Of_the_uses_of_a_token_the_store_hears_once_an_hour()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        lock (Alice.Gate)
        {
            alice.Session.Use.Show().Should().BeFalse("it was stored at the login");
            Clock.Advance(TimeSpan.FromHours(1));
            alice.Session.Use.Show().Should().BeTrue();
            alice.Session.Use.Show().Should().BeFalse();
        }
    }

    [Test]
    public async Task Who_deletes_the_account_at_another_terminal_of_the_login_closes_this_one()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await Engine.Engine.DeleteAccountAsync(Alice, alice.Session, new FakeTerminal());
        alice.Terminal.ClosedFor.Should().Be(ErrorCode.AccountDeleted);
    }

    private static IEnumerable<string> Fetch(EngineHarness.Login login, string from = "", int count = int.MaxValue, bool once = false) =>
        login.Session.Fetch(from, once, _ => count-- > 0).Messages.Select(message => Encoding.UTF8.GetString(message.Text));
}
