using System.Buffers;
using System.Globalization;
using System.Text;

namespace Messenger.Server.Search;

/// <summary>The index's own words: beside its text, each message has its conversation, its sender and, when it is direct, its two accounts.</summary>
internal static class IndexWords
{
    private const char AccountKind = 'a';
    private const char ConversationKind = 'c';
    private const char SenderKind = 's';

    public static string Account(long id) => Match(AccountKind, id);

    public static string Conversation(long id) => Match(ConversationKind, id);

    public static string Sender(long id) => Match(SenderKind, id);

    /// <summary>What is indexed of a message: its own words first, so that no phrase reaches from them into the text.</summary>
    public static void Append(in IndexEntry entry, ArrayBufferWriter<byte> words)
    {
        if (entry.First != 0)
        {
            Append(AccountKind, entry.First, words);
            Append(AccountKind, entry.Second, words);
        }
        Append(ConversationKind, entry.Conversation, words);
        Append(SenderKind, entry.Sender, words);
        SearchText.Append(entry.Text.Span, words);
    }

    private static void Append(char kind, long id, ArrayBufferWriter<byte> words)
    {
        Span<char> word = stackalloc char[32];
        word.TryWrite(CultureInfo.InvariantCulture, $" {SearchText.Reserved}{kind}{id}", out int length);
        words.Advance(Encoding.UTF8.GetBytes(word[..length], words.GetSpan(3 * length)));
    }

    private static string Match(char kind, long id) => string.Create(CultureInfo.InvariantCulture, $"\"{SearchText.Reserved}{kind}{id}\"");
}
