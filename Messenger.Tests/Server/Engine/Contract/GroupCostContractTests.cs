using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands.Groups;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Changes of groups are told to all members: they cost of the actor's rate as sends do, and so many groups of one maker exist.</summary>
internal sealed class GroupCostContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task A_change_costs_as_a_send_to_the_group_and_going_costs_nothing()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(limits: new EngineLimits { SendsPerSecond = 1, SendBurst = 10 }, clock: clock);
        Account[] others = await engine.CreateManyAsync(100);
        EngineHarness.Login owner = await engine.OpenAsync(await engine.CreateAsync("owner"));
        // Each of these is told to a hundred and costs two.
        Group group = await engine.CreateGroupAsync(owner, "all", others);
        (await engine.RenameAsync(owner, group, "everybody")).Should().Be(ErrorCode.None);
        (await engine.RemoveAsync(owner, group, others[0])).Should().Be(ErrorCode.None);
        (await engine.AddAsync(owner, group, others[0])).Should().Be(ErrorCode.None);
        (await engine.AddAsync(owner, group, others[0])).Should().Be(ErrorCode.None, "nothing changes, and nobody is told");
        (await engine.RenameAsync(owner, group, "all")).Should().Be(ErrorCode.None);

        (ErrorCode result, GroupState? _, Account? _, TimeSpan wait) = await engine.Engine.ChangeGroupAsync(new RenameGroup(owner.Session, group, "none"));
        (result, wait).Should().Be((ErrorCode.RateLimited, TimeSpan.FromSeconds(2)));
        (result, _, _, wait) = await engine.Engine.CreateGroupAsync(owner.Session, "another", []);
        (result, wait).Should().Be((ErrorCode.RateLimited, TimeSpan.FromSeconds(1)));
        group.Name.Should().Be("#all");

        clock.Advance(TimeSpan.FromSeconds(2));
        (await engine.RenameAsync(owner, group, "none")).Should().Be(ErrorCode.None);
        (await engine.LeaveAsync(owner, group)).Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task So_many_groups_of_one_maker_exist_and_no_more_until_one_ends()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login owner = await engine.OpenAsync(await engine.CreateAsync("owner"));
        (ErrorCode Result, Group? Group, Account?, TimeSpan)[] made = await Task.WhenAll(Enumerable.Range(0, Limits.GroupsMade + 20)
            .Select(i => engine.Engine.CreateGroupAsync(owner.Session, $"group{i}", []))).Within("all");

        made.Count(one => one.Result is ErrorCode.None).Should().Be(Limits.GroupsMade, "those of one batch count as well");
        made.Where(one => one.Group is null).Should().OnlyContain(one => one.Result == ErrorCode.TooLarge);
        (await engine.DeleteAsync(owner, made[0].Group!)).Should().Be(ErrorCode.None);
        await engine.CreateGroupAsync(owner, "one-more");
    }

    [Test]
    public async Task A_group_that_was_handed_over_counts_for_its_maker_and_not_for_who_has_it_now()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login maker = await engine.OpenAsync(await engine.CreateAsync("maker"));
        EngineHarness.Login heir = await engine.OpenAsync(await engine.CreateAsync("heir"));
        Group group = await engine.CreateGroupAsync(maker, "handed", heir.Session.Account);
        (await engine.LeaveAsync(maker, group)).Should().Be(ErrorCode.None);

        group.Current.Owner.Should().BeSameAs(heir.Session.Account);
        (maker.Session.Account.GroupsMade, heir.Session.Account.GroupsMade).Should().Be((1, 0));
        (await engine.DeleteAsync(heir, group)).Should().Be(ErrorCode.None);
        maker.Session.Account.GroupsMade.Should().Be(0);
    }
}
