namespace Messenger.Server.Engine;

/// <summary>
/// A list pattern (PROTOCOL.md §5.10): <c>*</c> any run, <c>?</c> one character, <c>[abc]</c>, <c>[a-z]</c>, <c>[!abc]</c>; the case of
/// ASCII letters does not matter. Matching keeps every way to match at once, one bit each, so it takes one step a character of the name,
/// whatever the pattern.
/// </summary>
internal sealed class GlobPattern
{
    private const int Ascii = 128;

    /// <summary>So many characters fit into the bits of a state; names are shorter (<see cref="Wire.Limits.NameLength"/>).</summary>
    private const int MostCharacters = 62;

    /// <summary>For each character of ASCII: bit n when the pattern's n-th character may be this one.</summary>
    private readonly ulong[] _takes = new ulong[Ascii];

    /// <summary>Bit n when a star stands before the pattern's n-th character: having matched n of them one may stay there.</summary>
    private readonly ulong _stays;

    /// <summary>The bit of having matched all; 0 when no name is that long.</summary>
    private readonly ulong _whole;

    private GlobPattern(List<Token> tokens)
    {
        int character = 0;
        foreach (Token token in tokens)
        {
            if (token.IsStar)
                _stays |= 1UL << character;
            else if (++character > MostCharacters)
                return;
            else
                Note(token, 1UL << (character - 1));
        }
        _whole = 1UL << character;
    }

    /// <summary>Matches every name.</summary>
    public static GlobPattern All { get; } = new([Token.Star]);

    /// <summary>Null when a <c>[</c> is never closed.</summary>
    public static GlobPattern? TryParse(ReadOnlySpan<byte> pattern)
    {
        List<Token> tokens = [];
        for (int i = 0; i < pattern.Length; i++)
        {
            switch ((char)pattern[i])
            {
                case '*':
                    if (tokens.Count == 0 || !tokens[^1].IsStar)
                        tokens.Add(Token.Star);
                    break;
                case '?':
                    tokens.Add(Token.Any);
                    break;
                case '[':
                    if (ParseClass(pattern, ref i) is not { } set)
                        return null;
                    tokens.Add(set);
                    break;
                default:
                    tokens.Add(Token.Nothing.With(pattern[i], pattern[i]));
                    break;
            }
        }
        return new(tokens);
    }

    public bool Matches(ReadOnlySpan<byte> name)
    {
        // Bit n: the name so far may be what the first n characters of the pattern, and the stars among them, stand for.
        ulong ways = 1;
        foreach (byte c in name)
        {
            ways = ((ways & (c < Ascii ? _takes[c] : 0)) << 1) | (ways & _stays);
            if (ways == 0)
                return false;
        }
        return (ways & _whole) != 0;
    }

    private void Note(Token token, ulong bit)
    {
        for (int c = 0; c < Ascii; c++)
        {
            if (token.Takes((byte)c))
                _takes[c] |= bit;
        }
    }

    /// <summary>Parses from the <c>[</c> at <paramref name="i"/> to its <c>]</c>, where it leaves <paramref name="i"/>.</summary>
    private static Token? ParseClass(ReadOnlySpan<byte> pattern, ref int i)
    {
        int start = i + 1;
        bool negated = start < pattern.Length && pattern[start] == '!';
        if (negated)
            start++;
        Token set = Token.Nothing;
        for (int p = start; p < pattern.Length; p++)
        {
            // A "]" that comes first stands for itself, as in a shell.
            if (pattern[p] == ']' && p > start)
            {
                i = p;
                return negated ? set.Negated() : set;
            }
            bool range = p + 2 < pattern.Length && pattern[p + 1] == '-' && pattern[p + 2] != ']';
            set = set.With(pattern[p], range ? pattern[p + 2] : pattern[p]);
            if (range)
                p += 2;
        }
        return null;
    }

    /// <summary>A star, or the set of ASCII characters that one character may be, as a bitmap.</summary>
    private readonly record struct Token(bool IsStar, UInt128 Set)
    {
        public static Token Star { get; } = new(true, 0);

        public static Token Any { get; } = new(false, UInt128.MaxValue);

        public static Token Nothing { get; } = new(false, 0);

        public Token With(byte first, byte last)
        {
            UInt128 set = Set;
            for (int c = first; c <= last && c < Ascii; c++)
                set |= Bit(char.ToLowerInvariant((char)c)) | Bit(char.ToUpperInvariant((char)c));
            return this with { Set = set };
        }

        public Token Negated() => this with { Set = ~Set };

        public bool Takes(byte c) => c < Ascii && (Set & Bit((char)c)) != 0;

        private static UInt128 Bit(char c) => UInt128.One << c;
    }
}
