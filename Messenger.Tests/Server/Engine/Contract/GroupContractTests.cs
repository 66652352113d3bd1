using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Who is in a group, who owns it, what it is called, and who is told.</summary>
internal sealed class GroupContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task A_group_has_its_maker_as_owner_and_its_members_in_order_of_joining()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();

        Group group = await engine.CreateGroupAsync(alice, "Lunch", carol.Account, bob.Account);

        group.Name.Should().Be("#Lunch");
        group.Current.Owner.Should().BeSameAs(alice.Account);
        group.Current.Names().Should().Equal("alice", "carol", "bob");
        engine.Engine.FindGroup("#lUNCH").Should().BeSameAs(group);
        engine.Engine.FindGroup("lunch").Should().BeSameAs(group);
        foreach (EngineHarness.Login login in new[] { alice, bob, carol })
        {
            login.Terminal.GroupNews.Should().Equal("Joined #Lunch");
            login.Account.Groups.Should().Equal(group);
        }
    }

    [Test]
    public async Task Of_many_who_make_a_group_of_one_name_at_once_exactly_one_does()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login[] logins = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => await engine.OpenAsync(await engine.CreateAsync($"user{i}"))));
        for (int round = 0; round < Rounds / 50; round++)
        {
            string name = $"group{round}";
            (ErrorCode Result, Group? Group, Account?, TimeSpan)[] made = await Task.WhenAll(logins.Select((login, i) => Task.Run(() =>
                engine.Engine.CreateGroupAsync(login.Session, i % 2 == 0 ? name : name.ToUpperInvariant(), [])))).Within("all");

            made.Where(one => one.Result is ErrorCode.None).Should().ContainSingle();
            made.Where(one => one.Result is not ErrorCode.None).Should().OnlyContain(one => one.Result == ErrorCode.NameTaken && one.Group == null);
            engine.Engine.FindGroup(name).Should().BeSameAs(made.Single(one => one.Group is not null).Group);
        }
    }

    [Test]
    public async Task With_somebody_who_is_gone_or_does_not_want_it_nothing_is_made()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();
        await engine.BlockAsync(carol, alice.Account);

        (ErrorCode result, Group? group, Account? culprit, _) = await engine.Engine.CreateGroupAsync(alice.Session, "lunch", [bob.Account, carol.Account]).Within("it");
        (result, group, culprit).Should().Be((ErrorCode.NotAccepted, null, carol.Account));

        await engine.DeleteAccountAsync(bob);
        (result, group, culprit, _) = await engine.Engine.CreateGroupAsync(alice.Session, "lunch", [bob.Account]).Within("it");
        (result, group, culprit).Should().Be((ErrorCode.NoSuchAccount, null, bob.Account));

        engine.Engine.FindGroup("lunch").Should().BeNull();
        alice.Account.Groups.Should().BeEmpty();
        alice.Terminal.GroupNews.Should().BeEmpty();
        await engine.CreateGroupAsync(alice, "lunch");
    }

    [Test]
    public async Task Only_the_owner_adds_removes_renames_and_deletes()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account);

        foreach ((EngineHarness.Login who, ErrorCode expected) in new[] { (bob, ErrorCode.NotOwner), (carol, ErrorCode.NotAMember) })
        {
            (await engine.AddAsync(who, group, carol.Account)).Should().Be(expected);
            (await engine.RemoveAsync(who, group, alice.Account)).Should().Be(expected);
            (await engine.RenameAsync(who, group, "dinner")).Should().Be(expected);
            (await engine.DeleteAsync(who, group)).Should().Be(expected);
        }
        (await engine.LeaveAsync(carol, group)).Should().Be(ErrorCode.NotAMember);
        group.Current.Names().Should().Equal("alice", "bob");
        group.Name.Should().Be("#lunch");
        carol.Terminal.Notices.Should().BeEmpty();
    }

    [Test]
    public async Task Members_come_and_go_and_everyone_concerned_is_told()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account);

        (await engine.AddAsync(alice, group, carol.Account)).Should().Be(ErrorCode.None);
        (await engine.AddAsync(alice, group, bob.Account, carol.Account)).Should().Be(ErrorCode.None, "who is in stays as he is");
        (await engine.RenameAsync(alice, group, "dinner")).Should().Be(ErrorCode.None);
        (await engine.RemoveAsync(alice, group, bob.Account)).Should().Be(ErrorCode.None);
        (await engine.RemoveAsync(alice, group, bob.Account)).Should().Be(ErrorCode.NotAMember);
        (await engine.AddAsync(alice, group, bob.Account)).Should().Be(ErrorCode.None);

        group.Current.Names().Should().Equal("alice", "carol", "bob");
        bob.Terminal.GroupNews.Should().Equal("Joined #lunch", "Members #lunch", "Renamed #dinner", "Left #dinner", "Joined #dinner");
        carol.Terminal.GroupNews.Should().Equal("Joined #lunch", "Renamed #dinner", "Members #dinner", "Members #dinner");
        alice.Terminal.GroupNews.Should().Equal("Joined #lunch", "Members #lunch", "Renamed #dinner", "Members #dinner", "Members #dinner");
        bob.Terminal.NoticesOf<GroupNotice>().Should().OnlyContain(notice => notice.By == alice.Account);
        bob.Terminal.NoticesOf<GroupNotice>().Select(notice => notice.OldName).Should().Equal("", "", "#lunch", "", "");
    }

    [Test]
    public async Task A_group_goes_by_its_new_name_and_the_old_one_is_free()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, _) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account);
        Group other = await engine.CreateGroupAsync(bob, "breakfast");

        (await engine.RenameAsync(alice, group, "BREAKFAST")).Should().Be(ErrorCode.NameTaken);
        (await engine.RenameAsync(alice, group, "dinner")).Should().Be(ErrorCode.None);
        engine.Engine.FindGroup("lunch").Should().BeNull();
        engine.Engine.FindGroup("DINNER").Should().BeSameAs(group);
        (await engine.RenameAsync(bob, other, "Lunch")).Should().Be(ErrorCode.None);
        (await engine.RenameAsync(alice, group, "Dinner")).Should().Be(ErrorCode.None, "it may be written otherwise");
        engine.Engine.FindGroup("dinner").Should().BeSameAs(group);
        group.Name.Should().Be("#Dinner");
        (await engine.Engine.CreateGroupAsync(alice.Session, "dinner", []).Within("it")).Result.Should().Be(ErrorCode.NameTaken);
        engine.Engine.FindGroup("lunch").Should().BeSameAs(other);
    }

    [Test]
    public async Task A_group_that_is_only_written_otherwise_is_found_all_the_time()
    {
        (EngineHarness engine, EngineHarness.Login alice, _, _) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch");
        int lost = 0;
        using CancellationTokenSource over = new();
        Task looking = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                lost += engine.Engine.FindGroup("lunch") is null ? 1 : 0;
        });
        for (int i = 0; i < Rounds; i++)
            (await engine.RenameAsync(alice, group, i % 2 == 0 ? "LUNCH" : "lunch")).Should().Be(ErrorCode.None);
        await over.CancelAsync();
        await looking.Within("the search");

        lost.Should().Be(0);
    }

    [Test]
    public async Task The_owner_who_leaves_hands_over_to_the_longest_member_and_the_last_one_out_ends_it()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account, carol.Account);
        await engine.LeaveAsync(bob, group);
        await engine.AddAsync(alice, group, bob.Account);

        (await engine.LeaveAsync(alice, group)).Should().Be(ErrorCode.None);
        group.Current.Owner.Should().BeSameAs(carol.Account, "bob came back later");
        carol.Terminal.GroupNews.Should().EndWith(["Members #lunch", "Owner #lunch"]);
        (await engine.RemoveAsync(carol, group, carol.Account)).Should().Be(ErrorCode.None, "that is leaving");
        group.Current.Owner.Should().BeSameAs(bob.Account);
        (await engine.LeaveAsync(bob, group)).Should().Be(ErrorCode.None);

        group.Deleted.Should().BeTrue();
        engine.Engine.FindGroup("lunch").Should().BeNull();
        (await engine.AddAsync(bob, group, alice.Account)).Should().Be(ErrorCode.NoSuchGroup);
        (await engine.SendAsync(bob, group, "anybody?")).Result.Should().Be(ErrorCode.NoSuchGroup);
        Group next = await engine.CreateGroupAsync(alice, "lunch");
        next.Id.Should().BeGreaterThan(group.Id);
    }

    [Test]
    public async Task The_owner_deletes_a_group_and_all_are_told()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, _) = await ThreeAsync();
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account);

        (await engine.DeleteAsync(alice, group)).Should().Be(ErrorCode.None);

        engine.Engine.FindGroup("lunch").Should().BeNull();
        alice.Terminal.GroupNews.Should().EndWith("Deleted #lunch");
        bob.Terminal.GroupNews.Should().EndWith("Deleted #lunch");
        bob.Account.Groups.Should().BeEmpty();
        (await engine.LeaveAsync(bob, group)).Should().Be(ErrorCode.NoSuchGroup);
        (await engine.DeleteAsync(alice, group)).Should().Be(ErrorCode.NoSuchGroup);
    }

    [Test]
    public async Task An_account_that_is_deleted_leaves_its_groups_and_hands_over_those_it_owned()
    {
        (EngineHarness engine, EngineHarness.Login alice, EngineHarness.Login bob, EngineHarness.Login carol) = await ThreeAsync();
        Group owned = await engine.CreateGroupAsync(alice, "owned", bob.Account, carol.Account);
        Group joined = await engine.CreateGroupAsync(bob, "joined", alice.Account);
        Group alone = await engine.CreateGroupAsync(alice, "alone");

        (await engine.DeleteAccountAsync(alice)).Should().Be(ErrorCode.None);

        owned.Current.Names().Should().Equal("bob", "carol");
        owned.Current.Owner.Should().BeSameAs(bob.Account);
        joined.Current.Names().Should().Equal("bob");
        alone.Deleted.Should().BeTrue();
        engine.Engine.FindGroup("alone").Should().BeNull();
        bob.Terminal.GroupNews.Should().Contain(["Members #owned", "Owner #owned", "Members #joined"]);
        bob.Terminal.NoticesOf<GroupNotice>()[^1].By.Should().BeNull("nobody did it to them");
        (await engine.SendAsync(bob, owned, "still here")).Result.Should().Be(ErrorCode.None);
        carol.Terminal.Texts.Should().Equal("still here");
    }

    [Test]
    public async Task A_group_has_so_many_members_and_no_more()
    {
        EngineHarness engine = StartEngine();
        Account[] accounts = await engine.CreateManyAsync(Limits.GroupMembers + 1);
        EngineHarness.Login owner = await engine.OpenAsync(accounts[0]);

        (await engine.Engine.CreateGroupAsync(owner.Session, "all", accounts[1..]).Within("it")).Result.Should().Be(ErrorCode.TooLarge);
        Group group = await engine.CreateGroupAsync(owner, "all", accounts[1..^2]);
        (await engine.AddAsync(owner, group, accounts[^2..])).Should().Be(ErrorCode.TooLarge);
        (await engine.AddAsync(owner, group, accounts[^2])).Should().Be(ErrorCode.None);
        group.Current.Members.Should().HaveCount(Limits.GroupMembers);
        (await engine.AddAsync(owner, group, accounts[^1])).Should().Be(ErrorCode.TooLarge);
        (await engine.AddAsync(owner, group, accounts[1])).Should().Be(ErrorCode.None, "he is in already");
    }

    private async Task<(EngineHarness Engine, EngineHarness.Login Alice, EngineHarness.Login Bob, EngineHarness.Login Carol)> ThreeAsync()
    {
        EngineHarness engine = StartEngine();
        return (engine,
            await engine.OpenAsync(await engine.CreateAsync("alice")),
            await engine.OpenAsync(await engine.CreateAsync("bob")),
            await engine.OpenAsync(await engine.CreateAsync("carol")));
    }
}
