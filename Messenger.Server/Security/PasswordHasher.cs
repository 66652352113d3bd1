using System.Security.Cryptography;
using System.Threading.Channels;

namespace Messenger.Server.Security;

/// <summary>
/// Hashes and checks passwords: PBKDF2-HMAC-SHA512 of the base library. One takes about 0.2 s of a core, so only cores − 1 run at a
/// time (at least one), on threads of their own, with a bounded line before them: guessing cannot starve the conversation.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    /// <summary>Rounds by default; fewer are for tests and loopback only.</summary>
    public const int DefaultRounds = 210_000;

    /// <summary>Who finds so many waiting is asked to come back later.</summary>
    public const int LineLength = 256;

    private const int SaltBytes = 16;
    private const int HashBytes = 64;

    private readonly Channel<Action> _line = Channel.CreateBounded<Action>(LineLength);
    private readonly Thread[] _threads;
    private readonly int _rounds;
    private readonly PasswordRecord _nobody;
    private volatile bool _stopped;
    private long _count;

    public PasswordHasher(int rounds)
    {
        _rounds = rounds;
        _nobody = new PasswordRecord(rounds, RandomNumberGenerator.GetBytes(SaltBytes), new byte[HashBytes]);
        _threads = new Thread[Math.Max(1, Environment.ProcessorCount - 1)];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { Name = $"password hasher {i + 1}", IsBackground = true };
            _threads[i].Start();
        }
    }

    /// <summary>Hashes made so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How long a full line takes, roughly.</summary>
    public static TimeSpan FullLineWait => TimeSpan.FromSeconds(LineLength / 5 / Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>Makes a record with a new salt. Null: the line is full.</summary>
    public Task<PasswordRecord?> HashAsync(byte[] password) => Queue<PasswordRecord?>(() =>
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new PasswordRecord(_rounds, salt, Derive(password, salt, _rounds));
    });

    /// <summary>Checks a password. Without a record it takes as long as with one and is wrong.</summary>
    /// <param name="password">As normalised.</param>
    /// <param name="record">Null when there is no such account.</param>
    /// <param name="mayTry">Asked when its turn has come; a no ends it there.</param>
    /// <param name="tried">Told whether it was right, before the next one's turn comes.</param>
    /// <returns>Null: the line is full, or it was not to be tried.</returns>
    public Task<bool?> VerifyAsync(byte[] password, PasswordRecord? record, Func<bool>? mayTry = null, Action<bool>? tried = null) =>
        Queue<bool?>(() =>
        {
            if (mayTry?.Invoke() is false)
                return null;
            PasswordRecord against = record ?? _nobody;
            bool same = CryptographicOperations.FixedTimeEquals(Derive(password, against.Salt, against.Rounds), against.Hash);
            bool right = same && record is not null;
            tried?.Invoke(right);
            return right;
        });

    /// <summary>Sends home whoever stands in the line, as if it were full: a server that stops does not wait for them.</summary>
    public void Stop() => _stopped = true;

    public void Dispose()
    {
        Stop();
        _line.Writer.TryComplete();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private byte[] Derive(byte[] password, byte[] salt, int rounds)
    {
        Interlocked.Increment(ref _count);
        return Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, HashBytes);
    }

    private Task<T?> Queue<T>(Func<T?> work)
    {
        TaskCompletionSource<T?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _line.Writer.TryWrite(Run) ? done.Task : Task.FromResult<T?>(default);

        void Run()
        {
            try
            {
                done.SetResult(_stopped ? default : work());
            }
            catch (Exception bug)
            {
                // For who asked; this thread serves the others.
                done.SetException(bug);
            }
        }
    }

    private void Work()
    {
        // Blocking is what these threads are for.
        while (_line.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_line.Reader.TryRead(out Action? work))
                work();
        }
    }
}
