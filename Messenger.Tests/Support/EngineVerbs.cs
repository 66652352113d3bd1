using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands.Groups;
using Messenger.Wire;

namespace Messenger.Tests.Support;

/// <summary>Groups, changes and read marks, as tests say them. Each command is on its way when the call returns.</summary>
internal static class EngineVerbs
{
    /// <summary>Creates a group that the login's account owns, and demands that it is.</summary>
    public static async Task<Group> CreateGroupAsync(this EngineHarness engine, EngineHarness.Login owner, string name, params Account[] others)
    {
        (ErrorCode result, Group? group, _, _) = await engine.Engine.CreateGroupAsync(owner.Session, name, others).Within($"group {name}");
        result.Should().Be(ErrorCode.None);
        return group!;
    }

    public static Task<ErrorCode> AddAsync(this EngineHarness engine, EngineHarness.Login by, Group group, params Account[] accounts) =>
        engine.ChangeAsync(new AddMembers(by.Session, group, accounts));

    public static Task<ErrorCode> RemoveAsync(this EngineHarness engine, EngineHarness.Login by, Group group, params Account[] accounts) =>
        engine.ChangeAsync(new RemoveMembers(by.Session, group, accounts));

    public static Task<ErrorCode> LeaveAsync(this EngineHarness engine, EngineHarness.Login who, Group group) =>
        engine.ChangeAsync(new LeaveGroup(who.Session, group));

    public static Task<ErrorCode> RenameAsync(this EngineHarness engine, EngineHarness.Login by, Group group, string name) =>
        engine.ChangeAsync(new RenameGroup(by.Session, group, name));

    public static Task<ErrorCode> DeleteAsync(this EngineHarness engine, EngineHarness.Login by, Group group) =>
        engine.ChangeAsync(new DeleteGroup(by.Session, group));

    public static async Task<ErrorCode> ChangeAsync(this EngineHarness engine, ChangeGroup change) =>
        (await engine.Engine.ChangeGroupAsync(change).Within("the change of a group")).Result;

    public static async Task<ErrorCode> EditAsync(this EngineHarness engine, EngineHarness.Login by, Guid id, string text) =>
        (await engine.Engine.ChangeMessageAsync(by.Session, id, Encoding.UTF8.GetBytes(text)).Within("an edit")).Result;

    public static async Task<ErrorCode> UnsendAsync(this EngineHarness engine, EngineHarness.Login by, Guid id) =>
        (await engine.Engine.ChangeMessageAsync(by.Session, id, text: null).Within("taking back")).Result;

    public static Task<ErrorCode> MarkReadAsync(this EngineHarness engine, EngineHarness.Login by, Target with, ulong number) =>
        engine.Engine.MarkReadAsync(by.Session, by.Account.ConversationWith(with), number).Within("a read mark");

    public static Task<ErrorCode> BlockAsync(this EngineHarness engine, EngineHarness.Login by, Account other, bool on = true) =>
        engine.Engine.BlockAsync(by.Account, other, on).Within("a block");

    public static Task<ErrorCode> LogOutAsync(this EngineHarness engine, EngineHarness.Login login) =>
        engine.Engine.EndSessionAsync(login.Session, ErrorCode.None).Within("a logout");

    public static Task<ErrorCode> DeleteAccountAsync(this EngineHarness engine, EngineHarness.Login login) =>
        engine.Engine.DeleteAccountAsync(login.Account, login.Session).Within("a deletion");

    /// <summary>Logs a terminal in that takes what this says.</summary>
    public static Task<EngineHarness.Login> OpenAsync(this EngineHarness engine, Account account, TerminalFeatures features, int window = 1000) =>
        engine.OpenAsync(account, new FakeTerminal { Features = features }, window);

    /// <summary>The conversation with another account, or of a group.</summary>
    public static Conversation ConversationWith(this Account account, Target with)
    {
        if (with is Group group)
            return group.Conversation;
        lock (account.Gate)
            return account.Conversations[with.Id];
    }

    /// <summary>Names of those who are in a group, in order of joining.</summary>
    public static IEnumerable<string> Names(this GroupState state) => state.Members.Select(member => member.Account.Name);

    /// <summary>What waits for an account, oldest first.</summary>
    public static IReadOnlyList<string> WaitingTexts(this Account account)
    {
        lock (account.Gate)
            return [.. account.Mailbox.ToArray().Select(message => Encoding.UTF8.GetString(message.Text))];
    }

    public static ulong ReadMark(this Account account, Target with)
    {
        Conversation conversation = account.ConversationWith(with);
        lock (account.Gate)
            return account.ReadMarks.GetValueOrDefault(conversation.Id);
    }
}
