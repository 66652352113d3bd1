using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Conversations, what was said in them, how far it was read, and changing it (PROTOCOL.md §5.15–§5.20, §5.35). A conversation is named by the
/// other's name, or by the group's with <c>#</c>. Any thread may call it; a refusal throws <see cref="RefusedException"/>.
/// </summary>
public sealed class HistoryRequests
{
    private readonly Requests _requests;

    internal HistoryRequests(Requests requests) => _requests = requests;

    /// <summary>A page of a conversation, oldest first.</summary>
    /// <param name="with">Which conversation.</param>
    /// <param name="before">Messages before this number; 0 for the newest ones. The answer's <c>Next</c> asks for the page before.</param>
    /// <param name="count">Most messages wanted, at most 200; 0 for the server's default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<HistoryAnswer> PageAsync(string with, ulong before = 0, int count = 0, CancellationToken cancellation = default) =>
        _requests.AskAsync<HistoryRequest, HistoryAnswer>(
            Opcode.History, new HistoryRequest(FieldBytes.Target(with), before, FieldBytes.Count(count)), cancellation);

    /// <summary>What was found in the conversations that this account may read, newest first.</summary>
    /// <param name="query">Words, <c>"phrases"</c>, <c>from:</c>, <c>in:</c>, <c>before:</c>, <c>after:</c>; at most 256 bytes.</param>
    /// <param name="after">The page before ended with this <c>Next</c>; 0 for the first.</param>
    /// <param name="count">Most messages wanted, at most 200; 0 for the server's default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<FindAnswer> FindAsync(string query, ulong after = 0, int count = 0, CancellationToken cancellation = default) =>
        _requests.AskAsync<FindRequest, FindAnswer>(
            Opcode.Find, new FindRequest(FieldBytes.Query(query), after, FieldBytes.Count(count)), cancellation);

    /// <summary>A page of this account's conversations, the one with the newest message first.</summary>
    /// <param name="before">The page before ended with this <c>Next</c>; 0 for the first.</param>
    /// <param name="count">Most wanted, at most 500; 0 for the server's default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<ConversationsAnswer> ConversationsAsync(ulong before = 0, int count = 0, CancellationToken cancellation = default) =>
        _requests.AskAsync<ConversationsRequest, ConversationsAnswer>(
            Opcode.Conversations, new ConversationsRequest(before, FieldBytes.Count(count)), cancellation);

    /// <summary>A person has read a conversation up to here, for all terminals of the account. Only ever moves forward.</summary>
    /// <param name="with">Which conversation.</param>
    /// <param name="upTo">The number of a message of it.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task MarkReadAsync(string with, ulong upTo, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.MarkRead, new ReadPosition(FieldBytes.Target(with), upTo), cancellation);

    /// <summary>Gives a message of one's own another text, also where it still waits.</summary>
    public Task EditAsync(Guid id, string text, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.Edit, new EditRequest(id, FieldBytes.Text(text)), cancellation);

    /// <summary>Takes a message of one's own back; who was not shown it never learns of it.</summary>
    public Task UnsendAsync(Guid id, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.Unsend, new UnsendRequest(id), cancellation);

    /// <summary>
    /// What became of a message of one's own, and when, as far as the server remembers. One that is not one's own, not known, or not kept any
    /// more is refused with <see cref="ErrorCode.NoSuchMessage"/>; a server that is too old for it with <see cref="ErrorCode.UnknownOpcode"/>.
    /// </summary>
    public Task<WhyAnswer> WhyAsync(Guid id, CancellationToken cancellation = default) =>
        _requests.AskAsync<WhyRequest, WhyAnswer>(Opcode.Why, new WhyRequest(id), cancellation);
}
