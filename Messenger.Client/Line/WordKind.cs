namespace Messenger.Client.Line;

/// <summary>What a word of a command is, for completion.</summary>
internal enum WordKind
{
    /// <summary>Text, a count, a new name: nothing completes it.</summary>
    Text,

    /// <summary>The name of an account.</summary>
    Account,

    /// <summary>The name of a group; <c>#</c> may be left out while typing.</summary>
    Group,

    /// <summary>An account, or a group with <c>#</c>.</summary>
    Target,

    /// <summary>One of the command's own words.</summary>
    Choice,

    /// <summary>A setting of the full screen, or a value of one.</summary>
    Setting,

    /// <summary>Another command.</summary>
    Command,

    /// <summary>Words to search for; <c>from:</c> and <c>in:</c> take names.</summary>
    Query,
}
