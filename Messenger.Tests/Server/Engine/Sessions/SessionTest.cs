using System.Globalization;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;

namespace Messenger.Tests.Server.Engine.Sessions;

/// <summary>Bob writes to Alice, who has terminals.</summary>
internal abstract class SessionTest : ServerTest
{
    protected ManualClock Clock { get; } = new();

    protected EngineHarness Engine { get; private set; } = null!;

    protected EngineHarness.Login Bob { get; private set; } = null!;

    protected Messenger.Server.Engine.Account Alice { get; private set; } = null!;

    [NUnit.Framework.SetUp]
    public async Task BobAndAlice()
    {
        Engine = StartEngine(clock: Clock, limits: EngineHarness.NoRate with { MailboxMessages = 50_000 });
        Bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        Alice = await Engine.CreateAsync("alice");
        // Who has written to someone may fill that one's queue.
        EngineHarness.Login greeting = await Engine.OpenAsync(Alice);
        await Engine.SendAsync(greeting, Bob.Account, "write to me");
        await Engine.Engine.EndSessionAsync(greeting.Session, Messenger.Wire.ErrorCode.None);
    }

    /// <summary>Bob sends texts that are numbers, from one number to another.</summary>
    protected async Task<ulong[]> BobSendsAsync(int from, int to, EngineHarness.Login? sender = null)
    {
        Append[] sent = await Engine.SendAllAsync(sender ?? Bob,
            [.. Enumerable.Range(from, to - from + 1).Select(i => (Guid.NewGuid(), Alice, i.ToString(CultureInfo.InvariantCulture)))]);
        return [.. sent.Select(append => append.Number)];
    }

    protected static IEnumerable<string> Texts(int from, int to) =>
        Enumerable.Range(from, to - from + 1).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
