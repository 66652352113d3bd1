using FluentAssertions;
using Messenger.Client.Chat.Keeping;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Keeping;

/// <summary>What is kept of conversations: its bounds, and how the changes of two clients come together.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LocalStateTests
{
    private static readonly Guid Store = Guid.NewGuid();

    [Test]
    public void Drafts_mutes_and_read_numbers_of_a_conversation_are_found_whatever_the_case()
    {
        LocalState state = LocalState.Empty.WithDraft("Bob", "half a thou").WithMuted("#Lunch", true).WithRead("bob", 7);
        state.Of("BOB").Should().Be(new KeptConversation("Bob") { Draft = "half a thou", ReadUpTo = 7 });
        state.Of("#lunch").IsMuted.Should().BeTrue();
        state.Of("carol").Should().Be(new KeptConversation("carol"));
        LocalState.Empty.Conversations.Should().BeEmpty("states do not change");
    }

    [Test]
    public void What_has_nothing_to_keep_is_not_kept()
    {
        LocalState state = LocalState.Empty.WithDraft("bob", "x").WithMuted("carol", true).WithRead("dave", 3);
        state.WithDraft("bob", "").WithMuted("Carol", false).WithTold("dave", 3).Conversations.Should().BeEmpty();
        state.WithDraft("erin", null).Should().BeSameAs(state);
        state.WithDraft("bob", "x").Should().BeSameAs(state);
    }

    [Test]
    public void The_number_read_only_rises_until_the_server_knows_it()
    {
        LocalState state = LocalState.Empty.WithRead("bob", 9).WithRead("bob", 4);
        state.Of("bob").ReadUpTo.Should().Be(9);
        state.WithTold("bob", 8).Of("bob").ReadUpTo.Should().Be(9, "9 is still to be told");
        state.WithTold("bob", 9).Of("bob").ReadUpTo.Should().Be(0);
    }

    [Test]
    public void At_another_store_numbers_go_and_words_stay()
    {
        LocalState state = LocalState.Empty.At(Store).WithRead("bob", 9).WithDraft("bob", "hi").WithRead("carol", 5);
        state.At(Store).Should().BeSameAs(state);
        state.At(Guid.NewGuid()).Conversations.Should().Equal(new KeptConversation("bob") { Draft = "hi" });
    }

    [Test]
    public void A_group_takes_what_is_kept_along_to_its_new_name()
    {
        LocalState state = (LocalState.Empty.WithDraft("#lunch", "soup").WithMuted("#lunch", true) with { Selected = "#Lunch" }).Renamed("#lunch", "#dinner");
        state.Conversations.Should().Equal(new KeptConversation("#dinner") { Draft = "soup", IsMuted = true });
        state.Selected.Should().Be("#dinner");
        state.Without("#DINNER").Should().Match<LocalState>(empty => empty.Conversations.Length == 0 && empty.Selected == null);
    }

    [Test]
    public void Of_too_many_drafts_the_oldest_go_and_mutes_stay()
    {
        LocalState state = LocalState.Empty.WithDraft("c0", "first").WithMuted("c0", true);
        for (int i = 1; i < LocalState.MostDrafts; i++)
            state = state.WithDraft($"c{i}", "draft");
        state = state.WithDraft("c1", "touched again").WithDraft("one more", "draft").WithDraft("and another", "draft");

        state.Of("c0").Should().Be(new KeptConversation("c0") { IsMuted = true });
        state.Of("c1").Draft.Should().Be("touched again");
        state.Of("c2").Draft.Should().BeNull();
        state.Conversations.Count(one => one.Draft is not null).Should().Be(LocalState.MostDrafts);
    }

    [Test]
    public void Of_too_many_conversations_those_touched_longest_ago_go()
    {
        LocalState state = LocalState.Empty;
        for (int i = 0; i < LocalState.MostConversations + 5; i++)
            state = state.WithMuted($"c{i}", true);
        state.Conversations.Should().HaveCount(LocalState.MostConversations);
        state.Conversations[0].Name.Should().Be("c5");
    }

    [Test]
    public void Two_clients_that_changed_the_same_state_keep_what_each_of_them_changed()
    {
        LocalState drafts = LocalState.Empty.At(Store).WithDraft("bob", "old").WithDraft("carol", "old") with { Selected = "bob" };
        LocalState before = drafts.WithMuted("dave", true).WithRead("erin", 5).WithRead("finn", 5);
        LocalState theirs = before.WithDraft("bob", "theirs").WithMuted("carol", true).WithRead("erin", 9).WithDraft("hans", "theirs") with { Selected = "hans" };
        LocalState mine = before.WithDraft("carol", null).Without("dave").WithRead("erin", 7).WithTold("finn", 5).WithDraft("gerd", "mine");

        LocalState merged = LocalState.Merge(before, mine, theirs);
        merged.Conversations.Should().BeEquivalentTo(new[]
        {
            new KeptConversation("bob") { Draft = "theirs" },
            new KeptConversation("carol") { IsMuted = true },
            new KeptConversation("erin") { ReadUpTo = 9 },
            new KeptConversation("gerd") { Draft = "mine" },
            new KeptConversation("hans") { Draft = "theirs" },
        });
        merged.Selected.Should().Be("hans");
        LocalState.Merge(before, mine with { Selected = "carol" }, theirs).Selected.Should().Be("carol");
    }

    [Test]
    public void The_store_that_was_met_last_holds_for_the_numbers_of_both()
    {
        LocalState before = LocalState.Empty.At(Store).WithRead("bob", 100);
        LocalState restored = before.At(Guid.NewGuid()).WithRead("bob", 3);
        LocalState stayed = before.WithRead("bob", 101).WithDraft("bob", "hi");

        foreach (LocalState merged in new[] { LocalState.Merge(before, restored, stayed), LocalState.Merge(before, stayed, restored) })
        {
            merged.Store.Should().Be(restored.Store);
            merged.Of("bob").Should().Be(new KeptConversation("bob") { Draft = "hi", ReadUpTo = 3 });
        }
    }
}
