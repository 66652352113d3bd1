using FluentAssertions;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>Reading the store beside its writer.</summary>
internal sealed class ArchiveTests : StoreTest
{
    [Test]
    public async Task Who_follows_the_store_misses_nothing_while_messages_and_changes_are_committed()
    {
        const int Count = 400;
        EngineHarness.Login bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        EngineHarness.Login editor = await Engine.OpenAsync(bob.Account);
        EngineHarness.Login alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"), window: 65535);
        Guid edited = Guid.NewGuid();
        ulong before = (await Engine.SendAsync(bob, alice.Account, "changes", edited)).Number;
        List<ulong> sent = [];
        HashSet<ulong> followed = [];
        using CancellationTokenSource over = new();
        Task following = Task.Run(() =>
        {
            ulong cursor = before;
            while (true)
            {
                bool last = over.IsCancellationRequested;
                IReadOnlyList<(ulong Number, StoredMessage Message)> entries = Engine.Engine.Archive.After(cursor, 64);
                followed.UnionWith(entries.Select(entry => entry.Number));
                if (entries.Count > 0)
                    cursor = entries[^1].Number;
                else if (last)
                    return;
            }
        });
        await Task.WhenAll(
            Task.Run(async () =>
            {
                for (int i = 0; i < Count; i++)
                    sent.AddRange((await Engine.SendAllAsync(bob, (Guid.NewGuid(), alice.Account, $"{i}"))).Select(append => append.Number));
            }),
            Task.Run(async () =>
            {
                for (int i = 0; i < Count; i++)
                    (await Engine.EditAsync(editor, edited, $"changed {i}")).Should().Be(ErrorCode.None);
            }));
        await over.CancelAsync();
        await following.Within("the last look");

        followed.Should().Contain(sent).And.HaveCount(Count * 2);
    }

    [Test]
    public async Task Numbers_are_followed_in_order_and_in_parts()
    {
        EngineHarness.Login bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        EngineHarness.Login alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        Guid[] ids = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];
        List<ulong> messages = [];
        foreach (Guid id in ids)
        {
            messages.Add((await Engine.SendAsync(bob, alice.Account, "text", id)).Number);
            await Engine.EditAsync(bob, ids[0], $"changed {messages.Count}");
        }

        List<(ulong Number, ulong Message)> followed = [];
        for (IReadOnlyList<(ulong Number, StoredMessage Message)> part = Engine.Engine.Archive.After(0, 3); part.Count > 0; part = Engine.Engine.Archive.After(followed[^1].Number, 3))
            followed.AddRange(part.Select(entry => (entry.Number, entry.Message.Number)));

        followed.Should().HaveCount(12);
        followed.Select(entry => entry.Number).Should().BeInAscendingOrder();
        followed.Where(entry => entry.Number != entry.Message).Select(entry => entry.Message).Should().OnlyContain(number => number == messages[0]);
        Engine.Engine.Archive.From(messages[2], 2).Select(message => message.Number).Should().Equal(messages[2..4]);
        Engine.Engine.Archive.NewestBefore(Engine.Engine.Archive.Find(messages[0])!.Value.Conversation, messages[3]).Should().Be(messages[2]);
    }
}
