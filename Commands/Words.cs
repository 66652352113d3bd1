using System.CommandLine;

namespace Messenger.Commands;

/// <summary>Options that take one of a few words; the first is the default.</summary>
internal static class Words
{
    public static Option<string> Option(string name, string description, params string[] words)
    {
        Option<string> option = new(name)
        {
            Description = description,
            DefaultValueFactory = _ => words[0],
        };
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}
