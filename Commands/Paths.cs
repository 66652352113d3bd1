using System.CommandLine;
using System.CommandLine.Parsing;

namespace Messenger.Commands;

/// <summary>Options and arguments that name a file or a directory; an empty name, as of a variable that is not set, names none.</summary>
internal static class Paths
{
    public static Option<string?> Option(string name, string description)
    {
        Option<string?> option = new(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (IsEmpty(result))
                result.AddError($"{name} takes a path, and was given an empty one");
        });
        return option;
    }

    public static Argument<string> Argument(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (IsEmpty(result))
                result.AddError($"{name} is a path, and an empty one was given");
        });
        return argument;
    }

    private static bool IsEmpty(SymbolResult result) => result.Tokens is [{ Value: "" }];
}
