using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Groups are made, joined, left, renamed and ended.</summary>
internal sealed class GroupSteps(Course course)
{
    private static readonly string[] Names = ["lunch", "team", "Family"];

    private int _keys;

    public async Task CreateAsync()
    {
        (AccountEntry owner, EngineHarness.Login login) = course.AnyLogin();
        string name = course.Any(Names);
        AccountEntry[] others = [.. course.Ledger.Accounts.Values.Where(account => account.Key != owner.Key && course.Random.Next(3) > 0)];
        (ErrorCode result, _, _, _) = await course.Engine.Engine.CreateGroupAsync(
            login.Session, name, [.. others.Select(other => (Account)course.Target(other.Key))]);
        if (course.Ledger.Groups.ContainsKey(name))
            result.Should().Be(ErrorCode.NameTaken);
        else
            course.Settle(result, course.Ledger.With(new GroupEntry(--_keys, name, owner.Key, [owner.Key, .. others.Select(other => other.Key)])));
    }

    /// <returns>False when there is none to change.</returns>
    public async Task<bool> ChangeAsync()
    {
        (GroupEntry Entry, EngineHarness.Login Owner)[] owned = [.. course.Ledger.Groups.Values
            .Select(group => (Entry: group, Owner: course.LoginOf(group.Owner)!)).Where(group => group.Owner is not null)];
        if (owned.Length == 0)
            return false;
        (GroupEntry group, EngineHarness.Login owner) = course.Any(owned);
        await (course.Random.Next(8) switch
        {
            0 => RenameAsync(group, owner),
            1 => DeleteAsync(group, owner),
            2 or 3 => LeaveAsync(group, owner),
            4 or 5 => RemoveAsync(group, owner),
            _ => AddAsync(group, owner),
        });
        return true;
    }

    private async Task AddAsync(GroupEntry group, EngineHarness.Login owner)
    {
        AccountEntry[] strangers = [.. course.Ledger.Accounts.Values.Where(account => !group.Members.Contains(account.Key))];
        ErrorCode result = await course.Engine.AddAsync(owner, Group(group), [.. strangers.Select(account => (Account)course.Target(account.Key))]);
        course.Settle(result, course.Ledger.With(group with { Members = group.Members.AddRange(strangers.Select(account => account.Key)) }));
    }

    private async Task RemoveAsync(GroupEntry group, EngineHarness.Login owner)
    {
        int member = course.Any(group.Members);
        course.Settle(await course.Engine.RemoveAsync(owner, Group(group), (Account)course.Target(member)), course.Ledger.Without(group, member));
    }

    private async Task LeaveAsync(GroupEntry group, EngineHarness.Login owner)
    {
        int member = course.Any(group.Members.Where(key => course.LoginOf(key) is not null).DefaultIfEmpty(group.Owner));
        course.Settle(await course.Engine.LeaveAsync(course.LoginOf(member) ?? owner, Group(group)), course.Ledger.Without(group, member));
    }

    private async Task RenameAsync(GroupEntry group, EngineHarness.Login owner)
    {
        string name = course.Any(Names);
        ErrorCode result = await course.Engine.RenameAsync(owner, Group(group), name);
        if (course.Ledger.Groups.TryGetValue(name, out GroupEntry? other) && other.Key != group.Key)
            result.Should().Be(ErrorCode.NameTaken);
        else
            course.Settle(result, course.Ledger.Without(group).With(group with { Name = name }));
    }

    private async Task DeleteAsync(GroupEntry group, EngineHarness.Login owner) =>
        course.Settle(await course.Engine.DeleteAsync(owner, Group(group)), course.Ledger.Without(group));

    private Group Group(GroupEntry entry) => (Group)course.Target(entry.Key);
}
