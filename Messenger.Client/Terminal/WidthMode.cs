namespace Messenger.Client.Terminal;

/// <summary>What the terminal makes of characters that Unicode leaves open (East Asian Ambiguous: ● § α and the lines of boxes).</summary>
internal enum WidthMode
{
    /// <summary>One column, as nearly everywhere.</summary>
    Narrow,

    /// <summary>Two columns: terminals that are set up so for Chinese, Japanese or Korean.</summary>
    Wide,
}
