using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>After a restart times are not known any more; what history says of a message still is.</summary>
internal sealed class WayRestartTests : StoreTest
{
    [Test]
    public async Task Times_are_gone_and_marks_are_not([Values] bool crash)
    {
        EngineHarness.Login alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        EngineHarness.Login bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        Guid first = Guid.NewGuid();
        Guid second = Guid.NewGuid();
        Append sent = await Engine.SendAsync(alice, bob.Account, "1", first);
        await Engine.SendAsync(alice, bob.Account, "2", second);
        await Engine.ConfirmAsync(bob, sent.Number);
        await Engine.MarkReadAsync(bob, alice.Account, sent.Number);
        if (crash)
            Crash();
        else
            Restart();
        alice = Engine.Resume(alice, new FakeTerminal())!.Login;
        bob = Engine.Resume(bob, new FakeTerminal())!.Login;
        bob.Terminal.Texts.Should().Equal("2");

        SentWay way = (await FindAsync(alice, first)).Value!;
        (way.TimesKnown, way.Durable, way.Recipients, way.Confirmed, way.Read).Should().Be((false, true, 1, 1, 1));
        way.Way.Should().Be(new MessageWay(sent.At, 0, 0, 0, 0, 0, 0));
        way = (await FindAsync(alice, second)).Value!;
        (way.TimesKnown, way.Confirmed, way.Read, way.Way.Terminals).Should().Be((false, 0, 0, 0));
        (await FindAsync(bob, first)).Refused.Should().Be(Refusals.NoSuchMessage);
        Guid third = Guid.NewGuid();
        await Engine.SendAsync(alice, bob.Account, "3", third);
        (await FindAsync(alice, third)).Value!.TimesKnown.Should().BeTrue();
    }

    private Task<Outcome<SentWay>> FindAsync(EngineHarness.Login by, Guid id) => new WayService(Engine.Engine).FindAsync(by.Session, id).Within("a way");
}
