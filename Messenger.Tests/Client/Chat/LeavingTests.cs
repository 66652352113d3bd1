using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>A login that is over, by oneself or by another terminal, says why and leads back to the first menu.</summary>
internal sealed class LeavingTests : ChatTest
{
    [Test]
    public async Task An_account_is_deleted_after_a_warning_of_what_would_be_lost()
    {
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice")).DisposeAsync();
        ChatPeer bob = await PeerAsync("bob");
        await bob.SayAsync("alice", "one", "two");
        ChatFront alice = await LogInAsync("alice");
        alice.Enter("/group create lunch bob").Press(KeyKind.Escape);
        await alice.ShowsAsync("#lunch");

        await DeleteAsync(alice, "alicia");
        await alice.ShowsAsync("that is not alice; nothing deleted");
        alice.Press(KeyKind.Escape);
        await DeleteAsync(alice, "alice");
        await alice.ShowsAsync("password for alice");
        alice.Type("not this one").Press(KeyKind.Enter);
        await alice.ShowsAsync("(bad-credentials)");
        alice.Press(KeyKind.Escape);
        await DeleteAsync(alice, "alice");
        await alice.ShowsAsync("password for alice");
        alice.Type(ChatFront.Password).Press(KeyKind.Enter);

        await alice.ShowsAsync("the account alice is deleted");
        await alice.ShowsAsync("Make an account");
        alice.Screen.Should().NotContain("alice @").And.NotContain("#lunch");
        (await bob.Session.ListAsync("alice")).Accounts.Should().BeEmpty();
    }

    [Test]
    public async Task A_password_that_was_changed_elsewhere_ends_the_login()
    {
        (ChatFront alice, ChatPeer elsewhere) = await TwiceAsync();
        await elsewhere.Session.ChangePasswordAsync(ChatFront.Password, "another password");
        await alice.ShowsAsync("No longer logged in:");
        await alice.ShowsAsync("Make an account");
        alice.Screen.Should().NotContain("draft").And.NotContain("┬ bob");
        alice.LogIn("alice", "another password");
        await alice.ShowsAsync("> a draft");
    }

    [Test]
    public async Task A_terminal_that_is_logged_out_from_another_says_so()
    {
        (ChatFront alice, ChatPeer elsewhere) = await TwiceAsync();
        foreach (Messenger.Wire.Messages.ListedSession session in (await elsewhere.Session.People.SessionsAsync()).Where(session => !session.IsThis))
            await elsewhere.Session.People.EndSessionAsync(session.Id);
        await alice.ShowsAsync("No longer logged in:");
        await alice.ShowsAsync("Make an account");
    }

    [Test]
    public async Task An_account_that_was_deleted_elsewhere_is_gone()
    {
        (ChatFront alice, ChatPeer elsewhere) = await TwiceAsync();
        await elsewhere.Session.DeleteAccountAsync("alice", ChatFront.Password);
        await alice.ShowsAsync("No longer logged in:");
        alice.LogIn("alice");
        await alice.ShowsAsync("(bad-credentials)");
    }

    [Test]
    public async Task Logging_out_leads_to_the_first_menu_and_another_account_sees_nothing_of_the_first()
    {
        (ChatFront alice, _) = await TwiceAsync();
        alice.Press(Key.Control('u')).Press(Key.Function(2));
        await alice.ChooseAsync("My account");
        await alice.ChooseAsync("Log out");
        await alice.ShowsAsync("Make an account");
        await alice.RegisterAsync("carol");
        alice.Screen.Should().Contain("carol @").And.NotContain("bob").And.NotContain("hello").And.NotContain("draft");
    }

    [Test]
    public async Task The_others_see_that_an_account_is_gone()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        await bob.SayAsync("alice", "hello");
        alice.Enter("/to bob");
        await alice.ShowsAsync("hello");
        await bob.Session.DeleteAccountAsync("bob", ChatFront.Password);
        ChatFront again = await LogInAsync("alice");
        again.Enter("/to bob");
        await again.ShowsAsync("bob (deleted)");
    }

    [Test]
    public async Task That_drafts_cannot_be_kept_is_said_where_one_types()
    {
        await PeerAsync("bob");
        ChatPlace place = NewPlace();
        await File.WriteAllTextAsync(place.In("client"), "not the directory that is wanted");
        ChatFront alice = await RegisterAsync("alice", place);
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob");
        alice.Type("a draft");
        await alice.ShowsAsync("· drafts of alice cannot be kept in");
    }

    private async Task<(ChatFront Alice, ChatPeer Elsewhere)> TwiceAsync()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer elsewhere = Ends(await ChatPeer.LogInAsync(Server.EndPoint.Port, "alice"));
        await bob.SayAsync("alice", "hello");
        alice.Enter("/to bob");
        await alice.ShowsAsync("hello");
        alice.Type("a draft");
        await alice.ShowsAsync("> a draft");
        return (alice, elsewhere);
    }

    private static async Task DeleteAsync(ChatFront alice, string typed)
    {
        alice.Press(Key.Function(2));
        await alice.ChooseAsync("My account");
        await alice.ChooseAsync("Delete my account");
        await alice.ShowsAsync("2 undelivered messages would be lost: bob 2");
        alice.Screen.Should().Contain("this deletes the account alice for good").And.Contain("#lunch would go to another member");
        alice.Type(typed).Press(KeyKind.Enter);
    }
}
