using System.Diagnostics;
using System.Globalization;
using Messenger.Server.Engine;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>
/// Not a test but a measurement, run by name only (docs/performance.md): what the mark beside the store costs a commit, each of one message.
/// </summary>
[Explicit]
[NonParallelizable]
internal sealed class MarkFigures : StoreTest
{
    private const int Rounds = 5;
    private const int Commits = 1_000;

    [Test]
    public async Task The_mark_of_a_commit()
    {
        Account bob = await Engine.CreateAsync("bob");
        EngineHarness.Login alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        using CommitMark mark = CommitMark.Beside(Path.Combine(NewDirectory(), Database.FileName));
        Guid store = Guid.NewGuid();
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < Commits; i++)
                await Engine.SendAsync(alice, bob, "a text", Guid.CreateVersion7());
            double commit = Stopwatch.GetElapsedTime(began).TotalMicroseconds / Commits;

            began = Stopwatch.GetTimestamp();
            for (int i = 1; i <= Commits; i++)
                mark.Write(store, (ulong)i);
            double alone = Stopwatch.GetElapsedTime(began).TotalMicroseconds / Commits;
            TestContext.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"a commit with its mark {commit:f0} µs, of which the mark {alone:f1} µs ({alone / commit:p1})"));
        }
    }
}
