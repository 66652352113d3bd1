using System.CommandLine;

namespace Messenger.Commands;

/// <summary>Options that take a whole number within bounds, and say the bounds when it is not.</summary>
internal static class Numbers
{
    public static Option<int> Option(string name, string description, int byDefault, int least, int most)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !IsWithin(result.Tokens[0].Value, least, most))
                result.AddError(Complaint(name, result.Tokens[0].Value, least, most));
        });
        return option;
    }

    public static Option<int?> Optional(string name, string description, int least, int most)
    {
        Option<int?> option = new(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !IsWithin(result.Tokens[0].Value, least, most))
                result.AddError(Complaint(name, result.Tokens[0].Value, least, most));
        });
        return option;
    }

    private static bool IsWithin(string text, int least, int most) => int.TryParse(text, out int number) && number >= least && number <= most;

    private static string Complaint(string name, string given, int least, int most) =>
        $"{name} takes a whole number from {least} to {most}, not \"{given}\"";
}
