using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>A directory so large that a search takes several slices.</summary>
internal sealed class DirectoryTests : ServerTest
{
    private const int Accounts = 20_000;

    [Test]
    public async Task Pages_of_a_large_directory_are_whole_and_in_order_and_a_new_name_is_in_the_next()
    {
        ServerFixture server = await StartLargeAsync();
        RawClient alice = await RegisterAsync(server, "alice");

        // Matches stand far apart, so each page takes many slices.
        List<string> names = [];
        string after = "";
        do
        {
            ListAnswer page = await alice.ListAsync("n*7??", after, 30);
            names.AddRange(page.Accounts.Select(account => account.Name));
            after = page.Next;
        }
        while (after.Length > 0);
        names.Should().Equal(Enumerable.Range(0, Accounts).Where(i => i / 100 % 10 == 7).Select(i => $"n{i:D5}"));
        (await alice.ListAsync("*a*a*a*a*b")).Accounts.Should().BeEmpty();
        (await alice.ListAsync("zz*")).Accounts.Should().BeEmpty();
        await RegisterAsync(server, "zz-new");
        (await alice.ListAsync("zz*")).Accounts.Should().Equal(new ListedAccount("zz-new", true));
    }

    [Test]
    public async Task A_long_search_holds_up_neither_what_was_sent_before_it_nor_others()
    {
        ServerFixture server = await StartLargeAsync();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        byte[] send = RawClient.Encode(Opcode.Send, 1_001, new SendRequest(Guid.NewGuid(), "bob"u8, "before"u8));
        byte[] list = RawClient.Encode(Opcode.List, 1_002, new ListRequest("*x*x*x*x*y"u8, ""u8, 50));
        Task<Received> sent = alice.Expect(1_001);
        Task<Received> listed = alice.Expect(1_002);

        await alice.WriteAsync((byte[])[.. send, .. list]);

        await Task.WhenAll(sent, listed).Within("both answers");
        alice.Arrived.Select(frame => frame.Opcode).TakeLast(2).Should().Equal(Opcode.SendAnswer, Opcode.ListAnswer);
        RawClient[] askers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RegisterAsync(server, $"asker{i}")));
        Task<ListAnswer>[] asked = [.. askers.SelectMany(asker => Enumerable.Range(0, 20).Select(_ => asker.ListAsync("*x*x*x*x*y")))];
        await bob.SendAsync("alice", "meanwhile");
        (await Task.WhenAll(asked)).Should().OnlyContain(answer => answer.Accounts.Count == 0);
    }

    private async Task<ServerFixture> StartLargeAsync()
    {
        ServerFixture server = StartServer();
        for (int i = 0; i < Accounts; i++)
            await server.Server.Engine.CreateAccountAsync($"n{i:D5}", EngineHarness.Password);
        return server;
    }
}
