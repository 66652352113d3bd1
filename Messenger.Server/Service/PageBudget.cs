namespace Messenger.Server.Service;

/// <summary>Keeps a page of messages within what one answer can carry.</summary>
internal sealed class PageBudget
{
    /// <summary>Bytes of a page: texts, names and all; a frame holds somewhat more.</summary>
    private const int Bytes = 60_000;

    /// <summary>Names, numbers and times of a message: at most so much.</summary>
    private const int BytesBesideText = 128;

    private int _spent;

    /// <summary>Whether a text of so many bytes still fits; then it is counted.</summary>
    public bool Takes(int textBytes)
    {
        if (_spent + BytesBesideText + textBytes > Bytes)
            return false;
        _spent += BytesBesideText + textBytes;
        return true;
    }
}
