using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>People to choose from, of whom the server gives a page at a time.</summary>
internal sealed class ListTests : ChatTest
{
    [Test]
    public async Task More_than_a_page_is_scrolled_through_and_filtered()
    {
        await MakeAsync(130);
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/list");
        await alice.ShowsAsync("○ user001");
        await alice.PressUntilAsync(new Key(KeyKind.PageDown), "○ user130");
        alice.Type("user12");
        await alice.ShowsAsync("○ user120");
        await alice.HidesAsync("○ user130");
        alice.Screen.Should().Contain("○ user129").And.NotContain("user119");
        alice.Press(Key.Control('u')).Type("nobody");
        await alice.ShowsAsync("none matches nobody*");
        alice.Press(Key.Control('u')).Type("[");
        await alice.ShowsAsync("(bad-pattern)");
        alice.Press(Key.Control('u')).Type("*r0?7");
        await alice.ShowsAsync("○ user097");
        alice.Screen.Should().Contain("○ user007").And.NotContain("user107");
        alice.Press(KeyKind.Down).Press(KeyKind.Enter);
        await alice.ShowsAsync("┬ user017 ○");
    }

    [Test]
    public async Task A_pattern_of_the_command_is_where_it_begins()
    {
        await MakeAsync(12);
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/list user00*");
        await alice.ShowsAsync("○ user009");
        alice.Screen.Should().NotContain("user010");
    }

    [Test]
    public async Task The_list_of_conversations_is_as_long_as_it_is_and_what_is_selected_is_seen()
    {
        await MakeAsync(40);
        ChatFront alice = await RegisterAsync("alice");
        for (int i = 1; i <= 40; i++)
            alice.Enter($"/msg user{i:000} hello");
        await alice.ShowsAsync("○ user040");
        alice.Screen.Should().NotContain("○ user001 ");
        await alice.PressUntilAsync(new Key(KeyKind.Down, "", KeyModifiers.Alt), "┬ user001 ○");
        alice.Screen.Should().Contain("│ ○ user001 ");
    }

    /// <summary>By one connection, in turn.</summary>
    private async Task MakeAsync(int count)
    {
        await using MessengerSession session = new(new SessionOptions { Host = "127.0.0.1", Port = Server.EndPoint.Port });
        await session.ConnectAsync();
        for (int i = 1; i <= count; i++)
        {
            await session.RegisterAsync($"user{i:000}", ChatFront.Password);
            await session.LogoutAsync();
        }
    }
}
