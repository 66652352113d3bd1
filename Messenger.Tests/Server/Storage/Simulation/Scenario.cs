using Messenger.Tests.Support;
using Messenger.Tests.Support.Disk;

namespace Messenger.Tests.Server.Storage.Simulation;

/// <summary>
/// What people do, chosen by a seed: accounts and groups come and go, log in and out; messages are written, written again, edited, taken back,
/// read and confirmed. Notes in a ledger what was acknowledged.
/// </summary>
internal sealed class Scenario
{
    private readonly Course _course;
    private readonly AccountSteps _accounts;
    private readonly MessageSteps _messages;
    private readonly GroupSteps _groups;

    public Scenario(EngineHarness engine, SimulatedDisk disk, int seed)
    {
        _course = new Course(engine, disk, seed);
        _accounts = new AccountSteps(_course);
        _messages = new MessageSteps(_course);
        _groups = new GroupSteps(_course);
    }

    /// <inheritdoc cref="Course.Ledger"/>
    public Ledger Ledger => _course.Ledger;

    /// <inheritdoc cref="Course.Unsettled"/>
    public Ledger? Unsettled => _course.Unsettled;

    /// <inheritdoc cref="Course.Refused"/>
    public List<MessageEntry> Refused => _course.Refused;

    /// <summary>Runs until it is over or the power is.</summary>
    public async Task RunAsync(int steps)
    {
        for (int step = 0; step < steps && !_course.IsCut; step++)
            await StepAsync();
    }

    private Task StepAsync()
    {
        if (Ledger.Accounts.Count < 3 || _course.Logins.Count < 2)
            return Ledger.Accounts.Count < 3 ? _accounts.CreateAsync() : _accounts.OpenAsync();
        return _course.Random.Next(28) switch
        {
            0 => _accounts.CreateAsync(),
            1 or 2 => _accounts.OpenAsync(),
            3 => _accounts.ChangePasswordAsync(),
            4 => _course.Random.Next(3) == 0 ? _accounts.DeleteAsync() : _accounts.EndAsync(),
            5 => _accounts.ReconnectAsync(),
            6 => _groups.CreateAsync(),
            7 or 8 or 9 => _groups.ChangeAsync(),
            10 or 11 => _messages.EditAsync(),
            12 => _messages.UnsendAsync(),
            13 or 14 => _messages.MarkReadAsync(),
            15 or 16 or 17 => _messages.ManyInOneCommitAsync(),
            18 or 19 or 20 or 21 => _messages.ConfirmAsync(),
            _ => _messages.SendAsync(),
        };
    }
}
