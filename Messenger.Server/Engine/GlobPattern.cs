namespace Messenger.Server.Engine;

/// <summary>
/// A list pattern (PROTOCOL.md §5.10): <c>*</c> any run, <c>?</c> one character, <c>[abc]</c>, <c>[a-z]</c>, <c>[!abc]</c>; the case of
/// ASCII letters does not matter. Matching goes back to the last star only, so it takes at most name × pattern steps.
/// </summary>
internal sealed class GlobPattern
{
    private const int Ascii = 128;

    private readonly Token[] _tokens;

    private GlobPattern(Token[] tokens) => _tokens = tokens;

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
        return new([.. tokens]);
    }

    public bool Matches(ReadOnlySpan<byte> name)
    {
        int n = 0;
        int t = 0;
        int starToken = -1;
        int starName = 0;
        while (n < name.Length)
        {
            if (t < _tokens.Length && _tokens[t].IsStar)
            {
                starToken = t++;
                starName = n;
            }
            else if (t < _tokens.Length && _tokens[t].Takes(name[n]))
            {
                t++;
                n++;
            }
            else if (starToken >= 0)
            {
                t = starToken + 1;
                n = ++starName;
            }
            else
            {
                return false;
            }
        }
        while (t < _tokens.Length && _tokens[t].IsStar)
            t++;
        return t == _tokens.Length;
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
