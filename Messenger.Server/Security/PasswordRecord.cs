namespace Messenger.Server.Security;

/// <summary>
/// A hashed password that says how it was made, so that rounds can be raised later: <c>pbkdf2-sha512$rounds$salt$hash</c>, the last two
/// in base64.
/// </summary>
internal sealed record PasswordRecord(int Rounds, byte[] Salt, byte[] Hash)
{
    private const string Scheme = "pbkdf2-sha512";

    /// <summary>No password opens this: what a deleted account has.</summary>
    public static PasswordRecord None { get; } = new(1, [], []);

    public string Serialize() => $"{Scheme}${Rounds}${Convert.ToBase64String(Salt)}${Convert.ToBase64String(Hash)}";

    /// <exception cref="FormatException">Not such a record.</exception>
    public static PasswordRecord Parse(string text)
    {
        string[] parts = text.Split('$');
        if (parts.Length != 4 || parts[0] != Scheme || !int.TryParse(parts[1], out int rounds) || rounds < 1)
            throw new FormatException("not a password record of this version");
        return new(rounds, Convert.FromBase64String(parts[2]), Convert.FromBase64String(parts[3]));
    }

    // Never in a log, whatever prints it.
    public override string ToString() => Scheme;
}
