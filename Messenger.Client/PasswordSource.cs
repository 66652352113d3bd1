namespace Messenger.Client;

/// <summary>Where a password is at hand without asking: the file named on the command line, then the environment.</summary>
internal static class PasswordSource
{
    public const string Variable = "MESSENGER_PASSWORD";

    /// <summary>The password at hand, or null.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string? AtHand(string? passwordFile)
    {
        if (passwordFile is not null)
            return File.ReadLines(passwordFile).FirstOrDefault() ?? "";
        string? variable = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(variable) ? null : variable;
    }
}
