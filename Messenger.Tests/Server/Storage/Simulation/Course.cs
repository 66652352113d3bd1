using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using Messenger.Tests.Support.Disk;
using Messenger.Wire;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>Where a scenario has come to: what was acknowledged, who is logged in, and what chance says next.</summary>
internal sealed class Course(EngineHarness engine, SimulatedDisk disk, int seed)
{
    public EngineHarness Engine { get; } = engine;

    public Random Random { get; } = new(seed);

    public Dictionary<TokenHash, EngineHarness.Login> Logins { get; } = [];

    /// <summary>What has been answered with success.</summary>
    public Ledger Ledger { get; set; } = Ledger.Empty;

    /// <summary>What the ledger would be if the batch had been stored that was under way when the power was cut; null when none was.</summary>
    public Ledger? Unsettled { get; private set; }

    /// <summary>Messages that were refused with store-failed while the power was on.</summary>
    public List<MessageEntry> Refused { get; } = [];

    public bool IsCut => disk.IsCut;

    /// <summary>Whether it was acknowledged. Nothing but a failing store refuses what a scenario does.</summary>
    public bool Settle(ErrorCode result, Ledger after)
    {
        if (result is ErrorCode.None)
        {
            Ledger = after;
            return true;
        }
        result.Should().Be(ErrorCode.StoreFailed);
        if (disk.IsCut)
            Unsettled ??= after;
        return false;
    }

    public T Any<T>(IEnumerable<T> all)
    {
        T[] list = [.. all];
        return list[Random.Next(list.Length)];
    }

    public (AccountEntry Entry, EngineHarness.Login Login) AnyLogin()
    {
        EngineHarness.Login login = Any(Logins.Values);
        return (Ledger.Accounts[login.Account.Name], login);
    }

    /// <summary>A login of the account with this key; null when it has none.</summary>
    public EngineHarness.Login? LoginOf(int key) =>
        Ledger.Account(key) is { } entry ? Logins.Values.FirstOrDefault(login => login.Account.Name == entry.Name) : null;

    public void ForgetLogins(AccountEntry entry, TokenHash? except)
    {
        foreach (TokenHash token in entry.Sessions.Keys.Where(token => token != except))
            Logins.Remove(token);
    }

    /// <summary>The account or the group with this key.</summary>
    public Target Target(int key) => key < 0 ? Engine.Engine.FindGroup(Ledger.Group(key)!.Name)! : Engine.Engine.Find(Ledger.Account(key)!.Name)!;

    /// <summary>Messages that their sender may change: not taken back, and to somebody who is there or a group he is still in.</summary>
    public MessageEntry[] Changeable(AccountEntry sender) => [.. Ledger.Messages.Where(message => message.From == sender.Key && !message.Unsent
        && (message.To < 0 ? Ledger.Group(message.To)?.Members.Contains(sender.Key) is true : Ledger.Account(message.To) is not null))];
}
