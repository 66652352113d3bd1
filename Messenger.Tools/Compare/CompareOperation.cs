namespace Messenger.Tools.Compare;

/// <summary>What is compared, in the order of the tables.</summary>
public enum CompareOperation
{
    Register,
    List,
    Send,
    Deliver,
    Confirm,
    Fetch,
    History,
    SendLarge,
    DeliverLarge,
    Load,
}

/// <summary>What the operations are called, and what they are.</summary>
public static class CompareOperations
{
    /// <summary>Entries in a page of the directory, and messages in a page that is fetched or looked back at.</summary>
    public const int ListPage = 50;
    public const int MessagePage = 10;

    public static IReadOnlyList<CompareOperation> All { get; } = Enum.GetValues<CompareOperation>();

    /// <summary>The word on the command line and in JSON.</summary>
    public static string Word(this CompareOperation operation) => operation switch
    {
        CompareOperation.SendLarge => "send-large",
        CompareOperation.DeliverLarge => "deliver-large",
        _ => operation.ToString().ToLowerInvariant(),
    };

    public static string Sentence(this CompareOperation operation) => operation switch
    {
        CompareOperation.Register => "an account is made and logged in",
        CompareOperation.List => $"a page of the directory, {ListPage} names",
        CompareOperation.Send => "a message, until it is acknowledged",
        CompareOperation.Deliver => "the same, until its recipient has it; bytes of the recipient",
        CompareOperation.Confirm => "its recipient confirms it",
        CompareOperation.Fetch => $"{MessagePage} messages that waited",
        CompareOperation.History => $"a page of {MessagePage} messages that were said",
        CompareOperation.SendLarge => "as send, 16 KiB in CJK",
        CompareOperation.DeliverLarge => "as deliver, 16 KiB in CJK",
        CompareOperation.Load => "many messages at once, each acknowledged, delivered and confirmed",
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public static bool TryParse(string word, out CompareOperation operation)
    {
        operation = All.FirstOrDefault(operation => operation.Word() == word, (CompareOperation)(-1));
        return Enum.IsDefined(operation);
    }
}
